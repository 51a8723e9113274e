//! Signing in: name or e-mail and password, one answer for all that is wrong.

use super::{
    ELSEWHERE, each_app, each_desktop, each_with_ada, filled_in, is_consent_page, is_sign_in_page,
    one_app, one_desktop, own_path, tries,
};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use std::time::Duration;
use vestibule::flow::users;

const WRONG: &str = "otter-lamp-river-43";

#[test]
fn r121_signing_in_leads_to_the_same_request_by_303_and_there_to_the_consent_page() {
    each_app("", |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let (_, path) = app.adds_desktop_app();
        let path = format!("{path}&state=a%26b%20c");
        for name in ["ada", "ada@example.org", " ADA ", "Ada@Example.ORG"] {
            let mut browser = app.stranger();
            let (page, form) = filled_in(&mut browser, &path, name, PASSWORD);
            assert_eq!(page.status, 200);
            assert!(page.text().contains("Sample"), "{}", page.text());
            let answer = browser.submits(&page, &form, "Sign in");
            assert_eq!(answer.status, 303, "{name}: {}", answer.text());
            assert_eq!(answer.location(), format!("{}{path}", app.origin()));
            assert!(answer.body.is_empty());
            assert!(is_consent_page(&browser.get(&path)), "{name}");
        }
    });
}

#[test]
fn a_wrong_password_keeps_the_form_and_says_so_aloud() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        let answer = tries(&mut browser, path, "ada \"<b>", WRONG);
        assert_eq!(answer.status, 200);
        let text = answer.text();
        assert!(text.contains("role=\"alert\""), "{text}");
        assert!(text.contains("Wrong name or password."), "{text}");
        assert!(!text.contains("<b>") && !text.contains(WRONG), "{text}");
        let mut form = answer.form("Sign in");
        assert_eq!(form.value("name"), Some("ada \"<b>"));
        assert_eq!(form.value("password"), Some(""));
        assert!(browser.cookie("vestibule_session").is_none());
        form.types_name_and_password("ada", PASSWORD);
        assert_eq!(browser.submits(&answer, &form, "Sign in").status, 303);
    });
}

/// An answer without what is random in it: the form's own fields, the name that was typed, the date.
fn anonymous(answer: &Response, name: &str) -> (u16, Vec<String>, String) {
    let mut text = answer.text();
    let form = answer.form("Sign in");
    for hidden in ["nonce", "proof"] {
        text = text.replace(form.hidden(hidden), hidden);
    }
    let headers = answer.headers.iter();
    let headers = headers.filter(|(header, _)| header != "date");
    let headers = headers.map(|(header, value)| format!("{header}: {value}"));
    let mut headers: Vec<String> = headers.collect();
    headers.sort();
    (answer.status, headers, text.replace(name, "NAME"))
}

#[test]
fn r81_an_unknown_name_and_a_wrong_password_and_a_disabled_user_look_the_same() {
    each_with_ada(|app| {
        app.adds_user("eva", None);
        users::disable(app.platform(), "eva").expect("eva is disabled");
        let (_, path) = app.adds_desktop_app();
        // The same length, since a length is a header too.
        let seen = [
            ("ada", WRONG),
            ("ivy", WRONG),
            ("eva", WRONG),
            ("eva", PASSWORD),
        ];
        let answers = seen.map(|(name, password)| {
            let answer = tries(&mut app.stranger(), &path, name, password);
            anonymous(&answer, name)
        });
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert!(answers[0].2.contains("Wrong name or password."));
    });
}

/// How many passwords are checked, each at the price of one hash, for this try.
fn price_of(app: &TestApp, path: &str, name: &str, password: &str) -> u64 {
    let before = app.platform().hashers.checked();
    let answer = tries(&mut app.stranger(), path, name, password);
    assert_eq!(answer.status, 200);
    app.platform().hashers.checked() - before
}

#[test]
fn r81_an_unknown_name_costs_one_hash_and_r83_an_impossible_password_costs_none() {
    one_app("", |app| {
        let ada = app.adds_user("ada", None);
        app.adds_user("eva", None);
        users::disable(app.platform(), "eva").expect("disabled");
        let (_, path) = app.adds_desktop_app();
        for name in ["ada", "ivy", "eva"] {
            assert_eq!(price_of(app, &path, name, WRONG), 1, "{name}");
            assert_eq!(price_of(app, &path, name, &"x".repeat(1025)), 0, "{name}");
            assert_eq!(price_of(app, &path, name, "otter\0lamp"), 0, "{name}");
        }
        // And it is the same hash: nobody's has the parameters of everybody's.
        let kept = app
            .platform()
            .store
            .read(|reader| reader.password_of(ada.key));
        let kept = kept.expect("reads").expect("a password").phc;
        let parameters = |phc: &str| phc.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(parameters(&app.platform().dummy_phc), parameters(&kept));
    });
}

#[test]
fn r83_long_passwords_and_those_with_nul_are_wrong_and_four_byte_characters_are_right() {
    one_desktop(|app, path| {
        let long = "x".repeat(1025);
        for wrong in [long.as_str(), "otter-lamp-river-42\0", "\0", ""] {
            let answer = tries(&mut app.stranger(), path, "ada", wrong);
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains("Wrong name or password."));
        }
        let longest = "🦦".repeat(128);
        // é in one code point and in two: the same to whoever types it.
        let spellings = [
            ("🦦🏮🌊 otter", "🦦🏮🌊 otter"),
            ("caf\u{e9}-river", "cafe\u{301}-river"),
            (longest.as_str(), longest.as_str()),
        ];
        for (chosen, typed) in spellings {
            users::set_password(app.platform(), "ada", chosen).expect("a good password");
            app.advance(Duration::from_millis(1));
            let answer = tries(&mut app.stranger(), path, "ada", typed);
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        assert_eq!(
            tries(&mut app.stranger(), path, "ada", PASSWORD).status,
            200
        );
    });
}

#[test]
fn r71_a_session_set_before_the_sign_in_is_not_the_one_after_it() {
    each_with_ada(|app| {
        app.adds_user("mallory", None);
        let (_, path) = app.adds_desktop_app();
        let mut mallory = app.stranger();
        app.signs_in(&mut mallory, &path, "mallory");
        let planted = mallory
            .cookie("vestibule_session")
            .expect("a session")
            .clone();
        // A cookie of nobody, and that of a live session of somebody else.
        let mut nobodys = planted.clone();
        nobodys.value = "A".repeat(40);
        for cookie in [nobodys, planted] {
            let mut victim = app.stranger();
            victim.jar.push(cookie.clone());
            let ask_again = format!("{path}&prompt=login");
            app.signs_in(&mut victim, &ask_again, "ada");
            let fresh = victim.cookie("vestibule_session").expect("a session");
            assert_ne!(fresh.value, cookie.value);
            let mut thief = app.stranger();
            thief.jar.push(cookie);
            assert!(
                is_sign_in_page(&thief.get(&path)),
                "the planted session lives"
            );
        }
    });
}

#[test]
fn a_second_sign_in_ends_the_session_of_the_first() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        app.signs_in(&mut browser, path, "ada");
        let old = browser.clone();
        assert!(is_consent_page(&old.clone().get(path)));
        let ask_again = format!("{path}&prompt=login");
        assert!(is_sign_in_page(&browser.get(&ask_again)));
        let answer = tries(&mut browser, &ask_again, "ada", PASSWORD);
        // Asked once: the way back does not ask again.
        assert_eq!(own_path(app, answer.location()), path);
        assert!(is_consent_page(&browser.get(path)));
        assert!(is_sign_in_page(&old.clone().get(path)), "the old one lives");
    });
}

#[test]
fn whoever_is_signed_in_is_not_asked_again_until_the_session_ends() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        app.signs_in(&mut browser, path, "ada");
        app.advance(Duration::from_secs(86_399));
        assert!(is_consent_page(&browser.get(path)));
        app.advance(Duration::from_secs(1));
        assert!(is_sign_in_page(&browser.get(path)));
    });
}

#[test]
fn keeping_signed_in_lasts_two_weeks_after_the_last_visit_and_ninety_days_at_most() {
    each_desktop(|app, path| {
        let day = Duration::from_secs(86_400);
        let mut busy = app.stranger();
        let (page, mut form) = filled_in(&mut busy, path, "ada", PASSWORD);
        form.set("keep", "on");
        assert_eq!(busy.submits(&page, &form, "Sign in").status, 303);
        let mut idle = busy.clone();
        for _ in 0..6 {
            app.advance(day * 14 - Duration::from_secs(1));
            assert!(is_consent_page(&busy.get(path)));
            // A time stamp that nobody waits for: the next change that is waited for comes after it.
            app.adds_user(&format!("user{}", app.now().millis()), None);
        }
        app.advance(day * 6 + Duration::from_secs(5));
        assert!(is_consent_page(&busy.get(path)));
        app.advance(Duration::from_secs(1));
        assert!(is_sign_in_page(&busy.get(path)), "ninety days are over");
        assert!(is_sign_in_page(&idle.get(path)));
    });
}

#[test]
fn r84_nothing_that_was_sent_along_decides_where_the_sign_in_leads() {
    one_desktop(|app, path| {
        for elsewhere in ELSEWHERE {
            let mut browser = app.stranger();
            let query: String = form_urlencoded::byte_serialize(elsewhere.as_bytes()).collect();
            let asked = format!("{path}&return_to={query}&next={query}");
            let (page, mut form) = filled_in(&mut browser, &asked, "ada", PASSWORD);
            form.set("return_to", elsewhere);
            let answer = browser.submits(&page, &form, "Sign in");
            assert_eq!(answer.status, 303);
            assert_eq!(own_path(app, answer.location()), asked);
        }
    });
}
