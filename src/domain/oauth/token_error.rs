//! The closed list of refusals at the endpoints for programs (RFC 6749 §5.2). The codes are the RFC's, the
//! texts are Geni's where it has one.

use super::client::GrantType;
use super::client_assertion::AssertionFault;
use super::error::UNKNOWN_RESOURCE;
use std::borrow::Cow;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    ClientIdMissing,
    /// No credentials at all where some are needed (RFC 7662 §2.1, RFC 7009 §2.1).
    CredentialsMissing,
    ClientUnknown,
    /// Or none, or one of an app that has none.
    SecretWrong,
    /// What an app signed to show to be itself shows nothing; which part was wrong is not told.
    AssertionInvalid(AssertionFault),
    /// RFC 6749 §2.3: not more than one method of authentication, and one client.
    TwoWays,
    Repeated,
    /// Some in the body and some in the address.
    Split,
    InQuery,
    /// GET, and the app did not opt in, or there is no such app.
    NotByGet,
    GrantUnsupported,
    GrantNotEnabled(GrantType),
    ScopeInvalid,
    CodeMissing,
    CodeInvalid,
    CodeExpired,
    AddressDiffers,
    VerifierInvalid,
    UsernameMissing,
    PasswordMissing,
    PasswordWrong,
    /// A right password that is not enough: nobody who asks is told that it is right.
    SecondFactorNeeded,
    EndUserIpInvalid,
    /// Too many tries; how long until one more fits.
    Braked(Duration),
    /// The app asked too often for tokens of its own; how long until one more fits.
    TooOften(Duration),
    RefreshTokenMissing,
    RefreshTokenInvalid,
    DeviceCodeMissing,
    /// Nobody has decided yet (RFC 8628 §3.5).
    AuthorizationPending,
    /// The same, for a device that asks sooner than it may.
    SlowDown,
    DeviceDenied,
    DeviceCodeExpired,
    DeviceCodeInvalid,
    TokenMissing,
    /// RFC 8707 §2.
    ResourceUnknown,
}

impl TokenError {
    pub const fn status(self) -> u16 {
        match self {
            Self::CredentialsMissing
            | Self::ClientUnknown
            | Self::SecretWrong
            | Self::AssertionInvalid(_) => 401,
            Self::NotByGet => 405,
            Self::Braked(_) | Self::TooOften(_) => 429,
            _ => 400,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::CredentialsMissing
            | Self::ClientUnknown
            | Self::SecretWrong
            | Self::AssertionInvalid(_) => "invalid_client",
            Self::GrantUnsupported => "unsupported_grant_type",
            Self::GrantNotEnabled(_) => "unauthorized_client",
            Self::ScopeInvalid => "invalid_scope",
            Self::ResourceUnknown => "invalid_target",
            Self::CodeInvalid
            | Self::CodeExpired
            | Self::AddressDiffers
            | Self::VerifierInvalid
            | Self::PasswordWrong
            | Self::SecondFactorNeeded
            | Self::RefreshTokenInvalid
            | Self::DeviceCodeInvalid => "invalid_grant",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::DeviceDenied => "access_denied",
            Self::DeviceCodeExpired => "expired_token",
            Self::Braked(_) | Self::TooOften(_) => "temporarily_unavailable",
            Self::ClientIdMissing
            | Self::TwoWays
            | Self::Repeated
            | Self::Split
            | Self::InQuery
            | Self::NotByGet
            | Self::CodeMissing
            | Self::UsernameMissing
            | Self::PasswordMissing
            | Self::EndUserIpInvalid
            | Self::RefreshTokenMissing
            | Self::DeviceCodeMissing
            | Self::TokenMissing => "invalid_request",
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm per refusal, a line or two each"
    )]
    pub fn description(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::GrantNotEnabled(grant) => {
                let name = grant.wire();
                return Cow::Owned(format!(
                    "This application is not authorized to use grant_type {name}"
                ));
            }
            Self::ClientIdMissing => "client_id must be provided",
            Self::CredentialsMissing => "client authentication is required",
            Self::ClientUnknown => "invalid client application id",
            Self::SecretWrong => "Invalid application secret",
            Self::AssertionInvalid(_) => "Invalid client assertion",
            Self::TwoWays => "The client identified itself in two ways",
            Self::Repeated => "A parameter was sent more than once",
            Self::Split => "Parameters were sent in the body and in the query",
            Self::InQuery => "Parameters must be sent in the request body",
            Self::NotByGet => "This application must use POST",
            Self::GrantUnsupported => {
                "only authorization_code, password, refresh_token and client_credentials grant types are \
                 currently supported"
            }
            Self::ScopeInvalid => {
                "None of the requested scopes may be granted, or one is malformed"
            }
            Self::CodeMissing => "Code must be provided",
            Self::CodeInvalid => "Invalid authorization code",
            Self::CodeExpired => "Authorization code expired",
            Self::AddressDiffers => "Redirection url must match the url used for the code request",
            Self::VerifierInvalid => "Invalid code verifier",
            Self::UsernameMissing => "Username must be provided",
            Self::PasswordMissing => "Password must be provided",
            Self::EndUserIpInvalid => "end_user_ip must be an IPv4 or IPv6 address",
            Self::PasswordWrong | Self::SecondFactorNeeded => {
                "Invalid username and/or password combination"
            }
            Self::Braked(_) => "Too many attempts. Try again later",
            Self::TooOften(_) => "Too many tokens for this application. Try again later",
            Self::RefreshTokenMissing => "Refresh token must be provided",
            Self::RefreshTokenInvalid => "Invalid refresh token",
            Self::DeviceCodeMissing => "Device code must be provided",
            Self::AuthorizationPending => "The user has not decided yet",
            Self::SlowDown => "Ask less often",
            Self::DeviceDenied => "The user did not allow the request",
            Self::DeviceCodeExpired => "The device code has expired",
            Self::DeviceCodeInvalid => "Invalid device code",
            Self::TokenMissing => "token must be provided",
            Self::ResourceUnknown => UNKNOWN_RESOURCE,
        })
    }
}
