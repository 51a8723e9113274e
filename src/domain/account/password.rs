//! Passwords: argon2id with OWASP's parameters, off the wire in NFC, never kept in the clear.

use super::foreign_hash::ForeignHash;
use super::user::{fold, fold_email};
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
/// Most characters of a new password: enough for any sentence, and nobody pastes a book by mistake.
pub const MOST_CHARS: usize = 128;

/// What guessers try first, folded, one a line. From Django; see `common_passwords.LICENSE`.
const COMMON: &str = include_str!("common_passwords.txt");

/// KiB, passes and lanes of a new hash: OWASP's first choice for argon2id.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A stored password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPassword {
    pub user_key: RowKey,
    /// PHC string: algorithm, parameters, salt, hash. Until its owner signs in, a hash that came from elsewhere
    /// stands here as it came.
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

    /// A new password of a user of this name and e-mail address; or why it is no good.
    pub fn choose(typed: &str, name: &str, email: Option<&str>) -> Result<Self, PasswordFault> {
        let parsed = Self::parse(typed).ok_or(PasswordFault::Unusable)?;
        match parsed.0.chars().count() {
            ..FEWEST_CHARS => return Err(PasswordFault::Short),
            FEWEST_CHARS..=MOST_CHARS => {}
            _ => return Err(PasswordFault::Long),
        }
        let folded = Zeroizing::new(fold(&parsed.0));
        let as_email = Zeroizing::new(fold_email(&parsed.0));
        if *folded == fold(name) || email.is_some_and(|email| *as_email == fold_email(email)) {
            return Err(PasswordFault::IsName);
        }
        if COMMON.lines().any(|common| common == *folded) {
            return Err(PasswordFault::Common);
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
        if !phc.starts_with("$argon2") {
            let foreign = ForeignHash::read(phc);
            return foreign.is_some_and(|hash| hash.opens(phc, self.0.as_bytes()));
        }
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
        // A hash from elsewhere may have needed more, once.
        self.0.shrink_to(usize::try_from(MEMORY).unwrap_or(blocks));
        &mut self.0
    }
}

/// Whether it is a hash as it would be made today.
pub fn is_of_today(phc: &str) -> bool {
    phc.starts_with(&format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$"))
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None)
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
    #[error("a password may hold at most {MOST_CHARS} characters")]
    Long,
    #[error("a password may not be the user's name or e-mail address")]
    IsName,
    #[error("that password is among those that are guessed first")]
    Common,
}
