//! Another e-mail address: a wish until its link is confirmed, whoever has it already.

use super::account::signed_in;
use super::{each_app, link, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::domain::account::user::User;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::payload::Payload;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::flow::mail::admin;
use vestibule::flow::users::{self, Edit, Way};

/// Nothing is sent; what waits can be read with the server key.
pub const MAIL: &str = "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";
const PATH: &str = "/account/email";
const BUTTON: &str = "Send link";
const CONFIRM: &str = "Confirm this address";
pub const OLD: &str = "ada@example.org";
pub const NEW: &str = "ada@example.net";

#[track_caller]
pub fn wishes(browser: &mut HttpClient, address: &str) -> Response {
    let page = browser.get(PATH);
    let mut form = page.form(BUTTON);
    form.set("email", address);
    browser.submits(&page, &form, BUTTON)
}

/// What waits to be sent, with what it says.
pub fn waiting(app: &TestApp) -> Vec<(QueuedMail, Payload)> {
    let unsent = admin::unsent(app.platform()).expect("the store answers");
    let opened = |mail: QueuedMail| {
        let sealed = mail.payload_sealed.as_deref()?;
        let payload = Payload::open(&app.platform().key, &mail.jti, sealed)?;
        Some((mail, payload))
    };
    unsent
        .into_iter()
        .filter_map(|(mail, _)| opened(mail))
        .collect()
}

/// The path in the newest mail of this kind.
#[track_caller]
fn newest_link(app: &TestApp) -> String {
    let mails = waiting(app).into_iter();
    let mut links = mails.filter(|(mail, _)| mail.kind == MailKind::Verify);
    let (_, payload) = links.next_back().expect("a mail");
    own_path(app, &payload.link.expect("a link"))
}

/// A wish of this user, and the path of its link.
#[track_caller]
pub fn wished_link(app: &TestApp, user: &User, address: &str) -> String {
    is_wished(app, &wishes(&mut signed_in(app, &user.name), address));
    newest_link(app)
}

#[track_caller]
fn is_wished(app: &TestApp, answer: &Response) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(
        own_path(app, answer.location()),
        "/account/profile?done=sent"
    );
}

#[track_caller]
pub fn confirms(browser: &mut HttpClient, link: &str) -> Response {
    let page = browser.get(link);
    assert_eq!(page.status, 200, "{}", page.text());
    browser.submits(&page, &page.form(CONFIRM), CONFIRM)
}

#[track_caller]
fn find(app: &TestApp, name: &str) -> User {
    users::find(app.platform(), name).expect("is there")
}

fn kinds(app: &TestApp) -> Vec<(MailKind, String)> {
    let mails = waiting(app).into_iter();
    let mut kinds: Vec<_> = mails.map(|(mail, it)| (mail.kind, it.to)).collect();
    kinds.sort_by_key(|(kind, to)| (kind.word(), to.clone()));
    kinds
}

#[track_caller]
pub fn is_over(answer: &Response) -> String {
    assert_eq!(answer.status, 404, "{}", answer.text());
    assert!(answer.text().contains("This link no longer works."));
    assert_eq!(link(answer, "Sign in"), "/account/sign-in");
    text_of(&answer.text())
}

#[test]
fn an_address_stays_a_wish_until_its_link_is_confirmed_in_any_browser() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let mut browser = signed_in(app, "ada");
        let answer = wishes(&mut browser, NEW);
        is_wished(app, &answer);
        let profile = text_of(&browser.get("/account/profile?done=sent").text());
        assert!(profile.contains("A mail is on its way."), "{profile}");
        assert!(
            profile.contains(&format!("{NEW} is used once you open")),
            "{profile}"
        );
        let before = find(app, "ada");
        assert_eq!(before.email.as_deref(), Some(OLD));
        let enters = |login: &str| {
            let path = "/account/sign-in";
            tries(&mut app.stranger(), path, login, PASSWORD).status
        };
        assert_eq!((enters(OLD), enters(NEW)), (303, 200));
        let link = newest_link(app);
        for _ in 0..20 {
            let opened = app.stranger().get(&link);
            is_page(&opened, 200, ORDINARY);
            assert_eq!(app.stranger().send("HEAD", &link, &[], b"").status, 200);
        }
        assert_eq!(find(app, "ada"), before);
        app.advance(Duration::from_secs(3600));
        let mut elsewhere = app.stranger();
        let opened = text_of(&elsewhere.get(&link).text());
        assert!(
            opened.contains(NEW) && opened.contains("for the account ada"),
            "{opened}"
        );
        let done = confirms(&mut elsewhere, &link);
        assert_eq!(
            (done.status, own_path(app, done.location()).as_str()),
            (303, "/account/email-confirmed")
        );
        assert!(
            elsewhere
                .get("/account/email-confirmed")
                .text()
                .contains("is confirmed")
        );
        assert!(elsewhere.cookie("vestibule_session").is_none());
        let user = find(app, "ada");
        assert_eq!(
            (user.email.as_deref(), user.email_verified_at),
            (Some(NEW), Some(app.now()))
        );
        assert_eq!((enters(OLD), enters(NEW)), (200, 303));
        let changed = |to: &str| (MailKind::EmailChanged, to.to_owned());
        let told = kinds(app);
        assert!(
            told.contains(&changed(OLD)) && told.contains(&changed(NEW)),
            "{told:?}"
        );
        let profile = text_of(&browser.get("/account/profile").text());
        assert!(
            profile.contains("Confirmed.") && !profile.contains("is used once"),
            "{profile}"
        );
    });
}

#[test]
fn a_button_pressed_twice_sends_one_link_and_confirms_once() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let mut browser = signed_in(app, "ada");
        let mut form = browser.get(PATH).form(BUTTON);
        form.set("email", NEW);
        for _ in 0..2 {
            is_wished(app, &submits_with(&mut browser, &form, BUTTON, &[]));
        }
        assert_eq!(waiting(app).len(), 1);
        let link = newest_link(app);
        let mut elsewhere = app.stranger();
        let confirm = elsewhere.get(&link).form(CONFIRM);
        for _ in 0..2 {
            let done = submits_with(&mut elsewhere, &confirm, CONFIRM, &[]);
            assert_eq!(done.status, 303, "{}", done.text());
        }
        app.advance(Duration::from_secs(11));
        let late = submits_with(&mut elsewhere, &confirm, CONFIRM, &[]);
        assert_eq!((late.status, waiting(app).len()), (403, 3));
        // Another address by the form of before is said to be none.
        form.set("email", "eve@example.net");
        assert_eq!(submits_with(&mut browser, &form, BUTTON, &[]).status, 403);
    });
}

#[test]
fn a_link_that_is_replaced_used_expired_or_for_something_else_gets_one_page() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let mut browser = signed_in(app, "ada");
        wishes(&mut browser, NEW);
        let replaced = newest_link(app);
        wishes(&mut browser, NEW);
        let used = newest_link(app);
        confirms(&mut app.stranger(), &used);
        wishes(&mut browser, OLD);
        let old = newest_link(app);
        app.advance(Duration::from_secs(24 * 3600));
        let reset = users::reset_link(app.platform(), "ada", Way::Printed).expect("a link");
        let reset = own_path(app, &reset.link).replace("choose-password", "confirm-email");
        wishes(&mut signed_in(app, "ada"), OLD);
        let other = newest_link(app).replace("confirm-email", "choose-password");
        let unknown =
            "/account/confirm-email?link=000000000000000000000000000000000000000000000000000";
        let bare = "/account/confirm-email";
        let pages = [&replaced, &used, &old, &reset, &other, unknown, bare];
        let pages = pages.map(|path| is_over(&app.stranger().get(path)));
        for page in &pages {
            assert_eq!(page, &pages[0]);
        }
    });
}

#[test]
fn a_taken_address_gets_the_same_page_and_the_same_rows_and_stays_where_it_is() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        app.adds_user("eve", Some("eve@example.net"));
        let mut browser = signed_in(app, "ada");
        let shape = |browser: &mut HttpClient, address: &str| {
            let answer = wishes(browser, address);
            let page = browser.get("/account/profile?done=sent");
            let mut names: Vec<String> = answer
                .headers
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
            names.sort();
            let file = users::export(app.platform(), "ada").expect("an export");
            let links = file["one_time_links"].as_array().map(Vec::len);
            let mails = file["mails"].as_array().map(Vec::len);
            let page = text_of(&page.text()).replace(address, "ADDRESS");
            (
                answer.status,
                answer.location().to_owned(),
                names,
                page,
                links,
                mails,
                waiting(app).len(),
            )
        };
        let free = shape(&mut browser, "free@example.net");
        let taken = shape(&mut browser, "EVE@example.net");
        let one_more = |count: Option<usize>| count.map(|count| count + 1);
        assert_eq!(taken.0, free.0);
        assert_eq!((&taken.1, &taken.2, &taken.3), (&free.1, &free.2, &free.3));
        assert_eq!(
            (taken.4, taken.5, taken.6),
            (one_more(free.4), one_more(free.5), free.6 + 1)
        );
        // Were the link sent after all, or the address taken meanwhile: it opens nothing.
        let over = confirms(&mut app.stranger(), &newest_link(app));
        is_over(&over);
        assert_eq!(find(app, "ada").email.as_deref(), Some(OLD));
        assert_eq!(find(app, "eve").email.as_deref(), Some("eve@example.net"));
    });
}

#[test]
fn the_address_in_force_typed_once_more_ends_the_wish() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let verified = Edit {
            email_verified: true,
            ..Edit::default()
        };
        users::edit(app.platform(), "ada", &verified).expect("is changed");
        let mut browser = signed_in(app, "ada");
        wishes(&mut browser, NEW);
        let link = newest_link(app);
        let kept = wishes(&mut browser, OLD);
        assert_eq!(own_path(app, kept.location()), "/account/profile?done=kept");
        let profile = text_of(&browser.get("/account/profile?done=kept").text());
        assert!(
            profile.contains("stays as it is") && !profile.contains(NEW),
            "{profile}"
        );
        is_over(&app.stranger().get(&link));
        for wrong in [
            "",
            "ada",
            "a b@example.org",
            "ada@",
            "a@b@c",
            "a@b.example\r\nBcc: c@d.example",
            "<x@example.org>",
            "x@e..org",
            "x@-e.org",
            "x(y)@e.org",
            "x;y@e.org",
        ] {
            let refused = wishes(&mut browser, wrong);
            is_page(&refused, 200, ORDINARY);
            assert!(refused.text().contains("That is not an e-mail address."));
        }
        assert_eq!(waiting(app).len(), 1);
    });
}

#[test]
fn an_address_that_an_operator_set_is_verified_by_its_own_link_and_nothing_else_moves() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let reset = users::reset_link(app.platform(), "ada", Way::Printed).expect("a link");
        let mut browser = signed_in(app, "ada");
        let profile = browser.get("/account/profile");
        assert_eq!(link(&profile, CONFIRM), PATH);
        let page = browser.get(PATH);
        let wished = browser.submits(&page, &page.form(CONFIRM), CONFIRM);
        is_wished(app, &wished);
        let profile = text_of(&browser.get("/account/profile").text());
        assert!(
            profile.contains(&format!("A link to confirm {OLD} was sent there.")),
            "{profile}"
        );
        let waits = (MailKind::Verify, OLD.to_owned());
        assert_eq!(kinds(app), std::slice::from_ref(&waits));
        assert_eq!(find(app, "ada").email_verified_at, None);
        let done = confirms(&mut app.stranger(), &newest_link(app));
        assert_eq!(done.status, 303, "{}", done.text());
        let user = find(app, "ada");
        assert_eq!(
            (user.email.as_deref(), user.email_verified_at),
            (Some(OLD), Some(app.now()))
        );
        // It is no other address: nobody is mailed of one, and older links go on.
        assert_eq!(kinds(app), [waits]);
        let reset = app.stranger().get(&own_path(app, &reset.link));
        assert_eq!(reset.status, 200, "{}", reset.text());
        let kept = wishes(&mut browser, OLD);
        assert_eq!(own_path(app, kept.location()), "/account/profile?done=kept");
        for path in ["/account/profile", PATH] {
            let page = browser.get(path).text();
            assert!(!page.contains(CONFIRM), "{page}");
        }
    });
}

#[test]
fn three_wishes_an_hour_are_mailed_and_links_that_others_ask_for_do_not_count() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some(OLD));
        let mut browser = signed_in(app, "ada");
        for number in 1..=3 {
            is_wished(
                app,
                &wishes(&mut browser, &format!("ada{number}@example.net")),
            );
        }
        let braked = wishes(&mut browser, NEW);
        assert_eq!(braked.status, 429);
        assert!(braked.header("retry-after").is_some());
        assert_eq!(waiting(app).len(), 3);
    });
}
