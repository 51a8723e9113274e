//! Passwords: argon2id with OWASP's parameters, off the wire in NFC, never kept in the clear.

use super::foreign_hash::{ForeignHash, OWN_WORK};
use crate::domain::key::RowKey;
use crate::domain::secret::Dice;
use crate::domain::text::{fold, fold_email};
use crate::domain::time::Timestamp;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
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

/// What somebody typed, zeroed when done. No Debug, no Clone.
pub struct TypedPassword {
    /// NFC: as it is hashed here.
    composed: Zeroizing<String>,
    as_typed: Zeroizing<String>,
}

impl TypedPassword {
    /// `None` when it cannot be anybody's password (over 1,024 bytes, or with NUL): it is not even hashed.
    pub fn parse(typed: &str) -> Option<Self> {
        let usable = typed.len() <= LONGEST && !typed.contains('\0');
        usable.then(|| Self {
            composed: Zeroizing::new(typed.nfc().collect()),
            as_typed: Zeroizing::new(typed.to_owned()),
        })
    }

    /// A new password of a user of this name and e-mail address; or why it is no good.
    pub fn choose(typed: &str, name: &str, email: Option<&str>) -> Result<Self, PasswordFault> {
        let parsed = Self::parse(typed).ok_or(PasswordFault::Unusable)?;
        match parsed.composed.chars().count() {
            ..FEWEST_CHARS => return Err(PasswordFault::Short),
            FEWEST_CHARS..=MOST_CHARS => {}
            _ => return Err(PasswordFault::Long),
        }
        let folded = Zeroizing::new(fold(&parsed.composed));
        let as_email = Zeroizing::new(fold_email(&parsed.composed));
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
        self.hash_in(&mut HashingRoom::default(), dice)
    }

    /// The same, in a room that is there already.
    pub fn hash_in(&self, room: &mut HashingRoom, dice: Dice) -> String {
        let (mut salt, mut made) = ([0_u8; 16], Zeroizing::new([0_u8; 32]));
        dice.fill_bytes(&mut salt);
        let argon2 = hasher();
        let memory = room.take(argon2.params().block_count());
        argon2
            .hash_password_into_with_memory(self.composed.as_bytes(), &salt, &mut *made, memory)
            .unwrap_or_else(|_| unreachable!("fixed parameters and a 16-byte salt are valid"));
        let (salt, made) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(*made));
        format!("{}{salt}${made}", own_prefix())
    }

    /// Whether this is the password behind `phc`. Slow, like `hash`.
    pub fn opens(&self, phc: &str, room: &mut HashingRoom) -> bool {
        self.proven_by(phc, room).is_some()
    }

    /// What of it is proven to be the password behind `phc`: the form that was hashed there. Slow, like `hash`;
    /// a wrong password takes as long for each hash of a kind.
    pub fn proven_by(&self, phc: &str, room: &mut HashingRoom) -> Option<Self> {
        let mut forms = self.forms().into_iter();
        let form = forms.find(|form| opens_for(form.as_bytes(), phc, room))?;
        Some(Self {
            composed: Zeroizing::new(form.nfc().collect()),
            as_typed: form,
        })
    }

    /// Whether this is the form in which passwords are hashed here.
    pub fn is_composed(&self) -> bool {
        *self.composed == *self.as_typed
    }

    /// Whether all of it is what `phc`, which it opened, was made of. If not, nothing tells what the whole
    /// password is.
    pub fn is_whole_behind(&self, phc: &str) -> bool {
        match ForeignHash::read(phc) {
            Some(hash) => hash.looks_at_all_of(self.as_typed.as_bytes()),
            None => true,
        }
    }

    /// The work of finding out whether this is the password behind `phc`, in thousandths of one of our hashes.
    pub fn work_behind(&self, phc: &str) -> i64 {
        let forms = i64::try_from(self.forms().len()).unwrap_or(i64::MAX);
        match ForeignHash::read(phc).filter(|_| !is_of_today(phc)) {
            // One of ours is made too, in its place or for nothing.
            Some(hash) => hash.work().saturating_mul(forms) + OWN_WORK,
            None => OWN_WORK * forms,
        }
    }

    /// What may have been hashed, each once: keyboards compose letters differently, and other systems brought
    /// them into other forms. Ours are of the composed letters; but others make hashes that look like ours.
    fn forms(&self) -> Vec<Zeroizing<String>> {
        let typed = self.as_typed.as_str();
        if typed.is_ascii() {
            return vec![self.as_typed.clone()];
        }
        let others: [String; 3] = [
            typed.nfkc().collect(),
            typed.nfd().collect(),
            typed.nfkd().collect(),
        ];
        let mut forms = vec![self.composed.clone()];
        forms.extend(others.map(Zeroizing::new));
        forms.push(self.as_typed.clone());
        let mut different: Vec<Zeroizing<String>> = Vec::with_capacity(forms.len());
        for form in forms {
            if !different.contains(&form) {
                different.push(form);
            }
        }
        different
    }
}

/// Whether this, byte by byte, is what `phc` was made of.
fn opens_for(bytes: &[u8], phc: &str, room: &mut HashingRoom) -> bool {
    if !phc.starts_with("$argon2") {
        let foreign = ForeignHash::read(phc);
        return foreign.is_some_and(|hash| hash.opens(phc, bytes));
    }
    let known = PasswordHash::new(phc).ok();
    let made = known
        .as_ref()
        .and_then(|known| hash_like(known, bytes, room));
    // Compared in constant time.
    made.is_some_and(|made| known.and_then(|known| known.hash) == Some(made))
}

/// Hashes with the algorithm, parameters and salt of another hash.
fn hash_like(known: &PasswordHash, bytes: &[u8], room: &mut HashingRoom) -> Option<Output> {
    let algorithm = Algorithm::try_from(known.algorithm.as_str()).ok()?;
    let version = Version::try_from(known.version?).ok()?;
    let params = Params::try_from(known).ok()?;
    let mut out = Zeroizing::new(vec![0; known.hash.as_ref()?.len()]);
    let salt = known.salt.as_ref()?;
    let memory = room.take(params.block_count());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(bytes, salt, &mut out, memory)
        .ok()?;
    Output::new(&out).ok()
}

/// The memory that a hash works in, kept for the next one: taking 19 MiB anew for each password tears holes
/// into the heap that only the next 19 MiB would fill.
#[derive(Default)]
pub struct HashingRoom(Vec<Block>);

/// Blocks of 1 KiB: what is larger is asked of the system by itself, and goes back to it.
const OWN_MAPPING: usize = 33 * 1024;

impl HashingRoom {
    /// A room that leaves nothing behind in the heap when it is dropped. What is not used takes no memory.
    pub fn for_once() -> Self {
        Self(Vec::with_capacity(OWN_MAPPING))
    }

    fn take(&mut self, blocks: usize) -> &mut [Block] {
        self.0.resize(blocks, Block::default());
        &mut self.0
    }
}

/// Whether it is a hash as it would be made today.
pub fn is_of_today(phc: &str) -> bool {
    phc.starts_with(&own_prefix())
}

fn own_prefix() -> String {
    format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$")
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None)
        .unwrap_or_else(|_| unreachable!("constant parameters within argon2's limits"));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash of nothing, in the same parameters: what an unknown name is checked against, so that it costs the same.
pub fn dummy_phc(dice: Dice) -> String {
    let nobody = crate::domain::secret::random_alphanumerics(24, dice);
    TypedPassword {
        composed: Zeroizing::new(nobody.clone()),
        as_typed: Zeroizing::new(nobody),
    }
    .hash(dice)
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
