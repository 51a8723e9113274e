//! Methods, hosts and headers: what a path does not know is refused, looking issues nothing, and no
//! header of a request decides where a link leads (rows 64 and 65; RFC 9700 §2.6).

use super::{each_web_app, one_app};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::exact::{
    CALLBACK, adds_web_app, asking, asks_to_sign_in, is_refused, is_sent_to, login_required,
    signed_in_browser,
};
use crate::kit::http::Response;

/// No header gives another origin's script leave to read the answer.
#[track_caller]
fn gives_no_leave(answer: &Response) {
    let granted = answer
        .headers
        .iter()
        .find(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-"));
    assert_eq!(granted, None, "{}", answer.path);
}

#[test]
fn r64_no_answer_of_the_authorization_endpoint_lets_another_origin_read_it() {
    each_web_app(|app, client_id| {
        let mut browser = signed_in_browser(app);
        for origin in ["https://client.example", "https://evil.example", "null"] {
            let from = [("Origin", origin)];
            for path in [
                asking(client_id, &[]),
                asking(client_id, &[("prompt", "none")]),
                AUTHORIZE.to_owned(),
            ] {
                gives_no_leave(&browser.send("GET", &path, &from, b""));
                gives_no_leave(&browser.send("POST", AUTHORIZE, &from, b""));
            }
        }
    });
}

#[test]
fn head_answers_what_get_does_without_a_body() {
    each_web_app(|app, client_id| {
        for (path, status) in [
            (asking(client_id, &[]), 200),
            (AUTHORIZE.to_owned(), 400),
            (asking(client_id, &[("prompt", "none")]), 302),
            ("/platform/oauth/auth_success".to_owned(), 200),
        ] {
            let get = app.stranger().get(&path);
            let head = app.stranger().send("HEAD", &path, &[], b"");
            assert_eq!((get.status, head.status), (status, status), "{path}");
            assert_eq!(head.header("location"), get.header("location"));
            let policy = "content-security-policy";
            assert_eq!(head.header(policy), get.header(policy));
            assert_eq!(head.body, b"");
        }
    });
}

#[test]
fn r65_forwarding_headers_change_no_link_and_no_redirect() {
    each_web_app(|app, client_id| {
        let evil = [
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Prefix", "/evil"),
            ("X-Original-URL", "/evil"),
            ("X-Rewrite-URL", "/evil"),
            ("X-Forwarded-Server", "evil.example"),
            ("Forwarded", "host=evil.example;proto=https"),
            ("X-HTTP-Method-Override", "PUT"),
        ];
        let path = asking(client_id, &[]);
        let answer = app.stranger().send("GET", &path, &evil, b"");
        asks_to_sign_in(&answer);
        assert!(!answer.text().contains("evil"), "{}", answer.text());
        let silent = asking(client_id, &[("prompt", "none")]);
        let answer = app.stranger().send("GET", &silent, &evil, b"");
        is_sent_to(&answer, &login_required(&format!("{CALLBACK}#"), app));
        let desktop = asking(client_id, &[("prompt", "none"), ("display", "desktop")]);
        let answer = app.stranger().send("GET", &desktop, &evil, b"");
        let landing = format!("{}/platform/oauth/auth_failed#", app.origin());
        assert!(
            answer.location().starts_with(&landing),
            "{}",
            answer.location()
        );
    });
}

#[test]
fn r65_another_host_two_hosts_and_an_absolute_target_lead_nowhere_else() {
    each_web_app(|app, client_id| {
        let path = asking(client_id, &[("prompt", "none"), ("display", "desktop")]);
        let own = format!("Host: {}\r\n", app.address);
        let evil = "Host: evil.example\r\n";
        let absolute = format!("http://evil.example{path}");
        let landing = format!("{}/platform/oauth/auth_failed#", app.origin());
        for (target, hosts) in [
            (&path, evil.to_owned()),
            (&path, format!("{own}{evil}")),
            (&path, format!("{evil}{own}")),
            (&path, String::new()),
            (&absolute, own.clone()),
            (&absolute, evil.to_owned()),
        ] {
            let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
            let answer = app.stranger().raw(request.as_bytes()).expect("an answer");
            match answer.status {
                302 => assert!(
                    answer.location().starts_with(&landing),
                    "{}",
                    answer.location()
                ),
                // RFC 9112 §3.2 would have a server refuse some of these.
                400 => assert_eq!(answer.header("location"), None),
                status => panic!("{status} for {target} with {hosts:?}"),
            }
        }
    });
}

#[test]
fn r65_behind_https_every_link_is_of_the_configured_site() {
    each_db(|db| {
        let site = "https://id.example.org";
        let app = TestApp::start(&db.url, &format!("public_url = {site:?}"));
        app.adds_user("ada", None);
        let client_id = adds_web_app(&app, &[CALLBACK]);
        let path = asking(&client_id, &[]);
        let mut browser = app.stranger();
        let mut form = browser.get(&path).form("Sign in");
        form.types_name_and_password("ada", PASSWORD);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form.pressed("Sign in"))
            .finish();
        let cookies = browser.cookie_header().expect("a pre-login cookie");
        let length = body.len();
        let request = format!(
            "POST {AUTHORIZE} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nCookie: {cookies}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let answer = browser.raw(request.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), format!("{site}{path}"));
        let page = browser.get(&path);
        let answer = app.presses(&mut browser, &page, "Don't Allow");
        let issuer = "&iss=https%3A%2F%2Fid.example.org";
        assert!(answer.location().ends_with(issuer), "{}", answer.location());
    });
}

#[test]
fn raw_bytes_in_the_request_line_split_no_header() {
    each_web_app(|app, client_id| {
        let path = asking(client_id, &[("prompt", "none")]);
        for bytes in [
            &b"&state=a\rLocation: https://evil.example/"[..],
            b"&state=a\nLocation: https://evil.example/",
            b"&state=a\0b",
            b"&state=a\tb",
            b"&state=a b",
            b"&state=\xff\xfe",
            b"&state=\x7f",
            b"&redirect_uri=https://client.example/cb\\x",
            b"&state=<script>",
        ] {
            let mut request = format!("GET {path}").into_bytes();
            request.extend_from_slice(bytes);
            request.extend_from_slice(
                format!(
                    " HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                    app.address
                )
                .as_bytes(),
            );
            let Ok(answer) = app.stranger().raw(&request) else {
                continue;
            };
            match answer.status {
                400 => assert_eq!(answer.header("location"), None),
                302 => is_sent_back_once(&answer),
                status => panic!("{status} for {:?}", String::from_utf8_lossy(bytes)),
            }
        }
        is_refused(&app.stranger().get(AUTHORIZE), "client_unknown");
    });
}

#[track_caller]
fn is_sent_back_once(answer: &Response) {
    let locations = answer.headers_named("location");
    assert_eq!(locations.len(), 1, "{locations:?}");
    assert!(
        locations[0].starts_with(&format!("{CALLBACK}#")),
        "{locations:?}"
    );
}

#[test]
fn a_body_with_two_lengths_is_refused() {
    // Whoever reads it otherwise than a proxy before it can be fooled (RFC 9112 §6.3).
    one_app("", |app| {
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Length", "5"),
        ];
        let body = b"0\r\n\r\n";
        let answer = app.stranger().send("POST", AUTHORIZE, &headers, body);
        assert_eq!((answer.status, answer.header("location")), (400, None));
    });
}
