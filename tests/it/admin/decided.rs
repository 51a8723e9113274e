//! What admins decide about apps that people own.

use super::admin;
use crate::audit::leaves;
use crate::kit::app::TestApp;
use crate::kit::form::text_of;
use crate::web::{each_app, own_path, submits_with};
use vestibule::domain::oauth::client::{App, AppState, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

/// An app of Bob's, as he registers it.
#[track_caller]
pub fn proposes(app: &TestApp, name: &str) -> App {
    let bob = users::find(app.platform(), "bob").expect("bob");
    let wishes = Wishes {
        name: Some(name.to_owned()),
        kind: Some(Kind::Web),
        redirect_uris: Some(vec!["https://trees.example/cb".to_owned()]),
        ..Wishes::default()
    };
    let made = apps::register(app.platform(), bob.key, &wishes);
    made.expect("registered").app
}

#[test]
fn what_an_owner_proposed_is_shown_and_decided() {
    each_app("developers.mode = \"approve\"", |app| {
        let mut ada = admin(app, "ada");
        let bob = app.adds_user("bob", None);
        let trees = proposes(app, "Trees");
        let path = format!("/admin/apps/{}", trees.id.0);
        let find = || apps::find(app.platform(), &trees.uuid).expect("an app");
        let list = text_of(&ada.get("/admin/apps?state=waiting").text());
        assert!(list.contains("Trees"), "{list}");
        // An owner who has no reason to read has none to mend.
        let mut form = ada.get(&format!("{path}/decline")).form("Decline");
        form.set("why", "  ");
        let page = leaves(app, &[], || submits_with(&mut ada, &form, "Decline", &[]));
        assert!(text_of(&page.text()).contains("Write one to 500 characters"));
        assert_eq!(find().state, AppState::Waiting);
        let form = ada.get(&format!("{path}/approve")).form("Approve");
        leaves(app, &["app_approved"], || {
            submits_with(&mut ada, &form, "Approve", &[])
        });
        assert_eq!(find().state, AppState::Active);
        // Nothing waits any more.
        let answer = ada.get(&format!("{path}/approve"));
        assert_eq!(own_path(app, answer.location()), path);

        let wishes = Wishes {
            name: Some("Forests".to_owned()),
            ..Wishes::default()
        };
        apps::edit_own(app.platform(), (bob.key, trees.id), &wishes).expect("proposed");
        let page = text_of(&ada.get(&path).text());
        assert!(
            page.contains("Proposed changes") && page.contains("Forests"),
            "{page}"
        );
        assert_eq!(find().name, "Trees");
        let form = ada.get(&format!("{path}/approve")).form("Approve");
        leaves(app, &["app_approved"], || {
            submits_with(&mut ada, &form, "Approve", &[])
        });
        assert_eq!(find().name, "Forests");

        let mut form = ada.get(&format!("{path}/owner")).form("Change owner");
        form.set("to", "nobody-here");
        let page = leaves(app, &[], || {
            submits_with(&mut ada, &form, "Change owner", &[])
        });
        assert!(text_of(&page.text()).contains("There is no active person called that."));
        assert!(find().is_owned_by(bob.key));
    });
}
