//! Sockets: what a handshake gives, who may open one with it, whose end has come, and what a client is told of its own.

use super::caller::{self, Caller};
use super::{Answered, Declined};
use crate::domain::broker::credential::{BrokerCredential, CredentialKind, Presented};
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::socket_pass::{AnswerForm, SocketPass};
use crate::domain::broker::standing::EndpointId;
use crate::domain::secret::TokenHash;
use crate::flow::{Failure, Platform};
use std::collections::HashMap;

/// Sessions that are asked for in one question.
const AT_ONCE: usize = 500;

/// The pass that opens a websocket, for a credential that is live.
pub fn shake_hands(
    platform: &Platform,
    presented: &Presented,
    form: AnswerForm,
) -> Answered<String> {
    let Presented::Credential(credential) = presented else {
        return Err(BrokerError::NotAuthenticated.into());
    };
    caller::behind(platform, credential)?;
    let pass = SocketPass {
        credential: credential.clone(),
        form,
    };
    Ok(pass.seal(&platform.key, platform.clock.now(), &mut rand::rng()))
}

/// What the pass stands for, if its credential is still live. One that is presented beside it is the same.
pub fn open(platform: &Platform, pass: &str, presented: &Presented) -> Answered<SocketPass> {
    let now = platform.clock.now();
    let pass = SocketPass::open(&platform.key, pass, now).ok_or(BrokerError::NotAuthenticated)?;
    let is_the_same = match presented {
        Presented::Nothing => true,
        Presented::Unreadable => false,
        Presented::Credential(presented) => *presented == pass.credential,
    };
    if !is_the_same {
        return Err(BrokerError::NotAuthenticated.into());
    }
    caller::behind(platform, &pass.credential)?;
    Ok(pass)
}

/// Why a credential lets nobody in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its own program signed out, and is about to close its socket.
    SignedOut,
    /// Any other: it expired, or somebody ended it.
    Over,
}

/// Those of the credentials that have ended. One that cannot be read leaves the others as they are.
///
/// # Errors
/// When the store is unavailable.
pub fn ended(
    platform: &Platform,
    held: &[BrokerCredential],
) -> Result<Vec<(BrokerCredential, Ending)>, Failure> {
    let is_session = |it: &&BrokerCredential| it.kind == CredentialKind::AppToken;
    let (sessions, others): (Vec<_>, Vec<_>) = held.iter().partition(is_session);
    let mut ended = Vec::new();
    for chunk in sessions.chunks(AT_ONCE) {
        match ended_sessions(platform, chunk) {
            Err(Failure::Bug(_)) => ended.extend(ended_alone(platform, chunk)?),
            found => ended.extend(found?),
        }
    }
    ended.extend(ended_alone(platform, &others)?);
    Ok(ended)
}

/// Asked one by one.
fn ended_alone(
    platform: &Platform,
    held: &[&BrokerCredential],
) -> Result<Vec<(BrokerCredential, Ending)>, Failure> {
    let mut ended = Vec::new();
    for &credential in held {
        match caller::behind(platform, credential) {
            Err(Declined::Refused(_)) => ended.push((credential.clone(), Ending::Over)),
            Err(Declined::Failed(failure @ Failure::Unavailable(_))) => return Err(failure),
            Ok(_) | Err(Declined::Failed(Failure::Bug(_))) => {}
        }
    }
    Ok(ended)
}

fn ended_sessions(
    platform: &Platform,
    held: &[&BrokerCredential],
) -> Result<Vec<(BrokerCredential, Ending)>, Failure> {
    let hashes: Vec<TokenHash> = held.iter().map(|it| it.hash.clone()).collect();
    let found = platform.store.read(|reader| reader.app_sessions(&hashes))?;
    let found = found.into_iter();
    let mut found: HashMap<_, _> = found
        .map(|found| (found.session.secret_hash.clone(), found))
        .collect();
    let ending = |credential: &&BrokerCredential| {
        let found = found.remove(&credential.hash);
        let ending = match &found {
            Some(found) if found.session.ended_at.is_some() => Ending::SignedOut,
            _ => Ending::Over,
        };
        let live = found.and_then(|it| caller::live_endpoint(platform, it, &credential.hash));
        live.is_none().then(|| ((*credential).clone(), ending))
    };
    Ok(held.iter().filter_map(ending).collect())
}

/// Whom a socket speaks for: its session's endpoint, or the one that an app's server or an operator names.
pub fn endpoint_of(caller: Caller, named: Option<&str>) -> Answered<EndpointId> {
    match caller {
        Caller::Endpoint(found) => Ok(found.session.endpoint_id),
        Caller::App(_) | Caller::Admin(_) => Ok(EndpointId::named(named)?),
        Caller::Nobody => Err(BrokerError::NotAuthenticated.into()),
    }
}
