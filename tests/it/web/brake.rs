//! The brake on guessing: by account, by address, by known browser; the same for names nobody has.

use super::{each_app, each_desktop, each_with_ada, filled_in, is_consent_page, one_app, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;

const WRONG: &str = "otter-lamp-river-43";
/// The default: ten for an account in ten minutes, each forgiven after one.
const FREE: usize = 10;

/// The statuses of so many wrong passwords, one by one, each from a browser of its own.
fn guesses(app: &TestApp, path: &str, names: &[&str], count: usize) -> Vec<u16> {
    let names = names.iter().cycle().take(count);
    let guesses = names.map(|name| tries(&mut app.stranger(), path, name, WRONG).status);
    guesses.collect()
}

/// So many looked at, the rest refused.
fn braked_after(free: usize, count: usize) -> Vec<u16> {
    let mut statuses = vec![200; free];
    statuses.resize(count, 429);
    statuses
}

#[track_caller]
fn wait_told(answer: &Response) -> Duration {
    assert_eq!(answer.status, 429, "{}", answer.text());
    let seconds = answer.header("retry-after").expect("Retry-After");
    Duration::from_secs(seconds.parse().expect("whole seconds"))
}

#[test]
fn r77_after_ten_wrong_passwords_even_the_right_one_has_to_wait_as_long_as_told() {
    each_desktop(|app, path| {
        assert_eq!(guesses(app, path, &["ada"], 20), braked_after(FREE, 20));
        let mut browser = app.stranger();
        let braked = tries(&mut browser, path, "ada", PASSWORD);
        let wait = wait_told(&braked);
        assert!((60..=61).contains(&wait.as_secs()), "{wait:?}");
        let words = text_of(&braked.text());
        assert!(words.contains("Too many attempts."), "{words}");
        assert!(!words.contains("ada"), "{words}");
        assert_eq!(super::link(&braked, "Try again"), path);
        assert!(browser.cookie("vestibule_session").is_none());
        app.advance(wait - Duration::from_secs(2));
        assert_eq!(tries(&mut browser, path, "ada", PASSWORD).status, 429);
        app.advance(Duration::from_secs(2));
        assert_eq!(tries(&mut browser, path, "ada", PASSWORD).status, 303);
        assert!(is_consent_page(&browser.get(path)));
    });
}

#[test]
fn r77_a_name_nobody_has_is_braked_in_the_same_way() {
    each_desktop(|app, path| {
        let pages = ["ada", "bob"].map(|name| {
            let statuses = guesses(app, path, &[name], FREE + 1);
            assert_eq!(statuses, braked_after(FREE, FREE + 1), "{name}");
            let answer = tries(&mut app.stranger(), path, name, WRONG);
            let headers = answer.headers.iter();
            let mut headers: Vec<_> = headers
                .filter(|(name, _)| name != "date")
                .cloned()
                .collect();
            headers.sort();
            (answer.status, headers, answer.text())
        });
        assert_eq!(pages[0], pages[1]);
    });
}

#[test]
fn r79_a_name_has_one_counter_however_it_is_typed_and_so_has_an_address() {
    each_app("", |app| {
        app.adds_user("Straße", Some("ada@example.org"));
        let (_, path) = app.adds_desktop_app();
        // As it is, folded, in capitals, with spaces, in full-width letters; and the address.
        let names: &[&str] = &[
            "Straße",
            "strasse",
            "STRASSE",
            "  straße ",
            "\u{3000}Ｓｔｒａｓｓｅ",
        ];
        let addresses: &[&str] = &["ada@example.org", "ADA@EXAMPLE.ORG", " ada@example.org\t"];
        let signs_in = |name: &str| tries(&mut app.stranger(), &path, name, PASSWORD).status;
        for name in names.iter().chain(addresses) {
            assert_eq!(signs_in(name), 303, "{name}");
        }
        for spellings in [names, addresses] {
            assert_eq!(guesses(app, &path, spellings, 12), braked_after(FREE, 12));
            for name in spellings {
                assert_eq!(signs_in(name), 429, "{name}");
            }
        }
        // Names nobody has are folded for counting too.
        let unknown = ["bob", " BOB", "ｂｏｂ"];
        assert_eq!(guesses(app, &path, &unknown, 12), braked_after(FREE, 12));
    });
}

#[test]
fn r80_somebody_elses_guesses_do_not_keep_a_person_out_of_a_browser_they_used_before() {
    each_with_ada(|app| {
        app.adds_user("mallory", None);
        let (_, path) = app.adds_desktop_app();
        let ask = format!("{path}&prompt=login");
        let mut known = app.stranger();
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);
        let mut mallorys = app.stranger();
        assert_eq!(tries(&mut mallorys, &ask, "mallory", PASSWORD).status, 303);

        // Mallory's own known browser counts as anybody's for Ada's account.
        for guess in 0..FREE + 2 {
            let status = tries(&mut mallorys, &ask, "ada", WRONG).status;
            assert_eq!(status, if guess < FREE { 200 } else { 429 }, "{guess}");
        }
        assert_eq!(
            tries(&mut app.stranger(), &ask, "ada", PASSWORD).status,
            429
        );
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);

        // In the known browser guessing is counted too, by itself.
        for guess in 0..FREE + 2 {
            let status = tries(&mut known, &ask, "ada", WRONG).status;
            assert_eq!(status, if guess < FREE { 200 } else { 429 }, "{guess}");
        }
    });
}

#[test]
fn r80_a_known_browser_gets_in_from_an_address_that_is_braked() {
    one_app("[sign_in_limit]\nper_address = 3", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let ask = format!("{path}&prompt=login");
        let mut known = app.stranger();
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);
        assert_eq!(
            guesses(app, &path, &["a", "b", "c", "d"], 4),
            braked_after(3, 4)
        );
        assert_eq!(
            tries(&mut app.stranger(), &ask, "ada", PASSWORD).status,
            429
        );
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);
    });
}

#[test]
fn a_right_password_costs_nothing_however_often() {
    each_app("[sign_in_limit]\nper_account = 2\nper_address = 3", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        for _ in 0..6 {
            assert_eq!(
                tries(&mut app.stranger(), &path, "ada", PASSWORD).status,
                303
            );
        }
        assert_eq!(guesses(app, &path, &["ada"], 1), [200]);
        assert_eq!(
            tries(&mut app.stranger(), &path, "ada", PASSWORD).status,
            303
        );
        // The wrong one before is not forgiven by it.
        assert_eq!(guesses(app, &path, &["ada"], 2), braked_after(1, 2));
    });
}

/// Guesses a name of its own each time, as a proxy tells of this client.
fn guesses_from(app: &TestApp, path: &str, forwarded: &str, name: &str) -> u16 {
    let mut browser = HttpClient::new(&app.address);
    let (_, form) = filled_in(&mut browser, path, name, WRONG);
    let header = [("X-Forwarded-For", forwarded)];
    super::submits_with(&mut browser, &form, "Sign in", &header).status
}

#[test]
fn one_address_is_braked_whatever_the_names_and_an_ipv6_network_is_one_address() {
    let settings = "trusted_proxies = [\"127.0.0.0/8\"]\n[sign_in_limit]\nper_address = 4";
    each_app(settings, |app| {
        let (_, path) = app.adds_desktop_app();
        let mut names = (0..).map(|number| format!("name{number}"));
        let mut next = |forwarded: &str| {
            let name = names.next().expect("names without end");
            guesses_from(app, &path, forwarded, &name)
        };
        let statuses = [(); 5].map(|()| next("203.0.113.5"));
        assert_eq!(statuses, [200, 200, 200, 200, 429]);
        assert_eq!(next("198.51.100.1, 203.0.113.5"), 429, "a forged left end");
        assert_eq!(next("203.0.113.6"), 200);
        let network = [
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8:0:0:ffff::",
            "2001:db8::4",
            "2001:db8::5",
        ];
        assert_eq!(network.map(&mut next), [200, 200, 200, 200, 429]);
        assert_eq!(next("2001:db8:0:1::1"), 200);
    });
}

#[test]
fn without_trusted_proxies_a_forwarding_header_changes_nothing() {
    one_app("[sign_in_limit]\nper_address = 4", |app| {
        let (_, path) = app.adds_desktop_app();
        let statuses = [1, 2, 3, 4, 5].map(|number| {
            let name = format!("name{number}");
            guesses_from(app, &path, &format!("203.0.113.{number}"), &name)
        });
        assert_eq!(statuses, [200, 200, 200, 200, 429]);
    });
}

#[test]
fn forms_without_a_good_proof_cost_nobody_anything() {
    one_app("[sign_in_limit]\nper_account = 1\nper_address = 1", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        for _ in 0..5 {
            let mut browser = app.stranger();
            let (page, mut form) = filled_in(&mut browser, &path, "ada", WRONG);
            form.set("proof", "forged");
            assert_eq!(browser.submits(&page, &form, "Sign in").status, 403);
        }
        assert_eq!(
            tries(&mut app.stranger(), &path, "ada", PASSWORD).status,
            303
        );
    });
}
