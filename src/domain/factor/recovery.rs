//! Recovery codes: ten at a time, each good once.

use super::code::bare;
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, TokenHash, random_text};
use crate::domain::time::Timestamp;
use zeroize::Zeroizing;

/// How many are made at a time.
pub const COUNT: usize = 10;
/// With fewer left, the account's home says so.
pub const FEW: usize = 4;

const CHARS: usize = 16;
/// Without what is easily taken for something else.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCode {
    pub key: RowKey,
    pub user_key: RowKey,
    pub hash: TokenHash,
    pub used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A code as it is shown, once.
pub fn make(dice: Dice) -> Zeroizing<String> {
    let code = Zeroizing::new(random_text(ALPHABET, CHARS, dice));
    let mut shown = Zeroizing::new(String::new());
    for (place, letter) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            shown.push('-');
        }
        shown.push(letter);
    }
    shown
}

/// By what a typed code is found; nothing where it cannot be one.
pub fn hash(typed: &str) -> Option<TokenHash> {
    let code: Zeroizing<String> =
        Zeroizing::new(bare(typed).flat_map(char::to_lowercase).collect());
    let is_one = code.len() == CHARS && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_one.then(|| TokenHash::of("recovery", code.as_bytes()))
}
