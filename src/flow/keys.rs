//! The keys that sign. A server has those of its database in memory, opened once, and looks every few seconds for what
//! others did; whoever looks also makes what is missing. So servers agree, and none waits at its start.

use super::keyring::Held;
use super::{Failure, Platform};
use crate::domain::change::{Change, Write};
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::jwk::PublicKey;
use crate::domain::openid::jwt::{Read, Typ, Unsigned};
use crate::domain::openid::signing_key::{NextKey, SigningKey, next, signer};
use crate::domain::server_key::Opened;
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
        Some(held) => Ok(held),
        None => look(platform),
    }
}

/// Sees what others did, makes what is missing, seals anew what an older server key sealed, and erases what is over.
pub fn look(platform: &Platform) -> Result<Arc<Held>, Failure> {
    let keys = &platform.keys;
    let _one = keys.looking.lock().unwrap_or_else(PoisonError::into_inner);
    let now = platform.clock.now();
    let mut rows = platform.store.read(|reader| reader.signing_keys())?;
    let mut private = keys
        .held()
        .map_or_else(HashMap::new, |held| held.private.clone());
    let mut writes = open_all(platform, &rows, &mut private, now);
    for &algorithm in &keys.policy.algorithms {
        let is_usable = |key: &SigningKey| private.contains_key(&key.kid);
        if let Some(wanted) = next(&rows, is_usable, algorithm, &keys.policy, now) {
            let (made, opened) = make(platform, algorithm, wanted, now)?;
            add(platform, &mut rows, &mut private, made, opened)?;
        }
    }
    writes.extend(rows.iter().filter_map(|key| {
        let is_spent = key.is_spent(now);
        is_spent.then_some(Write::EraseSigningKey(key.key))
    }));
    if !writes.is_empty() {
        platform.store.commit(Change::writes(writes))?;
    }
    let held = Arc::new(Held {
        jwks: jwks(&rows, now),
        private,
        keys: rows,
    });
    keys.hold(Arc::clone(&held));
    Ok(held)
}

/// Opens those that may sign and were not opened before; gives back what is to be sealed anew.
fn open_all(
    platform: &Platform,
    rows: &[SigningKey],
    private: &mut HashMap<String, Arc<PrivateKey>>,
    now: Timestamp,
) -> Vec<Write> {
    private.retain(|kid, _| rows.iter().any(|key| key.kid == *kid && !key.is_spent(now)));
    let mut writes = Vec::new();
    for key in rows {
        let sealed = key.private_sealed.as_ref().filter(|_| !key.is_spent(now));
        let Some(sealed) = sealed.filter(|_| !private.contains_key(&key.kid)) else {
            continue;
        };
        let opened = platform
            .key
            .open_told(SEALED_FOR, key.kid.as_bytes(), sealed);
        let read = opened.and_then(|opened| {
            let private = PrivateKey::open(key.algorithm, &opened.plain).ok()?;
            Some((opened, private))
        });
        match read {
            None if platform.keys.knows(&key.kid) => {}
            None => tracing::error!(
                kid = %key.kid,
                "a signing key cannot be opened with this server key or one that is accepted: another takes its place"
            ),
            Some((opened, read)) => {
                private.insert(key.kid.clone(), Arc::new(read));
                if let Opened {
                    plain,
                    is_by_current: false,
                } = opened
                {
                    let sealed = seal(platform, &key.kid, &plain);
                    let key = key.key;
                    writes.push(Write::SealSigningKeyAnew { key, sealed });
                }
            }
        }
    }
    writes
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

/// Or takes the one that another server made meanwhile.
fn add(
    platform: &Platform,
    rows: &mut Vec<SigningKey>,
    private: &mut HashMap<String, Arc<PrivateKey>>,
    made: SigningKey,
    opened: PrivateKey,
) -> Result<(), Failure> {
    let insert = Change::writes(vec![Write::InsertSigningKey(made.clone())]);
    match platform.store.commit(insert) {
        Ok(()) => {
            private.insert(made.kid.clone(), Arc::new(opened));
            rows.push(made);
        }
        Err(CommitError::Conflict) => {
            *rows = platform.store.read(|reader| reader.signing_keys())?;
            open_all(platform, rows, private, made.created_at);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn jwks(keys: &[SigningKey], now: Timestamp) -> String {
    let published = keys.iter().filter(|key| key.is_published(now));
    let jwks: Vec<Value> = published
        .filter_map(|key| serde_json::from_str(&key.public_jwk).ok())
        .collect();
    json!({ "keys": jwks }).to_string()
}

/// Signs what is made for the key that signs now. For RSA that takes about a millisecond: not for an async worker.
pub fn sign(
    platform: &Platform,
    algorithm: Algorithm,
    make: impl FnOnce(&str) -> Unsigned,
) -> Result<String, Failure> {
    let now = platform.clock.now();
    let mut held = held(platform)?;
    if held.signer(algorithm, now).is_none() {
        // It is later than this server last looked.
        held = look(platform)?;
    }
    let missing = || Failure::Unavailable(format!("no {} key signs", algorithm.word()));
    let (kid, private) = held.signer(algorithm, now).ok_or_else(missing)?;
    let unsigned = make(kid);
    let signature = private.sign(unsigned.bytes());
    let signature = signature.map_err(|fault| Failure::Bug(fault.to_string()))?;
    Ok(unsigned.signed(&signature))
}

/// The claims of a statement that a key of ours signed which is still known; nothing for any other.
pub(super) fn verified(
    platform: &Platform,
    text: &str,
    typ: Typ,
) -> Result<Option<Map<String, Value>>, Failure> {
    let Some(read) = Read::parse(text, typ) else {
        return Ok(None);
    };
    let now = platform.clock.now();
    let held = held(platform)?;
    let is_it = |key: &&SigningKey| {
        key.algorithm == read.algorithm && read.kid.as_ref() == Some(&key.kid) && key.is_known(now)
    };
    let public = held.keys.iter().find(is_it).and_then(|key| {
        let jwk: Value = serde_json::from_str(&key.public_jwk).ok()?;
        PublicKey::read(jwk.as_object()?)
    });
    let signed = public.filter(|key| signing::verifies(key, read.signed, &read.signature));
    Ok(signed.map(|_| read.claims))
}

/// When a key that an operator asks for begins to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// When every app has had time to fetch it.
    AfterTheLead,
    Now,
}

/// Another key takes over.
pub fn rotate(
    platform: &Platform,
    algorithm: Algorithm,
    begins: Begins,
) -> Result<SigningKey, Failure> {
    let held = look(platform)?;
    let now = platform.clock.now();
    let policy = &platform.keys.policy;
    let signs_from = match begins {
        Begins::AfterTheLead => now.plus(policy.lead),
        Begins::Now => now,
    };
    let of_it = held.keys.iter().filter(|key| key.algorithm == algorithm);
    let wanted = NextKey {
        generation: of_it.map(|key| key.generation).max().unwrap_or(0) + 1,
        signs_from,
        signs_until: signs_from.plus(policy.life),
    };
    let (made, _) = make(platform, algorithm, wanted, now)?;
    let writes = vec![
        Write::InsertSigningKey(made.clone()),
        Write::StopOlderSigningKeys {
            algorithm,
            generation: made.generation,
            at: signs_from,
        },
    ];
    platform.store.commit(Change::writes(writes))?;
    Ok(made)
}

/// It is out of the set of keys at once, and nothing that it signed is taken any more. Where it is the one that signs,
/// another signs first.
pub fn revoke(platform: &Platform, kid: &str) -> Result<bool, Failure> {
    let held = look(platform)?;
    let now = platform.clock.now();
    let Some(key) = held.keys.iter().find(|key| key.kid == kid) else {
        return Ok(false);
    };
    if signer(&held.keys, key.algorithm, now).is_some_and(|signs| signs.kid == kid) {
        rotate(platform, key.algorithm, Begins::Now)?;
    }
    let revoke = Write::RevokeSigningKey {
        key: key.key,
        at: now,
    };
    platform.store.commit(Change::writes(vec![revoke]))?;
    Ok(true)
}
