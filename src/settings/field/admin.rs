//! The settings of the admin pages.

use super::declaration::{Field, Shape, open};

pub static ADMIN_ENABLED: Field = open(
    "admin.enabled",
    Shape::Switch,
    "true",
    "Serve the admin pages below `/admin` to users who are admins. Others get the page of an unknown path.",
);

pub static ADMIN_NETWORKS: Field = open(
    "admin.networks",
    Shape::List,
    "[]",
    "Networks that the admin pages are served to, as in \"10.0.0.0/8\"; empty = all. Behind a reverse proxy, set \
     `trusted_proxies` too.",
);
