//! Who that is behind proxies that write addresses in their own ways; and that a subscriber is one address.

use crate::broker::call;
use crate::gateway::{NAME, WRONG_SECRET, is_refused};
use crate::kit::app::TestApp;
use crate::kit::http::HttpClient;
use crate::kit::server::Home;
use crate::kit::socket::{NEWEST, Socket};
use crate::web::{each_app, filled_in};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const BEHIND: &str = "trusted_proxies = [\"::ffff:127.0.0.0/104\"]";

/// A wrong password for a name of its own.
fn guesses(app: &TestApp, path: &str, forwarded: &[u8], number: usize) -> u16 {
    let mut browser = HttpClient::new(&app.address);
    let (_, form) = filled_in(
        &mut browser,
        path,
        &format!("name{number}"),
        "wrong-otter-lamp",
    );
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form.pressed("Sign in"));
    let body = body.finish();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nX-Forwarded-For: ",
        form.action.as_deref().expect("an action"),
        app.address,
        browser.cookie_header().expect("a cookie"),
        body.len()
    );
    let request = [head.as_bytes(), forwarded, b"\r\n\r\n", body.as_bytes()].concat();
    browser.raw(&request).expect("an answer").status
}

#[test]
fn o08_a_person_is_one_address_however_the_proxy_writes_it_and_others_are_others() {
    let settings = format!("{BEHIND}\n[sign_in_limit]\nper_address = 4");
    each_app(&settings, |app| {
        let (_, path) = app.adds_desktop_app();
        let written: [&[u8]; 5] = [
            b"203.0.113.5:4711",
            b"\"203.0.113.5\"",
            b"\xe4\xff, 203.0.113.5:4712",
            b"198.51.100.9, [::ffff:203.0.113.5]:80, ",
            b"203.0.113.5",
        ];
        let mut number = 0;
        let mut next = |forwarded: &[u8]| {
            number += 1;
            guesses(app, &path, forwarded, number)
        };
        assert_eq!(written.map(&mut next), [200, 200, 200, 200, 429]);
        // Nobody else is braked by it: neither their neighbours nor the proxy.
        assert_eq!(next(b"203.0.113.6:4711"), 200);
        let network: [&[u8]; 5] = [
            b"[2001:db8::1]:4711",
            b"2001:db8::2%eth0",
            b"[2001:db8::3%25eth0]:80",
            b"2001:db8::4",
            b"\"[2001:db8::5]\"",
        ];
        assert_eq!(network.map(&mut next), [200, 200, 200, 200, 429]);
        assert_eq!(next(b"[2001:db8:0:1::1]:4711"), 200);
    });
}

#[test]
fn o08_what_a_trusted_proxy_says_that_is_no_address_is_told_once() {
    let home = Home::new("trusted_proxies = [\"127.0.0.1\"]");
    home.adds_user("ada", "otter-lamp-river-42");
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key");
    let server = home.serves();
    let path = format!(
        "/platform/oauth/authorize?client_id={client_id}&response_type=token&display=desktop"
    );
    for forwarded in ["unknown", "198.51.100.1, proxy.example", "203.0.113.5:4711"] {
        let mut browser = server.client();
        let (_, form) = filled_in(&mut browser, &path, "ada", "wrong-otter-lamp");
        let headers = [("X-Forwarded-For", forwarded)];
        crate::web::submits_with(&mut browser, &form, "Sign in", &headers);
    }
    let log = server.log();
    let told: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("holds no address"))
        .collect();
    assert!(
        matches!(told[..], [line] if line.contains("unknown") && line.contains("127.0.0.1")),
        "{log}"
    );
    assert!(told[0].contains("WARN"), "{told:?}");
}

fn broker_calls(app: &TestApp, forwarded: &str) -> u16 {
    let headers = [("X-Forwarded-For", forwarded)];
    call(&app.address, ("GET", "/v1/roles"), &headers, &Value::Null).status
}

#[test]
fn s13_the_broker_counts_an_ipv6_network_as_one_caller() {
    let settings = format!("{BEHIND}\n[broker]\nenabled = true\n[rate_limit]\nbroker = 1");
    each_app(&settings, |app| {
        // However slowly they come: so many at once are too many for one caller, not for many.
        let too_many = |address: &dyn Fn(usize) -> String| {
            let statuses = (0..40).map(|number| broker_calls(app, &address(number)));
            statuses.filter(|status| *status == 429).count()
        };
        assert!(too_many(&|number| format!("[2001:db8::{number:x}:1]:4711")) > 0);
        assert_eq!(too_many(&|number| format!("2001:db8:1:{number:x}::1")), 0);
        assert_eq!(too_many(&|number| format!("203.0.113.{number}:4711")), 0);
    });
}

#[test]
fn s13_the_gateway_counts_an_ipv6_network_as_one_address() {
    let settings = format!("{BEHIND}\n[gateway]\nenabled = true");
    each_app(&settings, |app| {
        app.adds_socket_client(NAME, None);
        let waits = |forwarded: &str| {
            let headers = [("X-Forwarded-For", forwarded)];
            let mut socket = Socket::connects_from(&app.gateway(), NEWEST, &headers);
            let began = Instant::now();
            let payload = json!({"client": NAME, "secret": "wrong"});
            is_refused(&mut socket, "identify", &payload, &[WRONG_SECRET]);
            began.elapsed()
        };
        let mut last = Duration::ZERO;
        for number in 1..=5 {
            last = waits(&format!("[2001:db8::{number}]:4711"));
        }
        let fifth = Duration::from_millis(1600);
        assert!(last >= fifth, "{last:?}");
        // Others begin anew.
        let other = waits("[2001:db8:0:1::1]:4711");
        assert!(other < fifth, "{other:?}");
    });
}
