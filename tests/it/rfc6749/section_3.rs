//! RFC 6749 §3.1, §3.1.1 and §3.3: the authorization endpoint and its parameters.

use crate::kit::app::{AUTHORIZE, PASSWORD, token_in};
use crate::kit::exact::{
    CALLBACK, adds_web_app, asking, asks_to_sign_in, fields, fragment_error, is_refused,
    is_sent_to, login_required, pressed, signed_in_browser,
};
use crate::web::{each_app, each_signed_in, each_web_app, each_with_ada, web_app};
use std::collections::BTreeSet;
use vestibule::settings::{Inputs, Settings};

/// "The authorization server MUST first verify the identity of the resource owner."
#[test]
fn s3_1_nobody_is_asked_for_consent_before_they_are_known() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let issued = web_app(app, CALLBACK);
        let path = asking(&issued.app.client_id, &[]);
        pressed(app, &mut browser, &path, "Allow");
        // Remembered for who allowed it, in the browser where that is known; for nobody else.
        token_in(browser.get(&path).location());
        asks_to_sign_in(&app.stranger().get(&path));
        app.adds_user("bob", None);
        let mut other = app.stranger();
        other.signs_in(&path, "bob", PASSWORD).form("Allow");
    });
}

/// "The endpoint URI MUST NOT include a fragment component."
#[test]
fn s3_1_the_address_of_the_endpoint_has_no_fragment() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let path = asking(&client_id, &[("state", "#x")]);
        let mut browser = app.stranger();
        let page = browser.get(&path);
        let mut form = page.form("Sign in");
        assert_eq!(form.action.as_deref(), Some(AUTHORIZE));
        form.types_name_and_password("ada", PASSWORD);
        let answer = browser.submits(&page, &form, "Sign in");
        assert_eq!(answer.location(), format!("{}{path}", app.origin()));
        assert!(!answer.location().contains('#'), "{}", answer.location());
        let consent = browser.get(&path).form("Allow");
        assert_eq!(consent.action.as_deref(), Some(AUTHORIZE));
    });
}

/// "… the authorization server MUST require the use of TLS as described in Section 1.6 when sending
/// requests to the authorization endpoint." The same in §10.3, §10.8, §10.9 and §10.11: tokens,
/// passwords and every page for people travel by TLS, except on the person's own machine.
#[test]
fn s3_1_s10_9_off_loopback_the_server_starts_only_behind_https() {
    let starts = |listen: &str, public_url: &str| {
        let set = |name: &str, value: &str| (format!("VESTIBULE_{name}"), Some(value.to_owned()));
        let inputs = Inputs {
            environment: vec![set("LISTEN", listen), set("PUBLIC_URL", public_url)],
            ..Inputs::default()
        };
        Settings::load(&inputs).is_ok()
    };
    assert!(!starts("0.0.0.0:8080", "http://id.example.org"));
    assert!(!starts("[::]:8080", "http://id.example.org"));
    assert!(!starts("192.0.2.1:8080", "http://192.0.2.1:8080"));
    assert!(starts("0.0.0.0:8080", "https://id.example.org"));
    assert!(starts("127.0.0.1:8080", "http://127.0.0.1:8080"));
}

/// "Parameters sent without a value MUST be treated as if they were omitted from the request."
#[test]
fn s3_1_a_parameter_without_a_value_counts_as_left_out() {
    each_web_app(|app, client_id| {
        let request = asking(client_id, &[]);
        let names = "redirect_uri scope state display response_mode prompt request locale";
        for end in ["=", ""] {
            let empty: String = names
                .split(' ')
                .map(|name| format!("&{name}{end}"))
                .collect();
            asks_to_sign_in(&app.stranger().get(&format!("{request}{empty}")));
        }
        let silent = format!("{request}&redirect_uri=&scope=&state=&prompt=none");
        let expected = login_required(&format!("{CALLBACK}#"), app);
        is_sent_to(&app.stranger().get(&silent), &expected);
        let nobody = format!("{AUTHORIZE}?client_id=&response_type=token");
        is_refused(&app.stranger().get(&nobody), "client_unknown");
    });
}

/// "The authorization server MUST ignore unrecognized request parameters."
#[test]
fn s3_1_unrecognized_parameters_are_ignored() {
    each_web_app(|app, client_id| {
        let more = [
            ("x", "1"),
            ("x", "2"),
            ("nonce", "n"),
            ("", "y"),
            ("scope[]", "z"),
        ];
        asks_to_sign_in(&app.stranger().get(&asking(client_id, &more)));
    });
}

/// "Request and response parameters MUST NOT be included more than once."
#[test]
fn s3_1_no_parameter_stands_twice_in_request_or_answer() {
    each_signed_in(|app, browser, client_id| {
        let twice = [("scope", "basic"), ("scope", "basic")];
        let text = "A+parameter+was+sent+more+than+once";
        let expected = fragment_error(app, "invalid_request", text);
        is_sent_to(&browser.get(&asking(client_id, &twice)), &expected);
        let twice = [("client_id", client_id)];
        is_refused(
            &browser.get(&asking(client_id, &twice)),
            "parameter_repeated",
        );
        let once = [("state", "a&state=b"), ("scope", "basic nonsense")];
        let path = asking(client_id, &once);
        for button in ["Allow", "Don't Allow"] {
            let location = pressed(app, browser, &path, button);
            let (_, encoded) = location.split_once('#').expect("a fragment");
            let names: Vec<String> = fields(encoded).into_iter().map(|(name, _)| name).collect();
            let unique: BTreeSet<&String> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "{location}");
        }
    });
}

/// "The value MUST be one of "code" …, "token" …, or a registered extension value …. If an
/// authorization request is missing the "response_type" parameter, or if the response type is not
/// understood, the authorization server MUST return an error response …"
/// §4.2.1: "response_type REQUIRED. Value MUST be set to "token"."
/// §3.1: "The authorization server MUST support the use of the HTTP "GET" method [RFC2616] for the
/// authorization endpoint …"
#[test]
fn s3_1_1_a_response_type_that_is_not_understood_is_an_error() {
    each_web_app(|app, client_id| {
        let text = "This+response_type+is+not+supported";
        let expected = fragment_error(app, "unsupported_response_type", text);
        for word in ["tokens", "Token", "id_tokens", "token++code"] {
            let path = format!("{AUTHORIZE}?client_id={client_id}&response_type={word}");
            is_sent_to(&app.stranger().get(&path), &expected);
        }
        asks_to_sign_in(&app.stranger().get(&asking(client_id, &[])));
    });
}

/// "If the issued access token scope is different from the one requested by the client, the
/// authorization server MUST include the "scope" response parameter to inform the client of the actual
/// scope granted."
#[test]
fn s3_3_a_scope_other_than_the_one_asked_for_is_told() {
    each_signed_in(|app, browser, client_id| {
        for (asked, told) in [
            ("basic other", Some("basic")),
            ("basic", None),
            ("email basic", None),
        ] {
            let path = asking(client_id, &[("scope", asked)]);
            let location = pressed(app, browser, &path, "Allow");
            let (_, encoded) = location.split_once('#').expect("a fragment");
            let scope = fields(encoded)
                .into_iter()
                .find(|(name, _)| name == "scope");
            assert_eq!(scope.map(|(_, value)| value).as_deref(), told, "{location}");
        }
    });
}

/// "If the client omits the scope parameter when requesting authorization, the authorization server
/// MUST either process the request using a pre-defined default value or fail the request indicating an
/// invalid scope."
#[test]
fn s3_3_without_a_scope_all_that_the_app_is_registered_for_is_meant() {
    each_signed_in(|app, browser, client_id| {
        let page = browser.get(&asking(client_id, &[]));
        let answer = app.presses(browser, &page, "Allow");
        let told = app.asks_user(&token_in(answer.location())).json();
        assert_eq!(told["scope"], serde_json::json!(["basic", "email"]));
    });
}
