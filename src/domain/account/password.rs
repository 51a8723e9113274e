//! Passwords: argon2id with OWASP's parameters, off the wire in NFC, never kept in the clear.

use crate::domain::key::RowKey;
use crate::domain::secret::Dice;
use crate::domain::time::Timestamp;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Longest password, in bytes of what was typed.
const LONGEST: usize = 1024;
/// Fewest characters of a new password.
pub const FEWEST_CHARS: usize = 8;

/// A stored password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPassword {
    pub user_key: RowKey,
    /// PHC string: algorithm, parameters, salt, hash.
    pub phc: String,
    pub set_at: Timestamp,
}

/// What somebody typed, as it is hashed: NFC, zeroed when done. No Debug, no Clone.
pub struct TypedPassword(Zeroizing<String>);

impl TypedPassword {
    /// `None` when it cannot be anybody's password (over 1,024 bytes, or with NUL): it is not even hashed.
    pub fn parse(typed: &str) -> Option<Self> {
        let usable = typed.len() <= LONGEST && !typed.contains('\0');
        usable.then(|| Self(Zeroizing::new(typed.nfc().collect())))
    }

    /// A new password of a user of this name; or why it is no good.
    pub fn choose(typed: &str, name: &str) -> Result<Self, PasswordFault> {
        let parsed = Self::parse(typed).ok_or(PasswordFault::Unusable)?;
        if parsed.0.chars().count() < FEWEST_CHARS {
            return Err(PasswordFault::Short);
        }
        if super::user::fold(&parsed.0) == super::user::fold(name) {
            return Err(PasswordFault::IsName);
        }
        Ok(parsed)
    }

    /// Hashes with a fresh salt. Slow on purpose: tens of milliseconds and 19 MiB.
    pub fn hash(&self, dice: Dice) -> String {
        let mut salt = [0_u8; 16];
        dice.fill_bytes(&mut salt);
        hasher()
            .hash_password_with_salt(self.0.as_bytes(), &salt)
            .unwrap_or_else(|_| unreachable!("fixed parameters and a 16-byte salt are valid"))
            .to_string()
    }

    /// Whether this is the password behind `phc`. Slow, like `hash`.
    pub fn opens(&self, phc: &str, room: &mut HashingRoom) -> bool {
        let known = PasswordHash::new(phc).ok();
        let made = known.as_ref().and_then(|known| self.hash_like(known, room));
        // Compared in constant time.
        made.is_some_and(|made| known.and_then(|known| known.hash) == Some(made))
    }

    /// Hashes with the algorithm, parameters and salt of another hash.
    fn hash_like(&self, known: &PasswordHash, room: &mut HashingRoom) -> Option<Output> {
        let algorithm = Algorithm::try_from(known.algorithm.as_str()).ok()?;
        let version = Version::try_from(known.version?).ok()?;
        let params = Params::try_from(known).ok()?;
        let mut out = Zeroizing::new(vec![0; known.hash.as_ref()?.len()]);
        let salt = known.salt.as_ref()?;
        let memory = room.take(params.block_count());
        Argon2::new(algorithm, version, params)
            .hash_password_into_with_memory(self.0.as_bytes(), salt, &mut out, memory)
            .ok()?;
        Output::new(&out).ok()
    }
}

/// The memory that a hash works in, kept for the next one: taking 19 MiB anew for each password tears holes
/// into the heap that only the next 19 MiB would fill.
#[derive(Default)]
pub struct HashingRoom(Vec<Block>);

impl HashingRoom {
    fn take(&mut self, blocks: usize) -> &mut [Block] {
        self.0.resize(blocks, Block::default());
        &mut self.0
    }
}

/// OWASP's first choice: argon2id, 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None)
        .unwrap_or_else(|_| unreachable!("constant parameters within argon2's limits"));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash of nothing, in the same parameters: what an unknown name is checked against, so that it costs the same.
pub fn dummy_phc(dice: Dice) -> String {
    let nobody = crate::domain::secret::random_alphanumerics(24, dice);
    TypedPassword(Zeroizing::new(nobody)).hash(dice)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("a password needs at least {FEWEST_CHARS} characters")]
    Short,
    #[error("a password may hold at most {LONGEST} bytes and no NUL")]
    Unusable,
    #[error("a password may not be the user's name")]
    IsName,
}
