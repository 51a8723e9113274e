//! What ends a wish for another address, and what another address ends.

use super::own_email::{MAIL, NEW, OLD, confirms, is_over, waiting, wished_link};
use super::second_step_codes::adds_authenticator;
use super::{each_app, own_path};
use crate::kit::app::TestApp;
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::users::{self, Edit, Way};

#[test]
fn what_ends_a_wish_is_a_new_password_another_address_and_the_end_of_the_account() {
    type End = (&'static str, fn(&TestApp));
    let ends: [End; 4] = [
        ("password", |app| {
            users::set_password(app.platform(), "ada", "lantern under the birch").expect("is set");
        }),
        ("address", |app| {
            let edit = Edit {
                email: Some("ada@example.com".to_owned()),
                ..Edit::default()
            };
            users::edit(app.platform(), "ada", &edit).expect("is changed");
        }),
        ("disabled", |app| {
            users::disable(app.platform(), "ada").expect("is disabled");
            users::enable(app.platform(), "ada").expect("is enabled");
        }),
        ("removed", |app| {
            users::remove(app.platform(), "ada").expect("is removed");
        }),
    ];
    for (what, end) in ends {
        each_app(MAIL, |app| {
            let link = wished_link(app, &app.adds_user("ada", Some(OLD)), NEW);
            let form = app.stranger().get(&link);
            assert_eq!(form.status, 200);
            end(app);
            is_over(&app.stranger().get(&link));
            let mails = waiting(app);
            let waits = mails.iter().any(|(mail, _)| mail.kind == MailKind::Verify);
            assert_eq!(waits, !["disabled", "removed"].contains(&what), "{what}");
        });
    }
}

#[test]
fn a_password_that_is_chosen_by_a_link_ends_a_wish_and_a_forgotten_one_alone_does_not() {
    each_app(MAIL, |app| {
        let link = wished_link(app, &app.adds_user("ada", Some(OLD)), NEW);
        let reset = users::reset_link(app.platform(), "ada", Way::Printed).expect("a link");
        let reset = own_path(app, &reset.link);
        assert_eq!(app.stranger().get(&link).status, 200);
        assert_eq!(app.stranger().get(&reset).status, 200);
        let mut browser = app.stranger();
        let page = browser.get(&reset);
        let mut form = page.form("Save password");
        form.set("password", "lantern under the birch");
        assert_eq!(browser.submits(&page, &form, "Save password").status, 303);
        is_over(&app.stranger().get(&link));
    });
}

#[test]
fn a_new_address_ends_older_links_and_forgets_where_a_password_alone_was_enough() {
    each_app(MAIL, |app| {
        let user = app.adds_user("ada", Some(OLD));
        let link = wished_link(app, &user, NEW);
        let reset = users::reset_link(app.platform(), "ada", Way::Printed).expect("a link");
        let reset = own_path(app, &reset.link);
        adds_authenticator(app, &user);
        let store = &app.platform().store;
        let browsers = || {
            store
                .read(|reader| reader.browsers_of(user.key))
                .expect("reads")
        };
        let key = browsers().first().expect("a browser").key;
        let until = app.now().plus(Duration::from_secs(3600));
        let trusted = Change::writes(vec![Write::TrustBrowser { key, until }]);
        store.commit(trusted).expect("is written");
        assert!(
            browsers()
                .iter()
                .any(|browser| browser.trusted_until.is_some())
        );
        assert_eq!(confirms(&mut app.stranger(), &link).status, 303);
        is_over(&app.stranger().get(&reset));
        let remembered = browsers();
        assert!(!remembered.is_empty());
        assert!(
            remembered
                .iter()
                .all(|browser| browser.trusted_until.is_none())
        );
    });
}
