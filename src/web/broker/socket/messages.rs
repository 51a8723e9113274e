//! What comes on a websocket, one message at a time: a frame is taken apart when the one before it was dealt with, and a
//! message of many frames is one buffer. So a client keeps no more here than what is on its way.

use actix_http::ws::{CloseCode, Codec, Frame, Item, ProtocolError};
use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use futures_core::Stream;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::Pin;
use tokio_util::codec::Decoder;

/// Longest message, in bytes; a longer one ends the connection.
const LONGEST: usize = 64 * 1024;

pub enum Message {
    Text(String),
    Ping(Bytes),
    Close,
    /// Nothing is to be done about it.
    Other,
}

pub struct Messages {
    payload: Payload,
    codec: Codec,
    buffer: BytesMut,
    begun: Option<Begun>,
}

/// A message of which more frames are to come.
struct Begun {
    is_text: bool,
    bytes: BytesMut,
}

impl Messages {
    pub fn of(payload: Payload) -> Self {
        Self {
            payload,
            codec: Codec::new().max_size(LONGEST),
            buffer: BytesMut::new(),
            begun: None,
        }
    }

    /// `None` when the connection is gone. Nothing is lost by who does not wait to the end.
    ///
    /// # Errors
    /// With what to close the connection, where no message can follow.
    pub async fn next(&mut self) -> Result<Option<Message>, CloseCode> {
        loop {
            while let Some(frame) = self.frame()? {
                if let Some(message) = self.complete(frame)? {
                    return Ok(Some(message));
                }
            }
            let more = poll_fn(|context| Pin::new(&mut self.payload).poll_next(context));
            match more.await {
                Some(Ok(bytes)) => self.buffer.extend_from_slice(&bytes),
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }

    /// The codec would keep a frame that is too long until all of it is there.
    fn frame(&mut self) -> Result<Option<Frame>, CloseCode> {
        if length_in(&self.buffer).is_some_and(|length| length > LONGEST as u64) {
            return Err(CloseCode::Size);
        }
        let frame = self.codec.decode(&mut self.buffer);
        if self.buffer.is_empty() {
            // Who is silent keeps no room either.
            self.buffer = BytesMut::new();
        }
        frame.map_err(|error| code_of(&error))
    }

    fn complete(&mut self, frame: Frame) -> Result<Option<Message>, CloseCode> {
        match frame {
            Frame::Text(bytes) => text(&bytes).map(Some),
            Frame::Ping(bytes) => Ok(Some(Message::Ping(bytes))),
            Frame::Close(_) => Ok(Some(Message::Close)),
            Frame::Binary(_) | Frame::Pong(_) => Ok(Some(Message::Other)),
            Frame::Continuation(Item::FirstText(bytes)) => self.begin(true, &bytes),
            Frame::Continuation(Item::FirstBinary(bytes)) => self.begin(false, &bytes),
            Frame::Continuation(Item::Continue(bytes)) => self.go_on(&bytes).map(|()| None),
            Frame::Continuation(Item::Last(bytes)) => {
                self.go_on(&bytes)?;
                match self.begun.take() {
                    Some(whole) if whole.is_text => text(&whole.bytes).map(Some),
                    _ => Ok(Some(Message::Other)),
                }
            }
        }
    }

    fn begin(&mut self, is_text: bool, bytes: &[u8]) -> Result<Option<Message>, CloseCode> {
        self.begun = Some(Begun {
            is_text,
            bytes: BytesMut::from(bytes),
        });
        Ok(None)
    }

    fn go_on(&mut self, bytes: &[u8]) -> Result<(), CloseCode> {
        let begun = self.begun.as_mut().ok_or(CloseCode::Protocol)?;
        if begun.bytes.len() + bytes.len() > LONGEST {
            return Err(CloseCode::Size);
        }
        begun.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

fn text(bytes: &[u8]) -> Result<Message, CloseCode> {
    let text = std::str::from_utf8(bytes).map_err(|_| CloseCode::Invalid)?;
    Ok(Message::Text(text.to_owned()))
}

fn code_of(error: &ProtocolError) -> CloseCode {
    match error {
        ProtocolError::Overflow => CloseCode::Size,
        ProtocolError::Io(error) if error.kind() == ErrorKind::InvalidData => CloseCode::Invalid,
        _ => CloseCode::Protocol,
    }
}

/// What the head of a frame says of its length; `None` where that has not come yet (RFC 6455 §5.2).
fn length_in(frame: &[u8]) -> Option<u64> {
    let (&second, rest) = frame.get(1..)?.split_first()?;
    Some(match second & 0x7F {
        126 => u16::from_be_bytes(*rest.first_chunk()?).into(),
        127 => u64::from_be_bytes(*rest.first_chunk()?),
        short => short.into(),
    })
}
