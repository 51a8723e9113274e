//! Mail that waits or was given up: the list, and what is done about one, in every way that its form can come back.

use super::acts::MAIL;
use super::good_once::{Act, is_good_once};
use super::people::goes_both_ways_by;
use super::{adds_admin, admin};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::mail::tries;
use crate::web::account::signed_in;
use crate::web::each_app;
use std::time::Duration;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::flow::mail::admin::{self as mails, MailRefusal};
use vestibule::flow::users::{self, NewUser, Role, Way};

fn unsent(app: &TestApp) -> Vec<QueuedMail> {
    let unsent = mails::unsent(app.platform()).expect("the store answers");
    unsent.into_iter().map(|(mail, _)| mail).collect()
}

/// A mail that waits, of a person who is made for it.
#[track_caller]
fn waits(app: &TestApp, name: &str) -> QueuedMail {
    app.adds_user(name, Some(&format!("{name}@example.org")));
    let before = unsent(app);
    users::reset_link(app.platform(), name, Way::Mailed).expect("a link");
    let mut after = unsent(app);
    after.retain(|mail| !before.iter().any(|known| known.key == mail.key));
    after.remove(0)
}

/// One that was given up: nobody takes it, and its time is over.
#[track_caller]
fn given_up(app: &TestApp, name: &str) -> QueuedMail {
    let mail = waits(app, name);
    app.advance(Duration::from_secs(2 * 86_400));
    tries(app);
    let mut found = unsent(app);
    found.retain(|one| one.key == mail.key);
    let mail = found.remove(0);
    assert!(mail.dead_at.is_some(), "{mail:?}");
    mail
}

/// Makes a mail of a person of this name.
type Prepares = fn(&TestApp, &str) -> QueuedMail;

#[test]
fn each_form_is_good_once_for_who_it_was_made_and_what_was_seen() {
    each_app(MAIL, |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        let standing = || format!("{:?}", unsent(app));
        // Another try is made, which comes to nothing.
        let tried = || {
            tries(app);
            "Mail"
        };
        let acts: [(_, _, Prepares, _); 3] = [
            ("retry", "Try again", waits, "retried"),
            ("drop", "Drop", waits, "dropped"),
            ("drop", "Drop", given_up, "dropped"),
        ];
        for (number, (act, button, prepares, done)) in acts.into_iter().enumerate() {
            let mail = prepares(app, &format!("person{number}"));
            let event = format!("mail_{done}");
            let waits = mail.next_at.is_some();
            is_good_once(
                app,
                &Act {
                    path: format!("/admin/mail/{}/{act}", mail.key.encode()),
                    button,
                    typed: &[],
                    events: &[event.as_str()],
                    leads: Some(format!("/admin/mail?done={done}")),
                    standing: &standing,
                    moves: waits.then_some(&tried),
                },
            );
        }
    });
}

#[test]
fn what_was_given_up_is_not_tried_again_and_what_is_not_there_is_not_found() {
    each_app(MAIL, |app| {
        adds_admin(app, "ada");
        let mail = given_up(app, "of-old");
        let mut ada = signed_in(app, "ada");
        let key = mail.key.encode();
        assert_eq!(ada.get(&format!("/admin/mail/{key}/drop")).status, 200);
        for nothing in [
            &format!("/admin/mail/{key}/retry"),
            "/admin/mail/00000000001/drop",
            "/admin/mail/x/drop",
            "/admin/mail/x",
        ] {
            assert_eq!(ada.get(nothing).status, 404, "{nothing}");
        }
    });
}

#[test]
fn a_retry_is_due_now_and_what_is_dropped_is_gone() {
    each_app(MAIL, |app| {
        let (first, second) = (waits(app, "bob"), waits(app, "eve"));
        tries(app);
        let id = first.key.encode();
        mails::retry(app.platform(), &id).expect("is retried");
        let now = app.platform().clock.now();
        let found = unsent(app);
        let due = found.iter().find(|mail| mail.key == first.key);
        assert_eq!(due.and_then(|mail| mail.next_at), Some(now));
        mails::drop(app.platform(), &second.key.encode()).expect("is dropped");
        assert_eq!(unsent(app).len(), 1);
        let again = mails::drop(app.platform(), &second.key.encode());
        assert!(matches!(again, Err(MailRefusal::Unknown(_))), "{again:?}");
        let dead = given_up(app, "kai");
        let over = mails::retry(app.platform(), &dead.key.encode());
        assert!(matches!(over, Err(MailRefusal::Over(_))), "{over:?}");
    });
}

#[test]
fn mails_are_listed_newest_first_with_their_person_and_the_last_answer() {
    each_app(MAIL, |app| {
        let mut ada = admin(app, "ada");
        let nothing = ada.get("/admin/mail").text();
        assert!(text_of(&nothing).contains("No mail waits, and none was given up."));
        for number in 0..60 {
            let new = NewUser {
                name: &format!("bob {number}"),
                email: Some(&format!("bob{number}@example.org")),
                email_verified: false,
                display_name: None,
                locale: None,
                role: Role::Person,
            };
            users::invite(app.platform(), new, Way::Mailed).expect("is invited");
        }
        let keys = |html: &str| -> Vec<String> {
            let links = html.split("/admin/mail/").skip(1);
            let keys = links.filter_map(|rest| rest.split_once("/drop\""));
            keys.map(|(key, _)| key.to_owned()).collect()
        };
        let listed = goes_both_ways_by(&mut ada, "/admin/mail", keys);
        let mut all: Vec<String> = unsent(app).iter().map(|mail| mail.key.encode()).collect();
        all.reverse();
        assert_eq!(all.len(), 60);
        assert_eq!(listed, all);
        let page = ada.get("/admin/mail");
        is_page(&page, 200, ORDINARY);
        let text = text_of(&page.text());
        for said in ["bob 59", "invite", "Waiting", "Total: 60"] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
        assert!(!text.contains("@example.org"), "{text}");
    });
}
