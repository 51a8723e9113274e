//! The list of apps, and the page of one.

use super::admin;
use super::people::{goes_both_ways, names};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::{each_app, link};
use std::time::Duration;
use vestibule::domain::oauth::client::{App, Confidentiality, GrantType, Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, KnownCredentials};

#[track_caller]
pub fn adds(app: &TestApp, name: &str, kind: Kind, owner: Option<&str>) -> App {
    let wishes = Wishes {
        name: Some(name.to_owned()),
        kind: Some(kind),
        owner: owner.map(str::to_owned),
        ..Wishes::default()
    };
    let added = apps::add(app.platform(), &wishes, &KnownCredentials::default());
    added.expect("an app").app
}

#[test]
fn apps_are_listed_by_number_in_parts_and_found_by_what_they_begin_with() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let empty = text_of(&ada.get("/admin/apps").text());
        assert!(empty.contains("No apps yet."), "{empty}");
        for number in 1..=30 {
            adds(
                app,
                &format!("Paint {number:02}"),
                Kind::Desktop,
                Some("Guild"),
            );
        }
        adds(app, "paint \u{e4}rt", Kind::Mobile, None);
        let web = adds(app, "Trees", Kind::Web, Some("Historians"));
        let all = goes_both_ways(&mut ada, "/admin/apps");
        assert_eq!(
            (all.len(), all[0].as_str(), all[31].as_str()),
            (32, "Paint 01", "Trees")
        );
        let page = text_of(&ada.get("/admin/apps").text());
        assert!(page.contains("Total: 32"), "{page}");
        let found = goes_both_ways(&mut ada, "/admin/apps?find=PAINT");
        assert_eq!((found.len(), found[30].as_str()), (31, "paint \u{e4}rt"));
        let by_key = format!("/admin/apps?find={}", &web.client_id[..12]);
        assert_eq!(goes_both_ways(&mut ada, &by_key), ["Trees"]);
        let by_number = format!("/admin/apps?find={}", web.id.0);
        assert_eq!(goes_both_ways(&mut ada, &by_number), ["Trees"]);
        apps::disable(app.platform(), &web.uuid).expect("disabled");
        for (filter, wanted) in [
            ("kind=web", 1),
            ("kind=desktop", 30),
            ("state=disabled", 1),
            ("state=active&kind=mobile", 1),
            ("owner=Guild", 30),
            ("owner=guild", 0),
            ("owner=Guild&kind=web", 0),
            ("find=paint&kind=mobile", 1),
            ("find=nothing", 0),
        ] {
            let found = goes_both_ways(&mut ada, &format!("/admin/apps?{filter}"));
            assert_eq!(found.len(), wanted, "{filter}");
        }
        let none = text_of(&ada.get("/admin/apps?find=nothing").text());
        assert!(none.contains("No app matches."), "{none}");
        for strange in ["after=x", "before=%00", "kind=x", "state=x", "find=%0a"] {
            let page = ada.get(&format!("/admin/apps?{strange}"));
            assert_eq!(names(&page.text()), all[..25], "{strange}");
        }
    });
}

#[test]
fn names_and_client_ids_that_begin_alike_are_one_list() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for number in 10..60 {
            let known = KnownCredentials {
                client_id: Some(format!("zz{number}{}", "a".repeat(36))),
                ..KnownCredentials::default()
            };
            let name = match number % 2 {
                0 => format!("ZZ {number}"),
                _ => format!("Other {number}"),
            };
            let wishes = Wishes {
                name: Some(name),
                kind: Some(Kind::Desktop),
                ..Wishes::default()
            };
            apps::add(app.platform(), &wishes, &known).expect("an app");
        }
        let found = goes_both_ways(&mut ada, "/admin/apps?find=zz");
        assert_eq!(found.len(), 50);
        assert!(
            found[..25].iter().all(|name| name.starts_with("ZZ")),
            "{found:?}"
        );
        assert!(found.is_sorted_by_key(|name| name.starts_with("Other")));
    });
}

#[test]
fn an_app_is_shown_with_its_identifiers_and_what_was_loosened() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let wishes = Wishes {
            name: Some("Trees".to_owned()),
            kind: Some(Kind::Web),
            redirect_uris: Some(vec!["https://trees.example/cb".to_owned()]),
            grants: Some(vec![GrantType::AuthorizationCode, GrantType::Password]),
            on: vec![Switch::TokenInQuery],
            ..Wishes::default()
        };
        let issued = apps::add(app.platform(), &wishes, &KnownCredentials::default());
        let trees = issued.expect("an app").app;
        let path = format!("/admin/apps/{}", trees.id.0);
        let page = ada.get(&path);
        is_page(&page, 200, ORDINARY);
        let text = text_of(&page.text());
        for said in [
            "Trees",
            &trees.client_id,
            &trees.uuid,
            "https://trees.example/cb",
            "Waiting: 0. Given up: 0.",
            "Password grant",
            "Access tokens in the address of a call",
            "Tokens get into browser histories",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
        assert!(page.text().contains("<dd>0</dd>"), "{text}");
        assert!(!text.contains("Development mode"), "{text}");
        assert_eq!(link(&page, "Client secrets"), format!("{path}/secrets"));
        let (public, asking) = app.adds_desktop_app();
        app.adds_user("bob", None);
        app.gets_token(&asking, "bob");
        let html = ada.get(&format!("/admin/apps/{}", public.app.id.0)).text();
        let text = text_of(&html);
        assert!(html.contains("<dd>1</dd>"), "{text}");
        assert!(text.contains("Nothing is loosened."), "{text}");
        assert!(text.contains("This app has no client secret"), "{text}");
        for nothing in [
            "/admin/apps/99",
            "/admin/apps/01",
            "/admin/apps/x",
            "/admin/apps/99/edit",
        ] {
            assert_eq!(ada.get(nothing).status, 404, "{nothing}");
        }
    });
}

#[test]
fn a_secret_that_ends_soon_is_said_on_the_pages_of_its_app() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        assert_eq!(trees.confidentiality, Confidentiality::Confidential);
        let says = |ada: &mut crate::kit::http::HttpClient, path: &str| {
            let path = format!("/admin/apps/{}{path}", trees.id.0);
            text_of(&ada.get(&path).text()).contains("stops working on")
        };
        assert!(!says(&mut ada, "") && !says(&mut ada, "/secrets"));
        let days = |days: u64| Some(Duration::from_secs(days * 86_400));
        apps::rotate_secret(app.platform(), &trees.uuid, days(15)).expect("another");
        assert!(!says(&mut ada, "") && !says(&mut ada, "/secrets"));
        apps::rotate_secret(app.platform(), &trees.uuid, days(14)).expect("another");
        assert!(says(&mut ada, "") && says(&mut ada, "/secrets"));
    });
}
