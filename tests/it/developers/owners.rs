//! What becomes of apps with their owner: disabled and enabled with them, removed or left for an admin.

use super::{APPROVE, CALLBACK, asking, each_platform, look, now, refusal, registers, user};
use crate::kit::app::{TestApp, token_in};
use crate::web::{decides, signs_in_to};
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal};
use vestibule::flow::users;

/// Grace allowed it before.
#[track_caller]
fn gets_again(app: &TestApp, issued: &apps::IssuedApp) -> String {
    let answer = signs_in_to(app, &mut app.stranger(), &asking(issued), "grace");
    token_in(answer.location())
}

#[test]
fn apps_are_disabled_with_their_owner_and_those_alone_come_back() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let [on, off, waits, declined] =
            ["Otter", "Weasel", "Badger", "Stoat"].map(|name| registers(app, ada, name));
        let uuid = |one: &apps::IssuedApp| one.app.uuid.clone();
        for one in [&on, &off] {
            apps::approve(platform, &uuid(one)).expect("approved");
        }
        apps::disable(platform, &uuid(&off)).expect("disabled");
        apps::decline(platform, &uuid(&declined), "No.").expect("declined");
        let token = app.gets_token(&asking(&on), "grace");
        users::disable(platform, "ada").expect("disabled");
        let states = || [&on, &off, &waits, &declined].map(|one| now(app, &one.app).state);
        let (disabled, gone) = (AppState::Disabled, AppState::Declined);
        assert_eq!(states(), [disabled, disabled, disabled, gone]);
        assert!(!app.is_live(&token));
        assert_eq!(app.stranger().get(&asking(&on)).status, 400);
        let edit = apps::edit_own(platform, (ada.key, on.app.id), &Wishes::default());
        assert_eq!(refusal(edit.map(|_| ())), AppRefusal::NoDeveloper);
        users::enable(platform, "ada").expect("enabled");
        assert_eq!(
            states(),
            [AppState::Active, disabled, AppState::Waiting, gone]
        );
        assert!(!app.is_live(&token), "what had ended stays ended");
        assert!(app.is_live(&gets_again(app, &on)));
    });
}

#[test]
fn an_app_that_an_admin_enables_meanwhile_stays_so() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let one = registers(app, ada, "Otter").app;
        apps::approve(platform, &one.uuid).expect("approved");
        users::disable(platform, "ada").expect("disabled");
        apps::enable(platform, &one.uuid).expect("enabled");
        apps::disable(platform, &one.uuid).expect("disabled");
        users::enable(platform, "ada").expect("enabled");
        assert_eq!(now(app, &one).state, AppState::Disabled);
    });
}

#[test]
fn with_their_owner_apps_go_that_nobody_uses_and_the_others_wait_for_an_admin() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let [used, unused, own] =
            ["Otter", "Weasel", "Badger"].map(|name| registers(app, ada, name));
        for one in [&used, &unused, &own] {
            apps::approve(platform, &one.app.uuid).expect("approved");
        }
        let token = app.gets_token(&asking(&used), "grace");
        decides(app, &asking(&own), "ada", "Allow");
        let wishes = Wishes {
            name: Some("Stoat".to_owned()),
            ..Wishes::default()
        };
        let whose = (ada.key, used.app.id);
        apps::edit_own(platform, whose, &wishes).expect("proposed");
        users::remove(platform, "ada").expect("removed");
        assert!(look(app, &unused.app).is_none() && look(app, &own.app).is_none());
        let left = now(app, &used.app);
        assert_eq!(
            (left.state, left.ownership.owner),
            (AppState::Disabled, None)
        );
        assert!(!app.is_live(&token));
        assert_eq!(apps::open_proposal(platform, &left).expect("a look"), None);
        apps::approve(platform, &left.uuid).expect("approved");
        assert!(app.is_live(&gets_again(app, &used)));
    });
}

#[test]
fn somebody_elses_app_is_as_if_it_were_not_there() {
    each_platform(APPROVE, |app, ada| {
        let grace = user(app, "grace");
        let platform = app.platform();
        let one = registers(app, ada, "Otter").app;
        let whose = (grace.key, one.id);
        let unknown = AppRefusal::Unknown(one.id.0.to_string());
        let edit = apps::edit_own(platform, whose, &Wishes::default());
        for told in [
            refusal(apps::own(platform, grace.key, one.id)),
            refusal(apps::remove_own(platform, whose)),
            refusal(apps::propose_owner(platform, whose, "x")),
            refusal(edit.map(|_| ())),
        ] {
            assert_eq!(told, unknown);
        }
        assert!(apps::own(platform, ada.key, one.id).is_ok());
        assert_eq!(now(app, &one).redirect_uris[0].raw(), CALLBACK);
    });
}
