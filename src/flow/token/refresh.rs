//! A refresh token becomes a new pair, once; for a moment again the same one (RFC 6749 §6, RFC 9700 §4.14).

use super::asking::{Asking, Outcome};
use super::pair::Pair;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard};
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::refresh::{RefreshStanding, RefreshUse, Rotation};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token_answer::{SEALED_AS, TokenAnswer};
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::statement::Statement;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::flow::id_token::Told;
use crate::flow::{Failure, Platform, access, statements};
use std::time::Duration;

pub(super) fn refresh(platform: &Platform, asking: &Asking) -> Result<Outcome, Failure> {
    let Some(token) = asking.get(ClientParam::RefreshToken) else {
        return Ok(Outcome::refused(TokenError::RefreshTokenMissing));
    };
    let Some(token) = PlainToken::parse(token) else {
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    };
    let found = platform
        .store
        .read(|reader| reader.refresh_standing(token.key()))?;
    let Some(standing) = found else {
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    };
    let presented = token.hash(TokenKind::Refresh);
    let answer_sealed = match standing.judge(&presented, asking.app.id, asking.now) {
        RefreshUse::Rotate => None,
        RefreshUse::Repeat(sealed) => Some(sealed),
        RefreshUse::Replay => return Ok(replayed(platform, asking, &standing)),
        RefreshUse::Invalid => return Ok(Outcome::refused(TokenError::RefreshTokenInvalid)),
    };
    if !standing.grant.goes_on(asking.app, asking.now) {
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    }
    let granted = standing.grant.grant.scopes_for(asking.app);
    let Some(granted) = granted else {
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    };
    let sent = asking.get(ClientParam::Scope);
    let Ok(wanted) = granted.choose_again(sent, &asking.app.scopes) else {
        return Ok(Outcome::refused(TokenError::ScopeInvalid));
    };
    Ok(match answer_sealed {
        None => rotate(platform, asking, &token, (&standing, wanted)),
        Some(sealed) => repeat(platform, asking, &token, (&standing, sealed), &wanted)?,
    })
}

fn replayed(platform: &Platform, asking: &Asking, standing: &RefreshStanding) -> Outcome {
    let replayed = (Happened::RefreshReused, TokenError::RefreshTokenInvalid);
    Outcome::replayed(platform, asking, &standing.grant, replayed)
}

fn rotate(
    platform: &Platform,
    asking: &Asking,
    token: &PlainToken,
    (standing, (scopes, changed)): (&RefreshStanding, (Scopes, bool)),
) -> Outcome {
    let grant = &standing.grant.grant;
    let may = may_rotate(platform, asking, standing).map_err(TokenError::TooOften);
    let audience = match may.and_then(|()| asking.audience_of(grant)) {
        Ok(audience) => audience,
        Err(error) => return Outcome::refused(error),
    };
    let pair = Pair {
        app: asking.app,
        grant,
        user_key: standing.grant.user_key,
        subject: &standing.grant.person.user.public_id,
        scopes,
        audience,
        now: asking.now,
    };
    let (writes, mut answer) = pair.issue(platform);
    answer.to_sign.id_token = id_token(platform, asking, standing, (&pair.scopes, &answer));
    if changed {
        answer.scopes = Some(pair.scopes);
    }
    let Some(successor) = &answer.refresh_token else {
        // The app lost the grant type between two looks at it.
        return Outcome::refused(TokenError::RefreshTokenInvalid);
    };
    let sealed = platform.key.seal(
        token.reveal().as_bytes(),
        SEALED_AS,
        answer.sealable().as_bytes(),
        &mut rand::rng(),
    );
    let unrotated = Guard::RefreshUnrotated {
        key: token.key(),
        rotation: Rotation {
            at: asking.now,
            successor: successor.key(),
            answer_sealed: Some(sealed),
        },
    };
    let change = Change::guarded(unrotated, writes);
    Outcome::of(&standing.grant, Some(change), Ok(answer))
}

/// Of the same sign-in as the first, made now, and without its nonce (OpenID Connect Core §12.2).
fn id_token(
    platform: &Platform,
    asking: &Asking,
    standing: &RefreshStanding,
    (scopes, answer): (&Scopes, &TokenAnswer),
) -> Option<Statement> {
    let told = Told {
        app: asking.app,
        grant: &standing.grant,
        scopes,
        access_token: &answer.access_token,
        nonce: None,
        now: asking.now,
    };
    told.statement(platform)
}

/// Or how long until it may: each time is a row for as long as the grant lives.
fn may_rotate(
    platform: &Platform,
    asking: &Asking,
    standing: &RefreshStanding,
) -> Result<(), Duration> {
    let person = (standing.grant.user_key, asking.app.id);
    platform
        .limits
        .refresh(standing.token.grant_key, person, asking.now)
}

/// Two tabs, or an answer that was lost: the same pair again, while its family lives. Who asks for other scopes
/// this time is told which they are (RFC 6749 §5.1).
fn repeat(
    platform: &Platform,
    asking: &Asking,
    token: &PlainToken,
    (standing, sealed): (&RefreshStanding, &[u8]),
    (wanted, changed): &(Scopes, bool),
) -> Result<Outcome, Failure> {
    let opened = platform
        .key
        .open(token.reveal().as_bytes(), SEALED_AS, sealed);
    let text = opened.and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(mut answer) = text.and_then(|text| TokenAnswer::reopened(&text)) else {
        // Sealed with a server key that this server does not know. Nothing says that anybody has a copy.
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    };
    let Some(live) = access::live(platform, &answer.access_token)? else {
        // The app itself ended it meanwhile.
        return Ok(Outcome::refused(TokenError::RefreshTokenInvalid));
    };
    if !asking.names(&live.token.audience) {
        // Its token is for others than are named now.
        return Ok(Outcome::refused(TokenError::ResourceUnknown));
    }
    let grant = &standing.grant;
    let holder = grant.person.user.public_id.as_str();
    let made = (&live.token, &answer.access_token);
    answer.to_sign.access_token = statements::of_access_token(platform, asking.app, made, holder);
    let given = answer.scopes.take();
    let given = given.unwrap_or_else(|| standing.grant.grant.scopes.clone());
    let is_told = *changed || standing.grant.grant.scopes_changed || given != *wanted;
    answer.to_sign.id_token = id_token(platform, asking, standing, (&given, &answer));
    answer.scopes = is_told.then_some(given);
    Ok(Outcome::of(&standing.grant, None, Ok(answer)))
}
