//! Events: each act leaves exactly its own, in the same change, and nothing else leaves any.

mod account;
mod follow;
mod guesses;
mod kill;
mod killed_acts;
mod log;
mod operators;
mod programs;
mod secrets;
mod webhook;

use crate::kit::app::TestApp;
use vestibule::domain::audit::Event;
use vestibule::flow::Failure;
use vestibule::flow::audit::list::{Filter, list};

const MAIL: &str = "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";

/// All, oldest first.
#[track_caller]
pub fn events(app: &TestApp) -> Vec<Event> {
    let mut all = Vec::new();
    let listed = list(app.platform(), &Filter::default(), usize::MAX, |event| {
        all.push(event);
        Ok::<(), Failure>(())
    });
    listed.expect("the events are there");
    all.reverse();
    all
}

/// What an act leaves.
#[track_caller]
pub fn left_by<T>(app: &TestApp, act: impl FnOnce() -> T) -> (Vec<Event>, T) {
    let before = events(app);
    let done = act();
    let mut after = events(app);
    let is_new = |event: &Event| !before.iter().any(|known| known.key == event.key);
    after.retain(is_new);
    (after, done)
}

/// Carries the act out: it leaves events of these names, and no others.
#[track_caller]
pub fn leaves<T>(app: &TestApp, names: &[&str], act: impl FnOnce() -> T) -> T {
    let (left, done) = left_by(app, act);
    let words: Vec<&str> = left.iter().map(|event| event.event.word()).collect();
    assert_eq!(words, names);
    done
}

/// The one that an act leaves.
#[track_caller]
pub fn one_left<T>(app: &TestApp, act: impl FnOnce() -> T) -> Event {
    let (mut left, _) = left_by(app, act);
    assert_eq!(left.len(), 1, "{left:?}");
    left.remove(0)
}

/// Whether a JSON text of its detail says so.
pub fn detail(event: &Event) -> &str {
    event.detail.as_deref().unwrap_or_default()
}
