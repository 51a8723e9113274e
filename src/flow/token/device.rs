//! A device code becomes tokens, once, when somebody has allowed it (RFC 8628 §3.4, §3.5).

use super::asking::{Asking, Outcome};
use super::pair::Pair;
use crate::domain::change::{Change, Guard};
use crate::domain::key::RowKey;
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::grant::GrantStanding;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::device::{DeviceCode, DeviceFault};
use crate::domain::openid::resource::Audience;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::flow::id_token::Told;
use crate::flow::{Failure, Platform};

pub(super) fn redeem(platform: &Platform, asking: &Asking) -> Result<Outcome, Failure> {
    let Some(sent) = asking.get(ClientParam::DeviceCode) else {
        return Ok(Outcome::refused(TokenError::DeviceCodeMissing));
    };
    let Some(sent) = PlainToken::parse(sent) else {
        return Ok(Outcome::refused(TokenError::DeviceCodeInvalid));
    };
    let found = platform
        .store
        .read(|reader| reader.device_code(sent.key()))?;
    let Some(code) = found else {
        return Ok(Outcome::refused(TokenError::DeviceCodeInvalid));
    };
    let grant = match code.judge(&sent.hash(TokenKind::Device), asking.app, asking.now) {
        Ok(grant_key) => standing(platform, asking, grant_key)?,
        Err(fault) => return Ok(Outcome::refused(told(platform, asking, &code, fault))),
    };
    // What was allowed has ended again before the device came for it.
    let invalid = || Outcome::refused(TokenError::DeviceCodeInvalid);
    let Some(grant) = grant else {
        return Ok(invalid());
    };
    let audience = match asking.audience_of(&grant.grant) {
        Ok(audience) => audience,
        Err(error) => return Ok(Outcome::refused(error)),
    };
    Ok(give(platform, asking, &code, (&grant, audience)).unwrap_or_else(invalid))
}

fn told(platform: &Platform, asking: &Asking, code: &DeviceCode, fault: DeviceFault) -> TokenError {
    match fault {
        DeviceFault::Invalid => TokenError::DeviceCodeInvalid,
        DeviceFault::Denied => TokenError::DeviceDenied,
        DeviceFault::Expired => TokenError::DeviceCodeExpired,
        DeviceFault::Undecided if platform.limits.poll(code, asking.now) => {
            TokenError::AuthorizationPending
        }
        DeviceFault::Undecided => TokenError::SlowDown,
    }
}

fn standing(
    platform: &Platform,
    asking: &Asking,
    grant_key: RowKey,
) -> Result<Option<GrantStanding>, Failure> {
    let found = platform
        .store
        .read(|reader| reader.grant_standing(grant_key))?;
    Ok(found.filter(|grant| grant.stands_for(asking.app.id)))
}

/// A second use ends nothing: the code was never in an address nor in a browser, so that it comes twice tells of a lost
/// answer and of no thief.
fn give(
    platform: &Platform,
    asking: &Asking,
    code: &DeviceCode,
    (grant, audience): (&GrantStanding, Audience),
) -> Option<Outcome> {
    let pair = Pair {
        app: asking.app,
        grant: &grant.grant,
        user_key: grant.user_key,
        subject: &grant.person.user.public_id,
        scopes: grant.grant.scopes_for(asking.app)?,
        audience,
        now: asking.now,
    };
    let (writes, mut answer) = pair.issue(platform);
    let told = Told {
        app: asking.app,
        grant,
        scopes: &pair.scopes,
        access_token: &answer.access_token,
        nonce: None,
        now: asking.now,
    };
    answer.to_sign.id_token = told.statement(platform);
    let unredeemed = Guard::DeviceUnredeemed {
        key: code.key,
        at: asking.now,
    };
    let change = Change::guarded(unredeemed, writes);
    Some(Outcome::of(grant, Some(change), Ok(answer)))
}
