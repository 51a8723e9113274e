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

/// Those of the credentials that have ended.
pub fn ended(
    platform: &Platform,
    held: &[BrokerCredential],
) -> Result<Vec<(BrokerCredential, Ending)>, Failure> {
    let is_session = |it: &&BrokerCredential| it.kind == CredentialKind::AppToken;
    let (sessions, others): (Vec<_>, Vec<_>) = held.iter().partition(is_session);
    let mut ended = Vec::new();
    for chunk in sessions.chunks(AT_ONCE) {
        ended.extend(ended_sessions(platform, chunk)?);
    }
    for credential in others {
        match caller::behind(platform, credential) {
            Ok(_) => {}
            Err(Declined::Refused(_)) => ended.push((credential.clone(), Ending::Over)),
            Err(Declined::Failed(failure)) => return Err(failure),
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
        let Some(found) = found.remove(&credential.hash) else {
            return Some(((*credential).clone(), Ending::Over));
        };
        let ending = match found.session.ended_at {
            Some(_) => Ending::SignedOut,
            None => Ending::Over,
        };
        let live = caller::live_endpoint(platform, found, &credential.hash);
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
