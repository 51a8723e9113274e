//! Row keys: time-ordered numbers made in Rust, so that inserts append, and their text form.
//!
//! 63 bits = 41 of milliseconds since 2025, 10 of node, 12 of sequence.

use super::time::Timestamp;

/// 2025-01-01T00:00:00Z.
const EPOCH_MILLIS: i64 = 1_735_689_600_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;

/// Characters of a key in base 62.
pub const KEY_CHARS: usize = 11;

pub(super) const BASE62: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The primary key of a row. Never written as a JSON number: it has more than 53 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct RowKey(i64);

impl RowKey {
    /// How many keys one node can make in a millisecond.
    pub const PER_MILLI: u16 = 1 << SEQUENCE_BITS;
    /// How many nodes have keys of their own.
    pub const NODES: u16 = 1 << NODE_BITS;

    /// The key that `node` makes at `at` with this place in the sequence; the parts are cut to their bits.
    pub fn compose(at: Timestamp, node: u16, sequence: u16) -> Self {
        let millis = (at.millis() - EPOCH_MILLIS).clamp(0, (1 << 41) - 1);
        let node = i64::from(node % Self::NODES);
        let sequence = i64::from(sequence % Self::PER_MILLI);
        Self(millis << (NODE_BITS + SEQUENCE_BITS) | node << SEQUENCE_BITS | sequence)
    }

    /// No key comes after it.
    pub const LAST: Self = Self(i64::MAX);

    /// The smallest that comes after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The smallest key of a moment: what a sweep by key range compares with.
    pub fn first_at(at: Timestamp) -> Self {
        Self::compose(at, 0, 0)
    }

    /// When it was made, by the clock of whoever made it.
    pub const fn made_at(self) -> Timestamp {
        Timestamp::from_millis((self.0 >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MILLIS)
    }

    /// A number that a database or a token held; negative ones are no keys.
    pub fn from_number(number: i64) -> Option<Self> {
        (number >= 0).then_some(Self(number))
    }

    pub const fn number(self) -> i64 {
        self.0
    }

    /// Eleven characters of `[0-9A-Za-z]`, most significant first.
    pub fn encode(self) -> String {
        let mut digits = [0_u8; KEY_CHARS];
        let mut rest = self.0.unsigned_abs();
        for digit in digits.iter_mut().rev() {
            let place = usize::try_from(rest % 62).unwrap_or(0);
            *digit = BASE62.get(place).copied().unwrap_or(b'0');
            rest /= 62;
        }
        digits.iter().map(|&digit| char::from(digit)).collect()
    }

    /// The reverse; `None` for another length, another alphabet, or over 63 bits.
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() != KEY_CHARS {
            return None;
        }
        let mut number: i64 = 0;
        for byte in text.bytes() {
            let digit = BASE62.iter().position(|&known| known == byte)?;
            number = number
                .checked_mul(62)?
                .checked_add(i64::try_from(digit).ok()?)?;
        }
        Some(Self(number))
    }
}

/// The app's short number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct AppId(pub i64);
