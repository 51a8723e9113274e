//! What an event carries. Whatever is no object, or whose members are of another shape, holds nothing.

use crate::domain::words::words;
use serde_json::Value;

/// The payload of an event.
#[derive(Clone, Copy)]
pub struct Sent<'a>(pub &'a Value);

impl<'a> Sent<'a> {
    /// A member that is a text and not empty; everything else counts as not sent.
    pub fn text(self, name: &str) -> Option<&'a str> {
        let text = self.0.get(name)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// A member of whatever shape.
    pub fn any(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// Whether there is such a member, be it null.
    pub fn has(self, name: &str) -> bool {
        self.any(name).is_some()
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestType {
    Message,
    Intent,
    Event,
    Ping,
}

words!(RequestType { Message = "message", Intent = "intent", Event = "event", Ping = "ping" });

impl RequestType {
    /// Left out, it is a message; `None` is another type.
    pub fn of(sent: Sent) -> Option<Self> {
        match sent.any("type") {
            None => Some(Self::Message),
            Some(word) => word.as_str().and_then(Self::from_word),
        }
    }
}
