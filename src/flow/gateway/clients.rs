//! What an operator does to socket clients: add, look at, rotate, change, remove; at the command line, or in the
//! settings file.

mod declared;

pub use declared::declare;

use crate::domain::callback::{TargetFault, parse_target};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::gateway::client::{SecretMac, SocketClient, Source, is_good_name, make_secret};
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform, settled};
use crate::store::LoadError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Why a socket client is not added or changed; each text ends with what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefusal {
    #[error("there is no socket client {0:?}: `vestibule socket-client list` shows all")]
    Unknown(String),
    #[error(
        "a socket client's name is 1 to 80 characters without control and text-direction characters, and no \
         space at its ends: give another, as in `vestibule socket-client add facebook`"
    )]
    NameForm,
    #[error(
        "there is a socket client {0:?} already: give another name, or a new secret to that one with `vestibule \
         socket-client rotate {0:?}`"
    )]
    NameTaken(String),
    #[error(
        "socket client {0:?} is defined in the settings file, which takes precedence at each start: change \
         [gateway.clients.{0:?}] \
         there, and start the server anew with `vestibule serve`"
    )]
    Declared(String),
    #[error(
        "socket client {client:?} has no connection {ident:?} with an auth token: the log names connections, and \
         `vestibule socket-client revoke {client:?}` ends the tokens of all"
    )]
    NoConnection { client: String, ident: String },
    #[error("{0}: give another with --webhook-url")]
    Webhook(#[from] TargetFault),
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for ClientRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

pub type Done<T> = Result<T, ClientRefusal>;

/// A client, and its new secret in the clear: the only time that anybody sees it.
pub struct Issued {
    pub client: SocketClient,
    pub secret: Zeroizing<String>,
}

pub fn add(platform: &Platform, name: &str, webhook_url: Option<&str>) -> Done<Issued> {
    if !is_good_name(name) {
        return Err(ClientRefusal::NameForm);
    }
    let webhook_url = check_webhook(platform, webhook_url.unwrap_or_default())?;
    let secret = make_secret(&mut rand::rng());
    let client = settled(|| {
        if load(platform, name)?.is_some() {
            return Err(ClientRefusal::NameTaken(name.to_owned()));
        }
        let client = SocketClient {
            webhook_url: webhook_url.clone(),
            ..fresh(platform, name, &secret)
        };
        let writes = vec![Write::InsertSocketClient(client.clone())];
        Ok((platform.store.commit(Change::writes(writes)), client))
    })?;
    Ok(Issued { client, secret })
}

/// All, by name.
pub fn list(platform: &Platform) -> Done<Vec<SocketClient>> {
    Ok(platform.store.read(|reader| reader.socket_clients())?)
}

pub fn find(platform: &Platform, name: &str) -> Done<SocketClient> {
    load(platform, name)?.ok_or_else(|| ClientRefusal::Unknown(name.to_owned()))
}

/// A new secret: what was begun under the one before ends.
pub fn rotate(platform: &Platform, name: &str) -> Done<Issued> {
    let secret = make_secret(&mut rand::rng());
    let client = change(platform, name, |client| {
        demand_ours(client)?;
        client.secret = SecretMac::of(&platform.key, &client.name, &secret);
        client.generation = client.generation.saturating_add(1);
        Ok(())
    })?;
    Ok(Issued { client, secret })
}

/// Where the client's requests are handed on to; an empty address takes that away.
pub fn edit(platform: &Platform, name: &str, webhook_url: &str) -> Done<SocketClient> {
    let webhook_url = check_webhook(platform, webhook_url)?;
    change(platform, name, |client| {
        demand_ours(client)?;
        client.webhook_url.clone_from(&webhook_url);
        Ok(())
    })
}

/// The key that requests to the client's webhook are signed with, as base64url without padding.
pub fn webhook_key(platform: &Platform, client: &SocketClient) -> Zeroizing<String> {
    let generation = client.webhook_key_generation;
    let key = platform.key.webhook_key(client.key, generation);
    Zeroizing::new(URL_SAFE_NO_PAD.encode(*key))
}

/// A new key for the webhook; the old one ends at once. The settings file knows none, so that this is done to
/// its clients too.
pub fn rotate_webhook_key(platform: &Platform, name: &str) -> Done<SocketClient> {
    change(platform, name, |client| {
        client.webhook_key_generation = client.webhook_key_generation.saturating_add(1);
        Ok(())
    })
}

/// Removes the client with its tokens and sessions.
pub fn remove(platform: &Platform, name: &str) -> Done<SocketClient> {
    settled(|| {
        let client = find(platform, name)?;
        demand_ours(&client)?;
        Ok((platform.store.commit(removal(&client)), client))
    })
}

/// Ends the auth tokens of a client, or those of one of its connections.
pub fn end_tokens(platform: &Platform, name: &str, ident: Option<&str>) -> Done<SocketClient> {
    settled(|| {
        let client = find(platform, name)?;
        if let Some(ident) = ident {
            demand_connection(platform, &client, ident)?;
        }
        let end = Write::EndSocketTokensOf {
            client_key: client.key,
            ident: ident.map(str::to_owned),
            at: platform.clock.now(),
        };
        Ok((platform.store.commit(Change::writes(vec![end])), client))
    })
}

fn demand_connection(platform: &Platform, client: &SocketClient, ident: &str) -> Done<()> {
    let found = platform
        .store
        .read(|reader| reader.has_socket_token(client.key, ident))?;
    if found {
        return Ok(());
    }
    Err(ClientRefusal::NoConnection {
        client: client.name.clone(),
        ident: ident.to_owned(),
    })
}

fn load(platform: &Platform, name: &str) -> Done<Option<SocketClient>> {
    Ok(platform.store.read(|reader| reader.socket_client(name))?)
}

fn demand_ours(client: &SocketClient) -> Done<()> {
    match client.source {
        Source::CommandLine => Ok(()),
        Source::File => Err(ClientRefusal::Declared(client.name.clone())),
    }
}

fn check_webhook(platform: &Platform, url: &str) -> Done<Option<String>> {
    if url.is_empty() {
        return Ok(None);
    }
    let target = parse_target(url, platform.policy.private_callbacks)?;
    Ok(Some(target.as_str().to_owned()))
}

/// A client of the command line, without a webhook.
fn fresh(platform: &Platform, name: &str, secret: &str) -> SocketClient {
    let now = platform.clock.now();
    SocketClient {
        key: platform.store.next_key(now),
        name: name.to_owned(),
        secret: SecretMac::of(&platform.key, name, secret),
        generation: 1,
        webhook_url: None,
        webhook_key_generation: 1,
        source: Source::CommandLine,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Load, decide, commit to the version that was loaded; again when somebody else was faster.
fn change(
    platform: &Platform,
    name: &str,
    decide: impl Fn(&mut SocketClient) -> Done<()>,
) -> Done<SocketClient> {
    settled(|| {
        let mut client = find(platform, name)?;
        decide(&mut client)?;
        let update = update(&mut client, platform.clock.now());
        Ok((platform.store.commit(update), client))
    })
}

fn update(client: &mut SocketClient, now: Timestamp) -> Change {
    client.updated_at = now;
    Change::guarded(
        unmoved(client),
        vec![Write::UpdateSocketClient(client.clone())],
    )
}

fn removal(client: &SocketClient) -> Change {
    let removal = Write::RemoveSocketClient(client.key);
    Change::guarded(unmoved(client), vec![removal])
}

fn unmoved(client: &SocketClient) -> Guard {
    Guard::SocketClientVersion {
        key: client.key,
        version: client.version,
    }
}
