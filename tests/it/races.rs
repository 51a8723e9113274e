//! What happens at once: guesses, double submits, tabs, writers, and a password that changes meanwhile.

use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::db::each_db;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::web::{each_app, each_desktop, is_consent_page, is_sign_in_page, tries};
use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vestibule::flow::{apps, users};

const WRONG: &str = "otter-lamp-river-43";
/// Two servers on one database share a key.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

/// Runs this in so many threads that begin together; what each gave, in their order.
pub fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (barrier, act) = (&barrier, &act);
                scope.spawn(move || {
                    barrier.wait();
                    act(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("an end"))
            .collect()
    })
}

fn count(answers: &[Response], status: u16) -> usize {
    answers
        .iter()
        .filter(|answer| answer.status == status)
        .count()
}

/// A sign-in page with this filled in, to be sent as often as somebody likes.
fn filled_in(app: &TestApp, path: &str, password: &str) -> (HttpClient, Response, Form) {
    let mut browser = app.stranger();
    let (page, form) = crate::web::filled_in(&mut browser, path, "ada", password);
    (browser, page, form)
}

#[test]
fn r78_of_two_hundred_guesses_at_once_no_more_are_looked_at_than_the_limit() {
    each_app("[sign_in_limit]\nper_address = 10000", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let ask = format!("{path}&prompt=login");
        let mut known = app.stranger();
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);
        let (browser, page, form) = filled_in(app, &path, WRONG);
        let answers = at_once(200, |_| browser.clone().submits(&page, &form, "Sign in"));
        assert_eq!((count(&answers, 200), count(&answers, 429)), (10, 190));
        for answer in &answers {
            assert_eq!(
                answer.text().contains("Wrong name or password."),
                answer.status == 200
            );
        }
        assert_eq!(
            tries(&mut app.stranger(), &path, "ada", PASSWORD).status,
            429
        );
        assert_eq!(tries(&mut known, &ask, "ada", PASSWORD).status, 303);
    });
}

#[test]
fn r78_guesses_at_two_servers_are_counted_together() {
    each_db(|db| {
        let settings = format!("{KEY}\n[sign_in_limit]\nper_account = 8\nper_address = 10000");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        servers[0].adds_user("ada", None);
        let (_, path) = servers[0].adds_desktop_app();
        let forms = [0, 1].map(|which| filled_in(&servers[which], &path, WRONG));
        let answers = at_once(40, |number| {
            let (browser, page, form) = &forms[number % 2];
            browser.clone().submits(page, form, "Sign in")
        });
        assert_eq!((count(&answers, 200), count(&answers, 429)), (8, 32));
    });
}

#[test]
fn r78_guesses_at_many_names_from_one_address_at_once_stay_within_its_limit() {
    each_app("[sign_in_limit]\nper_address = 12", |app| {
        let (_, path) = app.adds_desktop_app();
        let (browser, page, form) = filled_in(app, &path, WRONG);
        let answers = at_once(60, |number| {
            let mut form = form.clone();
            form.types_name_and_password(&format!("name{number}"), WRONG);
            browser.clone().submits(&page, &form, "Sign in")
        });
        assert_eq!((count(&answers, 200), count(&answers, 429)), (12, 48));
    });
}

/// Ada in front of a consent page.
fn deciding(app: &TestApp, path: &str) -> (HttpClient, Response, Form) {
    let mut browser = app.stranger();
    let page = app.signs_in(&mut browser, path, "ada");
    let form = page.form("Allow");
    (browser, page, form)
}

#[test]
fn r69_one_form_sent_sixteen_times_at_once_is_one_token_and_one_answer() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        for round in 1..=5 {
            let (_, path) = app.adds_desktop_app();
            let (browser, page, form) = deciding(&app, &path);
            let answers = at_once(16, |_| browser.clone().submits(&page, &form, "Allow"));
            assert_eq!(count(&answers, 302), 16);
            let locations: BTreeSet<&str> = answers.iter().map(Response::location).collect();
            assert_eq!(locations.len(), 1, "{locations:?}");
            assert!(app.is_live(&token_in(answers[0].location())));
            assert_eq!(db.raw().count("access_tokens"), round);
        }
    });
}

#[test]
fn r69_both_buttons_of_one_form_at_once_are_one_decision() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let mut tokens = 0;
        for _ in 0..5 {
            let (_, path) = app.adds_desktop_app();
            let (browser, page, form) = deciding(&app, &path);
            let buttons = ["Allow", "Don't Allow"];
            let answers = at_once(12, |number| {
                browser.clone().submits(&page, &form, buttons[number % 2])
            });
            assert_eq!((count(&answers, 302), count(&answers, 403)), (6, 6));
            let decided = answers.iter().filter(|answer| answer.status == 302);
            let locations: BTreeSet<&str> = decided.map(Response::location).collect();
            assert_eq!(locations.len(), 1, "{locations:?}");
            tokens += i64::from(
                locations
                    .iter()
                    .all(|location| location.contains("auth_success#")),
            );
            assert_eq!(db.raw().count("access_tokens"), tokens);
        }
    });
}

#[test]
fn r69_two_tabs_allowing_at_once_are_two_tokens_under_one_consent() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        for round in 1..=8 {
            let (_, path) = app.adds_desktop_app();
            let mut browser = app.stranger();
            let first = app.signs_in(&mut browser, &path, "ada");
            let tabs = [first, browser.get(&format!("{path}&state=second"))];
            let forms = [0, 1].map(|which| tabs[which].form("Allow"));
            let answers = at_once(2, |tab| {
                browser.clone().submits(&tabs[tab], &forms[tab], "Allow")
            });
            let tokens: BTreeSet<String> = answers
                .iter()
                .map(|answer| token_in(answer.location()))
                .collect();
            assert_eq!(tokens.len(), 2);
            assert!(tokens.iter().all(|token| app.is_live(token)));
            assert_eq!(db.raw().count("consents"), round);
        }
    });
}

#[test]
fn a_sign_in_form_sent_twice_at_once_signs_in_whichever_answer_comes_last() {
    each_desktop(|app, path| {
        let (browser, page, form) = filled_in(app, path, PASSWORD);
        let browsers = at_once(4, |_| {
            let mut browser = browser.clone();
            assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
            browser
        });
        for mut browser in browsers {
            assert!(is_consent_page(&browser.get(path)));
        }
    });
}

#[test]
fn eight_writers_each_get_their_own_tokens_and_all_of_them_live() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let (_, path) = app.adds_desktop_app();
        for number in 0..8 {
            app.adds_user(&format!("user{number}"), None);
        }
        let given = at_once(8, |number| {
            let name = format!("user{number}");
            let mut browser = app.stranger();
            let page = app.signs_in(&mut browser, &path, &name);
            let first = token_in(app.presses(&mut browser, &page, "Allow").location());
            let more = (0..24).map(|_| token_in(browser.get(&path).location()));
            let tokens: Vec<String> = more.chain([first]).collect();
            (name, tokens)
        });
        let all: BTreeSet<&String> = given.iter().flat_map(|(_, tokens)| tokens).collect();
        assert_eq!(all.len(), 200);
        assert_eq!(db.raw().count("access_tokens"), 200);
        for (name, tokens) in &given {
            for token in tokens {
                assert_eq!(app.asks_user(token).json()["name"], name.as_str());
            }
        }
    });
}

/// Clocks tick while this runs.
fn while_time_passes<T>(app: &TestApp, act: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                app.advance(Duration::from_millis(1));
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        let outcome = act();
        over.store(true, Ordering::Relaxed);
        outcome
    })
}

/// An end that comes while tokens are being granted; what is done afterwards must bring none of them back.
struct End {
    comes: fn(&TestApp, &str),
    afterwards: fn(&TestApp, &str),
}

const ENDS: [End; 3] = [
    End {
        comes: |app, name| {
            users::set_password(app.platform(), name, "another-password-1").expect("set");
        },
        afterwards: |_, _| {},
    },
    End {
        comes: |app, name| {
            users::disable(app.platform(), name).expect("disabled");
        },
        afterwards: |app, name| {
            users::enable(app.platform(), name).expect("enabled");
        },
    },
    End {
        comes: |app, _| {
            apps::disable(app.platform(), "Sample").expect("disabled");
        },
        afterwards: |app, _| {
            apps::enable(app.platform(), "Sample").expect("enabled");
        },
    },
];

/// The tokens that four browsers of one session were granted until the end had come.
fn granted_until(
    app: &TestApp,
    browser: &HttpClient,
    path: &str,
    end: impl Fn() + Sync,
) -> Vec<String> {
    let over = AtomicBool::new(false);
    let tokens = while_time_passes(app, || {
        at_once(5, |number| {
            if number == 0 {
                end();
                over.store(true, Ordering::Relaxed);
            }
            let mut tokens = Vec::new();
            let mut browser = browser.clone();
            while !over.load(Ordering::Relaxed) {
                let answer = browser.get(path);
                if answer.status == 302 {
                    tokens.push(token_in(answer.location()));
                }
            }
            tokens
        })
    });
    tokens.concat()
}

#[test]
fn what_is_granted_while_its_person_or_its_app_comes_to_an_end_ends_with_them() {
    each_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        for round in 0..18 {
            let end = &ENDS[round % ENDS.len()];
            let name = format!("user{round}");
            app.adds_user(&name, None);
            let mut browser = app.stranger();
            let page = app.signs_in(&mut browser, &path, &name);
            app.presses(&mut browser, &page, "Allow");
            let tokens = granted_until(app, &browser, &path, || (end.comes)(app, &name));
            app.advance(Duration::from_millis(1));
            (end.afterwards)(app, &name);
            app.advance(Duration::from_millis(1));
            let live = tokens.iter().filter(|token| app.is_live(token)).count();
            assert_eq!(live, 0, "of {} in round {round}", tokens.len());
            if round % ENDS.len() < 2 {
                assert!(is_sign_in_page(&browser.get(&path)), "a session lives on");
            }
        }
    });
}
