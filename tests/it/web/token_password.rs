//! The password grant: for apps whose owner named it, behind the brake of the sign-in page.

use super::{asks_for, each_app, each_program, each_with_ada, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    Program, gives_pair, is_kept_nowhere, public_program, refuses, server_program,
};
use crate::metrics::Series;
use std::collections::BTreeMap;
use std::time::Duration;
use vestibule::domain::oauth::client::GrantType;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users;
use vestibule::metrics::Exposition;

const WRONG: &str = "otter-lamp-river-43";
/// The default: ten for an account in ten minutes.
const FREE: usize = 10;

#[track_caller]
fn is_wrong(answer: &Response) {
    let text = "Invalid username and/or password combination";
    refuses(answer, 400, "invalid_grant", text);
}

/// Too many: how long to wait is told, and whose name it was is not.
#[track_caller]
fn is_braked(answer: &Response) -> Duration {
    let body = r#"{"error":"temporarily_unavailable","error_description":"Too many attempts. Try again later"}"#;
    assert_eq!((answer.status, answer.text().as_str()), (429, body));
    is_kept_nowhere(answer);
    let seconds = answer.header("retry-after").expect("Retry-After");
    Duration::from_secs(seconds.parse().expect("whole seconds"))
}

/// The path of a sign-in page for this program.
fn page_of(app: &TestApp) -> String {
    let (issued, _) = app.adds_desktop_app();
    asks_for(&issued.app.client_id, &[("display", "desktop")])
}

/// Headers but for the date, sorted.
fn headers(answer: &Response) -> Vec<(String, String)> {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| name != "date")
        .cloned()
        .collect();
    headers.sort();
    headers
}

#[test]
fn a_name_and_a_password_give_a_pair_that_stands_for_that_person() {
    each_app("", |app| {
        let ada = app.adds_user("Ada", Some("ada@example.org"));
        for program in [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ] {
            for name in ["Ada", " ADA ", "ada@example.org"] {
                let pair = gives_pair(&program.trades(name, PASSWORD));
                let known = program.introspects(&pair.access);
                if program.secret.is_some() {
                    assert_eq!(known.json()["sub"], ada.public_id.as_str());
                }
                assert!(app.is_live(&pair.access));
                gives_pair(&program.refreshes(&pair.refresh));
            }
        }
    });
}

#[test]
fn what_is_wrong_is_not_named() {
    each_with_ada(|app| {
        app.adds_user("gone", None);
        users::disable(app.platform(), "gone").expect("disabled");
        let program = server_program(app, Wishes::default());
        // r81: no difference between a wrong password, a name nobody has and a disabled user.
        let checked = || app.platform().hashers.checked();
        let tried = [("ada", WRONG), ("nobody", WRONG), ("gone", PASSWORD)];
        let answers = tried.map(|(name, password)| {
            let before = checked();
            let answer = program.trades(name, password);
            assert_eq!(checked(), before + 1, "{name} costs one hash");
            is_wrong(&answer);
            headers(&answer)
        });
        assert!(answers.iter().all(|headers| *headers == answers[0]));
        // r83: what cannot be a password is wrong without a hash.
        let before = checked();
        for odd in ["a\0b", &"x".repeat(1025), "\0"] {
            is_wrong(&program.trades("ada", odd));
        }
        assert_eq!(checked(), before);
        for odd in ["\0", "a\0", &"x".repeat(100_000)] {
            is_wrong(&program.trades(odd, PASSWORD));
        }
        gives_pair(&program.trades("ada", PASSWORD));
    });
}

#[test]
fn scopes_are_chosen_before_a_password_is_looked_at() {
    each_with_ada(|app| {
        let program = server_program(
            app,
            Wishes {
                scopes: Some(vec!["basic".to_owned()]),
                ..Wishes::default()
            },
        );
        let before = app.platform().hashers.checked();
        let fields = [
            ("grant_type", "password"),
            ("username", "ada"),
            ("password", PASSWORD),
            ("scope", "email"),
        ];
        let text = "None of the requested scopes may be granted, or one is malformed";
        refuses(&program.asks(&fields), 400, "invalid_scope", text);
        assert_eq!(app.platform().hashers.checked(), before);
    });
}

#[test]
fn it_is_there_only_for_apps_whose_owner_named_it() {
    each_with_ada(|app| {
        let usual = Program::registered(
            app,
            Wishes {
                redirect_uris: Some(vec!["https://client.example/cb".to_owned()]),
                ..Wishes::default()
            },
        );
        assert!(!usual.app.grants.contains(&GrantType::Password));
        let text = "This application is not authorized to use grant_type password";
        let before = app.platform().hashers.checked();
        let answer = usual.trades("ada", PASSWORD);
        refuses(&answer, 400, "unauthorized_client", text);
        assert_eq!(app.platform().hashers.checked(), before);
    });
}

#[test]
fn r77_guesses_here_and_at_the_sign_in_page_have_one_counter() {
    each_with_ada(|app| {
        let programs = [
            public_program(app, Wishes::default()),
            server_program(app, Wishes::default()),
        ];
        // A server says where the person is; a program without a secret is there itself.
        let trades = |program: usize, name: &str, password: &str| {
            programs[program].asks(&[
                ("grant_type", "password"),
                ("username", name),
                ("password", password),
                ("end_user_ip", ["192.0.2.1", "127.0.0.1"][program]),
            ])
        };
        let path = page_of(app);
        // Half of them here, half at the page, by any of the name's spellings.
        for guess in 0..FREE {
            if guess % 2 == 0 {
                is_wrong(&trades(
                    guess / 2 % 2,
                    ["ada", " ADA"][guess % 4 / 2],
                    WRONG,
                ));
            } else {
                assert_eq!(tries(&mut app.stranger(), &path, "ada", WRONG).status, 200);
            }
        }
        let wait = is_braked(&trades(0, "ada", PASSWORD));
        assert!((60..=61).contains(&wait.as_secs()), "{wait:?}");
        let page = tries(&mut app.stranger(), &path, "ada", PASSWORD);
        assert_eq!(page.status, 429);
        app.advance(wait);
        gives_pair(&trades(1, "ada", PASSWORD));
    });
}

#[test]
fn r81_a_name_nobody_has_is_braked_in_the_same_way() {
    each_program(|_, program| {
        let answers = ["ada", "nobody"].map(|name| {
            for _ in 0..FREE {
                is_wrong(&program.trades(name, WRONG));
            }
            let answer = program.trades(name, WRONG);
            is_braked(&answer);
            headers(&answer)
        });
        assert_eq!(answers[0], answers[1]);
    });
}

#[test]
fn an_address_that_guesses_at_many_names_is_braked_too() {
    each_app("[sign_in_limit]\nper_address = 4", |app| {
        app.adds_user("ada", None);
        let program = public_program(app, Wishes::default());
        for name in ["a", "b", "c", "d"] {
            is_wrong(&program.trades(name, WRONG));
        }
        is_braked(&program.trades("ada", PASSWORD));
        let path = page_of(app);
        assert_eq!(
            tries(&mut app.stranger(), &path, "ada", PASSWORD).status,
            429
        );
    });
}

#[test]
fn a_right_password_costs_nothing_also_when_many_come_at_once() {
    each_app("[sign_in_limit]\nper_account = 8\nper_address = 8", |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        for _ in 0..10 {
            gives_pair(&program.trades("ada", PASSWORD));
        }
        // All eight write the first consent, so that seven of them begin again.
        for _ in 0..3 {
            let fresh = server_program(app, Wishes::default());
            let answers = crate::races::at_once(8, |_| fresh.trades("ada", PASSWORD));
            let given = answers.iter().filter(|answer| answer.status == 200).count();
            assert!(given > 0);
            for answer in answers.iter().filter(|answer| answer.status != 200) {
                is_braked(answer);
            }
        }
        // Nothing is owed now: eight wrong ones fit.
        for _ in 0..8 {
            is_wrong(&program.trades("ada", WRONG));
        }
        is_braked(&program.trades("ada", WRONG));
    });
}

#[test]
fn want_of_room_is_counted_as_no_refusal_of_the_sign_in_limit() {
    const LIMITS: &str = "[sign_in_limit]\nper_account = 100\nper_address = 100\nper_app = 1000";
    each_app(LIMITS, |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        gives_pair(&program.trades("ada", PASSWORD));
        let answers = crate::races::at_once(40, |_| program.trades("ada", PASSWORD).status);
        assert!(answers.contains(&429), "{answers:?}");
        let text = Exposition::new(&app.platform().metrics, "0", "sqlite").text();
        let mut refusals = Series::of(&text).0;
        refusals.retain(|name, number| name.contains("limit_refusals") && *number > 0.0);
        assert_eq!(refusals, BTreeMap::new());
    });
}

#[test]
fn what_a_person_gave_their_password_for_is_written_down_as_allowed() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        gives_pair(&program.trades("ada", PASSWORD));
        gives_pair(&program.trades("ada", PASSWORD));
        let store = &app.platform().store;
        let consent = store.read(|reader| reader.consent(ada.key, program.app.id));
        let consent = consent.expect("reads").expect("is there");
        assert_eq!(consent.scopes.to_string(), "basic email");
    });
}
