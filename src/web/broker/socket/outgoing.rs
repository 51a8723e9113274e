//! What goes to a client. What it has not taken yet is counted: one that asks and never reads is not answered for ever.

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;
use actix_ws::{CloseCode, CloseReason, Session};
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::sync::Notify;

/// So many bytes may wait before the next call is read, in so many packets: whoever speaks never waits for the client.
const MOST: usize = 256 * 1024;
const MOST_PACKETS: usize = 16;

pub struct Outgoing {
    session: Session,
    unsent: Rc<Unsent>,
}

impl Outgoing {
    /// With the response whose body it is.
    pub fn over(session: Session, response: HttpResponse) -> (Self, HttpResponse) {
        let unsent = Rc::new(Unsent::default());
        let counts = Rc::clone(&unsent);
        let response = response.map_body(|_, body| {
            let unsent = counts;
            Counted { body, unsent }.boxed()
        });
        (Self { session, unsent }, response)
    }

    pub async fn say(&self, packet: String) {
        self.unsent.add(packet.len());
        // Whoever reads hears that it is closed.
        let _ = self.session.clone().text(packet).await;
    }

    pub async fn pong(&self, bytes: &[u8]) {
        self.unsent.add(bytes.len());
        let _ = self.session.clone().pong(bytes).await;
    }

    pub async fn close(&self, code: CloseCode) {
        let reason = CloseReason::from(code);
        let _ = self.session.clone().close(Some(reason)).await;
    }

    /// Whether nobody is there to take anything.
    pub fn is_gone(&self) -> bool {
        self.unsent.is_gone.get()
    }

    /// Returns when there is room for one more answer.
    pub async fn room(&self) {
        while self.unsent.is_much() && !self.is_gone() {
            self.unsent.fewer.notified().await;
        }
    }
}

#[derive(Default)]
struct Unsent {
    bytes: Cell<usize>,
    /// Since the connection took some: it takes all that there are.
    packets: Cell<usize>,
    is_gone: Cell<bool>,
    fewer: Notify,
}

impl Unsent {
    fn add(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.packets.set(self.packets.get().saturating_add(1));
    }

    fn is_much(&self) -> bool {
        self.bytes.get() > MOST || self.packets.get() >= MOST_PACKETS
    }

    /// Frames take a few bytes more than what they hold.
    fn is_taken(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
        self.packets.set(0);
        self.fewer.notify_one();
    }
}

/// The body of a websocket's answer, counted as it is taken.
struct Counted {
    body: BoxBody,
    unsent: Rc<Unsent>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.unsent.is_gone.set(true);
        self.unsent.fewer.notify_one();
    }
}

impl MessageBody for Counted {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let counted = self.get_mut();
        let next = ready!(Pin::new(&mut counted.body).poll_next(context));
        if let Some(Ok(bytes)) = &next {
            counted.unsent.is_taken(bytes.len());
        }
        Poll::Ready(next)
    }
}
