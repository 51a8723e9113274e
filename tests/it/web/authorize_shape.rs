//! The shape of the request: repeats, broken text, unknown names, scopes (RFC 6749 §3.1, §3.3; rows 53
//! to 61 without `state`).

use super::{each_app, each_signed_in, each_web_app};
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, asking, asks_to_sign_in, fragment_error, is_sent_to, issuer_field,
    pressed, signed_in_browser,
};
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;

const SCOPE_FAULT: &str = "None+of+the+requested+scopes+is+known%2C+or+one+is+malformed";

#[test]
fn r53_any_other_known_parameter_sent_twice_is_an_error_at_the_address() {
    each_web_app(|app, client_id| {
        let text = "A+parameter+was+sent+more+than+once";
        let expected = fragment_error(app, "invalid_request", text);
        for name in [
            "scope",
            "response_type",
            "display",
            "response_mode",
            "code_challenge",
            "code_challenge_method",
            "prompt",
            "locale",
            "origin",
            "callback",
            "request",
            "request_uri",
            "state",
        ] {
            for values in [("basic", "basic"), ("token", "code"), ("", ""), ("x", "")] {
                let more = [(name, values.0), (name, values.1)];
                is_sent_to(&app.stranger().get(&asking(client_id, &more)), &expected);
            }
        }
        // The state belongs to the answer, unless it is what was repeated.
        let more = [("state", "s"), ("scope", "basic"), ("scope", "email")];
        let answer = app.stranger().get(&asking(client_id, &more));
        let issuer = issuer_field(app);
        let with_state = expected.replace(&issuer, &format!("&state=s{issuer}"));
        is_sent_to(&answer, &with_state);
    });
}

#[test]
fn r53_text_that_is_not_utf8_is_an_error_at_the_address() {
    each_web_app(|app, client_id| {
        let expected = fragment_error(app, "invalid_request", "A+parameter+is+not+UTF-8");
        for name in ["scope", "state", "display", "prompt", "locale"] {
            for bytes in ["%FF", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "x%E2%82"] {
                let path = format!("{}&{name}={bytes}", asking(client_id, &[]));
                is_sent_to(&app.stranger().get(&path), &expected);
            }
        }
    });
}

#[test]
fn r54_r56_what_nobody_knows_is_ignored() {
    each_web_app(|app, client_id| {
        for more in [
            "scope[]=x",
            "scope[a]=b",
            "scope%5B%5D=x",
            "redirect_uri[]=https://evil.example/cb",
            "foo=bar",
            "foo=bar&foo=bar",
            "foo",
            "=",
            "=x",
            "&&&",
            "%FF=1",
            "foo=%FF",
            "foo=%00",
            "Scope=nonsense",
            "SCOPE=nonsense&SCOPE=nonsense",
            "redirect_uri%00=x",
            "error=access_denied",
            "access_token=planted",
            "nonce=1&proof=2",
            "username=ada",
            "%",
            "%zz=%zz",
            "ui_locales=xx&max_age=0",
        ] {
            let path = format!("{}&{more}", asking(client_id, &[]));
            asks_to_sign_in(&app.stranger().get(&path));
        }
    });
}

#[test]
fn r56_an_unknown_parameter_is_not_carried_into_the_answer() {
    each_signed_in(|app, browser, client_id| {
        let more = [
            ("access_token", "planted"),
            ("error", "planted"),
            ("foo", "planted"),
        ];
        let location = pressed(app, browser, &asking(client_id, &more), "Allow");
        let issuer = issuer_field(app);
        let fields = "access_token=TOKEN&expires_in=86400&token_type=bearer";
        assert_eq!(location, format!("{CALLBACK}#{fields}{issuer}"));
    });
}

#[test]
fn r59_a_scope_outside_the_grammar_is_invalid() {
    each_web_app(|app, client_id| {
        let expected = fragment_error(app, "invalid_scope", SCOPE_FAULT);
        for scope in [
            "basic\"",
            "\"basic\"",
            "basic\\",
            "b\u{e9}sic",
            "basic \u{e9}",
            "basic\temail",
            "basic\nemail",
            "basic\r\nemail",
            "basic\0",
            "basic \u{7f}",
            "basic\u{a0}email",
            "\u{1f600}",
        ] {
            let answer = app.stranger().get(&asking(client_id, &[("scope", scope)]));
            is_sent_to(&answer, &expected);
        }
    });
}

#[test]
fn r60_r61_unknown_scopes_are_dropped_and_the_answer_tells_what_was_granted() {
    each_signed_in(|app, browser, client_id| {
        let issuer = issuer_field(app);
        let start = format!("{CALLBACK}#access_token=TOKEN&expires_in=86400&token_type=bearer");
        for (scope, told) in [
            ("basic", ""),
            ("basic email", ""),
            ("email basic", ""),
            ("email,basic", ""),
            (" email , basic ,", ""),
            ("basic basic", ""),
            ("", ""),
            (" ", ""),
            (",,", ""),
            ("basic nonsense", "&scope=basic"),
            ("nonsense,email,basic", "&scope=basic+email"),
            ("basic Email", "&scope=basic"),
        ] {
            let path = asking(client_id, &[("scope", scope)]);
            let location = pressed(app, browser, &path, "Allow");
            assert_eq!(location, format!("{start}{told}{issuer}"), "{scope:?}");
        }
        let expected = fragment_error(app, "invalid_scope", SCOPE_FAULT);
        for scope in [
            "nonsense",
            "Basic",
            "basicemail",
            "basic;email",
            "*",
            "nonsense,other",
        ] {
            let answer = browser.get(&asking(client_id, &[("scope", scope)]));
            is_sent_to(&answer, &expected);
        }
    });
}

#[test]
fn r60_an_app_gets_no_scope_that_it_is_not_registered_for() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            scopes: Some(vec!["basic".to_owned()]),
            off: vec![Switch::RememberConsent],
            ..Wishes::default()
        });
        let client_id = issued.app.client_id;
        let wider = asking(&client_id, &[("scope", "basic email")]);
        let location = pressed(app, &mut browser, &wider, "Allow");
        assert!(location.contains("&scope=basic&iss="), "{location}");
        let answer = browser.get(&asking(&client_id, &[("scope", "email")]));
        is_sent_to(&answer, &fragment_error(app, "invalid_scope", SCOPE_FAULT));
    });
}

#[test]
fn r60_a_desktop_answer_stays_at_its_two_fields_whatever_was_granted() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let client_id = adds_desktop_app(app, &[]);
        let more = [("display", "desktop"), ("scope", "basic,nonsense")];
        let location = pressed(app, &mut browser, &asking(&client_id, &more), "Allow");
        let landing = format!("{}/platform/oauth/auth_success", app.origin());
        assert_eq!(
            location,
            format!("{landing}#access_token=TOKEN&expires_in=86400")
        );
    });
}
