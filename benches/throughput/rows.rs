//! The rows of the table: what each asks, and what it may be compared with.

use super::bare::{Bare, RANDOM_KEY};
use super::bare_read;
use super::load::Load;
use super::platform::{Scene, TOKENS};
use super::target::{Answer, Order, Target};

pub struct Row {
    pub work: &'static str,
    pub beside: Beside,
    pub connections: &'static [usize],
    pub target: Asks,
    /// What the server has to do all the while; then what counts is how long answers take.
    pub meanwhile: Option<Asks>,
}

type Asks = fn(&Scene, Load) -> Target;

#[derive(Clone, Copy)]
pub enum Beside {
    Bare(Floor),
    /// Another row of the platform, measured just before.
    Row(&'static Row),
}

/// What anything like it costs at least: reads are set beside reads, inserts beside inserts, signatures beside
/// signatures, pages beside the constant answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Floor {
    Constant,
    Insert,
    RandomInsert,
    ReadOne,
    ReadMany,
    Sign,
}

const USUAL: &[usize] = &[32];
const ALL: &[usize] = &[32, 1, 128];
/// Many take the cores from what goes on meanwhile; one leaves it all of its load.
const MANY_AND_ONE: &[usize] = &[32, 1];

const REFRESH: &str = "refresh";
const SESSIONS: &str = "POST /v1/session-tokens";
const CODE: &str = "code to tokens";
const CODE_ES256: &str = "code to tokens, ES256";
const CODE_RS256: &str = "code to tokens, RS256";

const VALIDATE_ONE: Row = row(
    "validate_token, one token",
    Floor::ReadOne,
    ALL,
    Scene::validate_one,
);
const USER_OF_PARTY: Row = row(
    "/api/user, openid",
    Floor::ReadOne,
    USUAL,
    Scene::user_of_party,
);
const HEALTH: Row = row("/healthz", Floor::Constant, USUAL, Scene::health);
const CODE_ALONE: Row = row(CODE, Floor::Insert, USUAL, Scene::code_alone);

/// In an order in which what fills tables comes last.
pub const ROWS: &[Row] = &[
    VALIDATE_ONE,
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
    beside("/oauth/userinfo", &USER_OF_PARTY, Scene::user_info),
    beside("/oauth/jwks", &HEALTH, Scene::jwks),
    beside("openid-configuration", &HEALTH, Scene::metadata),
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
    beside(CODE_ES256, &CODE_ALONE, Scene::code_es256),
    row(CODE_RS256, Floor::Sign, USUAL, Scene::code_rs256),
    Row {
        connections: MANY_AND_ONE,
        meanwhile: Some(Scene::code_rs256),
        ..beside(
            "validate_token, under RS256",
            &VALIDATE_ONE,
            Scene::validate_one,
        )
    },
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
    floor: Floor,
    connections: &'static [usize],
    target: Asks,
) -> Row {
    Row {
        work,
        beside: Beside::Bare(floor),
        connections,
        target,
        meanwhile: None,
    }
}

const fn beside(work: &'static str, other: &'static Row, target: Asks) -> Row {
    Row {
        work,
        beside: Beside::Row(other),
        connections: USUAL,
        target,
        meanwhile: None,
    }
}

impl Row {
    /// Whether its requests may come in any order and any number: what is redeemed works once.
    pub fn repeats(&self) -> bool {
        let once = [REFRESH, SESSIONS, CODE, CODE_ES256, CODE_RS256];
        self.meanwhile.is_none() && !once.contains(&self.work)
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
            Self::Sign => "bare signing, RS256",
        }
    }

    /// As ratios name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Insert => "insert",
            Self::RandomInsert => "random insert",
            Self::ReadOne | Self::ReadMany => "read",
            Self::Sign => "signing",
        }
    }

    /// Whether its rows are the same whatever the database.
    pub fn needs_database(self) -> bool {
        !matches!(self, Self::Constant | Self::Sign)
    }

    /// The two inserts are pages of one server, the two reads too.
    pub const fn server(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Insert | Self::RandomInsert => "inserts",
            Self::ReadOne | Self::ReadMany => "reads",
            Self::Sign => "signatures",
        }
    }

    /// `empty` makes an empty database.
    pub fn start(self, empty: impl FnOnce(&str) -> String) -> Bare {
        match self {
            Self::Constant => Bare::redirects(),
            Self::Insert | Self::RandomInsert => Bare::inserts(&empty("bare_inserts")),
            Self::ReadOne | Self::ReadMany => Bare::reads(&empty("bare_reads")),
            Self::Sign => Bare::signs(),
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
            Self::Sign => get("/", b"HTTP/1.1 200", br#""signature":""#),
        }
    }
}
