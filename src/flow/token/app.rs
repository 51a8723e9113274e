//! A token for the app itself (RFC 6749 §4.4).

use super::asking::{Asking, Outcome};
use super::pair::{access_token, lifetime};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::access::IssuedFor;
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::statement::{Signed, ToSign};
use crate::flow::{Platform, statements};

/// A token that stands for the app itself; no refresh token (RFC 6749 §4.4.3).
pub(super) fn for_the_app(platform: &Platform, asking: &Asking) -> Outcome {
    let Ok((scopes, changed)) = asking.scopes_without_a_visit(platform) else {
        return Outcome::refused(TokenError::ScopeInvalid);
    };
    let audience = match asking.audience() {
        Ok(audience) => audience,
        Err(error) => return Outcome::refused(error),
    };
    let (app, now) = (asking.app, asking.now);
    if let Err(wait) = platform.limits.app_token(app.id, now) {
        return Outcome::refused(TokenError::TooOften(wait));
    }
    let (whose, reach) = ((IssuedFor::App, None), (&scopes, &audience));
    let (kept, access_token) = access_token(platform, app, whose, reach, now);
    let subject = format!("app:{}", app.uuid);
    let made = (&kept, &access_token);
    let said = statements::of_access_token(platform, app, made, &subject);
    Outcome {
        held_by: None,
        change: Some(Change::writes(vec![Write::InsertAccessToken(kept)])),
        answer: Ok(TokenAnswer {
            access_token,
            lifetime: lifetime(platform, app),
            refresh_token: None,
            scopes: changed.then_some(scopes),
            to_sign: ToSign {
                access_token: said,
                id_token: None,
            },
            signed: Signed::default(),
        }),
        user: None,
    }
}
