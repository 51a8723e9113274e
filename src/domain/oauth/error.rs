//! The two closed lists of refusals at the authorization endpoint: those that get a page of our own, and
//! those that are sent to the proven address (RFC 6749 §4.2.2.1).

use crate::domain::words::words;

/// What an authorization request is checked for, in this order; the first that fails is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// `client_id` and `redirect_uri`: each at most once, and text.
    Readable,
    Client,
    /// Where answers go; from here on they go there.
    Address,
    /// No other parameter twice, each of them text.
    Parameters,
    ResponseType,
    ResponseMode,
    /// RFC 7636.
    Challenge,
    Scope,
    /// What only OpenID Connect asks.
    OpenId,
    /// RFC 8707.
    Resource,
    Prompt,
    Hint,
    SignIn,
    Consent,
}

words!(Check {
    Readable = "readable",
    Client = "client",
    Address = "address",
    Parameters = "parameters",
    ResponseType = "response_type",
    ResponseMode = "response_mode",
    Challenge = "challenge",
    Scope = "scope",
    OpenId = "openid",
    Resource = "resource",
    Prompt = "prompt",
    Hint = "id_token_hint",
    SignIn = "sign_in",
    Consent = "consent",
});

/// The address is not proven: an error page, never a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub at: Check,
    pub code: RefusalCode,
    /// In full, for the operator's log only.
    pub reason: String,
}

impl Refusal {
    pub fn new(at: Check, code: RefusalCode, reason: impl Into<String>) -> Self {
        Self {
            at,
            code,
            reason: reason.into(),
        }
    }
}

/// What is said of a resource, at each endpoint.
pub(super) const UNKNOWN_RESOURCE: &str = "The resource is unknown or not one of this application";

/// The address is proven: the error goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizeError {
    /// What is wrong, in a sentence of ours.
    InvalidRequest(&'static str),
    UnauthorizedClient,
    UnsupportedResponseType,
    InvalidScope,
    /// RFC 8707 §2.
    InvalidTarget,
    AccessDenied,
    /// OpenID Connect Core §3.1.2.6.
    LoginRequired,
    /// Somebody is signed in, but not whom the app means.
    OtherLoginRequired,
    /// OpenID Connect Core §3.1.2.6: no page may be shown, and one is needed.
    InteractionRequired,
    ConsentRequired,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
    /// OpenID Connect Core Unmet Authentication Requirements 1.0 §2.
    UnmetAuthenticationRequirements,
    /// Asked too often without anybody looking.
    TemporarilyUnavailable,
}

impl AuthorizeError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired | Self::OtherLoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    pub const fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(what) => what,
            Self::UnauthorizedClient => "This application is not registered for this response_type",
            Self::UnsupportedResponseType => "This response_type is not supported",
            Self::InvalidScope => "None of the requested scopes is known, or one is malformed",
            Self::InvalidTarget => UNKNOWN_RESOURCE,
            Self::AccessDenied => "The user did not allow the request",
            Self::LoginRequired => "The user is not signed in",
            Self::OtherLoginRequired => "Another user is signed in",
            Self::InteractionRequired => "The user has to sign in with a second step",
            Self::ConsentRequired => "The user has not allowed this yet",
            Self::RequestNotSupported => "Request objects are not supported",
            Self::RequestUriNotSupported => "Request objects by reference are not supported",
            Self::RegistrationNotSupported => "Registration in a request is not supported",
            Self::UnmetAuthenticationRequirements => "This kind of sign-in is not possible here",
            Self::TemporarilyUnavailable => {
                "Too many requests for this user. Try again in a minute"
            }
        }
    }
}

/// The stable code of an error page (RFC 6749 §4.2.2.1: such a request must not be redirected).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalCode {
    ClientUnknown,
    /// It waits for an admin, or one declined it.
    AppNotOpen,
    RedirectUriMissing,
    RedirectUriMismatch,
    ParameterRepeated,
    ParameterMalformed,
}

words!(RefusalCode {
    ClientUnknown = "client_unknown",
    AppNotOpen = "app_not_open",
    RedirectUriMissing = "redirect_uri_missing",
    RedirectUriMismatch = "redirect_uri_mismatch",
    ParameterRepeated = "parameter_repeated",
    ParameterMalformed = "parameter_malformed",
});
