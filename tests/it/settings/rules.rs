//! What the settings mean, and which of them hold together.

use super::{from_environment, refused};
use crate::cli::place::Place;
use crate::kit::told::says;
use vestibule::domain::time::days;

#[test]
fn a_database_is_a_file_or_a_server_and_a_path_alone_is_a_file() {
    let url = |given: &str| from_environment(&[("VESTIBULE_DATABASE_URL", given)]);
    for (given, meant) in [
        ("/var/lib/v.db", "sqlite:/var/lib/v.db"),
        ("v.db", "sqlite:v.db"),
        ("sqlite:v.db", "sqlite:v.db"),
        ("postgres://v@localhost/v", "postgres://v@localhost/v"),
    ] {
        assert_eq!(url(given).expect("a database").database_url, meant);
    }
    for given in ["mysql://v@localhost/v", "sqlite:"] {
        refused(&[("VESTIBULE_DATABASE_URL", given)], &["sqlite:PATH"]);
    }
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let settings = from_environment(&[]).expect("defaults");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.public_url, "http://127.0.0.1:8080");
    assert_eq!(
        settings.database_url,
        "sqlite:./vestibule-data/vestibule.db"
    );
    assert_eq!(settings.token_ttl.as_secs(), 86_400);
    assert_eq!(settings.code_ttl.as_secs(), 600);
    assert_eq!(settings.refresh_ttl.idle.as_secs(), 30 * 86_400);
    assert_eq!(settings.refresh_ttl.absolute.as_secs(), 365 * 86_400);
    assert_eq!(settings.session_ttl.browser.as_secs(), 86_400);
    assert_eq!(settings.session_ttl.keep_idle.as_secs(), 14 * 86_400);
    assert_eq!(settings.session_ttl.keep_absolute.as_secs(), 90 * 86_400);
    assert_eq!(settings.rate_limit_api, 40);
    assert_eq!(settings.rate_limit_grants, 60);
    assert_eq!(settings.rate_limit_app_tokens, 0);
    assert!(!settings.policy().short_paths);
    let short = from_environment(&[("VESTIBULE_GENI_SHORT_PATHS", "true")]);
    assert!(short.expect("a switch").policy().short_paths);
    assert!(settings.trusted_proxies.is_empty() && !settings.insecure_http);
    let scopes: Vec<&str> = settings
        .scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect();
    assert_eq!(scopes, ["basic", "email"]);
}

#[test]
fn signing_keys_are_of_rs256_at_least_and_sign_longer_than_they_wait() {
    let with = |name: &str, value: &str| from_environment(&[(name, value)]);
    let algorithms = "VESTIBULE_SIGNING_ALGORITHMS";
    let all = with(algorithms, "EdDSA,RS256,RS256").expect("algorithms");
    let words: Vec<&str> = all.signing.algorithms.iter().map(|it| it.word()).collect();
    assert_eq!(words, ["EdDSA", "RS256"]);
    refused(&[(algorithms, "ES256")], &["RS256", "every app"]);
    refused(
        &[(algorithms, "RS256,HS256")],
        &["HS256", "RS256, ES256, EdDSA"],
    );
    let lead = "VESTIBULE_SIGNING_KEY_LEAD";
    refused(&[(lead, "7776000")], &["signing.key_life"]);
    assert!(with(lead, "7775999").is_ok());
    assert!(with(lead, "3600").is_ok());
    refused(&[(lead, "3599")], &["signing.key_lead", "3600"]);
}

#[test]
fn a_public_url_is_an_origin() {
    for good in [
        "https://id.example.org",
        "https://id.example.org:8443",
        "http://localhost:9",
        "http://[::1]:9",
    ] {
        let settings = from_environment(&[("VESTIBULE_PUBLIC_URL", good)]).expect(good);
        assert_eq!(settings.public_url, good);
    }
    let tail = ["/", "/login", ":443", "?x", "#x", "/../"];
    let mut nearly: Vec<String> = tail
        .map(|tail| format!("https://id.example.org{tail}"))
        .into();
    let spelled = ["https://ID.", "https:id.", " https://id."];
    nearly.extend(spelled.map(|begins| format!("{begins}example.org")));
    let told = ["public_url", "write \"https://id.example.org\""];
    for url in nearly {
        refused(&[("VESTIBULE_PUBLIC_URL", &url)], &told);
    }
    let told = ["public_url", "scheme, host and port alone"];
    for begins in ["https://me@", "ftp://", ""] {
        let url = format!("{begins}id.example.org");
        refused(&[("VESTIBULE_PUBLIC_URL", &url)], &told);
    }
}

#[test]
fn nobody_is_served_in_the_clear_over_a_network_unless_that_was_said() {
    let open = ("VESTIBULE_LISTEN", "192.0.2.1:80");
    let insecure = ("VESTIBULE_INSECURE_HTTP", "true");
    let clear = ("VESTIBULE_PUBLIC_URL", "http://id.example.org");
    let told = ["listen", "https public_url", "insecure_http = true"];
    refused(&[open], &told);
    refused(&[open, clear], &["insecure_http"]);
    refused(&[clear], &["public_url", "insecure_http"]);
    refused(&[("VESTIBULE_LISTEN", "0.0.0.0:80")], &["set public_url"]);
    for (everywhere, itself) in [
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("[::]:80", "http://[::1]"),
    ] {
        let here = from_environment(&[("VESTIBULE_LISTEN", everywhere), insecure]);
        assert_eq!(here.expect("a test network").public_url, itself);
    }
    assert!(from_environment(&[open, ("VESTIBULE_PUBLIC_URL", "https://id.example.org")]).is_ok());
    let said = from_environment(&[open, insecure]).expect("insecure, and said so");
    assert_eq!(
        said.public_url, "http://192.0.2.1",
        "port 80 is the scheme's own"
    );
}

#[test]
fn lifetimes_that_contradict_each_other_refuse() {
    let idle = ("VESTIBULE_REFRESH_TTL_IDLE", "100");
    let absolute = ("VESTIBULE_REFRESH_TTL_ABSOLUTE", "99");
    let told = ["refresh_ttl.idle", "refresh_ttl.absolute"];
    refused(&[idle, absolute], &told);
    let absolute = ("VESTIBULE_SESSION_TTL_KEEP_ABSOLUTE", "99");
    refused(&[absolute], &["session_ttl.keep_idle"]);
}

#[test]
fn addresses_networks_and_databases_are_checked() {
    for (name, value, told) in [
        ("LISTEN", "localhost:80", ["listen", "127.0.0.1:8080"]),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8,fish",
            ["\"fish\"", "10.0.0.0/8"],
        ),
        (
            "TRUSTED_PROXIES",
            "0.0.0.0/0",
            ["trusted_proxies", "everyone"],
        ),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8, ::/0",
            ["trusted_proxies", "everyone"],
        ),
        ("DATABASE_URL", "mysql://x", ["database_url", "sqlite:PATH"]),
        ("SECRET_KEY", "short", ["secret_key", "base64url"]),
        (
            "SECRET_KEY_PREVIOUS",
            "short",
            ["secret_key_previous", "43 characters"],
        ),
    ] {
        refused(&[(&format!("VESTIBULE_{name}"), value)], &told);
    }
    refused(&[("VESTIBULE_SITE_NAME", "\u{202e}evil")], &["site.name"]);
    let two = ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8, ::1");
    let settings = from_environment(&[two]).expect("two");
    assert_eq!(settings.trusted_proxies.len(), 2);
}

#[test]
fn scopes_keep_the_order_of_the_file_and_need_words() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[scopes]\nzeta = { en = \"last letter\", de = \"letzter Buchstabe\" }\nalpha = { en = \"first\" }\n",
    );
    let run = place.runs(&["settings", "--json"]).succeeds();
    says(&run.out, &[r#""scopes":{"value":{"zeta":{"#]);
    for (scopes, mend) in [
        ("[scopes]\n", "at least one scope"),
        ("[scopes]\n\"a b\" = { en = \"x\" }", "cannot be asked for"),
        ("[scopes]\na = \"x\"\n", "a = { en = "),
        ("[scopes]\na = { de = \"x\" }\n", "a = { en = "),
        ("[scopes]\na = { en = \" \" }\n", "a = { en = "),
    ] {
        place.writes("vestibule.toml", scopes);
        place.runs(&["settings"]).refuses(&["scopes", mend]);
    }
    let one = from_environment(&[("VESTIBULE_SCOPES", "{ only = { en = \"one thing\" } }")]);
    assert_eq!(one.expect("inline").scopes.len(), 1);
}

#[test]
fn events_are_kept_from_a_day_to_ten_years() {
    for wrong in ["0", "3651", "-1", "a week"] {
        let mend = "from 1 to 3650";
        refused(&[("VESTIBULE_AUDIT_DAYS", wrong)], &["audit.days", mend]);
    }
    for (right, kept) in [("1", 1), ("3650", 3650)] {
        let settings = from_environment(&[("VESTIBULE_AUDIT_DAYS", right)]).expect("good");
        assert_eq!(settings.audit.stay, days(kept));
    }
    let usual = from_environment(&[]).expect("good");
    let audit = usual.audit;
    assert_eq!(
        (audit.stay, audit.networks, audit.log),
        (days(90), false, false)
    );
}

#[test]
fn a_webhook_of_events_has_an_address_that_may_be_called_and_a_long_secret() {
    let url = ("VESTIBULE_AUDIT_WEBHOOK_URL", "https://siem.example.org/v");
    let long = "s".repeat(32);
    let secret = ("VESTIBULE_AUDIT_WEBHOOK_SECRET", long.as_str());
    let settings = from_environment(&[url, secret]).expect("good");
    let webhook = settings.webhook.expect("a webhook");
    assert_eq!(webhook.target.as_str(), url.1);
    assert_eq!(webhook.secret.as_str(), long);
    assert!(from_environment(&[]).expect("good").webhook.is_none());
    refused(&[url], &["audit.webhook_url", "audit.webhook_secret"]);
    refused(&[secret], &["audit.webhook_secret", "audit.webhook_url"]);
    let short = (secret.0, &long[..31]);
    refused(&[url, short], &["audit.webhook_secret", "32"]);
    for wrong in [
        "http://siem.example.org/v",
        "https://ada:secret@siem.example.org/v",
        "https://10.0.0.1/v",
        "https://127.0.0.1/v",
        "siem.example.org",
        "ftp://siem.example.org/",
    ] {
        refused(&[(url.0, wrong), secret], &["audit.webhook_url"]);
    }
    let private = ("VESTIBULE_CALLBACKS_ALLOW_PRIVATE_ADDRESSES", "true");
    let near = (url.0, "http://127.0.0.1:9000/v");
    assert!(from_environment(&[near, secret, private]).is_ok());
}
