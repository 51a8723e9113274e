//! The rows of the table: what each asks, and what it may be compared with.

use super::bare::{Bare, RANDOM_KEY};
use super::bare_read;
use super::load::Load;
use super::platform::{Scene, TOKENS};
use super::target::{Answer, Order, Target};

pub struct Row {
    pub work: &'static str,
    pub beside: Floor,
    pub connections: &'static [usize],
    pub target: fn(&Scene, Load) -> Target,
}

/// What anything like it costs at least: reads are set beside reads, inserts beside inserts, pages beside the constant
/// answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Floor {
    Constant,
    Insert,
    RandomInsert,
    ReadOne,
    ReadMany,
}

const USUAL: &[usize] = &[32];
const ALL: &[usize] = &[32, 1, 128];

const REFRESH: &str = "refresh";
const SESSIONS: &str = "POST /v1/session-tokens";

/// In an order in which what fills tables comes last.
pub const ROWS: &[Row] = &[
    row(
        "validate_token, one token",
        Floor::ReadOne,
        ALL,
        Scene::validate_one,
    ),
    row(
        "validate_token, many tokens",
        Floor::ReadMany,
        ALL,
        Scene::validate_many,
    ),
    row(
        "introspection, one token",
        Floor::ReadOne,
        ALL,
        Scene::introspect_one,
    ),
    row(
        "introspection, many tokens",
        Floor::ReadMany,
        ALL,
        Scene::introspect_many,
    ),
    row(
        "/api/user, one token",
        Floor::ReadOne,
        USUAL,
        Scene::user_of_one,
    ),
    row(
        "/api/user, many tokens",
        Floor::ReadMany,
        USUAL,
        Scene::user_of_many,
    ),
    row("sign-in page", Floor::Constant, USUAL, Scene::sign_in_page),
    row(
        "authorize, remembered",
        Floor::Insert,
        ALL,
        Scene::authorize,
    ),
    row(
        "client_credentials",
        Floor::Insert,
        ALL,
        Scene::client_credentials,
    ),
    row(REFRESH, Floor::Insert, USUAL, Scene::refresh),
    row(
        "POST /v1/tokens",
        Floor::RandomInsert,
        USUAL,
        Scene::endpoint_token,
    ),
    row(
        SESSIONS,
        Floor::RandomInsert,
        USUAL,
        Scene::endpoint_session,
    ),
];

/// What it costs that silent grants are counted.
pub const COUNTED: &[Row] = &[row(
    "authorize, remembered, counted",
    Floor::Insert,
    USUAL,
    Scene::authorize,
)];

pub const fn row(
    work: &'static str,
    beside: Floor,
    connections: &'static [usize],
    target: fn(&Scene, Load) -> Target,
) -> Row {
    Row {
        work,
        beside,
        connections,
        target,
    }
}

impl Row {
    /// Whether its requests may come in any order and any number: what is redeemed works once.
    pub fn repeats(&self) -> bool {
        ![REFRESH, SESSIONS].contains(&self.work)
    }
}

impl Floor {
    pub const fn work(self) -> &'static str {
        match self {
            Self::Constant => "bare constant 302",
            Self::Insert => "bare group-commit insert",
            Self::RandomInsert => "bare insert, random key",
            Self::ReadOne => "bare read, one row",
            Self::ReadMany => "bare read, many rows",
        }
    }

    /// As ratios name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Insert => "insert",
            Self::RandomInsert => "random insert",
            Self::ReadOne | Self::ReadMany => "read",
        }
    }

    /// Whether its rows are the same whatever the database.
    pub fn needs_database(self) -> bool {
        self != Self::Constant
    }

    /// The two inserts are pages of one server, the two reads too.
    pub const fn server(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Insert | Self::RandomInsert => "inserts",
            Self::ReadOne | Self::ReadMany => "reads",
        }
    }

    /// `empty` makes an empty database.
    pub fn start(self, empty: impl FnOnce(&str) -> String) -> Bare {
        match self {
            Self::Constant => Bare::redirects(),
            Self::Insert | Self::RandomInsert => Bare::inserts(&empty("bare_inserts")),
            Self::ReadOne | Self::ReadMany => Bare::reads(&empty("bare_reads")),
        }
    }

    pub fn target(self, address: &str) -> Target {
        let get = |path: &str, starts_with, holds| {
            Target::get(address, path, &[], Answer { starts_with, holds })
        };
        let read = |rows: usize| {
            let numbers: Vec<String> = (0..rows).map(bare_read::number).collect();
            let path = format!("/{}", numbers[0]);
            get(&path, b"HTTP/1.1 200", br#"{"until":"#).varied(Order::Round(numbers.into()))
        };
        match self {
            Self::Constant => get("/", b"HTTP/1.1 302", b"#access_token="),
            Self::Insert => get("/", b"HTTP/1.1 200", br#""access_token":""#),
            Self::RandomInsert => get(RANDOM_KEY, b"HTTP/1.1 200", br#""tokenId":""#),
            Self::ReadOne => read(1),
            Self::ReadMany => read(TOKENS),
        }
    }
}
