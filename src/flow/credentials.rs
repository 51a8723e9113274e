//! "Check these credentials", behind one function: who is it, may they try, is the password theirs?
//! (RFC 6749 §10.10, RFC 6819 §4.4.3.6)

use super::{Failure, Opened, Platform, TRIES};
use crate::domain::account::brake::{Charge, Limit, Subject};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::session::KnownBrowser;
use crate::domain::account::user::{User, fold_login};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Loaded, Lost, Reader};
use std::net::IpAddr;
use std::time::Duration;

/// What somebody presented, and how they came.
pub(super) struct Credentials<'a> {
    pub name: &'a str,
    /// `None`: it cannot be anybody's password.
    pub password: Option<TypedPassword>,
    /// The cookie by which a browser is known again.
    pub browser: Option<&'a PlainToken>,
    pub address: IpAddr,
    /// When the try began.
    pub now: Timestamp,
}

pub(super) enum Verdict {
    Right(Box<Rightful>),
    /// The name or the password, or the user is disabled: nobody is told which.
    Wrong,
    /// Too many tries; how long until one more fits.
    Braked(Duration),
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
    if let Some(wait) = pay(platform, &charges)? {
        return Ok(Verdict::Braked(wait));
    }
    let refunds = || -> Vec<Write> {
        let subjects = charges.iter().map(|charge| charge.subject.clone());
        subjects.map(Write::RefundBrake).collect()
    };
    let opened = match found.opens(platform, given.password) {
        Ok(opened) => opened,
        Err(failure) => {
            // Nothing was looked at: nothing is owed.
            platform.store.note(Change::writes(refunds()));
            return Err(failure);
        }
    };
    let is_right = opened != Opened::No;
    let Some(user) = found.user.filter(|user| is_right && user.is_active()) else {
        return Ok(Verdict::Wrong);
    };
    let mut along: Vec<Write> = refunds();
    if let (Opened::Anew(phc), Some(was)) = (opened, found.phc) {
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
            browser: known_browser(reader, given.browser, &user)?,
            user: Some(user),
        })
    }

    /// A browser that this user signed in from before is counted by itself, so that nobody else's guesses
    /// lock them out of it (RFC 6819 §5.1.4.2.3); every other try counts by account and by address.
    fn what_it_costs(&self, platform: &Platform, given: &Credentials) -> Vec<Charge> {
        let (policy, at) = (&platform.policy, given.now);
        let charge = |subject: Subject, limit: Limit| Charge { subject, limit, at };
        if let Some(browser) = &self.browser {
            let subject = Subject::browser(&platform.key, browser.key);
            return vec![charge(subject, policy.brake_account)];
        }
        let account = match &self.user {
            Some(user) => Subject::account(&platform.key, &user.public_id),
            None => Subject::unknown_name(&platform.key, &fold_login(given.name)),
        };
        let address = Subject::address(&platform.key, given.address);
        vec![
            charge(account, policy.brake_account),
            charge(address, policy.brake_address),
        ]
    }

    /// An unknown name costs the same work as a wrong password.
    fn opens(
        &self,
        platform: &Platform,
        password: Option<TypedPassword>,
    ) -> Result<Opened, Failure> {
        let Some(password) = password else {
            return Ok(Opened::No);
        };
        let phc = self.phc.as_ref().unwrap_or(&platform.dummy_phc);
        let opened = platform.hashers.opens(password, phc)?;
        Ok(if self.phc.is_some() {
            opened
        } else {
            Opened::No
        })
    }
}

fn known_browser(
    reader: &mut Reader,
    cookie: Option<&PlainToken>,
    user: &User,
) -> Loaded<Option<KnownBrowser>> {
    let Some(token) = cookie else {
        return Ok(None);
    };
    let found = reader.known_browser(token.key())?;
    Ok(found.filter(|browser| {
        browser.user_key == user.key
            && browser.epoch == user.epoch
            && browser.secret_hash.matches(&token.hash(TokenKind::Browser))
    }))
}

/// `Some`: too many, and how long to wait.
pub(super) fn pay(platform: &Platform, charges: &[Charge]) -> Result<Option<Duration>, Failure> {
    for _ in 0..TRIES {
        let guard = Guard::BrakeAllows(charges.to_vec());
        match platform.store.commit(Change::guarded(guard, Vec::new())) {
            Ok(()) => return Ok(None),
            Err(CommitError::Lost(Lost::Braked(wait))) => return Ok(Some(wait)),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Unavailable("the brake kept changing".to_owned()))
}
