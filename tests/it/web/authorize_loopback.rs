//! Programs on somebody's own machine: only the port of a loopback address may vary, and not for web
//! apps (RFC 8252 §7.3; rows 29 and 30). What may be registered at all (rows 17, 25, 26, 28).

use super::each_app;
use crate::kit::app::TestApp;
use crate::kit::exact::{
    adds_desktop_app, adds_web_app, asking, is_refused, is_sent_to, login_required,
};
use crate::kit::http::Response;
use vestibule::domain::oauth::client::{Kind, Switch};
use vestibule::domain::oauth::registration::{RegistrationFault, Wishes};
use vestibule::flow::apps::{self, AppRefusal, KnownCredentials};

fn silently(app: &TestApp, client_id: &str, redirect_uri: &str) -> Response {
    let more = [("redirect_uri", redirect_uri), ("prompt", "none")];
    app.stranger().get(&asking(client_id, &more))
}

const LOOPBACK: [&str; 2] = ["http://127.0.0.1/cb?a=1", "http://[::1]:8000/cb"];

#[test]
fn r29_any_port_of_a_registered_loopback_address_is_accepted_for_a_program() {
    each_app("", |app| {
        let client_id = adds_desktop_app(app, &LOOPBACK);
        for uri in [
            "http://127.0.0.1/cb?a=1",
            "http://127.0.0.1:1/cb?a=1",
            "http://127.0.0.1:51004/cb?a=1",
            "http://127.0.0.1:65535/cb?a=1",
            "http://[::1]/cb",
            "http://[::1]:8000/cb",
            "http://[::1]:8001/cb",
        ] {
            // The answer goes to the port that was sent, not to the registered one.
            let expected = login_required(&format!("{uri}#"), app);
            is_sent_to(&silently(app, &client_id, uri), &expected);
        }
    });
}

#[test]
fn r29_a_web_app_has_no_free_port() {
    each_app("", |app| {
        let client_id = adds_web_app(app, &LOOPBACK);
        for uri in LOOPBACK {
            let expected = login_required(&format!("{uri}#"), app);
            is_sent_to(&silently(app, &client_id, uri), &expected);
        }
        for uri in [
            "http://127.0.0.1:80/cb?a=1",
            "http://127.0.0.1:1/cb?a=1",
            "http://[::1]:8001/cb",
        ] {
            is_refused(&silently(app, &client_id, uri), "redirect_uri_mismatch");
        }
    });
}

/// More of the kind: `r18_r30_r32_…` of `domain::redirect_uri`.
#[test]
fn r30_nothing_but_the_port_varies() {
    each_app("", |app| {
        let client_id = adds_desktop_app(app, &[LOOPBACK[0], LOOPBACK[1], "http://localhost/cb"]);
        for uri in [
            "http://127.0.0.1:51004/cb",
            "http://127.0.0.1:51004/cb?a=2",
            "http://127.0.0.1:51004/cb?a=1&b=2",
            "http://user@127.0.0.1:51004/cb?a=1",
            "http://127.0.0.1:51004:80/cb?a=1",
            "http://127.0.0.1:8a/cb?a=1",
            "http://127.0.0.1:51004.evil.example/cb?a=1",
            "http://127.1:51004/cb?a=1",
            "http://2130706433/cb?a=1",
            "http://0x7f000001/cb?a=1",
            "HTTP://127.0.0.1:51004/cb?a=1",
            "http://127.0.0.1:51004/cb?a=1#",
            "http://[::1%25lo]:8001/cb",
            "http://[0:0:0:0:0:0:0:1]:8001/cb",
            "http://[::ffff:127.0.0.1]:8001/cb",
            "http://[::1]:8001/cb?a=1",
            "http://[::1]:51004/cb?a=1",
            // A name may be pointed elsewhere (RFC 8252 §8.3): no free port.
            "http://localhost:51004/cb",
            "http://localhost:80@evil.example/cb",
        ] {
            is_refused(&silently(app, &client_id, uri), "redirect_uri_mismatch");
        }
        let expected = login_required("http://localhost/cb#", app);
        is_sent_to(&silently(app, &client_id, "http://localhost/cb"), &expected);
    });
}

/// The faults of addresses themselves: `domain::redirect_uri`.
#[test]
fn r17_r25_r26_r28_what_is_no_address_to_send_people_to_cannot_be_registered() {
    each_app("", |app| {
        for uri in [
            "https://client.example@evil.example/cb",
            "https://client.example/cb\u{0}",
            "https://client.example/cb\r\n",
            "https://cli\u{e9}nt.example/cb",
            "java\nscript:alert(1)",
            "javascript:alert(1)",
            "data:text/html,x",
            "wss://client.example/cb",
            "http://10.0.0.1/cb",
        ] {
            // The most lenient app there is: only the address can be what is refused.
            let wishes = Wishes {
                name: Some("Sample".to_owned()),
                kind: Some(Kind::Desktop),
                redirect_uris: Some(vec![uri.to_owned()]),
                on: vec![Switch::AllowShortScheme],
                ..Wishes::default()
            };
            let refused = apps::add(app.platform(), &wishes, &KnownCredentials::default());
            let Err(AppRefusal::Fault(RegistrationFault::RedirectUri { .. })) = refused else {
                panic!("{uri:?} was registered");
            };
        }
        assert_eq!(apps::list(app.platform()).expect("a list").len(), 0);
    });
}
