//! Refusals, which write nothing else: counted, so that who guesses cannot fill the table.

use crate::domain::account::user::User;
use crate::domain::audit::count::{self, Of, is_within, is_worth_telling, one_more};
use crate::domain::audit::happened::Happened;
use crate::domain::audit::{Actor, Event};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::AppId;
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform, settled};
use crate::store::{CommitError, Lost};

/// Who was meant, and where it was tried.
#[derive(Clone, Copy)]
pub(in crate::flow) struct Guessed<'a> {
    /// None where nobody is called so.
    pub user: Option<&'a User>,
    /// Where it is known.
    pub network: Option<Network>,
    /// The app that it was tried through.
    pub app: Option<AppId>,
    pub now: Timestamp,
}

impl<'a> Guessed<'a> {
    /// Nobody was named.
    pub const fn from_network(network: Network, now: Timestamp) -> Self {
        Self {
            user: None,
            network: Some(network),
            app: None,
            now,
        }
    }

    pub const fn of_user(user: &'a User, now: Timestamp) -> Self {
        Self {
            user: Some(user),
            network: None,
            app: None,
            now,
        }
    }
}

impl Guessed<'_> {
    fn of(self) -> Of {
        match (self.user, self.network, self.app) {
            (Some(user), ..) => Of::User(user.key),
            (None, None, Some(app)) => Of::App(app),
            (None, network, _) => Of::Network(network.unwrap_or(Network::UNKNOWN)),
        }
    }

    /// Whoever it was did not prove it.
    fn event(self, platform: &Platform, happened: &Happened) -> Event {
        let event = platform.event(happened, self.now).by(Actor::SYSTEM);
        let event = match self.user {
            Some(user) => event.about(user),
            None => event,
        };
        match self.app {
            Some(app) => event.at_app(app),
            None => event,
        }
    }
}

/// One more, with what goes along; an event where its number is worth one.
pub(in crate::flow) fn refused(
    platform: &Platform,
    guessed: Guessed,
    happened: impl Fn(i64) -> Happened,
    along: impl Fn() -> Vec<Write>,
) -> Result<(), Failure> {
    let window = platform.policy.brake_account.window;
    settled(|| {
        let subject = count::subject(&platform.key, happened(1).kind(), guessed.of());
        let seen = platform.store.read(|reader| reader.level_of(&subject))?;
        let (after, number) = one_more(seen, window, guessed.now);
        let mut writes = along();
        if is_worth_telling(number) {
            writes.push(guessed.event(platform, &happened(number)).into());
        }
        let guard = Guard::Counted {
            subject,
            seen,
            after,
        };
        let counted = platform.store.commit(Change::guarded(guard, writes));
        Ok((counted, ()))
    })
}

/// Too many tries: the first in a window is an event. The others are known by a look: a flood of them writes nothing.
pub(in crate::flow) fn limited(
    platform: &Platform,
    guessed: Guessed,
    limit: &'static str,
) -> Result<(), Failure> {
    let happened = Happened::SignInLimited(limit);
    let window = platform.policy.brake_account.window;
    let subject = count::subject(&platform.key, happened.kind(), guessed.of());
    let seen = platform.store.read(|reader| reader.level_of(&subject))?;
    if seen.is_some_and(|level| is_within(level, window, guessed.now)) {
        return Ok(());
    }
    let (after, _) = one_more(seen, window, guessed.now);
    let guard = Guard::Counted {
        subject,
        seen,
        after,
    };
    let event = guessed.event(platform, &happened);
    match platform
        .store
        .commit(Change::guarded(guard, vec![event.into()]))
    {
        // Somebody else was the first.
        Ok(()) | Err(CommitError::Lost(Lost::CountMoved)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
