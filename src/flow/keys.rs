//! The keys that sign. A server has those of its database in memory, opened once, and looks every few seconds for what
//! others did; whoever looks also makes what is missing. So servers agree, and none waits at its start.

use super::keyring::Held;
use super::{Failure, Platform, settled};
use crate::domain::audit::happened::{Happened, RotatedKey};
use crate::domain::change::{Change, Write};
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::jwk::PublicKey;
use crate::domain::openid::jwt::{Read, Typ, Unsigned};
use crate::domain::openid::signing_key::{NextKey, SEEN, SigningKey, is_erasable, next, signer};
use crate::domain::openid::statement::Statement;
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use crate::signing::{self, PrivateKey, SigningFault};
use crate::store::CommitError;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// What a private part is sealed for; its key's own name goes with it.
const SEALED_FOR: &[u8] = b"signing key";

/// The keys, at once where somebody looked before. It may have to make them, which takes a while.
pub fn held(platform: &Platform) -> Result<Arc<Held>, Failure> {
    match platform.keys.held() {
        Some(held) if !held.is_empty() => Ok(held),
        _ => look(platform),
    }
}

/// All of the database, oldest first.
pub fn list(platform: &Platform) -> Result<Vec<SigningKey>, Failure> {
    Ok(platform.store.read(|reader| reader.signing_keys())?)
}

/// Sees what others did, makes what is missing, seals anew what an older server key sealed, and erases what is over.
/// What could be read is held, whatever becomes of the rest.
pub fn look(platform: &Platform) -> Result<Arc<Held>, Failure> {
    let keys = &platform.keys;
    let _one = keys.looking.lock().unwrap_or_else(PoisonError::into_inner);
    let now = platform.clock.now();
    let rows = platform.store.read(|reader| reader.signing_keys())?;
    let before = keys.held();
    let private = before.map_or_else(HashMap::new, |held| held.private.clone());
    let mut seen = Seen {
        rows,
        private,
        writes: Vec::new(),
    };
    seen.open_all(platform, now);
    let held = seen.hold(platform, now);
    let is_whole = seen.make_missing(platform, now)?;
    let erased = seen
        .rows
        .iter()
        .filter(|key| is_erasable(&seen.rows, key, now));
    let erased: Vec<Write> = erased.map(|key| Write::EraseSigningKey(key.key)).collect();
    seen.writes.extend(erased);
    if !seen.writes.is_empty() {
        let writes = std::mem::take(&mut seen.writes);
        platform.store.commit(Change::writes(writes))?;
    }
    Ok(if is_whole {
        held
    } else {
        seen.hold(platform, now)
    })
}

/// Keys as they are at one look.
struct Seen {
    rows: Vec<SigningKey>,
    private: HashMap<String, Arc<PrivateKey>>,
    /// What is to be done about them.
    writes: Vec<Write>,
}

impl Seen {
    fn hold(&self, platform: &Platform, now: Timestamp) -> Arc<Held> {
        let held = Arc::new(Held {
            jwks: jwks(&self.rows, now),
            private: self.private.clone(),
            keys: self.rows.clone(),
        });
        platform.keys.hold(Arc::clone(&held));
        held
    }

    /// Whether nothing was missing.
    fn make_missing(&mut self, platform: &Platform, now: Timestamp) -> Result<bool, Failure> {
        let mut is_whole = true;
        for &algorithm in &platform.keys.policy.algorithms {
            let is_usable = |key: &SigningKey| self.private.contains_key(&key.kid);
            let policy = &platform.keys.policy;
            let Some(wanted) = next(&self.rows, is_usable, algorithm, policy, now) else {
                continue;
            };
            is_whole = false;
            if !platform.keys.may_make() {
                let reason = "a signing key could not be kept a moment ago".to_owned();
                return Err(Failure::Unavailable(reason));
            }
            let added = make(platform, algorithm, wanted, now)
                .and_then(|(made, opened)| self.add(platform, made, opened));
            platform.keys.made(added.is_err());
            added?;
        }
        Ok(is_whole)
    }

    /// Opens those that may sign and were not opened before.
    fn open_all(&mut self, platform: &Platform, now: Timestamp) {
        let rows = &self.rows;
        let is_needed = |kid: &String| {
            let mut own = rows.iter().filter(|key| key.kid == *kid);
            own.any(|key| key.is_openable(now))
        };
        self.private.retain(|kid, _| is_needed(kid));
        for key in rows.iter().filter(|key| key.is_openable(now)) {
            if self.private.contains_key(&key.kid) {
                continue;
            }
            match open(platform, key) {
                None if platform.keys.knows(&key.kid) => {}
                None => tracing::error!(
                    kid = %key.kid,
                    "a signing key cannot be opened with this server key or one that is accepted: another takes its place"
                ),
                Some((private, anew)) => {
                    self.private.insert(key.kid.clone(), Arc::new(private));
                    let key = key.key;
                    let anew = anew.map(|sealed| Write::SealSigningKeyAnew { key, sealed });
                    self.writes.extend(anew);
                }
            }
        }
    }

    /// Or takes the one that another server made meanwhile.
    fn add(
        &mut self,
        platform: &Platform,
        made: SigningKey,
        opened: PrivateKey,
    ) -> Result<(), Failure> {
        let insert = Change::writes(vec![Write::InsertSigningKey(made.clone())]);
        match platform.store.commit(insert) {
            Ok(()) => {
                self.private.insert(made.kid.clone(), Arc::new(opened));
                self.rows.push(made);
            }
            Err(CommitError::Conflict) => {
                self.rows = platform.store.read(|reader| reader.signing_keys())?;
                self.open_all(platform, made.created_at);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// Those of the keys which may still sign, and which only this server key opens: they are lost with it.
pub fn sealed_under<'a>(
    key: &ServerKey,
    keys: &'a [SigningKey],
    now: Timestamp,
) -> impl Iterator<Item = &'a SigningKey> {
    keys.iter().filter(move |one| {
        let sealed = one.private_sealed.as_ref().filter(|_| one.is_openable(now));
        sealed.is_some_and(|sealed| key.open(SEALED_FOR, one.kid.as_bytes(), sealed).is_some())
    })
}

/// Its private part; and the same sealed anew, where an older server key sealed it.
fn open(platform: &Platform, key: &SigningKey) -> Option<(PrivateKey, Option<Vec<u8>>)> {
    let sealed = key.private_sealed.as_ref()?;
    let context = key.kid.as_bytes();
    let opened = platform.key.open_told(SEALED_FOR, context, sealed)?;
    let private = PrivateKey::open(key.algorithm, &opened.plain).ok()?;
    let anew = (!opened.is_by_current).then(|| seal(platform, &key.kid, &opened.plain));
    Some((private, anew))
}

fn seal(platform: &Platform, kid: &str, document: &[u8]) -> Vec<u8> {
    let dice = &mut rand::rng();
    platform
        .key
        .seal(SEALED_FOR, kid.as_bytes(), document, dice)
}

fn make(
    platform: &Platform,
    algorithm: Algorithm,
    wanted: NextKey,
    now: Timestamp,
) -> Result<(SigningKey, PrivateKey), Failure> {
    let bug = |fault: SigningFault| Failure::Bug(fault.to_string());
    let document = signing::generate(algorithm).map_err(bug)?;
    let private = PrivateKey::open(algorithm, &document).map_err(bug)?;
    let public = private.public().map_err(bug)?;
    let kid = public.thumbprint();
    let made = SigningKey {
        key: platform.store.next_key(now),
        private_sealed: Some(seal(platform, &kid, &document)),
        kid,
        algorithm,
        generation: wanted.generation,
        public_jwk: public.jwk().to_string(),
        signs_from: wanted.signs_from,
        signs_until: wanted.signs_until,
        revoked_at: None,
        created_at: now,
    };
    Ok((made, private))
}

fn jwks(keys: &[SigningKey], now: Timestamp) -> String {
    let published = keys.iter().filter(|key| key.is_published(now));
    let jwks: Vec<Value> = published
        .filter_map(|key| serde_json::from_str(&key.public_jwk).ok())
        .collect();
    json!({ "keys": jwks }).to_string()
}

/// Whether this server has what signs by each of these in memory.
pub fn are_held(platform: &Platform, mut by: impl Iterator<Item = Algorithm>) -> bool {
    let now = platform.clock.now();
    by.all(|by| {
        let held = platform.keys.held();
        held.is_some_and(|held| held.signer(by, now).is_some())
    })
}

/// Looks for what signs by these, where it is not in memory; fails where there is none.
pub fn prepare(
    platform: &Platform,
    mut by: impl Iterator<Item = Algorithm>,
) -> Result<(), Failure> {
    by.try_for_each(|by| signer_by(platform, by).map(drop))
}

/// The key that signs now, and its name.
fn signer_by(
    platform: &Platform,
    algorithm: Algorithm,
) -> Result<(String, Arc<PrivateKey>), Failure> {
    let of = |held: Arc<Held>| {
        let signer = held.signer(algorithm, platform.clock.now());
        signer.map(|(kid, private)| (kid.to_owned(), private))
    };
    if let Some(signer) = of(held(platform)?) {
        return Ok(signer);
    }
    // It is later than this server last looked.
    let missing = || Failure::Unavailable(format!("no {} key signs", algorithm.word()));
    of(look(platform)?).ok_or_else(missing)
}

/// Signs what is made for the key that signs now. For RSA that takes about a millisecond: not for an async worker.
pub fn sign(platform: &Platform, statement: &Statement, typ: Typ) -> Result<String, Failure> {
    let Statement { algorithm, claims } = statement;
    let (kid, private) = signer_by(platform, *algorithm)?;
    let unsigned = Unsigned::new(*algorithm, &kid, typ, claims);
    let signature = private.sign(unsigned.bytes());
    let signature = signature.map_err(|fault| Failure::Bug(fault.to_string()))?;
    Ok(unsigned.signed(&signature))
}

/// The claims of a statement that a key of ours signed which is still known; nothing for any other, and before the
/// first look.
pub(super) fn verified(platform: &Platform, text: &str, typ: Typ) -> Option<Map<String, Value>> {
    let read = Read::parse(text, typ)?;
    let now = platform.clock.now();
    let held = platform.keys.held()?;
    let is_it = |key: &&SigningKey| {
        key.algorithm == read.algorithm && read.kid.as_ref() == Some(&key.kid) && key.is_known(now)
    };
    let public = held.keys.iter().find(is_it).and_then(|key| {
        let jwk: Value = serde_json::from_str(&key.public_jwk).ok()?;
        PublicKey::read(jwk.as_object()?)
    });
    let signed = public.filter(|key| signing::verifies(key, read.signed, &read.signature));
    signed.map(|_| read.claims)
}

/// Whether somebody else's key signed it. That takes some hundredths of a millisecond.
pub(super) fn signed_by(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    signing::verifies(key, message, signature)
}

/// When a key that an operator asks for begins to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// When every app has had time to fetch it.
    AfterTheLead,
    /// When every server has it: none refuses what another signed.
    OnceSeen,
    /// For one that must not sign any more.
    Now,
}

/// Another key takes over.
pub fn rotate(
    platform: &Platform,
    algorithm: Algorithm,
    begins: Begins,
) -> Result<SigningKey, Failure> {
    settled(|| {
        let (made, mut writes) = successor(platform, algorithm, begins)?;
        writes.push(rotated(platform, algorithm, false));
        Ok((platform.store.commit(Change::writes(writes)), made))
    })
}

/// It is out of the set of keys at once, and nothing that it signed is taken any more. Where it is the one that signs,
/// another signs from the same moment on.
pub fn revoke(platform: &Platform, kid: &str) -> Result<bool, Failure> {
    settled(|| {
        let now = platform.clock.now();
        let keys = platform.store.read(|reader| reader.signing_keys())?;
        let Some(key) = keys.iter().find(|key| key.kid == kid) else {
            return Ok((Ok(()), false));
        };
        if key.revoked_at.is_some() {
            return Ok((Ok(()), true));
        }
        let signs = signer(&keys, |_| true, key.algorithm, now);
        let mut writes = match signs.filter(|signs| signs.kid == kid) {
            Some(_) => successor(platform, key.algorithm, Begins::Now)?.1,
            None => Vec::new(),
        };
        writes.push(rotated(platform, key.algorithm, true));
        let key = key.key;
        writes.push(Write::RevokeSigningKey { key, at: now });
        Ok((platform.store.commit(Change::writes(writes)), true))
    })
}

fn rotated(platform: &Platform, algorithm: Algorithm, revoked: bool) -> Write {
    let key = RotatedKey::Signing(algorithm);
    let happened = Happened::KeyRotated { key, revoked };
    platform.event(&happened, platform.clock.now()).into()
}

fn successor(
    platform: &Platform,
    algorithm: Algorithm,
    begins: Begins,
) -> Result<(SigningKey, Vec<Write>), Failure> {
    let now = platform.clock.now();
    let keys = platform.store.read(|reader| reader.signing_keys())?;
    let policy = &platform.keys.policy;
    let at = match begins {
        Begins::AfterTheLead => now.plus(policy.lead),
        Begins::OnceSeen if signer(&keys, |_| true, algorithm, now).is_some() => now.plus(SEEN),
        Begins::OnceSeen | Begins::Now => now,
    };
    let wanted = NextKey::after(&keys, algorithm, at, policy);
    let (made, _) = make(platform, algorithm, wanted, now)?;
    let stop = Write::StopOlderSigningKeys {
        algorithm,
        generation: made.generation,
        at,
    };
    let writes = vec![Write::InsertSigningKey(made.clone()), stop];
    Ok((made, writes))
}
