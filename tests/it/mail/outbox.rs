//! What becomes of a mail in the outbox: sent, tried again, given up, and what is left of it then.

use super::{tries, unsent};
use crate::kit::app::TestApp;
use crate::kit::db::{each_db, each_db_at_once};
use crate::kit::mail_server::{MailServer, header, plain_settings, with_mail_servers};
use crate::kit::server::{Home, free_port};
use crate::kit::waits_for;
use crate::web::each_app;
use std::time::Duration;
use vestibule::flow::mail::admin::{self, MailRefusal};
use vestibule::flow::users::{self, Way};

const MINUTE: Duration = Duration::from_secs(60);

#[track_caller]
fn queues_reset(app: &TestApp) {
    users::reset_link(app.platform(), "ada", Way::Mailed).expect("a link");
}

#[test]
fn a_mail_that_is_put_off_is_tried_again_a_minute_later_under_the_same_id() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[("ANSWERS", r#"["451 later, ada@example.org"]"#)]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            queues_reset(&app);
            assert_eq!(tries(&app), 1);
            let waiting = unsent(&app);
            let why = waiting[0].last_error.as_deref().expect("an error");
            assert!(why.contains("451") && !why.contains('@'), "{why}");
            assert!(waiting[0].payload_sealed.is_some());
            app.advance(MINUTE - Duration::from_secs(1));
            assert_eq!(tries(&app), 0);
            app.advance(Duration::from_secs(2));
            assert_eq!(tries(&app), 1);
            assert_eq!(unsent(&app), []);
            let mails = smtp.mails();
            assert_eq!(mails.len(), 2);
            assert_eq!(
                mails[0]["raw"], mails[1]["raw"],
                "each try is the same mail"
            );
            let id = header(&mails[0], "message-id");
            assert!(id.starts_with('<') && id.ends_with("@127.0.0.1>"), "{id}");
        });
    });
}

#[test]
fn a_recipient_that_is_refused_for_good_is_given_up_at_once_and_nothing_is_left_to_read() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[("RCPT", "550 no such user")]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            queues_reset(&app);
            assert_eq!(tries(&app), 1);
            let [mail] = unsent(&app).try_into().expect("one mail");
            assert_eq!((mail.next_at, mail.dead_at), (None, Some(app.now())));
            assert_eq!(mail.payload_sealed, None);
            let id = mail.key.encode();
            let refused = admin::retry(app.platform(), &id);
            assert_eq!(refused, Err(MailRefusal::Over(id)));
            app.advance(24 * 60 * MINUTE);
            assert_eq!(tries(&app), 0);
        });
    });
}

#[test]
fn a_link_is_not_sent_once_it_has_expired_and_a_retry_brings_the_next_try_forward() {
    let nobody = plain_settings(free_port());
    each_app(&nobody, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        queues_reset(app);
        assert_eq!(tries(app), 1);
        let [mail] = unsent(app).try_into().expect("one mail");
        assert_eq!(mail.next_at, Some(app.now().plus(MINUTE)));
        admin::retry(app.platform(), &mail.key.encode()).expect("it waits");
        assert_eq!(tries(app), 1, "at once");
        for gap in [5, 30] {
            let [mail] = unsent(app).try_into().expect("one mail");
            assert_eq!(mail.next_at, Some(app.now().plus(gap * MINUTE)));
            app.advance(gap * MINUTE);
            assert_eq!(tries(app), 1);
        }
        // The next one would be two hours later: the link works for one.
        let [mail] = unsent(app).try_into().expect("one mail");
        assert_eq!((mail.next_at, mail.payload_sealed), (None, None));
        assert!(mail.dead_at.is_some());
    });
}

#[test]
fn a_server_that_dies_between_sending_and_writing_it_down_sends_one_more_copy_of_the_same_mail() {
    with_mail_servers(|| {
        each_db_at_once(|db| {
            let smtp = MailServer::start(&[("PAUSE", "3")]);
            let settings = format!("database_url = {:?}\n{}", db.url, smtp.settings());
            let home = Home::new(&settings);
            home.adds_user("ada", "otter-lamp-river-42");
            let edited = home.runs(&["user", "edit", "ada", "--email", "ada@example.org"], "");
            assert_eq!(edited.code, 0, "{edited:?}");
            let server = home.serves();
            waits_for("the mail arrives", || smtp.mails().len() == 1);
            server.killed();
            let listed = home.runs_json(&["mail", "list", "--json"], "");
            assert_eq!(listed[0]["state"], "waiting");
            assert_eq!(listed[0]["attempts"], 1);
            // Else it waits until no server can be at it any more.
            let id = listed[0]["id"].as_str().expect("an id");
            assert_eq!(home.runs(&["mail", "retry", id], "").code, 0);
            let server = home.serves();
            waits_for("it is written down", || {
                home.runs_json(&["mail", "list", "--json"], "") == serde_json::json!([])
            });
            let mails = smtp.mails();
            assert_eq!(mails.len(), 2);
            assert_eq!(mails[0]["raw"], mails[1]["raw"]);
            let log = server.log();
            assert!(log.contains("the mail server took a mail"), "{log}");
            assert!(!log.contains("ada@example.org"), "{log}");
        });
    });
}
