//! Pages of admins about socket clients in every state, as data.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use super::NOW;
use super::admin::Sample;
use vestibule::domain::answer::OwnPath;
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::clients::{
    AskClientPage, ClientComplaint, ClientFormPage, ClientLine, ClientPage, ClientsPage,
    TypedClient,
};
use vestibule::domain::answer::admin::clients_place::{ClientAct, ClientDone, ClientsPlace};
use vestibule::domain::answer::admin::desk::DeskPage;
use vestibule::domain::answer::admin::listed::NameListed;
use vestibule::domain::answer::admin::notice::Notice;
use vestibule::domain::answer::admin::once::{Once, OncePage};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::gateway::client::Source;
use vestibule::domain::key::RowKey;
use vestibule::domain::keyset::{Counted, Cursor, Part};
use vestibule::domain::time::days;
use zeroize::Zeroizing;

const NAME: &str = "facebook";
const HOOK: &str = "https://bot.example.org/hook";

pub fn contents() -> Vec<Sample> {
    let mut all = lists();
    all.extend(clients());
    all.extend(forms());
    all.extend(asks());
    all
}

const fn place(place: ClientsPlace) -> AdminPlace {
    AdminPlace::Clients(place)
}

fn lists() -> Vec<Sample> {
    let line = |name: &str, source| ClientLine {
        key: RowKey::first_at(NOW),
        name: name.to_owned(),
        webhook_url: Some(HOOK.to_owned()).filter(|_| source == Source::CommandLine),
        source,
        added: NOW.minus(days(40)),
    };
    let page = |name, clients: Vec<ClientLine>, listed: NameListed| {
        let is_long = clients.len() == 25;
        let cursor = || Cursor {
            value: String::new(),
            key: 7,
        };
        let at = |part| is_long.then(|| listed.at(part));
        let page = ClientsPage {
            is_on: !clients.is_empty(),
            previous: at(Part::Before(cursor())),
            next: at(Part::After(cursor())),
            counted: Counted::Exactly(if is_long { 312 } else { 2 }),
            clients,
            listed: listed.clone(),
        };
        (
            name,
            place(ClientsPlace::List(listed)),
            AdminPage::Clients(page),
        )
    };
    let whole = NameListed::default;
    let found = NameListed {
        find: "tele".to_owned(),
        ..whole()
    };
    let two = vec![
        line(NAME, Source::CommandLine),
        line("telegram", Source::File),
    ];
    let hard = vec![
        ClientLine {
            webhook_url: Some(format!("{HOOK}/{}", "long/".repeat(60))),
            ..line(LONG_NAME, Source::CommandLine)
        },
        line(RIGHT_TO_LEFT_NAME, Source::CommandLine),
    ];
    let many = (1..=25).map(|number| line(&format!("bot {number:02}"), Source::CommandLine));
    vec![
        page("admin-clients-empty", Vec::new(), whole()),
        page("admin-clients-none", Vec::new(), found),
        page("admin-clients-two", two, NameListed::removed()),
        page("admin-clients-hard_names", hard, whole()),
        page("admin-clients-many", many.collect(), whole()),
    ]
}

fn clients() -> Vec<Sample> {
    let page = |sample, name: &str, source, notice: Notice<ClientDone>| {
        let page = ClientPage {
            name: name.to_owned(),
            webhook_url: Some(HOOK.to_owned()).filter(|_| source == Source::CommandLine),
            source,
            added: NOW.minus(days(40)),
            changed: NOW.minus(days(2)),
            connections: Counted::Exactly(if notice.is_bad() { 0 } else { 3 }),
            notice,
        };
        let at = ClientsPlace::Client {
            name: name.to_owned(),
            done: notice.done(),
        };
        (sample, place(at), AdminPage::Client(Box::new(page)))
    };
    let saved = Notice::Done(ClientDone::Saved);
    let once = |sample, what| {
        let next = place(ClientsPlace::Client {
            name: NAME.to_owned(),
            done: None,
        });
        let page = OncePage {
            what,
            name: NAME.to_owned(),
            secret: Zeroizing::new("aB3".repeat(13)),
            until: None,
            next: OwnPath::admin(&next),
        };
        (sample, next, AdminPage::Desk(DeskPage::Once(page)))
    };
    vec![
        page("admin-client", NAME, Source::CommandLine, saved),
        page("admin-client-declared", NAME, Source::File, Notice::None),
        page(
            "admin-client-hard_names",
            LONG_NAME,
            Source::CommandLine,
            Notice::None,
        ),
        page(
            "admin-client-moved",
            NAME,
            Source::CommandLine,
            Notice::Moved,
        ),
        once("admin-once-socket", Once::SocketSecret),
        once("admin-once-webhook", Once::WebhookKey),
    ]
}

fn forms() -> Vec<Sample> {
    let page = |sample, known: Option<&str>, webhook_url: &str, complaint| {
        let at = match known {
            Some(name) => ClientsPlace::Act {
                name: name.to_owned(),
                act: ClientAct::Edit,
            },
            None => ClientsPlace::New,
        };
        let page = ClientFormPage {
            form: form(),
            known: known.map(str::to_owned),
            typed: TypedClient {
                name: known.unwrap_or_default().to_owned(),
                webhook_url: webhook_url.to_owned(),
            },
            complaint,
        };
        (sample, place(at), AdminPage::ClientForm(Box::new(page)))
    };
    let wrong = Some(ClientComplaint::Webhook);
    vec![
        page("admin-client-form-new", None, "", None),
        page("admin-client-form", Some(NAME), HOOK, None),
        page("admin-client-form-wrong", Some(NAME), "http://bot", wrong),
    ]
}

fn asks() -> Vec<Sample> {
    let page = |sample, act, connections| {
        let page = AskClientPage {
            form: form(),
            name: NAME.to_owned(),
            act,
            connections,
        };
        let at = ClientsPlace::Act {
            name: NAME.to_owned(),
            act,
        };
        (sample, place(at), AdminPage::AskClient(page))
    };
    let some = Counted::Exactly(3);
    vec![
        page("admin-client-ask-rotate", ClientAct::Rotate, some),
        page("admin-client-ask-key", ClientAct::WebhookKey, some),
        page(
            "admin-client-ask-end",
            ClientAct::EndTokens,
            Counted::MoreThan(1000),
        ),
        page("admin-client-ask-remove", ClientAct::Remove, some),
    ]
}
