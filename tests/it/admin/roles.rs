//! The roles of an app: their list, and what is done to them.

use super::apps::adds;
use super::good_once::{Act, is_good_once};
use super::people::goes_both_ways;
use super::{adds_admin, admin};
use crate::audit::leaves;
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::{each_app, link, own_path, submits_with};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::broker::role::Role;
use vestibule::domain::oauth::client::{App, Kind};
use vestibule::flow::broker::roles;

#[track_caller]
fn adds_role(app: &TestApp, of: &App, name: &str) -> Role {
    let sent = json!({"name": name, "groups": {"*": {"subscribe": true}}});
    let added = roles::add(app.platform(), of, sent.as_object().expect("an object"));
    added.unwrap_or_else(|refused| panic!("{refused:?}"))
}

#[track_caller]
fn finds(app: &TestApp, uuid: &str) -> Role {
    let found = roles::find(app.platform(), None, uuid);
    found.unwrap_or_else(|refused| panic!("{refused:?}"))
}

#[track_caller]
fn edits(app: &TestApp, uuid: &str, sent: &Value) {
    let sent = sent.as_object().expect("an object");
    let edited = roles::edit(app.platform(), None, uuid, sent);
    edited.unwrap_or_else(|refused| panic!("{refused:?}"));
}

#[test]
fn each_form_is_good_once_for_who_it_was_made_and_what_was_seen() {
    each_app("", |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        let trees = adds(app, "Trees", Kind::Web, None);
        let path = format!("/admin/apps/{}/roles", trees.id.0);
        let standing = || {
            let all = roles::list(app.platform(), trees.id);
            format!("{:?}", all.unwrap_or_else(|refused| panic!("{refused:?}")))
        };
        let added = Act {
            path: format!("{path}/new"),
            button: "Save",
            typed: &[("name", "member"), ("body", r#"{"mediaRelay":true}"#)],
            events: &["role_added"],
            leads: Some(format!("{path}/*?done=added")),
            standing: &standing,
            moves: None,
        };
        is_good_once(app, &added);
        let role = adds_role(app, &trees, "guest");
        let moves = || {
            edits(app, &role.uuid, &json!({"name": "moved meanwhile"}));
            "moved meanwhile"
        };
        let edited = Act {
            path: format!("{path}/{}/edit", role.uuid),
            button: "Save",
            typed: &[("name", "visitor")],
            events: &["role_edited"],
            leads: Some(format!("{path}/{}?done=saved", role.uuid)),
            standing: &standing,
            moves: Some(&moves),
        };
        is_good_once(app, &edited);
        let removed = Act {
            path: format!("{path}/{}/remove", role.uuid),
            button: "Remove",
            typed: &[],
            events: &["role_removed"],
            leads: Some(format!("{path}?done=removed")),
            standing: &standing,
            moves: Some(&moves),
        };
        is_good_once(app, &removed);
        assert_eq!(standing().matches("Role {").count(), 1);
    });
}

#[test]
fn roles_are_listed_newest_first_in_parts_and_found_by_how_their_names_begin() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let other = adds(app, "Other", Kind::Web, None);
        let path = format!("/admin/apps/{}/roles", trees.id.0);
        let empty = text_of(&ada.get(&path).text());
        assert!(empty.contains("No roles yet."), "{empty}");
        for number in 1..=30 {
            if number % 3 == 0 {
                app.advance(Duration::from_secs(1));
            }
            adds_role(app, &trees, &format!("Guest {number:02}"));
        }
        let last = adds_role(app, &trees, "member");
        adds_role(app, &other, "guest of another");
        let all = goes_both_ways(&mut ada, &path);
        assert_eq!(all.len(), 31);
        assert!(all[0..3].contains(&"member".to_owned()), "{all:?}");
        assert!(all[27..].contains(&"Guest 01".to_owned()), "{all:?}");
        let found = goes_both_ways(&mut ada, &format!("{path}?find=gUEST"));
        let wanted: Vec<_> = (1..=30)
            .map(|number| format!("Guest {number:02}"))
            .collect();
        assert_eq!(found, wanted);
        let page = ada.get(&format!("{path}?find=nobody"));
        assert!(text_of(&page.text()).contains("No role matches."));
        let page = ada.get(&path);
        assert!(text_of(&page.text()).contains("Total: 31"));
        assert_eq!(link(&page, "member"), format!("{path}/{}", last.uuid));
    });
}

#[test]
fn a_role_shows_what_it_allows_and_one_of_another_app_is_not_there() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let other = adds(app, "Other", Kind::Web, None);
        let role = adds_role(app, &trees, "<b>member</b>");
        let path = format!("/admin/apps/{}/roles/{}", trees.id.0, role.uuid);
        let page = ada.get(&path);
        is_page(&page, 200, ORDINARY);
        let text = text_of(&page.text());
        for said in [
            "<b>member</b>",
            "\"mediaRelay\": false",
            "\"subscribe\": true",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
        assert_eq!(link(&page, "Edit"), format!("{path}/edit"));
        let elsewhere = format!("/admin/apps/{}/roles/{}", other.id.0, role.uuid);
        for nothing in [
            elsewhere.clone(),
            format!("{elsewhere}/edit"),
            format!("{elsewhere}/remove"),
            format!("{path}/strange"),
            format!("/admin/apps/{}/roles/x", trees.id.0),
            "/admin/apps/99/roles".to_owned(),
        ] {
            assert_eq!(ada.get(&nothing).status, 404, "{nothing}");
        }
        // A form of one is none of the other.
        let mut form = ada.get(&format!("{path}/edit")).form("Save");
        form.action = Some(format!("{elsewhere}/edit"));
        let refused = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        assert_eq!(refused.status, 403);
    });
}

#[test]
fn what_the_broker_api_does_not_take_is_said_and_nothing_is_done() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        adds_role(app, &trees, "guest");
        let role = adds_role(app, &trees, "member");
        let roles = format!("/admin/apps/{}/roles", trees.id.0);
        let long = format!("{{\"events\":{{\"a\":\"{}\"}}}}", "x".repeat(20_000));
        for path in [
            format!("{roles}/new"),
            format!("{roles}/{}/edit", role.uuid),
        ] {
            for (name, body, said) in [
                ("", "{}", "A name has 1 to 255 characters"),
                ("guest", "{}", "Another role of this app has that name."),
                ("x", "[]", "This is not a JSON object"),
                ("x", "{\"events\":{}", "This is not a JSON object"),
                ("x", &long, "longer than 20,000 bytes"),
                ("x", "{\"mediaRelay\":1}", "mediaRelay is true or false"),
                ("x", "{\"callerIds\":{}}", "callerIds are arrays"),
            ] {
                let mut form = ada.get(&path).form("Save");
                form.set("name", name);
                form.set("body", body);
                let page = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
                is_page(&page, 200, ORDINARY);
                let html = page.text();
                assert!(html.contains("role=\"alert\""), "{name} {body}");
                assert!(text_of(&html).contains(said), "{said}: {html}");
            }
        }
        assert_eq!(finds(app, &role.uuid), role);
    });
}

#[test]
fn what_the_text_leaves_out_is_as_in_a_new_role_and_the_same_again_leaves_no_event() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let role = adds_role(app, &trees, "member");
        let path = format!("/admin/apps/{}/roles/{}/edit", trees.id.0, role.uuid);
        let form = ada.get(&path).form("Save");
        let done = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        assert!(own_path(app, done.location()).ends_with("?done=saved"));
        assert_eq!(finds(app, &role.uuid).body, role.body);
        let mut form = ada.get(&path).form("Save");
        form.set("body", "{\r\n\"events\": {\"a\": {}}\r\n}");
        leaves(app, &["role_edited"], || {
            submits_with(&mut ada, &form, "Save", &[])
        });
        let after = finds(app, &role.uuid);
        assert_eq!((after.body.groups.len(), after.body.events.len()), (0, 1));
    });
}

#[test]
fn an_app_without_a_secret_gets_no_roles() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let (public, _) = app.adds_desktop_app();
        let path = format!("/admin/apps/{}/roles", public.app.id.0);
        for path in [path.clone(), format!("{path}/new")] {
            let page = ada.get(&path);
            is_page(&page, 200, ORDINARY);
            let text = text_of(&page.text());
            assert!(text.contains("so it cannot use roles."), "{text}");
            assert!(!text.contains("New role"), "{text}");
        }
    });
}
