//! Hashes of passwords that other systems made, for people who come from there. Each is checked as it is until
//! its owner signs in; then the password is hashed as we do it.

use crate::domain::secret::constant_time_eq;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Params as ArgonParams, Version};
use base64::Engine;
use base64::alphabet::{BCRYPT, STANDARD};
use base64::engine::general_purpose::NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a hash takes that is made here, in thousandths: other work is told by it.
pub const OWN_WORK: i64 = 1000;

/// Longest hash that is looked at, in bytes.
const LONGEST: usize = 1024;
/// Fewest bytes of a hash that nobody finds another password for; and most, as no system makes more.
const FEWEST_BYTES: usize = 16;
const MOST_BYTES: usize = 64;

// Whoever knows a name makes the server do this work.
/// KiB that one hash may work in: 64 MiB.
const MOST_MEMORY: u64 = 64 * 1024;
/// In thousandths of one of our hashes; about half a second.
const MOST_WORK: i64 = 20 * OWN_WORK;
const MOST_LANES: u32 = 16;

// What takes as long as one of our hashes, as measured in a release build on x86-64.
/// KiB times passes of argon2, in the larger memory that others use.
const ARGON2_STEPS: u64 = 26_000;
/// Rounds of bcrypt, whose cost is their power of two.
const BCRYPT_STEPS: u64 = 270;
/// Rounds times blocks of the hash, as all rounds are made for each; fewer than measured, for processors that do
/// not know SHA-256 by themselves.
const PBKDF2_STEPS: u64 = 80_000;
/// Blocks times their size times lanes of scrypt.
const SCRYPT_STEPS: u64 = 60_000;

/// Bytes of a password that bcrypt looks at.
const BCRYPT_LOOKS_AT: usize = 72;

/// Base64 with or without `=` at the end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Characters of a bcrypt salt, in an alphabet of its own.
const BCRYPT_SALT: usize = 22;
const BCRYPT_BASE64: GeneralPurpose = GeneralPurpose::new(&BCRYPT, NO_PAD);

/// Why a hash is not taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFault {
    #[error(
        "password_hash is none that is known here: give argon2 or scrypt as a PHC string, bcrypt as $2a$, $2b$ or $2y$, or pbkdf2_sha256, pbkdf2_sha1 or scrypt as Django writes them"
    )]
    Unknown,
    #[error(
        "password_hash would take too long to check at each sign-in: invite this person instead"
    )]
    TooCostly,
}

/// A hash that is understood.
pub enum ForeignHash {
    Argon2 {
        memory: u64,
        passes: u64,
        lanes: u32,
    },
    Bcrypt {
        cost: u32,
    },
    Pbkdf2(Pbkdf2),
    Scrypt(Scrypt),
}

pub struct Pbkdf2 {
    digest: Digest,
    rounds: u32,
    salt: String,
    hash: Vec<u8>,
}

enum Digest {
    Sha1,
    Sha256,
}

pub struct Scrypt {
    log_n: u8,
    block: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

/// The hash as it is kept from now on, or why it is not.
pub fn take_on(text: &str) -> Result<String, HashFault> {
    let text = text.trim();
    // Django writes the name of its own hasher before what others write too.
    let text = match text.strip_prefix("argon2$") {
        Some(rest) => format!("${rest}"),
        None => text.strip_prefix("bcrypt$").unwrap_or(text).to_owned(),
    };
    match ForeignHash::read(&text) {
        None => Err(HashFault::Unknown),
        Some(hash) if !hash.is_affordable() => Err(HashFault::TooCostly),
        Some(_) => Ok(text),
    }
}

impl ForeignHash {
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        if text.starts_with("$argon2") {
            return argon2(text);
        }
        if text.starts_with("$2") {
            return bcrypt_cost(text).map(|cost| Self::Bcrypt { cost });
        }
        if text.starts_with("pbkdf2_") {
            return pbkdf2(text).map(Self::Pbkdf2);
        }
        let scrypt = match text.strip_prefix("$scrypt$") {
            Some(rest) => scrypt_phc(rest),
            None => scrypt_django(text.strip_prefix("scrypt$")?),
        };
        scrypt.map(Self::Scrypt)
    }

    /// In a word, for whoever looks after the people.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Argon2 { .. } => "argon2",
            Self::Bcrypt { .. } => "bcrypt",
            Self::Pbkdf2(_) => "pbkdf2",
            Self::Scrypt(_) => "scrypt",
        }
    }

    fn is_affordable(&self) -> bool {
        let (memory, lanes) = match self {
            Self::Argon2 { memory, lanes, .. } => (*memory, *lanes),
            Self::Scrypt(scrypt) => (scrypt.memory(), scrypt.lanes),
            Self::Bcrypt { .. } | Self::Pbkdf2(_) => (0, 0),
        };
        memory <= MOST_MEMORY && lanes <= MOST_LANES && self.work() <= MOST_WORK
    }

    /// In thousandths of one of our hashes.
    pub fn work(&self) -> i64 {
        let (steps, ours) = match self {
            Self::Argon2 { memory, passes, .. } => (memory.saturating_mul(*passes), ARGON2_STEPS),
            Self::Bcrypt { cost } => (1 << cost.min(&63), BCRYPT_STEPS),
            Self::Pbkdf2(pbkdf2) => (pbkdf2.steps(), PBKDF2_STEPS),
            Self::Scrypt(scrypt) => (scrypt.steps(), SCRYPT_STEPS),
        };
        let thousandths = steps.saturating_mul(OWN_WORK.unsigned_abs()) / ours;
        i64::try_from(thousandths).unwrap_or(i64::MAX)
    }

    /// Whether every byte of such a password counts. Of bcrypt's longest nobody knows whether they went on.
    pub const fn looks_at_all_of(&self, password: &[u8]) -> bool {
        match self {
            Self::Bcrypt { .. } => password.len() < BCRYPT_LOOKS_AT,
            Self::Argon2 { .. } | Self::Pbkdf2(_) | Self::Scrypt(_) => true,
        }
    }

    /// Whether this is the password behind `text`, of which this was read. Those of argon2 have their own room.
    pub fn opens(&self, text: &str, password: &[u8]) -> bool {
        match self {
            Self::Argon2 { .. } => false,
            // Of longer passwords it takes 72 bytes, as it did where the hash was made: see `looks_at_all_of`.
            Self::Bcrypt { .. } => bcrypt::verify(password, text).unwrap_or(false),
            Self::Pbkdf2(pbkdf2) => pbkdf2.opens(password),
            Self::Scrypt(scrypt) => scrypt.opens(password),
        }
    }
}

fn argon2(text: &str) -> Option<ForeignHash> {
    let hash = PasswordHash::new(text).ok()?;
    Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    Version::try_from(hash.version?).ok()?;
    let params = ArgonParams::try_from(&hash).ok()?;
    hash.salt.as_ref()?;
    let is_long = hash.hash.as_ref()?.len() >= FEWEST_BYTES;
    is_long.then(|| ForeignHash::Argon2 {
        memory: params.m_cost().into(),
        passes: params.t_cost().into(),
        lanes: params.p_cost(),
    })
}

/// `$2b$12$` and 53 characters of salt and hash.
fn bcrypt_cost(text: &str) -> Option<u32> {
    let rest = ["$2a$", "$2b$", "$2y$"]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix))?;
    let (cost, rest) = rest.split_once('$')?;
    let is_whole = cost.len() == 2
        && rest.len() == 53
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'/');
    // Bits that stand for nothing would keep it from ever opening.
    let salt = rest.get(..BCRYPT_SALT)?;
    BCRYPT_BASE64.decode(salt).ok()?;
    let cost = cost.parse().ok().filter(|cost| (4..=31).contains(cost))?;
    is_whole.then_some(cost)
}

/// `pbkdf2_sha256$600000$salt$hash`
fn pbkdf2(text: &str) -> Option<Pbkdf2> {
    let parts: Vec<&str> = text.split('$').collect();
    let [name, rounds, salt, hash] = parts.as_slice() else {
        return None;
    };
    let digest = match *name {
        "pbkdf2_sha256" => Digest::Sha256,
        "pbkdf2_sha1" => Digest::Sha1,
        _ => return None,
    };
    let rounds = rounds.parse().ok().filter(|&rounds| rounds > 0)?;
    Some(Pbkdf2 {
        digest,
        rounds,
        salt: (*salt).to_owned(),
        hash: whole_hash(hash)?,
    })
}

/// `ln=17,r=8,p=1$salt$hash`, salt and hash in Base64.
fn scrypt_phc(rest: &str) -> Option<Scrypt> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [costs, salt, hash] = parts.as_slice() else {
        return None;
    };
    let costs: Vec<&str> = costs.split(',').collect();
    let [log_n, block, lanes] = costs.as_slice() else {
        return None;
    };
    Some(Scrypt {
        log_n: log_n.strip_prefix("ln=")?.parse().ok()?,
        block: block.strip_prefix("r=")?.parse().ok()?,
        lanes: lanes.strip_prefix("p=")?.parse().ok()?,
        salt: BASE64.decode(salt).ok()?,
        hash: whole_hash(hash)?,
    })
    .filter(Scrypt::is_valid)
}

/// `16384$salt$8$5$hash`: the salt as it stands.
fn scrypt_django(rest: &str) -> Option<Scrypt> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [n, salt, block, lanes, hash] = parts.as_slice() else {
        return None;
    };
    let n: u64 = n.parse().ok()?;
    let log_n = n.is_power_of_two().then(|| n.trailing_zeros())?;
    Some(Scrypt {
        log_n: u8::try_from(log_n).ok()?,
        block: block.parse().ok()?,
        lanes: lanes.parse().ok()?,
        salt: salt.as_bytes().to_vec(),
        hash: whole_hash(hash)?,
    })
    .filter(Scrypt::is_valid)
}

fn whole_hash(text: &str) -> Option<Vec<u8>> {
    let hash = BASE64.decode(text).ok()?;
    (FEWEST_BYTES..=MOST_BYTES)
        .contains(&hash.len())
        .then_some(hash)
}

impl Pbkdf2 {
    fn steps(&self) -> u64 {
        let block = match self.digest {
            Digest::Sha1 => 20,
            Digest::Sha256 => 32,
        };
        let blocks = u64::try_from(self.hash.len().div_ceil(block)).unwrap_or(u64::MAX);
        u64::from(self.rounds).saturating_mul(blocks)
    }

    fn opens(&self, password: &[u8]) -> bool {
        let mut made = Zeroizing::new(vec![0; self.hash.len()]);
        let (salt, rounds) = (self.salt.as_bytes(), self.rounds);
        match self.digest {
            Digest::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut made),
            Digest::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut made),
        }
        constant_time_eq(&made, &self.hash)
    }
}

impl Scrypt {
    fn is_valid(&self) -> bool {
        self.log_n > 0 && self.log_n < 32 && self.block > 0 && self.lanes > 0
    }

    /// Each takes 128 bytes.
    fn blocks(&self) -> u64 {
        u64::from(self.block) << self.log_n
    }

    /// In KiB.
    fn memory(&self) -> u64 {
        self.blocks() / 8
    }

    fn steps(&self) -> u64 {
        self.blocks().saturating_mul(self.lanes.into())
    }

    fn opens(&self, password: &[u8]) -> bool {
        let Ok(params) = scrypt::Params::new(self.log_n, self.block, self.lanes) else {
            return false;
        };
        let mut made = Zeroizing::new(vec![0; self.hash.len()]);
        let hashed = scrypt::scrypt(password, &self.salt, &params, &mut made);
        hashed.is_ok() && constant_time_eq(&made, &self.hash)
    }
}
