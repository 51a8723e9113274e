//! New recovery codes in the place of those before, and a sign-in code for a window that knows no other way.

use super::own::{Admitted, Own, Plan, Shown, once, opened, sent};
use super::{Failure, Platform, SECURITY, Visitor, shown};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::security::{NewCodesPage, SignInCodePage};
use crate::domain::answer::{AccountPage, LogDecision, OwnPath, RecoveryCodesPage, Reply};
use crate::domain::audit::happened::Happened;
use crate::domain::change::Write;
use crate::domain::factor::sign_in_code::SignInCode;
use crate::domain::factor::write::FactorWrite;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::form::{Form, Purpose};
use crate::flow::account::recovery_codes;
use crate::flow::press::Press;
use crate::flow::{factors, mail};

const RECOVERY_CODES: AccountPlace = AccountPlace::RecoveryCodes;
const SIGN_IN_CODE: AccountPlace = AccountPlace::SignInCode;

/// Asks before the old ones die.
pub fn ask_recovery(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    Ok(match opened(platform, visitor, &RECOVERY_CODES)? {
        Ok(own) => {
            let content = AccountPage::NewCodes(NewCodesPage {
                form: own.form(platform, Purpose::RecoveryCodes, &RECOVERY_CODES),
                left: own.factors.recovery_codes_left(),
            });
            shown(content, own.story(LogDecision::ShowsSecurity))
        }
        Err(reply) => *reply,
    })
}

pub fn make_recovery(
    platform: &Platform,
    visitor: &Visitor,
    form: &Form,
) -> Result<Reply, Failure> {
    let act = (Purpose::RecoveryCodes, &RECOVERY_CODES);
    let made = make(platform, (visitor, form), act, |own| {
        let (user, now) = (&own.present.user, own.present.now);
        let (kept, secrets) = factors::make_codes(platform, user, now);
        let facts = Payload {
            left: u32::try_from(secrets.len()).ok(),
            ..Payload::default()
        };
        let news = (MailKind::FactorAdded, facts);
        let mut writes = vec![
            kept,
            Write::DistrustBrowsersOf(user.key),
            Write::Factor(FactorWrite::RemoveSignInCode(user.key)),
            own.event(platform, &Happened::RecoveryCodesMade),
        ];
        writes.extend(mail::notice(platform, user, news, now));
        Ok(Plan { writes, secrets })
    })?;
    Ok(match made {
        Ok((own, codes)) => {
            let next = OwnPath::account(&SECURITY);
            let story = own.story(LogDecision::RecoveryCodesMade);
            recovery_codes(RecoveryCodesPage { codes, next }, story)
        }
        Err(reply) => *reply,
    })
}

pub fn ask_sign_in(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    Ok(match opened(platform, visitor, &SIGN_IN_CODE)? {
        Ok(own) => {
            let form = own.form(platform, Purpose::SignInCode, &SIGN_IN_CODE);
            let content = AccountPage::SignInCode(SignInCodePage::Asks(form));
            shown(content, own.story(LogDecision::ShowsSecurity))
        }
        Err(reply) => *reply,
    })
}

/// The one before dies with it.
pub fn make_sign_in(platform: &Platform, visitor: &Visitor, form: &Form) -> Result<Reply, Failure> {
    let act = (Purpose::SignInCode, &SIGN_IN_CODE);
    let made = make(platform, (visitor, form), act, |own| {
        let (user, now) = (own.present.user.key, own.present.now);
        let (kept, digits) = SignInCode::make(&platform.key, user, now, &mut rand::rng());
        Ok(Plan {
            writes: vec![
                Write::Factor(FactorWrite::SetSignInCode(kept)),
                own.event(platform, &Happened::SignInCodeMade),
            ],
            secrets: vec![digits],
        })
    })?;
    Ok(match made {
        Ok((own, digits)) => {
            let digits = digits.into_iter().next().unwrap_or_default();
            let content = AccountPage::SignInCode(SignInCodePage::Made(digits));
            shown(content, own.story(LogDecision::SignInCodeMade))
        }
        Err(reply) => *reply,
    })
}

fn make(
    platform: &Platform,
    (visitor, form): (&Visitor, &Form),
    (purpose, place): (Purpose, &AccountPlace),
    plan: impl Fn(&Own) -> Admitted<Plan>,
) -> Result<Admitted<Shown>, Failure> {
    let (own, nonce) = match sent(platform, (visitor, form), (purpose, place))? {
        Ok(admitted) => admitted,
        Err(reply) => return Ok(Err(reply)),
    };
    let press = Press {
        form,
        holder: &own.present.session.secret_hash,
        typed: &[],
    };
    let plan = |own: &Own| Ok(plan(own));
    once(platform, (visitor, place), (&press, &nonce), plan)
}
