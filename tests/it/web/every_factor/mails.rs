//! Every mail that an account gets in its life, as it arrives: none holds what opens anything, or what others typed.

use super::*;
use crate::kit::db::{TestDb, each_db};
use crate::kit::mail_server::{MailServer, header, with_mail_servers};
use crate::mail::tries as sends_mails;
use crate::web::asks;
use crate::web::own_email::{confirms, waiting, wishes};
use crate::web::second_step_codes::other_than;
use crate::web::security::first_factor;
use std::collections::BTreeSet;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;
use vestibule::flow::users::{self, Edit, NewUser, Role, Way};

const NEW_PASSWORD: &str = "heron-mill-lantern-7";
const APP: &str = "Zebra Finch Studio";
const OWN_APP: &str = "Heron Atlas";
const DEVELOPERS: &str = "developers.mode = \"approve\"\n";
const EVE: &str = "evelyn";

/// In an app for which Ada signs in, which names itself.
#[track_caller]
fn signs_in_for_an_app(app: &TestApp, ada: &Ada) -> HttpClient {
    let issued = app.adds_app(Wishes {
        name: Some(APP.to_owned()),
        kind: Some(Kind::Desktop),
        ..Wishes::default()
    });
    let path = asks(&issued, &[("display", "desktop")]);
    let mut browser = app.stranger();
    let page = tries(&mut browser, &path, "ada", PASSWORD);
    let form = page.form(CONTINUE);
    app.advance(STEP);
    let answer = types(&mut browser, &(page, form), &code(app, &ada.phone));
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

/// Eve tries to take Ada's address, and then takes a free one.
#[track_caller]
fn eve_moves(app: &TestApp) -> HttpClient {
    app.adds_user(EVE, Some("eve@example.org"));
    let mut browser = app.stranger();
    assert_eq!(tries(&mut browser, SIGN_IN, EVE, PASSWORD).status, 303);
    for address in ["ada@example.org", "eve@example.net"] {
        sends_mails(app);
        assert_eq!(wishes(&mut browser, address).status, 303);
    }
    let mut links = waiting(app)
        .into_iter()
        .filter_map(|(_, payload)| payload.link);
    let link = links.next().expect("a link");
    sends_mails(app);
    let path = link.strip_prefix(HERE).expect("it stays here");
    assert_eq!(confirms(&mut browser, path).status, 303);
    browser
}

#[track_caller]
fn closes_codes(app: &TestApp, ada: &Ada) {
    for _ in 0..4 {
        app.advance(Duration::from_secs(601));
        let wrong = other_than(&code(app, &ada.phone));
        for _ in 0..5 {
            assert_eq!(types_code(app, &wrong).status, 200);
        }
    }
}

#[track_caller]
fn removes_one(browser: &mut HttpClient) {
    let key = first_factor(browser);
    let page = browser.get(&format!("/account/security/remove?key={key}"));
    let form = page.form("Remove");
    let answer = submits_with(browser, &form, "Remove", &[("Origin", HERE)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Ada registers an app of her own, and an admin decides about it.
#[track_caller]
fn registers_an_app(app: &TestApp) {
    let platform = app.platform();
    app.adds_user("root", Some("root@example.org"));
    let edit = Edit {
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(platform, "root", &edit).expect("an admin");
    let ada = users::find(platform, "ada").expect("is there");
    let wishes = Wishes {
        name: Some(OWN_APP.to_owned()),
        kind: Some(Kind::Desktop),
        ..Wishes::default()
    };
    let made = apps::register(platform, ada.key, &wishes).expect("registered");
    apps::approve(platform, &made.app.uuid).expect("approved");
}

/// And leads somebody new in.
fn operator_writes(app: &TestApp) {
    let platform = app.platform();
    let ben = NewUser {
        name: "ben",
        email: Some("ben@example.org"),
        email_verified: false,
        display_name: None,
        locale: Some("et"),
        role: Role::Person,
    };
    users::invite(platform, ben, Way::Mailed).expect("invited");
    users::reset_link(platform, "ada", Way::Mailed).expect("a link");
    users::set_password(platform, "ada", NEW_PASSWORD).expect("is set");
    users::reset_factors(platform, "ada").expect("a reset");
}

/// What no mail may hold.
fn secrets(ada: &Ada, browsers: &[&HttpClient]) -> Vec<String> {
    let mut all = vec![
        PASSWORD.to_owned(),
        NEW_PASSWORD.to_owned(),
        APP.to_owned(),
        OWN_APP.to_owned(),
        "127.0.0.1".to_owned(),
        ada.phone.base32().to_string(),
        ada.phone.groups().to_string(),
        ada.sign_in_code.clone(),
        ada.sign_in_code.replace(' ', ""),
    ];
    for code in &ada.recovery_codes {
        all.extend([code.clone(), code.replace('-', "")]);
    }
    let cookies = browsers.iter().flat_map(|browser| &browser.jar);
    all.extend(cookies.map(|cookie| cookie.value.clone()));
    all
}

#[test]
fn no_mail_of_a_whole_life_holds_what_opens_anything_or_what_others_typed() {
    with_mail_servers(|| each_db(whole_life));
}

fn whole_life(db: &TestDb) {
    let smtp = MailServer::start(&[]);
    let server = format!("smtp+plain://127.0.0.1:{}", smtp.port);
    let mail = format!("mail.server = \"{server}\"\nmail.from = \"a@b.example\"\n");
    let app = &TestApp::start(&db.url, &format!("{mail}{DEVELOPERS}{SETTINGS}"));
    let ada = Ada::sets_up(app);
    let eve = eve_moves(app);
    let elsewhere = signs_in_for_an_app(app, &ada);
    closes_codes(app, &ada);
    let (mut by_paper, answer) = types_recovery_code(app, &ada.recovery_codes[0]);
    assert_eq!(answer.status, 303);
    removes_one(&mut by_paper);
    registers_an_app(app);
    operator_writes(app);
    sends_mails(app);
    // What waits for her goes with her, but for the last.
    users::remove(app.platform(), "ada").expect("removed");
    sends_mails(app);

    let mails = smtp.mails();
    let subjects: BTreeSet<_> = mails.iter().map(|mail| header(mail, "subject")).collect();
    let others = [MailKind::Test, MailKind::Forgot];
    assert_eq!(
        subjects.len(),
        MailKind::ALL.len() - others.len(),
        "{subjects:?}"
    );
    let browsers = [&ada.at_home, &ada.remembered, &eve, &elsewhere, &by_paper];
    let secrets = secrets(&ada, &browsers);
    for mail in &mails {
        let subject = header(mail, "subject");
        let parts = [&mail["text"], &mail["html"]].map(|part| part.as_str().expect("text"));
        let whole = [&subject, parts[0], parts[1]].join("\n");
        for secret in &secrets {
            assert!(!whole.contains(secret.as_str()), "{secret}:\n{whole}");
        }
        let is_eves = header(mail, "to").starts_with("eve@");
        assert!(is_eves || !whole.contains(EVE), "{whole}");
        for (at, _) in whole.match_indices("http") {
            assert!(whole[at..].starts_with(HERE), "{whole}");
        }
    }
}
