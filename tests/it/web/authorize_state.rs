//! `state` comes back exactly, whatever it holds, and becomes nothing else on the way
//! (RFC 6749 §4.2.2, Appendix B; rows 55 and 57).

use super::{each_app, each_signed_in};
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, adds_web_app, asking, fields, fragment_error, is_sent_to,
    issuer_field, pressed, signed_in_browser,
};

const NASTY: &[&str] = &[
    "xyz",
    "\"><foo>",
    "'><script>alert(1)</script>",
    "a&access_token=evil",
    "a&state=b&error=c",
    "#x",
    "#access_token=evil",
    "?x",
    "a=b=c",
    ";",
    "\u{1f600}\u{1f468}\u{200d}\u{1f469}",
    "\0",
    "a\0b",
    "\r\nLocation: https://evil.example/",
    "\r\n\r\n<html>",
    "\u{560a}\u{560d}Location:x",
    "%00",
    "%",
    "%zz",
    "%25%32%35",
    "+",
    " ",
    "  leading and trailing  ",
    "{\"a\":[1,\"\u{e9}\"],\"b\":null}",
    "\u{202e}evil",
    "\u{feff}",
    "\u{7f}",
    "e\u{301} is not \u{e9}",
    // The example of RFC 6749, Appendix B.
    " %&+\u{a3}\u{20ac}",
    "../../etc/passwd",
    "{{7*7}}",
];

/// The value of the only `state` among the fields; every other name stands once too.
#[track_caller]
fn state_in(encoded: &str) -> String {
    let fields = fields(encoded);
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "a field came twice: {fields:?}");
    let state = fields.into_iter().find(|(name, _)| name == "state");
    state.unwrap_or_else(|| panic!("no state in {encoded}")).1
}

#[test]
fn r57_a_state_comes_back_exactly_in_success_refusal_and_error() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let web = adds_web_app(app, &[CALLBACK]);
        let desktop = adds_desktop_app(app, &[]);
        let private = adds_desktop_app(app, &["com.example.app:/cb"]);
        for state in NASTY {
            for (client_id, display, mark) in [
                (&web, "web", '#'),
                (&desktop, "desktop", '#'),
                (&private, "mobile", '?'),
            ] {
                let path = asking(client_id, &[("display", display), ("state", state)]);
                let mut locations = ["Allow", "Don't Allow"]
                    .map(|button| pressed(app, &mut browser, &path, button));
                let silent = browser.get(&format!("{path}&prompt=none"));
                for location in locations.iter().chain([&silent.location().to_owned()]) {
                    let (_, encoded) = location.split_once(mark).expect("a result");
                    assert_eq!(state_in(encoded), *state, "{location}");
                    assert!(
                        location.bytes().all(|byte| byte.is_ascii_graphic()),
                        "{location}"
                    );
                }
                // Nothing but the state differs from the answer to a plain one.
                let encoded: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
                for location in &mut locations {
                    *location = location.replacen(&format!("state={encoded}"), "state=STATE", 1);
                }
                let plain = asking(client_id, &[("display", display), ("state", "STATE")]);
                let expected = ["Allow", "Don't Allow"]
                    .map(|button| pressed(app, &mut browser, &plain, button));
                assert_eq!(locations, expected, "{state:?}");
            }
        }
    });
}

#[test]
fn r57_up_to_8192_bytes_come_back_and_8193_are_refused_without_a_state() {
    each_signed_in(|app, browser, client_id| {
        for (unit, size) in [
            ("a", 1),
            ("&", 1),
            ("\0", 1),
            ("\u{e9}", 2),
            ("\u{1f600}", 4),
        ] {
            let longest = unit.repeat(8192 / size);
            let path = asking(client_id, &[("state", &longest)]);
            for button in ["Allow", "Don't Allow"] {
                let location = pressed(app, browser, &path, button);
                let (_, encoded) = location.split_once('#').expect("a result");
                assert_eq!(state_in(encoded), longest, "{unit:?}");
            }
            let over = format!("{longest}x");
            let answer = browser.get(&asking(client_id, &[("state", &over)]));
            is_sent_to(
                &answer,
                &fragment_error(app, "invalid_request", "state+is+too+long"),
            );
        }
    });
}

#[test]
fn r55_an_empty_state_is_none_and_none_is_made_up() {
    each_signed_in(|app, browser, client_id| {
        let issuer = issuer_field(app);
        let success = "access_token=TOKEN&expires_in=86400&token_type=bearer";
        for tail in ["", "&state=", "&state"] {
            let path = format!("{}{tail}", asking(client_id, &[]));
            let location = pressed(app, browser, &path, "Allow");
            assert_eq!(location, format!("{CALLBACK}#{success}{issuer}"));
            let location = pressed(app, browser, &path, "Don't Allow");
            assert!(!location.contains("state="), "{location}");
        }
    });
}

#[test]
fn r57_a_state_is_shown_nowhere_but_in_the_form_and_escaped_there() {
    each_signed_in(|_, browser, client_id| {
        for raw in ["%22%3E%3Cfoo%3E", "'x-planted-attribute='", "x-planted"] {
            let path = format!("{}&state={raw}", asking(client_id, &[]));
            let answer = browser.get(&path);
            let form = answer.form("Allow");
            assert!(form.hidden("request").ends_with(&format!("&state={raw}")));
            let page = answer.text();
            assert!(!page.contains("<foo>"), "{page}");
            assert!(!page.contains("'x-planted"), "{page}");
            let shown = crate::kit::form::text_of(&page);
            assert!(!shown.contains("planted"), "{shown}");
        }
    });
}
