//! The form that confirms, as it came.

use crate::domain::factor::Way;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::Form;
use crate::domain::peer::Network;
use crate::flow::{Presence, Visitor};
use zeroize::Zeroizing;

/// A form that came back.
pub struct Confirming {
    pub form: Form,
    pub visitor: Visitor,
    pub proof: Proof,
    /// Where the try comes from.
    pub address: Network,
    pub presence: Presence,
}

/// What was typed, as the page asked for it.
pub enum Proof {
    Password(Zeroizing<String>),
    Code(Way, Zeroizing<String>),
    Passkey(PasskeyAnswer),
    /// Nothing yet: it is to ask for something else.
    OtherWay(Way),
}

impl Proof {
    pub(super) fn pressed(&self) -> [&[u8]; 2] {
        match self {
            Self::Password(typed) => [b"password", typed.as_bytes()],
            Self::Code(way, typed) => [way.word().as_bytes(), typed.as_bytes()],
            Self::Passkey(answer) => [b"passkey", answer.json.as_bytes()],
            Self::OtherWay(way) => [b"way", way.word().as_bytes()],
        }
    }
}
