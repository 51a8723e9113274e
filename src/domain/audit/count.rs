//! How often something was refused, so that who guesses cannot fill the table: the first time in a window is an event,
//! then the tenth, the hundredth and the thousandth.

use super::kind::EventKind;
use crate::domain::account::brake::{Level, Subject, TRY};
use crate::domain::key::{AppId, RowKey};
use crate::domain::peer::Network;
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use std::time::Duration;

/// At which numbers there is an event.
const WORTH_TELLING: [i64; 4] = [1, 10, 100, 1000];

/// Of whom it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    User(RowKey),
    /// Of names that nobody has, only from where they were tried.
    Network(Network),
    /// Where even that is not known.
    App(AppId),
}

/// Counted apart for each kind of event. Kept among the subjects of the sign-in limit, and swept with them.
pub fn subject(key: &ServerKey, kind: EventKind, of: Of) -> Subject {
    let (what, who) = match of {
        Of::User(user) => ("user", user.number().to_be_bytes().to_vec()),
        Of::Network(network) => ("network", network.bytes()),
        Of::App(app) => ("app", app.0.to_be_bytes().to_vec()),
    };
    let parts: [&[u8]; 4] = [
        b"refusals",
        kind.word().as_bytes(),
        what.as_bytes(),
        who.as_slice(),
    ];
    Subject(key.mac(Label::BrakeSubject, &parts))
}

/// One more, in the window that the first one began. Its number does not leak.
pub fn one_more(seen: Option<Level>, window: Duration, now: Timestamp) -> (Level, i64) {
    let standing = seen.filter(|level| is_within(*level, window, now));
    let (number, at) = standing.map_or((1, now), |level| (level.thousandths / TRY + 1, level.at));
    let level = Level {
        thousandths: number.saturating_mul(TRY),
        at,
    };
    (level, number)
}

/// Whether a window is open that somebody began. One that begins in the future was begun by a clock that is wrong.
pub fn is_within(level: Level, window: Duration, now: Timestamp) -> bool {
    level.at <= now.plus(CLOCKS_DIFFER) && now < level.at.plus(window)
}

pub fn is_worth_telling(number: i64) -> bool {
    WORTH_TELLING.contains(&number)
}
