//! What every answer carries, bodies that cannot be read, paths that are not there, and the limit of calls.

use super::*;

#[test]
fn every_answer_names_itself_is_kept_nowhere_and_may_be_read_by_any_page() {
    each_server("[broker]\nenabled = true", |app, server| {
        let secret = ("App-Secret", &*server.secret);
        let page = ("Origin", "https://page.example");
        let good = call(
            &app.address,
            ("GET", "/v1/roles"),
            &[secret, page],
            &Value::Null,
        );
        let bad = call(&app.address, ("GET", "/v1/roles"), &[page], &Value::Null);
        let mut ids = Vec::new();
        for answer in [&good, &bad] {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            assert_eq!(answer.header("ratelimit-limit"), Some("10"));
            assert_eq!(answer.header("ratelimit-time-units"), Some("seconds"));
            assert_eq!(answer.header("ratelimit-remaining"), Some("19"));
            ids.push(answer.header("request-id").expect("an id").to_owned());
        }
        assert!(ids[0] != ids[1] && ids.iter().all(|id| id.len() == 36));
        let asked = [page, ("Access-Control-Request-Method", "POST")];
        let preflight = call(
            &app.address,
            ("OPTIONS", "/v1/tokens"),
            &asked,
            &Value::Null,
        );
        assert_eq!(preflight.status, 200);
        let unknown = call(&app.address, ("GET", "/v1/x"), &[page], &Value::Null);
        for (answer, left) in [(&preflight, "20"), (&unknown, "18")] {
            assert_eq!(answer.header("ratelimit-limit"), Some("10"));
            assert_eq!(answer.header("ratelimit-remaining"), Some(left));
        }
        let allowed = preflight.header("access-control-allow-headers");
        assert_eq!(allowed, Some("Content-Type, Respoke-SDK, App-Token"));
        let methods = preflight.header("access-control-allow-methods");
        assert_eq!(methods, Some("GET, POST, PUT, DELETE, OPTIONS"));
    });
}

#[test]
fn twenty_calls_at_once_are_let_through_and_the_rest_wait() {
    each_app(
        "[broker]\nenabled = true\n[rate_limit]\nbroker = 1",
        |app| {
            let server = server(app);
            let calls = || server.calls("GET", "/v1/roles", &Value::Null);
            succeeded(&calls());
            succeeded(&calls());
            let over = calls();
            declined(&over, 429, "Too many requests.");
            assert_eq!(over.header("ratelimit-remaining"), Some("0"));
            assert!(over.header("retry-after").is_some());
        },
    );
}

#[test]
fn guesses_at_credentials_are_counted_by_address_and_right_ones_go_on() {
    let settings = "[broker]\nenabled = true\n[rate_limit]\nbroker = 1";
    each_server(settings, |app, server| {
        let guess = |text: &str| {
            let headers = [("App-Secret", text)];
            call(&app.address, ("GET", "/v1/roles"), &headers, &Value::Null)
        };
        unauthorized(&guess("one"));
        unauthorized(&guess("two"));
        declined(&guess("three"), 429, "Too many requests.");
        succeeded(&server.calls("GET", "/v1/roles", &Value::Null));
    });
}

#[test]
fn bodies_and_paths_that_cannot_be_are_answered_in_json() {
    each_server(ON, |app, server| {
        let headers = [("App-Secret", server.secret.as_str())];
        let posts = |body: &str| {
            app.stranger()
                .send("POST", "/v1/roles", &headers, body.as_bytes())
        };
        for bad in ["x", "[]", "7", "{\"name\":", "null", "\u{0}"] {
            declined(&posts(bad), 400, "The body is no JSON object.");
        }
        declined(&posts(&"x".repeat(20_001)), 413, "The body is too large.");
        invalid(&posts(""), "name");
        for (method, path) in [
            ("GET", "/v1"),
            ("GET", "/v1/"),
            ("GET", "/v1/x"),
            ("GET", "/v1/tokens"),
            ("PATCH", "/v1/roles"),
            ("POST", "/v1/groups/x"),
        ] {
            let answer = call(&app.address, (method, path), &headers, &Value::Null);
            declined(&answer, 404, "Not found.");
        }
    });
}

#[test]
fn it_is_not_there_unless_it_was_turned_on() {
    each_app("", |app| {
        for path in ["/v1/tokens", "/v1/roles", "/v1"] {
            let answer = call(&app.address, ("POST", path), &[], &json!({}));
            assert_eq!(answer.status, 404);
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    });
}
