//! The settings of the broker API and of the TURN server beside it.

use super::{Default, Field, Secrecy, Shape, open};

pub static BROKER_ENABLED: Field = open(
    "broker.enabled",
    Shape::Switch,
    "false",
    "Answer the broker API below `/v1`, by which an app's own server asks for short tokens for its own users.",
);

pub static BROKER_ACTIVATION_WINDOW: Field = Field {
    key: "broker.activation_window",
    shape: Shape::Seconds,
    default: Default::Derived {
        words: "as long as the token lives",
        example: "60",
    },
    secrecy: Secrecy::Open,
    about: "Seconds within which a one-time token of the broker API is traded for a session. It shortens the \
            time to trade it, not the session.",
};

pub static BROKER_ALLOW_DEVELOPMENT_MODE: Field = open(
    "broker.allow_development_mode",
    Shape::Switch,
    "false",
    "Serve apps in development mode to other machines too: anybody who knows such an app's id gets in as any \
     of its users. Where `public_url` is on this machine they are served anyway.",
);

pub static TURN_SECRET: Field = Field {
    key: "turn.secret",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none, and no TURN credentials",
        example: "\"what static-auth-secret of coturn says\"",
    },
    secrecy: Secrecy::Secret,
    about: "Secret shared with your TURN server, of 16 characters or more: coturn's `static-auth-secret`. \
            Better put into the environment than into the file. Needs `turn.uris`.",
};

pub static TURN_URIS: Field = open(
    "turn.uris",
    Shape::List,
    "[]",
    "Where your TURN server is found, as in \"turn:turn.example.org:3478?transport=udp\". Needs `turn.secret`.",
);

pub static TURN_TTL: Field = open(
    "turn.ttl",
    Shape::Seconds,
    "86400",
    "Seconds that TURN credentials live, at most until their session ends.",
);

pub static TURN_USERNAME_FORMAT: Field = open(
    "turn.username_format",
    Shape::Choice(&["respoke", "draft"]),
    "\"respoke\"",
    "How TURN user names are written: `respoke` needs `rest-api-separator=.` in coturn's settings, `draft` is \
     coturn's own form (`expiry:endpoint`).",
);

pub static RATE_LIMIT_BROKER: Field = open(
    "rate_limit.broker",
    Shape::Count { least: 0 },
    "10",
    "Calls of the broker API per second and credential (else per address), twice as many at once; 0 = no \
     limit. Counted per process.",
);
