//! RFC 6749 §10: security considerations.

use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::db::{TestDb, each_db};
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, adds_web_app, asking, is_refused, pressed, signed_in_browser,
};
use crate::web::{each_app, each_desktop, each_signed_in, submits_with, tries, web_app};
use std::collections::BTreeSet;
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::Wishes;

/// "The authorization server MUST NOT issue client passwords or other client credentials to native
/// application or user-agent-based application clients for the purpose of client authentication."
#[test]
fn s10_1_programs_and_browser_apps_get_no_secret() {
    each_app("", |app| {
        let secret_of = |kind, confidentiality| {
            let issued = app.adds_app(Wishes {
                kind: Some(kind),
                confidentiality,
                redirect_uris: Some(vec![CALLBACK.to_owned()]),
                ..Wishes::default()
            });
            issued.client_secret
        };
        assert!(secret_of(Kind::Desktop, None).is_none());
        assert!(secret_of(Kind::Mobile, None).is_none());
        assert!(secret_of(Kind::Web, Some(Confidentiality::Public)).is_none());
        assert!(secret_of(Kind::Web, None).is_some());
    });
}

/// "If the authorization server cannot authenticate the client due to the client's nature, the
/// authorization server MUST require the registration of any redirection URI used for receiving
/// authorization responses …"
#[test]
fn s10_2_who_cannot_be_authenticated_is_answered_at_registered_addresses_only() {
    each_app("", |app| {
        let unregistered = [
            "https://elsewhere.example/cb",
            "http://127.0.0.1:1234/other",
            "com.example.app:/other",
        ];
        let none: &[&str] = &[];
        for uris in [
            none,
            &[CALLBACK],
            &["com.example.app:/cb", "http://127.0.0.1/cb"],
        ] {
            let client_id = adds_desktop_app(app, uris);
            for display in ["web", "desktop", "mobile"] {
                for uri in unregistered {
                    let more = [("display", display), ("redirect_uri", uri)];
                    let answer = app.stranger().get(&asking(&client_id, &more));
                    is_refused(&answer, "redirect_uri_mismatch");
                }
            }
        }
    });
}

/// "Access token credentials (as well as any confidential access token attributes) MUST be kept
/// confidential in transit and storage …"
#[test]
fn s10_3_the_store_holds_no_token_and_no_part_of_its_secret() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let mut browser = signed_in_browser(&app);
        let client_id = adds_web_app(&app, &[CALLBACK]);
        let page = browser.get(&asking(&client_id, &[]));
        let token = token_in(app.presses(&mut browser, &page, "Allow").location());
        assert!(app.is_live(&token));
        let session = browser
            .cookie("vestibule_session")
            .expect("a session")
            .value
            .clone();
        let stored = all_that_is_stored(db);
        // What is looked for can be found.
        assert!(stored.contains(&client_id));
        for secret in [&token[11..], &session[11..], PASSWORD] {
            assert!(!stored.contains(secret), "a secret in clear");
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!stored.contains(&hex), "a secret in hexadecimal");
        }
    });
}

/// The files of SQLite as they are; the rows of PostgreSQL as text.
fn all_that_is_stored(db: &TestDb) -> String {
    if db.is_sqlite() {
        let file = db.file();
        let log = file.with_file_name("test.db-wal");
        let bytes = [std::fs::read(file), std::fs::read(log)].map(Result::unwrap_or_default);
        return String::from_utf8_lossy(&bytes.concat()).into_owned();
    }
    let tables = [
        "users",
        "apps",
        "sessions",
        "passwords",
        "access_tokens",
        "consents",
    ];
    let more = [
        "spent_forms",
        "known_browsers",
        "brake",
        "redirect_uris",
        "app_secrets",
    ];
    let mut raw = db.raw();
    let lines = tables.iter().chain(&more).flat_map(|table| {
        raw.lines(&format!(
            "SELECT CAST({table} AS text) AS line FROM {table}"
        ))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// "The authorization server MUST ensure that access tokens cannot be generated, modified, or guessed
/// to produce valid access tokens by unauthorized parties."
#[test]
fn s10_3_a_token_with_any_character_changed_is_none() {
    each_desktop(|app, path| {
        let token = app.gets_token(path, "ada");
        for place in 0..token.len() {
            let other = if &token[place..=place] == "A" {
                "B"
            } else {
                "A"
            };
            let mut changed = token.clone();
            changed.replace_range(place..=place, other);
            assert!(!app.is_live(&changed), "changed at {place}");
        }
        for made_up in [
            &token[1..],
            &format!("{token}0"),
            &token.to_ascii_lowercase(),
            "",
        ] {
            assert!(!app.is_live(made_up), "{made_up}");
        }
        assert!(app.is_live(&token));
    });
}

/// "The authorization server MUST prevent attackers from guessing access tokens, … The probability of an
/// attacker guessing generated tokens (and other credentials not intended for handling by end-users)
/// MUST be less than or equal to 2^(-128) and SHOULD be less than or equal to 2^(-160)."
#[test]
fn s10_10_a_token_has_29_random_characters_that_never_come_again() {
    each_app("[rate_limit]\ngrants = 0", |app| {
        let mut browser = signed_in_browser(app);
        let issued = web_app(app, CALLBACK);
        let path = asking(&issued.app.client_id, &[]);
        pressed(app, &mut browser, &path, "Allow");
        // All in the same millisecond of the server's clock.
        let secrets: Vec<String> = (0..100)
            .map(|_| token_in(browser.get(&path).location())[11..].to_owned())
            .collect();
        let unique: BTreeSet<&String> = secrets.iter().collect();
        assert_eq!(unique.len(), secrets.len());
        for place in 0..29 {
            let seen: BTreeSet<u8> = secrets
                .iter()
                .map(|secret| secret.as_bytes()[place])
                .collect();
            // 100 draws of 62: fewer than 30 different ones would be a broken source.
            assert!(seen.len() > 30, "only {} characters at {place}", seen.len());
        }
        assert!(29.0 * 62_f64.log2() >= 160.0);
    });
}

/// "The authorization server MUST utilize other means to protect credentials intended for end-user
/// usage."
#[test]
fn s10_10_passwords_are_behind_a_brake() {
    each_app("sign_in_limit.per_account = 3", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        for name in ["ada", "nobody"] {
            let tries = |password| tries(&mut app.stranger(), &path, name, password);
            for _ in 0..3 {
                assert_eq!(tries("wrong").status, 200);
            }
            let braked = tries(PASSWORD);
            assert_eq!((braked.status, braked.header("location")), (429, None));
            assert!(braked.header("retry-after").is_some());
        }
    });
}

/// "The authorization server MUST implement CSRF protection for its authorization endpoint and ensure
/// that a malicious client cannot obtain authorization without the awareness and explicit consent of the
/// resource owner."
#[test]
fn s10_12_opening_an_address_grants_nothing_that_was_not_allowed_before() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let mut browser = signed_in_browser(&app);
        let issued = web_app(&app, CALLBACK);
        for planted in [
            vec![],
            vec![("decision", "allow")],
            vec![("prompt", "none"), ("decision", "allow")],
            vec![
                ("approved", "1"),
                ("nonce", "x"),
                ("proof", "x"),
                ("scope", "basic"),
            ],
        ] {
            let path = asking(&issued.app.client_id, &planted);
            for answer in [
                browser.get(&path),
                browser.post_form(&path, &[("decision", "allow")]),
            ] {
                let location = answer.header("location").unwrap_or_default();
                assert!(!location.contains("access_token"), "{location}");
            }
        }
        // Even a good form is good only when a page of ours sends it.
        let form = browser
            .get(&asking(&issued.app.client_id, &[]))
            .form("Allow");
        for header in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://evil.example"),
        ] {
            let answer = submits_with(&mut browser, &form, "Allow", &[header]);
            assert_eq!((answer.status, answer.header("location")), (403, None));
        }
        assert_eq!(db.raw().count("access_tokens"), 0);
        let own = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")];
        token_in(submits_with(&mut browser, &form, "Allow", &own).location());
    });
}

/// "The authorization server and client MUST sanitize (and validate when possible) any value received
/// -- in particular, the value of the "state" and "redirect_uri" parameters."
#[test]
fn s10_14_no_value_received_becomes_a_part_of_a_page_or_a_header() {
    each_signed_in(|app, browser, client_id| {
        let nasty = "\"><script>alert(1)</script>\r\nX-Planted: 1\r\n\r\n";
        for name in [
            "state",
            "scope",
            "display",
            "redirect_uri",
            "client_id",
            "locale",
            "x",
            nasty,
        ] {
            let path = asking(client_id, &[(name, nasty), ("display", "desktop")]);
            for answer in [browser.get(&path), app.stranger().get(&path)] {
                assert!(answer.status < 500, "{name}: {}", answer.status);
                assert_eq!(answer.header("x-planted"), None, "{name}");
                assert!(
                    !answer.text().contains("<script"),
                    "{name}: {}",
                    answer.text()
                );
            }
        }
    });
}

/// "Any specification that uses the authorization process as a form of delegated end-user
/// authentication to the client … MUST NOT use the implicit flow without additional security mechanisms
/// that would enable the client to determine if the access token was issued for its use …"
#[test]
fn s10_16_an_app_can_tell_whether_a_token_was_issued_to_it() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        for _ in 0..2 {
            let client_id = adds_web_app(app, &[CALLBACK]);
            let page = browser.get(&asking(&client_id, &[]));
            let token = token_in(app.presses(&mut browser, &page, "Allow").location());
            let told = app.asks_user(&token).json();
            assert_eq!(told["client_id"], client_id.as_str());
        }
    });
}
