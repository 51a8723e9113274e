//! Socket clients: the list, one of them, and what is asked before something is done to one.

use super::clients_place::{ClientAct, ClientDone};
use super::listed::NameListed;
use super::notice::Notice;
use crate::domain::gateway::client::Source;
use crate::domain::key::RowKey;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;

pub struct ClientsPage {
    /// Whether any could connect.
    pub is_on: bool,
    pub listed: NameListed,
    pub clients: Vec<ClientLine>,
    pub previous: Option<NameListed>,
    pub next: Option<NameListed>,
    /// How many the whole list has.
    pub counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientLine {
    pub key: RowKey,
    pub name: String,
    pub webhook_url: Option<String>,
    pub source: Source,
    pub added: Timestamp,
}

pub struct ClientPage {
    pub name: String,
    pub webhook_url: Option<String>,
    pub source: Source,
    pub added: Timestamp,
    pub changed: Timestamp,
    /// Its connections that identified, on all servers.
    pub connections: Counted,
    pub notice: Notice<ClientDone>,
}

/// The form of a socket client, new or known.
pub struct ClientFormPage {
    pub form: Form,
    /// The name of the one that is changed.
    pub known: Option<String>,
    pub typed: TypedClient,
    pub complaint: Option<ClientComplaint>,
}

/// What stands in that form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedClient {
    pub name: String,
    pub webhook_url: String,
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientComplaint {
    Name,
    NameTaken,
    Webhook,
}

pub struct AskClientPage {
    pub form: Form,
    pub name: String,
    pub act: ClientAct,
    /// Its connections that identified, on all servers.
    pub connections: Counted,
}
