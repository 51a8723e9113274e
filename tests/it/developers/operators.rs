//! What operators do to apps that people own, and what those apps may not do until somebody looked at them.

use super::{
    APPROVE, CALLBACK, OPEN, approved, each_platform, now, open, refusal, registers, user, wishes,
};
use crate::broker::ON;
use crate::kit::form::text_of;
use crate::web::account::signed_in;
use vestibule::domain::change::{Change, Guard};
use vestibule::domain::oauth::client::{AppState, Confidentiality};
use vestibule::domain::oauth::console::fault::OwnerFault;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal, edit_own, propose_owner};
use vestibule::store::{CommitError, Lost};

fn named(name: &str) -> Wishes {
    Wishes {
        name: Some(name.to_owned()),
        ..Wishes::default()
    }
}

#[test]
fn no_operator_gives_an_app_that_somebody_owns_the_name_of_another() {
    each_platform(OPEN, |app, ada| {
        let platform = app.platform();
        let otter = registers(app, ada, "Otter").app;
        registers(app, ada, "Weasel");
        let taken = AppRefusal::Owner(OwnerFault::NameTaken);
        // The second begins with a letter of another script.
        for name in ["weasel", "W\u{435}asel"] {
            let edited = apps::edit(platform, &otter.uuid, &named(name));
            assert_eq!(refusal(edited), taken, "{name}");
            let checked = apps::check(platform, &now(app, &otter), &named(name));
            assert_eq!(refusal(checked), taken, "{name}");
        }
        assert_eq!(now(app, &otter).name, "Otter");
        apps::edit(platform, &otter.uuid, &named("OTTER")).expect("its own name");
    });
}

#[test]
fn what_an_operator_changes_is_not_undone_by_what_was_proposed_before() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let otter = approved(app, ada, "Otter");
        let proposes = |name: &str| {
            edit_own(platform, (ada.key, otter.id), &named(name)).expect("edited");
            assert!(open(app, &otter).is_some());
        };
        proposes("Weasel");
        let other = Wishes {
            description: Some("of rivers".to_owned()),
            ..Wishes::default()
        };
        apps::edit(platform, &otter.uuid, &other).expect("edited");
        assert!(open(app, &otter).is_some(), "it is about something else");
        apps::edit(platform, &otter.uuid, &named("Badger")).expect("edited");
        assert!(open(app, &otter).is_none());
        let nothing = AppRefusal::NothingToDecide(otter.id.0);
        assert_eq!(refusal(apps::approve(platform, &otter.uuid)), nothing);
        assert_eq!(now(app, &otter).name, "Badger");
    });
}

#[test]
fn an_owner_gives_no_app_away_by_themselves_and_what_they_know_of_it_ends_with_it() {
    for mode in [APPROVE, OPEN] {
        each_platform(mode, |app, ada| {
            let platform = app.platform();
            let confidential = Wishes {
                confidentiality: Some(Confidentiality::Confidential),
                ..wishes("Otter")
            };
            let registered = super::registered(app, ada, &confidential);
            let otter = registered.expect("registered").app;
            let grace = user(app, "grace");
            propose_owner(platform, (ada.key, otter.id), &grace.public_id).expect("proposed");
            assert!(now(app, &otter).is_owned_by(ada.key) && open(app, &otter).is_some());
            apps::approve(platform, &otter.uuid).expect("approved");
            let given = now(app, &otter);
            assert!(given.is_owned_by(grace.key) && open(app, &otter).is_none());
            assert_eq!(given.state, AppState::Active);
            let live = apps::live_secrets(platform, otter.id).expect("a look");
            assert_eq!(live.len(), 0);
        });
    }
}

#[test]
fn an_app_that_was_declined_is_open_once_what_was_proposed_of_it_is_approved() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let otter = registers(app, ada, "Otter").app;
        apps::decline(platform, &otter.uuid, "Say more.").expect("declined");
        let grace = user(app, "grace");
        propose_owner(platform, (ada.key, otter.id), &grace.public_id).expect("proposed");
        apps::approve(platform, &otter.uuid).expect("approved");
        let given = now(app, &otter);
        assert!(given.is_owned_by(grace.key));
        assert_eq!(given.state, AppState::Active);
    });
}

#[test]
fn who_was_changed_meanwhile_is_given_no_app() {
    each_platform(OPEN, |app, ada| {
        let store = &app.platform().store;
        let otter = registers(app, ada, "Otter").app;
        let grace = user(app, "grace");
        let to = |heir_version| Guard::AppTo {
            id: otter.id,
            version: now(app, &otter).version,
            heir: grace.key,
            heir_version,
        };
        let before = now(app, &otter);
        let stale = store.commit(Change::guarded(to(grace.version - 1), Vec::new()));
        assert_eq!(stale, Err(CommitError::Lost(Lost::VersionMoved)));
        assert_eq!(now(app, &otter), before);
        let fresh = store.commit(Change::guarded(to(grace.version), Vec::new()));
        assert_eq!(fresh, Ok(()));
        assert_eq!(now(app, &otter).version, before.version + 1);
        assert_eq!(user(app, "grace").version, grace.version + 1);
    });
}

#[test]
fn the_broker_takes_no_secret_of_an_app_that_nobody_looked_at() {
    each_platform(&format!("{OPEN}{ON}"), |app, ada| {
        let confidential = Wishes {
            confidentiality: Some(Confidentiality::Confidential),
            ..wishes("Otter")
        };
        let issued = super::registered(app, ada, &confidential).expect("registered");
        let secret = issued.client_secret.expect("a secret");
        let asks = || {
            let headers = [("App-Secret", secret.as_str())];
            app.stranger()
                .send("GET", "/v1/roles", &headers, b"")
                .status
        };
        assert_eq!(asks(), 401);
        apps::approve(app.platform(), &issued.app.uuid).expect("approved");
        assert_eq!(asks(), 200);
    });
}

#[test]
fn who_ends_an_account_reads_how_many_apps_go_with_it() {
    each_platform(OPEN, |app, ada| {
        registers(app, ada, "Otter");
        let said = "Apps that belong to this account and stop working: 1";
        let mut root = signed_in(app, "root");
        let mut page = |act: &str| {
            let path = format!("/admin/people/{}/{act}", ada.public_id);
            text_of(&root.get(&path).text())
        };
        for act in ["disable", "remove"] {
            let text = page(act);
            assert!(text.contains(said), "{act}: {text}");
        }
        assert!(!page("end-sessions").contains("belong to this account"));
        let own = |name: &str| text_of(&signed_in(app, name).get("/account/delete").text());
        assert!(own("ada").contains(said), "{}", own("ada"));
        assert!(!own("grace").contains("belong to this account"));
    });
}

#[test]
fn an_admin_reads_what_they_approve_on_the_page_that_asks() {
    each_platform(APPROVE, |app, ada| {
        let otter = registers(app, ada, "Otter").app;
        let mut root = signed_in(app, "root");
        let path = format!("/admin/apps/{}/approve", otter.id.0);
        let first = root.get(&path);
        let text = text_of(&first.text());
        assert!(text.contains(CALLBACK) && text.contains("Otter"), "{text}");
        // What came after the page was shown is not approved by its form.
        let elsewhere = Wishes {
            redirect_uris: Some(vec!["https://elsewhere.example/cb".to_owned()]),
            ..Wishes::default()
        };
        edit_own(app.platform(), (ada.key, otter.id), &elsewhere).expect("edited");
        let answer = root.submits(&first, &first.form("Approve"), "Approve");
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert_eq!(now(app, &otter).state, AppState::Waiting);
        apps::approve(app.platform(), &otter.uuid).expect("approved");
        let proposed = Wishes {
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            ..Wishes::default()
        };
        edit_own(app.platform(), (ada.key, otter.id), &proposed).expect("edited");
        let text = text_of(&root.get(&path).text());
        assert!(text.contains(CALLBACK), "{text}");
    });
}
