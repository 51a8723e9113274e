//! Whether a typed code is a person's. Every try is paid for before the code is looked at, so that guesses in parallel
//! are counted as well, on however many servers.

use crate::domain::account::brake::{Braked, Charge, Limit, Subject, TRY};
use crate::domain::account::user::User;
use crate::domain::audit::Actor;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::factor::authenticator::day_of;
use crate::domain::factor::code::{self, CODES, RECOVERY_CODES};
use crate::domain::factor::totp::Matched;
use crate::domain::factor::write::FactorWrite;
use crate::domain::factor::{Factors, Way, recovery};
use crate::domain::key::RowKey;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::QueuedMail;
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
use crate::flow::audit::{self, Guessed};
use crate::flow::notices::tell;
use crate::flow::{Failure, Platform, credentials, mail, settled};
use crate::store::{CommitError, Loaded, Lost, Reader};
use std::iter;
use std::time::Duration;

/// Longer than it takes to look at a code.
const LOOK_TIME: Duration = Duration::from_secs(30);

/// A code that somebody types who has shown a right password, or is signed in.
pub struct Tried<'a> {
    pub user: &'a User,
    pub typed: &'a str,
    pub way: Way,
    /// Where the try comes from.
    pub address: Network,
    pub now: Timestamp,
}

pub enum Verdict {
    /// To be written with whatever follows. That is a conflict where the code was used meanwhile.
    Right(Vec<Write>),
    Wrong,
    /// It is right, but its step was used before.
    Used,
    /// As wrong, but it may be of an authenticator that no server key of ours opens.
    Unreadable,
    /// Too many were wrong in a row: no six digits are looked at.
    Closed,
    Braked(Braked),
}

/// Whether a password alone is not enough.
pub fn has_any(reader: &mut Reader, user: RowKey) -> Loaded<bool> {
    reader.has_factor(user)
}

pub fn of(reader: &mut Reader, user: RowKey) -> Loaded<Factors> {
    reader.factors_of(user)
}

pub fn check(platform: &Platform, tried: &Tried) -> Result<Verdict, Failure> {
    let typed = code::digits(tried.typed);
    let counts = tried.way != Way::RecoveryCode && !matches!(typed, code::Typed::ForSignIn(_));
    let charges = what_it_costs(platform, tried);
    let (found, news) = match pay(platform, tried, &charges, counts)? {
        Paid::Seeing(found, news) => (found, news),
        Paid::Not(held_up) => return Ok(held_up),
    };
    let closes = counts && found.is_last_try();
    let mut refunds = refunds(&charges, counts.then_some(tried.user.key));
    let no_news = news.map(Write::DropMail);
    let looked = match tried.way {
        Way::RecoveryCode => by_recovery_code(platform, &found, tried),
        // Typed where a passkey was asked for, it is a code all the same.
        Way::Code | Way::Passkey => by_digits(platform, &found, tried, &typed),
    };
    if closes && matches!(looked, Looked::Wrong | Looked::Unreadable) {
        closed(platform, tried, news)?;
    }
    Ok(match looked {
        Looked::Right(mut along) => {
            // A sign-in code opens nothing that is closed: guesses would go on after each.
            if counts || tried.way == Way::RecoveryCode {
                along.push(Write::Factor(FactorWrite::ForgetWrongCodes(tried.user.key)));
            }
            along.extend(refunds.into_iter().filter(is_payment));
            along.extend(no_news);
            Verdict::Right(along)
        }
        Looked::Used => {
            // Nobody learns anything by it: nothing is owed.
            refunds.extend(no_news);
            platform.store.note(Change::writes(refunds));
            Verdict::Used
        }
        Looked::Wrong => Verdict::Wrong,
        Looked::Unreadable => {
            warn_of_unreadable(platform, tried)?;
            Verdict::Unreadable
        }
    })
}

/// A wrong code is counted among the events, unless it was the same press twice.
pub fn count_wrong(platform: &Platform, tried: &Tried) -> Result<(), Failure> {
    let happened = |tries| Happened::SecondStepFailed(tried.way, tries);
    audit::refused(platform, tried.guessed(), happened, Vec::new)
}

impl Tried<'_> {
    const fn guessed(&self) -> Guessed<'_> {
        Guessed {
            user: Some(self.user),
            network: Some(self.address),
            app: None,
            now: self.now,
        }
    }
}

/// Once in the time in which their wrong codes are forgiven, on however many servers.
fn warn_of_unreadable(platform: &Platform, tried: &Tried) -> Result<(), Failure> {
    let charge = Charge {
        subject: Subject::unreadable(&platform.key, tried.user.key),
        limit: Limit { tries: 1, ..CODES },
        cost: TRY,
        at: tried.now,
    };
    if credentials::pay(platform, &[charge])?.is_none() {
        tracing::warn!(
            user = %tried.user.public_id,
            "an authenticator cannot be decrypted with this server key or one that is accepted: its codes are refused"
        );
    }
    Ok(())
}

enum Looked {
    /// With what uses it.
    Right(Vec<Write>),
    Used,
    Wrong,
    /// None of those that can be opened.
    Unreadable,
}

fn by_recovery_code(platform: &Platform, found: &Factors, tried: &Tried) -> Looked {
    let user_key = tried.user.key;
    let Some(hash) = recovery::hash(tried.typed) else {
        return Looked::Wrong;
    };
    let all = found.recovery_codes.iter();
    let unused: Vec<_> = all.filter(|code| code.used_at.is_none()).collect();
    let Some(code) = unused.iter().find(|code| code.hash.matches(&hash)) else {
        return Looked::Wrong;
    };
    let facts = Payload {
        left: u32::try_from(unused.len() - 1).ok(),
        ..Payload::default()
    };
    let news = (MailKind::RecoveryCodeUsed, facts);
    let notice = mail::notice(platform, tried.user, news, tried.now);
    let uses = [
        Write::Factor(FactorWrite::UseRecoveryCode {
            key: code.key,
            at: tried.now,
        }),
        Write::DistrustBrowsersOf(user_key),
        Write::Factor(FactorWrite::RemoveSignInCode(user_key)),
        platform
            .event_of(tried.user, &Happened::RecoveryCodeUsed, tried.now)
            .into(),
    ];
    Looked::Right(uses.into_iter().chain(notice).collect())
}

fn by_digits(platform: &Platform, found: &Factors, tried: &Tried, typed: &code::Typed) -> Looked {
    match typed {
        code::Typed::OfAuthenticator(digits) => of_authenticator(platform, found, tried, digits),
        code::Typed::ForSignIn(digits) => {
            let code = found.sign_in_code.as_ref();
            let code = code.filter(|code| code.matches(&platform.key, digits, tried.now));
            code.map_or(Looked::Wrong, |code| {
                Looked::Right(vec![Write::Factor(FactorWrite::UseSignInCode {
                    user_key: tried.user.key,
                    mac: code.mac.clone(),
                    at: tried.now,
                })])
            })
        }
        code::Typed::Nothing => Looked::Wrong,
    }
}

fn of_authenticator(platform: &Platform, found: &Factors, tried: &Tried, digits: &str) -> Looked {
    let mut looked = Looked::Wrong;
    for one in &found.authenticators {
        let Some(secret) = one.open(&platform.key) else {
            if matches!(looked, Looked::Wrong) {
                looked = Looked::Unreadable;
            }
            continue;
        };
        match secret.matches(digits, one.last_step, tried.now) {
            Matched::Step(step) => {
                return Looked::Right(vec![Write::Factor(FactorWrite::UseStep {
                    key: one.key,
                    step,
                    day: day_of(tried.now),
                })]);
            }
            Matched::Used => looked = Looked::Used,
            Matched::No => {}
        }
    }
    looked
}

/// Recovery codes have a brake of their own.
fn what_it_costs(platform: &Platform, tried: &Tried) -> Vec<Charge> {
    let key = &platform.key;
    let charge = |subject: Subject, limit: Limit| Charge {
        subject,
        limit,
        cost: TRY,
        at: tried.now,
    };
    let own = match tried.way {
        Way::Code | Way::Passkey => charge(Subject::codes(key, tried.user.key), CODES),
        Way::RecoveryCode => charge(Subject::recovery_codes(key, tried.user.key), RECOVERY_CODES),
    };
    let address = Subject::address(key, tried.address);
    vec![own, charge(address, platform.policy.brake_address)]
}

enum Paid {
    /// What the person has. It may be looked at; and where the try counts, it is the last one exactly if that says so.
    /// Then the mail of it waits.
    Seeing(Factors, Option<RowKey>),
    Not(Verdict),
}

fn pay(
    platform: &Platform,
    tried: &Tried,
    charges: &[Charge],
    counts: bool,
) -> Result<Paid, Failure> {
    let user_key = tried.user.key;
    settled(|| {
        let found = platform.store.read(|reader| of(reader, user_key))?;
        if counts && found.is_closed() {
            return Ok((Ok(()), Paid::Not(Verdict::Closed)));
        }
        let news = (counts && found.is_last_try()).then(|| closing(platform, tried));
        let (news, queued) = news.flatten().unzip();
        let charges = charges.to_vec();
        let guard = if counts {
            Guard::CodeAllowed {
                user_key,
                wrong: found.wrong_before_try(),
                charges,
            }
        } else {
            Guard::BrakeAllows(charges)
        };
        Ok(
            match platform
                .store
                .commit(Change::guarded(guard, queued.into_iter().collect()))
            {
                Err(CommitError::Lost(Lost::Braked(braked))) => {
                    audit::limited(platform, tried.guessed(), braked.by)?;
                    (Ok(()), Paid::Not(Verdict::Braked(braked)))
                }
                committed => (committed, Paid::Seeing(found, news)),
            },
        )
    })
}

/// The mail that codes are closed, queued with what closes them: neither is there without the other, whatever happens in
/// between. It waits until the code was looked at, which may be right.
fn closing(platform: &Platform, tried: &Tried) -> Option<(RowKey, Write)> {
    let news = (MailKind::CodesClosed, Payload::default());
    let write = mail::notice(platform, tried.user, news, tried.now)?;
    let Write::QueueMail(queued) = write else {
        return None;
    };
    let later = QueuedMail {
        next_at: Some(tried.now.plus(LOOK_TIME)),
        ..queued
    };
    Some((later.key, Write::QueueMail(later)))
}

/// The last code was one too many: its mail is due.
fn closed(platform: &Platform, tried: &Tried, news: Option<RowKey>) -> Result<(), CommitError> {
    tell(tried.user, MailKind::CodesClosed);
    let event = platform.event(&Happened::CodesClosed, tried.now);
    let event = event.by(Actor::SYSTEM).about(tried.user);
    let soon = news.map(|key| Write::PutOffMail {
        key,
        tries: 0,
        next_at: tried.now,
        why: None,
    });
    let writes = iter::once(event.into()).chain(soon).collect();
    platform.store.commit(Change::writes(writes))
}

fn refunds(charges: &[Charge], counted: Option<RowKey>) -> Vec<Write> {
    let paid = charges.iter().map(Charge::refund).map(Write::RefundBrake);
    let counted = counted.map(|key| Write::Factor(FactorWrite::ForgiveWrongCode(key)));
    counted.into_iter().chain(paid).collect()
}

const fn is_payment(write: &Write) -> bool {
    matches!(write, Write::RefundBrake(_))
}
