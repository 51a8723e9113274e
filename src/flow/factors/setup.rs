//! An authenticator is set up: a secret that travels sealed in the form until its first code was right.

use crate::domain::account::user::User;
use crate::domain::audit::happened::{Factor, Happened};
use crate::domain::change::Write;
use crate::domain::factor::authenticator::{self, Authenticator, check_name, day_of};
use crate::domain::factor::recovery::{self, RecoveryCode};
use crate::domain::factor::totp::{Matched, Secret};
use crate::domain::factor::write::FactorWrite;
use crate::domain::factor::{code, setup};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::time::Timestamp;
use crate::flow::{Platform, mail};
use zeroize::Zeroizing;

/// No step is as old.
const NO_STEP: i64 = -1;

/// A secret to be shown.
pub struct Begun {
    pub secret: Secret,
    /// The hidden field that brings it back.
    pub field: String,
}

/// What came back.
pub struct Typed<'a> {
    /// The hidden field.
    pub field: &'a str,
    pub name: &'a str,
    pub code: &'a str,
}

/// What is to be written, in turn with other changes of the user.
pub struct New {
    pub authenticator: Authenticator,
    pub along: Vec<Write>,
}

pub enum SetupFault {
    /// The hidden field is none of ours for this person, or too old: begin again.
    Over,
    /// The same picture again.
    WrongCode(Begun),
    BadName(Begun),
}

pub fn begin(platform: &Platform, user: &User, now: Timestamp) -> Begun {
    let secret = Secret::make(&mut rand::rng());
    let field = setup::seal(&platform.key, user.key, &secret, now, &mut rand::rng());
    Begun { secret, field }
}

/// The same picture once more; nothing where the hidden field is none of ours for this person, or too old.
pub fn again(platform: &Platform, user: &User, field: &str, now: Timestamp) -> Option<Begun> {
    let secret = setup::open(&platform.key, user.key, field, now)?;
    let field = field.to_owned();
    Some(Begun { secret, field })
}

/// The code that sets it up is used. What was remembered, and a sign-in code, stay: this takes nothing away.
pub fn add(
    platform: &Platform,
    user: &User,
    typed: &Typed,
    now: Timestamp,
) -> Result<New, SetupFault> {
    let secret = setup::open(&platform.key, user.key, typed.field, now).ok_or(SetupFault::Over)?;
    let again = |secret| Begun {
        secret,
        field: typed.field.to_owned(),
    };
    let Some(name) = check_name(typed.name) else {
        return Err(SetupFault::BadName(again(secret)));
    };
    let matched = match code::digits(typed.code) {
        code::Typed::OfAuthenticator(digits) => secret.matches(&digits, NO_STEP, now),
        _ => Matched::No,
    };
    let Matched::Step(last_step) = matched else {
        return Err(SetupFault::WrongCode(again(secret)));
    };
    let key = platform.store.next_key(now);
    let sealed = authenticator::seal(&platform.key, (key, user.key), &secret, &mut rand::rng());
    let authenticator = Authenticator {
        key,
        user_key: user.key,
        name,
        secret_sealed: sealed.sealed,
        sealed_by: sealed.by,
        last_step,
        last_used_at: Some(day_of(now)),
        created_at: now,
    };
    let along = kept(platform, user, &authenticator);
    Ok(New {
        authenticator,
        along,
    })
}

fn kept(platform: &Platform, user: &User, new: &Authenticator) -> Vec<Write> {
    let now = new.created_at;
    let mut along = vec![
        Write::Factor(FactorWrite::Insert(new.clone())),
        Write::Factor(FactorWrite::ForgetWrongCodes(user.key)),
    ];
    let happened = Happened::FactorAdded(Factor::Authenticator);
    along.push(platform.event_of(user, &happened, now).into());
    let news = (MailKind::FactorAdded, Payload::default());
    along.extend(mail::notice(platform, user, news, now));
    along
}

/// Ten new recovery codes in the place of those before; shown once.
pub fn make_codes(
    platform: &Platform,
    user: &User,
    now: Timestamp,
) -> (Write, Vec<Zeroizing<String>>) {
    let shown: Vec<_> = (0..recovery::COUNT)
        .map(|_| recovery::make(&mut rand::rng()))
        .collect();
    let codes = shown.iter().filter_map(|code| {
        Some(RecoveryCode {
            key: platform.store.next_key(now),
            user_key: user.key,
            hash: recovery::hash(code)?,
            used_at: None,
            created_at: now,
        })
    });
    let write = Write::Factor(FactorWrite::SetRecoveryCodes {
        user_key: user.key,
        codes: codes.collect(),
    });
    (write, shown)
}
