//! The authorization endpoint: sign-in, consent, each way back to an app, and what is refused.

use super::tape::{Sent, Tape};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::code::asking_code;
use crate::kit::exact::{CALLBACK, adds_desktop_app, adds_web_app, asking};
use crate::kit::http::{HttpClient, Response};
use crate::web::{each_app, own_path};
use std::time::Duration;
use vestibule::domain::oauth::client::{Kind, ResponseType, Style};
use vestibule::domain::oauth::registration::Wishes;

const JSON: Sent = Sent {
    headers: &[("Accept", "application/json")],
    body: "",
};
const DESKTOP: (&str, &str) = ("display", "desktop");
const NO_PROMPT: (&str, &str) = ("prompt", "none");
const ORIGIN: (&str, &str) = ("origin", "https://client.example");

struct Walk<'a> {
    app: &'a TestApp,
    tape: Tape,
    desktop: String,
    web: String,
    two: String,
    geni: String,
}

impl<'a> Walk<'a> {
    fn begins(app: &'a TestApp) -> Self {
        let geni = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            response_types: Some(vec![ResponseType::Token, ResponseType::Code]),
            style: Some(Style::GeniLive),
            owner: Some("The Painters".to_owned()),
            site_url: Some("https://client.example/".to_owned()),
            ..Wishes::default()
        });
        let mut walk = Self {
            app,
            tape: Tape::of(app),
            desktop: adds_desktop_app(app, &["my-app:/cb"]),
            web: adds_web_app(app, &[CALLBACK]),
            two: adds_web_app(app, &[CALLBACK, "https://client.example/other?a=1"]),
            geni: geni.app.client_id,
        };
        for (id, name) in [
            (&walk.desktop, "DESKTOP"),
            (&walk.web, "WEB"),
            (&walk.two, "TWO"),
            (&walk.geni, "GENI"),
        ] {
            walk.tape.names(id, name);
        }
        walk
    }

    /// Somebody who is signed in.
    fn ada(&self) -> HttpClient {
        let mut browser = self.app.stranger();
        browser.signs_in("/account/sign-in", "ada", PASSWORD);
        browser
    }

    fn gets(&mut self, browser: &mut HttpClient, title: &str, path: &str) -> Response {
        self.tape.gets(browser, title, path)
    }

    /// The page for this request, and both answers.
    fn decides(&mut self, title: &str, path: &str) {
        for button in ["Don't Allow", "Allow"] {
            let mut browser = self.ada();
            let page = browser.get(path);
            let title = format!("{title}: {button}");
            self.tape
                .presses(&mut browser, (&page, button), &title, &[]);
        }
    }
}

#[test]
fn signing_in_and_allowing_are_as_recorded() {
    each_app("", |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let mut walk = Walk::begins(app);
        signs_in(&mut walk);
        allows(&mut walk);
        answers(&mut walk);
        is_refused(&mut walk);
        walk.tape.compares("pages");
    });
}

fn signs_in(walk: &mut Walk) {
    for display in ["web", "desktop", "mobile", "popup", "iframe"] {
        let path = asking(
            &walk.web,
            &[("display", display), ("redirect_uri", CALLBACK)],
        );
        let title = format!("sign-in, display {display}");
        walk.gets(&mut walk.app.stranger(), &title, &path);
    }
    let estonian = asking(&walk.desktop, &[DESKTOP, ("locale", "et")]);
    walk.gets(&mut walk.app.stranger(), "sign-in in Estonian", &estonian);
    let path = asking(&walk.desktop, &[DESKTOP]);
    let mut browser = walk.app.stranger();
    let page = browser.get(&path);
    let form = (&page, "Sign in");
    let tape = &mut walk.tape;
    tape.presses(&mut browser, form, "sign-in: nothing typed", &[]);
    let wrong = [("name", "ada"), ("password", "wrong")];
    tape.presses(&mut browser, form, "sign-in: a wrong password", &wrong);
    let forged = [("name", "ada"), ("password", PASSWORD), ("nonce", "x")];
    tape.presses(&mut browser, form, "sign-in: a forged nonce", &forged);
    let right = [("name", "ada"), ("password", PASSWORD)];
    let mut bare = walk.app.stranger();
    tape.presses(&mut bare, form, "sign-in: without cookies", &right);
    let answer = tape.presses(&mut browser, form, "sign-in: right", &right);
    let next = own_path(walk.app, answer.location());
    tape.gets(&mut browser, "sign-in: where it leads", &next);
    tape.presses(&mut browser, form, "sign-in: the same form again", &right);
    let page = browser.get("/account/sign-in?to=/account/apps");
    tape.records(
        "account sign-in, who is signed in",
        "GET /account/sign-in?to=/account/apps",
        &page,
    );
}

fn allows(walk: &mut Walk) {
    for display in ["web", "desktop", "mobile", "popup", "iframe"] {
        let path = asking(
            &walk.geni,
            &[("display", display), ("redirect_uri", CALLBACK)],
        );
        walk.gets(
            &mut walk.ada(),
            &format!("consent, display {display}"),
            &path,
        );
    }
    let estonian = asking(&walk.desktop, &[DESKTOP, ("locale", "et")]);
    walk.gets(&mut walk.ada(), "consent in Estonian", &estonian);
    let path = asking(&walk.desktop, &[DESKTOP]);
    let mut browser = walk.ada();
    let page = browser.get(&path);
    let tape = &mut walk.tape;
    tape.presses(
        &mut browser,
        (&page, "Allow"),
        "consent: a forged nonce",
        &[("nonce", "x")],
    );
    let mut bare = walk.app.stranger();
    tape.presses(&mut bare, (&page, "Allow"), "consent: without cookies", &[]);
    tape.presses(&mut browser, (&page, "Allow"), "consent: Allow", &[]);
    tape.presses(
        &mut browser,
        (&page, "Allow"),
        "consent: Allow once more",
        &[],
    );
    tape.presses(
        &mut browser,
        (&page, "Don't Allow"),
        "consent: Don't Allow after Allow",
        &[],
    );
    walk.app.advance(Duration::from_secs(11));
    tape.presses(
        &mut browser,
        (&page, "Allow"),
        "consent: Allow after ten seconds",
        &[],
    );
    let page = browser.get(&path);
    tape.presses(&mut browser, (&page, "Not you?"), "consent: Not you?", &[]);
    let path = asking(&walk.web, &[("state", "s")]);
    let page = browser.get(&path);
    let switch = (&page, "Eesti keeles");
    tape.presses(&mut browser, switch, "another language", &[]);
    tape.gets(&mut browser, "the page in it", &path);
    tape.presses(
        &mut browser,
        switch,
        "a language that there is not",
        &[("language", "xx")],
    );
    tape.presses(
        &mut browser,
        switch,
        "a language, and back to a stranger",
        &[("back", "https://evil.example/")],
    );
}

fn answers(walk: &mut Walk) {
    let state = ("state", "s&1 é");
    let callback = ("redirect_uri", CALLBACK);
    let form_post = ("response_mode", "form_post");
    let fragment = ("response_mode", "fragment");
    let popup = ("display", "popup");
    let again = ("prompt", "consent");
    for (title, path) in [
        ("desktop token", asking(&walk.desktop, &[DESKTOP])),
        (
            "desktop code",
            asking_code(&walk.desktop, &[DESKTOP, state]),
        ),
        (
            "private scheme",
            asking(&walk.desktop, &[("redirect_uri", "my-app:/cb")]),
        ),
        (
            "web token",
            asking(&walk.web, &[state, ("scope", "basic nonsense")]),
        ),
        ("web code", asking_code(&walk.web, &[state, callback])),
        ("code, fragment", asking_code(&walk.web, &[fragment])),
        ("token, form_post", asking(&walk.web, &[state, form_post])),
        ("code, form_post", asking_code(&walk.web, &[form_post])),
        (
            "token, pop-up",
            asking(&walk.web, &[popup, ORIGIN, ("callback", "fn-1")]),
        ),
        (
            "code, pop-up",
            asking_code(&walk.web, &[popup, ORIGIN, state]),
        ),
        ("geni token", asking(&walk.geni, &[state, callback, again])),
        ("geni token, desktop", asking(&walk.geni, &[DESKTOP, again])),
        ("geni code", asking_code(&walk.geni, &[state, again])),
    ] {
        walk.decides(title, &path);
    }
    let mut ada = walk.ada();
    let remembered = asking(&walk.geni, &[NO_PROMPT, callback]);
    walk.gets(&mut ada, "remembered, prompt=none", &remembered);
    let never = asking(&walk.two, &[NO_PROMPT, callback]);
    walk.gets(&mut ada, "never allowed, prompt=none", &never);
    let again = asking(&walk.geni, &[("prompt", "login")]);
    walk.gets(&mut ada, "prompt=login", &again);
    let again = asking(&walk.geni, &[("prompt", "consent")]);
    walk.gets(&mut ada, "prompt=consent", &again);
}

/// Before the address is proven a page tells it, after that the app.
fn is_refused(walk: &mut Walk) {
    let elsewhere = ("redirect_uri", "https://evil.example/");
    let twice = format!("{}&client_id=x", asking(&walk.web, &[]));
    let malformed = format!("{}&redirect_uri=%ff", asking(&walk.web, &[]));
    for (title, path) in [
        ("no client_id", AUTHORIZE.to_owned()),
        ("an unknown client_id", asking("nobody", &[])),
        ("no redirect_uri of two", asking(&walk.two, &[])),
        ("another redirect_uri", asking(&walk.web, &[elsewhere])),
        ("client_id twice", twice),
        ("a malformed redirect_uri", malformed),
        (
            "another origin",
            asking(
                &walk.web,
                &[("display", "popup"), ("origin", "https://evil.example")],
            ),
        ),
    ] {
        walk.gets(&mut walk.app.stranger(), title, &path);
        let title = format!("{title}, as JSON");
        let tape = &mut walk.tape;
        tape.sends(&mut walk.app.stranger(), &title, ("GET", &path), JSON);
        let title = format!("{title}, in Estonian");
        let path = format!(
            "{path}{}locale=et",
            if path.contains('?') { '&' } else { '?' }
        );
        tape.gets(&mut walk.app.stranger(), &title, &path);
    }
    let long = "x".repeat(8193);
    let web = walk.web.clone();
    let raw = |more: &str| format!("{AUTHORIZE}?client_id={web}&{more}");
    for (title, path) in [
        ("not signed in, prompt=none", asking(&web, &[NO_PROMPT])),
        (
            "the same for desktop",
            asking(&walk.desktop, &[NO_PROMPT, DESKTOP]),
        ),
        (
            "state twice",
            asking(&web, &[("state", "a"), ("state", "b")]),
        ),
        ("state is too long", asking(&web, &[("state", &long)])),
        ("state is not UTF-8", raw("response_type=token&state=%ff")),
        (
            "scope twice",
            asking(&web, &[("scope", "basic"), ("scope", "email")]),
        ),
        ("scope is not UTF-8", raw("response_type=token&scope=%ff")),
        ("no known scope", asking(&web, &[("scope", "nonsense")])),
        (
            "an unknown response_mode",
            asking(&web, &[("response_mode", "x")]),
        ),
        (
            "a token in a query",
            asking(&web, &[("response_mode", "query")]),
        ),
        (
            "form_post to a scheme",
            asking(
                &walk.desktop,
                &[
                    ("redirect_uri", "my-app:/cb"),
                    ("response_mode", "form_post"),
                ],
            ),
        ),
        ("an unknown response_type", raw("response_type=id_token")),
        ("no code_challenge", raw("response_type=code")),
        (
            "a method without a challenge",
            raw("response_type=code&code_challenge_method=S256"),
        ),
        (
            "a short code_challenge",
            raw("response_type=code&code_challenge=x&code_challenge_method=S256"),
        ),
        (
            "a plain code_challenge",
            raw("response_type=code&code_challenge=x&code_challenge_method=plain"),
        ),
        (
            "prompt none and more",
            asking(&web, &[("prompt", "none login")]),
        ),
        ("a request object", asking(&web, &[("request", "x")])),
        (
            "a request object elsewhere",
            asking(&web, &[("request_uri", "https://x.example/")]),
        ),
    ] {
        walk.gets(&mut walk.app.stranger(), title, &path);
    }
    let too_long = format!("{AUTHORIZE}?client_id={}", "x".repeat(33_000));
    let answer = walk.app.stranger().get(&too_long);
    walk.tape
        .records("a query of 33 KB", "GET (33 KB)", &answer);
    let many = "a=1&".repeat(101);
    let path = format!("{AUTHORIZE}?{many}");
    walk.gets(&mut walk.app.stranger(), "more than 100 fields", &path);
}
