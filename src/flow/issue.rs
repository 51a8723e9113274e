//! What an allowed request gives: a code with the grant that it begins, an access token, and what an ID token will say.

use super::id_token::Authorized;
use super::token::pair;
use super::{Failure, Platform, access, statements};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::Write;
use crate::domain::epoch::PersonEpochs;
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::client::ResponseType;
use crate::domain::oauth::code::Code;
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::grant::{Grant, SignIn};
use crate::domain::oauth::result::Carried;
use crate::domain::openid::statement::{Statement, ToSign};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;

/// A request that is allowed, and by whom.
pub(super) struct Allowed<'a> {
    pub asked: &'a AuthorizationRequest,
    pub user: &'a User,
    pub session: &'a Session,
    pub consent: &'a Consent,
    pub now: Timestamp,
}

impl Allowed<'_> {
    /// What to remember, and what the answer carries.
    pub fn issue(&self, platform: &Platform) -> (Vec<Write>, Carried) {
        let wants = |word| self.asked.wanted.holds(word);
        let mut grant = wants(ResponseType::Code).then(|| self.grant(platform));
        let of_grant = grant.as_ref().map(|grant| grant.key);
        let token = wants(ResponseType::Token).then(|| self.access_token(platform, of_grant));
        if let (Some(grant), Some((kept, _))) = (&mut grant, &token) {
            grant.expires_at = grant.expires_at.max(kept.expires_at);
        }
        let code = grant.as_ref().map(|grant| self.code(platform, grant));
        let lifetime = match &token {
            Some(_) => pair::lifetime(platform, &self.asked.app),
            None => platform.policy.code_ttl,
        };
        let said = token.as_ref().and_then(|made| self.said_by(platform, made));
        let (token, access_token) = token.unzip();
        let (code, plain_code) = code.unzip();
        let writes = [
            grant.map(Write::InsertGrant),
            code.map(Write::InsertCode),
            token.map(Write::InsertAccessToken),
        ];
        let mut carried = Carried {
            code: plain_code,
            access_token,
            lifetime,
            scope: self.changed_scopes(platform),
            to_sign: ToSign {
                access_token: said,
                id_token: None,
            },
        };
        let mut writes: Vec<Write> = writes.into_iter().flatten().collect();
        if wants(ResponseType::IdToken) {
            writes.extend(self.add_id_token(platform, &mut carried));
        }
        (writes, carried)
    }

    /// What it says in an answer that carries the rest.
    fn add_id_token(&self, platform: &Platform, carried: &mut Carried) -> Option<Write> {
        let sign_in = self.sign_in();
        let authorized = Authorized {
            asked: self.asked,
            user: self.user,
            sign_in: &sign_in,
            now: self.now,
        };
        carried.to_sign.id_token = Some(authorized.told(platform, carried));
        authorized.awaits_session_end(platform)
    }

    fn changed_scopes(&self, platform: &Platform) -> Option<String> {
        let in_order = || {
            self.asked
                .scopes
                .in_order(&platform.policy.scopes)
                .join(" ")
        };
        self.asked.scopes_changed.then(in_order)
    }

    /// RFC 6749 §4.2.2. One that comes with a code dies with what that begins.
    fn access_token(
        &self,
        platform: &Platform,
        grant_key: Option<RowKey>,
    ) -> (AccessToken, PlainToken) {
        let issued_for = IssuedFor::Person(Permission {
            user_key: self.user.key,
            consent_key: self.consent.key,
            epochs: epochs(self.user, self.consent),
            grant_key,
        });
        let AuthorizationRequest { app, .. } = self.asked;
        let reach = (&self.asked.scopes, &self.asked.audience);
        let whose = (issued_for, Some(self.session.authentication()));
        pair::access_token(platform, app, whose, reach, self.now)
    }

    /// Where it is a JWT.
    fn said_by(
        &self,
        platform: &Platform,
        (kept, token): &(AccessToken, PlainToken),
    ) -> Option<Statement> {
        let subject = &self.user.public_id;
        statements::of_access_token(platform, &self.asked.app, (kept, token), subject)
    }

    fn grant(&self, platform: &Platform) -> Grant {
        let AuthorizationRequest { app, scopes, .. } = self.asked;
        Grant {
            key: platform.store.next_key(self.now),
            consent_key: self.consent.key,
            app_epoch: app.epoch,
            epochs: epochs(self.user, self.consent),
            scopes: scopes.clone(),
            scopes_changed: self.asked.scopes_changed,
            expires_at: self.now.plus(platform.policy.code_ttl),
            ended_at: None,
            audience: self.asked.audience.clone(),
            sign_in: Some(self.sign_in()),
            created_at: self.now,
        }
    }

    /// The session is the app's business only where it asked by OpenID Connect.
    fn sign_in(&self) -> SignIn {
        let openid = self.asked.openid.as_ref();
        let claims = openid.map(|openid| openid.claims.in_id_token.clone());
        SignIn {
            authentication: self.session.authentication(),
            sid_seed: openid.map(|_| self.session.sid_seed),
            claims: claims.unwrap_or_default(),
        }
    }

    /// RFC 6749 §4.1.2.
    fn code(&self, platform: &Platform, grant: &Grant) -> (Code, PlainToken) {
        let code = PlainToken::make(platform.store.next_key(self.now), &mut rand::rng());
        let openid = self.asked.openid.as_ref();
        let kept = Code {
            key: code.key(),
            secret_hash: code.hash(TokenKind::Code),
            grant_key: grant.key,
            redirect_uri: self.asked.reply_to.effective_uri(),
            address: self.asked.reply_to.address_sent(),
            pkce_challenge: self.asked.challenge.clone(),
            expires_at: self.now.plus(platform.policy.code_ttl),
            redeemed_at: None,
            nonce: openid.and_then(|openid| openid.nonce.clone()),
            created_at: self.now,
        };
        (kept, code)
    }
}

pub(super) fn epochs(user: &User, consent: &Consent) -> PersonEpochs {
    PersonEpochs {
        user: user.epoch,
        consent: consent.epoch,
    }
}

/// Whether what was handed over a moment ago can still be used: else it is not handed over again.
pub(super) fn is_still_good(platform: &Platform, carried: &Carried) -> Result<bool, Failure> {
    if let Some(token) = &carried.access_token
        && !access::is_live(platform, token)?
    {
        return Ok(false);
    }
    match &carried.code {
        Some(code) => is_redeemable(platform, code),
        None => Ok(true),
    }
}

fn is_redeemable(platform: &Platform, code: &PlainToken) -> Result<bool, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.code_standing(code.key()))?;
    Ok(found.is_some_and(|found| {
        found.code.secret_hash.matches(&code.hash(TokenKind::Code))
            && found.code.redeemed_at.is_none()
            && now < found.code.expires_at
            && found.grant.stands_for(found.grant.app.id)
    }))
}
