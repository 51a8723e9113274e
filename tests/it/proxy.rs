//! The server behind nginx and behind Caddy, both really run, with the blocks of `docs/operating.md` as they stand
//! there: only names, ports and paths are others.

mod front;
mod proxies;
mod somebody;

use crate::kit::form::text_of;
use crate::kit::http::Response;
use crate::kit::told::says;
pub use front::replaced;
use front::{Front, OUTPUT};
use proxies::{
    behind_caddy, behind_caddy_with_one_name, behind_nginx, behind_nginx_with_one_name,
    behind_nginx_with_ports,
};
use somebody::Somebody;

const PASSWORD: &str = "otter-lamp-river-42";
const A_YEAR: Option<&str> = Some("max-age=31536000");
/// Each on a machine of its own, as far as loopback has machines. The proxy speaks from 127.0.0.1.
const ADA: &str = "127.0.0.2";
const GUESSER: &str = "127.0.0.3";
const LIAR: &str = "127.0.0.4";

#[track_caller]
fn signs_in_and_allows(front: &Front, state: &str) -> (Somebody, Response) {
    let mut ada = front.somebody(ADA);
    let asked = ada.get(&front.authorize(state));
    assert_eq!(asked.status, 200, "{}", asked.text());
    let mut form = asked.form("Sign in");
    form.types_name_and_password("ada", PASSWORD);
    let signed_in = ada.submits(&form, "Sign in", &[]);
    assert_eq!(signed_in.status, 303, "{}", signed_in.text());
    for page in [&asked, &signed_in] {
        let cookies = page.headers_named("set-cookie");
        assert!(!cookies.is_empty());
        for cookie in cookies {
            // What browsers demand of the prefix (RFC 6265bis §4.1.3.2).
            assert!(cookie.starts_with("__Host-vestibule_"), "{cookie}");
            assert!(cookie.contains("; Secure"), "{cookie}");
            assert!(cookie.contains("; Path=/"), "{cookie}");
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    }
    let location = signed_in.location();
    let path = location.strip_prefix(&front.origin).unwrap_or(location);
    let consent = ada.get(path);
    let answer = ada.submits(&consent.form("Allow"), "Allow", &[]);
    assert_eq!(answer.status, 302, "{}", answer.text());
    (ada, answer)
}

/// Sign-in to the end, cookies kept by a client that knows what `__Host-` demands.
#[track_caller]
fn carries_a_sign_in(front: &Front) {
    let (mut ada, answer) = signs_in_and_allows(front, "short");
    let landing = format!("{}/platform/oauth/auth_success#code=", front.origin);
    assert!(
        answer.location().starts_with(&landing),
        "{}",
        answer.location()
    );
    // Signed in: nobody is asked for a password again.
    let again = ada.get(&front.authorize("short"));
    assert!(text_of(&again.text()).contains("Paint"), "{}", again.text());
    assert!(again.text().contains("value=\"allow\""));
    // The longest state that there is, as bytes of three characters each.
    let longest = "%26".repeat(8 * 1024);
    let (_, answer) = signs_in_and_allows(front, &longest);
    assert!(answer.location().ends_with(&format!("state={longest}")));
}

/// Also where something is wrong, and not where it is no https.
#[track_caller]
fn is_https_for_a_year(front: &Front) {
    let mut somebody = front.somebody(ADA);
    for path in [
        "/",
        "/healthz",
        "/static/vestibule.css",
        "/platform/oauth/authorize",
        "/api/user",
    ] {
        let answer = somebody.get(path);
        let said = answer.headers_named("strict-transport-security");
        assert_eq!(said, A_YEAR.as_slice(), "{path}: {}", answer.status);
    }
    let plain = front.over_plain_http("/healthz");
    assert!([301, 308].contains(&plain.status), "{}", plain.status);
    assert!(
        plain.location().starts_with("https://localhost"),
        "{}",
        plain.location()
    );
}

/// Three wrong passwords from one address are looked at.
#[track_caller]
fn counts_by_the_address_of_the_client(front: &Front) {
    let statuses = [0, 1, 2, 3].map(|number| front.guesses(GUESSER, &format!("name{number}"), &[]));
    assert_eq!(statuses, [200, 200, 200, 429]);
    // Whom it claims to speak for changes nothing.
    let forged = "X-Forwarded-For: 203.0.113.9";
    assert_eq!(front.guesses(GUESSER, "name4", &[forged]), 429);
    assert_eq!(front.guesses(ADA, "name5", &[forged]), 200);
    // Nor does it brake somebody else by claiming to be them.
    let blame = format!("X-Forwarded-For: {ADA}");
    for number in 6..10 {
        front.guesses(LIAR, &format!("name{number}"), &[&blame]);
    }
    assert_eq!(front.guesses(ADA, "name10", &[]), 200);
    // Past the proxy nobody is believed at all: no proxy speaks from there.
    let past = front.guesses_past_the_proxy(GUESSER, "name11", &["X-Forwarded-For: 203.0.113.10"]);
    assert_eq!(past, 429);
}

/// To the gateway, at this name.
#[track_caller]
fn lets_bots_through(front: &Front, host: &str) {
    opens_a_socket(
        front,
        host,
        "/socket.io/?EIO=4&transport=websocket",
        "\"sid\"",
    );
}

/// To the broker API: a handshake and the WebSocket that it leads to, each with a credential in its query. Returns the
/// path of the latter.
#[track_caller]
fn lets_users_through(front: &Front) -> String {
    let mut client = front.somebody(ADA);
    let shakes_hands = |secret: &str| format!("/socket.io/1/?app-secret={secret}");
    assert_eq!(client.get(&shakes_hands("wrong")).status, 401);
    let secret = &front.app_secret;
    let answer = client.get(&shakes_hands(secret)).text();
    let sid = answer.strip_suffix(":60:60:websocket").expect(&answer);
    let path = format!("/socket.io/1/websocket/{sid}?app-secret={secret}");
    opens_a_socket(front, "localhost", &path, "1::");
    path
}

/// Nor when the client forgets the s of https, nor when the server is not there: then proxies log most.
#[track_caller]
fn logs_no_secret_of(front: &Front, socket: &str, logs: &[&str]) {
    assert!([301, 308].contains(&front.over_plain_http(socket).status));
    front.stops_the_server();
    let mut client = front.somebody(ADA);
    assert_eq!(client.get(socket).status, 502);
    let secret = &front.app_secret;
    let header = format!("App-Secret: {secret}");
    assert_eq!(client.sends("/v1/roles", &["-H", &header]).status, 502);
    let (sid, _) = socket.split_once('?').expect("a query");
    let (_, sid) = sid.rsplit_once('/').expect("a path");
    for name in logs {
        let log = front.log(name);
        for kept in [
            sid,
            secret,
            "app-secret=",
            "state=",
            "client_id=",
            "__Host-",
        ] {
            assert!(!log.contains(kept), "{kept} is in {name}: {log}");
        }
    }
}

#[track_caller]
fn opens_a_socket(front: &Front, host: &str, path: &str, word: &str) {
    let said = front.somebody(ADA).opens_a_socket(host, path, word);
    let is_open = said.starts_with("HTTP/1.1 101 ") && said.contains(word);
    assert!(is_open, "{said}");
}

/// `vestibule doctor` comes the same way, and trusts who made the certificate.
#[track_caller]
fn passes_every_check(front: &Front) {
    let authority = front.authority.to_str().expect("UTF-8");
    let looked = front
        .home
        .runs_with(("SSL_CERT_FILE", authority), &["doctor"]);
    let said = looked.succeeds().out;
    let address = format!("ok    address         {} leads to vestibule ", front.origin);
    assert!(said.contains(&address), "{said}");
    says(
        &said,
        &[
            "ok    proxy           127.0.0.1 forwards client addresses, and is trusted",
            "ok    cookie          set and returned unchanged",
        ],
    );
}

#[test]
fn somebody_signs_in_through_nginx_as_the_documents_configure_it() {
    let name = "somebody_signs_in_through_nginx_as_the_documents_configure_it";
    behind_nginx(name, |front| {
        carries_a_sign_in(front);
        is_https_for_a_year(front);
        let socket = lets_users_through(front);
        passes_every_check(front);
        lets_bots_through(front, "gateway.localhost");
        logs_no_secret_of(front, &socket, &["id.example.org.log", OUTPUT]);
        let log = front.log("id.example.org.log");
        assert!(log.contains("GET /platform/oauth/authorize\" 200"), "{log}");
        assert!(log.contains("GET /v1/roles\" 502"), "{log}");
        assert!(!log.contains("/socket.io/"), "{log}");
        for empty in ["id.example.org.error.log", "access.log", "error.log"] {
            assert_eq!(front.log(empty), "");
        }
    });
}

#[test]
fn users_and_bots_connect_through_nginx_under_one_name() {
    let name = "users_and_bots_connect_through_nginx_under_one_name";
    behind_nginx_with_one_name(name, connect_under_one_name);
}

#[test]
fn users_and_bots_connect_through_caddy_under_one_name() {
    let name = "users_and_bots_connect_through_caddy_under_one_name";
    behind_caddy_with_one_name(name, connect_under_one_name);
}

#[track_caller]
fn connect_under_one_name(front: &Front) {
    lets_users_through(front);
    lets_bots_through(front, "localhost");
}

#[test]
fn nginx_tells_who_asks_and_nobody_else_is_believed() {
    let name = "nginx_tells_who_asks_and_nobody_else_is_believed";
    behind_nginx(name, counts_by_the_address_of_the_client);
}

#[test]
fn o08_an_nginx_that_adds_ports_tells_who_asks_and_the_doctor_understands_it() {
    let name = "o08_an_nginx_that_adds_ports_tells_who_asks_and_the_doctor_understands_it";
    behind_nginx_with_ports(name, |front| {
        passes_every_check(front);
        counts_by_the_address_of_the_client(front);
    });
}

#[test]
fn somebody_signs_in_through_caddy_as_the_documents_configure_it() {
    let name = "somebody_signs_in_through_caddy_as_the_documents_configure_it";
    behind_caddy(name, |front| {
        carries_a_sign_in(front);
        is_https_for_a_year(front);
        passes_every_check(front);
        let socket = lets_users_through(front);
        lets_bots_through(front, "gateway.localhost");
        logs_no_secret_of(front, &socket, &[OUTPUT]);
        let log = front.log(OUTPUT);
        for line in ["http.log.access", "http.log.error", "\"/socket.io/1\""] {
            assert!(log.contains(line), "{log}");
        }
    });
}

#[test]
fn caddy_tells_who_asks_and_nobody_else_is_believed() {
    let name = "caddy_tells_who_asks_and_nobody_else_is_believed";
    behind_caddy(name, counts_by_the_address_of_the_client);
}
