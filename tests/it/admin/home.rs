//! The first admin page: numbers, what waits, and where each is done.

use super::admin;
use super::apps::adds;
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::web::each_app;
use std::time::Duration;
use vestibule::domain::oauth::client::Kind;
use vestibule::flow::{apps, census};

#[track_caller]
fn home(browser: &mut HttpClient) -> Response {
    let page = browser.get("/admin");
    is_page(&page, 200, ORDINARY);
    page
}

/// Where what waits leads to, by its words.
#[track_caller]
fn leads(page: &Response, words: &str) -> String {
    let html = page.text();
    let (_, rest) = html.split_once(words).expect("it waits");
    let (row, _) = rest.split_once("</li>").expect("a row");
    let (_, href) = row.split_once("href=\"").expect("a link");
    href.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn numbers_are_those_that_were_counted_last() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let says = |ada: &mut HttpClient, said: &str| {
            let html = home(ada).text();
            assert!(html.contains(said), "no {said:?} in {html}");
        };
        says(&mut ada, "Not counted yet.");
        census::count(app.platform()).expect("is counted");
        says(&mut ada, "<dt>People</dt><dd>1</dd>");
        says(&mut ada, "<dt>Apps</dt><dd>0</dd>");
        app.adds_user("bob", None);
        adds(app, "Trees", Kind::Web, None);
        says(&mut ada, "<dt>People</dt><dd>1</dd>");
        census::count(app.platform()).expect("is counted");
        says(&mut ada, "<dt>People</dt><dd>2</dd>");
        says(&mut ada, "<dt>Apps</dt><dd>1</dd>");
    });
}

#[test]
fn what_waits_leads_to_where_it_is_done() {
    each_app("", |app: &TestApp| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let soon = adds(app, "Soon", Kind::Web, None);
        for (which, days) in [(&trees, 14), (&soon, 3)] {
            let overlap = Some(Duration::from_secs(days * 86_400));
            apps::rotate_secret(app.platform(), &which.uuid, overlap).expect("another");
        }
        let page = home(&mut ada);
        let text = text_of(&page.text());
        assert!(text.contains("expire within 14 days: 2"), "{text}");
        assert_eq!(
            leads(&page, "expire within 14 days"),
            format!("/admin/apps/{}/secrets", soon.id.0)
        );
        let bare = leads(&page, "without a second step");
        assert_eq!(bare, "/admin/people?show=admins_without_second_step");
        assert!(!text.contains("wait for a decision"), "{text}");
    });
}

#[test]
fn one_box_looks_for_people_and_for_apps() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let html = home(&mut ada).text();
        for said in [
            "action=\"/admin/people\" role=\"search\"",
            "formaction=\"/admin/apps\">Search apps",
        ] {
            assert!(html.contains(said), "no {said:?} in {html}");
        }
    });
}
