//! RFC 6749 §3.1.2: the redirection endpoint.

use crate::kit::app::TestApp;
use crate::kit::code::asking_code;
use crate::kit::db::each_db;
use crate::kit::exact::{
    CALLBACK, ORDINARY, adds_desktop_app, adds_web_app, asking, is_page, is_refused, is_sent_to,
    login_required, pressed, signed_in_browser,
};
use crate::web::{each_app, each_web_app, registers};
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, KnownCredentials};

/// "The redirection endpoint URI MUST be an absolute URI as defined by [RFC3986] Section 4.3."
#[test]
fn s3_1_2_a_redirect_uri_is_absolute() {
    each_app("", |app| {
        for uri in [
            "/cb",
            "cb",
            "//client.example/cb",
            "client.example/cb",
            "?a=1",
            "",
        ] {
            assert!(!registers(app, uri), "{uri}");
        }
        for uri in [
            CALLBACK,
            "https://client.example",
            "com.example.app:/cb",
            "http://[::1]/",
        ] {
            assert!(registers(app, uri), "{uri}");
        }
    });
}

/// "The endpoint URI MAY include an "application/x-www-form-urlencoded" formatted … query component …,
/// which MUST be retained when adding additional query parameters."
#[test]
fn s3_1_2_the_query_of_a_redirect_uri_is_retained() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        for (uri, mark) in [
            ("https://client.example/cb?a=%2F&b=c+d", '#'),
            ("com.example.app:/cb?a=%2F&b=c+d", '&'),
        ] {
            let client_id = adds_desktop_app(app, &[uri]);
            for button in ["Allow", "Don't Allow"] {
                let path = asking(&client_id, &[("redirect_uri", uri)]);
                let location = pressed(app, &mut browser, &path, button);
                assert!(location.starts_with(&format!("{uri}{mark}")), "{location}");
            }
        }
    });
}

/// "The endpoint URI MUST NOT include a fragment component."
#[test]
fn s3_1_2_a_redirect_uri_has_no_fragment() {
    each_web_app(|app, client_id| {
        for tail in ["#", "#x", "#access_token=planted", "?a=1#x"] {
            let uri = format!("{CALLBACK}{tail}");
            assert!(!registers(app, &uri), "{uri}");
            let path = asking(client_id, &[("redirect_uri", &uri)]);
            is_refused(&app.stranger().get(&path), "redirect_uri_mismatch");
        }
    });
}

/// "The authorization server MUST require the following clients to register their redirection
/// endpoint: Public clients. Confidential clients utilizing the implicit grant type." A program may have
/// none: its answers reach our own landing pages and nothing else (`s10_2_…`).
#[test]
fn s3_1_2_2_public_apps_and_those_that_take_tokens_register_where_answers_go() {
    each_app("", |app| {
        for (kind, confidentiality) in [
            (Kind::Web, Confidentiality::Public),
            (Kind::Web, Confidentiality::Confidential),
        ] {
            let nowhere = Wishes {
                name: Some("Sample".to_owned()),
                kind: Some(kind),
                confidentiality: Some(confidentiality),
                response_types: Some(vec![ResponseType::Token]),
                ..Wishes::default()
            };
            assert!(apps::add(app.platform(), &nowhere, &KnownCredentials::default()).is_err());
            let somewhere = Wishes {
                redirect_uris: Some(vec![CALLBACK.to_owned()]),
                ..nowhere
            };
            assert!(apps::add(app.platform(), &somewhere, &KnownCredentials::default()).is_ok());
        }
    });
}

/// "If multiple redirection URIs have been registered, if only part of the redirection URI has been
/// registered, or if no redirection URI has been registered, the client MUST include a redirection URI
/// with the authorization request using the "redirect_uri" request parameter."
#[test]
fn s3_1_2_3_with_several_or_none_registered_one_has_to_be_sent() {
    each_app("", |app| {
        let several = adds_web_app(app, &[CALLBACK, "https://client.example/other"]);
        let none = adds_desktop_app(app, &[]);
        for client_id in [&several, &none] {
            let answer = app.stranger().get(&asking(client_id, &[]));
            is_refused(&answer, "redirect_uri_missing");
        }
        let one = adds_web_app(app, &[CALLBACK]);
        let silent = app.stranger().get(&asking(&one, &[("prompt", "none")]));
        is_sent_to(&silent, &login_required(&format!("{CALLBACK}#"), app));
    });
}

/// "When a redirection URI is included in an authorization request, the authorization server MUST
/// compare and match the value received against at least one of the registered redirection URIs …"
#[test]
fn s3_1_2_3_the_address_sent_is_one_of_the_apps_own() {
    each_app("", |app| {
        let other = "https://client.example/other";
        let client_id = adds_web_app(app, &[CALLBACK, other]);
        let neighbour = "https://neighbour.example/cb";
        adds_web_app(app, &[neighbour]);
        for uri in [CALLBACK, other] {
            let more = [("redirect_uri", uri), ("prompt", "none")];
            let expected = login_required(&format!("{uri}#"), app);
            is_sent_to(&app.stranger().get(&asking(&client_id, &more)), &expected);
        }
        let more = [("redirect_uri", neighbour), ("prompt", "none")];
        let answer = app.stranger().get(&asking(&client_id, &more));
        is_refused(&answer, "redirect_uri_mismatch");
    });
}

/// "If the client registration included the full redirection URI, the authorization server MUST compare
/// the two URIs using simple string comparison as defined in [RFC3986] Section 6.2.1."
#[test]
fn s3_1_2_3_addresses_are_compared_as_strings() {
    each_web_app(|app, client_id| {
        // Each is equivalent by one of the other comparisons of RFC 3986 §6.2.
        for uri in [
            "HTTPS://client.example/cb",
            "https://CLIENT.EXAMPLE/cb",
            "https://client.example:443/cb",
            "https://client.example:/cb",
            "https://client.example/%63b",
            "https://client.example/./cb",
            "https://client.example/a/../cb",
        ] {
            let more = [("redirect_uri", uri), ("prompt", "none")];
            let answer = app.stranger().get(&asking(client_id, &more));
            is_refused(&answer, "redirect_uri_mismatch");
        }
    });
}

/// "If an authorization request fails validation due to a missing, invalid, or mismatching redirection
/// URI, the authorization server SHOULD inform the resource owner of the error and MUST NOT
/// automatically redirect the user-agent to the invalid redirection URI."
/// §4.1.2.1: "If the request fails due to a missing, invalid, or mismatching redirection URI, or if the client
/// identifier is missing or invalid, the authorization server SHOULD inform the resource owner of the error
/// and MUST NOT automatically redirect the user-agent to the invalid redirection URI."
/// §4.2.2.1: "If the request fails due to a missing, invalid, or mismatching redirection URI, or if the client
/// identifier is missing or invalid, the authorization server … MUST NOT automatically redirect the
/// user-agent to the invalid redirection URI."
#[test]
fn s3_1_2_4_nobody_is_sent_to_an_address_that_is_not_proven_signed_in_or_not() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let client_id = adds_web_app(&app, &[CALLBACK]);
        let mut known = signed_in_browser(&app);
        let mut refuses = |client_id: &str, more: &[(&str, &str)], code: &str| {
            for path in [asking(client_id, more), asking_code(client_id, more)] {
                is_refused(&known.get(&path), code);
                is_refused(&app.stranger().get(&path), code);
            }
        };
        for prompt in ["", "none", "login", "consent"] {
            for uri in ["https://evil.example/cb", "javascript:alert(1)", "/cb"] {
                let more = [("redirect_uri", uri), ("prompt", prompt)];
                refuses(&client_id, &more, "redirect_uri_mismatch");
            }
        }
        for nobody in ["", "0123456789abcdefghijABCDEFGHIJ0123456789"] {
            refuses(nobody, &[("redirect_uri", CALLBACK)], "client_unknown");
        }
        assert_eq!(db.raw().count("access_tokens"), 0);
    });
}

/// "The client SHOULD NOT include any third-party scripts …. If third-party scripts are included, the
/// client MUST ensure that its own scripts … will execute first." Our landing pages are the redirection
/// endpoint of desktop programs: they run no script at all.
#[test]
fn s3_1_2_5_the_page_that_a_desktop_token_lands_on_runs_no_script() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let client_id = adds_desktop_app(app, &[]);
        let path = asking(&client_id, &[("display", "desktop")]);
        for button in ["Allow", "Don't Allow"] {
            let location = pressed(app, &mut browser, &path, button);
            let (address, _) = location.split_once('#').expect("a fragment");
            let landing = address.strip_prefix(&app.origin()).expect("our own page");
            let landed = browser.get(landing);
            is_page(&landed, 200, ORDINARY);
            let html = landed.text().to_ascii_lowercase();
            for foreign in [
                "<script",
                "javascript:",
                "onload",
                "<iframe",
                "http://",
                "https://",
            ] {
                assert!(!html.contains(foreign), "{foreign} in {html}");
            }
        }
    });
}
