//! The socket gateway: what may be set, and what holds together.

use super::{from_environment, refused};
use crate::cli::place::Place;
use serde_json::json;
use std::time::Duration;
use vestibule::domain::callback::PrivateAddresses;
use vestibule::domain::gateway::brake::SecretBrake;
use vestibule::domain::gateway::handshake::Strictness;
use vestibule::domain::gateway::request::UnknownSession;
use vestibule::flow::gateway::GatewayPolicy;

const ON: (&str, &str) = ("VESTIBULE_GATEWAY_ENABLED", "true");
const LISTEN: &str = "VESTIBULE_GATEWAY_LISTEN";
const CLIENTS: &str = "VESTIBULE_GATEWAY_CLIENTS";
const SECRET: &str = "0123456789abcdef";

#[test]
fn the_gateway_is_off_until_it_is_turned_on_and_then_as_the_contract_says() {
    let settings = from_environment(&[]).expect("defaults");
    assert!(settings.gateway.is_none() && settings.policy().gateway.is_none());
    let private = settings.policy().private_callbacks;
    assert_eq!(private, PrivateAddresses::Refused);
    let on = from_environment(&[ON]).expect("a switch");
    let policy = GatewayPolicy {
        token_ttl: None,
        strictness: Strictness::Lenient,
        unknown_session: UnknownSession::UserToken,
        brake: SecretBrake {
            first: Duration::from_millis(100),
            longest: Duration::from_secs(2),
            failures: 10,
            window: Duration::from_secs(600),
        },
    };
    assert_eq!(on.policy().gateway, Some(policy));
    let gateway = on.gateway.expect("it is on");
    assert_eq!(gateway.listen.to_string(), "127.0.0.1:3000");
    assert!(gateway.clients.is_empty());
}

#[test]
fn all_of_it_can_be_set_in_variables() {
    let settings = from_environment(&[
        ON,
        (LISTEN, "[::1]:3001"),
        ("VESTIBULE_GATEWAY_TOKEN_TTL", "60"),
        ("VESTIBULE_GATEWAY_STRICT_HANDSHAKE", "true"),
        ("VESTIBULE_GATEWAY_STRICT_SESSIONS", "true"),
        ("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_FIRST_MS", "7"),
        ("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_LONGEST_MS", "7"),
        ("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_FAILURES", "1"),
        ("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_WINDOW_S", "9"),
        ("VESTIBULE_CALLBACKS_ALLOW_PRIVATE_ADDRESSES", "true"),
        (CLIENTS, "{ facebook = { secret = \"0123456789abcdef\" } }"),
    ]);
    let settings = settings.expect("good settings");
    let private = settings.policy().private_callbacks;
    assert_eq!(private, PrivateAddresses::Allowed);
    let gateway = settings.gateway.expect("it is on");
    assert_eq!(gateway.listen.to_string(), "[::1]:3001");
    let policy = GatewayPolicy {
        token_ttl: Some(Duration::from_secs(60)),
        strictness: Strictness::Strict,
        unknown_session: UnknownSession::Refused,
        brake: SecretBrake {
            first: Duration::from_millis(7),
            longest: Duration::from_millis(7),
            failures: 1,
            window: Duration::from_secs(9),
        },
    };
    assert_eq!(gateway.policy, policy);
    assert_eq!(gateway.clients[0].name, "facebook");
    assert_eq!(gateway.clients[0].secret.as_str(), SECRET);
}

#[test]
fn it_listens_at_an_address_of_its_own() {
    refused(
        &[(LISTEN, "localhost:1")],
        &["gateway.listen", "127.0.0.1:8080"],
    );
    let same = "127.0.0.1:3000";
    let platform = ("VESTIBULE_LISTEN", same);
    refused(&[ON, platform], &["gateway.listen", "another port"]);
    // While it is off, its default is in nobody's way.
    from_environment(&[platform]).expect("the platform alone");
    let any = "127.0.0.1:0";
    from_environment(&[ON, ("VESTIBULE_LISTEN", any), (LISTEN, any)]).expect("two free ports");
}

#[test]
fn nobody_identifies_in_the_clear_over_a_network_unless_that_was_said() {
    let open = (LISTEN, "192.0.2.1:3000");
    refused(
        &[ON, open],
        &["gateway.listen", "https public_url", "insecure_http = true"],
    );
    for said in [
        ("VESTIBULE_PUBLIC_URL", "https://id.example.org"),
        ("VESTIBULE_INSECURE_HTTP", "true"),
    ] {
        from_environment(&[ON, open, said]).expect("that was said");
    }
}

#[test]
fn a_first_wait_that_is_longer_than_the_longest_refuses() {
    let first = ("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_FIRST_MS", "2001");
    refused(
        &[first],
        &[
            "gateway.identify_limit.first_ms",
            "gateway.identify_limit.longest_ms",
        ],
    );
    for zero in ["FIRST_MS", "LONGEST_MS", "FAILURES", "WINDOW_S"] {
        let zero = format!("VESTIBULE_GATEWAY_IDENTIFY_LIMIT_{zero}");
        refused(
            &[(&zero, "0")],
            &["gateway.identify_limit.", "give a whole number"],
        );
    }
}

#[test]
fn tables_nest_and_a_mistyped_name_in_one_is_told() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "gateway.listen = \"127.0.0.1:1\"\n[gateway.identify_limit]\nfirst_ms = 5\n[gateway.clients.facebook]\n\
         secret = \"0123456789abcdef\"\n",
    );
    let seen = place.json(&["settings", "--json"]);
    let value = |key: &str| &seen[key]["value"];
    assert_eq!(value("gateway.listen"), &json!("127.0.0.1:1"));
    assert_eq!(value("gateway.identify_limit.first_ms"), &json!(5));
    assert_eq!(
        value("gateway.clients"),
        &json!({"facebook": {"secret": "********"}})
    );
    for (text, words) in [
        (
            "[gateway.identify_limit]\nfrist_ms = 5\n",
            [
                "gateway.identify_limit.frist_ms",
                "did you mean gateway.identify_limit.first_ms?",
            ],
        ),
        (
            "[gateway.identify_limits]\nfirst_ms = 5\n",
            [
                "gateway.identify_limits.first_ms",
                "did you mean gateway.identify_limit.first_ms?",
            ],
        ),
        (
            "[gateway.identify_limit.first_ms]\na = 5\n",
            ["gateway.identify_limit.first_ms", "give a whole number"],
        ),
        (
            "[gateway]\nidentify_limit = 5\n",
            ["is a table", "[gateway.identify_limit]"],
        ),
        ("gateway = true\n", ["is a table", "[gateway]"]),
        (
            "[gateway.clients]\nfacebook = 5\n",
            ["gateway.clients", "secret = "],
        ),
    ] {
        place.writes("vestibule.toml", text);
        place.runs(&["settings"]).refuses(&words);
    }
}

#[test]
fn declared_clients_have_names_secrets_and_perhaps_webhooks_and_nothing_else() {
    let client = |text: &str| format!("{{ facebook = {{ {text} }} }}");
    for (text, words) in [
        ("", ["\"facebook\"", "needs secret"]),
        (
            "secret = 1234567890123456",
            ["\"facebook\"", "needs secret"],
        ),
        (
            "secret = \"0123456789abcde\"",
            ["16 characters", "openssl rand"],
        ),
        (
            "secret = \"0123456789\\nabcdef\"",
            ["single line", "openssl rand"],
        ),
        (
            "secret = \"0123456789abcdef\", name = \"x\"",
            ["\"facebook\"", "nothing else"],
        ),
        (
            "secret = \"0123456789abcdef\", webhook_url = 5",
            ["\"facebook\"", "webhook_url"],
        ),
        (
            "secret = \"0123456789abcdef\", webhook_url = \"http://bot.example.org\"",
            [
                "webhook_url of \"facebook\"",
                "callbacks.allow_private_addresses = true",
            ],
        ),
        (
            "secret = \"0123456789abcdef\", webhook_url = \"bot.example.org\"",
            [
                "webhook_url of \"facebook\"",
                "https://bot.example.org/hook",
            ],
        ),
    ] {
        let said = from_environment(&[(CLIENTS, &client(text))])
            .err()
            .expect(text);
        assert!(!said.contains("0123456789"), "a secret is told: {said}");
        refused(
            &[(CLIENTS, &client(text))],
            &[&["gateway.clients (environment"][..], &words].concat(),
        );
    }
    let nameless = "{ \"a \" = { secret = \"0123456789abcdef\" } }";
    refused(
        &[(CLIENTS, nameless)],
        &["names no client", "80 characters"],
    );
    let url = "secret = \"0123456789abcdef\", webhook_url = \"http://127.0.0.1:9\"";
    let allowed = ("VESTIBULE_CALLBACKS_ALLOW_PRIVATE_ADDRESSES", "true");
    let settings = from_environment(&[ON, allowed, (CLIENTS, &client(url))]).expect("good");
    let clients = settings.gateway.expect("it is on").clients;
    assert_eq!(
        clients[0].webhook_url.as_deref(),
        Some("http://127.0.0.1:9/")
    );
    assert!(!format!("{clients:?}").contains(SECRET), "{clients:?}");
}

#[test]
fn secrets_of_declared_clients_are_never_printed() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[gateway.clients.facebook]\nsecret = \"0123456789abcdef\"\nwebhook_url = \"https://bot.example.org/hook\"\n\
         [gateway.clients.\"my bot\"]\nsecret = \"fedcba9876543210\"\n",
    );
    let table = place.runs(&["settings"]).succeeds().out;
    assert!(table.contains("{facebook, my bot}"), "{table}");
    let seen = place.runs(&["settings", "--json"]).succeeds();
    for text in [&table, &seen.out] {
        assert!(!text.contains(SECRET) && !text.contains("fedcba"), "{text}");
    }
    let expected = json!({
        "facebook": {"secret": "********", "webhook_url": "https://bot.example.org/hook"},
        "my bot": {"secret": "********"},
    });
    assert_eq!(seen.json()["gateway.clients"]["value"], expected);
}
