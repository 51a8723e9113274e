//! The clients of the settings file, taken over at each start of a server: the file wins.

use super::change::{Done, event, fresh, list, load, removal, update};
use crate::domain::audit::happened::{ClientEdit, Happened};
use crate::domain::change::{Change, Write};
use crate::domain::gateway::client::{SecretMac, SocketClient, Source};
use crate::domain::server_key::ServerKey;
use crate::flow::gateway::Declared;
use crate::flow::{Platform, settled};

/// Makes the white list say what the file says. Clients of the command line that it does not name stay.
pub fn declare(platform: &Platform, declared: &[Declared]) -> Done<()> {
    for one in declared {
        take_over(platform, one)?;
    }
    let is_named = |client: &SocketClient| declared.iter().any(|one| one.name == client.name);
    for client in list(platform)? {
        if client.source == Source::File && !is_named(&client) {
            drop_vanished(platform, &client.name)?;
        }
    }
    Ok(())
}

fn take_over(platform: &Platform, declared: &Declared) -> Done<()> {
    settled(|| {
        let change = match load(platform, &declared.name)? {
            None => {
                let client = SocketClient {
                    webhook_url: declared.webhook_url.clone(),
                    source: Source::File,
                    ..fresh(platform, &declared.name, &declared.secret)
                };
                let event = event(platform, &client, Happened::SocketClientAdded);
                Some(Change::writes(vec![
                    Write::InsertSocketClient(client),
                    event,
                ]))
            }
            Some(before) => {
                let mut client = as_declared(&before, declared, &platform.key);
                (client != before)
                    .then(|| update(platform, &mut client, Some(ClientEdit::Declared)))
            }
        };
        // A start that finds all as it should be writes nothing.
        let committed = change.map_or(Ok(()), |change| platform.store.commit(change));
        Ok((committed, ()))
    })
}

/// The same secret stays the same generation, so that a restart ends no connection at other servers; kept under
/// an older server key, it is kept under today's from now on.
fn as_declared(before: &SocketClient, declared: &Declared, key: &ServerKey) -> SocketClient {
    let is_same = before.secret_mac.is_of(key, &before.name, &declared.secret);
    let generation = if is_same {
        before.generation
    } else {
        before.generation.saturating_add(1)
    };
    SocketClient {
        secret_mac: SecretMac::of(key, &before.name, &declared.secret),
        generation,
        webhook_url: declared.webhook_url.clone(),
        source: Source::File,
        ..before.clone()
    }
}

fn drop_vanished(platform: &Platform, name: &str) -> Done<()> {
    settled(|| {
        let there = load(platform, name)?.filter(|client| client.source == Source::File);
        let committed = there.map_or(Ok(()), |client| {
            platform.store.commit(removal(platform, &client))
        });
        Ok((committed, ()))
    })
}
