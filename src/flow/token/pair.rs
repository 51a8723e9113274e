//! Making the tokens that the token endpoint gives: what is kept of them, and the answer with them.

use crate::domain::account::authentication::Authentication;
use crate::domain::change::Write;
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use crate::domain::oauth::client::{App, GrantType, TokenFormat};
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::RefreshToken;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::openid::access_token::LONGEST;
use crate::domain::openid::resource::Audience;
use crate::domain::openid::statement::{Signed, ToSign};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::{Platform, statements};
use std::time::Duration;

/// A pair of tokens to make under a grant.
pub(super) struct Pair<'a> {
    pub app: &'a App,
    pub grant: &'a Grant,
    pub user_key: RowKey,
    /// The `id` of `/api/user`.
    pub subject: &'a str,
    /// Of the access token; never more than the grant's.
    pub scopes: Scopes,
    pub audience: Audience,
    pub now: Timestamp,
}

impl Pair<'_> {
    /// What to write, and the answer. A refresh token goes along where the app may use one.
    pub fn issue(&self, platform: &Platform) -> (Vec<Write>, TokenAnswer) {
        let now = self.now;
        let issued_for = IssuedFor::Person(Permission {
            user_key: self.user_key,
            consent_key: self.grant.consent_key,
            epochs: self.grant.epochs,
            grant_key: Some(self.grant.key),
        });
        let lifetime = lifetime(platform, self.app);
        let reach = (&self.scopes, &self.audience);
        let whose = (issued_for, self.grant.authentication());
        let (kept, access_token) = access_token(platform, self.app, whose, reach, now);
        let kept = AccessToken {
            app_epoch: self.grant.app_epoch,
            ..kept
        };
        let made = (&kept, &access_token);
        let said = statements::of_access_token(platform, self.app, made, self.subject);
        let mut until = kept.expires_at;
        let mut writes = vec![Write::InsertAccessToken(kept)];
        let (kept, refresh_token) = self.refresh_token(platform).unzip();
        if let Some(kept) = kept {
            until = until.max(kept.expires_at);
            writes.push(Write::InsertRefreshToken(kept));
        }
        let key = self.grant.key;
        let moved_on = self.grant.moved_on(until);
        writes.extend(moved_on.map(|until| Write::MoveGrantOn { key, until }));
        let differs = self.grant.scopes_changed || self.scopes != self.grant.scopes;
        let answer = TokenAnswer {
            access_token,
            lifetime,
            refresh_token,
            scopes: differs.then(|| self.scopes.clone()),
            to_sign: ToSign {
                access_token: said,
                id_token: None,
            },
            signed: Signed::default(),
        };
        (writes, answer)
    }

    /// Where the app may use one.
    fn refresh_token(&self, platform: &Platform) -> Option<(RefreshToken, PlainToken)> {
        if !self.app.grants.contains(&GrantType::RefreshToken) {
            return None;
        }
        let token = PlainToken::make(platform.store.next_key(self.now), &mut rand::rng());
        let kept = RefreshToken {
            key: token.key(),
            secret_hash: token.hash(TokenKind::Refresh),
            grant_key: self.grant.key,
            expires_at: platform.policy.refresh.end(self.grant.created_at, self.now),
            rotated: None,
            created_at: self.now,
        };
        Some((kept, token))
    }
}

/// An access token: what is kept of it, and itself.
pub(in crate::flow) fn access_token(
    platform: &Platform,
    app: &App,
    (issued_for, authentication): (IssuedFor, Option<Authentication>),
    (scopes, audience): (&Scopes, &Audience),
    now: Timestamp,
) -> (AccessToken, PlainToken) {
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let kind = match app.access_token_format {
        TokenFormat::Opaque => TokenKind::Access,
        TokenFormat::Jwt => TokenKind::JwtAccess,
    };
    let kept = AccessToken {
        key: token.key(),
        secret_hash: token.hash(kind),
        app_id: app.id,
        app_epoch: app.epoch,
        issued_for,
        authentication,
        scopes: scopes.clone(),
        audience: audience.clone(),
        expires_at: now.plus(lifetime(platform, app)),
        revoked_at: None,
        created_at: now,
    };
    (kept, token)
}

pub(in crate::flow) fn lifetime(platform: &Platform, app: &App) -> Duration {
    let lifetime = app.token_ttl.unwrap_or(platform.policy.token_ttl);
    match app.access_token_format {
        TokenFormat::Opaque => lifetime,
        TokenFormat::Jwt => lifetime.min(LONGEST),
    }
}
