//! Where metrics are read: what may be set, and what holds together.

use super::{from_environment, refused};

const LISTEN: &str = "VESTIBULE_METRICS_LISTEN";
const TOKEN: &str = "VESTIBULE_METRICS_TOKEN";

#[test]
fn nobody_reads_metrics_until_it_is_said_where() {
    let settings = from_environment(&[]).expect("defaults");
    assert!(settings.metrics.is_none());
    let settings = from_environment(&[(LISTEN, "127.0.0.1:9464")]).expect("an address");
    let metrics = settings.metrics.expect("on");
    assert_eq!(metrics.listen.to_string(), "127.0.0.1:9464");
    assert!(metrics.token.is_none());
    let token = "0123456789abc-._";
    let settings = from_environment(&[(LISTEN, "[::1]:0"), (TOKEN, token)]).expect("both");
    let shown = settings.metrics.and_then(|metrics| metrics.token);
    assert_eq!(shown.as_deref().map(String::as_str), Some(token));
}

#[test]
fn what_cannot_be_read_or_guessed_is_refused() {
    let there = (LISTEN, "127.0.0.1:9464");
    refused(&[(LISTEN, "9464")], &["metrics.listen", "with a port"]);
    refused(
        &[(LISTEN, "127.0.0.1:8080")],
        &["metrics.listen", "another port"],
    );
    refused(
        &[
            (LISTEN, "127.0.0.1:3000"),
            ("VESTIBULE_GATEWAY_ENABLED", "true"),
        ],
        &["metrics.listen", "another port"],
    );
    refused(
        &[(TOKEN, "0123456789abcdef")],
        &["metrics.token", "set metrics.listen"],
    );
    for token in [
        "0123456789abcde",
        "0123456789 abcdef",
        "0123456789\"abcdef",
        "0123456789abcdeé",
    ] {
        refused(&[there, (TOKEN, token)], &["metrics.token", "16 or more"]);
    }
}
