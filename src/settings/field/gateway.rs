//! The settings of the socket gateway, and of the calls that go out from here.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::{Default, Example};

pub static GATEWAY_ENABLED: Field = open(
    "gateway.enabled",
    Shape::Switch,
    "false",
    "Run the socket gateway, where socket clients (bots and bridges) connect over Socket.IO.",
);

pub static GATEWAY_LISTEN: Field = open(
    "gateway.listen",
    Shape::Text,
    "\"127.0.0.1:3000\"",
    "Address and port of the socket gateway, different from `listen`. Any address but loopback needs an https \
     `public_url`, or `insecure_http = true`.",
);

pub static GATEWAY_TOKEN_TTL: Field = Field {
    key: "gateway.token_ttl",
    shape: Shape::Seconds,
    default: Default::Derived {
        words: "the lifetime of the connection",
        example: Example::Value("3600"),
    },
    secrecy: Secrecy::Open,
    about: "Lifetime of a socket client's auth token in seconds; then the client identifies again.",
};

pub static GATEWAY_STRICT_HANDSHAKE: Field = open(
    "gateway.strict_handshake",
    Shape::Switch,
    "false",
    "Require the auth token in every `handshake`. The published client library sends none there. A token that is \
     sent is always checked.",
);

pub static GATEWAY_STRICT_SESSIONS: Field = open(
    "gateway.strict_sessions",
    Shape::Switch,
    "false",
    "Refuse a `session_id` that no `handshake` of the same client has returned. By default it counts as the user's \
     identifier, as in a `handshake`: the published command-line and Slack clients send such IDs.",
);

pub static GATEWAY_BRAKE_FIRST_MS: Field = open(
    "gateway.identify_limit.first_ms",
    Shape::Count { least: 1 },
    "100",
    "Delay in milliseconds after the first wrong client secret; it doubles with each further one.",
);

pub static GATEWAY_BRAKE_LONGEST_MS: Field = open(
    "gateway.identify_limit.longest_ms",
    Shape::Count { least: 1 },
    "2000",
    "Maximum delay in milliseconds.",
);

pub static GATEWAY_BRAKE_FAILURES: Field = open(
    "gateway.identify_limit.failures",
    Shape::Count { least: 1 },
    "10",
    "Wrong client secrets before the connection is closed.",
);

pub static GATEWAY_BRAKE_WINDOW_S: Field = open(
    "gateway.identify_limit.window_s",
    Shape::Seconds,
    "600",
    "Seconds without a wrong client secret after which the delay is reset.",
);

pub static GATEWAY_CLIENTS: Field = Field {
    key: "gateway.clients",
    shape: Shape::Clients,
    default: Default::Value("{}"),
    // The secrets are masked; names and webhooks are printed.
    secrecy: Secrecy::Open,
    about: "Socket clients in addition to those added with `vestibule socket-client`: one table each, as in \
         `[gateway.clients.facebook]`, with `secret` (at least 16 characters) and optionally `webhook_url`, the \
         address to forward its requests to. At each start the file takes precedence; clients no longer in it are \
         removed.",
};

pub static CALLBACKS_ALLOW_PRIVATE: Field = open(
    "callbacks.allow_private_addresses",
    Shape::Switch,
    "false",
    "Allow callbacks and webhooks to private and loopback addresses, and over plain http: anyone who can set such an \
     address can reach services meant for this server only. For a closed test network, or if only your own people \
     set addresses.",
);
