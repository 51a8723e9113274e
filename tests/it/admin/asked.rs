//! What forms say of what was typed into them, and what pages say before something is done.

use super::acts::{MAIL, allowing, does_nothing, plain, secret};
use super::admin;
use crate::audit::left_by;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::account::signed_in;
use crate::web::{each_app, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::account::user::UserState;
use vestibule::flow::users;

#[test]
fn somebody_is_invited_once_by_a_link_or_by_mail() {
    each_app(MAIL, |app| {
        let mut ada = admin(app, "ada");
        let mut form = ada.get("/admin/people/new").form("Show the link once");
        form.set("name", " Mari Maasikas ");
        form.set("email", "mari@example.org");
        let (left, done) = left_by(app, || {
            submits_with(&mut ada, &form, "Show the link once", &[])
        });
        is_page(&done, 200, ORDINARY);
        assert!(secret(&done).contains("/account/choose-password?link="));
        assert_eq!((left.len(), left[0].event.word()), (1, "user_invited"));
        let mari = users::find(app.platform(), "mari maasikas").expect("mari");
        assert_eq!((mari.state, mari.is_admin), (UserState::Invited, false));
        let same = submits_with(&mut ada, &form, "Show the link once", &[]);
        assert_eq!(secret(&same), secret(&done));
        app.advance(Duration::from_secs(11));
        assert_eq!(
            submits_with(&mut ada, &form, "Show the link once", &[]).status,
            403
        );

        let mut form = ada
            .get("/admin/people/new")
            .form("Send the invitation by mail");
        form.set("name", "Kai");
        let without = submits_with(&mut ada, &form, "Send the invitation by mail", &[]);
        is_page(&without, 200, ORDINARY);
        assert!(
            without.text().contains("role=\"alert\"") && without.text().contains("value=\"Kai\"")
        );
        for (name, email, said) in [
            (
                "mari maasikas",
                "kai@example.org",
                "Someone else has that name.",
            ),
            (
                "kai",
                "MARI@example.org",
                "Someone else has that e-mail address.",
            ),
            ("kai@home", "", "cannot look like an e-mail address"),
            ("kai", "kai@", "That is not an e-mail address."),
        ] {
            form.set("name", name);
            form.set("email", email);
            let page = submits_with(&mut ada, &form, "Show the link once", &[]);
            is_page(&page, 200, ORDINARY);
            assert!(
                text_of(&page.text()).contains(said),
                "{said}: {}",
                page.text()
            );
        }
        form.set("name", "Kai");
        form.set("email", "kai@example.org");
        let sent = submits_with(&mut ada, &form, "Send the invitation by mail", &[]);
        let path = own_path(app, sent.location());
        assert_eq!(
            (sent.status, path.as_str()),
            (303, "/admin/people?show=newest&done=invited")
        );
        assert!(text_of(&ada.get(&path).text()).contains("A mail is on its way."));
    });
}

#[test]
fn what_is_typed_wrong_is_said_and_nothing_is_done() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        plain(app, "bob");
        plain(app, "eve");
        let id = users::find(app.platform(), "bob").expect("bob").public_id;
        let path = format!("/admin/people/{id}/edit");
        let mut form = ada.get(&path).form("Save");
        form.set("name", "EVE");
        let page = does_nothing(app, "bob", || submits_with(&mut ada, &form, "Save", &[]));
        is_page(&page, 200, ORDINARY);
        let html = page.text();
        assert!(
            html.contains("role=\"alert\"") && html.contains("value=\"EVE\""),
            "{html}"
        );
        let path = format!("/admin/people/{id}/remove");
        let mut form = ada.get(&path).form("Remove");
        form.set("name", "eve");
        let page = does_nothing(app, "bob", || submits_with(&mut ada, &form, "Remove", &[]));
        assert!(text_of(&page.text()).contains("That is not the name of this person."));
        // An act that their state does not know leads to the person.
        let answer = ada.get(&format!("/admin/people/{id}/enable"));
        assert_eq!(
            own_path(app, answer.location()),
            format!("/admin/people/{id}")
        );
    });
}

#[test]
fn a_page_that_asks_says_what_it_comes_to() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        allowing(app, "bob");
        signed_in(app, "bob");
        let id = users::find(app.platform(), "bob").expect("bob").public_id;
        for act in ["disable", "remove", "end-sessions"] {
            let page = text_of(&ada.get(&format!("/admin/people/{id}/{act}")).text());
            assert!(
                page.contains("signed in: 2") && page.contains("lose access: 1"),
                "{page}"
            );
        }
    });
}
