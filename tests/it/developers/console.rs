//! The pages of the console: who is let in, what an owner does there, and what is refused.

use super::{APPROVE, OPEN, registers, user};
use crate::admin::acts::secret;
use crate::audit::leaves;
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::second_step_codes::{adds_authenticator, code, types};
use crate::web::{each_app, own_path, submits_with, tries};
use std::time::Duration;
use vestibule::domain::oauth::client::{App, AppState};
use vestibule::flow::apps;

/// Whoever knows a password may own apps.
pub const PLAIN: &str = "second_step = false\n";
pub const CALLBACK: &str = "https://otter.example/cb";

#[track_caller]
pub fn each_console(mode: &str, story: impl Fn(&TestApp, &mut HttpClient)) {
    each_app(&format!("{mode}{PLAIN}"), |app| {
        for name in ["ada", "grace"] {
            app.adds_user(name, None);
        }
        story(app, &mut signed_in(app, "ada"));
    });
}

/// The form of a new app, filled in.
#[track_caller]
pub fn form_of_new(browser: &mut HttpClient, name: &str) -> Form {
    let page = browser.get("/developer/apps/new");
    is_page(&page, 200, ORDINARY);
    let mut form = page.form("Save");
    form.set("name", name);
    form.set("redirect_uris", CALLBACK);
    form
}

#[track_caller]
pub fn saves(browser: &mut HttpClient, form: &Form) -> Response {
    submits_with(browser, form, "Save", &[])
}

/// A new app, by its form.
#[track_caller]
pub fn registers_at(browser: &mut HttpClient, name: &str) -> Response {
    let form = form_of_new(browser, name);
    saves(browser, &form)
}

#[track_caller]
pub fn all(app: &TestApp) -> Vec<App> {
    apps::list(app.platform()).expect("a list")
}

/// Every kind of path that an app has in the console.
const BELOW: [&str; 10] = [
    "",
    "/edit",
    "/secrets",
    "/secrets/new",
    "/explain",
    "/try",
    "/code",
    "/owner",
    "/remove",
    "/callback-key",
];

#[test]
fn where_users_register_no_apps_there_is_no_console() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let mut ada = signed_in(app, "ada");
        for path in ["/developer", "/developer/apps/new", "/developer/apps/1"] {
            assert_eq!(ada.get(path).status, 404, "{path}");
            assert_eq!(ada.post_form(path, &[]).status, 404, "{path}");
            assert_eq!(app.stranger().get(path).status, 404, "{path}");
        }
        assert!(!ada.get("/").text().contains("/developer"));
    });
    each_console(OPEN, |app, ada| {
        assert!(ada.get("/").text().contains("/developer"));
        let page = ada.get("/developer");
        is_page(&page, 200, ORDINARY);
        assert!(text_of(&page.text()).contains("You have no apps yet."));
        let answer = app.stranger().get("/developer/apps/new");
        let to = own_path(app, answer.location());
        assert!(to.starts_with("/account/sign-in?to=%2Fdeveloper"), "{to}");
        // Deciding is for admins, whatever the address.
        for path in [
            "/developer/apps/1/approve",
            "/developer/apps/1/disable",
            "/developer/apps",
        ] {
            assert_eq!(ada.get(path).status, 404, "{path}");
        }
    });
}

#[test]
fn who_has_no_second_step_is_led_to_one_and_who_has_takes_it() {
    each_app(OPEN, |app| {
        app.adds_user("ada", None);
        let grace = app.adds_user("grace", None);
        let phone = adds_authenticator(app, &grace);
        let mut ada = signed_in(app, "ada");
        for path in ["/developer", "/developer/apps/new"] {
            let page = text_of(&ada.get(path).text());
            assert!(
                page.contains("sign in with a second step"),
                "{path}: {page}"
            );
        }
        let forged = ada.post_form("/developer/apps/new", &[("name", "Otter")]);
        assert!(text_of(&forged.text()).contains("sign in with a second step"));
        let mut browser = app.stranger();
        let page = tries(
            &mut browser,
            "/account/sign-in?to=%2Fdeveloper",
            "grace",
            crate::kit::app::PASSWORD,
        );
        let form = page.form("Continue");
        let answer = types(&mut browser, &(page, form), &code(app, &phone));
        assert_eq!(own_path(app, answer.location()), "/developer");
        is_page(&browser.get("/developer"), 200, ORDINARY);
        assert!(all(app).is_empty());
    });
}

#[test]
fn an_owner_registers_an_app_changes_it_and_removes_it() {
    each_console(OPEN, |app, ada| {
        let form = form_of_new(ada, "Otter");
        let checked = leaves(app, &[], || submits_with(ada, &form, "Check", &[]));
        assert!(text_of(&checked.text()).contains("Nothing is saved yet."));
        assert!(all(app).is_empty());
        let saved = leaves(app, &["app_added"], || saves(ada, &form));
        is_page(&saved, 200, ORDINARY);
        let made = all(app).remove(0);
        let live = apps::live_secrets(app.platform(), made.id).expect("secrets");
        assert!(secret(&saved).contains(&live[0].hint));
        assert!(made.is_owned_by(user(app, "ada").key));
        assert_eq!(made.scopes.to_string(), "basic email openid profile");
        // Pressed twice it is one app, and later nothing.
        let same = leaves(app, &[], || saves(ada, &form));
        assert_eq!(secret(&same), secret(&saved));
        app.advance(Duration::from_secs(11));
        assert_eq!(saves(ada, &form).status, 403);
        assert_eq!(all(app).len(), 1);

        let path = format!("/developer/apps/{}", made.id.0);
        assert!(ada.get("/developer").text().contains(&path));
        for below in BELOW {
            is_page(&ada.get(&format!("{path}{below}")), 200, ORDINARY);
        }
        let mut form = ada.get(&format!("{path}/edit")).form("Save");
        form.set("description", "of rivers");
        let saved = leaves(app, &["app_edited"], || saves(ada, &form));
        assert_eq!(
            own_path(app, saved.location()),
            format!("{path}?done=saved")
        );
        let mut form = ada.get(&format!("{path}/secrets/new")).form("New secret");
        form.set("overlap", "1h");
        let page = leaves(app, &["secret_made"], || {
            submits_with(ada, &form, "New secret", &[])
        });
        assert!(!secret(&page).is_empty());
        let mut form = ada.get(&format!("{path}/remove")).form("Remove");
        form.set("name", "Beaver");
        let page = leaves(app, &[], || submits_with(ada, &form, "Remove", &[]));
        assert!(text_of(&page.text()).contains("That is not the name of this app."));
        form.set("name", "otter");
        let gone = leaves(app, &["app_removed"], || {
            submits_with(ada, &form, "Remove", &[])
        });
        assert_eq!(own_path(app, gone.location()), "/developer?done=removed");
        assert!(all(app).is_empty());
    });
}

#[test]
fn a_form_is_for_its_owner_alone_once_and_upon_what_was_seen() {
    each_console(OPEN, |app, ada| {
        registers_at(ada, "Otter");
        let made = all(app).remove(0);
        let path = format!("/developer/apps/{}/edit", made.id.0);
        let mut form = ada.get(&path).form("Save");
        form.set("description", "of rivers");
        let mut bare = form.clone();
        bare.set("proof", "");
        let foreign = [("Origin", "https://evil.example")];
        let mut grace = signed_in(app, "grace");
        let nothing = |press: &mut dyn FnMut() -> Response| {
            let answer = leaves(app, &[], press);
            assert_eq!(all(app), std::slice::from_ref(&made));
            answer.status
        };
        assert_eq!(nothing(&mut || saves(ada, &bare)), 403);
        assert_eq!(
            nothing(&mut || submits_with(ada, &form, "Save", &foreign)),
            403
        );
        assert_eq!(nothing(&mut || saves(&mut grace, &form)), 403);
        assert_eq!(nothing(&mut || saves(&mut app.stranger(), &form)), 403);
        app.advance(Duration::from_secs(660));
        let late = saves(ada, &form);
        let to = own_path(app, late.location());
        assert!(to.starts_with("/account/confirm?to=%2Fdeveloper"), "{to}");

        let mut ada = signed_in(app, "ada");
        let mut form = ada.get(&path).form("Save");
        form.set("description", "of rivers");
        let mut first = ada.get(&path).form("Save");
        first.set("description", "of lakes");
        assert_eq!(saves(&mut ada, &first).status, 303);
        let stale = leaves(app, &[], || saves(&mut ada, &form));
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert_eq!(all(app)[0].description.as_deref(), Some("of lakes"));
    });
}

#[test]
fn somebody_elses_app_is_not_there() {
    each_console(OPEN, |app, ada| {
        let ada_user = user(app, "ada");
        let otter = registers(app, &ada_user, "Otter").app;
        let operators = app.adds_app(super::wishes("Beaver")).app;
        let mut grace = signed_in(app, "grace");
        for id in [otter.id.0, operators.id.0, 77] {
            for below in BELOW {
                let path = format!("/developer/apps/{id}{below}");
                assert_eq!(grace.get(&path).status, 404, "{path}");
            }
        }
        // A form of her own brings her no nearer.
        let mut form = form_of_new(&mut grace, "Mole");
        form.action = Some(format!("/developer/apps/{}/edit", otter.id.0));
        assert_eq!(saves(&mut grace, &form).status, 403);
        let own = registers(app, &user(app, "grace"), "Vole").app;
        let path = format!("/developer/apps/{}/explain", own.id.0);
        let mut form = grace.get(&path).form("Explain");
        form.set("pasted", &format!("client_id={}", otter.client_id));
        let page = submits_with(&mut grace, &form, "Explain", &[]);
        let text = text_of(&page.text());
        assert!(
            text.contains("It names an app that is not yours."),
            "{text}"
        );
        assert!(!text.contains("Otter") && !text.contains("otter.example"));
        is_page(
            &ada.get(&format!("/developer/apps/{}", otter.id.0)),
            200,
            ORDINARY,
        );
    });
}

#[test]
fn an_owner_reads_what_waits_and_why_it_was_declined() {
    each_console(APPROVE, |app, ada| {
        let page = text_of(&ada.get("/developer/apps/new").text());
        assert!(
            page.contains("An administrator decides about a new app."),
            "{page}"
        );
        registers_at(ada, "Otter");
        let made = all(app).remove(0);
        let path = format!("/developer/apps/{}", made.id.0);
        let shown = |ada: &mut HttpClient| text_of(&ada.get(&path).text());
        assert!(shown(ada).contains("This app waits for an administrator."));
        apps::decline(app.platform(), &made.uuid, "Say what it is for.").expect("declined");
        assert!(shown(ada).contains("Say what it is for."));
        assert_eq!(ada.get(&format!("{path}/try")).status, 404);
        let mut form = ada.get(&format!("{path}/edit")).form("Save");
        form.set("description", "of rivers");
        leaves(app, &["app_edited"], || saves(ada, &form));
        assert_eq!(all(app)[0].state, AppState::Waiting);
        apps::approve(app.platform(), &made.uuid).expect("approved");
        let mut form = ada.get(&format!("{path}/edit")).form("Save");
        form.set("name", "Beaver");
        let saved = leaves(app, &["app_edited"], || saves(ada, &form));
        assert_eq!(
            own_path(app, saved.location()),
            format!("{path}?done=proposed")
        );
        assert_eq!(all(app)[0].name, "Otter");
        assert!(shown(ada).contains("until then the old values apply: Name"));
        // Somebody else is to have it: that waits too.
        let grace = user(app, "grace").public_id;
        let mut form = ada.get(&format!("{path}/owner")).form("Change owner");
        form.set("to", &grace);
        submits_with(ada, &form, "Change owner", &[]);
        assert!(shown(ada).contains("until then the old values apply: Owner"));
    });
    each_console(OPEN, |app, ada| {
        let page = text_of(&ada.get("/developer/apps/new").text());
        assert!(page.contains("Made by ada, not checked by"), "{page}");
        let otter = registers(app, &user(app, "ada"), "Otter").app;
        let path = format!("/developer/apps/{}/owner", otter.id.0);
        let mut form = ada.get(&path).form("Change owner");
        form.set("to", "grace");
        let page = leaves(app, &[], || submits_with(ada, &form, "Change owner", &[]));
        assert!(text_of(&page.text()).contains("There is no active person called that."));
        form.set("to", &user(app, "grace").public_id);
        // Nobody gets an app unasked, in no mode.
        let answer = leaves(app, &["app_edited"], || {
            submits_with(ada, &form, "Change owner", &[])
        });
        let own = format!("/developer/apps/{}?done=proposed", otter.id.0);
        assert_eq!(own_path(app, answer.location()), own);
        apps::approve(app.platform(), &otter.uuid).expect("approved");
        assert_eq!(ada.get(&path).status, 404);
    });
}
