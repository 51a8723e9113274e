//! What is done to people: each act in every way that its form can come back.

use super::{adds_admin, is_for_its_admin_alone};
use crate::audit::left_by;
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::second_step_codes::adds_authenticator;
use crate::web::{each_app, link, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::domain::oauth::client::ClientName;
use vestibule::flow::users::{self, Edit, NewUser, Role, Way, access};

pub const MAIL: &str = "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";

/// An act, on somebody who is made for it.
struct Act {
    /// Behind the address of the person.
    path: &'static str,
    button: &'static str,
    event: &'static str,
    /// Makes the person, and says their name.
    prepares: fn(&TestApp, &str),
    /// Where it leads, behind the address of the person; none: it shows a secret.
    leads: Option<&'static str>,
}

pub fn plain(app: &TestApp, name: &str) {
    app.adds_user(name, Some(&format!("{name}@example.org")));
}

fn invited(app: &TestApp, name: &str) {
    let new = NewUser {
        name,
        email: Some(&format!("{name}@example.org")),
        email_verified: false,
        display_name: None,
        locale: None,
        role: Role::Person,
    };
    users::invite(app.platform(), new, Way::Printed).expect("is invited");
}

fn disabled(app: &TestApp, name: &str) {
    plain(app, name);
    users::disable(app.platform(), name).expect("is disabled");
}

fn present(app: &TestApp, name: &str) {
    plain(app, name);
    signed_in(app, name);
}

pub fn allowing(app: &TestApp, name: &str) {
    plain(app, name);
    let (_, path) = app.adds_desktop_app();
    app.gets_token(&path, name);
}

fn stepping(app: &TestApp, name: &str) {
    plain(app, name);
    let user = users::find(app.platform(), name).expect("a user");
    adds_authenticator(app, &user);
}

const ACTS: [Act; 12] = [
    act("edit", "Save", "user_edited", plain, Some("?done=saved")),
    act("reset-link", "Show the link once", "link_made", plain, None),
    act(
        "reset-link",
        "Send the link by mail",
        "link_made",
        plain,
        Some("?done=mailed"),
    ),
    act("invite", "Show the link once", "link_made", invited, None),
    act(
        "invite",
        "Send the link by mail",
        "link_made",
        invited,
        Some("?done=mailed"),
    ),
    act(
        "disable",
        "Disable",
        "user_disabled",
        plain,
        Some("?done=disabled"),
    ),
    act(
        "enable",
        "Enable",
        "user_enabled",
        disabled,
        Some("?done=enabled"),
    ),
    act(
        "end-sessions",
        "End all sessions",
        "session_ended",
        present,
        Some("?done=sessions_ended"),
    ),
    act(
        "sessions/KEY",
        "End",
        "session_ended",
        present,
        Some("?done=session_ended"),
    ),
    act(
        "apps/NUMBER",
        "Remove access",
        "consent_withdrawn",
        allowing,
        Some("?done=withdrawn"),
    ),
    act(
        "reset-second-step",
        "Reset second step",
        "factors_reset",
        stepping,
        Some("?done=second_step_reset"),
    ),
    act(
        "remove",
        "Remove",
        "user_removed",
        plain,
        Some("/admin/people?done=removed"),
    ),
];

const fn act(
    path: &'static str,
    button: &'static str,
    event: &'static str,
    prepares: fn(&TestApp, &str),
    leads: Option<&'static str>,
) -> Act {
    Act {
        path,
        button,
        event,
        prepares,
        leads,
    }
}

impl Act {
    /// Where it is done to this person.
    #[track_caller]
    fn path_for(&self, app: &TestApp, name: &str) -> String {
        let platform = app.platform();
        let id = users::find(platform, name).expect("a user").public_id;
        let mut path = format!("/admin/people/{id}/{}", self.path);
        if self.path.ends_with("KEY") {
            let open = access::sessions(platform, Some(name)).expect("sessions");
            path = path.replace("KEY", &open[0].0.key.encode());
        }
        if self.path.ends_with("NUMBER") {
            let allowed = access::consents(platform, name).expect("consents");
            path = path.replace("NUMBER", &allowed[0].1.id.0.to_string());
        }
        path
    }

    /// Its form, filled in.
    #[track_caller]
    fn form(&self, browser: &mut HttpClient, path: &str, name: &str) -> Form {
        let page = browser.get(path);
        is_page(&page, 200, ORDINARY);
        let mut form = page.form(self.button);
        if self.path == "remove" {
            form.set("name", name);
        }
        if self.path == "edit" {
            form.set("display_name", "Somebody Else");
        }
        form
    }

    #[track_caller]
    fn is_answer(&self, app: &TestApp, answer: &Response, id: &str) {
        match self.leads {
            Some(leads) => {
                assert_eq!(answer.status, 303, "{} {}", self.path, answer.text());
                let path = own_path(app, answer.location());
                let wanted = match leads.strip_prefix('/') {
                    Some(_) => leads.to_owned(),
                    None => format!("/admin/people/{id}{leads}"),
                };
                assert_eq!(path, wanted);
            }
            None => {
                is_page(answer, 200, ORDINARY);
                assert!(answer.text().contains("/account/choose-password?link="));
            }
        }
    }
}

/// What a person looks like, to see whether anything was done.
fn standing(app: &TestApp, name: &str) -> String {
    let platform = app.platform();
    let user = users::find(platform, name).expect("they are there");
    let open = access::sessions(platform, Some(name))
        .expect("sessions")
        .len();
    let allowed = access::consents(platform, name).expect("consents").len();
    format!("{user:?} {open} {allowed}")
}

/// Nothing is done, nothing is left behind.
#[track_caller]
pub fn does_nothing(app: &TestApp, name: &str, press: impl FnOnce() -> Response) -> Response {
    let before = standing(app, name);
    let (left, answer) = left_by(app, press);
    assert_eq!(standing(app, name), before);
    let words: Vec<_> = left.iter().map(|event| event.event.word()).collect();
    assert_eq!(words, Vec::<&str>::new());
    answer
}

#[test]
fn each_form_is_good_once_for_who_it_was_made_and_what_was_seen() {
    each_app(MAIL, |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        for (number, act) in ACTS.iter().enumerate() {
            let name = format!("person{number}");
            (act.prepares)(app, &name);
            let path = act.path_for(app, &name);
            let id = users::find(app.platform(), &name)
                .expect("a user")
                .public_id;
            let (mut ada, mut eve) = (signed_in(app, "ada"), signed_in(app, "eve"));
            let mut bob = signed_in(app, "bob");
            let form = act.form(&mut ada, &path, &name);
            let presses = |browser: &mut HttpClient, form: &Form, headers: &[(&str, &str)]| {
                does_nothing(app, &name, || {
                    submits_with(browser, form, act.button, headers)
                })
            };
            is_for_its_admin_alone(app, (&path, &form), [&mut ada, &mut eve, &mut bob], presses);
            let mut elsewhere = form.clone();
            elsewhere.action = Some(format!("/admin/people/{id}/enable"));
            if act.path != "enable" {
                assert_eq!(presses(&mut ada, &elsewhere, &[]).status, 403, "{path}");
            }

            app.advance(Duration::from_secs(660));
            let late = presses(&mut ada, &form, &[]);
            assert_eq!(late.status, 303, "not confirmed: {path}");
            let to = own_path(app, late.location());
            assert!(
                to.starts_with("/account/confirm?to=%2Fadmin%2Fpeople%2F"),
                "{to}"
            );

            // Changed since: another looks first.
            let mut ada = signed_in(app, "ada");
            let stale = act.form(&mut ada, &path, &name);
            moves(app, act, &name);
            let answer = presses(&mut ada, &stale, &[]);
            assert_eq!(answer.status, 409, "stale: {path} {}", answer.text());
            let told = text_of(&answer.text());
            assert!(
                told.contains("Nothing was done.") && told.contains(&name),
                "{told}"
            );
            if act.path.starts_with("apps/") {
                allows_again(app, &name);
            }

            let form = act.form(&mut ada, &path, &name);
            let (left, done) = left_by(app, || submits_with(&mut ada, &form, act.button, &[]));
            act.is_answer(app, &done, &id);
            let words: Vec<_> = left.iter().map(|event| event.event.word()).collect();
            assert_eq!(words, [act.event], "{path}");
            let ada_id = users::find(app.platform(), "ada").expect("ada").public_id;
            assert_eq!(
                (left[0].actor_kind, left[0].people.actor.as_deref()),
                (ActorKind::Admin, Some(ada_id.as_str()))
            );
            assert!(left[0].request_id.is_some());

            app.advance(Duration::from_secs(9));
            let (left, same) = left_by(app, || submits_with(&mut ada, &form, act.button, &[]));
            assert_eq!(left.len(), 0, "{path}");
            assert_eq!(
                (same.status, same.header("location")),
                (done.status, done.header("location"))
            );
            if act.leads.is_none() {
                assert_eq!(secret(&same), secret(&done));
            }
            app.advance(Duration::from_secs(2));
            let (left, later) = left_by(app, || submits_with(&mut ada, &form, act.button, &[]));
            assert_eq!((later.status, left.len()), (403, 0), "{path}");
            assert_eq!(link(&later, "Start again"), path);
        }
    });
}

pub fn secret(page: &Response) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("class=\"secret\">").expect("a secret");
    rest.split_once("</p>")
        .map_or("", |(secret, _)| secret)
        .to_owned()
}

/// Another version of what the act is about.
#[track_caller]
fn moves(app: &TestApp, act: &Act, name: &str) {
    if act.path.starts_with("apps/") {
        let allowed = access::consents(app.platform(), name).expect("consents");
        access::withdraw(app.platform(), name, &allowed[0].1).expect("is withdrawn");
        return;
    }
    let edit = Edit {
        display_name: Some("Changed Meanwhile".to_owned()),
        ..Edit::default()
    };
    users::edit(app.platform(), name, &edit).expect("is changed");
}

#[track_caller]
fn allows_again(app: &TestApp, name: &str) {
    let user = users::find(app.platform(), name).expect("a user");
    let number = app.platform().store.read(|reader| {
        let after = vestibule::store::After { key: None, most: 9 };
        reader.consents_of(user.key, after)
    });
    let number = number.expect("consents")[0].app_id;
    let found = app
        .platform()
        .store
        .read(|reader| reader.app(&ClientName::Number(number)));
    let known = found.expect("is read").expect("an app");
    let path = format!(
        "{}?client_id={}&response_type=token&display=desktop",
        crate::kit::app::AUTHORIZE,
        known.client_id
    );
    app.gets_token(&path, name);
}
