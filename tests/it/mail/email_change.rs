//! The mails about another address: a link to whoever has it, and in its place a word to its owner.

use super::{tries, unsent};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::mail_server::{MailServer, header, with_mail_servers};
use crate::web::account::signed_in;
use crate::web::own_email::wishes;
use crate::web::own_path;
use serde_json::Value;
use vestibule::flow::users;

const OLD: &str = "ada@example.org";
const NEW: &str = "ada@example.net";

fn told(mails: &[Value]) -> Vec<(String, String)> {
    let told = |mail| (header(mail, "to"), header(mail, "subject"));
    let mut all: Vec<_> = mails.iter().map(told).collect();
    all.sort();
    all
}

fn pair(to: &str, what: &str) -> (String, String) {
    (to.to_owned(), format!("Vestibule: {what}"))
}

#[test]
fn the_link_goes_to_the_new_address_and_once_confirmed_both_hear_of_it() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some(OLD));
            assert_eq!(wishes(&mut signed_in(&app, "ada"), NEW).status, 303);
            assert_eq!(tries(&app), 1);
            let mails = smtp.mails();
            assert_eq!(told(&mails), [pair(NEW, "confirm your address")]);
            let text = mails[0]["text"].as_str().expect("a text");
            assert!(
                !text.contains("ada,") && !text.contains("account ada"),
                "{text}"
            );
            let link = text.lines().find(|line| line.contains("link="));
            let path = own_path(&app, link.expect("a link"));
            assert!(path.starts_with("/account/confirm-email?link="), "{path}");
            let mut elsewhere = app.stranger();
            let page = elsewhere.get(&path);
            let button = "Confirm this address";
            let done = elsewhere.submits(&page, &page.form(button), button);
            assert_eq!(done.status, 303);
            assert_eq!(tries(&app), 2);
            let changed = "your e-mail address was changed";
            assert_eq!(
                told(&smtp.mails()[1..]),
                [pair(NEW, changed), pair(OLD, changed)]
            );
        });
    });
}

#[test]
fn who_has_the_address_already_hears_of_it_and_no_link_goes_out() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some(OLD));
            app.adds_user("eve", Some("eve@example.net"));
            app.adds_user("gus", Some("gus@example.net"));
            users::disable(app.platform(), "gus").expect("is disabled");
            let mut browser = signed_in(&app, "ada");
            for address in ["EVE@example.net", "gus@example.net"] {
                assert_eq!(wishes(&mut browser, address).status, 303);
            }
            tries(&app);
            let known = pair("eve@example.net", "your address is in use");
            assert_eq!(told(&smtp.mails()), [known]);
            assert_eq!(unsent(&app), []);
            let mail = smtp.mails().remove(0);
            let text = mail["text"].as_str().expect("a text").to_owned();
            assert!(text.contains("your account eve"), "{text}");
            assert!(!text.contains("ada") && !text.contains("link="), "{text}");
            // The file of the one who asked tells no more than their page.
            let file = users::export(app.platform(), "ada").expect("an export");
            let mails = file["mails"].as_array().expect("a list");
            assert!(
                mails
                    .iter()
                    .all(|mail| mail["kind"] == "verify" && mail["sent_at"].is_string())
            );
        });
    });
}
