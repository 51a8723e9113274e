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
    /// One more socket with this credential; `None` when it has as many as it may.
    pub fn take(
        self: &Rc<Self>,
        edge: &Data<Edge>,
        credential: &BrokerCredential,
    ) -> Option<Taken> {
        let mut held = self.held.borrow_mut();
        if held.get(credential).map_or(0, Vec::len) >= OF_ONE {
            return None;
        }
        if self.count.get() >= MOST {
            let most = held.values().max_by_key(|theirs| theirs.len());
            most?.first()?.end_at(Instant::now());
        }
        let seat = Rc::new(Seat::default());
        let theirs = held.entry(credential.clone()).or_default();
        theirs.push(Rc::clone(&seat));
        self.count.set(self.count.get() + 1);
        if !self.is_watched.replace(true) {
            rt::spawn(watch(Rc::clone(self), edge.clone()));
        }
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
