//! What nobody learns from a forgotten password, and what its links never do.

use super::forgot::{asks, invites};
use super::tries;
use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use crate::kit::form::text_of;
use crate::kit::http::Response;
use crate::kit::mail_server::{MailServer, with_mail_servers};
use crate::kit::statements::Statements;
use crate::web::own_email::MAIL;
use crate::web::own_path;
use std::collections::BTreeMap;
use std::time::Duration;
use vestibule::flow::users;

/// How many rows each table has.
fn rows(db: &TestDb) -> BTreeMap<String, i64> {
    let tables = if db.is_sqlite() {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' ORDER BY name"
    } else {
        "SELECT table_name AS line FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
    };
    let mut raw = db.raw();
    let tables = raw.lines(tables);
    let count = |table: String| (table.clone(), raw.count(&table));
    tables.into_iter().map(count).collect()
}

#[test]
fn every_name_writes_the_same_rows_by_the_same_statements() {
    each_db(|db| {
        let statements = Statements::watch(db);
        let app = TestApp::start(&db.url, MAIL);
        app.adds_user("ada", Some("ada@example.org"));
        app.adds_user("bob", None);
        app.adds_user("gus", Some("gus@example.org"));
        users::disable(app.platform(), "gus").expect("is disabled");
        invites(&app, "eve", "eve@example.org");
        asks(&app, "the first pays for what is prepared once");
        let wrote = |name: &str| {
            let before = rows(db);
            statements.forget();
            asks(&app, name);
            let seen = statements.seen().into_iter().map(|it| it.text);
            let seen: Vec<String> = seen.filter(|text| !text.starts_with("SELECT")).collect();
            let more = rows(db).into_iter().map(|(table, now)| {
                let more = now - before[&table];
                (table, more)
            });
            let more: Vec<_> = more.filter(|(_, more)| *more != 0).collect();
            (more, seen)
        };
        let first = wrote("nobody");
        let one = |table: &str| (table.to_owned(), 1);
        assert_eq!(first.0, [one("outbox"), one("spent_forms")]);
        assert!(!first.1.is_empty());
        for name in [
            "ada",
            "ADA@example.org",
            "bob",
            "gus",
            "eve",
            "eve@example.org",
        ] {
            assert_eq!(wrote(name), first, "{name}");
        }
    });
}

/// The links that were mailed, oldest first.
fn links(app: &TestApp, smtp: &MailServer) -> Vec<String> {
    let mails = smtp.mails().into_iter();
    let links = mails.filter_map(|mail| {
        let text = mail["text"].as_str().expect("a text").to_owned();
        let link = text.lines().find(|line| line.contains("link="))?.to_owned();
        Some(own_path(app, &link))
    });
    links.collect()
}

#[test]
fn a_mailed_link_that_was_replaced_used_or_is_old_gets_one_and_the_same_page() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            for _ in 0..2 {
                asks(&app, "ada");
                tries(&app);
            }
            let used = links(&app, &smtp).pop().expect("a link");
            let mut browser = app.stranger();
            let page = browser.get(&used);
            let mut form = page.form("Save password");
            form.set("password", "lantern under the birch");
            assert_eq!(browser.submits(&page, &form, "Save password").status, 303);
            asks(&app, "ada");
            tries(&app);
            app.advance(Duration::from_secs(3600));
            let links = links(&app, &smtp);
            assert_eq!(links.len(), 3, "replaced, used, old");
            let shape = |answer: &Response| (answer.status, text_of(&answer.text()));
            let pages: Vec<_> = links
                .iter()
                .map(|link| shape(&app.stranger().get(link)))
                .collect();
            assert_eq!(pages[0].0, 404);
            for page in &pages {
                assert_eq!(page, &pages[0]);
            }
        });
    });
}

#[test]
fn a_host_that_the_browser_names_is_in_no_link() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            let mut browser = app.stranger();
            let form = browser.get("/account/forgot").form("Send link");
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(form.pressed("Send link"));
            body.append_pair("name", "ada");
            let body = body.finish().replace("name=&", "");
            let cookies = browser.cookie_header().expect("a cookie");
            let request = format!(
                "POST /account/forgot HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\
                 Forwarded: host=evil.example\r\nCookie: {cookies}\r\nContent-Length: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let answer = browser.raw(request.as_bytes()).expect("an answer");
            assert_eq!(answer.status, 303, "{}", answer.text());
            tries(&app);
            let [mail] = smtp.mails().try_into().expect("one mail");
            let raw = mail["raw"].as_str().expect("raw");
            assert!(!raw.contains("evil"), "{raw}");
            assert_eq!(links(&app, &smtp).len(), 1, "it leads to {}", app.origin());
        });
    });
}
