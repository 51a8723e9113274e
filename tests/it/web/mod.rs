//! The whole server over HTTP: what a browser or a program sends, and exactly what comes back.

pub mod account;
pub mod account_apps;
mod account_password;
mod account_sessions;
mod authorize_address;
mod authorize_answer;
mod authorize_client;
mod authorize_code;
mod authorize_loopback;
mod authorize_methods;
mod authorize_shape;
mod authorize_state;
mod authorize_tampering;
mod brake;
mod choose_password;
mod confirm;
mod consent;
mod cookies;
mod cors;
mod counted;
mod deauthorize;
mod dies_late;
mod ended;
mod every_factor;
mod explained;
mod form_post;
mod form_words;
mod forms;
mod headers;
mod identity;
mod iframe;
mod imported;
pub mod introspect;
mod jwks;
mod language;
mod left_open;
mod log;
mod log_line;
mod metadata;
mod outage;
mod own_data;
mod own_delete;
pub mod own_email;
mod own_email_ends;
mod own_late;
mod own_profile;
mod own_words;
mod passkeys;
mod password_doors;
mod popup;
mod remembered;
mod removed;
mod resource;
mod results;
mod results_code;
pub mod revoke;
mod second_step;
pub mod second_step_codes;
pub mod security;
mod short_paths;
mod sign_in;
mod sign_in_forms;
mod sign_out;
mod site_domain;
mod token_app;
mod token_client;
mod token_code;
mod token_dies;
mod token_get;
mod token_owner;
mod token_password;
mod token_refresh;
mod token_shape;
mod two_servers;
mod upgraded;
mod validate;
mod what_dies;

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db, each_db_at_once, on_sqlite};
pub use crate::kit::exact::asking as asks_for;
use crate::kit::exact::{CALLBACK, adds_web_app, signed_in_browser};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{Pair, Program, gives_pair, server_program};
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, IssuedApp, KnownCredentials};

/// The same story on each database.
#[track_caller]
pub fn each_app(settings: &str, story: impl Fn(&TestApp)) {
    each_db(|db| story(&TestApp::start(&db.url, settings)));
}

/// On each database, with Ada.
#[track_caller]
pub fn each_with_ada(story: impl Fn(&TestApp)) {
    each_app("", |app| {
        app.adds_user("ada", None);
        story(app);
    });
}

#[track_caller]
pub fn one_with_ada(story: impl Fn(&TestApp)) {
    one_app("", |app| {
        app.adds_user("ada", None);
        story(app);
    });
}

/// With Ada and the path that a desktop program opens.
#[track_caller]
pub fn each_desktop(story: impl Fn(&TestApp, &str)) {
    each_with_ada(|app| story(app, &app.adds_desktop_app().1));
}

/// The same with the database, to look at its rows or to break it.
#[track_caller]
pub fn each_desktop_on(story: impl Fn(&TestDb, &TestApp, &str)) {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        story(db, &app, &app.adds_desktop_app().1);
    });
}

#[track_caller]
pub fn one_desktop(story: impl Fn(&TestApp, &str)) {
    one_with_ada(|app| story(app, &app.adds_desktop_app().1));
}

/// With Ada and a server's app that has all grants.
#[track_caller]
pub fn each_program(story: impl Fn(&TestApp, &Program)) {
    each_with_ada(|app| story(app, &server_program(app, Wishes::default())));
}

/// The same with a pair that Ada allowed it.
#[track_caller]
pub fn each_pair(settings: &str, story: impl Fn(&TestApp, &Program, Pair)) {
    each_app(settings, |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let code = makes_code(app, &program.app, "ada", PLAIN);
        story(app, &program, gives_pair(&program.redeems(&code)));
    });
}

/// With a web app of the sample callback.
#[track_caller]
pub fn each_web_app(story: impl Fn(&TestApp, &str)) {
    each_app("", |app| story(app, &adds_web_app(app, &[CALLBACK])));
}

/// The same with a browser in which Ada is signed in.
#[track_caller]
pub fn each_signed_in(story: impl Fn(&TestApp, &mut HttpClient, &str)) {
    each_app("", |app| {
        let mut browser = signed_in_browser(app);
        story(app, &mut browser, &adds_web_app(app, &[CALLBACK]));
    });
}

/// A story that waits more than it works.
#[track_caller]
pub fn each_app_at_once(settings: &str, story: impl Fn(&TestApp) + Sync) {
    each_db_at_once(|db| story(&TestApp::start(&db.url, settings)));
}

/// A story in which the database decides nothing, on the embedded one.
#[track_caller]
pub fn one_app(settings: &str, story: impl Fn(&TestApp)) {
    on_sqlite(|db| story(&TestApp::start(&db.url, settings)));
}

/// A public web app, whose answers go here.
#[track_caller]
pub fn web_app(app: &TestApp, redirect_uri: &str) -> IssuedApp {
    app.adds_app(Wishes {
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![redirect_uri.to_owned()]),
        ..Wishes::default()
    })
}

/// Whether a program may register this address.
#[track_caller]
pub fn registers(app: &TestApp, uri: &str) -> bool {
    let wishes = Wishes {
        name: Some("Sample".to_owned()),
        kind: Some(Kind::Desktop),
        redirect_uris: Some(vec![uri.to_owned()]),
        ..Wishes::default()
    };
    apps::add(app.platform(), &wishes, &KnownCredentials::default()).is_ok()
}

/// Where nobody is led after signing in or out, whatever was sent along.
pub const ELSEWHERE: [&str; 4] = [
    "//evil.example",
    "https:evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
];

/// The path with which this app asks for a token.
pub fn asks(issued: &IssuedApp, more: &[(&str, &str)]) -> String {
    asks_for(&issued.app.client_id, more)
}

/// The path of an address of ours; whatever leads elsewhere fails the test.
#[track_caller]
pub fn own_path(app: &TestApp, location: &str) -> String {
    let path = location.strip_prefix(&app.origin());
    path.unwrap_or_else(|| panic!("{location} leads away from {}", app.origin()))
        .to_owned()
}

/// Opens the sign-in page at `path` and fills it in.
#[track_caller]
pub fn filled_in(
    browser: &mut HttpClient,
    path: &str,
    name: &str,
    password: &str,
) -> (Response, Form) {
    let page = browser.get(path);
    let mut form = page.form("Sign in");
    form.types_name_and_password(name, password);
    (page, form)
}

/// Ada's sign-in form on her way to an app, and on the way to her own pages: filled in and not sent yet.
#[track_caller]
pub fn at_each_entrance(app: &TestApp, test: impl Fn(&str, HttpClient, Form)) {
    app.adds_user("ada", None);
    let (_, path) = app.adds_desktop_app();
    for entrance in [path.as_str(), account::SIGN_IN] {
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, entrance, "ada", PASSWORD);
        test(entrance, browser, form);
    }
}

/// What comes back on signing in at `path`.
#[track_caller]
pub fn tries(browser: &mut HttpClient, path: &str, name: &str, password: &str) -> Response {
    let (page, form) = filled_in(browser, path, name, password);
    browser.submits(&page, &form, "Sign in")
}

/// Sends the form of a page with further header lines.
#[track_caller]
pub fn submits_with(
    browser: &mut HttpClient,
    form: &Form,
    button: &str,
    headers: &[(&str, &str)],
) -> Response {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form.pressed(button));
    let path = form.action.clone().expect("our forms say where they go");
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    browser.send("POST", &path, &all, body.finish().as_bytes())
}

/// From an empty jar to the answer of the button at `path`.
#[track_caller]
pub fn decides(app: &TestApp, path: &str, name: &str, button: &str) -> Response {
    let mut browser = app.stranger();
    let consent = app.signs_in(&mut browser, path, name);
    app.presses(&mut browser, &consent, button)
}

/// Signs in anew at `path` and says where the second request leads, if no page comes in between.
#[track_caller]
pub fn signs_in_to(app: &TestApp, browser: &mut HttpClient, path: &str, name: &str) -> Response {
    let answer = tries(browser, path, name, PASSWORD);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let next = own_path(app, answer.location());
    browser.get(&next)
}

/// Where the link with these words leads.
#[track_caller]
pub fn link(page: &Response, words: &str) -> String {
    let text = page.text();
    let links = text.split("<a ").skip(1).map(|rest| {
        let (tag, after) = rest.split_once('>').expect("a whole tag");
        let (label, _) = after.split_once("</a>").expect("a whole link");
        let (_, href) = tag.split_once("href=\"").expect("a link leads somewhere");
        let (href, _) = href.split_once('"').expect("a quoted address");
        (text_of(label), text_of(href))
    });
    let found = links.into_iter().find(|(label, _)| label == words);
    let (_, href) = found.unwrap_or_else(|| panic!("no link {words:?} in:\n{text}"));
    href
}

/// 403: nobody is redirected, and the link opens the same request again.
#[track_caller]
pub fn assert_form_refused(answer: &Response, request_path: &str) {
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
    assert_eq!(link(answer, "Start again"), request_path);
}

/// The scopes that a consent page lists, as it words them.
pub fn listed_scopes(page: &Response) -> Vec<String> {
    let text = page.text();
    let list = text.split("<ul class=\"scopes\">").nth(1);
    let list = list.and_then(|rest| rest.split("</ul>").next());
    let items = list.unwrap_or_default().split("<li>").skip(1);
    items.map(text_of).collect()
}

pub fn is_sign_in_page(page: &Response) -> bool {
    page.status == 200 && Form::with_button(&page.text(), "Sign in").is_some()
}

pub fn is_consent_page(page: &Response) -> bool {
    page.status == 200 && Form::with_button(&page.text(), "Allow").is_some()
}
