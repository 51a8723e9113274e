//! *Try it*: an app's own requests, sent by hand.

use super::console::PLAIN;
use super::{APPROVE, is_not_open, registered, wishes};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{text_of, unescape};
use crate::kit::http::Response;
use crate::web::account::signed_in;
use crate::web::{is_consent_page, one_app};
use vestibule::domain::oauth::client::Kind;

/// The addresses that a page leads to at the authorization endpoint.
fn requests(page: &Response) -> Vec<String> {
    let text = page.text();
    let mut links: Vec<String> = text
        .split("href=\"")
        .filter(|rest| rest.starts_with("/platform/oauth/authorize?"))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(href, _)| unescape(href))
        .collect();
    links.dedup();
    links
}

#[test]
fn an_app_is_tried_in_all_four_displays() {
    one_app(&format!("{APPROVE}{PLAIN}"), |app| {
        let ada = app.adds_user("ada", None);
        app.adds_user("grace", None);
        let mut otter = wishes("Otter");
        otter.kind = Some(Kind::Desktop);
        otter.redirect_uris = Some(vec!["http://127.0.0.1/cb".to_owned()]);
        let otter = registered(app, &ada, &otter).expect("registered").app;
        let mut browser = signed_in(app, "ada");
        let page = browser.get(&format!("/developer/apps/{}/try", otter.id.0));
        is_page(&page, 200, ORDINARY);
        let text = text_of(&page.text());
        let links = requests(&page);
        assert_eq!(links.len(), 4, "{links:?}");
        for (display, link) in ["desktop", "web", "mobile", "popup"].iter().zip(&links) {
            assert!(link.contains(&format!("display={display}")), "{link}");
            let consent = browser.get(link);
            assert!(is_consent_page(&consent), "{link}: {}", consent.text());
            // It waits: it is its owner's alone.
            is_not_open(&signed_in(app, "grace").get(link));
            let answer = app.presses(&mut browser, &consent, "Allow");
            let to = answer.location();
            let state = |of: &str| {
                let (_, rest) = of.split_once("state=").expect("a state");
                rest.split('&').next().unwrap_or_default().to_owned()
            };
            assert_eq!(state(to), state(link), "{to}");
            assert!(text.contains(&state(link)), "{text}");
            assert!(to.contains("code="), "{to}");
        }
        let again = requests(&browser.get(&format!("/developer/apps/{}/try", otter.id.0)));
        assert_ne!(again, links, "each time with another state");
    });
}
