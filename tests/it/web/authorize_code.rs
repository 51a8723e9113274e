//! `response_type=code`: who may have one, what has to come along, and what is refused on the way
//! (rows 36 to 44 and 105).

use super::{assert_form_refused, each_app, each_web_app};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::code::{CHALLENGE, VERIFIER, asking_code, code_in};
use crate::kit::db::each_db;
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, adds_web_app, asks_to_sign_in, is_sent_to, issuer_field,
};
use crate::kit::http::Response;
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType};
use vestibule::domain::oauth::registration::Wishes;

const REQUIRED: &str = "code_challenge+is+required";
const METHOD: &str = "code_challenge_method+must+be+S256";
const SHAPE: &str = "code_challenge+must+be+43+characters+of+base64url";

/// Exactly these parameters beside the app's key.
fn asked(app: &TestApp, client_id: &str, query: &str) -> Response {
    app.stranger()
        .get(&format!("{AUTHORIZE}?client_id={client_id}&{query}"))
}

fn web_server(app: &TestApp) -> String {
    let issued = app.adds_app(Wishes {
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        ..Wishes::default()
    });
    assert_eq!(issued.app.confidentiality, Confidentiality::Confidential);
    issued.app.client_id
}

/// A fault at the sample callback, in the query.
fn query_error(app: &TestApp, error: &str, description: &str) -> String {
    let issuer = issuer_field(app);
    format!("{CALLBACK}?error={error}&error_description={description}{issuer}#")
}

#[test]
fn r105_a_program_without_a_secret_has_to_send_a_good_challenge() {
    each_web_app(|app, client_id| {
        let (longer, shorter) = (format!("{CHALLENGE}A"), &CHALLENGE[1..]);
        let (padded, plus) = (format!("{shorter}%3D"), format!("{shorter}%2B"));
        for (challenge, method, description) in [
            ("", "", REQUIRED),
            (CHALLENGE, "", METHOD),
            (CHALLENGE, "plain", METHOD),
            (CHALLENGE, "s256", METHOD),
            (CHALLENGE, "S256+", METHOD),
            (VERIFIER, "plain", METHOD),
            (shorter, "S256", SHAPE),
            (&longer, "S256", SHAPE),
            (&padded, "S256", SHAPE),
            (&plus, "S256", SHAPE),
        ] {
            let query = format!("code_challenge={challenge}&code_challenge_method={method}");
            let expected = query_error(app, "invalid_request", description);
            for response_type in ["", "response_type=code&"] {
                let answer = asked(app, client_id, &format!("{response_type}{query}"));
                is_sent_to(&answer, &expected);
            }
        }
        let again = format!("{}&code_challenge={CHALLENGE}", asking_code(client_id, &[]));
        let repeated = query_error(
            app,
            "invalid_request",
            "A+parameter+was+sent+more+than+once",
        );
        is_sent_to(&app.stranger().get(&again), &repeated);
        is_sent_to(
            &asked(app, client_id, ""),
            &query_error(app, "invalid_request", REQUIRED),
        );
        asks_to_sign_in(&app.stranger().get(&asking_code(client_id, &[])));
    });
}

#[test]
fn r105_an_app_with_a_secret_may_leave_pkce_out_but_not_send_half_of_it() {
    each_app("", |app| {
        let client_id = web_server(app);
        asks_to_sign_in(&asked(app, &client_id, ""));
        asks_to_sign_in(&app.stranger().get(&asking_code(&client_id, &[])));
        let alone = "code_challenge_method+came+without+a+code_challenge";
        for (query, description) in [
            ("code_challenge_method=S256".to_owned(), alone),
            ("code_challenge_method=plain".to_owned(), alone),
            (format!("code_challenge={CHALLENGE}"), METHOD),
            (
                "code_challenge=x&code_challenge_method=S256".to_owned(),
                SHAPE,
            ),
        ] {
            let expected = query_error(app, "invalid_request", description);
            is_sent_to(&asked(app, &client_id, &query), &expected);
        }
    });
}

#[test]
fn r36_r38_a_code_only_for_an_app_that_may_have_one() {
    each_app("", |app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            response_types: Some(vec![ResponseType::Token]),
            ..Wishes::default()
        });
        let text = "This+application+is+not+registered+for+this+response_type";
        let expected = query_error(app, "unauthorized_client", text);
        // Before anything else that is wrong with it.
        for query in [
            "",
            "response_type=code",
            "response_type=code&response_mode=x&scope=nonsense",
        ] {
            is_sent_to(&asked(app, &issued.app.client_id, query), &expected);
        }
    });
}

/// Type, mode, PKCE, scope: what is found first hides what would be found later.
#[test]
fn the_checks_of_a_code_run_in_the_order_of_the_contract() {
    each_web_app(|app, client_id| {
        let mut query = vec![
            ("response_type", "codes"),
            ("response_mode", "x"),
            ("code_challenge", "x"),
            ("scope", "nonsense"),
            ("prompt", "none"),
        ];
        let sent = |query: &[(&str, &str)]| {
            let mut text = form_urlencoded::Serializer::new(String::new());
            asked(app, client_id, &text.extend_pairs(query).finish())
        };
        let unsupported = "This+response_type+is+not+supported";
        let answer = sent(&query);
        assert!(
            answer.location().starts_with(&format!(
                "{CALLBACK}#error=unsupported_response_type&error_description={unsupported}"
            )),
            "{}",
            answer.location()
        );
        query[0].1 = "code";
        let mode = query_error(app, "invalid_request", "Unknown+response_mode");
        is_sent_to(&sent(&query), &mode);
        query[1].1 = "query";
        is_sent_to(&sent(&query), &query_error(app, "invalid_request", METHOD));
        query[2].1 = CHALLENGE;
        query.push(("code_challenge_method", "S256"));
        let scope = "None+of+the+requested+scopes+is+known%2C+or+one+is+malformed";
        is_sent_to(&sent(&query), &query_error(app, "invalid_scope", scope));
        query[3].1 = "basic";
        let unknown = "The+user+is+not+signed+in";
        is_sent_to(&sent(&query), &query_error(app, "login_required", unknown));
        query.remove(4);
        asks_to_sign_in(&sent(&query));
    });
}

#[test]
fn r42_a_response_mode_has_to_fit_where_the_answer_goes() {
    each_app("", |app| {
        let program = adds_desktop_app(app, &["com.example.app:/cb"]);
        let does_not_fit = "This+response_mode+cannot+be+used+for+this+destination";
        let fault = format!("error=invalid_request&error_description={does_not_fit}");
        let landing = format!(
            "{}/platform/oauth/auth_failed#status=invalid_request&message={does_not_fit}&{fault}",
            app.origin()
        );
        let opened = |more: &[(&str, &str)]| app.stranger().get(&asking_code(&program, more));
        for mode in ["query", "form_post"] {
            let more = [("display", "desktop"), ("response_mode", mode)];
            is_sent_to(&opened(&more), &landing);
        }
        asks_to_sign_in(&opened(&[
            ("display", "desktop"),
            ("response_mode", "fragment"),
        ]));
        let issuer = issuer_field(app);
        let scheme = format!("com.example.app:/cb?{fault}{issuer}#");
        is_sent_to(&opened(&[("response_mode", "form_post")]), &scheme);
        for mode in ["query", "fragment"] {
            asks_to_sign_in(&opened(&[("response_mode", mode)]));
        }
    });
}

/// Rows 39 and 40: what was shown is what is decided on.
#[test]
fn r39_r40_a_consent_form_for_a_code_cannot_become_another_request() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let client_id = adds_web_app(&app, &[CALLBACK, "https://client.example/other"]);
        let path = asking_code(&client_id, &[("redirect_uri", CALLBACK)]);
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let query = path.split_once('?').expect("a query").1;
        let other_challenge = CHALLENGE.replace("E9", "E8");
        let challenge = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
        for (from, to) in [
            ("response_type=code", "response_type=token"),
            (challenge.as_str(), ""),
            (CHALLENGE, other_challenge.as_str()),
            ("%2Fcb", "%2Fother"),
            (
                "response_type=code",
                "response_type=code&response_mode=fragment",
            ),
        ] {
            assert!(query.contains(from), "{from} in {query}");
            let changed = query.replacen(from, to, 1);
            let mut form = page.form("Allow");
            form.set("request", &changed);
            let answer = browser.submits(&page, &form, "Allow");
            assert_form_refused(&answer, &format!("{AUTHORIZE}?{changed}"));
        }
        for name in ["response_type", "code_challenge", "response_mode", "origin"] {
            let mut form = page.form("Allow");
            form.set(name, "x");
            let answer = browser.submits(&page, &form, "Allow");
            assert_form_refused(&answer, &path);
        }
        for table in ["codes", "grants", "access_tokens", "consents"] {
            assert_eq!(db.raw().count(table), 0, "{table}");
        }
        let allowed = app.presses(&mut browser, &page, "Allow");
        code_in(allowed.location());
        assert_eq!((db.raw().count("codes"), db.raw().count("grants")), (1, 1));
    });
}
