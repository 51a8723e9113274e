//! A form that comes back changed, from elsewhere, or with more than was shown, issues nothing
//! (RFC 6749 §10.12, §10.14; rows 39, 40, 63 and 67).

use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::exact::{
    CALLBACK, ORDINARY, adds_web_app, asking, is_page, is_refused, signed_in_browser,
};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use vestibule::domain::oauth::client::ResponseType;
use vestibule::domain::oauth::registration::Wishes;

/// 403, nobody is sent anywhere, nothing was issued or spent.
#[track_caller]
fn is_turned_away(db: &TestDb, answer: &Response, what: &str) {
    is_page(answer, 403, ORDINARY);
    assert_eq!(answer.header("location"), None, "{what}");
    assert_eq!(answer.header("set-cookie"), None, "{what}");
    let mut raw = db.raw();
    // The one that is spent is the form of the sign-in.
    for (table, rows) in [("access_tokens", 0), ("consents", 0), ("spent_forms", 1)] {
        assert_eq!(raw.count(table), rows, "{what}: {table}");
    }
}

/// A form with some fields replaced, taken away (no value) or added, and a button pressed.
fn forged(form: &Form, changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let mut fields = form.pressed("Allow");
    for (name, value) in changes {
        let place = fields.iter().position(|(known, _)| known == name);
        match (place, value) {
            (Some(place), Some(value)) => (*value).clone_into(&mut fields[place].1),
            (Some(place), None) => drop(fields.remove(place)),
            (None, Some(value)) => fields.push(((*name).to_owned(), (*value).to_owned())),
            (None, None) => {}
        }
    }
    fields
}

fn sends(browser: &mut HttpClient, fields: &[(String, String)]) -> Response {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post_form(AUTHORIZE, &fields)
}

/// Ada's browser with a form to allow this app its request.
fn each_form(story: impl Fn(&TestDb, &mut HttpClient, &str, Form)) {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let mut browser = signed_in_browser(&app);
        let client_id = adds_web_app(&app, &[CALLBACK]);
        let form = browser.get(&asking(&client_id, &[])).form("Allow");
        story(db, &mut browser, &client_id, form);
    });
}

/// A form sent as it is, or at least with nothing that counts changed, is good.
#[track_caller]
fn is_allowed(answer: &Response) {
    let success = format!("{CALLBACK}#access_token=");
    assert!(
        answer.location().starts_with(&success),
        "{}",
        answer.location()
    );
}

#[test]
fn r39_r40_a_consent_form_with_another_request_in_it_is_turned_away() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let mut browser = signed_in_browser(&app);
        let other_uri = "https://client.example/other";
        let issued = app.adds_app(Wishes {
            redirect_uris: Some(vec![CALLBACK.to_owned(), other_uri.to_owned()]),
            response_types: Some(vec![ResponseType::Token, ResponseType::Code]),
            ..Wishes::default()
        });
        let client_id = &issued.app.client_id;
        let other_app = adds_web_app(&app, &[CALLBACK]);
        let more = [
            ("redirect_uri", CALLBACK),
            ("scope", "basic"),
            ("state", "s"),
        ];
        let page = browser.get(&asking(client_id, &more));
        let form = page.form("Allow");
        let request = form.hidden("request").to_owned();
        let encoded: String = form_urlencoded::byte_serialize(other_uri.as_bytes()).collect();
        for changed in [
            request.replace("response_type=token", "response_type=code"),
            request.replace("client.example%2Fcb", "evil.example%2Fcb"),
            request.replace("https%3A%2F%2Fclient.example%2Fcb", &encoded),
            request.replace("scope=basic", "scope=basic+email"),
            request.replace("&scope=basic", ""),
            request.replace(client_id, &other_app),
            request.replace(client_id, &issued.app.id.0.to_string()),
            request.replace("state=s", "state=t"),
            format!("{request}&"),
            format!("{request}&display=desktop"),
            format!("?{request}"),
            request.to_ascii_uppercase(),
            String::new(),
        ] {
            assert_ne!(changed, request);
            let answer = sends(&mut browser, &forged(&form, &[("request", Some(&changed))]));
            is_turned_away(db, &answer, &changed);
        }
        // Untouched it is still good.
        is_allowed(&sends(&mut browser, &forged(&form, &[])));
    });
}

#[test]
fn r67_a_proof_taken_apart_is_none() {
    each_form(|db, browser, client_id, form| {
        let second = browser.get(&asking(client_id, &[])).form("Allow");
        let (nonce, proof) = (
            form.hidden("nonce").to_owned(),
            form.hidden("proof").to_owned(),
        );
        let (issued, mac) = proof.split_once('.').expect("time and mac");
        let later = format!("{}.{mac}", issued.parse::<i64>().expect("a time") + 1);
        let flipped = proof.replace(['A', 'a'], "b");
        for changes in [
            vec![("proof", None)],
            vec![("proof", Some(""))],
            vec![("proof", Some("."))],
            vec![("proof", Some(mac))],
            vec![("proof", Some(issued))],
            vec![("proof", Some(&later))],
            vec![("proof", Some(&proof[..proof.len() - 1]))],
            vec![("proof", Some(&flipped)), ("nonce", Some(&nonce[..39]))],
            vec![("proof", Some(second.hidden("proof")))],
            vec![("nonce", Some(second.hidden("nonce")))],
            vec![("nonce", None)],
            vec![("nonce", Some(""))],
            vec![("request", None)],
        ] {
            let answer = sends(browser, &forged(&form, &changes));
            is_turned_away(db, &answer, &format!("{changes:?}"));
        }
        is_allowed(&sends(browser, &forged(&form, &[])));
    });
}

#[test]
fn r67_the_proof_of_a_sign_in_form_is_none_for_consent() {
    each_form(|db, browser, client_id, consent| {
        let login = asking(client_id, &[("prompt", "login")]);
        let login = browser.get(&login).form("Sign in");
        let sign_out = browser.get(&asking(client_id, &[])).form("Not you?");
        for other in [login, sign_out] {
            let changes: Vec<(&str, Option<&str>)> = ["request", "nonce", "proof"]
                .map(|name| (name, Some(other.hidden(name))))
                .to_vec();
            let answer = sends(browser, &forged(&consent, &changes));
            is_turned_away(db, &answer, "another purpose");
        }
    });
}

#[test]
fn r40_parameters_beside_the_proven_request_are_turned_away_even_when_they_agree() {
    each_form(|db, browser, client_id, form| {
        for (name, value) in [
            ("client_id", client_id),
            ("redirect_uri", CALLBACK),
            ("redirect_uri", "https://evil.example/cb"),
            ("redirect_url", CALLBACK),
            ("scope", "basic email"),
            ("response_type", "code"),
            ("state", "x"),
            ("display", "desktop"),
            ("prompt", "none"),
        ] {
            let answer = sends(browser, &forged(&form, &[(name, Some(value))]));
            is_turned_away(db, &answer, name);
        }
        let unknown = [("unknown", Some("ignored"))];
        is_allowed(&sends(browser, &forged(&form, &unknown)));
    });
}

#[test]
fn a_decision_is_one_of_two_words_sent_once() {
    each_form(|db, browser, _, form| {
        for word in [
            "",
            "Allow",
            "ALLOW",
            "allow ",
            "yes",
            "1",
            "true",
            "allow\0",
            "deny,allow",
        ] {
            let answer = sends(browser, &forged(&form, &[("decision", Some(word))]));
            is_turned_away(db, &answer, word);
        }
        for second in ["allow", "deny"] {
            let mut fields = forged(&form, &[]);
            fields.push(("decision".to_owned(), second.to_owned()));
            is_turned_away(db, &sends(browser, &fields), "two buttons");
        }
        for name in ["request", "nonce", "proof"] {
            let mut fields = forged(&form, &[]);
            fields.push((name.to_owned(), form.hidden(name).to_owned()));
            is_turned_away(db, &sends(browser, &fields), "a hidden field twice");
        }
    });
}

#[test]
fn r63_parameters_split_over_query_and_body_count_as_repeated() {
    each_form(|db, browser, client_id, form| {
        let path = asking(client_id, &[]);
        let fields = form.pressed("Allow");
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        for target in [path.as_str(), "/platform/oauth/authorize?state=x"] {
            is_refused(&browser.post_form(target, &fields), "parameter_repeated");
        }
        let halves = [("response_type", "token")];
        let target = format!("{AUTHORIZE}?client_id={client_id}");
        is_refused(&browser.post_form(&target, &halves), "parameter_repeated");
        // A whole request in the body is the same by GET; what it does not know stays out of the address.
        let whole = [
            ("client_id", client_id),
            ("response_type", "token"),
            ("password", "otter-lamp-river-42"),
        ];
        let answer = browser.post_form(AUTHORIZE, &whole);
        let (_, query) = answer.location().split_once('?').expect("a query");
        assert_eq!(answer.status, 303);
        assert_eq!(query, format!("client_id={client_id}&response_type=token"));
        assert_eq!(db.raw().count("access_tokens"), 0);
    });
}
