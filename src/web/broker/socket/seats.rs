//! The sockets that one worker holds, by the credential that each was opened with. While there are any, their
//! credentials are looked at, all in one question; those of one that has ended are told to go.

use crate::domain::broker::credential::BrokerCredential;
use crate::flow::broker::sockets::{Ending, ended};
use crate::web::Edge;
use crate::work::waiting;
use actix_web::rt;
use actix_web::web::Data;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

/// Most sockets of a worker, and of them those with one credential. Where all are taken, the credential that has most
/// of them gives one up: whoever has one cannot be kept out by who opens many.
const MOST: usize = 8192;
const OF_ONE: usize = 2048;
/// How often it is said that the database does not tell who has ended.
const SAID_EVERY: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Seats {
    held: RefCell<HashMap<BrokerCredential, Vec<Rc<Seat>>>>,
    count: Cell<usize>,
    is_watched: Cell<bool>,
}

/// One socket, as far as its end goes.
#[derive(Default)]
pub struct Seat {
    ends_at: Cell<Option<Instant>>,
    told: Notify,
}

impl Seat {
    fn end_at(&self, at: Instant) {
        let sooner = self.ends_at.get().map_or(at, |known| known.min(at));
        self.ends_at.set(Some(sooner));
        self.told.notify_one();
    }

    /// Returns when this socket is to be closed.
    pub async fn ends(&self) {
        while self.ends_at.get().is_none() {
            self.told.notified().await;
        }
        if let Some(at) = self.ends_at.get() {
            sleep_until(at).await;
        }
    }
}

/// A seat that is given back when this is dropped.
pub struct Taken {
    pub seat: Rc<Seat>,
    credential: BrokerCredential,
    seats: Rc<Seats>,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut held = self.seats.held.borrow_mut();
        if let Some(theirs) = held.get_mut(&self.credential) {
            theirs.retain(|seat| !Rc::ptr_eq(seat, &self.seat));
            self.seats
                .count
                .set(self.seats.count.get().saturating_sub(1));
            if theirs.is_empty() {
                held.remove(&self.credential);
            }
        }
    }
}

impl Seats {
    /// One more socket with this credential; `None` when it has as many as it may. While there are any, they are watched.
    pub fn take(
        self: &Rc<Self>,
        edge: &Data<Edge>,
        credential: &BrokerCredential,
    ) -> Option<Taken> {
        let taken = self.seat(credential, MOST, OF_ONE)?;
        if !self.is_watched.replace(true) {
            rt::spawn(watch(Rc::clone(self), edge.clone()));
        }
        Some(taken)
    }

    fn seat(
        self: &Rc<Self>,
        credential: &BrokerCredential,
        most: usize,
        of_one: usize,
    ) -> Option<Taken> {
        let mut held = self.held.borrow_mut();
        if held.get(credential).map_or(0, Vec::len) >= of_one {
            return None;
        }
        if self.count.get() >= most {
            let mut theirs = held.values().max_by_key(|theirs| theirs.len())?.iter();
            let longest = theirs.find(|seat| seat.ends_at.get().is_none())?;
            longest.end_at(Instant::now());
        }
        let seat = Rc::new(Seat::default());
        let theirs = held.entry(credential.clone()).or_default();
        theirs.push(Rc::clone(&seat));
        self.count.set(self.count.get() + 1);
        Some(Taken {
            seat,
            credential: credential.clone(),
            seats: Rc::clone(self),
        })
    }

    fn end(&self, ended: &[(BrokerCredential, Ending)], farewell: Duration) {
        let now = Instant::now();
        let held = self.held.borrow();
        for (credential, ending) in ended {
            let at = match ending {
                Ending::SignedOut => now + farewell,
                Ending::Over => now,
            };
            for seat in held.get(credential).into_iter().flatten() {
                seat.end_at(at);
            }
        }
    }
}

/// Goes on while there are sockets.
async fn watch(seats: Rc<Seats>, edge: Data<Edge>) {
    let mut last_said: Option<Instant> = None;
    loop {
        sleep(edge.socket_times.look_every).await;
        let credentials: Vec<_> = seats.held.borrow().keys().cloned().collect();
        if credentials.is_empty() {
            seats.is_watched.set(false);
            return;
        }
        let look = waiting(&edge.platform, move |platform| {
            ended(platform, &credentials)
        });
        match look.await {
            Ok(ended) => seats.end(&ended, edge.socket_times.farewell),
            // Sockets go on while the database is away; calls on them are told so.
            Err(failure) if last_said.is_none_or(|at| at.elapsed() > SAID_EVERY) => {
                last_said = Some(Instant::now());
                tracing::warn!(
                    reason = %failure,
                    "it is not known whose credentials ended: sockets stay open"
                );
            }
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nobody opens eight thousand sockets to see what becomes of the next.

    use super::*;
    use crate::domain::broker::credential::CredentialKind;

    fn credential(text: &str) -> BrokerCredential {
        BrokerCredential::parse(CredentialKind::AppSecret, text).expect("any text")
    }

    fn is_told_to_go(taken: &Taken) -> bool {
        taken.seat.ends_at.get().is_some()
    }

    #[test]
    fn where_all_are_taken_whoever_has_most_gives_up_the_one_it_had_longest() {
        let seats = Rc::new(Seats::default());
        let seat = |text| seats.seat(&credential(text), 4, 3);
        let crowd: Vec<_> = (0..3).map(|_| seat("crowd").expect("a seat")).collect();
        let alone = seat("alone").expect("a seat");
        assert!(seat("crowd").is_none(), "as many as it may");
        let late = [seat("late"), seat("later")].map(|taken| taken.expect("a seat"));
        let told: Vec<_> = crowd.iter().map(is_told_to_go).collect();
        assert_eq!(told, [true, true, false]);
        assert!(!is_told_to_go(&alone) && !late.iter().any(is_told_to_go));
        drop((crowd, late, alone));
        assert_eq!(seats.count.get(), 0);
        assert!(seats.held.borrow().is_empty());
    }
}
