//! The limit on wrong passwords: no weapon against the person whom it protects, and it tells nothing of them.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{gives_pair, public_program, refuses, server_program};
use crate::kit::server::Home;
use crate::kit::told::says;
use crate::races::at_once;
use crate::web::{each_app, each_with_ada, filled_in, one_app, own_path, submits_with, tries};
use vestibule::domain::account::brake::Subject;
use vestibule::domain::account::password::TypedPassword;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{Behalf, ForWhom, Hashers, PasswordMatch, Presence, Unhashed, users};

const WRONG: &str = "otter-lamp-river-43";
const NEW: &str = "lantern under the birch";
const BEHIND_A_PROXY: &str = "trusted_proxies = [\"127.0.0.0/8\"]\n[sign_in_limit]\n";
/// The default: ten for a name from one address in ten minutes.
const FREE: usize = 10;
const SIGN_IN: &str = "/account/sign-in";

/// A try from an address, as the proxy tells of it.
fn tries_from(browser: &mut HttpClient, address: &str, (name, password): (&str, &str)) -> u16 {
    let (_, form) = filled_in(browser, SIGN_IN, name, password);
    let header = [("X-Forwarded-For", address)];
    submits_with(browser, &form, "Sign in", &header).status
}

fn guesses(app: &TestApp, name: &str, count: usize) -> Vec<u16> {
    let guess = |_| tries(&mut app.stranger(), SIGN_IN, name, WRONG).status;
    (0..count).map(guess).collect()
}

fn braked_after(free: usize, count: usize) -> Vec<u16> {
    let mut statuses = vec![200; free];
    statuses.resize(count, 429);
    statuses
}

/// Whether somebody who was never here gets in.
fn gets_in(app: &TestApp, name: &str, password: &str) -> bool {
    match tries(&mut app.stranger(), SIGN_IN, name, password).status {
        303 => true,
        429 => false,
        other => panic!("{other}"),
    }
}

#[track_caller]
fn chooses(app: &TestApp, browser: &mut HttpClient, link: &str) {
    let page = browser.get(&own_path(app, link));
    let mut form = page.form("Save password");
    form.set("password", NEW);
    let answer = browser.submits(&page, &form, "Save password");
    assert_eq!(answer.status, 303, "{}", answer.text());
}

#[test]
fn o05_unlocking_lets_a_person_try_again_from_everywhere_and_by_every_name() {
    each_app("", |app| {
        app.adds_user("Ada", Some("ada@example.org"));
        app.adds_user("bob", None);
        let mut known = app.stranger();
        assert_eq!(tries(&mut known, SIGN_IN, "ada", PASSWORD).status, 303);
        for name in ["ada", "ada@example.org", "bob"] {
            assert_eq!(guesses(app, name, FREE + 1), braked_after(FREE, FREE + 1));
        }
        for guess in 0..FREE {
            let ask = tries_again(&mut known, "ada", WRONG);
            assert_eq!(ask.status, 200, "{guess}");
        }
        assert_eq!(tries_again(&mut known, "ada", PASSWORD).status, 429);
        let user = users::unlock(app.platform(), "ada@example.org").expect("unlocked");
        assert_eq!(user.name, "Ada");
        assert!(gets_in(app, "ada", PASSWORD) && gets_in(app, "ada@example.org", PASSWORD));
        assert_eq!(tries_again(&mut known, "ada", PASSWORD).status, 303);
        assert!(!gets_in(app, "bob", PASSWORD), "others stay as they were");
        let unknown = users::unlock(app.platform(), "nobody").expect_err("nobody");
        assert!(unknown.to_string().contains("vestibule user list"));
    });
}

/// In a browser that is signed in: its session ends first, as when the window was closed.
fn tries_again(browser: &mut HttpClient, name: &str, password: &str) -> Response {
    browser.forgets("session");
    tries(browser, SIGN_IN, name, password)
}

#[test]
fn o05_the_command_unlocks_while_the_server_runs() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let server = home.serves();
    for _ in 0..FREE {
        let wrong = tries(&mut server.client(), SIGN_IN, "ada", WRONG);
        assert_eq!(wrong.status, 200);
    }
    let tried = || tries(&mut server.client(), SIGN_IN, "ada", PASSWORD).status;
    assert_eq!(tried(), 429);
    let unlocked = home.runs(&["user", "unlock", "ada"], "").succeeds();
    says(&unlocked.err, &["vestibule user reset-link ada"]);
    assert_eq!(tried(), 303);
    home.runs(&["user", "unlock", "eve"], "").refuses(&[]);
}

#[test]
fn o05_a_new_password_empties_the_count_whoever_sets_it() {
    each_with_ada(|app| {
        assert_eq!(guesses(app, "ada", FREE), vec![200; FREE]);
        users::set_password(app.platform(), "ada", NEW).expect("set");
        assert!(gets_in(app, "ada", NEW));
        assert_eq!(guesses(app, "ada", FREE), vec![200; FREE]);
        let mut browser = app.stranger();
        let handed = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
        chooses(app, &mut browser, &handed.link);
        assert!(gets_in(app, "ada", NEW));
    });
}

#[test]
fn s03_who_used_a_link_gets_in_while_the_guessing_goes_on_and_even_where_all_are_braked() {
    each_app("[sign_in_limit]\nper_name = 12\nper_address = 12", |app| {
        app.adds_user("ada", None);
        let handed = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
        assert_eq!(guesses(app, "ada", FREE), vec![200; FREE]);
        assert_eq!(
            guesses(app, "eve", 3),
            [200, 200, 429],
            "the address is full"
        );
        let mut browser = app.stranger();
        chooses(app, &mut browser, &handed.link);
        let cookies = browser.cookie_header().unwrap_or_default();
        assert!(cookies.contains("browser"), "{cookies}");
        // The address still owes: nobody else gets in from there, and she does.
        assert!(!gets_in(app, "ada", NEW));
        assert_eq!(tries(&mut browser, SIGN_IN, "ada", NEW).status, 303);
    });
}

#[test]
fn s03_guesses_from_elsewhere_do_not_keep_a_person_out_of_a_browser_nobody_knows() {
    each_app(BEHIND_A_PROXY, |app| {
        app.adds_user("ada", None);
        let guess = |address: &str| tries_from(&mut app.stranger(), address, ("ada", WRONG));
        let network = ["2001:db8::1", "2001:db8::2"];
        for address in network.iter().cycle().take(FREE) {
            assert_eq!(guess(address), 200);
        }
        assert_eq!(network.map(guess), [429, 429], "a /64 is one address");
        let right = ("ada", PASSWORD);
        assert_eq!(tries_from(&mut app.stranger(), network[0], right), 429);
        for elsewhere in ["2001:db8:0:1::1", "203.0.113.9"] {
            assert_eq!(tries_from(&mut app.stranger(), elsewhere, right), 303);
        }
    });
}

#[test]
fn s03_from_everywhere_together_some_hundreds_are_the_limit() {
    each_app(
        &format!("{BEHIND_A_PROXY}per_account = 2\nper_name = 5"),
        |app| {
            app.adds_user("ada", None);
            let mut known = app.stranger();
            assert_eq!(tries_from(&mut known, "192.0.2.9", ("ada", PASSWORD)), 303);
            let addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
            let twice = addresses.iter().flat_map(|address| [address; 2]);
            let guess = |address: &&str| tries_from(&mut app.stranger(), address, ("ada", WRONG));
            let statuses: Vec<u16> = twice.map(guess).collect();
            assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
            let right = ("ada", PASSWORD);
            assert_eq!(tries_from(&mut app.stranger(), "192.0.2.4", right), 429);
            known.forgets("session");
            assert_eq!(tries_from(&mut known, "192.0.2.4", right), 303);
        },
    );
}

#[test]
fn s14_name_and_address_of_one_person_answer_as_two_names_that_nobody_has() {
    let settings = format!("{BEHIND_A_PROXY}per_account = 3\nper_name = 4\nper_address = 100");
    each_app(&settings, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let answers = [("ada", "ada@example.org"), ("eve", "eve@example.org")].map(|pair| {
            let mut statuses = Vec::new();
            // From one address, then from another: by both counts of a name.
            for from in ["192.0.2.1", "192.0.2.2"] {
                for name in [pair.0, pair.1] {
                    for _ in 0..4 {
                        let guess = tries_from(&mut app.stranger(), from, (name, WRONG));
                        statuses.push(guess);
                    }
                }
            }
            statuses
        });
        let [first, second] = [[200, 200, 200, 429], [200, 429, 429, 429]];
        assert_eq!(answers[0], [first, first, second, second].concat());
        assert_eq!(answers[0], answers[1]);
    });
}

#[test]
fn s07_a_person_has_ten_known_browsers_and_the_oldest_goes() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        app.adds_user("bob", None);
        let signs_in = |name: &str| {
            let mut browser = app.stranger();
            assert_eq!(tries(&mut browser, SIGN_IN, name, PASSWORD).status, 303);
            app.advance(std::time::Duration::from_secs(1));
            browser
        };
        signs_in("bob");
        let mut browsers: Vec<HttpClient> = (0..10).map(|_| signs_in("ada")).collect();
        // The first is used again, so the second is the oldest.
        assert_eq!(tries_again(&mut browsers[0], "ada", PASSWORD).status, 303);
        app.advance(std::time::Duration::from_secs(1));
        browsers.push(signs_in("ada"));
        assert_eq!(
            db.raw().count("known_browsers"),
            11,
            "ten of hers, one of his"
        );
        assert_eq!(guesses(&app, "ada", FREE), vec![200; FREE]);
        let known = browsers.iter_mut().map(|browser| {
            let status = tries_again(browser, "ada", PASSWORD).status;
            status == 303
        });
        let known: Vec<bool> = known.collect();
        assert_eq!(known.iter().filter(|known| !**known).count(), 1);
        assert!(!known[1]);
    });
}

#[test]
fn s07_one_person_with_many_known_browsers_keeps_nobody_else_waiting() {
    one_app("[sign_in_limit]\nper_address = 1000", |app| {
        app.adds_user("mallory", None);
        let ready = |name: &str, password: &str| -> (HttpClient, Response, Form) {
            let mut browser = app.stranger();
            if name == "mallory" {
                assert_eq!(tries(&mut browser, SIGN_IN, name, PASSWORD).status, 303);
                browser.forgets("session");
            }
            let (page, form) = filled_in(&mut browser, SIGN_IN, name, password);
            (browser, page, form)
        };
        let guessing: Vec<_> = (0..10).map(|_| ready("mallory", WRONG)).collect();
        let names: Vec<String> = (0..17).map(|number| format!("person {number}")).collect();
        names
            .iter()
            .for_each(|name| drop(app.adds_user(name, None)));
        let people: Vec<_> = names.iter().map(|name| ready(name, PASSWORD)).collect();
        let statuses = at_once(80 + 17, |number| {
            let (browser, page, form) = match number.checked_sub(80) {
                None => &guessing[number % 10],
                Some(person) => &people[person],
            };
            browser.clone().submits(page, form, "Sign in").status
        });
        let (guessed, signed_in) = statuses.split_at(80);
        assert_eq!(signed_in, [303; 17]);
        assert!(guessed.iter().all(|status| [200, 429].contains(status)));
    });
}

#[test]
fn s07_an_account_has_a_few_hashes_under_way_and_others_go_before_the_rest() {
    let hashers = Hashers::start(1);
    let password = || TypedPassword::parse(PASSWORD).expect("a password");
    let phc = password().hash(&mut rand::rng());
    let check = |account: u8| {
        let whom = ForWhom {
            account: Subject([account; 32]),
            place: Subject([200; 32]),
        };
        let behalf = Behalf {
            whom,
            presence: Presence::default(),
        };
        hashers.opens(behalf, password(), &phc)
    };
    let answers = at_once(60, |number| match u8::try_from(number) {
        Ok(number @ 40..) => (number, check(number)),
        _ => (0, check(0)),
    });
    let (one, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(who, _)| *who == 0);
    let crowded = one.iter().filter(|(_, was)| *was == Err(Unhashed::Crowded));
    assert!(crowded.count() > 0, "{one:?}");
    assert!(
        others.iter().all(|(_, was)| *was == Ok(PasswordMatch::Yes)),
        "{others:?}"
    );
}

#[test]
fn s10_made_up_names_through_an_apps_form_keep_nobody_out() {
    each_app("[sign_in_limit]\nper_address = 4", |app| {
        app.adds_user("ada", None);
        let (program, other) = (
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        );
        for number in 0..20 {
            let answer = program.trades(&format!("name {number}"), WRONG);
            assert_eq!(answer.status, 400, "{}", answer.text());
        }
        gives_pair(&program.trades("ada", PASSWORD));
        gives_pair(&other.trades("ada", PASSWORD));
        assert!(gets_in(app, "ada", PASSWORD), "from the address of the app");
    });
}

#[test]
fn s10_an_app_has_a_limit_of_its_own_and_a_name_has_one_through_it() {
    each_app("[sign_in_limit]\nper_account = 2\nper_app = 4", |app| {
        app.adds_user("ada", None);
        let programs = [(); 2].map(|()| server_program(app, Wishes::default()));
        let guess = |name: &str| programs[0].trades(name, WRONG).status;
        assert_eq!(["ada", "ada", "ada"].map(guess), [400, 400, 429]);
        assert_eq!(["a", "b", "c"].map(guess), [400, 400, 429]);
        assert_eq!(programs[0].trades("ada", PASSWORD).status, 429);
        gives_pair(&programs[1].trades("ada", PASSWORD));
        assert!(gets_in(app, "ada", PASSWORD));
    });
}

#[test]
fn s10_an_app_that_says_where_its_people_are_is_charged_for_nobody() {
    each_app("[sign_in_limit]\nper_address = 3\nper_app = 1", |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let fields = |name: &'static str, password: &'static str, ip: &'static str| {
            [
                ("grant_type", "password"),
                ("username", name),
                ("password", password),
                ("end_user_ip", ip),
            ]
        };
        let from = |ip: &'static str| program.asks(&fields("nobody", WRONG, ip)).status;
        let network = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4"];
        assert_eq!(network.map(from), [400, 400, 400, 429]);
        assert_eq!(from("192.0.2.1"), 400);
        gives_pair(&program.asks(&fields("ada", PASSWORD, "192.0.2.1")));
        let text = "end_user_ip must be an IPv4 or IPv6 address";
        for odd in [
            "here",
            "192.0.2.1, 192.0.2.2",
            "192.0.2.1:80",
            "192.0.2.256",
        ] {
            let answer = program.asks(&fields("ada", PASSWORD, odd));
            refuses(&answer, 400, "invalid_request", text);
        }
        // Anybody can speak for an app without a secret: it is where it is.
        let public = public_program(app, Wishes::default());
        let addresses = ["192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7"];
        let statuses = addresses.map(|ip| public.asks(&fields("nobody", WRONG, ip)).status);
        assert_eq!(statuses, [400, 400, 400, 429]);
    });
}

#[test]
fn p07_the_page_behind_a_link_tells_password_managers_whose_password_it_is() {
    one_app("", |app| {
        app.adds_user("Ada \"A\" Lovelace", None);
        let handed = users::reset_link(app.platform(), "Ada \"A\" Lovelace", users::Way::Printed)
            .expect("a link");
        let page = app.stranger().get(&own_path(app, &handed.link));
        let form = page.form("Save password");
        assert_eq!(form.value("username"), Some("Ada \"A\" Lovelace"));
        let text = page.text();
        let field = text
            .split("<input ")
            .find(|tag| tag.contains("\"username\""));
        let field = field.expect("a field for the name");
        says(field, &["autocomplete=\"username\"", "readonly", "hidden"]);
        let before_password = text.find("\"username\"") < text.find("\"new-password\"");
        assert!(before_password, "managers look before the password");
    });
}
