//! Headers are bytes, and others write them too: what cannot be read hides nothing of what stands beside it.

use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{REQUEST_TOKEN, encoded, gives, server_program};
use crate::web::{each_desktop, filled_in, is_consent_page, is_sign_in_page, one_desktop};
use vestibule::domain::oauth::registration::Wishes;

/// A request with header lines of any bytes; the jar stays at home.
#[track_caller]
fn sends(app: &TestApp, line: &str, headers: &[(&str, &[u8])], body: &str) -> Response {
    let mut request = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
        app.address
    );
    if !body.is_empty() {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        request.push_str(&format!("{kind}\r\nContent-Length: {}\r\n", body.len()));
    }
    let mut request = request.into_bytes();
    for (name, value) in headers {
        request.extend_from_slice(name.as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body.as_bytes());
    let mut client = HttpClient::new(&app.address);
    client.raw(&request).expect("an answer")
}

/// What the jar holds, among what neighbours left: as one line or several.
fn among_strangers(browser: &HttpClient) -> Vec<Vec<Vec<u8>>> {
    let own = browser.cookie_header().expect("cookies").into_bytes();
    let line = |before: &[u8], after: &[u8]| [before, &own, after].concat();
    vec![
        vec![line(b"", b"")],
        vec![line(b"theirs=\xe4; ", b"")],
        vec![line(b"", b"; theirs=\xff\xfe; more=1")],
        vec![line(b"\xe4\xf6; =; ;; theirs=\"\xe4\"; ", b";\xff=1")],
        vec![b"theirs=\xe4".to_vec(), line(b"", b"")],
        vec![line(b"", b""), b"theirs=\xe4".to_vec()],
    ]
}

fn lines(cookies: &[Vec<u8>]) -> Vec<(&str, &[u8])> {
    cookies
        .iter()
        .map(|line| ("Cookie", line.as_slice()))
        .collect()
}

#[test]
fn p01_a_foreign_byte_in_a_neighbours_cookie_hides_none_of_ours() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, path, "ada", PASSWORD);
        let body = form.pressed("Sign in");
        let body: Vec<(&str, &str)> = body
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        for cookies in among_strangers(&browser) {
            let answer = sends(
                app,
                &format!("POST {AUTHORIZE}"),
                &lines(&cookies),
                &encoded(&body),
            );
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        assert!(is_consent_page(&browser.signs_in(path, "ada", PASSWORD)));
        for cookies in among_strangers(&browser) {
            let page = sends(app, &format!("GET {path}"), &lines(&cookies), "");
            assert!(is_consent_page(&page), "{}", page.text());
        }
    });
}

#[test]
fn p01_unreadable_cookies_of_our_names_take_nobodys_place() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        assert!(is_consent_page(&browser.signs_in(path, "ada", PASSWORD)));
        let own = browser.cookie_header().expect("cookies");
        let session = browser.cookie("vestibule_session").expect("a session");
        let before = format!("{}=no-token; ", session.name).repeat(20);
        let cookies = format!("{before}{own}");
        let header = [("Cookie", cookies.as_bytes())];
        let page = sends(app, &format!("GET {path}"), &header, "");
        assert!(is_consent_page(&page), "{}", page.text());
        // Those that could be ours are tried up to a number.
        let strange = format!("{}={}; ", session.name, "0".repeat(40)).repeat(8);
        let cookies = format!("{strange}{own}");
        let header = [("Cookie", cookies.as_bytes())];
        let page = sends(app, &format!("GET {path}"), &header, "");
        assert!(is_sign_in_page(&page), "{}", page.text());
    });
}

#[test]
fn p01_of_two_cookies_of_one_name_each_is_tried() {
    each_desktop(|app, path| {
        // Cookies of the same names that open nothing here: those of another platform on this host.
        let mut other = app.stranger();
        other.signs_in(path, "ada", PASSWORD);
        let mut elsewhere = other.clone();
        for cookie in &mut elsewhere.jar {
            cookie.value = cookie.value.chars().rev().collect();
        }
        let both = |browser: &HttpClient, first: bool| {
            let own = browser.cookie_header().expect("cookies");
            let theirs = elsewhere.cookie_header().expect("cookies");
            let names = if first { [theirs, own] } else { [own, theirs] };
            names.join("; ").into_bytes()
        };
        for first in [true, false] {
            let page = sends(
                app,
                &format!("GET {path}"),
                &[("Cookie", &both(&other, first))],
                "",
            );
            assert!(is_consent_page(&page), "{first}: {}", page.text());
        }
        // The form is bound to the second pre-login cookie, and the browser is known by its second cookie.
        let mut browser = app.stranger();
        let (_, form) = filled_in(
            &mut browser,
            &format!("{path}&prompt=login"),
            "ada",
            PASSWORD,
        );
        let decoy = app.stranger().get(path);
        let decoy = decoy.header("set-cookie").expect("a pre-login cookie");
        let decoy = decoy.split(';').next().expect("a pair").to_owned();
        let known = other.cookie("vestibule_browser").expect("it is known");
        let own = browser.cookie_header().expect("a pre-login cookie");
        let cookies = format!("{decoy}; {own}; {0}=x; {0}={1}", known.name, known.value);
        let fields = form.pressed("Sign in");
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let line = format!("POST {AUTHORIZE}");
        let header = [("Cookie", cookies.as_bytes())];
        let answer = sends(app, &line, &header, &encoded(&fields));
        assert_eq!(answer.status, 303, "{}", answer.text());
        let set = answer.headers_named("set-cookie");
        assert!(
            set.iter()
                .all(|line| !line.starts_with("vestibule_browser")),
            "{set:?}"
        );
        // Nobody's stay nobody's.
        let theirs = elsewhere.cookie_header().expect("cookies");
        let page = sends(
            app,
            &format!("GET {path}"),
            &[("Cookie", theirs.as_bytes())],
            "",
        );
        assert!(is_sign_in_page(&page));
    });
}

#[test]
fn p01_a_browser_and_a_language_are_known_in_spite_of_foreign_bytes() {
    one_desktop(|app, path| {
        let estonian = |headers: &[(&str, &[u8])]| {
            let page = sends(app, &format!("GET {path}"), headers, "");
            page.text().contains("<html lang=\"et\"")
        };
        assert!(estonian(&[("Accept-Language", b"et")]));
        assert!(estonian(&[(
            "Accept-Language",
            b"\xe4\xf6, et;q=0.9, en;q=0.1"
        )]));
        assert!(estonian(&[
            ("Accept-Language", b"\xff"),
            ("Accept-Language", b"et")
        ]));
        let agent = b"Mozilla/5.0 (X11; Linux \xe4) Firefox/140.0";
        let answer = signs_in_with(app, path, ("User-Agent", agent));
        assert_eq!(answer.status, 303);
        let session = answer.headers_named("set-cookie")[0];
        let session = session.split(';').next().expect("a pair");
        let cookie = [("Cookie", session.as_bytes())];
        let page = sends(app, "GET /account/sessions", &cookie, "");
        assert!(page.text().contains("Firefox"), "{}", page.text());
    });
}

/// The right password, in a form that comes with this header.
#[track_caller]
fn signs_in_with(app: &TestApp, path: &str, header: (&str, &[u8])) -> Response {
    let mut browser = app.stranger();
    let (_, form) = filled_in(&mut browser, path, "ada", PASSWORD);
    let fields = form.pressed("Sign in");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let cookie = browser.cookie_header().expect("a pre-login cookie");
    let headers = [header, ("Cookie", cookie.as_bytes())];
    sends(
        app,
        &format!("POST {AUTHORIZE}"),
        &headers,
        &encoded(&fields),
    )
}

#[test]
fn p01_of_a_form_that_says_an_unreadable_origin_nobody_believes_that_it_is_ours() {
    one_desktop(|app, path| {
        let own = app.origin().into_bytes();
        let foreign = [&own[..], b"\xe4"].concat();
        for (origin, status) in [
            (own.as_slice(), 303),
            (foreign.as_slice(), 403),
            (&b"\xff"[..], 403),
        ] {
            let answer = signs_in_with(app, path, ("Origin", origin));
            assert_eq!(answer.status, status);
        }
    });
}

#[test]
fn p01_credentials_are_read_beside_unreadable_ones_of_other_schemes() {
    one_desktop(|app, path| {
        let bearer = format!("Bearer {}", app.gets_token(path, "ada"));
        let other: (&str, &[u8]) = ("Authorization", b"Negotiate \xe4\xff");
        let headers = [other, ("Authorization", bearer.as_bytes())];
        assert_eq!(sends(app, "GET /api/user", &headers, "").status, 200);
        // An unreadable token is none of anybody's; an unreadable scheme is none.
        let told = |value: &[u8]| {
            let answer = sends(app, "GET /api/user", &[("Authorization", value)], "");
            assert_eq!(answer.status, 401);
            let challenge = answer.header("www-authenticate").expect("a challenge");
            challenge.contains("invalid_token")
        };
        assert!(told(b"Bearer \xe4"));
        assert!(!told(b"Negotiate \xe4"));
        let program = server_program(app, Wishes::default());
        let own = [("grant_type", "client_credentials")];
        let fields = encoded(&[program.credentials(), own.to_vec()].concat());
        let line = format!("POST {REQUEST_TOKEN}");
        gives(
            &sends(app, &line, &[other], &fields),
            r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#,
        );
        let broken: (&str, &[u8]) = ("Authorization", b"Basic \xe4");
        let answer = sends(app, &line, &[broken], &encoded(&own));
        assert_eq!(answer.status, 401, "{}", answer.text());
    });
}
