//! The pages of those who administer the platform. A closed list as for pages of one's own: no text from outside decides
//! where a browser goes.

use super::apps_place::AppsPlace;
use super::audit::AuditListed;
use super::clients_place::ClientsPlace;
use super::export::ExportPlace;
use super::mails::{MailsListed, MailsPlace};
use super::people_place::{PeopleListed, PeoplePlace};

const HOME: &str = "/admin";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminPlace {
    Home,
    People(PeoplePlace),
    Apps(AppsPlace),
    Clients(ClientsPlace),
    Audit(AuditListed),
    Mails(MailsPlace),
    Settings,
    Health,
    Export(ExportPlace),
}

impl AdminPlace {
    /// From path and query; `None` when it is no page of this list.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let mut steps = path.strip_prefix(HOME)?.split('/');
        // Nothing stands before the first slash.
        if steps.next() != Some("") {
            return None;
        }
        let steps: Vec<&str> = steps.collect();
        match steps.as_slice() {
            [] => Some(Self::Home),
            ["people", rest @ ..] => PeoplePlace::parse(rest, query).map(Self::People),
            // Samples are for those who write the app.
            ["apps", _, "code"] => None,
            ["apps", rest @ ..] => AppsPlace::parse(rest, query).map(Self::Apps),
            ["socket-clients", rest @ ..] => ClientsPlace::parse(rest, query).map(Self::Clients),
            ["mail", rest @ ..] => MailsPlace::parse(rest, query).map(Self::Mails),
            ["export"] => Some(Self::Export(ExportPlace::parse(query))),
            ["health"] => Some(Self::Health),
            ["settings"] => Some(Self::Settings),
            ["audit"] => Some(Self::Audit(AuditListed::parse(query))),
            _ => None,
        }
    }

    /// The whole list of people.
    pub fn people() -> Self {
        Self::People(PeoplePlace::List(PeopleListed::default()))
    }

    /// The whole list of mail that was not sent.
    pub fn mails() -> Self {
        Self::Mails(MailsPlace::List(MailsListed::default()))
    }

    /// Path and query, written anew.
    pub fn address(&self) -> String {
        match self {
            Self::Home => HOME.to_owned(),
            Self::People(place) => format!("{HOME}/people{}", place.address()),
            Self::Apps(place) => format!("{HOME}/apps{}", place.address()),
            Self::Clients(place) => format!("{HOME}/socket-clients{}", place.address()),
            Self::Export(list) => format!("{HOME}/export{}", list.query()),
            Self::Health => format!("{HOME}/health"),
            Self::Settings => format!("{HOME}/settings"),
            Self::Mails(place) => format!("{HOME}/mail{}", place.address()),
            Self::Audit(listed) => format!("{HOME}/audit{}", listed.query()),
        }
    }

    pub const fn section(&self) -> Section {
        match self {
            Self::Home => Section::Home,
            Self::People(_) | Self::Export(ExportPlace::People(_)) => Section::People,
            Self::Apps(_) | Self::Export(ExportPlace::Apps(_)) => Section::Apps,
            Self::Clients(_) => Section::Clients,
            Self::Audit(_) => Section::Audit,
            Self::Mails(_) => Section::Mails,
            Self::Health => Section::Health,
            Self::Settings => Section::Settings,
        }
    }

    /// Whether something is done there, which wants a fresh proof.
    pub const fn acts(&self) -> bool {
        match self {
            Self::Home | Self::Audit(_) | Self::Health | Self::Settings => false,
            Self::People(place) => place.acts(),
            Self::Apps(place) => place.acts(),
            Self::Clients(place) => place.acts(),
            Self::Mails(place) => place.acts(),
            Self::Export(_) => true,
        }
    }
}

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Home,
    People,
    Apps,
    Clients,
    Audit,
    Mails,
    Health,
    Settings,
}
