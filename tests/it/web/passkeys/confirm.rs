//! Confirming by a passkey.

use super::*;
use std::net::{IpAddr, Ipv4Addr};
use vestibule::domain::answer::{LogDecision, Reply};
use vestibule::domain::factor::passkey::PasskeyAnswer;
use vestibule::domain::oauth::form;
use vestibule::domain::peer::Network;
use vestibule::domain::secret::PlainToken;
use vestibule::flow::account::confirm::{self, Confirming, Proof};
use vestibule::flow::{Presence, Visitor};

const CONFIRM: &str = "/account/confirm?to=%2Faccount%2Fpassword";
const BUTTON: &str = "Use a passkey";

/// Ada, who proved nothing lately, at the page that asks.
fn asked(app: &TestApp, device: &mut Authenticator) -> (HttpClient, Response, Form) {
    let mut browser = app.stranger();
    assert_eq!(signs_in(&mut browser, device).status, 303);
    app.advance(Duration::from_secs(600));
    let page = browser.get(CONFIRM);
    let form = page.form(BUTTON);
    (browser, page, form)
}

#[test]
fn the_same_press_twice_at_once_confirms_once_and_is_answered_alike() {
    each_with_one(|app, _, mut device| {
        for _ in 0..4 {
            let (browser, page, form) = asked(app, &mut device);
            let answer = device.answers(&options(&page));
            let answers = at_once(6, |_| {
                let answer = sends(&mut browser.clone(), &form, BUTTON, &answer);
                (answer.status, answer.header("location").map(str::to_owned))
            });
            for answer in &answers {
                assert_eq!(answer, &answers[0]);
            }
            assert_eq!(answers[0].0, 303);
        }
    });
}

/// What the flow makes of an answer, with what the log says of it.
#[track_caller]
fn replies(app: &TestApp, browser: &HttpClient, form: &Form, json: String) -> Reply {
    let cookie = browser.cookie("__Host-vestibule_session").expect("one");
    let session = PlainToken::parse(&cookie.value).expect("a session");
    let field = |name: &str| form.hidden(name).to_owned();
    let sent = Confirming {
        form: form::Form {
            request: field("request"),
            nonce: field("nonce"),
            proof: field("proof"),
        },
        visitor: Visitor {
            sessions: vec![session],
            ..Visitor::default()
        },
        proof: Proof::Passkey(PasskeyAnswer {
            sealed: field("passkey_state"),
            json,
        }),
        address: Network::of(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        presence: Presence::default(),
    };
    confirm::confirm(app.platform(), &sent).expect("a reply")
}

#[test]
fn a_refusal_is_told_in_the_log_as_every_other() {
    each_with_one(|app, ada, mut device| {
        let (browser, page, form) = asked(app, &mut device);
        let mut stray = Authenticator::at("id.example.org", HERE);
        let story = replies(app, &browser, &form, stray.answers(&options(&page))).story;
        assert_eq!(story.decision, Some(LogDecision::PasskeyRefused));
        assert_eq!(story.reason.as_deref(), Some("a passkey of nobody"));
        assert_eq!(story.user.as_ref(), Some(&ada.public_id));
        device.counter = 0;
        let story = replies(app, &browser, &form, device.answers(&options(&page))).story;
        assert_eq!(
            story.reason.as_deref(),
            Some("CredentialPossibleCompromise")
        );
    });
}
