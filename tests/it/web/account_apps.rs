//! *Apps you allowed*, and withdrawing one of them.

use super::account::signed_in;
use super::{asks, each_with_ada, is_consent_page, one_with_ada, own_path, submits_with};
use crate::kit::app::{TestApp, token_in};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

pub const APPS: &str = "/account/apps";
const DEAUTHORIZE: &str = "/platform/oauth/deauthorize";

/// A desktop program of this name, and the path that it opens.
#[track_caller]
pub fn program(app: &TestApp, name: &str) -> (AppId, String) {
    let issued = app.adds_app(Wishes {
        name: Some(name.to_owned()),
        kind: Some(Kind::Desktop),
        ..Wishes::default()
    });
    (issued.app.id, asks(&issued, &[("display", "desktop")]))
}

pub fn withdrawing(app: AppId) -> String {
    format!("{DEAUTHORIZE}?client_id={}", app.0)
}

#[track_caller]
pub fn withdraws(app: &TestApp, browser: &mut HttpClient, id: AppId) -> Response {
    let page = browser.get(&withdrawing(id));
    app.presses(browser, &page, "Remove access")
}

/// The names in the list.
fn listed(browser: &mut HttpClient) -> Vec<String> {
    let page = browser.get(APPS);
    assert_eq!(page.status, 200);
    let names = page.text();
    names
        .split("<h2>")
        .skip(1)
        .map(|rest| text_of(rest.split("</h2>").next().unwrap_or_default()))
        .collect()
}

#[test]
fn the_list_is_empty_then_names_what_was_allowed_and_nothing_of_anybody_elses() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let (_, paint) = program(app, "paint");
        let (_, archive) = program(app, "Archive");
        let (_, other) = program(app, "Other");
        let mut ada = signed_in(app, "ada");
        let empty = ada.get(APPS);
        is_page(&empty, 200, ORDINARY);
        assert!(text_of(&empty.text()).contains("No app can use your account."));
        app.gets_token(&paint, "ada");
        app.gets_token(&archive, "ada");
        app.gets_token(&other, "ivy");
        assert_eq!(listed(&mut ada), ["Archive", "paint"]);
        let page = text_of(&ada.get(APPS).text());
        assert!(
            page.contains("Allowed on 15 January 2027. Last used on 15 January 2027."),
            "{page}"
        );
        apps::disable(app.platform(), "paint").expect("disabled");
        assert_eq!(listed(&mut ada), ["Archive", "paint"]);
        assert!(text_of(&ada.get(APPS).text()).contains("Disabled by the platform"));
        assert_eq!(listed(&mut signed_in(app, "ivy")), ["Other"]);
    });
}

#[test]
fn thirty_apps_are_two_pages() {
    one_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        for nth in 0..30 {
            let (_, path) = program(app, &format!("Program {nth:02}"));
            let page = ada.get(&path);
            assert_eq!(app.presses(&mut ada, &page, "Allow").status, 302);
        }
        assert_eq!(listed(&mut ada).len(), 25);
        let second = ada.get(&format!("{APPS}?page=2")).text();
        assert_eq!(second.matches("<h2>").count(), 5);
        assert!(second.contains("Program 29") && second.contains("Page 2 of 2"));
        assert!(second.contains("Find an app"));
        let found = ada.get(&format!("{APPS}?find=PROGRAM+1")).text();
        assert_eq!(found.matches("<h2>").count(), 10);
        assert!(found.contains("value=\"PROGRAM 1\""));
        let all = ada.get(&format!("{APPS}?find=program&page=2")).text();
        assert_eq!(all.matches("<h2>").count(), 5);
        assert!(all.contains("href=\"/account/apps?find=program\""), "{all}");
        let none = text_of(&ada.get(&format!("{APPS}?find=heron")).text());
        assert!(
            none.contains("You have not allowed an app of that name."),
            "{none}"
        );
        assert!(!none.contains("No app can use your account."), "{none}");
        for far in ["3", "99999999999999999999", "0", "-1", "x", "%00"] {
            let page = ada.get(&format!("{APPS}?page={far}"));
            assert_eq!(page.status, 200, "{far}");
        }
    });
}

#[test]
fn a_withdrawn_apps_tokens_fail_at_the_next_request_and_nobody_elses_do() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let (id, path) = program(app, "Paint");
        let (_, other) = program(app, "Other");
        let mut ada = app.stranger();
        let consent = app.signs_in(&mut ada, &path, "ada");
        let answer = app.presses(&mut ada, &consent, "Allow");
        let token = token_in(answer.location());
        assert_eq!(ada.get(&path).status, 302, "remembered");
        let others = [app.gets_token(&other, "ada"), app.gets_token(&path, "ivy")];
        app.advance(Duration::from_millis(1));
        let page = ada.get(&withdrawing(id));
        is_page(&page, 200, ORDINARY);
        assert!(text_of(&page.text()).contains("Remove access for Paint?"));
        assert!(app.is_live(&token), "a link withdrew it");
        assert_eq!(ada.send("HEAD", &withdrawing(id), &[], b"").status, 200);
        let answer = app.presses(&mut ada, &page, "Remove access");
        assert_eq!(
            (answer.status, own_path(app, answer.location()).as_str()),
            (303, APPS)
        );
        assert!(!app.is_live(&token));
        for token in &others {
            assert!(app.is_live(token), "another's died");
        }
        assert_eq!(listed(&mut ada), ["Other"]);
        assert!(is_consent_page(&ada.get(&path)), "still remembered");
        // Pressed twice: what was wanted is so already.
        let again = app.presses(&mut ada, &page, "Remove access");
        assert_eq!(
            (again.status, own_path(app, again.location()).as_str()),
            (303, APPS)
        );
        // Allowed again, a new token is as good as any and the old one stays dead.
        app.advance(Duration::from_millis(1));
        let consent = ada.get(&path);
        let answer = app.presses(&mut ada, &consent, "Allow");
        assert!(app.is_live(&token_in(answer.location())));
        assert!(!app.is_live(&token));
        // The form that withdrew it before does not do so again.
        let used = app.presses(&mut ada, &page, "Remove access");
        assert_eq!(used.status, 403);
        assert!(app.is_live(&token_in(answer.location())));
    });
}

#[test]
fn an_app_that_was_not_allowed_is_as_good_as_unknown() {
    each_with_ada(|app| {
        let (id, _) = program(app, "Paint");
        let mut ada = signed_in(app, "ada");
        let mut told = Vec::new();
        let unknown = [
            "?client_id=999",
            "?client_id=x",
            "",
            "?client_id=1&client_id=1",
            "?client_id=%00",
        ];
        let strange = unknown.map(|query| format!("{DEAUTHORIZE}{query}"));
        for path in strange.iter().chain([&withdrawing(id)]) {
            let page = ada.get(path);
            is_page(&page, 404, ORDINARY);
            told.push(text_of(&page.text()).replace("&", ""));
            assert!(page.text().contains("href=\"/account/apps\""));
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
    });
}

#[test]
fn r67_r68_a_withdrawal_without_a_good_proof_does_nothing() {
    each_with_ada(|app| {
        let (id, path) = program(app, "Paint");
        let (other_id, other_path) = program(app, "Other");
        let token = app.gets_token(&path, "ada");
        app.gets_token(&other_path, "ada");
        let mut ada = signed_in(app, "ada");
        let mut elsewhere = signed_in(app, "ada");
        let own = ada.get(&withdrawing(id)).form("Remove access");
        let theirs = elsewhere.get(&withdrawing(id)).form("Remove access");
        let others = ada.get(&withdrawing(other_id)).form("Remove access");
        let mut turned = others.clone();
        turned.set("request", own.hidden("request"));
        let mut sign_out = ada.get("/").form("Sign out");
        sign_out.set("request", own.hidden("request"));
        let mut foreign = own.clone();
        for field in ["nonce", "proof"] {
            foreign.set(field, sign_out.hidden(field));
        }
        for form in [theirs, turned, foreign] {
            let answer = submits_with(&mut ada, &form, "Remove access", &[]);
            assert_eq!((answer.status, answer.header("location")), (403, None));
            assert!(app.is_live(&token));
        }
        let foreign = [("Sec-Fetch-Site", "cross-site")];
        submits_with(&mut ada, &own, "Remove access", &foreign);
        app.advance(Duration::from_secs(3600));
        let stale = submits_with(&mut ada, &own, "Remove access", &[]);
        assert_eq!(stale.status, 403);
        assert!(app.is_live(&token));
    });
}
