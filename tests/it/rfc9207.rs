//! The MUSTs of RFC 9207 (who answers) that bind the server, in document order. Where they bend: a desktop
//! answer on our own landing page and a message to an opener carry no `iss` (both show by themselves from
//! where they come), nor does the `geni_live` style, for programs that know only its fields.

use crate::kit::code::asking_code;
use crate::kit::exact::{
    CALLBACK, adds_desktop_app, adds_web_app, asking, fields, signed_in_browser,
};
use crate::web::{each_app, each_signed_in};

#[track_caller]
fn issuers(location: &str) -> Vec<String> {
    let at = location.find(['?', '#']).expect("an answer");
    let answer = fields(location[at + 1..].trim_end_matches('#'));
    let last = answer.last().map(|(name, _)| name.clone());
    assert_eq!(last.as_deref(), Some("iss"), "{location}");
    let found = answer.into_iter().filter(|(name, _)| name == "iss");
    found.map(|(_, value)| value).collect()
}

/// §2: "In authorization responses to the client, including error responses, an authorization server
/// supporting this specification MUST indicate its identity by including the "iss" parameter in the
/// response."
#[test]
fn s2_r123_every_answer_says_once_who_answers() {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        let web = adds_web_app(app, &[CALLBACK]);
        let program = adds_desktop_app(app, &["com.example.app:/cb"]);
        for client_id in [&web, &program] {
            for path in [asking_code(client_id, &[]), asking(client_id, &[])] {
                for button in ["Allow", "Don't Allow"] {
                    let page = browser.get(&path);
                    let answer = app.presses(&mut browser, &page, button);
                    assert_eq!(issuers(answer.location()), [app.origin()]);
                }
                for fault in ["&prompt=none", "&scope=nonsense", "&response_type=x"] {
                    let answer = browser.get(&format!("{path}{fault}"));
                    assert_eq!(issuers(answer.location()), [app.origin()]);
                }
            }
            // Somebody else's name in the request changes nothing.
            let path = asking_code(client_id, &[("iss", "https://evil.example")]);
            let page = browser.get(&path);
            let answer = app.presses(&mut browser, &page, "Allow");
            assert_eq!(issuers(answer.location()), [app.origin()]);
        }
    });
}

/// "… an authorization server supporting this specification MUST indicate its identity by including the "iss"
/// parameter in the response." Where the answer is posted, too.
#[test]
fn s2_a_posted_answer_says_it_too() {
    each_signed_in(|app, browser, client_id| {
        let path = asking_code(client_id, &[("response_mode", "form_post")]);
        for button in ["Allow", "Don't Allow"] {
            let page = browser.get(&path);
            let answer = app.presses(browser, &page, button);
            let form = answer.form("Continue");
            assert_eq!(form.hidden("iss"), app.origin());
        }
    });
}

/// §2.3: "The issuer identifier included in the server's metadata value "issuer" MUST be identical to the
/// "iss" parameter's value." §3: the metadata says that there is one.
#[test]
fn s2_3_the_metadata_names_the_same_issuer() {
    each_app("", |app| {
        let metadata = app
            .stranger()
            .get("/.well-known/oauth-authorization-server")
            .json();
        assert_eq!(metadata["issuer"], app.origin().as_str());
        let supported = &metadata["authorization_response_iss_parameter_supported"];
        assert_eq!(supported, &serde_json::json!(true));
        let client_id = adds_web_app(app, &[CALLBACK]);
        let answer = app
            .stranger()
            .get(&asking_code(&client_id, &[("prompt", "none")]));
        assert_eq!(
            issuers(answer.location()),
            [metadata["issuer"].as_str().expect("text")]
        );
    });
}
