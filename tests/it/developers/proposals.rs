//! What an owner changes of an app that others use: what they allowed it under waits, the rest is at once.

use super::{
    APPROVE, CALLBACK, OPEN, approved, asking, each_platform, is_not_open, mails, now, open,
};
use super::{refusal, registers, user};
use crate::kit::app::TestApp;
use crate::web::{asks, is_consent_page, signs_in_to};
use vestibule::domain::account::user::User;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::client::App;
use vestibule::domain::oauth::console::fault::OwnerFault;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, Edited, edit_own, propose_owner};

const ELSEWHERE: &str = "https://elsewhere.example/cb";

#[track_caller]
fn edits(app: &TestApp, ada: &User, one: &App, wishes: &Wishes) -> Edited {
    edit_own(app.platform(), (ada.key, one.id), wishes).expect("edited")
}

fn moved() -> Wishes {
    Wishes {
        name: Some("Weasel".to_owned()),
        description: Some("of rivers".to_owned()),
        redirect_uris: Some(vec![ELSEWHERE.to_owned()]),
        ..Wishes::default()
    }
}

#[test]
fn another_name_and_address_wait_while_people_sign_in_as_before() {
    each_platform(APPROVE, |app, ada| {
        let one = approved(app, ada, "Otter");
        let edited = edits(app, ada, &one, &moved());
        assert_eq!(edited.proposed.fields(), ["name", "redirect_uris"]);
        let meanwhile = now(app, &one);
        assert_eq!(meanwhile.name, "Otter");
        assert_eq!(meanwhile.description.as_deref(), Some("of rivers"));
        let as_before = crate::web::asks_for(&one.client_id, &[("redirect_uri", CALLBACK)]);
        let page = signs_in_to(app, &mut app.stranger(), &as_before, "grace");
        assert!(is_consent_page(&page), "{}", page.text());
        let elsewhere = crate::web::asks_for(&one.client_id, &[("redirect_uri", ELSEWHERE)]);
        assert_eq!(app.stranger().get(&elsewhere).status, 400);

        apps::approve(app.platform(), &one.uuid).expect("approved");
        assert_eq!(open(app, &one), None);
        let then = now(app, &one);
        assert_eq!(then.name, "Weasel");
        assert_eq!(app.stranger().get(&as_before).status, 400);
        let page = signs_in_to(app, &mut app.stranger(), &elsewhere, "grace");
        assert!(is_consent_page(&page), "{}", page.text());
    });
}

#[test]
fn a_newer_proposal_takes_the_place_of_the_one_before_and_admins_hear_of_one() {
    each_platform(APPROVE, |app, ada| {
        let root = user(app, "root");
        let one = approved(app, ada, "Otter");
        let before = mails(app, &root, MailKind::AppWaiting);
        edits(app, ada, &one, &moved());
        let newer = Wishes {
            name: Some("Badger".to_owned()),
            ..Wishes::default()
        };
        edits(app, ada, &one, &newer);
        let proposal = open(app, &one).expect("it is open");
        assert_eq!(proposal.by, ada.key);
        assert_eq!(proposal.changes.fields(), ["name"]);
        assert_eq!(proposal.changes.name.as_deref(), Some("Badger"));
        assert_eq!(mails(app, &root, MailKind::AppWaiting), before + 1);
        // What needs no admin leaves it as it is.
        let plain = Wishes {
            description: Some("of setts".to_owned()),
            ..Wishes::default()
        };
        assert!(edits(app, ada, &one, &plain).proposed.is_empty());
        assert_eq!(open(app, &one), Some(proposal));
    });
}

#[test]
fn a_declined_proposal_changes_nothing_but_what_its_owner_reads() {
    each_platform(APPROVE, |app, ada| {
        let one = approved(app, ada, "Otter");
        edits(app, ada, &one, &moved());
        apps::decline(app.platform(), &one.uuid, "Keep the name.").expect("declined");
        let then = now(app, &one);
        assert_eq!((then.name.as_str(), then.state), ("Otter", one.state));
        assert!(then.is_active() && open(app, &one).is_none());
        let why = then.ownership.declined_why;
        assert_eq!(why.as_deref(), Some("Keep the name."));
        assert_eq!(mails(app, ada, MailKind::AppDecided), 2);
    });
}

#[test]
fn a_name_that_was_free_when_it_was_proposed_may_be_taken_when_it_is_approved() {
    each_platform(APPROVE, |app, ada| {
        let one = approved(app, ada, "Otter");
        edits(app, ada, &one, &moved());
        registers(app, ada, "Weasel");
        let approval = apps::approve(app.platform(), &one.uuid);
        assert_eq!(refusal(approval), OwnerFault::NameTaken.into());
        assert!(open(app, &one).is_some(), "it can be declined still");
    });
}

#[test]
fn where_nobody_checks_a_change_is_at_once_and_ends_an_older_approval() {
    each_platform(OPEN, |app, ada| {
        let one = approved(app, ada, "Otter");
        assert!(one.ownership.approved_at.is_some());
        assert!(edits(app, ada, &one, &moved()).proposed.is_empty());
        let then = now(app, &one);
        assert_eq!(then.name, "Weasel");
        assert_eq!(then.ownership.approved_at, None);
    });
}

#[test]
fn another_owner_waits_for_an_admin_and_is_named_by_their_id_alone() {
    each_platform(APPROVE, |app, ada| {
        let grace = user(app, "grace");
        let one = approved(app, ada, "Otter");
        let whose = (ada.key, one.id);
        for nobody in ["grace", "grace@example.org", "nobody", ""] {
            let outcome = propose_owner(app.platform(), whose, nobody);
            let told = refusal(outcome);
            assert_eq!(told, apps::AppRefusal::NoSuchPerson(nobody.to_owned()));
        }
        propose_owner(app.platform(), whose, &grace.public_id).expect("proposed");
        assert!(now(app, &one).is_owned_by(ada.key));
        apps::approve(app.platform(), &one.uuid).expect("approved");
        assert!(now(app, &one).is_owned_by(grace.key));
        let mine = edit_own(app.platform(), whose, &moved());
        let told = refusal(mine.map(|_| ()));
        assert!(matches!(told, apps::AppRefusal::Unknown(_)), "{told:?}");
    });
}

#[test]
fn what_its_owner_was_issued_while_it_waited_ends_when_it_is_handed_over() {
    each_platform(APPROVE, |app, ada| {
        let issued = registers(app, ada, "Otter");
        let token = app.gets_token(&asking(&issued), "ada");
        apps::hand_over(app.platform(), &issued.app.uuid, "grace").expect("handed over");
        assert!(!app.is_live(&token));
        let mut hers = app.stranger();
        is_not_open(&signs_in_to(app, &mut hers, &asks(&issued, &[]), "ada"));
    });
}
