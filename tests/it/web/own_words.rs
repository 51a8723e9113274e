//! Pages say our own words only: nothing from an address (88, 124), nothing from inside (89).

use super::{each_desktop_on, filled_in, tries};
use crate::kit::app::{AUTHORIZE, PASSWORD};
use crate::kit::http::Response;

#[test]
fn r88_r124_no_page_shows_text_that_an_address_brings() {
    super::one_app("", |app| {
        let planted = "PLANTED+%3Cb%3Ewords%3C%2Fb%3E";
        let query = format!(
            "error={planted}&error_description={planted}&message={planted}&status={planted}&code={planted}\
             &access_token={planted}"
        );
        let paths = [
            "/platform/oauth/auth_failed",
            "/platform/oauth/auth_success",
            "/platform/oauth/signed_out",
            "/platform/oauth/logout",
            AUTHORIZE,
            "/nowhere",
            "/PLANTED",
        ];
        for path in paths {
            let plain = app.stranger().get(path);
            let answer = app.stranger().get(&format!("{path}?{query}"));
            assert_eq!(answer.status, plain.status);
            assert_eq!(answer.header("location"), None);
            assert!(
                !answer.text().contains("PLANTED"),
                "{path}: {}",
                answer.text()
            );
        }
        let unknown = format!(
            "{AUTHORIZE}?client_id=PLANTED&redirect_uri=https://PLANTED.example/&scope=PLANTED"
        );
        let answer = app.stranger().get(&unknown);
        assert_eq!((answer.status, answer.header("location")), (400, None));
        assert!(!answer.text().contains("PLANTED"), "{}", answer.text());
    });
}

/// Words that stand in the errors of databases and of this program, and on no page of it.
const INTERNALS: [&str; 12] = [
    "access_tokens",
    "sign_in",
    "no such table",
    "relation",
    "sql",
    "diesel",
    "postgres",
    "/tmp",
    "src/",
    ".rs:",
    "panicked",
    "column",
];

#[track_caller]
fn assert_tells_nothing(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.header("retry-after").is_some());
    let text = answer.text().to_lowercase();
    for word in INTERNALS {
        assert!(!text.contains(word), "{word:?} in {text}");
    }
    for (name, value) in &answer.headers {
        assert!(
            !value.contains("sql") && !value.contains("relation"),
            "{name}: {value}"
        );
    }
}

#[test]
fn r89_when_a_table_is_missing_nobody_outside_reads_of_it_and_all_is_well_again_later() {
    each_desktop_on(|db, app, path| {
        let token = app.gets_token(path, "ada");
        let mut browser = app.stranger();
        let (page, form) = filled_in(&mut browser, path, "ada", PASSWORD);
        let tables = ["users", "apps", "access_tokens", "consents"];
        for table in tables {
            db.raw()
                .run(&format!("ALTER TABLE {table} RENAME TO elsewhere"));
            match table {
                "users" => assert_tells_nothing(&browser.submits(&page, &form, "Sign in")),
                "apps" => assert_tells_nothing(&browser.get(path)),
                _ => {
                    assert_tells_nothing(&app.asks_user(&token));
                    let asked = format!("/platform/oauth/validate_token?access_token={token}");
                    assert_tells_nothing(&app.stranger().get(&asked));
                }
            }
            db.raw()
                .run(&format!("ALTER TABLE elsewhere RENAME TO {table}"));
        }
        assert!(app.is_live(&token));
        assert_eq!(tries(&mut browser, path, "ada", PASSWORD).status, 303);
    });
}

#[test]
fn r89_a_row_that_cannot_be_is_a_bug_of_which_only_the_log_tells() {
    each_desktop_on(|db, app, path| {
        db.raw().run("UPDATE apps SET kind = 'lampshade'");
        let answer = app.stranger().get(path);
        assert_eq!(answer.status, 500, "{}", answer.text());
        assert!(!answer.text().contains("lampshade"), "{}", answer.text());
        assert!(!answer.text().contains("kind"), "{}", answer.text());
    });
}
