//! `vestibule doctor`: what it says of a platform that is well, and of each thing that is not.

use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::server::{Home, Server};
use crate::kit::tiny::{TinyServer, answer};
use crate::kit::told::{says, words};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// State and words of each check, and whether it ended well.
fn examined(home: &Home, more: &[&str]) -> (bool, BTreeMap<String, (String, String)>) {
    let words = [&["doctor", "--json"], more].concat();
    let outcome = home.runs(&words, "");
    let found: Value = serde_json::from_str(&outcome.out).expect("JSON");
    let found = found.as_array().expect("a list");
    let text = |finding: &Value, member: &str| finding[member].as_str().expect(member).to_owned();
    let mut checks = BTreeMap::new();
    for finding in found {
        let (check, state) = (text(finding, "check"), text(finding, "state"));
        assert_eq!(finding["mend"].is_null(), state == "ok", "{finding}");
        let before = checks.insert(check, (state, text(finding, "found")));
        assert_eq!(before, None, "two checks of one name: {finding}");
    }
    (outcome.code == 0, checks)
}

#[track_caller]
fn fails(found: &BTreeMap<String, (String, String)>, check: &str, words: &str) {
    let (state, said) = &found[check];
    assert_eq!(state, "fail", "{check}: {said}");
    assert!(said.contains(words), "{check}: {said}");
}

#[test]
fn a_platform_that_is_well_passes_every_check() {
    each_db(|db| {
        let home = Home::with_database(&db.url);
        let _server = home.serves();
        let (is_well, found) = examined(&home, &[]);
        let states = found
            .iter()
            .map(|(check, (state, _))| (check.as_str(), state.as_str()));
        let states: Vec<_> = states.collect();
        let mut checks =
            words("address apps clock cookie database discovery disk passkeys proxy server");
        if !db.is_sqlite() {
            checks.insert(5, "database clock");
        }
        let checks: Vec<_> = checks.into_iter().map(|check| (check, "ok")).collect();
        assert_eq!(states, checks, "{found:?}");
        assert!(is_well);
        let (_, database) = &found["database"];
        let is_named = database.starts_with("SQLite 3.") || database.starts_with("PostgreSQL 1");
        assert!(
            is_named && database.ends_with("the server key opens it"),
            "{database}"
        );
        let words = home.runs(&["doctor"], "").out;
        let server = format!("ok    server          ready on 127.0.0.1:{}", home.port);
        assert!(words.lines().any(|line| line == server), "{words}");
    });
}

#[test]
fn a_server_that_does_not_run_is_missed() {
    let home = Home::new("");
    home.serves().stops();
    let (is_well, found) = examined(&home, &[]);
    assert!(!is_well);
    assert_eq!(found["database"].0, "ok");
    fails(&found, "server", "nothing answers on 127.0.0.1");
    fails(&found, "address", "cannot be reached");
}

#[test]
fn before_the_first_start_nothing_is_there() {
    let home = Home::new("");
    let (is_well, found) = examined(&home, &[]);
    assert!(!is_well);
    fails(&found, "key", "no server key and no database yet");
}

#[test]
fn another_server_at_the_address_is_noticed() {
    let home = Home::new("");
    let _server = home.serves();
    let other = Home::new("");
    let stranger = other.serves();
    let (is_well, found) = examined(&home, &["--public-url", &stranger.url("")]);
    assert!(!is_well);
    assert_eq!(found["server"].0, "ok");
    fails(&found, "address", "not from a server with this server key");
}

#[test]
fn a_key_that_does_not_open_the_database_is_noticed() {
    let home = Home::new("");
    home.serves().stops();
    let other = Home::new("");
    other.serves().stops();
    let key = |home: &Home| home.path().join("data/secret.key");
    std::fs::copy(key(&other), key(&home)).expect("the wrong key");
    let (is_well, found) = examined(&home, &[]);
    assert!(!is_well);
    fails(&found, "database", "key");
}

#[test]
fn a_proxy_that_lets_strangers_name_themselves_is_noticed() {
    let home = Home::new("trusted_proxies = [\"127.0.0.1\"]");
    let _server = home.serves();
    let (is_well, found) = examined(&home, &[]);
    assert!(!is_well);
    fails(&found, "proxy", "as the client wrote it");
}

/// What stands in front, and writes this as the address that it speaks for.
fn behind_a_proxy_that_says(forwarded: &'static str) -> BTreeMap<String, (String, String)> {
    let target = Arc::new(OnceLock::<String>::new());
    let leads_to = Arc::clone(&target);
    let proxy = TinyServer::start("127.0.0.1", move |asked| {
        let path = asked.line.split(' ').nth(1).expect("a path");
        let kept = asked.headers.iter().filter(|(name, _)| {
            let of_the_doctor = ["vestibule-doctor", "cookie"];
            of_the_doctor.contains(&name.as_str())
        });
        let mut headers: Vec<(&str, &str)> = kept
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        headers.push(("X-Forwarded-For", forwarded));
        if path.starts_with("/.well-known/") {
            return answer("404 Not Found", "text/plain", &[], "");
        }
        let mut client = HttpClient::new(leads_to.get().expect("a server"));
        let said = client.send("GET", path, &headers, b"");
        let cookie = said.header("set-cookie").unwrap_or_default();
        let kind = said.header("content-type").unwrap_or_default();
        answer(
            "200 OK",
            kind,
            &[&format!("Set-Cookie: {cookie}")],
            &said.text(),
        )
    });
    let home = Home::new(&format!(
        "trusted_proxies = [\"127.0.0.1\"]\npublic_url = {:?}",
        proxy.url("")
    ));
    let server = home.serves();
    target.set(server.address.clone()).expect("the first time");
    examined(&home, &[]).1
}

#[test]
fn o08_a_proxy_that_writes_no_address_is_told_with_what_it_wrote() {
    for (forwarded, item) in [
        ("unknown", "\"unknown\""),
        ("198.51.100.1, proxy.example", "\"proxy.example\""),
    ] {
        let found = behind_a_proxy_that_says(forwarded);
        fails(&found, "proxy", &format!("{item}, which is not an address"));
    }
    let found = behind_a_proxy_that_says("203.0.113.5:4711");
    let (state, said) = &found["proxy"];
    assert_eq!(state, "ok", "{said}");
    // It keeps a path for itself, as those do that get certificates.
    fails(
        &found,
        "discovery",
        "/.well-known/openid-configuration answers with status 404",
    );
}

#[test]
fn apps_that_would_compare_another_issuer_are_noticed() {
    let home = Home::new("");
    let _server = home.serves();
    let issuer = format!("http://127.0.0.1:{}", home.port);
    let (_, found) = examined(&home, &[]);
    let (state, said) = &found["discovery"];
    let words = format!("{issuer}/.well-known/openid-configuration names this issuer");
    assert_eq!((state.as_str(), said), ("ok", &words));
    let other = format!("http://localhost:{}", home.port);
    let (is_well, found) = examined(&home, &["--public-url", &other]);
    assert!(!is_well);
    let words = format!("names the issuer {issuer}, not {other}: apps refuse that");
    fails(&found, "discovery", &words);
}

#[test]
fn a_previous_server_key_is_told_to_be_needed_as_long_as_signing_keys_hang_on_it() {
    each_db(|db| {
        let home = Home::with_database(&db.url);
        let kids = |server: &Server| {
            let told = server.client().get("/oauth/jwks").json();
            let keys = told["keys"].as_array().expect("keys").clone();
            keys.iter()
                .map(|key| key["kid"].as_str().expect("a kid").to_owned())
                .collect::<Vec<_>>()
        };
        let server = home.serves();
        let before = kids(&server);
        assert_eq!(examined(&home, &[]).1.get("previous keys"), None);
        server.stops();
        home.runs(&["key", "rotate", "--only-server"], "")
            .succeeds();
        // A command takes on the new key, and encrypts nothing.
        home.runs(&["user", "list"], "").succeeds();
        let (state, said) = &examined(&home, &[]).1["previous keys"];
        assert_eq!(state, "warn", "{said}");
        assert!(said.starts_with("secret.key.previous, key 1 "), "{said}");
        assert!(before.iter().all(|kid| said.contains(kid)), "{said}");
        let server = home.serves();
        assert_eq!(kids(&server), before);
        let (state, said) = &examined(&home, &[]).1["previous keys"];
        assert_eq!(state, "ok", "{said}");
        // A key that nobody sealed with is none that anything hangs on.
        let previous = home.data().join("secret.key.previous");
        std::fs::remove_file(previous).expect("it goes");
        assert_eq!(examined(&home, &[]).1.get("previous keys"), None);
    });
}

/// What the doctor is told is nobody else's business.
#[test]
fn without_the_proof_health_says_nothing_more() {
    let home = Home::new("");
    let server = home.serves();
    for proof in ["", "1", "1800000000.AAAA"] {
        let headers = [
            ("vestibule-doctor", proof),
            ("X-Forwarded-For", "192.0.2.1"),
        ];
        let answer = server.client().send("GET", "/healthz", &headers, b"");
        assert_eq!(answer.text(), r#"{"status":"ok"}"#);
        assert_eq!(answer.header("set-cookie"), None);
    }
}

#[test]
fn a_key_that_others_may_read_is_told_with_the_one_thing_that_mends_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new("");
    home.adds_user("ada", "otter-lamp-river-42");
    let key = home.path().join("data/secret.key");
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).expect("changed");
    let looked = home.runs(&["doctor"], "");
    assert_eq!(looked.code, 1);
    says(&looked.out, &["chmod 600"]);
    assert!(!looked.out.contains("backup"), "{looked:?}");
}

#[test]
fn o04_rows_of_the_future_are_told() {
    each_db(|db| {
        let home = Home::with_database(&db.url);
        home.serves().stops();
        let begins = if db.is_sqlite() { "X'" } else { "'\\x" };
        let subject = format!("{begins}{}'", "07".repeat(32));
        db.raw().run(&format!(
            "INSERT INTO brake (subject, level, updated_at) VALUES ({subject}, 1000, 0)"
        ));
        assert_eq!(examined(&home, &[]).1.get("dates"), None);
        // 2100-01-01T00:00:00Z
        db.raw().run("UPDATE brake SET updated_at = 4102444800000");
        let (state, said) = &examined(&home, &[]).1["dates"];
        assert_eq!(state, "warn", "{said}");
        assert!(said.contains("2100-01-01T00:00:00Z"), "{said}");
    });
}

#[test]
fn apps_whose_algorithm_the_setting_lost_are_told() {
    let home = Home::new("[signing]\nalgorithms = [\"RS256\", \"EdDSA\"]");
    home.adds_app(&words("--name Otter --kind web --id-token-alg EdDSA"));
    let (_, found) = examined(&home, &[]);
    assert!(!found.contains_key("signing"), "{found:?}");
    let without = ("VESTIBULE_SIGNING_ALGORITHMS", "RS256");
    let told = home.runs_with(without, &["doctor"]);
    says(
        &told.out,
        &[
            "warn  signing",
            "app 1",
            "EdDSA",
            "RS256 instead",
            "--id-token-alg RS256",
        ],
    );
}
