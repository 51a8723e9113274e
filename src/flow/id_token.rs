//! ID tokens: planned as data by the flow, and signed once it is done (OpenID Connect Core §3.1.3.3, §3.2.2.5, §12.2).

use super::Platform;
use crate::domain::account::user::User;
use crate::domain::change::Write;
use crate::domain::delivery::Delivery;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::client::App;
use crate::domain::oauth::code::Nonce;
use crate::domain::oauth::grant::{GrantStanding, SignIn};
use crate::domain::oauth::result::Carried;
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::claims::{self, Extent};
use crate::domain::openid::id_token::IdToken;
use crate::domain::openid::scope::OPENID;
use crate::domain::openid::statement::Statement;
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};

/// What ID tokens of both endpoints are made of.
struct Parts<'a> {
    app: &'a App,
    subject: &'a str,
    /// What is told of the person besides.
    person: Map<String, Value>,
    sign_in: &'a SignIn,
    nonce: Option<&'a str>,
    access_token: Option<&'a PlainToken>,
    code: Option<&'a PlainToken>,
    now: Timestamp,
}

impl Parts<'_> {
    fn statement(self, platform: &Platform) -> Statement {
        let algorithm = platform.keys.policy.signs_by(self.app.id_token_alg);
        let session = self.sign_in.sid_seed;
        let told = IdToken {
            issuer: &platform.policy.public_url,
            subject: self.subject,
            audience: &self.app.client_id,
            issued_at: self.now,
            lifetime: platform.policy.id_token_ttl,
            authentication: self.sign_in.authentication,
            nonce: self.nonce,
            sid: session.map(|seed| seed.sid(&self.app.uuid)),
            access_token: self.access_token.map(PlainToken::reveal),
            code: self.code.map(PlainToken::reveal),
            person: self.person,
        };
        Statement {
            algorithm,
            claims: told.claims(algorithm),
        }
    }
}

/// What an ID token of the token endpoint is made of.
pub(super) struct Told<'a> {
    pub app: &'a App,
    pub grant: &'a GrantStanding,
    /// Those of the access token beside it.
    pub scopes: &'a Scopes,
    pub access_token: &'a PlainToken,
    pub nonce: Option<&'a str>,
    pub now: Timestamp,
}

impl Told<'_> {
    /// None where the app did not ask who signed in.
    pub fn statement(&self, platform: &Platform) -> Option<Statement> {
        let grant = &self.grant.grant;
        let sign_in = grant.sign_in.as_ref();
        let sign_in = sign_in.filter(|_| self.scopes.holds(OPENID))?;
        let user = &self.grant.person.user;
        let extent = Extent::of(self.app, &sign_in.claims);
        let parts = Parts {
            app: self.app,
            subject: &user.public_id,
            person: claims::in_id_token(user, self.scopes, extent),
            sign_in,
            nonce: self.nonce,
            access_token: Some(self.access_token),
            code: None,
            now: self.now,
        };
        Some(parts.statement(platform))
    }

    pub fn awaits_session_end(&self, platform: &Platform) -> Option<Write> {
        let sign_in = self.grant.grant.sign_in.as_ref()?;
        let subject = &self.grant.person.user.public_id;
        awaits_session_end(platform, self.app, (subject, sign_in), self.now)
    }
}

/// The app is to hear of the end of the session, where there is one.
fn awaits_session_end(
    platform: &Platform,
    app: &App,
    (subject, sign_in): (&str, &SignIn),
    now: Timestamp,
) -> Option<Write> {
    let session = (subject, sign_in.sid_seed?);
    let key = platform.store.next_key(now);
    let awaits = Delivery::session_end(key, app.id, session, now, &mut rand::rng());
    Some(Write::AwaitSessionEnd(awaits))
}

/// What an ID token of the authorization endpoint is made of.
pub(super) struct Authorized<'a> {
    pub asked: &'a AuthorizationRequest,
    pub user: &'a User,
    pub sign_in: &'a SignIn,
    pub now: Timestamp,
}

impl Authorized<'_> {
    /// What it says in an answer that carries these, and how it is signed.
    pub fn told(&self, platform: &Platform, carried: &Carried) -> Statement {
        let AuthorizationRequest { app, scopes, .. } = self.asked;
        let openid = self.asked.openid.as_ref();
        let nonce = openid.and_then(|openid| openid.nonce.as_ref());
        let parts = Parts {
            app,
            subject: &self.user.public_id,
            person: claims::in_id_token(&self.user.into(), scopes, self.asked.extent()),
            sign_in: self.sign_in,
            nonce: nonce.map(Nonce::as_str),
            access_token: carried.access_token.as_ref(),
            code: carried.code.as_ref(),
            now: self.now,
        };
        parts.statement(platform)
    }

    pub fn awaits_session_end(&self, platform: &Platform) -> Option<Write> {
        let told = (self.user.public_id.as_str(), self.sign_in);
        awaits_session_end(platform, &self.asked.app, told, self.now)
    }
}
