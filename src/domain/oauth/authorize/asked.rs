//! A request without fault, and an error that has somewhere to go.

use crate::domain::account::authentication::Level;
use crate::domain::account::second_step::Wanted;
use crate::domain::oauth::client::App;
use crate::domain::oauth::code::Nonce;
use crate::domain::oauth::error::{AuthorizeError, Check};
use crate::domain::oauth::pkce::Challenge;
use crate::domain::oauth::response_set::ResponseSet;
use crate::domain::oauth::result::{ReplyTo, ResultRoute};
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::asked_claims::AskedClaims;
use crate::domain::openid::claims::Extent;
use crate::domain::openid::resource::Audience;
use crate::domain::words::words;
use std::sync::Arc;
use std::time::Duration;

/// An error with the proven address that owns it.
pub struct Redirected {
    pub at: Check,
    pub error: AuthorizeError,
    pub result: ResultRoute,
}

/// A request without fault: who asks for what, and where the answer goes.
#[derive(Debug)]
pub struct AuthorizationRequest {
    pub app: Arc<App>,
    pub display: Layout,
    pub reply_to: ReplyTo,
    pub wanted: ResponseSet,
    /// What the program will have to prove when it comes with the code (RFC 7636 §4.3).
    pub challenge: Option<Challenge>,
    /// What will be granted when the person allows it.
    pub scopes: Scopes,
    /// Nothing was named: all that the app is registered for.
    pub full_access: bool,
    /// The set to be granted is not the one asked for: the answer must say so (RFC 6749 §3.3).
    pub scopes_changed: bool,
    /// For which resource servers the tokens will be.
    pub audience: Audience,
    pub prompt: Prompt,
    /// Where the app wants to be told who signed in (OpenID Connect Core §3.1.2.1).
    pub openid: Option<OpenIdRequest>,
    /// The registered site in whose frame this request shows no form, only a link to a window of its own.
    pub framed_by: Option<String>,
}

/// What only an OpenID request says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenIdRequest {
    /// Given back in the ID token, exactly.
    pub nonce: Option<Nonce>,
    /// A sign-in that is older counts as none.
    pub max_age: Option<Duration>,
    /// What the sign-in page is filled with.
    pub login_hint: Option<String>,
    /// Whom the app means: nobody else is let in.
    pub hinted: Option<String>,
    pub claims: AskedClaims,
    /// What `acr_values` would like.
    pub wished_level: Level,
}

impl AuthorizationRequest {
    /// Its answer, where it fails after all.
    pub fn failed(&self, at: Check, error: AuthorizeError) -> Redirected {
        Redirected {
            at,
            result: self.reply_to.failed(error),
            error,
        }
    }

    /// What it wants of a sign-in.
    pub fn wanted(&self) -> Wanted {
        let openid = self.openid.as_ref();
        Wanted {
            by_app: self.app.least_level(),
            essential: openid.map(|it| it.claims.least_level).unwrap_or_default(),
            wished: openid.map(|it| it.wished_level).unwrap_or_default(),
        }
    }

    /// What the ID token of its answer tells of the person: all, where there is nowhere else to ask (OpenID Connect Core
    /// §5.4).
    pub fn extent(&self) -> Extent<'_> {
        let named = self.openid.as_ref();
        let named = named.map(|openid| openid.claims.in_id_token.as_slice());
        match self.wanted {
            ResponseSet::ID_TOKEN => Extent::All,
            _ => Extent::of(&self.app, named.unwrap_or_default()),
        }
    }
}

impl OpenIdRequest {
    /// Whether it may be this user who signs in.
    pub fn may_be(&self, public_id: &str) -> bool {
        let meant = [&self.hinted, &self.claims.sub];
        meant.into_iter().flatten().all(|meant| meant == public_id)
    }
}

/// How a page is laid out; chosen by `display`, never by User-Agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Web,
    /// An embedded browser window: no site chrome, no links that lead away.
    Desktop,
    Mobile,
    /// A small window of the browser, opened by a page.
    Popup,
}

words!(Layout { Web = "web", Desktop = "desktop", Mobile = "mobile", Popup = "popup" });

/// `prompt` (OpenID Connect Core §3.1.2.1): which pages are wanted, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
    /// The consent page names the account, and has a way to another.
    pub select_account: bool,
}
