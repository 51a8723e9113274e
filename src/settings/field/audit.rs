//! The settings of the audit log.

use super::declaration::{Field, Shape, open};

pub static AUDIT_DAYS: Field = open(
    "audit.days",
    Shape::Count { least: 1 },
    "90",
    "Days that events are kept, from 1 to 3650.",
);

pub static AUDIT_NETWORKS: Field = open(
    "audit.networks",
    Shape::Switch,
    "false",
    "Also record the network a request came from: the /24 of an IPv4 address, the /48 of an IPv6 address.",
);

pub static AUDIT_LOG: Field = open(
    "audit.log",
    Shape::Switch,
    "false",
    "Also write each event that a server records to its log, as a line with the message `audit`.",
);
