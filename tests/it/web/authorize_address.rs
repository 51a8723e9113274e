//! Where the answer goes: only an address that the app registered, character by character; everything
//! else is a page (RFC 6749 §3.1.2, RFC 9700 §2.1; rows 5 to 27 and 32 to 34).

use super::{each_app, each_web_app};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::exact::{
    CALLBACK, ORDINARY, adds_desktop_app, adds_web_app, asking, asks_to_sign_in, is_page,
    is_refused, is_sent_to, login_required,
};
use crate::kit::http::Response;

/// Asks without showing a page, so that a good address is answered at once.
fn silently(app: &TestApp, client_id: &str, redirect_uri: &str) -> Response {
    let more = [("redirect_uri", redirect_uri), ("prompt", "none")];
    app.stranger().get(&asking(client_id, &more))
}

/// The same, with the address percent-encoded by the test itself.
fn silently_raw(app: &TestApp, client_id: &str, encoded: &str) -> Response {
    let path = asking(client_id, &[("prompt", "none")]);
    app.stranger()
        .get(&format!("{path}&redirect_uri={encoded}"))
}

#[test]
fn r05_the_only_registered_address_is_used_when_none_is_sent() {
    each_app("", |app| {
        let expected = login_required("https://client.example/cb#", app);
        let client_id = adds_web_app(app, &[CALLBACK]);
        let answer = app
            .stranger()
            .get(&asking(&client_id, &[("prompt", "none")]));
        is_sent_to(&answer, &expected);
        is_sent_to(&silently(app, &client_id, CALLBACK), &expected);
        // A parameter without a value counts as not sent (RFC 6749 §3.1).
        is_sent_to(&silently(app, &client_id, ""), &expected);
        let alias = [("redirect_url", CALLBACK), ("prompt", "none")];
        is_sent_to(&app.stranger().get(&asking(&client_id, &alias)), &expected);
    });
}

#[test]
fn r05_r06_desktop_without_an_address_means_our_own_landing_page_whatever_is_registered() {
    each_app("", |app| {
        let landing = format!("{}/platform/oauth/auth_success", app.origin());
        let failed = format!(
            "{}/platform/oauth/auth_failed#status=login_required\
             &message=The+user+is+not+signed+in&error=login_required\
             &error_description=The+user+is+not+signed+in",
            app.origin()
        );
        let none: &[&str] = &[];
        for uris in [
            none,
            &["http://127.0.0.1/cb"],
            &[CALLBACK, "com.example.app:/cb"],
        ] {
            let client_id = adds_desktop_app(app, uris);
            for more in [
                vec![("display", "desktop"), ("prompt", "none")],
                vec![
                    ("display", "desktop"),
                    ("prompt", "none"),
                    ("redirect_uri", &landing),
                ],
            ] {
                is_sent_to(&app.stranger().get(&asking(&client_id, &more)), &failed);
            }
        }
    });
}

#[test]
fn our_own_pages_are_no_address_to_send_but_for_auth_success_in_desktop_display() {
    each_app("", |app| {
        let client_id = adds_desktop_app(app, &[CALLBACK]);
        let success = format!("{}/platform/oauth/auth_success", app.origin());
        for (display, uri) in [
            ("web", success.clone()),
            ("mobile", success.clone()),
            ("desktop", format!("{success}/")),
            ("desktop", format!("{success}?x=1")),
            ("desktop", format!("{success}#access_token=planted")),
            ("desktop", success.replace("auth_success", "auth_failed")),
            ("desktop", success.replace("http:", "https:")),
            ("desktop", "/platform/oauth/auth_success".to_owned()),
        ] {
            let more = [
                ("display", display),
                ("redirect_uri", &uri),
                ("prompt", "none"),
            ];
            let answer = app.stranger().get(&asking(&client_id, &more));
            is_refused(&answer, "redirect_uri_mismatch");
        }
    });
}

#[test]
fn r06_several_registered_and_none_sent_is_a_page() {
    each_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK, "https://client.example/other"]);
        let silent = asking(&client_id, &[("prompt", "none")]);
        is_refused(&app.stranger().get(&silent), "redirect_uri_missing");
    });
}

#[test]
fn r07_nothing_registered_is_a_page_but_for_a_desktop_program_without_an_address() {
    each_app("", |app| {
        let client_id = adds_desktop_app(app, &[]);
        for display in ["web", "mobile", "popup", "iframe", ""] {
            let answer = app
                .stranger()
                .get(&asking(&client_id, &[("display", display)]));
            is_refused(&answer, "redirect_uri_missing");
        }
        let desktop = asking(&client_id, &[("display", "desktop")]);
        asks_to_sign_in(&app.stranger().get(&desktop));
    });
}

/// What somebody sends who wants an answer elsewhere, by row. All differ from every registered one; more are held by
/// `s3_1_2_…` of `rfc6749::section_3_redirect`.
const NEARLY: &[(u32, &str)] = &[
    (8, "https://client.example"),
    (10, "https://client.example/cb/"),
    (10, "https://client.example/cb123"),
    (10, "https://client.example/cb/x"),
    (11, "https://client.example/Cb"),
    (11, "https://CLIENT.example/cb"),
    (13, "https://client.example:443/cb"),
    (14, "https://client.example/cb?"),
    (14, "https://client.example/cb?a=1"),
    (14, "https://client.example/query"),
    (14, "https://client.example/query?b=2&a=1"),
    (14, "https://client.example/query?a=1&b=2&c=3"),
    (14, "https://client.example/query?a=1%26b=2"),
    (16, "https://client.example/cb;evil=1"),
    (17, "https://client.example@evil.example/cb"),
    (17, "https://client.example:x@evil.example/cb"),
    (17, "https://user@client.example/cb"),
    (18, "http://localhost:80@evil.example"),
    (18, "http://127.0.0.1@evil"),
    (18, "http://127.0.0.1:80@evil.example/cb"),
    (19, "https://client.example/cb#x"),
    (19, "https://client.example/cb%23x"),
    (20, "cb"),
    (20, "//evil.example/cb"),
    (20, "///evil.example/cb"),
    (20, "/../"),
    (20, "https:/client.example/cb"),
    (20, "https:client.example/cb"),
    (20, "https:///client.example/cb"),
    (20, "\\\\evil.example\\cb"),
    (20, "https:\\\\client.example\\cb"),
    (21, "https://client.example/cb/../x"),
    (21, "https://client.example/x/../cb"),
    (21, "https://client.example/cb/%2E%2E/x"),
    (21, "https://client.example/cb/%252E%252E/x"),
    (21, "https%3A%2F%2Fclient.example%2Fcb"),
    (25, "JaVaScRiPt:alert(1)"),
    (25, "javascript://client.example/cb%0aalert(1)"),
    (25, "java%0ascript:alert(1)"),
    (25, " javascript:alert(1)"),
    (26, "data:text/html,<script>alert(1)</script>"),
    (26, "vbscript:msgbox(1)"),
    (26, "file:///etc/passwd"),
    (26, "blob:https://client.example/0"),
    (26, "about:blank"),
    (26, "ws://client.example/cb"),
    (32, "http://localhost.evil.example"),
    (32, "http://127.0.0.1.evil.example"),
    (32, "https://client.example.evil.example/cb"),
    (32, "https://evilclient.example/cb"),
    (32, "http://client.example/cb"),
    (33, "urn:ietf:wg:oauth:2.0:oob"),
    (33, "urn:ietf:wg:oauth:2.0:oob:auto"),
];

#[test]
fn r08_to_r33_what_only_looks_like_a_registered_address_is_a_page() {
    each_app("", |app| {
        let query = "https://client.example/query?a=1&b=2";
        let client_id = adds_web_app(app, &[CALLBACK, query]);
        let expected = login_required(&format!("{query}#"), app);
        is_sent_to(&silently(app, &client_id, query), &expected);
        for (row, uri) in NEARLY {
            let answer = silently(app, &client_id, uri);
            eprintln!("row {row}: {uri}");
            is_refused(&answer, "redirect_uri_mismatch");
            assert!(!answer.text().contains("evil"), "row {row}: {uri}");
        }
    });
}

#[test]
fn r21_an_address_encoded_once_too_often_is_another_up_to_seven_times() {
    each_web_app(|app, client_id| {
        let mut uri = CALLBACK.to_owned();
        let expected = login_required("https://client.example/cb#", app);
        is_sent_to(&silently(app, client_id, &uri), &expected);
        for _ in 0..7 {
            uri = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
            is_refused(&silently(app, client_id, &uri), "redirect_uri_mismatch");
        }
    });
}

#[test]
fn r09_an_address_sent_twice_is_a_page_in_either_order_and_by_either_name() {
    each_web_app(|app, client_id| {
        let evil = "https://evil.example/cb";
        for (one, two) in [
            (CALLBACK, evil),
            (evil, CALLBACK),
            (CALLBACK, CALLBACK),
            (CALLBACK, ""),
        ] {
            for names in [
                ("redirect_uri", "redirect_uri"),
                ("redirect_uri", "redirect_url"),
                ("redirect_url", "redirect_uri"),
                ("redirect_url", "redirect_url"),
            ] {
                let more = [(names.0, one), ("state", "between"), (names.1, two)];
                let answer = app.stranger().get(&asking(client_id, &more));
                is_refused(&answer, "parameter_repeated");
            }
        }
        // Also where the address would not be needed.
        let more = [
            ("display", "desktop"),
            ("redirect_uri", ""),
            ("redirect_uri", ""),
        ];
        let answer = app.stranger().get(&asking(client_id, &more));
        is_refused(&answer, "parameter_repeated");
    });
}

#[test]
fn r24_control_characters_in_an_address_are_a_page_and_split_no_header() {
    each_web_app(|app, client_id| {
        let good = "https%3A%2F%2Fclient.example%2Fcb";
        for tail in [
            "%09",
            "%0d",
            "%0a",
            "%00",
            "%00.evil.com",
            "%1b",
            "%7f",
            "%c2%85",
            "%ff",
            "%0d%0aLocation:%20https://evil.example/",
            "%0d%0a%0d%0a%3Cscript%3Ealert(1)%3C/script%3E",
        ] {
            let answer = silently_raw(app, client_id, &format!("{good}{tail}"));
            is_refused(&answer, "parameter_malformed");
            assert!(!answer.text().contains("script"), "{}", answer.text());
        }
        // U+560A and U+560D: their low bytes are LF and CR.
        for tail in [
            "%E5%98%8A%E5%98%8DLocation:%20https://evil.example/",
            "%E2%80%A8",
            "%20",
        ] {
            let answer = silently_raw(app, client_id, &format!("{good}{tail}"));
            is_refused(&answer, "redirect_uri_mismatch");
        }
    });
}

#[test]
fn r27_a_private_scheme_is_accepted_exactly_and_answered_in_its_query() {
    each_app("", |app| {
        let uris = ["com.example.app:/cb", "geni7://authorize"];
        let client_id = adds_desktop_app(app, &uris);
        for uri in uris {
            let expected = format!("{}#", login_required(&format!("{uri}?"), app));
            is_sent_to(&silently(app, &client_id, uri), &expected);
        }
        for uri in [
            "com.example.app:/cb/",
            "com.example.app:/CB",
            "COM.example.app:/cb",
            "com.example.app://cb",
            "com.example.app:cb",
            "com.example.app:/cb?a=1",
            "com.example.app.evil:/cb",
            "geni7:authorize",
            "geni7://authorize/",
            "geni7://Authorize",
            "geni7://authorize:80",
        ] {
            is_refused(&silently(app, &client_id, uri), "redirect_uri_mismatch");
        }
    });
}

#[test]
fn r34_what_is_too_long_is_refused_and_not_given_back() {
    each_web_app(|app, client_id| {
        let long = |length: usize| format!("{CALLBACK}/{}", "x".repeat(length));
        let answer = silently(app, client_id, &long(20_000));
        is_refused(&answer, "redirect_uri_mismatch");
        assert!(answer.body.len() < 8_000, "{} bytes", answer.body.len());
        for length in [33_000, 65_000] {
            let answer = silently(app, client_id, &long(length));
            is_page(&answer, 414, ORDINARY);
            assert_eq!(answer.header("location"), None);
            assert!(answer.body.len() < 8_000, "{} bytes", answer.body.len());
        }
        // Longer than any address that HTTP is read with: refused before there could be a page.
        for length in [64 * 1024, 100 * 1000] {
            let answer = silently(app, client_id, &long(length));
            assert_eq!(answer.status, 400);
            assert_eq!(answer.header("location"), None);
            assert_eq!(answer.body, b"");
        }
        // Beyond what is ever read of a head the connection may end while it is still being sent.
        let path = format!("{AUTHORIZE}?{}", "x".repeat(1_000_000));
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", app.address);
        if let Ok(answer) = app.stranger().raw(request.as_bytes()) {
            assert!((400..500).contains(&answer.status), "{}", answer.status);
            assert_eq!(answer.header("location"), None);
        }
        asks_to_sign_in(&app.stranger().get(&asking(client_id, &[])));
    });
}
