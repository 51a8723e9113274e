//! Passkeys: they sign in by themselves, and are a second step. Each answer is good once, and what is refused stays.

mod account;
mod confirm;
mod second_step;
mod set_up;

use super::account::{SIGN_IN, signed_in};
use super::second_step_codes::{adds_authenticator, code, complains, types};
use super::{each_app, submits_with, tries};
use crate::audit::events;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::{Form, attribute};
use crate::kit::http::{HttpClient, Response};
use crate::kit::passkey::Authenticator;
use crate::races::at_once;
use std::time::Duration;
use vestibule::domain::account::user::User;
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::factor::Factors;
use vestibule::domain::factor::passkey::{Handle, Passkey, rp_id};
use vestibule::domain::factor::write::FactorWrite;
use vestibule::flow::{factors, users};
use vestibule::passkeys::{Owner, Party};

pub const HERE: &str = "https://id.example.org";
pub const SETTINGS: &str = "public_url = \"https://id.example.org\"\ntrusted_proxies = [\"127.0.0.1\"]\n\
     [sign_in_limit]\nper_address = 1000\n";
const WRONG: &str = "That passkey does not work here.";

/// What the button of a page asks the browser.
#[track_caller]
pub fn options(page: &Response) -> String {
    attribute(&page.text(), "data-passkey").expect("a passkey is asked for")
}

fn factors_of(app: &TestApp, user: &User) -> Factors {
    let store = &app.platform().store;
    let found = store.read(|reader| factors::of(reader, user.key));
    found.expect("a look")
}

/// A passkey of this user, made for this address.
fn adds_passkey_at(app: &TestApp, user: &User, public_url: &str) -> Authenticator {
    let party = Party::of(public_url).expect("passkeys can be made there");
    let before = factors_of(app, user).handle;
    let handle = before.unwrap_or_else(|| Handle::of(&app.platform().key, user.key));
    let owner = Owner {
        handle,
        name: &user.name,
        shown_name: &user.name,
    };
    let asked = party.ask_new(&owner, &[]).expect("a question");
    let mut device = Authenticator::at(&party.id, public_url);
    let answer = device.makes(&asked.options);
    let made = party.take_new(&asked.state, &answer).expect("it is made");
    let user_key = user.key;
    let passkey = Passkey {
        key: app.platform().store.next_key(app.now()),
        user_key,
        credential_hash: made.credential_hash,
        credential: made.credential,
        rp_id: party.id,
        name: "Laptop".to_owned(),
        discoverable: made.discoverable,
        synced: made.synced,
        last_used_at: None,
        created_at: app.now(),
    };
    let writes = [
        FactorWrite::SetHandle { user_key, handle },
        FactorWrite::InsertPasskey(passkey),
    ];
    let change = Change::writes(writes.into_iter().map(Write::Factor).collect());
    app.platform().store.commit(change).expect("it is written");
    device
}

pub fn adds_passkey(app: &TestApp, user: &User) -> Authenticator {
    adds_passkey_at(app, user, HERE)
}

/// On each database, with Ada and a passkey of hers.
#[track_caller]
fn each_with_one(story: impl Fn(&TestApp, &User, Authenticator)) {
    each_app(SETTINGS, |app| {
        let ada = app.adds_user("ada", None);
        let device = adds_passkey(app, &ada);
        story(app, &ada, device);
    });
}

/// Sends the form with what the browser answered.
#[track_caller]
pub fn sends(browser: &mut HttpClient, form: &Form, button: &str, answer: &str) -> Response {
    let mut form = form.clone();
    form.set("passkey", answer);
    submits_with(browser, &form, button, &[("Origin", HERE)])
}

/// The page where somebody signs in, and its form.
fn sign_in_page(browser: &mut HttpClient) -> (Response, Form) {
    let page = browser.get(SIGN_IN);
    let form = page.form("Sign in");
    (page, form)
}

/// A sign-in by passkey alone.
#[track_caller]
fn signs_in(browser: &mut HttpClient, device: &mut Authenticator) -> Response {
    let (page, form) = sign_in_page(browser);
    sends(browser, &form, "Sign in", &device.answers(&options(&page)))
}

/// Where an answer leads on our own site.
#[track_caller]
fn leads_to(answer: &Response) -> String {
    let path = answer.location().strip_prefix(HERE);
    path.expect("it stays here").to_owned()
}

fn is_signed_in(browser: &mut HttpClient) -> bool {
    browser.get("/account/sessions").status == 200
}

/// The page of the second step behind Ada's password.
#[track_caller]
fn second_step(app: &TestApp) -> (HttpClient, Response, Form) {
    let mut browser = app.stranger();
    let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page.form("Use a passkey");
    (browser, page, form)
}

fn methods(app: &TestApp, user: &User) -> Vec<&'static str> {
    let sessions = app.platform().store.read(|reader| {
        let after = vestibule::store::After { key: None, most: 9 };
        reader.sessions_of(user.key, after)
    });
    let sessions = sessions.expect("a look");
    let last = sessions.iter().max_by_key(|session| session.key.number());
    last.expect("a session").methods.words().collect()
}

#[test]
fn a_passkey_signs_in_by_itself_with_level_two() {
    each_with_one(|app, ada, mut device| {
        let mut browser = app.stranger();
        let (page, _) = sign_in_page(&mut browser);
        assert!(page.text().contains("autocomplete=\"username webauthn\""));
        let asked: serde_json::Value = serde_json::from_str(&options(&page)).expect("JSON");
        assert_eq!(asked["userVerification"], "required");
        assert_eq!(asked["rpId"], "id.example.org");
        assert_eq!(asked["allowCredentials"], serde_json::json!([]));
        let answer = signs_in(&mut browser, &mut device);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(is_signed_in(&mut browser));
        assert_eq!(methods(app, ada), ["hwk", "mfa", "pop", "user"]);
        assert!(factors_of(app, ada).passkeys[0].last_used_at.is_some());
    });
}

#[test]
fn an_answer_is_good_once_and_pressed_twice_at_once_it_is_answered_alike() {
    each_with_one(|app, _, mut device| {
        let mut browser = app.stranger();
        let (page, form) = sign_in_page(&mut browser);
        let answer = device.answers(&options(&page));
        let mut twice = browser.clone();
        let first = sends(&mut browser, &form, "Sign in", &answer);
        let again = sends(&mut twice, &form, "Sign in", &answer);
        assert_eq!((first.status, again.status), (303, 303));
        let session = |browser: &HttpClient| {
            let name = "__Host-vestibule_session";
            browser.cookie(name).expect("a session").value.clone()
        };
        assert_eq!(session(&browser), session(&twice));
        // Whichever comes first moves the counter on.
        let mut third = app.stranger();
        let (page, next) = sign_in_page(&mut third);
        let typed = device.answers(&options(&page));
        let answers = at_once(4, |_| {
            let mut hand = third.clone();
            let answer = sends(&mut hand, &next, "Sign in", &typed);
            assert_eq!(answer.status, 303, "{}", answer.text());
            session(&hand)
        });
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
        app.advance(Duration::from_secs(11));
        let mut late = app.stranger();
        late.get(SIGN_IN);
        assert_eq!(sends(&mut late, &form, "Sign in", &answer).status, 403);
        // With a form of one's own it is an answer to another question.
        let (_, fresh) = sign_in_page(&mut late);
        complains(&sends(&mut late, &fresh, "Sign in", &answer), WRONG);
        let mut stolen = fresh.clone();
        stolen.set("passkey_state", form.hidden("passkey_state"));
        complains(&sends(&mut late, &stolen, "Sign in", &answer), WRONG);
        assert!(!is_signed_in(&mut late));
        // Two were refused, and the first of them is an event; the same press twice is none.
        let events = events(app).into_iter();
        let refused = events.filter(|event| event.event == EventKind::PasskeyRefused);
        assert_eq!(refused.count(), 1);
    });
}

/// What is done to a good passkey, so that its answer is refused.
type Harm = fn(&TestApp, &mut Authenticator);

const HARMS: [(&str, Harm); 9] = [
    ("its user is not verified", |_, device| {
        device.verifies = false;
    }),
    ("its counter has gone back", |_, device| device.counter = 0),
    ("it answers for another origin", |_, device| {
        device.origin = "https://evil.example".to_owned();
    }),
    ("it answers for a host below ours", |_, device| {
        device.origin = "https://a.id.example.org".to_owned();
    }),
    (
        "it spells our origin otherwise than browsers do",
        |_, device| {
            device.origin = format!("{HERE}/");
        },
    ),
    ("it was asked in a page inside another", |_, device| {
        device.is_framed = true;
    }),
    ("it is for another host", |_, device| {
        device.rp_id = "example.org".to_owned();
    }),
    ("its handle is somebody else's", |_, device| {
        device.handle = Some(vec![7; 16]);
    }),
    ("its user is disabled", |app, _| {
        users::disable(app.platform(), "ada").expect("disabled");
    }),
];

#[test]
fn what_is_refused_begins_nothing_and_the_passkey_stays() {
    for (why, harm) in HARMS {
        each_with_one(|app, ada, mut device| {
            let mut browser = app.stranger();
            let good = signs_in(&mut browser, &mut device);
            assert_eq!(good.status, 303, "{why}");
            let kept = factors_of(app, ada).passkeys;
            harm(app, &mut device);
            let mut browser = app.stranger();
            let answer = signs_in(&mut browser, &mut device);
            complains(&answer, WRONG);
            assert!(!is_signed_in(&mut browser), "{why}");
            assert_eq!(factors_of(app, ada).passkeys, kept, "{why}");
        });
    }
}

#[test]
fn passkeys_of_nobody_and_what_is_no_answer_are_refused_alike() {
    each_with_one(|app, _, _| {
        let mut stray = Authenticator::at("id.example.org", HERE);
        stray.handle = Some(vec![7; 16]);
        let mut browser = app.stranger();
        complains(&signs_in(&mut browser, &mut stray), WRONG);
        for no_answer in ["{", "{}", "[]", &"9".repeat(16 * 1024 + 1)] {
            let (_, form) = sign_in_page(&mut browser);
            complains(&sends(&mut browser, &form, "Sign in", no_answer), WRONG);
        }
    });
}

#[test]
fn each_refusal_costs_a_try_of_the_address() {
    let settings = SETTINGS.replace("1000", "3");
    each_app(&settings, |app| {
        let ada = app.adds_user("ada", None);
        let mut good = adds_passkey(app, &ada);
        let mut browser = app.stranger();
        for _ in 0..5 {
            assert_eq!(signs_in(&mut app.stranger(), &mut good).status, 303);
        }
        let mut stray = Authenticator::at("id.example.org", HERE);
        for _ in 0..3 {
            complains(&signs_in(&mut browser, &mut stray), WRONG);
        }
        assert_eq!(signs_in(&mut browser, &mut good).status, 429);
    });
}

#[test]
fn two_tabs_do_not_get_into_each_others_way() {
    each_with_one(|app, ada, mut device| {
        let mut browser = app.stranger();
        let (first, second) = (sign_in_page(&mut browser), sign_in_page(&mut browser));
        let (early, late) = (
            device.answers(&options(&first.0)),
            device.answers(&options(&second.0)),
        );
        let mut other = browser.clone();
        // The later answer comes first: the counter of the earlier one has gone back by then.
        let done = sends(&mut browser, &second.1, "Sign in", &late);
        assert_eq!(done.status, 303, "{}", done.text());
        complains(&sends(&mut other, &first.1, "Sign in", &early), WRONG);
        // In the same browser, whoever is signed in by now goes on.
        let done = sends(&mut browser, &first.1, "Sign in", &early);
        assert_eq!(done.status, 303);
        assert!(is_signed_in(&mut browser));
        assert_eq!(factors_of(app, ada).passkeys.len(), 1);
    });
}

#[test]
fn passkeys_are_made_for_https_with_a_host_name_and_for_localhost() {
    let hosts = [
        ("https://id.example.org", Some("id.example.org")),
        ("https://id.example.org:8443", Some("id.example.org")),
        ("http://localhost:8080", Some("localhost")),
        ("https://localhost", Some("localhost")),
        ("http://id.example.org", None),
        ("http://127.0.0.1:8080", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::7]", None),
    ];
    for (public_url, host) in hosts {
        assert_eq!(rp_id(public_url).as_deref(), host, "{public_url}");
        assert_eq!(Party::of(public_url).is_some(), host.is_some());
    }
}

#[test]
fn a_passkey_of_another_address_is_not_asked_for_and_still_counts() {
    each_app(SETTINGS, |app| {
        let ada = app.adds_user("ada", None);
        let mut device = adds_passkey_at(app, &ada, "https://old.example.org");
        let mut browser = app.stranger();
        let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
        assert_eq!(page.status, 200, "a password is not enough");
        assert!(!page.text().contains("passkey.js"));
        complains(&signs_in(&mut app.stranger(), &mut device), WRONG);
        device.origin = HERE.to_owned();
        device.rp_id = "id.example.org".to_owned();
        complains(&signs_in(&mut app.stranger(), &mut device), WRONG);
    });
}

#[test]
fn nothing_is_offered_at_an_ip_number_or_where_the_operator_says_so() {
    for settings in ["", "public_url = \"https://192.0.2.7\""] {
        each_app(settings, |app| {
            app.adds_user("ada", None);
            let page = app.stranger().get(SIGN_IN).text();
            assert!(!page.contains("passkey") && !page.contains("webauthn"));
        });
    }
    let second = SETTINGS.to_owned() + "[second_factor]\npasskeys = \"second\"\n";
    each_app(&second, |app| {
        let ada = app.adds_user("ada", None);
        let mut device = adds_passkey(app, &ada);
        let mut browser = app.stranger();
        let (page, form) = sign_in_page(&mut browser);
        assert!(!page.text().contains("passkey"));
        let (_, page, _) = second_step(app);
        let answer = device.answers(&options(&page));
        complains(&sends(&mut browser, &form, "Sign in", &answer), WRONG);
    });
    let off = SETTINGS.to_owned() + "[second_factor]\npasskeys = \"off\"\n";
    each_app(&off, |app| {
        let ada = app.adds_user("ada", None);
        adds_passkey(app, &ada);
        let page = tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD);
        assert_eq!(page.status, 200, "a password is not enough");
        assert!(!page.text().contains("data-passkey"));
    });
}
