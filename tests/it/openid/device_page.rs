//! `/device`: the code is entered, and what its app asks for is allowed or not.

use super::device::{ASK, asks, decides, device, each_device, is_invalid, types, waits};
use super::wishes_of;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Program, gives_pair};
use crate::web::account::signed_in;
use crate::web::{each_with_ada, link, one_with_ada, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::oauth::client::{GrantType, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

const WRONG: &str =
    "This code is wrong, expired or already used. Check it, or get a new one on your device.";

/// The field again, with the one message there is.
#[track_caller]
fn is_wrong(page: &Response) {
    is_page(page, 200, ORDINARY);
    let html = page.text();
    assert!(html.contains("role=\"alert\""), "{html}");
    assert!(text_of(&html).contains(WRONG), "{html}");
}

#[test]
fn somebody_signs_in_first_and_finds_the_code_of_the_address_in_the_field() {
    each_device(|app, program| {
        let codes = asks(program, "openid email");
        let path = format!("/device?user_code={}", codes.user);
        let mut browser = app.stranger();
        let asked = browser.get(&path);
        assert_eq!(asked.status, 303);
        let sign_in = own_path(app, asked.location());
        let why = text_of(&browser.get(&sign_in).text());
        assert!(why.contains("to connect a device"), "{why}");
        let page = browser.signs_in(&sign_in, "ada", PASSWORD);
        assert_eq!(page.path, path);
        is_page(&page, 200, ORDINARY);
        let form = page.form("Continue");
        assert_eq!(form.value("user_code"), Some(codes.user.as_str()));
        // It was never sent by itself, and the page says nothing of whose it is.
        waits(&program.polls(&codes.device));
        assert!(!page.text().contains(&program.app.name));
        let asked = browser.submits(&page, &form, "Continue");
        is_page(&asked, 200, ORDINARY);
        let text = text_of(&asked.text());
        for said in [
            "Allow Sample to use your",
            "Signed in as ada",
            "know who you are here",
            "see your e-mail address",
            "Allow only if you started this and your device shows this code.",
            &codes.user,
        ] {
            assert!(text.contains(said), "{said} is missing in {text}");
        }
        waits(&app_later(app, program, &codes.device));
        let done = app.presses(&mut browser, &asked, "Allow");
        is_page(&done, 200, ORDINARY);
        assert!(text_of(&done.text()).contains("You can go back to your device."));
    });
}

/// So late that it may ask.
fn app_later(app: &TestApp, program: &Program, device_code: &str) -> Response {
    app.advance(Duration::from_secs(5));
    program.polls(device_code)
}

#[test]
fn a_code_is_taken_in_any_case_with_or_without_what_stands_between() {
    one_with_ada(|app| {
        let program = device(app);
        let mut browser = signed_in(app, "ada");
        for written in [
            |code: &str| code.to_lowercase(),
            |code: &str| code.replace('-', ""),
            |code: &str| format!("  {} ", code.replace('-', " ")),
            |code: &str| code.replace('-', "\u{2011}"),
        ] {
            let codes = asks(&program, "basic");
            let page = types(&mut browser, &written(&codes.user));
            app.presses(&mut browser, &page, "Allow");
            gives_pair(&program.polls(&codes.device));
        }
        // What is no code in the address leaves the field empty.
        let page = browser.get("/device?user_code=%22%3E%3Cb%3E");
        assert_eq!(page.form("Continue").value("user_code"), Some(""));
    });
}

#[test]
fn it_asks_every_time_and_says_what_is_new() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        for scope in ["basic", "basic", "basic email"] {
            let codes = asks(program, scope);
            let page = types(&mut browser, &codes.user);
            let is_new = text_of(&page.text()).contains("New: see your e-mail address");
            assert_eq!(is_new, scope.contains("email"));
            app.presses(&mut browser, &page, "Allow");
            gives_pair(&program.polls(&codes.device));
        }
    });
}

#[test]
fn a_wrong_an_old_and_a_used_code_bring_the_field_again() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        let codes = asks(program, "basic");
        let page = types(&mut browser, "BCDF-GHJK");
        is_wrong(&page);
        let form = page.form("Continue");
        assert_eq!(form.value("user_code"), Some("BCDF-GHJK"));
        is_wrong(&types(&mut browser, "\"><b>AEIO"));
        is_wrong(&types(&mut browser, ""));
        let open = types(&mut browser, &codes.user);
        decides(app, &mut browser, &codes, "Don't Allow");
        is_wrong(&types(&mut browser, &codes.user));
        // Decided in another tab meanwhile, otherwise than here.
        is_wrong(&app.presses(&mut browser, &open, "Allow"));
        let old = asks(program, "basic");
        let open = types(&mut browser, &old.user);
        app.advance(Duration::from_secs(600));
        is_wrong(&types(&mut browser, &old.user));
        is_wrong(&app.presses(&mut browser, &open, "Allow"));
    });
}

#[test]
fn a_decision_is_one_however_often_it_is_pressed_and_by_whom() {
    each_device(|app, program| {
        app.adds_user("ivy", None);
        let (mut ada, mut ivy) = (signed_in(app, "ada"), signed_in(app, "ivy"));
        let codes = asks(program, "openid");
        let adas = types(&mut ada, &codes.user);
        let ivys = types(&mut ivy, &codes.user);
        for _ in 0..2 {
            let done = app.presses(&mut ada, &adas, "Allow");
            assert!(done.text().contains("You can go back to your device."));
        }
        is_wrong(&app.presses(&mut ada, &adas, "Don't Allow"));
        is_wrong(&app.presses(&mut ivy, &ivys, "Allow"));
        let told = program.polls(&codes.device).json();
        let access = told["access_token"].as_str().expect("a token");
        assert_eq!(app.asks_user(access).json()["name"], "ada");
        // After the tokens were given as well.
        let done = app.presses(&mut ada, &adas, "Allow");
        assert!(done.text().contains("You can go back to your device."));
        is_invalid(&program.polls(&codes.device));
    });
}

#[test]
fn not_you_signs_out_and_comes_back_with_the_code() {
    each_device(|app, program| {
        app.adds_user("ivy", None);
        let mut browser = signed_in(app, "ada");
        let codes = asks(program, "openid");
        let page = types(&mut browser, &codes.user);
        let answer = app.presses(&mut browser, &page, "Not you?");
        assert_eq!(answer.status, 303);
        let sign_in = own_path(app, answer.location());
        assert!(sign_in.starts_with("/account/sign-in?to="), "{sign_in}");
        let page = browser.signs_in(&sign_in, "ivy", PASSWORD);
        assert_eq!(
            page.form("Continue").value("user_code"),
            Some(codes.user.as_str())
        );
        let page = types(&mut browser, &codes.user);
        assert!(text_of(&page.text()).contains("Signed in as ivy"));
    });
}

/// Sends a form as another browser or site would.
#[track_caller]
fn is_refused(browser: &mut HttpClient, page: &Response, button: &str, changed: &[(&str, &str)]) {
    let mut form = page.form(button);
    for (name, value) in changed {
        form.set(name, value);
    }
    let answer = browser.submits(page, &form, button);
    assert_eq!(answer.status, 403, "{changed:?}: {}", answer.text());
}

#[test]
fn a_form_that_is_not_ours_decides_nothing() {
    each_device(|app, program| {
        app.adds_user("ivy", None);
        let (mut ada, mut ivy) = (signed_in(app, "ada"), signed_in(app, "ivy"));
        let codes = asks(program, "openid");
        let other = asks(program, "openid");
        let field = ada.get("/device");
        let page = types(&mut ada, &codes.user);
        let others = types(&mut ada, &other.user);
        let request = others.form("Allow").hidden("request").to_owned();
        let proof = field.form("Continue").hidden("proof").to_owned();
        for changed in [
            ("request", request.as_str()),
            ("request", ""),
            ("proof", &proof),
            ("form", "user_code"),
            ("form", "consent"),
        ] {
            is_refused(&mut ada, &page, "Allow", &[changed]);
        }
        is_refused(&mut ada, &field, "Continue", &[("form", "device_consent")]);
        is_refused(&mut ivy, &page, "Allow", &[]);
        is_refused(&mut app.stranger(), &page, "Allow", &[]);
        is_refused(&mut app.stranger(), &field, "Continue", &[]);
        let foreign = [("Origin", "https://evil.example")];
        let answer = submits_with(&mut ada, &page.form("Allow"), "Allow", &foreign);
        assert_eq!(answer.status, 403);
        app.advance(Duration::from_secs(3600));
        is_refused(&mut ada, &field, "Continue", &[]);
        is_refused(&mut ada, &page, "Allow", &[]);
    });
}

#[test]
fn a_form_without_a_button_of_ours_decides_nothing() {
    each_device(|app, program| {
        let mut ada = signed_in(app, "ada");
        let codes = asks(program, "openid");
        let page = types(&mut ada, &codes.user);
        let form = page.form("Allow");
        let fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain([("decision", "perhaps")])
            .collect();
        assert_eq!(ada.post_form("/device", &fields).status, 403);
        waits(&program.polls(&codes.device));
    });
}

#[test]
fn guesses_are_limited_for_an_account_and_for_an_address_and_right_codes_cost_nothing() {
    each_device(|app, program| {
        app.adds_user("ivy", None);
        let (mut ada, mut ivy) = (signed_in(app, "ada"), signed_in(app, "ivy"));
        for _ in 0..12 {
            let codes = asks(program, "basic");
            decides(app, &mut ada, &codes, "Allow");
        }
        for _ in 0..10 {
            is_wrong(&types(&mut ada, "BCDF-GHJK"));
        }
        let codes = asks(program, "basic");
        let page = types(&mut ada, &codes.user);
        assert_eq!(page.status, 429, "{}", page.text());
        let text = text_of(&page.text());
        assert!(text.contains("Too many attempts."), "{text}");
        let again = link(&page, "Try again");
        assert_eq!(again, format!("/device?user_code={}", codes.user));
        let wait = page.header("retry-after").expect("Retry-After");
        // Nobody else is held up by it, nor is Ada where she signs in.
        decides(app, &mut ivy, &codes, "Allow");
        signed_in(app, "ada");
        app.advance(Duration::from_secs(wait.parse().expect("seconds")));
        is_wrong(&types(&mut ada, "BCDF-GHJK"));
        assert_eq!(types(&mut ada, "BCDF-GHJK").status, 429);
        users::unlock(app.platform(), "ada").expect("unlocked");
        let codes = asks(program, "basic");
        decides(app, &mut ada, &codes, "Allow");
        gives_pair(&program.polls(&codes.device));
    });
}

#[test]
fn guesses_from_one_address_are_limited_whoever_makes_them() {
    one_with_ada(|app| {
        let program = device(app);
        let names: Vec<String> = (0..6).map(|number| format!("user{number}")).collect();
        let mut browsers: Vec<HttpClient> = names
            .iter()
            .map(|name| {
                app.adds_user(name, None);
                signed_in(app, name)
            })
            .collect();
        for browser in browsers.iter_mut().take(5) {
            for _ in 0..10 {
                is_wrong(&types(browser, "BCDF-GHJK"));
            }
        }
        let codes = asks(&program, "basic");
        assert_eq!(types(&mut browsers[5], &codes.user).status, 429);
    });
}

#[test]
fn an_app_for_devices_alone_is_sent_no_answers() {
    each_with_ada(|app| {
        for kind in [Kind::Desktop, Kind::Mobile] {
            let wishes = Wishes {
                kind: Some(kind),
                grants: Some(vec![GrantType::DeviceCode]),
                ..wishes_of(&["basic"])
            };
            let program = Program::registered(app, wishes);
            assert_eq!(program.app.response_types, []);
            assert_eq!(program.posts(ASK, &[]).status, 200);
        }
    });
}

#[test]
fn what_was_decided_names_the_app_all_that_it_may_do_and_where_and_leads_home() {
    one_with_ada(|app| {
        let resources = ["https://photos.example.org/v1", "https://api.example.org/"];
        let program = device(app);
        let wishes = Wishes {
            resources: Some(resources.map(str::to_owned).to_vec()),
            ..Wishes::default()
        };
        apps::edit(app.platform(), &program.app.client_id, &wishes).expect("edited");
        let mut browser = signed_in(app, "ada");
        let fields = [("scope", "openid email basic"), ("resource", resources[0])];
        let user_code = program.posts(ASK, &fields).json()["user_code"].clone();
        let asked = types(&mut browser, user_code.as_str().expect("a code"));
        let host = "it can also use photos.example.org";
        assert!(text_of(&asked.text()).contains(host), "{}", asked.text());
        for _ in 0..2 {
            let done = app.presses(&mut browser, &asked, "Allow");
            let text = text_of(&done.text());
            for said in [
                "Sample may now:",
                "see your e-mail address",
                "know who you are here",
                host,
            ] {
                assert!(text.contains(said), "{said} is missing in {text}");
            }
            assert_eq!(link(&done, "Your account"), "/");
            assert_eq!(link(&done, "Apps you allowed"), "/account/apps");
        }
        let listed = browser.get("/account/apps").text();
        assert!(!listed.contains("<p class=\"clip\">May:"), "{listed}");
        let listed = text_of(&listed);
        let both = "It can also use photos.example.org, api.example.org.";
        assert!(listed.contains(both), "{listed}");
        let codes = asks(&program, "openid");
        let denied = decides(app, &mut browser, &codes, "Don't Allow");
        assert_eq!(link(&denied, "Your account"), "/");
        let denied = text_of(&denied.text());
        assert!(
            denied.contains("Sample cannot use your account by this."),
            "{denied}"
        );
    });
}

#[test]
fn a_press_that_comes_again_says_nothing_of_an_app_that_is_disabled_since() {
    one_with_ada(|app| {
        let program = device(app);
        let mut browser = signed_in(app, "ada");
        let user_code = program.posts(ASK, &[("scope", "basic")]).json()["user_code"].clone();
        let asked = types(&mut browser, user_code.as_str().expect("a code"));
        let done = app.presses(&mut browser, &asked, "Allow");
        assert!(text_of(&done.text()).contains("Sample may now:"));
        apps::disable(app.platform(), &program.app.client_id).expect("disabled");
        let again = app.presses(&mut browser, &asked, "Allow");
        assert!(!text_of(&again.text()).contains("Sample may now:"));
    });
}
