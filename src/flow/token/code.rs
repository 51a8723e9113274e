//! A code becomes tokens, once (RFC 6749 §4.1.3).

use super::asking::{Asking, Outcome};
use super::pair::Pair;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard};
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::code::{CodeFault, CodeStanding, Nonce, Redemption};
use crate::domain::oauth::token_error::TokenError;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::flow::id_token::Told;
use crate::flow::{Failure, Platform};

pub(super) fn redeem(platform: &Platform, asking: &Asking) -> Result<Outcome, Failure> {
    let Some(code) = asking.get(ClientParam::Code) else {
        return Ok(Outcome::refused(TokenError::CodeMissing));
    };
    let Some(code) = PlainToken::parse(code) else {
        return Ok(Outcome::refused(TokenError::CodeInvalid));
    };
    let found = platform
        .store
        .read(|reader| reader.code_standing(code.key()))?;
    let Some(standing) = found else {
        return Ok(Outcome::refused(TokenError::CodeInvalid));
    };
    let sent = Redemption {
        code: &code.hash(TokenKind::Code),
        app: asking.app.id,
        redirect_uri: asking.get(ClientParam::RedirectUri),
        verifier: asking.get(ClientParam::CodeVerifier),
    };
    Ok(match standing.check(sent, asking.now) {
        Ok(()) if standing.grant.goes_on(asking.app, asking.now) => {
            give(platform, asking, standing)
        }
        // Whoever allowed it has signed out meanwhile.
        Ok(()) => Outcome::refused(TokenError::CodeInvalid),
        Err(CodeFault::Replayed) => {
            let replayed = (Happened::CodeReused, TokenError::CodeInvalid);
            Outcome::replayed(platform, asking, &standing.grant, replayed)
        }
        Err(CodeFault::Invalid) => Outcome::refused(TokenError::CodeInvalid),
        Err(CodeFault::Expired) => Outcome::refused(TokenError::CodeExpired),
        Err(CodeFault::AddressDiffers) => Outcome::refused(TokenError::AddressDiffers),
        Err(CodeFault::Verifier) => Outcome::refused(TokenError::VerifierInvalid),
    })
}

fn give(platform: &Platform, asking: &Asking, standing: CodeStanding) -> Outcome {
    let CodeStanding {
        code,
        grant,
        end_is_awaited,
    } = standing;
    let Some(scopes) = grant.grant.scopes_for(asking.app) else {
        return Outcome::refused(TokenError::CodeInvalid);
    };
    let audience = match asking.audience_of(&grant.grant) {
        Ok(audience) => audience,
        Err(error) => return Outcome::refused(error),
    };
    let pair = Pair {
        app: asking.app,
        grant: &grant.grant,
        user_key: grant.user_key,
        subject: &grant.person.user.public_id,
        scopes,
        audience,
        now: asking.now,
    };
    let (mut writes, mut answer) = pair.issue(platform);
    let told = Told {
        app: asking.app,
        grant: &grant,
        scopes: &pair.scopes,
        access_token: &answer.access_token,
        nonce: code.nonce.as_ref().map(Nonce::as_str),
        now: asking.now,
    };
    answer.to_sign.id_token = told.statement(platform);
    if answer.to_sign.id_token.is_some() && !end_is_awaited {
        writes.extend(told.awaits_session_end(platform));
    }
    let unredeemed = Guard::CodeUnredeemed {
        key: code.key,
        at: asking.now,
    };
    let change = Change::guarded(unredeemed, writes);
    Outcome::of(&grant, Some(change), Ok(answer))
}
