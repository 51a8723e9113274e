//! What kind of answer is asked for: faults behind a proven address go there, into the place where the
//! success would have been (RFC 6749 §4.2.2.1; rows 36 to 47, 50 and 51).

use super::{each_app, each_web_app};
use crate::kit::app::TestApp;
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, asking, asks_to_sign_in, fragment_error, is_refused, is_sent_to,
    issuer_field, login_required, signed_in_browser,
};
use crate::kit::form::text_of;
use crate::kit::http::Response;
use crate::kit::tiny::{TinyServer, page};
use vestibule::domain::oauth::client::{Kind, ResponseType, Style};
use vestibule::domain::oauth::registration::Wishes;

const NOT_REGISTERED: &str = "This+application+is+not+registered+for+this+response_type";
const UNSUPPORTED: &str = "This+response_type+is+not+supported";

/// A web app with one address and these response types.
fn app_that_may(app: &TestApp, types: &[ResponseType]) -> String {
    let issued = app.adds_app(Wishes {
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        response_types: Some(types.to_vec()),
        ..Wishes::default()
    });
    issued.app.client_id
}

/// Asks with exactly these parameters beside the app's key.
fn asked(app: &TestApp, client_id: &str, query: &str) -> Response {
    let path = crate::kit::app::AUTHORIZE;
    let path = format!("{path}?client_id={client_id}&{query}");
    app.stranger().get(&path)
}

#[test]
fn r36_without_a_response_type_a_code_is_meant() {
    each_app("", |app| {
        let issuer = issuer_field(app);
        for query in ["", "response_type=", "response_type", "response_type=code"] {
            let token_only = app_that_may(app, &[ResponseType::Token]);
            let expected = format!(
                "{CALLBACK}?error=unauthorized_client&error_description={NOT_REGISTERED}{issuer}#"
            );
            is_sent_to(&asked(app, &token_only, query), &expected);
            let both = app_that_may(app, &[ResponseType::Token, ResponseType::Code]);
            asks_to_sign_in(&asked(app, &both, query));
            let expected = login_required(&format!("{CALLBACK}?"), app);
            let silent = asked(app, &both, &format!("{query}&prompt=none"));
            is_sent_to(&silent, &format!("{expected}#"));
        }
    });
}

#[test]
fn r37_a_response_type_that_nobody_knows_is_unsupported() {
    each_web_app(|app, client_id| {
        let expected = fragment_error(app, "unsupported_response_type", UNSUPPORTED);
        for word in [
            "tokenn",
            "TOKEN",
            "token+token",
            "token%20",
            "+token",
            "code++token",
            "id_tokens",
            "none",
            "token%00",
            "%3Cscript%3E",
        ] {
            let answer = asked(app, client_id, &format!("response_type={word}"));
            is_sent_to(&answer, &expected);
        }
        // Sets belong to OpenID Connect.
        let needs = "The+scope+openid+is+required+for+this+response_type";
        let expected = fragment_error(app, "invalid_request", needs);
        for set in ["id_token", "token+id_token"] {
            let answer = asked(app, client_id, &format!("response_type={set}"));
            is_sent_to(&answer, &expected);
        }
        asks_to_sign_in(&asked(app, client_id, "response_type=token"));
        asks_to_sign_in(&asked(app, client_id, "response%5Ftype=%74oken"));
    });
}

#[test]
fn r38_r43_a_token_only_for_an_app_that_may_have_one() {
    each_app("", |app| {
        let with_secret = app.adds_app(Wishes {
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            ..Wishes::default()
        });
        assert!(with_secret.client_secret.is_some());
        let code_only = app_that_may(app, &[ResponseType::Code]);
        let expected = fragment_error(app, "unauthorized_client", NOT_REGISTERED);
        for client_id in [&with_secret.app.client_id, &code_only] {
            is_sent_to(&asked(app, client_id, "response_type=token"), &expected);
        }
        let allowed = app_that_may(app, &[ResponseType::Token]);
        asks_to_sign_in(&asked(app, &allowed, "response_type=token"));
    });
}

#[test]
fn r41_r42_a_token_is_never_sent_in_the_query_and_an_unknown_mode_is_refused() {
    each_web_app(|app, client_id| {
        for (mode, description) in [
            ("query", "response_mode+query+cannot+be+used+for+a+token"),
            ("FRAGMENT", "Unknown+response_mode"),
            ("web_message", "Unknown+response_mode"),
            (
                "fragment&response_mode=fragment",
                "A+parameter+was+sent+more+than+once",
            ),
            (
                "query&response_mode=fragment",
                "A+parameter+was+sent+more+than+once",
            ),
        ] {
            let query = format!("response_type=token&state=s&response_mode={mode}");
            let issuer = issuer_field(app);
            let expected = format!(
                "{CALLBACK}#error=invalid_request&error_description={description}&state=s{issuer}"
            );
            is_sent_to(&asked(app, client_id, &query), &expected);
        }
        for mode in ["fragment", "form_post", ""] {
            let query = format!("response_type=token&response_mode={mode}");
            asks_to_sign_in(&asked(app, client_id, &query));
        }
    });
}

#[test]
fn r44_pkce_fields_mean_nothing_to_a_token() {
    each_web_app(|app, client_id| {
        for query in [
            "code_challenge=x&code_challenge_method=plain",
            "code_challenge_method=S256",
            "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        ] {
            let query = format!("response_type=token&{query}");
            asks_to_sign_in(&asked(app, client_id, &query));
        }
    });
}

/// The contract's order: what is found first hides what would be found later.
#[test]
fn r45_r46_the_checks_run_in_the_order_of_the_contract() {
    each_web_app(|app, client_id| {
        let unknown = "0123456789abcdefghijABCDEFGHIJ0123456789";
        let sent = |given: &[(&str, &str)]| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let path = format!(
                "/platform/oauth/authorize?{}",
                query.extend_pairs(given).finish()
            );
            app.stranger().get(&path)
        };
        let mut all = vec![
            ("client_id", unknown),
            ("redirect_uri", "https://evil.example/cb"),
            ("display", "web"),
            ("display", "web"),
            ("response_type", "tokenn"),
            ("response_mode", "query"),
            ("scope", "nonsense"),
            ("prompt", "none"),
        ];
        is_refused(&sent(&all), "client_unknown");
        all[0].1 = client_id;
        is_refused(&sent(&all), "redirect_uri_mismatch");
        all[1].1 = CALLBACK;
        let error = |code, text| fragment_error(app, code, text);
        let repeated = error("invalid_request", "A+parameter+was+sent+more+than+once");
        is_sent_to(&sent(&all), &repeated);
        all.remove(2);
        is_sent_to(
            &sent(&all),
            &error("unsupported_response_type", UNSUPPORTED),
        );
        all[3].1 = "token";
        let mode = "response_mode+query+cannot+be+used+for+a+token";
        is_sent_to(&sent(&all), &error("invalid_request", mode));
        all[4].1 = "fragment";
        let scope = "None+of+the+requested+scopes+is+known%2C+or+one+is+malformed";
        is_sent_to(&sent(&all), &error("invalid_scope", scope));
        all[5].1 = "basic";
        is_sent_to(
            &sent(&all),
            &error("login_required", "The+user+is+not+signed+in"),
        );
        all.pop();
        asks_to_sign_in(&sent(&all));
    });
}

#[test]
fn r47_prompt_none_shows_no_page() {
    each_web_app(|app, client_id| {
        let request = |prompt| asking(client_id, &[("prompt", prompt)]);
        let error = |code, text| fragment_error(app, code, text);
        let stranger = app.stranger().get(&request("none"));
        is_sent_to(
            &stranger,
            &error("login_required", "The+user+is+not+signed+in"),
        );
        assert_eq!(stranger.header("set-cookie"), None);
        let mut known = signed_in_browser(app);
        let expected = error("consent_required", "The+user+has+not+allowed+this+yet");
        is_sent_to(&known.get(&request("none")), &expected);
        is_sent_to(&known.get(&request(" none ")), &expected);
        let alone = error(
            "invalid_request",
            "prompt+none+cannot+be+combined+with+other+values",
        );
        for prompt in ["none login", "consent none", "none none", "none unknown"] {
            is_sent_to(&known.get(&request(prompt)), &alone);
        }
        let repeated = error("invalid_request", "A+parameter+was+sent+more+than+once");
        let twice = format!("{}&prompt=none", request("none"));
        is_sent_to(&known.get(&twice), &repeated);
        for prompt in ["", "NONE", "select_account", "none,login"] {
            known.get(&request(prompt)).form("Allow");
            asks_to_sign_in(&app.stranger().get(&request(prompt)));
        }
        asks_to_sign_in(&known.get(&request("login")));
        known.get(&request("consent")).form("Allow");
    });
}

#[test]
fn r50_an_unknown_display_is_the_web_page_and_never_a_template_name() {
    each_web_app(|app, client_id| {
        let opened = |display| {
            app.stranger()
                .get(&asking(client_id, &[("display", display)]))
        };
        let plain = opened("web");
        asks_to_sign_in(&plain);
        for display in [
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "desktop\0",
            "DESKTOP",
            "desktop web",
            "iframe",
            "base.html",
            "{{7*7}}",
            "\u{202e}web",
            "tablet",
        ] {
            let answer = opened(display);
            asks_to_sign_in(&answer);
            let page = answer.text();
            assert!(page.contains("<body class=\"web\""), "{display}: {page}");
            assert!(!page.contains("<script"), "{display}: {page}");
            assert_eq!(text_of(&page), text_of(&plain.text()), "{display}");
        }
        for (display, class) in [
            ("desktop", "desktop window"),
            ("mobile", "mobile"),
            ("popup", "popup window"),
        ] {
            // The layout only: the address was sent, so the answer goes there.
            let more = [("display", display), ("redirect_uri", CALLBACK)];
            let page = app.stranger().get(&asking(client_id, &more)).text();
            assert!(page.contains(&format!("<body class=\"{class}\"")), "{page}");
        }
    });
}

#[test]
fn r50_a_client_program_is_not_judged_by_its_user_agent() {
    each_web_app(|app, client_id| {
        let path = asking(client_id, &[]);
        for agent in [
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148",
            "",
            "x",
        ] {
            let answer = app
                .stranger()
                .send("GET", &path, &[("User-Agent", agent)], b"");
            asks_to_sign_in(&answer);
            assert!(answer.text().contains("<body class=\"web\""));
        }
    });
}

#[test]
fn r51_request_objects_are_refused_and_never_fetched() {
    each_web_app(|app, client_id| {
        let elsewhere = TinyServer::start("127.0.0.1", |_| page(&[], "{}"));
        let asks =
            |name: &str, value: &str| app.stranger().get(&asking(client_id, &[(name, value)]));
        let text = "Request+objects+by+reference+are+not+supported";
        let expected = fragment_error(app, "request_uri_not_supported", text);
        is_sent_to(&asks("request_uri", &elsewhere.url("/object")), &expected);
        assert_eq!(elsewhere.asked().len(), 0);
        asks_to_sign_in(&asks("request", ""));
    });
}

#[test]
fn faults_stand_where_the_success_would_have_been_in_every_flow() {
    each_app("", |app| {
        let text = "The+user+is+not+signed+in";
        let error = format!("error=login_required&error_description={text}");
        let desktop = format!("status=login_required&message={text}&{error}");
        let failed = format!("{}/platform/oauth/auth_failed", app.origin());
        let silently = |client_id: &str, display| {
            let more = [("display", display), ("state", "s"), ("prompt", "none")];
            app.stranger().get(&asking(client_id, &more))
        };
        let program = adds_desktop_app(app, &[]);
        let expected = format!("{failed}#{desktop}&state=s");
        is_sent_to(&silently(&program, "desktop"), &expected);
        let scheme = adds_desktop_app(app, &["geni7://authorize?x=1"]);
        let issuer = issuer_field(app);
        let expected = format!("geni7://authorize?x=1&{error}&state=s{issuer}#");
        is_sent_to(&silently(&scheme, "mobile"), &expected);
        let live = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            style: Some(Style::GeniLive),
            ..Wishes::default()
        });
        let client_id = &live.app.client_id;
        let expected = format!("{CALLBACK}?{error}&state=s#");
        is_sent_to(&silently(client_id, "web"), &expected);
        let escaped: String =
            form_urlencoded::byte_serialize(format!("state=s&{desktop}").as_bytes()).collect();
        is_sent_to(
            &silently(client_id, "desktop"),
            &format!("{failed}#{escaped}"),
        );
    });
}
