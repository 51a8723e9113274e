//! Who asks: an app that cannot be told gets an error page and nobody is sent anywhere
//! (RFC 6749 §4.2.2.1; rows 1 to 4 and 54).

use super::{each_app, each_web_app, one_app};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::exact::{
    CALLBACK, ORDINARY, adds_web_app, asking, asks_to_sign_in, is_page, is_refused,
    without_reference,
};
use crate::kit::http::Response;
use vestibule::flow::apps;

/// Where every request of this file would be answered, were its app known.
const ADDRESS: &str = "redirect_uri=https%3A%2F%2Fclient.example%2Fcb&response_type=token";

fn asked(app: &TestApp, query: &str) -> Response {
    app.stranger().get(&format!("{AUTHORIZE}?{query}"))
}

#[test]
fn r01_r02_a_request_of_no_known_app_gets_one_and_the_same_page() {
    each_web_app(|app, client_id| {
        asks_to_sign_in(&asked(app, &format!("{ADDRESS}&client_id={client_id}")));
        let missing = asked(app, ADDRESS);
        is_refused(&missing, "client_unknown");
        let expected = without_reference(&missing.text());
        let unknown = "0123456789abcdefghijABCDEFGHIJ0123456789";
        let other_case = client_id.to_ascii_uppercase();
        let (shorter, longer) = (&client_id[..39], format!("{client_id}0"));
        let spaced = format!("+{client_id}");
        let beyond_63_bits = "9223372036854775808";
        let strange = "..%2F..%2Fetc%2Fpasswd%27%3B--%3Cscript%3E";
        for name in [
            "",
            unknown,
            &other_case,
            shorter,
            &longer,
            &spaced,
            beyond_63_bits,
            strange,
            "0",
            "01",
            "-1",
            "99",
            "1.0",
            "%C3%A9",
        ] {
            let answer = asked(app, &format!("{ADDRESS}&client_id={name}"));
            is_refused(&answer, "client_unknown");
            assert_eq!(without_reference(&answer.text()), expected, "{name}");
        }
    });
}

#[test]
fn r02_a_disabled_app_is_as_unknown_as_any_other() {
    each_web_app(|app, client_id| {
        let request = asking(client_id, &[]);
        asks_to_sign_in(&app.stranger().get(&request));
        apps::disable(app.platform(), client_id).expect("disabled");
        is_refused(&app.stranger().get(&request), "client_unknown");
        apps::enable(app.platform(), client_id).expect("enabled");
        asks_to_sign_in(&app.stranger().get(&request));
        apps::remove(app.platform(), client_id).expect("removed");
        is_refused(&app.stranger().get(&request), "client_unknown");
    });
}

#[test]
fn r03_a_client_id_sent_twice_is_refused_whatever_its_values() {
    each_app("", |app| {
        let good = adds_web_app(app, &[CALLBACK]);
        let other = adds_web_app(app, &["https://other.example/cb"]);
        for (one, two) in [(&good, &good), (&good, &other), (&other, &good)] {
            let query = format!("client_id={one}&{ADDRESS}&client_id={two}");
            is_refused(&asked(app, &query), "parameter_repeated");
        }
        for half in ["client_id", "client_id=", "client%5Fid=1"] {
            let query = format!("client_id={good}&{ADDRESS}&{half}");
            is_refused(&asked(app, &query), "parameter_repeated");
        }
    });
}

#[test]
fn r04_control_characters_and_broken_text_in_client_id_are_a_400_never_a_500() {
    each_app("", |app| {
        let good = adds_web_app(app, &[CALLBACK]);
        for bytes in [
            "%00",
            "%1B",
            "%0A",
            "%0D%0A",
            "%7F",
            "%C2%80",
            "%FF",
            "%C3%28",
            "%ED%A0%80",
        ] {
            for query in [
                format!("{ADDRESS}&client_id={bytes}"),
                format!("{ADDRESS}&client_id={good}{bytes}"),
                format!("{ADDRESS}&client_id={bytes}{good}"),
            ] {
                is_refused(&asked(app, &query), "parameter_malformed");
            }
        }
    });
}

#[test]
fn r54_a_client_id_with_brackets_is_another_name_so_none_was_sent() {
    each_web_app(|app, client_id| {
        for name in [
            "client_id[]",
            "client_id%5B%5D",
            "client_id[0]",
            "Client_ID",
            "client_id%00",
        ] {
            let answer = asked(app, &format!("{ADDRESS}&{name}={client_id}"));
            is_refused(&answer, "client_unknown");
        }
        let beside = format!("{ADDRESS}&client_id={client_id}&client_id[]=x");
        asks_to_sign_in(&asked(app, &beside));
    });
}

#[test]
fn an_error_is_in_json_for_who_asks_for_json_and_for_no_page() {
    one_app("", |app| {
        for (accept, kind) in [
            ("application/json", "application/json"),
            ("application/json, */*;q=0.1", "application/json"),
            ("*/*", "text/html; charset=utf-8"),
            ("text/html,application/json", "text/html; charset=utf-8"),
        ] {
            let headers = [("Accept", accept)];
            let answer = app.stranger().send("GET", AUTHORIZE, &headers, b"");
            let told = (answer.status, answer.header("content-type"));
            assert_eq!(told, (400, Some(kind)), "{accept}");
        }
    });
}

#[test]
fn r88_an_error_page_shows_no_text_of_the_address_that_was_opened() {
    each_app("", |app| {
        let texts = "error=planted&error_description=planted+text&message=planted&state=planted";
        is_refused(&asked(app, texts), "client_unknown");
        let landed = format!("/platform/oauth/auth_failed?{texts}");
        let answer = app.stranger().get(&landed);
        is_page(&answer, 200, ORDINARY);
        for page in [asked(app, texts), answer] {
            assert!(!page.text().contains("planted"), "{}", page.text());
        }
    });
}
