//! Every setting, declared once: its key, what it holds, its default, and what an operator reads about it.

mod broker;
mod gateway;
mod site;

pub use broker::{
    BROKER_ACTIVATION_WINDOW, BROKER_ALLOW_DEVELOPMENT_MODE, BROKER_ENABLED, RATE_LIMIT_BROKER,
    TURN_SECRET, TURN_TTL, TURN_URIS, TURN_USERNAME_FORMAT,
};
pub use gateway::{
    CALLBACKS_ALLOW_PRIVATE, GATEWAY_BRAKE_FAILURES, GATEWAY_BRAKE_FIRST_MS,
    GATEWAY_BRAKE_LONGEST_MS, GATEWAY_BRAKE_WINDOW_S, GATEWAY_CLIENTS, GATEWAY_ENABLED,
    GATEWAY_LISTEN, GATEWAY_STRICT_HANDSHAKE, GATEWAY_TOKEN_TTL,
};
pub use site::{
    SITE_ACCENT, SITE_ACCENT_DARK, SITE_CONTACT, SITE_LOGO, SITE_NAME, SITE_PRIVACY_URL,
    SITE_TERMS_URL,
};

/// One setting.
#[derive(Debug)]
pub struct Field {
    /// As in the file; the last dot stands for a table: `sign_in_limit.window_s` is `window_s` in `[sign_in_limit]`.
    pub key: &'static str,
    pub shape: Shape,
    pub default: Default,
    /// Whether its value is hidden where values are printed.
    pub secrecy: Secrecy,
    /// Sentences for the operator; lines are wrapped where they are printed.
    pub about: &'static str,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// A length of time in whole seconds, from one second to a hundred years.
    Seconds,
    /// A number of things.
    Count {
        least: u32,
    },
    Switch,
    /// Texts; in the environment separated by commas.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `name = { en = "words", … }`, in the order in which they are shown.
    Scopes,
    /// `name = { secret = "…", webhook_url = "…" }`.
    Clients,
}

impl Shape {
    /// Whether its value is a table, whose heading is the setting's own key.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Scopes | Self::Clients)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// As TOML.
    Value(&'static str),
    /// Made from other settings: how, in words, and an example as TOML.
    Derived {
        words: &'static str,
        example: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    Open,
    /// Never printed.
    Secret,
    /// Printed without the password in it.
    Address,
}

/// Longest length of time that may be set, in seconds: a hundred years.
pub const LONGEST_SECONDS: u64 = 3_155_760_000;

impl Field {
    /// The variable that sets it: `sign_in_limit.window_s` is `VESTIBULE_SIGN_IN_LIMIT_WINDOW_S`.
    pub fn variable(&self) -> String {
        format!(
            "{PREFIX}{}",
            self.key.replace('.', "_").to_ascii_uppercase()
        )
    }

    /// Whether a part of its value at least is a secret.
    pub fn holds_secrets(&self) -> bool {
        self.secrecy != Secrecy::Open || self.shape == Shape::Clients
    }

    /// The table it stands in, and its name there.
    pub fn place(&self) -> (Option<&'static str>, &'static str) {
        match self.key.rsplit_once('.') {
            Some((table, name)) => (Some(table), name),
            None => (None, self.key),
        }
    }
}

/// What our variables begin with.
pub const PREFIX: &str = "VESTIBULE_";

const fn open(
    key: &'static str,
    shape: Shape,
    default: &'static str,
    about: &'static str,
) -> Field {
    Field {
        key,
        shape,
        default: Default::Value(default),
        secrecy: Secrecy::Open,
        about,
    }
}

pub static LISTEN: Field = open(
    "listen",
    Shape::Text,
    "\"127.0.0.1:8080\"",
    "Address and port that the server listens on. Off loopback it needs an https `public_url`, or \
     `insecure_http = true`.",
);

pub static PUBLIC_URL: Field = Field {
    key: "public_url",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`http://` and what `listen` says",
        example: "\"https://id.example.org\"",
    },
    secrecy: Secrecy::Open,
    about: "Where people and programs find this platform: scheme, host and port, without a path and without \
            a slash at the end. Links and redirects are built from it, never from what a request says.",
};

pub static DATA_DIR: Field = open(
    "data_dir",
    Shape::Text,
    "\"./vestibule-data\"",
    "Folder for the embedded database and the server key, made at the first start, for its owner alone. A relative path \
     starts at the working directory, not at the settings file: for a service, write the whole path.",
);

pub static DATABASE_URL: Field = Field {
    key: "database_url",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`vestibule.db` in `data_dir`",
        example: "\"postgres://vestibule@localhost/vestibule\"",
    },
    secrecy: Secrecy::Address,
    about: "The database: `sqlite:PATH` (or a path alone, with a slash or an ending like `.db`), or \
            `postgres://USER:PASSWORD@HOST/NAME`, in which what is no letter or figure in user name and password is \
            written as in URLs (`@` as `%40`).",
};

pub static DATABASE_CONNECTIONS: Field = open(
    "database_connections",
    Shape::Count { least: 2 },
    "6",
    "Connections to PostgreSQL that this server opens at most, 2 or more: one to write, the others to read, opened when \
     they are needed. A command takes two. Without meaning for SQLite.",
);

pub static SECRET_KEY: Field = Field {
    key: "secret_key",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`secret.key` in `data_dir`, made at the first start",
        example: "\"43 characters of base64url\"",
    },
    secrecy: Secrecy::Secret,
    about: "The server key: 32 random bytes as base64url without padding. All servers of one database share \
            it. Better put into the environment than into the file.",
};

pub static SECRET_KEY_PREVIOUS: Field = Field {
    key: "secret_key_previous",
    shape: Shape::List,
    default: Default::Value("[]"),
    secrecy: Secrecy::Secret,
    about: "Server keys that are accepted beside `secret_key` while it is rotated; nothing new is signed with \
            them. The same holds for those in `secret.key.previous` and `secret.key.next` beside `secret.key`. \
            See docs/keys.md.",
};

pub static TRUSTED_PROXIES: Field = open(
    "trusted_proxies",
    Shape::List,
    "[]",
    "Networks of your own reverse proxies, as in \"10.0.0.0/8\". Only from these is a forwarding header \
     believed, read from the right.",
);

pub static INSECURE_HTTP: Field = open(
    "insecure_http",
    Shape::Switch,
    "false",
    "Serve people on other machines over plain http: passwords and tokens can be read on the way. For a \
     closed test network only.",
);

pub static TOKEN_TTL: Field = open(
    "token_ttl",
    Shape::Seconds,
    "86400",
    "Seconds that an access token lives, unless its app has a time of its own.",
);

pub static CODE_TTL: Field = open(
    "code_ttl",
    Shape::Seconds,
    "600",
    "Seconds within which an authorization code is traded for tokens.",
);

pub static REFRESH_IDLE: Field = open(
    "refresh_ttl.idle",
    Shape::Seconds,
    "2592000",
    "Seconds that a refresh token lives since its last use (30 days).",
);

pub static REFRESH_ABSOLUTE: Field = open(
    "refresh_ttl.absolute",
    Shape::Seconds,
    "31536000",
    "Seconds after which even a busy refresh token ends and the person is asked again (a year).",
);

pub static SESSION_BROWSER: Field = open(
    "session_ttl.browser",
    Shape::Seconds,
    "86400",
    "Seconds that a sign-in lives without *keep me signed in*; it also ends with the browser (24 hours).",
);

pub static SESSION_KEEP_IDLE: Field = open(
    "session_ttl.keep_idle",
    Shape::Seconds,
    "1209600",
    "Seconds that a sign-in with *keep me signed in* lives since it was last used (14 days).",
);

pub static SESSION_KEEP_ABSOLUTE: Field = open(
    "session_ttl.keep_absolute",
    Shape::Seconds,
    "7776000",
    "Seconds after which even a busy sign-in with *keep me signed in* ends (90 days).",
);

pub static BRAKE_PER_ACCOUNT: Field = open(
    "sign_in_limit.per_account",
    Shape::Count { least: 1 },
    "10",
    "Wrong passwords for one name or e-mail address from one network address within the window. Browsers that \
     the user signed in from before have a count of their own.",
);

pub static BRAKE_PER_NAME: Field = open(
    "sign_in_limit.per_name",
    Shape::Count { least: 1 },
    "300",
    "Wrong passwords for one name or e-mail address from all network addresses together within the window. A low \
     number lets anybody keep the user out of new browsers.",
);

pub static BRAKE_PER_ADDRESS: Field = open(
    "sign_in_limit.per_address",
    Shape::Count { least: 1 },
    "50",
    "Wrong passwords from one network address within the window; IPv6 counts by /64.",
);

pub static BRAKE_PER_APP: Field = open(
    "sign_in_limit.per_app",
    Shape::Count { least: 1 },
    "500",
    "Wrong passwords through one app with a secret (`grant_type=password`) within the window, where the app does \
     not send `end_user_ip`.",
);

pub static BRAKE_WINDOW_S: Field = open(
    "sign_in_limit.window_s",
    Shape::Seconds,
    "600",
    "Seconds within which wrong passwords are forgiven, evenly.",
);

pub static RATE_LIMIT_API: Field = open(
    "rate_limit.api",
    Shape::Count { least: 0 },
    "40",
    "API calls per 10 seconds and token; 0 = no limit. Counted per process.",
);

pub static RATE_LIMIT_GRANTS: Field = open(
    "rate_limit.grants",
    Shape::Count { least: 0 },
    "60",
    "Answers per minute that an app gets for a signed-in browser without a page being shown \
     (remembered consent), and ten times as many by Allow; 0 = no limit. Counted per process.",
);

pub static RATE_LIMIT_APP_TOKENS: Field = open(
    "rate_limit.app_tokens",
    Shape::Count { least: 0 },
    "0",
    "Tokens per minute that an app gets for itself (client credentials); 0 = no limit. Counted per process.",
);

pub static GENI_SHORT_PATHS: Field = open(
    "geni.short_paths",
    Shape::Switch,
    "false",
    "Also answer at the short paths that older programs call: `/oauth/authorize`, `/oauth/token`, \
     `/oauth/validate_token`, `/oauth/invalidate_token` and `/oauth/invalidate`.",
);

pub static LOG_FORMAT: Field = open(
    "log.format",
    Shape::Choice(&["json", "human"]),
    "\"json\"",
    "How log lines are written: `json` for machines, `human` for a terminal.",
);

pub static SCOPES: Field = open(
    "scopes",
    Shape::Scopes,
    "{ basic = { en = \"see your name\", et = \"näha sinu nime\" }, \
     email = { en = \"see your e-mail address\", et = \"näha sinu e-posti aadressi\" } }",
    "What apps may ask for, with its words per language (`en` is needed), in the order in which it is \
     shown. Replaces the defaults as a whole.",
);

/// All, in the order in which they are printed: those without a table first, as TOML demands.
pub static ALL: &[&Field] = &[
    &LISTEN,
    &PUBLIC_URL,
    &DATA_DIR,
    &DATABASE_URL,
    &DATABASE_CONNECTIONS,
    &SECRET_KEY,
    &SECRET_KEY_PREVIOUS,
    &TRUSTED_PROXIES,
    &INSECURE_HTTP,
    &TOKEN_TTL,
    &CODE_TTL,
    &REFRESH_IDLE,
    &REFRESH_ABSOLUTE,
    &SESSION_BROWSER,
    &SESSION_KEEP_IDLE,
    &SESSION_KEEP_ABSOLUTE,
    &BRAKE_PER_ACCOUNT,
    &BRAKE_PER_NAME,
    &BRAKE_PER_ADDRESS,
    &BRAKE_PER_APP,
    &BRAKE_WINDOW_S,
    &RATE_LIMIT_API,
    &RATE_LIMIT_GRANTS,
    &RATE_LIMIT_APP_TOKENS,
    &RATE_LIMIT_BROKER,
    &GENI_SHORT_PATHS,
    &BROKER_ENABLED,
    &BROKER_ACTIVATION_WINDOW,
    &BROKER_ALLOW_DEVELOPMENT_MODE,
    &TURN_SECRET,
    &TURN_URIS,
    &TURN_TTL,
    &TURN_USERNAME_FORMAT,
    &GATEWAY_ENABLED,
    &GATEWAY_LISTEN,
    &GATEWAY_TOKEN_TTL,
    &GATEWAY_STRICT_HANDSHAKE,
    &GATEWAY_BRAKE_FIRST_MS,
    &GATEWAY_BRAKE_LONGEST_MS,
    &GATEWAY_BRAKE_FAILURES,
    &GATEWAY_BRAKE_WINDOW_S,
    &GATEWAY_CLIENTS,
    &CALLBACKS_ALLOW_PRIVATE,
    &SITE_NAME,
    &SITE_CONTACT,
    &SITE_PRIVACY_URL,
    &SITE_TERMS_URL,
    &SITE_ACCENT,
    &SITE_ACCENT_DARK,
    &SITE_LOGO,
    &LOG_FORMAT,
    &SCOPES,
];
