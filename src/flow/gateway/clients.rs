//! What an operator does to socket clients: add, look at, rotate, change, remove; at the command line, or in the
//! settings file.

mod change;
mod declared;

pub use change::{ClientRefusal, Done, find, list};
pub use declared::declare;

use crate::domain::audit::happened::{ClientEdit, Happened};
use crate::domain::callback::parse_target;
use crate::domain::change::{Change, Write};
use crate::domain::gateway::client::{SecretMac, SocketClient, Source, is_good_name, make_secret};
use crate::flow::tied::unspent;
use crate::flow::{Platform, settled};
use crate::store::CommitError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use change::{change, event, fresh, load, removal, seen};
use zeroize::Zeroizing;

/// A client, and its new secret in the clear: the only time that anybody sees it.
pub struct IssuedClient {
    pub client: SocketClient,
    pub secret: Zeroizing<String>,
}

pub fn add(platform: &Platform, name: &str, webhook_url: Option<&str>) -> Done<IssuedClient> {
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
        let event = event(platform, &client, Happened::SocketClientAdded);
        let insert = Change {
            only_if: unspent(platform.spends_for(&secret, None)),
            then: vec![Write::InsertSocketClient(client.clone()), event],
        };
        let committed = platform.store.commit(insert);
        Ok((but_once(committed)?, client))
    })?;
    Ok(IssuedClient { client, secret })
}

/// A new secret: what was begun under the one before ends.
pub fn rotate(platform: &Platform, name: &str) -> Done<IssuedClient> {
    let secret = make_secret(&mut rand::rng());
    let renew = |client: &mut SocketClient| {
        demand_ours(client)?;
        client.secret_mac = SecretMac::of(&platform.key, &client.name, &secret);
        client.generation = client.generation.saturating_add(1);
        Ok(())
    };
    let client = change(platform, name, ClientEdit::Secret, renew, |_| {
        platform.spends_for(&secret, None)
    })?;
    Ok(IssuedClient { client, secret })
}

/// Where the client's requests are handed on to; an empty address takes that away.
pub fn edit(platform: &Platform, name: &str, webhook_url: &str) -> Done<SocketClient> {
    let webhook_url = check_webhook(platform, webhook_url)?;
    let send = |client: &mut SocketClient| {
        demand_ours(client)?;
        client.webhook_url.clone_from(&webhook_url);
        Ok(())
    };
    change(platform, name, ClientEdit::Webhook, send, |_| {
        platform.spends()
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
    let renew = |client: &mut SocketClient| {
        client.webhook_key_generation = client.webhook_key_generation.saturating_add(1);
        Ok(())
    };
    change(platform, name, ClientEdit::WebhookKey, renew, |client| {
        platform.spends_for(&webhook_key(platform, client), None)
    })
}

/// Removes the client with its tokens and sessions.
pub fn remove(platform: &Platform, name: &str) -> Done<SocketClient> {
    settled(|| {
        let client = seen(platform, name)?;
        demand_ours(&client)?;
        let mut removal = removal(platform, &client);
        removal.then.extend(platform.spends());
        Ok((platform.store.commit(removal), client))
    })
}

/// Ends the auth tokens of a client, or those of one of its connections. Where there are none, that is no event.
pub fn end_tokens(platform: &Platform, name: &str, ident: Option<&str>) -> Done<SocketClient> {
    settled(|| {
        let client = seen(platform, name)?;
        let has_some = platform
            .store
            .read(|reader| reader.has_socket_token(client.key, ident))?;
        if let Some(ident) = ident.filter(|_| !has_some) {
            return Err(ClientRefusal::NoConnection {
                client: client.name,
                ident: ident.to_owned(),
            });
        }
        let mut writes = vec![Write::EndSocketTokensOf {
            client_key: client.key,
            ident: ident.map(str::to_owned),
            at: platform.clock.now(),
        }];
        if has_some {
            writes.push(event(platform, &client, |name| {
                Happened::SocketClientEdited(name, ClientEdit::Tokens)
            }));
        }
        let end = Change {
            only_if: unspent(platform.spends()),
            then: writes,
        };
        let committed = platform.store.commit(end);
        Ok((but_once(committed)?, client))
    })
}

/// A form that did it already is not asked again.
fn but_once(committed: Result<(), CommitError>) -> Done<Result<(), CommitError>> {
    match committed {
        Err(CommitError::Lost(_)) => Err(ClientRefusal::Moved),
        committed => Ok(committed),
    }
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
