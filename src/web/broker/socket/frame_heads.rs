//! A websocket is cut where a frame's head announces more than may come: whoever takes frames apart would keep all of it
//! before it looks (RFC 6455 §5.2, §10.4).

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Longest frame, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// What comes, up to the first frame that is too long; behind it, an error.
pub struct ShortFrames {
    payload: Payload,
    heads: FrameHeads,
    is_over: bool,
}

impl ShortFrames {
    pub fn of(payload: Payload) -> Self {
        Self {
            payload,
            heads: FrameHeads::default(),
            is_over: false,
        }
    }
}

impl Stream for ShortFrames {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Self::Item>> {
        let frames = self.get_mut();
        if frames.is_over {
            return Poll::Ready(Some(Err(PayloadError::Overflow)));
        }
        let mut next = ready!(Pin::new(&mut frames.payload).poll_next(context));
        if let Some(Ok(bytes)) = &mut next {
            let short = frames.heads.take(bytes);
            frames.is_over = short < bytes.len();
            bytes.truncate(short);
        }
        Poll::Ready(next)
    }
}

#[derive(Default)]
struct FrameHeads {
    /// What has come of a head.
    head: Vec<u8>,
    /// Bytes of the frame's body that are to come.
    left: usize,
}

impl FrameHeads {
    /// How many of these bytes belong to frames that are short enough.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            if self.left > 0 {
                let body = self.left.min(rest.len());
                self.left -= body;
                taken += body;
                continue;
            }
            self.head.extend(rest.first());
            taken += 1;
            if let Some(length) = length_in(&self.head) {
                let head = std::mem::take(&mut self.head).len();
                match usize::try_from(length) {
                    Ok(length) if length <= LONGEST => self.left = length,
                    _ => return taken.saturating_sub(head),
                }
            }
        }
        taken
    }
}

/// How long the body behind this head is; `None` for a head that is not complete.
fn length_in(head: &[u8]) -> Option<u64> {
    let (&second, rest) = head.get(1..)?.split_first()?;
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (length, bytes) = match second & 0x7F {
        126 => (u16::from_be_bytes(*rest.first_chunk()?).into(), 2),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 8),
        short => (short.into(), 0),
    };
    (rest.len() >= bytes + mask).then_some(length)
}
