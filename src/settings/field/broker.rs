//! The settings of the broker API and of the TURN server beside it.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::{Default, Example};

pub static BROKER_ENABLED: Field = open(
    "broker.enabled",
    Shape::Switch,
    "false",
    "Enable the broker API under `/v1` and `/socket.io/1/`, where an app's own server requests short-lived tokens for its own users, and they connect.",
);

pub static BROKER_ACTIVATION_WINDOW: Field = Field {
    key: "broker.activation_window",
    shape: Shape::Seconds,
    default: Default::Derived {
        words: "the lifetime of the token",
        example: Example::Value("60"),
    },
    secrecy: Secrecy::Open,
    about: "Seconds within which a one-time token of the broker API must be traded for a session. It does not \
         shorten the session.",
};

pub static BROKER_ALLOW_DEVELOPMENT_MODE: Field = open(
    "broker.allow_development_mode",
    Shape::Switch,
    "false",
    "Serve apps in development mode to other machines too: anyone who knows such an app's ID can sign in as any of \
     its users. If `public_url` is on this machine, they are served anyway.",
);

pub static TURN_SECRET: Field = Field {
    key: "turn.secret",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none: no TURN credentials are issued",
        example: Example::Words("value of coturn's static-auth-secret"),
    },
    secrecy: Secrecy::Secret,
    about: "Secret shared with your TURN server, at least 16 characters: coturn's `static-auth-secret`. Prefer an \
         environment variable to the settings file. Needs `turn.uris`.",
};

pub static TURN_URIS: Field = open(
    "turn.uris",
    Shape::List,
    "[]",
    "Addresses of your TURN server, as in \"turn:turn.example.org:3478?transport=udp\". Needs `turn.secret`.",
);

pub static TURN_TTL: Field = open(
    "turn.ttl",
    Shape::Seconds,
    "86400",
    "Lifetime of TURN credentials in seconds, at most until their session ends.",
);

pub static TURN_USERNAME_FORMAT: Field = open(
    "turn.username_format",
    Shape::Choice(&["respoke", "draft"]),
    "\"respoke\"",
    "Format of TURN user names: `respoke` needs `rest-api-separator=.` in coturn's settings; `draft` is coturn's own \
     format (`expiry:endpoint`).",
);

pub static RATE_LIMIT_BROKER: Field = open(
    "rate_limit.broker",
    Shape::Count { least: 0 },
    "10",
    "Broker API calls per second and credential (or address, without one), with bursts of twice as many; 0 = no \
     limit. Counted per process.",
);
