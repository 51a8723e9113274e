//! The settings of the socket gateway, and of the calls that go out from here.

use super::{Default, Field, Secrecy, Shape, open};

pub static GATEWAY_ENABLED: Field = open(
    "gateway.enabled",
    Shape::Switch,
    "false",
    "Run the socket gateway, where socket clients (bots and bridges) identify over Socket.IO.",
);

pub static GATEWAY_LISTEN: Field = open(
    "gateway.listen",
    Shape::Text,
    "\"127.0.0.1:3000\"",
    "Address and port of the socket gateway, another than `listen`. Off loopback it needs an https `public_url`, \
     or `insecure_http = true`.",
);

pub static GATEWAY_TOKEN_TTL: Field = Field {
    key: "gateway.token_ttl",
    shape: Shape::Seconds,
    default: Default::Derived {
        words: "as long as the connection",
        example: "3600",
    },
    secrecy: Secrecy::Open,
    about: "Seconds that the auth token of a socket client lives; then the client identifies again.",
};

pub static GATEWAY_STRICT_HANDSHAKE: Field = open(
    "gateway.strict_handshake",
    Shape::Switch,
    "false",
    "Demand the auth token in every `handshake`. The published client library sends none there; where one is sent, \
     it is checked anyway.",
);

pub static GATEWAY_BRAKE_FIRST_MS: Field = open(
    "gateway.identify_limit.first_ms",
    Shape::Count { least: 1 },
    "100",
    "Milliseconds that the answer to a first wrong client secret waits; each further one waits twice as long.",
);

pub static GATEWAY_BRAKE_LONGEST_MS: Field = open(
    "gateway.identify_limit.longest_ms",
    Shape::Count { least: 1 },
    "2000",
    "Milliseconds that no such answer waits longer than.",
);

pub static GATEWAY_BRAKE_FAILURES: Field = open(
    "gateway.identify_limit.failures",
    Shape::Count { least: 1 },
    "10",
    "So many wrong client secrets close a connection.",
);

pub static GATEWAY_BRAKE_WINDOW_S: Field = open(
    "gateway.identify_limit.window_s",
    Shape::Seconds,
    "600",
    "Seconds without a wrong client secret after which the waiting begins anew.",
);

pub static GATEWAY_CLIENTS: Field = Field {
    key: "gateway.clients",
    shape: Shape::Clients,
    default: Default::Value("{}"),
    // The secrets are masked; names and webhooks are printed.
    secrecy: Secrecy::Open,
    about: "Socket clients beside those of `vestibule socket-client`, each a table \
            `[gateway.clients.facebook]` with `secret` (16 characters or more) and, where its requests go, \
            `webhook_url`. At each start this file wins; a client that is no longer in it is removed.",
};

pub static CALLBACKS_ALLOW_PRIVATE: Field = open(
    "callbacks.allow_private_addresses",
    Shape::Switch,
    "false",
    "Let callbacks and webhooks go to private and loopback addresses, and over plain http: whoever sets their \
     address reaches what only this server should reach. For a closed test network, or when all who set \
     addresses are your own.",
);
