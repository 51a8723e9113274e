//! What would hold mail up, and does not: two servers on one database, a server that is silent, a key that is lost.

use super::{tries, unsent};
use crate::kit::app::TestApp;
use crate::kit::db::{each_db, on_sqlite};
use crate::kit::mail_server::{MailServer, plain_settings, with_mail_servers};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};
use vestibule::flow::users::{self, Way};

const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";

#[track_caller]
fn queues(app: &TestApp, names: &[&str]) {
    for name in names {
        app.adds_user(name, Some(&format!("{name}@example.org")));
        users::reset_link(app.platform(), name, Way::Mailed).expect("a link");
    }
}

#[test]
fn of_two_servers_at_once_one_sends_each_mail() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let settings = format!("{KEY}{}", smtp.settings());
            let both = [(); 2].map(|()| TestApp::start(&db.url, &settings));
            let names = ["ada", "bob", "eve", "gus", "kim", "lea"];
            queues(&both[0], &names);
            let made: usize = std::thread::scope(|scope| {
                let rounds = both.each_ref().map(|app| scope.spawn(move || tries(app)));
                let made = rounds.map(|round| round.join().expect("a round"));
                made.iter().sum()
            });
            assert_eq!(made, names.len());
            let mails = smtp.mails();
            let mut sent: Vec<String> = mails.iter().map(|it| it["rcpt_tos"].to_string()).collect();
            sent.sort();
            let wanted = names.map(|name| format!("[\"{name}@example.org\"]"));
            assert_eq!(sent, wanted);
            assert_eq!(unsent(&both[1]), []);
        });
    });
}

#[test]
fn a_silent_server_has_ten_seconds_and_the_mails_wait_together() {
    on_sqlite(|db| {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = silent.local_addr().expect("an address").port();
        let app = TestApp::start(&db.url, &plain_settings(port));
        queues(&app, &["ada", "bob", "eve"]);
        let begun = Instant::now();
        assert_eq!(tries(&app), 3);
        let took = begun.elapsed();
        let fits = Duration::from_secs(9)..Duration::from_secs(19);
        assert!(fits.contains(&took), "{took:?}");
        for mail in unsent(&app) {
            assert_eq!(mail.next_at, Some(app.now().plus(Duration::from_secs(60))));
            assert!(mail.payload_sealed.is_some() && mail.last_error.is_some());
        }
    });
}

/// The first four connections to the server are silent, and hold all places there are.
#[test]
fn mails_behind_a_silence_go_out_once_it_is_over_for_the_others() {
    with_mail_servers(|| {
        on_sqlite(|db| {
            let smtp = MailServer::start(&[]);
            let front = TcpListener::bind("127.0.0.1:0").expect("a port");
            let port = front.local_addr().expect("an address").port();
            let behind = smtp.port;
            std::thread::spawn(move || {
                let mut silent = Vec::new();
                for near in front.incoming().flatten() {
                    if silent.len() < 4 {
                        silent.push(near);
                    } else if let Ok(far) = TcpStream::connect(("127.0.0.1", behind)) {
                        joined(near, far);
                    }
                }
            });
            let app = TestApp::start(&db.url, &plain_settings(port));
            let begun = Instant::now();
            queues(&app, &["ada", "bob", "eve", "gus", "kim", "lea"]);
            assert_eq!(tries(&app), 6);
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(19), "{took:?}");
            assert_eq!(smtp.mails().len(), 2);
            assert_eq!(unsent(&app).len(), 4);
            app.advance(Duration::from_secs(60));
            assert_eq!(tries(&app), 4);
            assert_eq!((smtp.mails().len(), unsent(&app).len()), (6, 0));
        });
    });
}

fn joined(near: TcpStream, far: TcpStream) {
    let pairs = [
        (near.try_clone(), far.try_clone()),
        (far.try_clone(), near.try_clone()),
    ];
    for (from, to) in pairs {
        let (Ok(mut from), Ok(mut to)) = (from, to) else {
            return;
        };
        std::thread::spawn(move || {
            let _cut = std::io::copy(&mut from, &mut to);
            let _gone = to.shutdown(Shutdown::Both);
        });
    }
}

#[test]
fn a_mail_that_no_accepted_key_opens_is_given_up_and_the_others_go_out() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &format!("{KEY}{}", smtp.settings()));
            queues(&app, &["ada"]);
            db.raw()
                .run("UPDATE outbox SET jti = 'another' WHERE kind = 'reset'");
            queues(&app, &["bob"]);
            assert_eq!(tries(&app), 1);
            let [mail] = unsent(&app).try_into().expect("one mail");
            assert_eq!((mail.next_at, mail.dead_at), (None, Some(app.now())));
            assert_eq!(mail.payload_sealed, None);
            let why = mail.last_error.expect("a reason");
            assert!(why.contains("server key"), "{why}");
            assert_eq!(smtp.mails().len(), 1);
            let file = users::export(app.platform(), "ada").expect("an export");
            assert_eq!(file["mails"][0]["kind"], "reset");
            assert!(file["mails"][0]["given_up_at"].is_string(), "{file}");
            assert_eq!(file["one_time_links"][0]["mailed"], true);
        });
    });
}
