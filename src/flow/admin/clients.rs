//! Socket clients: the list, one of them, and the forms about one.

use super::act::NEW;
use super::admitted::Admin;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::clients::{
    AskClientPage, ClientComplaint, ClientFormPage, ClientLine, ClientPage, ClientsPage,
    TypedClient,
};
use crate::domain::answer::admin::clients_place::{ClientAct, ClientDone, ClientsPlace};
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::gateway::client::{SocketClient, Source};
use crate::domain::keyset::{Beginning, Counted, Cursor, MOST_COUNTED, Slice, wanted};
use crate::flow::account::see;
use crate::flow::desk::Desk;
use crate::flow::{Failure, Platform};

/// Connections are counted up to this.
const MOST_CONNECTIONS: i64 = 1000;

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    place: &ClientsPlace,
) -> Result<Reply, Failure> {
    match place {
        ClientsPlace::List(listed) => list(platform, admin, listed),
        ClientsPlace::New => Ok(new(platform, admin, (TypedClient::default(), None))),
        ClientsPlace::Client { name, done } => with_client(platform, admin, name, |client| {
            one(platform, admin, &client, Notice::of(*done))
        }),
        ClientsPlace::Act { name, act } => with_client(platform, admin, name, |client| {
            if !is_open(&client, *act) {
                return Ok(at_client(admin, &client));
            }
            match act {
                ClientAct::Edit => Ok(edit(platform, admin, &client, (typed_of(&client), None))),
                act => ask(platform, admin, (&client, *act)),
            }
        }),
    }
}

/// The socket client of this name, or the page of a path that is not there.
pub(super) fn with_client(
    platform: &Platform,
    admin: &Admin,
    name: &str,
    then: impl FnOnce(SocketClient) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    match platform.store.read(|reader| reader.socket_client(name))? {
        Some(client) => then(client),
        None => Ok(admin.finds_nothing()),
    }
}

/// What the settings file says is changed there; it knows no key of the webhook.
const fn is_open(client: &SocketClient, act: ClientAct) -> bool {
    match client.source {
        Source::CommandLine => true,
        Source::File => matches!(act, ClientAct::WebhookKey | ClientAct::EndTokens),
    }
}

pub(super) const fn client_at(name: String, done: Option<ClientDone>) -> AdminPlace {
    AdminPlace::Clients(ClientsPlace::Client { name, done })
}

fn at_client(admin: &Admin, client: &SocketClient) -> Reply {
    let place = client_at(client.name.clone(), None);
    let story = admin.present.story(LogDecision::ShowsAdmin);
    see(&AccountPlace::Admin(place), story)
}

fn list(platform: &Platform, admin: &Admin, listed: &NameListed) -> Result<Reply, Failure> {
    let name = listed.beginning();
    let name = name.as_ref();
    let (slice, counted) = platform.store.read(|reader| {
        let lines = reader.listed_socket_clients(name, &listed.part, wanted())?;
        let slice = Slice::of(&listed.part, lines, |line| cursor(line, name));
        let counted = match slice.all_of(&listed.part) {
            Some(all) => all,
            None => reader.count_listed_socket_clients(name, MOST_COUNTED)?,
        };
        Ok((slice, counted))
    })?;
    let page = ClientsPage {
        is_on: platform.policy.gateway.is_some(),
        clients: slice.rows,
        previous: slice.previous.map(|part| listed.at(part)),
        next: slice.next.map(|part| listed.at(part)),
        counted: Counted::of(counted, MOST_COUNTED),
        listed: listed.clone(),
    };
    let place = AdminPlace::Clients(ClientsPlace::List(listed.clone()));
    Ok(admin.view(&place, AdminPage::Clients(page)))
}

fn cursor(line: &ClientLine, name: Option<&Beginning>) -> Cursor {
    Cursor {
        value: name.map(|_| line.name.clone()).unwrap_or_default(),
        key: line.key.number(),
    }
}

/// The page of a socket client.
pub(super) fn one(
    platform: &Platform,
    admin: &Admin,
    client: &SocketClient,
    notice: Notice<ClientDone>,
) -> Result<Reply, Failure> {
    let page = ClientPage {
        name: client.name.clone(),
        webhook_url: client.webhook_url.clone(),
        source: client.source,
        added: client.created_at,
        changed: client.updated_at,
        connections: connections(platform, admin, client)?,
        notice,
    };
    let place = client_at(client.name.clone(), notice.done());
    let page = AdminPage::Client(Box::new(page));
    Ok(admin.view_as(&place, page, notice.decision()))
}

fn connections(
    platform: &Platform,
    admin: &Admin,
    client: &SocketClient,
) -> Result<Counted, Failure> {
    let now = admin.present.now;
    let counted = platform
        .store
        .read(|reader| reader.count_connections_of(client, now, MOST_CONNECTIONS))?;
    Ok(Counted::of(counted, MOST_CONNECTIONS))
}

fn typed_of(client: &SocketClient) -> TypedClient {
    TypedClient {
        name: client.name.clone(),
        webhook_url: client.webhook_url.clone().unwrap_or_default(),
    }
}

/// The form of a new socket client; again with what was typed where that was no good.
pub(super) fn new(
    platform: &Platform,
    admin: &Admin,
    (typed, complaint): (TypedClient, Option<ClientComplaint>),
) -> Reply {
    let place = AdminPlace::Clients(ClientsPlace::New);
    let page = ClientFormPage {
        form: admin.form(platform, &place, NEW),
        known: None,
        typed,
        complaint,
    };
    admin.view(&place, AdminPage::ClientForm(Box::new(page)))
}

/// The form of a socket client that is there.
pub(super) fn edit(
    platform: &Platform,
    admin: &Admin,
    client: &SocketClient,
    (typed, complaint): (TypedClient, Option<ClientComplaint>),
) -> Reply {
    let place = act_place(client, ClientAct::Edit);
    let page = ClientFormPage {
        form: admin.form(platform, &place, client.version),
        known: Some(client.name.clone()),
        typed,
        complaint,
    };
    admin.view(&place, AdminPage::ClientForm(Box::new(page)))
}

fn ask(
    platform: &Platform,
    admin: &Admin,
    (client, act): (&SocketClient, ClientAct),
) -> Result<Reply, Failure> {
    let place = act_place(client, act);
    let page = AskClientPage {
        form: admin.form(platform, &place, client.version),
        name: client.name.clone(),
        act,
        connections: connections(platform, admin, client)?,
    };
    Ok(admin.view(&place, AdminPage::AskClient(page)))
}

fn act_place(client: &SocketClient, act: ClientAct) -> AdminPlace {
    let name = client.name.clone();
    AdminPlace::Clients(ClientsPlace::Act { name, act })
}
