//! What a page costs, however long the lists are: a few looks at the database, and a few bytes.

use super::admin;
use super::apps::adds;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::statements::Statements;
use crate::web::account::signed_in;
use serde_json::json;
use vestibule::domain::oauth::client::Kind;
use vestibule::flow::broker::roles;
use vestibule::flow::users::{self, NewUser, Role, Way, access};
use vestibule::flow::{apps, census};

const MOST_READS: usize = 6;
const MOST_BYTES: usize = 100 * 1024;

/// More of everything than a page shows.
const MANY: usize = 30;

/// Every admin page, about Bob, the first app, its newest role and a socket client.
#[track_caller]
fn fills(app: &TestApp) -> Vec<String> {
    let platform = app.platform();
    app.adds_user("bob", Some("bob@example.org"));
    let first = adds(app, "Trees", Kind::Web, Some("Historians"));
    let mut role = String::new();
    for number in 0..MANY {
        let name = format!("person {number:02}");
        let new = NewUser {
            name: &name,
            email: Some(&format!("person{number:02}@example.org")),
            email_verified: false,
            display_name: None,
            locale: None,
            role: Role::Person,
        };
        users::invite(platform, new, Way::Printed).expect("is invited");
        adds(app, &format!("App {number:02}"), Kind::Desktop, None);
        let sent = json!({"name": format!("role {number:02}")});
        let added = roles::add(platform, &first, sent.as_object().expect("an object"));
        role = added.unwrap_or_else(|refused| panic!("{refused:?}")).uuid;
        app.adds_socket_client(
            &format!("bot {number:02}"),
            Some("https://bot.example.org/hook"),
        );
    }
    for _ in 0..12 {
        let (_, path) = app.adds_desktop_app();
        app.gets_token(&path, "bob");
    }
    signed_in(app, "bob");
    let id = users::find(platform, "bob").expect("bob").public_id;
    let open = access::sessions(platform, Some("bob")).expect("sessions");
    let session = open[0].0.key.encode();
    let number = first.id.0;
    let allowed = access::consents(platform, "bob").expect("consents")[0]
        .1
        .id
        .0;
    let live = apps::live_secrets(platform, first.id).expect("secrets");
    let secret = live[0].key.encode();
    census::count(platform).expect("is counted");
    let mut all = vec!["/admin".to_owned(), "/admin/audit".to_owned()];
    all.push(format!("/admin/audit?person={id}&app={number}"));
    for page in ["mail", "health", "settings", "export"] {
        all.push(format!("/admin/{page}"));
    }
    for (begin, rests) in [
        (
            "/admin/people".to_owned(),
            vec![
                "",
                "?find=p",
                "?find=person%40",
                "?show=newest",
                "?show=admins_without_second_step",
                "/new",
            ],
        ),
        (
            format!("/admin/people/{id}"),
            vec![
                "",
                "/edit",
                "/disable",
                "/reset-link",
                "/end-sessions",
                "/reset-second-step",
                "/remove",
            ],
        ),
        (format!("/admin/people/{id}/sessions/{session}"), vec![""]),
        (format!("/admin/people/{id}/apps/{allowed}"), vec![""]),
        (
            "/admin/apps".to_owned(),
            vec!["", "?find=a", "?state=active&kind=desktop", "/new"],
        ),
        (
            format!("/admin/apps/{number}"),
            vec![
                "",
                "/edit",
                "/disable",
                "/callback-key",
                "/explain",
                "/remove",
                "/secrets",
                "/secrets/new",
                "/roles",
                "/roles?find=r",
                "/roles/new",
            ],
        ),
        (format!("/admin/apps/{number}/secrets/{secret}"), vec![""]),
        (
            format!("/admin/apps/{number}/roles/{role}"),
            vec!["", "/edit", "/remove"],
        ),
        (
            "/admin/socket-clients".to_owned(),
            vec!["", "?find=b", "/new"],
        ),
        (
            "/admin/socket-clients/bot%2007".to_owned(),
            vec![
                "",
                "/edit",
                "/rotate",
                "/webhook-key",
                "/end-tokens",
                "/remove",
            ],
        ),
    ] {
        all.extend(rests.iter().map(|rest| format!("{begin}{rest}")));
    }
    all
}

#[test]
fn no_page_takes_more_than_a_few_looks_or_a_hundred_kilobytes() {
    each_db(|db| {
        let statements = Statements::watch(db);
        let app = TestApp::start(&db.url, "");
        let paths = fills(&app);
        let mut ada = admin(&app, "ada");
        let mut heavy = Vec::new();
        for path in paths {
            statements.forget();
            let page = ada.get(&path);
            is_page(&page, 200, ORDINARY);
            let (reads, bytes) = (statements.reads(), page.text().len());
            if reads > MOST_READS || bytes > MOST_BYTES {
                heavy.push(format!("{path}: {reads} looks, {bytes} bytes"));
            }
        }
        assert!(heavy.is_empty(), "{heavy:#?}");
    });
}
