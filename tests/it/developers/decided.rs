//! Deciding: what waits can be decided once, by what was seen of it, and its owner hears of it.

use super::{APPROVE, each_platform, mails, now, refusal, registers, user};
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal, edit_own};

#[test]
fn admins_hear_of_an_app_that_waits_and_its_owner_of_what_was_decided() {
    each_platform(APPROVE, |app, ada| {
        let root = user(app, "root");
        let grace = user(app, "grace");
        let issued = registers(app, ada, "Otter");
        assert_eq!(mails(app, &root, MailKind::AppWaiting), 1);
        assert_eq!(mails(app, &grace, MailKind::AppWaiting), 0);
        assert_eq!(mails(app, ada, MailKind::AppDecided), 0);
        apps::approve(app.platform(), &issued.app.uuid).expect("approved");
        assert_eq!(mails(app, ada, MailKind::AppDecided), 1);
    });
}

#[test]
fn what_was_decided_is_not_decided_again() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let which = registers(app, ada, "Otter").app.uuid;
        let undecided = [
            refusal(apps::enable(platform, &which)),
            refusal(apps::disable(platform, &which)),
        ];
        assert_eq!(
            undecided,
            [AppRefusal::Undecided(1), AppRefusal::Undecided(1)]
        );
        apps::approve(platform, &which).expect("approved");
        let nothing = AppRefusal::NothingToDecide(1);
        assert_eq!(refusal(apps::approve(platform, &which)), nothing);
        let declined = apps::decline(platform, &which, "No.");
        assert_eq!(refusal(declined), nothing);
        apps::disable(platform, &which).expect("disabled");
        assert_eq!(refusal(apps::approve(platform, &which)), nothing);
    });
}

#[test]
fn an_owner_is_told_why_in_a_sentence() {
    each_platform(APPROVE, |app, ada| {
        let which = registers(app, ada, "Otter").app.uuid;
        let long = "a".repeat(501);
        for why in ["", "  ", "two\nlines", "turned \u{202e} round", &long] {
            let declined = apps::decline(app.platform(), &which, why);
            assert_eq!(refusal(declined), AppRefusal::Sentence(500), "{why:?}");
        }
        let longest = "a".repeat(500);
        apps::decline(app.platform(), &which, &longest).expect("declined");
    });
}

#[test]
fn a_declined_app_that_its_owner_changes_waits_again() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let one = registers(app, ada, "Otter").app;
        apps::decline(platform, &one.uuid, "Say more.").expect("declined");
        let wishes = Wishes {
            description: Some("more".to_owned()),
            ..Wishes::default()
        };
        edit_own(platform, (ada.key, one.id), &wishes).expect("edited");
        let again = now(app, &one);
        assert_eq!(again.state, AppState::Waiting);
        assert_eq!(again.ownership.declined_why, None);
        let root = user(app, "root");
        assert_eq!(mails(app, &root, MailKind::AppWaiting), 2);
        apps::approve(platform, &one.uuid).expect("approved");
    });
}
