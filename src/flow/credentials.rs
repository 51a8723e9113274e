//! "Check these credentials", behind one function: who is it, may they try, is the password theirs?
//! (RFC 6749 §10.10, RFC 6819 §4.4.3.6)

use super::audit::{self, Guessed};
use super::hashers::{Behalf, ForWhom, Presence, Unhashed};
use super::{Failure, PasswordMatch, Platform, settled};
use crate::domain::account::brake::{Braked, Charge, Limit, Subject, TRY, Typed};
use crate::domain::account::password::{TypedPassword, is_of_today};
use crate::domain::account::session::KnownBrowser;
use crate::domain::account::user::{User, fold_login};
use crate::domain::answer::{LogDecision, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::AppId;
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::server_key::ServerKey;
use crate::domain::tally::{LimitSubject, Tally};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Loaded, Lost, Reader};
use std::time::Duration;

/// Somebody has too much under way.
pub(super) const CROWDED: Braked = Braked {
    wait: Duration::from_secs(1),
    by: "password checks under way",
    whose: None,
};
/// The work of foreign hashes that a place may cause, in hashes of ours for each wrong password it has.
const WORK_PER_TRY: u32 = 6;

/// What somebody presented, and how they came.
pub(super) struct Credentials<'a> {
    pub name: &'a str,
    /// `None`: it cannot be anybody's password.
    pub password: Option<TypedPassword>,
    /// The cookies by which a browser is known again.
    pub browsers: &'a [PlainToken],
    pub charged: Charged,
    pub presence: &'a Presence,
    /// When the try began.
    pub now: Timestamp,
}

/// Who is charged for a try beside the account: where it comes from.
#[derive(Clone, Copy)]
pub(super) enum Charged {
    Address(Network),
    /// An authenticated app that does not say whom it asks for. Its own address is that of everybody behind it.
    App(AppId),
}

impl Charged {
    fn subject(self, key: &ServerKey) -> Subject {
        match self {
            Self::Address(address) => Subject::address(key, address),
            Self::App(app) => Subject::app(key, app),
        }
    }

    fn guessed(self, user: Option<&User>, now: Timestamp) -> Guessed<'_> {
        let (network, app) = match self {
            Self::Address(address) => (Some(address), None),
            Self::App(app) => (None, Some(app)),
        };
        Guessed {
            user,
            network,
            app,
            now,
        }
    }
}

pub(super) enum Verdict {
    Right(Box<Rightful>),
    /// The name or the password, or the user is disabled: nobody is told which.
    Wrong,
    /// Too many attempts.
    Braked(Braked),
}

/// The user whose credentials these are.
pub(super) struct Rightful {
    pub user: User,
    /// This browser, if they signed in from it before.
    pub browser: Option<KnownBrowser>,
    /// To be written with whatever follows: a right password costs nothing, and is kept under a hash of today.
    pub along: Vec<Write>,
}

/// Every try is paid for before the password is looked at, so that guesses in parallel are counted as well.
pub(super) fn check(platform: &Platform, given: Credentials) -> Result<Verdict, Failure> {
    let found = platform.store.read(|reader| Found::load(reader, &given))?;
    let charges = found.what_it_costs(platform, &given);
    let guessed = given.charged.guessed(found.user.as_ref(), given.now);
    if let Some(braked) = pay(platform, &charges)? {
        audit::limited(platform, guessed, braked.by)?;
        return Ok(Verdict::Braked(braked));
    }
    let refunds = || charges.iter().map(Charge::refund).map(Write::RefundBrake);
    let behalf = behalf(platform, given.name, given.charged, given.presence);
    let opened = match found.opens(platform, behalf, given.password) {
        Ok(opened) => opened,
        Err(unhashed) => {
            // Nothing was looked at: nothing is owed.
            platform.store.note(Change::writes(refunds().collect()));
            return match unhashed {
                Unhashed::Crowded => Ok(Verdict::Braked(CROWDED)),
                Unhashed::Failure(failure) => Err(failure),
            };
        }
    };
    let is_right = opened != PasswordMatch::No;
    let user = guessed.user.filter(|user| is_right && user.is_active());
    let Some(user) = user.cloned() else {
        audit::refused(platform, guessed, Happened::SignInFailed, Vec::new)?;
        return Ok(Verdict::Wrong);
    };
    let mut along: Vec<Write> = refunds().collect();
    if let (PasswordMatch::Anew(phc), Some(was)) = (opened, found.phc) {
        along.push(Write::HashAnew {
            user_key: user.key,
            was,
            phc,
        });
    }
    Ok(Verdict::Right(Box::new(Rightful {
        user,
        browser: found.browser,
        along,
    })))
}

/// For whom a password is hashed; known browsers and right passwords count as everybody's.
pub(super) fn behalf(
    platform: &Platform,
    name: &str,
    charged: Charged,
    presence: &Presence,
) -> Behalf {
    Behalf {
        whom: ForWhom {
            account: Typed::of(&platform.key, &fold_login(name)).everywhere(),
            place: charged.subject(&platform.key),
        },
        presence: presence.clone(),
    }
}

/// What the log says of a try that was not let through.
pub(super) fn story_of(braked: Braked, story: Story) -> Story {
    Story {
        decision: Some(LogDecision::Limited),
        reason: Some(reason(braked)),
        ..counted(braked, story)
    }
}

/// Among the refusals of the sign-in limit, where it is one.
pub(super) fn counted(braked: Braked, story: Story) -> Story {
    match braked.whose {
        Some(whose) => story.counting(Tally::Limited(whose)),
        None => story,
    }
}

/// The limit that held.
pub(super) fn reason(braked: Braked) -> String {
    format!("too many attempts: {}", braked.by)
}

/// All that is owed by guesses at a person, whatever they were called and wherever the guesses came from. What is
/// owed by an address or an app stays.
pub(super) fn lift(key: &ServerKey, user: &User) -> Vec<Write> {
    let names = [Some(&user.name_folded), user.email_folded.as_ref()];
    let typed = names.into_iter().flatten().map(|name| Typed::of(key, name));
    let typed = typed.map(|typed| typed.lifted());
    let signed_in = [Subject::user, Subject::codes, Subject::recovery_codes];
    let signed_in = signed_in.map(|subject| subject(key, user.key).lifted());
    typed.chain(signed_in).map(Write::LiftBrake).collect()
}

/// What is known under the name.
struct Found {
    user: Option<User>,
    phc: Option<String>,
    browser: Option<KnownBrowser>,
}

impl Found {
    /// The user before the password: what follows is of an epoch in which that was not newer.
    fn load(reader: &mut Reader, given: &Credentials) -> Loaded<Self> {
        let Some(user) = reader.user_by_login(&fold_login(given.name))? else {
            return Ok(Self {
                user: None,
                phc: None,
                browser: None,
            });
        };
        Ok(Self {
            phc: reader.password_of(user.key)?.map(|password| password.phc),
            browser: known_browser(reader, given.browsers, &user)?,
            user: Some(user),
        })
    }

    /// A browser that this user signed in from before is counted by itself, so that nobody else's guesses
    /// lock them out of it (RFC 6819 §5.1.4.2.3). Every other try counts by what was typed and by where it comes
    /// from; by the name alone only at some hundreds, or anybody could lock a person out of everywhere else.
    fn what_it_costs(&self, platform: &Platform, given: &Credentials) -> Vec<Charge> {
        let (policy, key) = (&platform.policy, &platform.key);
        let charge = |subject: Subject, limit: Limit| Charge {
            subject,
            limit,
            cost: TRY,
            at: given.now,
        };
        if let Some(browser) = &self.browser {
            let subject = Subject::browser(key, browser.key);
            let limit = Limit {
                whose: LimitSubject::Browser,
                ..policy.brake_account
            };
            return vec![charge(subject, limit)];
        }
        let typed = Typed::of(key, &fold_login(given.name));
        let place = given.charged.subject(key);
        let of_place = match given.charged {
            Charged::Address(_) => policy.brake_address,
            Charged::App(_) => policy.brake_app,
        };
        let mut charges = vec![
            charge(typed.at(&place), policy.brake_account),
            charge(typed.everywhere(), policy.brake_name),
        ];
        if let Some(cost) = self.foreign_work(given.password.as_ref()) {
            let tries = of_place.tries.saturating_mul(WORK_PER_TRY);
            let limit = Limit { tries, ..of_place };
            let work = charge(Subject::work_for(key, &place), limit);
            charges.push(Charge { cost, ..work });
        }
        charges.push(charge(place, of_place));
        charges
    }

    /// What a hash that came from elsewhere takes to be checked.
    fn foreign_work(&self, password: Option<&TypedPassword>) -> Option<i64> {
        let phc = self.phc.as_ref().filter(|phc| !is_of_today(phc))?;
        password.map(|password| password.work_behind(phc))
    }

    /// An unknown name costs the same work as a wrong password.
    fn opens(
        &self,
        platform: &Platform,
        behalf: Behalf,
        password: Option<TypedPassword>,
    ) -> Result<PasswordMatch, Unhashed> {
        let Some(password) = password else {
            return Ok(PasswordMatch::No);
        };
        let phc = self.phc.as_ref().unwrap_or(&platform.dummy_phc);
        let opened = platform.hashers.opens(behalf, password, phc)?;
        Ok(if self.phc.is_some() {
            opened
        } else {
            PasswordMatch::No
        })
    }
}

/// This browser, where the user signed in from it before.
pub(super) fn known_browser(
    reader: &mut Reader,
    cookies: &[PlainToken],
    user: &User,
) -> Loaded<Option<KnownBrowser>> {
    for token in cookies {
        let found = reader.known_browser(token.key())?;
        let theirs = found.filter(|browser| {
            browser.user_key == user.key
                && browser.epoch == user.epoch
                && browser.secret_hash.matches(&token.hash(TokenKind::Browser))
        });
        if theirs.is_some() {
            return Ok(theirs);
        }
    }
    Ok(None)
}

/// `Some`: too many.
pub(super) fn pay(platform: &Platform, charges: &[Charge]) -> Result<Option<Braked>, Failure> {
    settled(|| {
        let guard = Guard::BrakeAllows(charges.to_vec());
        Ok(
            match platform.store.commit(Change::guarded(guard, Vec::new())) {
                Err(CommitError::Lost(Lost::Braked(braked))) => (Ok(()), Some(braked)),
                committed => (committed, None),
            },
        )
    })
}
