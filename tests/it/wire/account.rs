//! Pages of somebody's own account, the links by which a password is chosen, and signing out.

use super::tape::Tape;
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::exact::{CALLBACK, adds_desktop_app, asking};
use crate::kit::http::HttpClient;
use crate::kit::program::encoded;
use crate::web::{each_app, own_path, tries};
use std::time::Duration;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::{self, NewUser, Role};

const NEW: &str = "heron-mill-lantern-7";
const SIGN_IN: &str = "/account/sign-in";
const PAGES: [&str; 8] = [
    "/",
    "/account/apps",
    "/account/sessions",
    "/account/password",
    "/account/password-changed",
    "/account/password-chosen",
    "/platform/oauth/logout",
    "/platform/oauth/signed_out",
];

/// All pages that lead nowhere.
fn looks(tape: &mut Tape, browser: &mut HttpClient, who: &str, more: &str) {
    for path in PAGES {
        tape.gets(browser, &format!("{who}: {path}"), &format!("{path}{more}"));
    }
}

#[test]
fn the_account_pages_are_as_recorded() {
    each_app("", |app| {
        let mut tape = Tape::of(app);
        tape.gets(&mut app.stranger(), "nobody is there yet", "/");
        app.adds_user("ada", Some("ada@example.org"));
        looks(&mut tape, &mut app.stranger(), "a stranger", "");
        let mut ada = signs_in(app, &mut tape);
        looks(&mut tape, &mut ada, "nothing was allowed", "");
        withdraws(app, &mut tape, &mut ada);
        ends_sessions(app, &mut tape, &mut ada);
        changes_password(app, &mut tape, &mut ada);
        let page = tape.gets(&mut ada, "before signing out", "/platform/oauth/logout");
        tape.presses(&mut ada, (&page, "Sign out"), "Sign out", &[]);
        tape.presses(&mut ada, (&page, "Sign out"), "Sign out once more", &[]);
        chooses_password(app, &mut tape);
        is_braked(app, &mut tape);
        tape.compares("account");
    });
}

fn signs_in(app: &TestApp, tape: &mut Tape) -> HttpClient {
    let mut ada = app.stranger();
    let page = tape.gets(&mut ada, "sign-in for one's own pages", SIGN_IN);
    let form = (&page, "Sign in");
    let wrong = [("name", "ada"), ("password", "wrong")];
    tape.presses(&mut ada, form, "a wrong password", &wrong);
    let right = [("name", "ada"), ("password", PASSWORD), ("keep", "on")];
    tape.presses(&mut app.stranger(), form, "without cookies", &right);
    tape.presses(&mut ada, form, "the right password, kept", &right);
    tape.presses(&mut ada, form, "the same form again", &right);
    ada
}

fn withdraws(app: &TestApp, tape: &mut Tape, ada: &mut HttpClient) {
    let paint = app.adds_app(Wishes {
        name: Some("Paint".to_owned()),
        kind: Some(Kind::Web),
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        ..Wishes::default()
    });
    let paint = paint.app.client_id;
    let print = adds_desktop_app(app, &[]);
    tape.names(&paint, "PAINT");
    tape.names(&print, "PRINT");
    let code = [("response_type", "code"), ("client_id", &paint)];
    let code = encoded(&code);
    let code = format!("{}?{code}", AUTHORIZE);
    for path in [code, asking(&print, &[("display", "desktop")])] {
        let page = ada.get(&path);
        app.presses(ada, &page, "Allow");
        app.advance(Duration::from_millis(1));
    }
    let withdraw = format!("/platform/oauth/deauthorize?client_id={paint}");
    looks(tape, ada, "two apps were allowed", "");
    looks(tape, ada, "in Estonian", "?locale=et");
    tape.gets(&mut app.stranger(), "withdraw, a stranger", &withdraw);
    let estonian = format!("{withdraw}&locale=et");
    tape.gets(ada, "withdraw, in Estonian", &estonian);
    let page = tape.gets(ada, "withdraw", &withdraw);
    let button = (&page, "Remove access");
    tape.presses(
        ada,
        button,
        "withdraw with a forged nonce",
        &[("nonce", "x")],
    );
    tape.presses(&mut app.stranger(), button, "withdraw without cookies", &[]);
    tape.presses(ada, button, "Remove access", &[]);
    tape.presses(ada, button, "Remove access once more", &[]);
    tape.gets(ada, "one app is left", "/account/apps");
    tape.gets(ada, "withdraw what is not allowed", &withdraw);
    tape.gets(
        ada,
        "withdraw what there is not",
        "/platform/oauth/deauthorize?client_id=x",
    );
}

fn ends_sessions(app: &TestApp, tape: &mut Tape, ada: &mut HttpClient) {
    for _ in 0..2 {
        app.advance(Duration::from_secs(60));
        app.signs_in(&mut app.stranger(), SIGN_IN, "ada");
    }
    let page = tape.gets(ada, "three sessions", "/account/sessions");
    tape.presses(ada, (&page, "End"), "End one", &[]);
    let page = tape.gets(ada, "two sessions", "/account/sessions");
    let others = (&page, "End all others");
    tape.presses(
        ada,
        others,
        "end the others with a forged nonce",
        &[("nonce", "x")],
    );
    tape.presses(ada, others, "end the others", &[]);
    tape.gets(ada, "one session", "/account/sessions");
}

fn changes_password(app: &TestApp, tape: &mut Tape, ada: &mut HttpClient) {
    let page = ada.get("/account/password");
    let form = (&page, "Change password");
    for (title, old, new) in [
        ("nothing typed", "", ""),
        ("a wrong old one", "wrong", NEW),
        ("too short", PASSWORD, "short"),
        ("too common", PASSWORD, "password1"),
        ("too long", PASSWORD, &"x".repeat(129)),
        ("right", PASSWORD, NEW),
        ("once more", NEW, PASSWORD),
    ] {
        let title = format!("change the password: {title}");
        tape.presses(ada, form, &title, &[("old", old), ("new", new)]);
        app.advance(Duration::from_millis(1));
    }
}

fn chooses_password(app: &TestApp, tape: &mut Tape) {
    let new = NewUser {
        name: "ivy",
        email: None,
        display_name: None,
        role: Role::Person,
    };
    let invited = users::invite(app.platform(), new).expect("is invited");
    let invited = own_path(app, &invited.link);
    app.advance(Duration::from_millis(1));
    let reset = users::reset_link(app.platform(), "ada").expect("a link");
    let reset = own_path(app, &reset.link);
    let mut browser = app.stranger();
    tape.gets(
        &mut browser,
        "a link that there is not",
        "/account/choose-password?link=x",
    );
    tape.gets(&mut browser, "a link to another password", &reset);
    tape.gets(
        &mut browser,
        "an invitation in Estonian",
        &format!("{invited}&locale=et"),
    );
    let page = tape.gets(&mut browser, "an invitation", &invited);
    let form = (&page, "Save password");
    for (title, password) in [
        ("nothing", ""),
        ("short", "short"),
        ("common", "password1"),
        ("right", NEW),
        ("once more", NEW),
    ] {
        let title = format!("choose a password: {title}");
        tape.presses(&mut browser, form, &title, &[("password", password)]);
        app.advance(Duration::from_millis(1));
    }
    app.advance(Duration::from_secs(11));
    let late = "choose a password after ten seconds";
    tape.presses(&mut browser, form, late, &[("password", NEW)]);
    tape.gets(&mut browser, "a link that was used", &invited);
}

fn is_braked(app: &TestApp, tape: &mut Tape) {
    for _ in 0..10 {
        tries(&mut app.stranger(), SIGN_IN, "ivy", "wrong");
    }
    let mut browser = app.stranger();
    let page = browser.get(SIGN_IN);
    let right = [("name", "ivy"), ("password", NEW)];
    tape.presses(
        &mut browser,
        (&page, "Sign in"),
        "after ten wrong passwords",
        &right,
    );
}
