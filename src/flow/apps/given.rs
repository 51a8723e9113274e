//! What a new app is known by, and what the platform brings to the rules of registration.

use super::change::{AppRefusal, FEWEST_SECRET_CHARS, MOST_NUMBER, MOST_SECRET_CHARS};
use crate::domain::broker::id::make_uuid;
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{ClientName, is_client_key, make_client_id};
use crate::domain::oauth::registration::{Identity, Premises};
use crate::flow::Platform;
use zeroize::Zeroizing;

/// What a program has built in already, and therefore is given by the operator.
#[derive(Default)]
pub struct KnownCredentials {
    pub id: Option<i64>,
    pub client_id: Option<String>,
    pub client_secret: Option<Zeroizing<String>>,
}

pub(super) fn premises(platform: &Platform) -> Premises<'_> {
    Premises {
        public_url: &platform.policy.public_url,
        scopes: &platform.policy.scopes,
        private_callbacks: platform.policy.private_callbacks,
        algorithms: &platform.keys.policy.algorithms,
    }
}

pub(super) fn check_given(given: &KnownCredentials) -> Result<(), AppRefusal> {
    if given.id.is_some_and(|id| !(1..=MOST_NUMBER).contains(&id)) {
        return Err(AppRefusal::IdRange);
    }
    if given
        .client_id
        .as_deref()
        .is_some_and(|key| !is_client_key(key))
    {
        return Err(AppRefusal::ClientIdForm);
    }
    let is_good = |secret: &str| {
        (FEWEST_SECRET_CHARS..=MOST_SECRET_CHARS).contains(&secret.len())
            && secret.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match &given.client_secret {
        Some(secret) if !is_good(secret) => Err(AppRefusal::SecretForm),
        _ => Ok(()),
    }
}

/// Number, uuid and client ID of a new app: what was given, where nobody has it, else made.
pub(super) fn identify(
    platform: &Platform,
    given: &KnownCredentials,
) -> Result<Identity, AppRefusal> {
    let id = match given.id.map(AppId) {
        Some(id) if is_taken(platform, ClientName::Number(id))? => {
            return Err(AppRefusal::IdTaken(id.0));
        }
        Some(id) => id,
        None => platform.store.read(|reader| reader.next_app_id())?,
    };
    let client_id = match &given.client_id {
        Some(key) if is_taken(platform, ClientName::Key(key.clone()))? => {
            return Err(AppRefusal::ClientIdTaken);
        }
        Some(key) => key.clone(),
        None => make_client_id(&mut rand::rng()),
    };
    Ok(Identity {
        id,
        uuid: make_uuid(&mut rand::rng()),
        client_id,
        epoch: Epoch::fresh(&mut rand::rng()),
    })
}

fn is_taken(platform: &Platform, name: ClientName) -> Result<bool, AppRefusal> {
    Ok(platform.store.read(|reader| reader.app(&name))?.is_some())
}
