//! Every setting, declared once: its key, what it holds, its default, and what an operator reads about it.

mod admin;
mod audit;
mod broker;
mod declaration;
mod default;
mod developers;
mod gateway;
mod mail;
mod metrics;
mod second_factor;
mod signing;
mod site;

pub use admin::{ADMIN_ENABLED, ADMIN_NETWORKS, FIRST_ADMIN, FIRST_ADMIN_EMAIL};
pub use audit::{AUDIT_DAYS, AUDIT_LOG, AUDIT_NETWORKS, AUDIT_WEBHOOK_SECRET, AUDIT_WEBHOOK_URL};
pub use broker::{
    BROKER_ACTIVATION_WINDOW, BROKER_ALLOW_DEVELOPMENT_MODE, BROKER_ENABLED, RATE_LIMIT_BROKER,
    TURN_SECRET, TURN_TTL, TURN_URIS, TURN_USERNAME_FORMAT,
};
pub use declaration::{Field, LONGEST_SECONDS, PREFIX, Secrecy, Shape};
pub use default::{Default, Example};
pub use developers::{
    DEVELOPERS_KINDS, DEVELOPERS_MAX_APPS, DEVELOPERS_MODE, DEVELOPERS_SCOPES,
    DEVELOPERS_SECOND_STEP,
};
pub use gateway::{
    CALLBACKS_ALLOW_PRIVATE, GATEWAY_BRAKE_FAILURES, GATEWAY_BRAKE_FIRST_MS,
    GATEWAY_BRAKE_LONGEST_MS, GATEWAY_BRAKE_WINDOW_S, GATEWAY_CLIENTS, GATEWAY_ENABLED,
    GATEWAY_LISTEN, GATEWAY_STRICT_HANDSHAKE, GATEWAY_STRICT_SESSIONS, GATEWAY_TOKEN_TTL,
};
pub use mail::{MAIL_CA_FILE, MAIL_FROM, MAIL_PASSWORD, MAIL_REPLY_TO, MAIL_SERVER, MAIL_USERNAME};
pub use metrics::{METRICS_LISTEN, METRICS_TOKEN};
pub use second_factor::{
    SECOND_FACTOR_PASSKEYS, SECOND_FACTOR_REMEMBER_DAYS, SECOND_FACTOR_REQUIRED,
};
pub use signing::{SIGNING_ALGORITHMS, SIGNING_KEY_LEAD, SIGNING_KEY_LIFE};
pub use site::{
    SITE_ACCENT, SITE_ACCENT_DARK, SITE_CONTACT, SITE_LOGO, SITE_NAME, SITE_PRIVACY_URL,
    SITE_TERMS_URL,
};

use declaration::open;

pub static LISTEN: Field = open(
    "listen",
    Shape::Text,
    "\"127.0.0.1:8080\"",
    "Address and port to listen on. Any address but loopback needs an https `public_url`, or `insecure_http = true`.",
);

pub static PUBLIC_URL: Field = Field {
    key: "public_url",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`http://` and the value of `listen`",
        example: Example::Value("\"https://id.example.org\""),
    },
    secrecy: Secrecy::Open,
    about: "Public address of this server: scheme, host and port, without a path or a trailing slash. Links and \
         redirects are built from it, never from request headers.",
};

pub static DATA_DIR: Field = open(
    "data_dir",
    Shape::Text,
    "\"./vestibule-data\"",
    "Folder for the embedded database and the server key, created at the first start and readable only by its owner. \
     A relative path is relative to the working directory, not to the settings file: for a service, use an absolute \
     path.",
);

pub static DATABASE_URL: Field = Field {
    key: "database_url",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`vestibule.db` in `data_dir`",
        example: Example::Value("\"postgres://vestibule@localhost/vestibule\""),
    },
    secrecy: Secrecy::Address,
    about: "Database: `sqlite:PATH` (or just a path with a slash or an extension like `.db`), or \
         `postgres://USER:PASSWORD@HOST/NAME`, with special characters in user name and password percent-encoded \
         (`@` as `%40`).",
};

pub static DATABASE_CONNECTIONS: Field = open(
    "database_connections",
    Shape::Count { least: 2 },
    "6",
    "Maximum number of connections to PostgreSQL, 2 or more: one for writing, the others for reading, opened as \
     needed. A command uses two. Ignored with SQLite.",
);

pub static SECRET_KEY: Field = Field {
    key: "secret_key",
    shape: Shape::Text,
    default: Default::Derived {
        words: "`secret.key` in `data_dir`, created at the first start",
        example: Example::Words(
            "output of `head -c 32 /dev/urandom | basenc --base64url | tr -d =`",
        ),
    },
    secrecy: Secrecy::Secret,
    about: "Server key: 32 random bytes as base64url without padding. All servers that share a database need the \
         same key. Prefer an environment variable to the settings file.",
};

pub static SECRET_KEY_PREVIOUS: Field = Field {
    key: "secret_key_previous",
    shape: Shape::List,
    default: Default::Value("[]"),
    secrecy: Secrecy::Secret,
    about: "Server keys that are still accepted while `secret_key` is rotated; nothing new is signed with them. Keys \
         in `secret.key.previous` and `secret.key.next`, next to `secret.key`, are accepted too. See docs/keys.md.",
};

pub static TRUSTED_PROXIES: Field = open(
    "trusted_proxies",
    Shape::List,
    "[]",
    "Networks of your own reverse proxies, as in \"10.0.0.0/8\". Forwarding headers are trusted only from these, and \
     read from the right.",
);

pub static INSECURE_HTTP: Field = open(
    "insecure_http",
    Shape::Switch,
    "false",
    "Serve other machines over plain http: passwords and tokens can be read on the network. Only for a closed test \
     network.",
);

pub static TOKEN_TTL: Field = open(
    "token_ttl",
    Shape::Seconds,
    "86400",
    "Lifetime of access tokens in seconds, unless the app has its own.",
);

pub static ID_TOKEN_TTL: Field = open(
    "id_token_ttl",
    Shape::Seconds,
    "3600",
    "Lifetime of ID tokens in seconds: how long an app may take one for proof of a sign-in.",
);

pub static CODE_TTL: Field = open(
    "code_ttl",
    Shape::Seconds,
    "600",
    "Lifetime of authorization codes in seconds.",
);

pub static DEVICE_TTL: Field = open(
    "device_ttl",
    Shape::Seconds,
    "600",
    "Lifetime of the codes of a device in seconds: how long a user has to enter one and allow it.",
);

pub static REFRESH_IDLE: Field = open(
    "refresh_ttl.idle",
    Shape::Seconds,
    "2592000",
    "Lifetime of an unused refresh token in seconds, counted from its last use (30 days).",
);

pub static REFRESH_ABSOLUTE: Field = open(
    "refresh_ttl.absolute",
    Shape::Seconds,
    "31536000",
    "Maximum lifetime of a refresh token in seconds, even in use; then the user signs in again (one year).",
);

pub static SESSION_BROWSER: Field = open(
    "session_ttl.browser",
    Shape::Seconds,
    "86400",
    "Lifetime of a session without *Keep me signed in*, in seconds; it also ends when the browser closes (24 hours).",
);

pub static SESSION_KEEP_IDLE: Field = open(
    "session_ttl.keep_idle",
    Shape::Seconds,
    "1209600",
    "Lifetime of an unused session with *Keep me signed in*, in seconds, counted from its last use (14 days).",
);

pub static SESSION_KEEP_ABSOLUTE: Field = open(
    "session_ttl.keep_absolute",
    Shape::Seconds,
    "7776000",
    "Maximum lifetime of a session with *Keep me signed in*, in seconds, even in use (90 days).",
);

pub static BRAKE_PER_ACCOUNT: Field = open(
    "sign_in_limit.per_account",
    Shape::Count { least: 1 },
    "10",
    "Wrong passwords allowed per name or e-mail address and network address, within the window. Browsers where the \
     user signed in before are counted separately.",
);

pub static BRAKE_PER_NAME: Field = open(
    "sign_in_limit.per_name",
    Shape::Count { least: 1 },
    "300",
    "Wrong passwords allowed per name or e-mail address, from all network addresses together, within the window. \
     With a low number, anyone can lock a user out of new browsers.",
);

pub static BRAKE_PER_ADDRESS: Field = open(
    "sign_in_limit.per_address",
    Shape::Count { least: 1 },
    "50",
    "Wrong passwords and wrong codes of devices allowed per network address within the window, and as many requests for \
     such codes; IPv6 addresses are counted per /64.",
);

pub static BRAKE_PER_APP: Field = open(
    "sign_in_limit.per_app",
    Shape::Count { least: 1 },
    "500",
    "Wrong passwords allowed per confidential app (`grant_type=password`) within the window, if the app does not \
     send `end_user_ip`.",
);

pub static BRAKE_WINDOW_S: Field = open(
    "sign_in_limit.window_s",
    Shape::Seconds,
    "600",
    "Seconds for the count of wrong passwords to drain to zero.",
);

pub static RATE_LIMIT_API: Field = open(
    "rate_limit.api",
    Shape::Count { least: 0 },
    "40",
    "API calls per token in 10 seconds; 0 = no limit. Counted per process.",
);

pub static RATE_LIMIT_GRANTS: Field = open(
    "rate_limit.grants",
    Shape::Count { least: 0 },
    "60",
    "Answers per minute for one app and one session without showing a page (remembered consent), and ten times as \
     many with Allow. Also refreshes per minute for one grant, and ten times as many for all grants of one app and \
     one user. 0 = no limit. Counted per process.",
);

pub static RATE_LIMIT_APP_TOKENS: Field = open(
    "rate_limit.app_tokens",
    Shape::Count { least: 0 },
    "0",
    "Tokens per minute that one app can get for itself (client credentials); 0 = no limit. Counted per process.",
);

pub static GENI_SHORT_PATHS: Field = open(
    "geni.short_paths",
    Shape::Switch,
    "false",
    "Also serve the short paths that older programs call: `/oauth/authorize`, `/oauth/token`, \
     `/oauth/validate_token`, `/oauth/invalidate_token` and `/oauth/invalidate`.",
);

pub static LOG_FORMAT: Field = open(
    "log.format",
    Shape::Choice(&["json", "human"]),
    "\"json\"",
    "Format of log lines: `json` for machines, `human` for a terminal.",
);

pub static SCOPES: Field = open(
    "scopes",
    Shape::Scopes,
    "{ basic = { en = \"see your name\", et = \"näha sinu nime\" }, \
     email = { en = \"see your e-mail address\", et = \"näha sinu e-posti aadressi\" } }",
    "Scopes that apps may request, with a description per language (`en` is required), in display order. Replaces \
     all the defaults.",
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
    &ID_TOKEN_TTL,
    &CODE_TTL,
    &DEVICE_TTL,
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
    &SECOND_FACTOR_REQUIRED,
    &SECOND_FACTOR_REMEMBER_DAYS,
    &SECOND_FACTOR_PASSKEYS,
    &FIRST_ADMIN,
    &FIRST_ADMIN_EMAIL,
    &ADMIN_ENABLED,
    &ADMIN_NETWORKS,
    &DEVELOPERS_MODE,
    &DEVELOPERS_MAX_APPS,
    &DEVELOPERS_SCOPES,
    &DEVELOPERS_KINDS,
    &DEVELOPERS_SECOND_STEP,
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
    &GATEWAY_STRICT_SESSIONS,
    &GATEWAY_BRAKE_FIRST_MS,
    &GATEWAY_BRAKE_LONGEST_MS,
    &GATEWAY_BRAKE_FAILURES,
    &GATEWAY_BRAKE_WINDOW_S,
    &GATEWAY_CLIENTS,
    &CALLBACKS_ALLOW_PRIVATE,
    &SIGNING_ALGORITHMS,
    &SIGNING_KEY_LEAD,
    &SIGNING_KEY_LIFE,
    &MAIL_SERVER,
    &MAIL_USERNAME,
    &MAIL_PASSWORD,
    &MAIL_FROM,
    &MAIL_REPLY_TO,
    &MAIL_CA_FILE,
    &SITE_NAME,
    &SITE_CONTACT,
    &SITE_PRIVACY_URL,
    &SITE_TERMS_URL,
    &SITE_ACCENT,
    &SITE_ACCENT_DARK,
    &SITE_LOGO,
    &AUDIT_DAYS,
    &AUDIT_NETWORKS,
    &AUDIT_LOG,
    &AUDIT_WEBHOOK_URL,
    &AUDIT_WEBHOOK_SECRET,
    &LOG_FORMAT,
    &METRICS_LISTEN,
    &METRICS_TOKEN,
    &SCOPES,
];
