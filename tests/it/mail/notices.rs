//! What people hear of by mail: what happened to their accounts, and where they were used.

use super::tries;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::mail_server::{MailServer, header, with_mail_servers};
use vestibule::flow::users::{self, Edit};

#[test]
fn people_hear_of_new_browsers_but_the_first_and_of_what_an_operator_changes() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            let (_, desktop) = app.adds_desktop_app();
            let heard = || {
                tries(&app);
                let mails = smtp.mails();
                let told = |mail| (header(mail, "to"), header(mail, "subject"));
                mails.iter().map(told).collect::<Vec<_>>()
            };
            let mut first = app.stranger();
            first.signs_in(&desktop, "ada", PASSWORD);
            assert_eq!(heard(), []);
            app.stranger().signs_in(&desktop, "ada", PASSWORD);
            let moved = Edit {
                email: Some("ada@example.net".to_owned()),
                ..Edit::default()
            };
            users::edit(app.platform(), "ada", &moved).expect("is changed");
            users::set_password(app.platform(), "ada", "lantern under the birch").expect("is set");
            let (old, new) = ("ada@example.org", "ada@example.net");
            let told = |all: &[(&str, &str)]| {
                let all = all.iter();
                let mut all: Vec<(String, String)> = all
                    .map(|(to, what)| ((*to).to_owned(), format!("Vestibule: {what}")))
                    .collect();
                all.sort();
                all
            };
            let mut all = vec![
                (old, "a new sign-in"),
                (old, "your e-mail address was changed"),
                (new, "your e-mail address was changed"),
                (new, "your password was changed"),
            ];
            let mut sent = heard();
            sent.sort();
            assert_eq!(sent, told(&all));
            users::remove(app.platform(), "ada").expect("is removed");
            all.push((new, "your account was removed"));
            let mut sent = heard();
            sent.sort();
            assert_eq!(sent, told(&all));
        });
    });
}

#[test]
fn people_who_do_not_want_to_hear_of_new_browsers_still_hear_of_changes() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            let (_, desktop) = app.adds_desktop_app();
            let wants = |notices: bool| {
                let edit = Edit {
                    notices: Some(notices),
                    ..Edit::default()
                };
                users::edit(app.platform(), "ada", &edit).expect("is changed");
            };
            let subjects = || {
                tries(&app);
                let mails = smtp.mails();
                let subjects = mails.iter().map(|mail| header(mail, "subject"));
                subjects.collect::<Vec<_>>()
            };
            app.stranger().signs_in(&desktop, "ada", PASSWORD);
            wants(false);
            app.stranger().signs_in(&desktop, "ada", PASSWORD);
            assert_eq!(subjects(), Vec::<String>::new());
            wants(true);
            app.stranger().signs_in(&desktop, "ada", PASSWORD);
            let heard = "Vestibule: a new sign-in";
            assert_eq!(subjects(), [heard]);
            wants(false);
            users::set_password(app.platform(), "ada", "lantern under the birch").expect("is set");
            assert_eq!(subjects(), [heard, "Vestibule: your password was changed"]);
        });
    });
}
