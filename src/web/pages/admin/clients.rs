//! Socket clients: the list, one of them, and the forms about one.

use super::ask::{Question, asks};
use super::desk::{Desk, noticed};
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::clients::{
    AskClientPage, ClientComplaint, ClientFormPage, ClientLine, ClientPage, ClientsPage,
};
use crate::domain::answer::admin::clients_place::{ClientAct, ClientDone, ClientsPlace};
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::gateway::client::Source;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

fn at(place: ClientsPlace) -> OwnPath {
    OwnPath::admin(&AdminPlace::Clients(place))
}

fn client_at(name: &str) -> OwnPath {
    let name = name.to_owned();
    at(ClientsPlace::Client { name, done: None })
}

fn act_at(name: &str, act: ClientAct) -> OwnPath {
    let name = name.to_owned();
    at(ClientsPlace::Act { name, act })
}

pub fn whole() -> OwnPath {
    at(ClientsPlace::List(NameListed::default()))
}

const fn source_words(source: Source) -> &'static str {
    match source {
        Source::CommandLine => "client-ours",
        Source::File => "client-declared",
    }
}

#[derive(Template)]
#[template(path = "admin/clients.html")]
struct Clients<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a ClientsPage,
}

impl Clients<'_> {
    fn counted(&self) -> String {
        let number = self.frame.number(self.page.counted);
        self.frame.name("list-counted", &[("number", &number)])
    }

    fn client(line: &ClientLine) -> OwnPath {
        client_at(&line.name)
    }

    const fn source(line: &ClientLine) -> &'static str {
        source_words(line.source)
    }

    fn add() -> OwnPath {
        at(ClientsPlace::New)
    }

    fn part(listed: &NameListed) -> OwnPath {
        at(ClientsPlace::List(listed.clone()))
    }
}

pub fn list<'a>(at: Desk<'a>, page: &'a ClientsPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Clients { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/client.html")]
struct Client<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a ClientPage,
}

impl Client<'_> {
    fn title(&self) -> String {
        self.frame.titled("client-title", self.page.notice.is_bad())
    }

    const fn notice(&self) -> Option<(&'static str, bool)> {
        Some(match self.page.notice {
            Notice::None => return None,
            Notice::Moved => ("admin-moved", true),
            Notice::Done(ClientDone::Saved) => ("app-saved", false),
            Notice::Done(ClientDone::TokensEnded) => ("client-tokens-ended", false),
        })
    }

    const fn is_ours(&self) -> bool {
        matches!(self.page.source, Source::CommandLine)
    }

    const fn source(&self) -> &'static str {
        source_words(self.page.source)
    }

    /// In a word, and its colour.
    fn state(&self) -> (&'static str, &'static str) {
        match self.page.connections {
            Counted::Exactly(0) => ("client-away", "wait"),
            _ => ("client-connected", "on"),
        }
    }

    fn act(&self, act: ClientAct) -> OwnPath {
        act_at(&self.page.name, act)
    }

    /// What can be done to it, with its words.
    const fn acts(&self) -> &'static [(ClientAct, &'static str)] {
        const OURS: [(ClientAct, &str); 4] = [
            (ClientAct::WebhookKey, "once-webhook"),
            (ClientAct::EndTokens, "client-end-tokens"),
            (ClientAct::Rotate, "client-rotate"),
            (ClientAct::Remove, "app-remove"),
        ];
        match OURS.split_first_chunk::<2>() {
            Some((declared, _)) if !self.is_ours() => declared,
            _ => &OURS,
        }
    }
}

pub fn client<'a>(at: Desk<'a>, page: &'a ClientPage) -> Manner<'a> {
    noticed(page.notice, move |frame| fill(&Client { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/client_form.html")]
struct ClientForm<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a ClientFormPage,
}

impl ClientForm<'_> {
    fn title(&self) -> String {
        let action = match self.page.known {
            Some(_) => "person-edit",
            None => "client-new",
        };
        self.frame.titled(action, self.page.complaint.is_some())
    }

    fn complaint(&self) -> Option<&'static str> {
        self.page.complaint.map(|complaint| match complaint {
            ClientComplaint::Name => "client-bad-name",
            ClientComplaint::NameTaken => "client-name-taken",
            ClientComplaint::Webhook => "app-bad-callback",
        })
    }

    fn is_webhook_wrong(&self) -> bool {
        self.page.complaint == Some(ClientComplaint::Webhook)
    }

    fn is_name_wrong(&self) -> bool {
        self.page.complaint.is_some() && !self.is_webhook_wrong()
    }

    fn action(&self) -> OwnPath {
        match &self.page.known {
            Some(name) => act_at(name, ClientAct::Edit),
            None => at(ClientsPlace::New),
        }
    }

    fn back(&self) -> OwnPath {
        self.page.known.as_deref().map_or_else(whole, client_at)
    }
}

pub fn form<'a>(at: Desk<'a>, page: &'a ClientFormPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&ClientForm { frame, at, page }))
}

/// Heading, what it does, button.
const fn ask_words(act: ClientAct) -> (&'static str, &'static str, &'static str) {
    match act {
        ClientAct::Rotate => (
            "ask-client-rotate",
            "ask-client-rotate-what",
            "client-rotate",
        ),
        ClientAct::WebhookKey => ("ask-client-key", "ask-client-key-what", "app-key-renew"),
        ClientAct::EndTokens => ("ask-client-end", "ask-client-end-what", "client-end-tokens"),
        ClientAct::Remove | ClientAct::Edit => {
            ("ask-client-remove", "ask-client-remove-what", "app-remove")
        }
    }
}

pub fn ask<'a>(at: Desk<'a>, page: &'a AskClientPage) -> Manner<'a> {
    let (heading, what, button) = ask_words(page.act);
    let is_of_key = page.act == ClientAct::WebhookKey;
    let question = Question {
        form: &page.form,
        name: &page.name,
        heading,
        what,
        button,
        shows: is_of_key.then_some("app-key-show"),
        effect: (!is_of_key).then_some(("ask-client-connections", page.connections)),
        is_grave: page.act == ClientAct::Remove,
        action: act_at(&page.name, page.act),
        back: client_at(&page.name),
    };
    asks(at, question)
}
