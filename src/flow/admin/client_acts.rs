//! What is done to socket clients by a form: each act by the flow of its command.

use super::act::{Acting, Answer, Secret};
use super::clients::{client_at, edit, new, one, with_client};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::clients::{ClientComplaint, TypedClient};
use crate::domain::answer::admin::clients_place::{ClientAct, ClientDone, ClientsPlace};
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::once::Once;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::gateway::client::SocketClient;
use crate::flow::desk::Desk;
use crate::flow::gateway::clients::{self, ClientRefusal};
use crate::flow::{Failure, Platform};
use zeroize::Zeroizing;

/// The secret that an act made, if it made one.
type Made = Result<Option<Secret>, ClientRefusal>;

/// A form of the pages of socket clients.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    place: &ClientsPlace,
) -> Result<Reply, Failure> {
    match place {
        ClientsPlace::New => add(platform, acting),
        ClientsPlace::Act { name, act: what } => {
            with_client(platform, &acting.desk, name, |client| {
                act(platform, acting, (&client, *what))
            })
        }
        ClientsPlace::List(_) | ClientsPlace::Client { .. } => Ok(acting.desk.finds_nothing()),
    }
}

fn typed(acting: &Acting<'_>) -> TypedClient {
    let line = |name| acting.sent.typed.once(name).trim().to_owned();
    TypedClient {
        name: line("name"),
        webhook_url: line("webhook_url"),
    }
}

const fn secret(text: Zeroizing<String>) -> Option<Secret> {
    Some(Secret { text, until: None })
}

fn add(platform: &Platform, acting: &Acting<'_>) -> Result<Reply, Failure> {
    let typed = typed(acting);
    let answer = once(Once::SocketSecret, &typed.name);
    let hands = acting.hands(platform, &answer);
    match clients::add(&hands, &typed.name, Some(&typed.webhook_url)) {
        Ok(issued) => Ok(acting.done(answer, secret(issued.secret))),
        Err(refusal) => refused(platform, acting, refusal, |complaint| match complaint {
            Some(complaint) => Ok(new(platform, &acting.desk, (typed, Some(complaint)))),
            None => Ok(acting.desk.finds_nothing()),
        }),
    }
}

fn once(what: Once, name: &str) -> Answer {
    Answer::Once {
        what,
        name: name.to_owned(),
        next: client_at(name.to_owned(), None),
    }
}

fn act(
    platform: &Platform,
    acting: &Acting<'_>,
    (client, act): (&SocketClient, ClientAct),
) -> Result<Reply, Failure> {
    let see = |done| Answer::See(client_at(client.name.clone(), Some(done)));
    let answer = match act {
        ClientAct::Edit => see(ClientDone::Saved),
        ClientAct::EndTokens => see(ClientDone::TokensEnded),
        ClientAct::Rotate => once(Once::SocketSecret, &client.name),
        ClientAct::WebhookKey => once(Once::WebhookKey, &client.name),
        ClientAct::Remove => {
            let whole = ClientsPlace::List(NameListed::removed());
            Answer::See(AdminPlace::Clients(whole))
        }
    };
    let hands = acting.hands(platform, &answer);
    match carry_out(&hands, acting, (client, act)) {
        Ok(secret) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| match complaint {
            Some(complaint) if act == ClientAct::Edit => {
                let typed = TypedClient {
                    name: client.name.clone(),
                    ..typed(acting)
                };
                let typed = (typed, Some(complaint));
                Ok(edit(platform, &acting.desk, client, typed))
            }
            _ => with_client(platform, &acting.desk, &client.name, |client| {
                one(platform, &acting.desk, &client, Notice::Moved)
            }),
        }),
    }
}

fn carry_out(
    hands: &Platform,
    acting: &Acting<'_>,
    (client, act): (&SocketClient, ClientAct),
) -> Made {
    let name = client.name.as_str();
    match act {
        ClientAct::Edit => drop(clients::edit(hands, name, &typed(acting).webhook_url)?),
        ClientAct::EndTokens => drop(clients::end_tokens(hands, name, None)?),
        ClientAct::Remove => drop(clients::remove(hands, name)?),
        ClientAct::Rotate => return Ok(secret(clients::rotate(hands, name)?.secret)),
        ClientAct::WebhookKey => {
            let client = match acting.sent.typed.once("press") {
                "renew" => clients::rotate_webhook_key(hands, name)?,
                _ => client.clone(),
            };
            return Ok(secret(clients::webhook_key(hands, &client)));
        }
    }
    Ok(None)
}

/// Why it was not done; nothing where that is not about what was typed. Of two presses of one form at once one finds
/// that it was done.
fn refused(
    platform: &Platform,
    acting: &Acting<'_>,
    refusal: ClientRefusal,
    again: impl FnOnce(Option<ClientComplaint>) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let complaint = match refusal {
        ClientRefusal::Failure(failure) => return Err(failure),
        ClientRefusal::NameForm => Some(ClientComplaint::Name),
        ClientRefusal::NameTaken(_) => Some(ClientComplaint::NameTaken),
        ClientRefusal::Webhook(_) => Some(ClientComplaint::Webhook),
        ClientRefusal::Unknown(_)
        | ClientRefusal::Declared(_)
        | ClientRefusal::NoConnection { .. }
        | ClientRefusal::Moved => None,
    };
    match acting.before(platform)? {
        Some(reply) => Ok(reply),
        None => again(complaint),
    }
}
