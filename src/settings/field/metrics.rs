//! The settings of metrics.

use super::declaration::{Field, Secrecy, Shape};
use super::default::{Default, Example};

pub static METRICS_LISTEN: Field = Field {
    key: "metrics.listen",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none: no metrics",
        example: Example::Value("\"127.0.0.1:9464\""),
    },
    secrecy: Secrecy::Open,
    about: "Address and port where Prometheus reads `/metrics`, different from `listen` and `gateway.listen`. Nothing else \
         is served there. Metrics name no users and no apps; on any address but loopback, set `metrics.token` too.",
};

pub static METRICS_TOKEN: Field = Field {
    key: "metrics.token",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none: anyone who reaches `metrics.listen` reads them",
        example: Example::Words("output of `head -c 24 /dev/urandom | basenc --base64url`"),
    },
    secrecy: Secrecy::Secret,
    about: "Token that Prometheus sends to read metrics (`Authorization: Bearer`), 16 characters or more. Prefer an \
         environment variable to the settings file.",
};
