//! What all that is done to socket clients is made of: the client, the change to it, and why there is none.

use crate::domain::audit::happened::{ClientEdit, Happened};
use crate::domain::callback::TargetFault;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::gateway::client::{SecretMac, SocketClient, Source};
use crate::flow::{Failure, Platform, settled};
use crate::store::LoadError;

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
    #[error("the socket client was changed meanwhile: look at it, and try again")]
    Moved,
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for ClientRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

pub type Done<T> = Result<T, ClientRefusal>;

/// All, by name.
pub fn list(platform: &Platform) -> Done<Vec<SocketClient>> {
    Ok(platform.store.read(|reader| reader.socket_clients())?)
}

pub fn find(platform: &Platform, name: &str) -> Done<SocketClient> {
    load(platform, name)?.ok_or_else(|| ClientRefusal::Unknown(name.to_owned()))
}

pub(super) fn load(platform: &Platform, name: &str) -> Done<Option<SocketClient>> {
    Ok(platform.store.read(|reader| reader.socket_client(name))?)
}

/// A client of the command line, without a webhook.
pub(super) fn fresh(platform: &Platform, name: &str, secret: &str) -> SocketClient {
    let now = platform.clock.now();
    SocketClient {
        key: platform.store.next_key(now),
        name: name.to_owned(),
        secret_mac: SecretMac::of(&platform.key, name, secret),
        generation: 1,
        webhook_url: None,
        webhook_key_generation: 1,
        source: Source::CommandLine,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// As it was seen, where a form ties what is done to that.
pub(super) fn seen(platform: &Platform, name: &str) -> Done<SocketClient> {
    let client = find(platform, name)?;
    let is_seen = platform.has_seen(client.version);
    is_seen.then_some(client).ok_or(ClientRefusal::Moved)
}

/// Load, decide, commit to the version that was loaded; again when somebody else was faster. What changes nothing is no
/// event.
pub(super) fn change(
    platform: &Platform,
    name: &str,
    edit: ClientEdit,
    decide: impl Fn(&mut SocketClient) -> Done<()>,
    spends: impl Fn(&SocketClient) -> Option<Write>,
) -> Done<SocketClient> {
    settled(|| {
        let before = seen(platform, name)?;
        let mut client = before.clone();
        decide(&mut client)?;
        let edit = Some(edit).filter(|_| client != before);
        let mut update = update(platform, &mut client, edit);
        update.then.extend(spends(&client));
        Ok((platform.store.commit(update), client))
    })
}

pub(super) fn update(
    platform: &Platform,
    client: &mut SocketClient,
    edit: Option<ClientEdit>,
) -> Change {
    client.updated_at = platform.clock.now();
    let edited = |edit| {
        event(platform, client, |name| {
            Happened::SocketClientEdited(name, edit)
        })
    };
    let mut writes = vec![Write::UpdateSocketClient(client.clone())];
    writes.extend(edit.map(edited));
    Change::guarded(unmoved(client), writes)
}

pub(super) fn removal(platform: &Platform, client: &SocketClient) -> Change {
    let removal = Write::RemoveSocketClient(client.key);
    let event = event(platform, client, Happened::SocketClientRemoved);
    Change::guarded(unmoved(client), vec![removal, event])
}

pub(super) fn event(
    platform: &Platform,
    client: &SocketClient,
    happened: impl Fn(String) -> Happened,
) -> Write {
    let happened = happened(client.name.clone());
    platform.event(&happened, platform.clock.now()).into()
}

fn unmoved(client: &SocketClient) -> Guard {
    Guard::SocketClientVersion {
        key: client.key,
        version: client.version,
    }
}
