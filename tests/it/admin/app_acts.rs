//! What is done to apps: each act in every way that its form can come back.

use super::acts::secret;
use super::apps::adds;
use super::decided::proposes;
use super::{adds_admin, admin, is_for_its_admin_alone};
use crate::audit::{leaves, left_by};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::{each_app, link, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::domain::change::Change;
use vestibule::domain::oauth::client::{App, AppState, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal};
use vestibule::flow::users;

/// An act, on an app that is made for it.
struct Act {
    /// Behind the address of the app.
    path: &'static str,
    button: &'static str,
    event: &'static str,
    of: Prepared,
    /// Where it leads, behind the address of the app; none: it shows a secret.
    leads: Option<&'static str>,
}

/// The state of the app before.
#[derive(Clone, Copy)]
enum Prepared {
    Active,
    Disabled,
    /// Somebody's own, which no admin saw yet.
    Waiting,
}

const ACTS: [Act; 10] = [
    act("edit", "Save", "app_edited", Some("?done=saved")),
    act("disable", "Disable", "app_disabled", Some("?done=disabled")),
    Act {
        of: Prepared::Disabled,
        ..act("enable", "Enable", "app_enabled", Some("?done=enabled"))
    },
    Act {
        of: Prepared::Waiting,
        ..act("approve", "Approve", "app_approved", Some("?done=approved"))
    },
    Act {
        of: Prepared::Waiting,
        ..act("decline", "Decline", "app_declined", Some("?done=declined"))
    },
    act(
        "owner",
        "Change owner",
        "app_handed_over",
        Some("?done=handed_over"),
    ),
    act("callback-key", "Make a new key", "key_made", None),
    act("secrets/new", "New secret", "secret_made", None),
    act(
        "secrets/KEY",
        "End now",
        "secret_ended",
        Some("/secrets?done=secret_ended"),
    ),
    act(
        "remove",
        "Remove",
        "app_removed",
        Some("/admin/apps?done=removed"),
    ),
];

const fn act(
    path: &'static str,
    button: &'static str,
    event: &'static str,
    leads: Option<&'static str>,
) -> Act {
    Act {
        path,
        button,
        event,
        of: Prepared::Active,
        leads,
    }
}

impl Act {
    /// An app to do it to, and where.
    #[track_caller]
    fn prepares(&self, app: &TestApp, name: &str) -> (App, String) {
        let made = match self.of {
            Prepared::Waiting => proposes(app, name),
            Prepared::Active | Prepared::Disabled => adds(app, name, Kind::Web, None),
        };
        if matches!(self.of, Prepared::Disabled) {
            apps::disable(app.platform(), &made.uuid).expect("disabled");
        }
        let live = apps::live_secrets(app.platform(), made.id).expect("secrets");
        let rest = self.path.replace("KEY", &live[0].key.encode());
        let path = format!("/admin/apps/{}/{rest}", made.id.0);
        (made, path)
    }

    #[track_caller]
    fn form(&self, browser: &mut HttpClient, path: &str, name: &str) -> Form {
        let page = browser.get(path);
        is_page(&page, 200, ORDINARY);
        let mut form = page.form(self.button);
        match self.path {
            "remove" => form.set("name", name),
            "edit" => form.set("description", "Other"),
            "decline" => form.set("why", "Say what it is for."),
            "owner" => form.set("to", "bob"),
            _ => {}
        }
        form
    }
}

#[track_caller]
fn does_nothing(app: &TestApp, uuid: &str, press: impl FnOnce() -> Response) -> Response {
    let standing = || {
        let found = apps::find(app.platform(), uuid).expect("an app");
        let live = apps::live_secrets(app.platform(), found.id).expect("secrets");
        (found, live)
    };
    let before = standing();
    let answer = leaves(app, &[], press);
    assert_eq!(standing(), before);
    answer
}

#[test]
fn each_form_is_good_once_for_who_it_was_made_and_what_was_seen() {
    each_app("developers.mode = \"approve\"", |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        for (number, act) in ACTS.iter().enumerate() {
            let name = format!("App {number}");
            let (made, path) = act.prepares(app, &name);
            let (mut ada, mut eve) = (signed_in(app, "ada"), signed_in(app, "eve"));
            let mut bob = signed_in(app, "bob");
            let form = act.form(&mut ada, &path, &name);
            let presses = |browser: &mut HttpClient, form: &Form, headers: &[(&str, &str)]| {
                does_nothing(app, &made.uuid, || {
                    submits_with(browser, form, act.button, headers)
                })
            };
            is_for_its_admin_alone(app, (&path, &form), [&mut ada, &mut eve, &mut bob], presses);
            app.advance(Duration::from_secs(660));
            let late = presses(&mut ada, &form, &[]);
            let to = own_path(app, late.location());
            assert!(
                to.starts_with("/account/confirm?to=%2Fadmin%2Fapps%2F"),
                "{to}"
            );

            let mut ada = signed_in(app, "ada");
            let stale = act.form(&mut ada, &path, &name);
            let meanwhile = Wishes {
                owner: Some("Changed Meanwhile".to_owned()),
                ..Wishes::default()
            };
            apps::edit(app.platform(), &made.uuid, &meanwhile).expect("is changed");
            let answer = presses(&mut ada, &stale, &[]);
            assert_eq!(answer.status, 409, "stale: {path} {}", answer.text());
            let told = text_of(&answer.text());
            assert!(
                told.contains("Nothing was done.") && told.contains("Changed Meanwhile"),
                "{told}"
            );

            let form = act.form(&mut ada, &path, &name);
            let (left, done) = left_by(app, || submits_with(&mut ada, &form, act.button, &[]));
            is_answer(app, act, (&done, &made));
            let words: Vec<_> = left.iter().map(|event| event.event.word()).collect();
            assert_eq!(words, [act.event], "{path}");
            let ada_id = users::find(app.platform(), "ada").expect("ada").public_id;
            let who = (left[0].actor_kind, left[0].people.actor.as_deref());
            assert_eq!(who, (ActorKind::Admin, Some(ada_id.as_str())));

            app.advance(Duration::from_secs(9));
            let same = leaves(app, &[], || submits_with(&mut ada, &form, act.button, &[]));
            let shown =
                |answer: &Response| (answer.status, answer.header("location").map(str::to_owned));
            assert_eq!(shown(&same), shown(&done), "{path}");
            if act.leads.is_none() {
                assert_eq!(secret(&same), secret(&done));
            }
            app.advance(Duration::from_secs(2));
            let later = leaves(app, &[], || submits_with(&mut ada, &form, act.button, &[]));
            assert_eq!(later.status, 403, "{path}");
            assert_eq!(link(&later, "Start again"), path);
        }
    });
}

#[track_caller]
fn is_answer(app: &TestApp, act: &Act, (answer, made): (&Response, &App)) {
    let Some(leads) = act.leads else {
        is_page(answer, 200, ORDINARY);
        assert!(!secret(answer).is_empty());
        return;
    };
    assert_eq!(answer.status, 303, "{} {}", act.path, answer.text());
    let wanted = match leads.starts_with("/admin") {
        true => leads.to_owned(),
        false => format!("/admin/apps/{}{leads}", made.id.0),
    };
    assert_eq!(own_path(app, answer.location()), wanted);
}

#[test]
fn a_page_that_asks_says_how_many_people_lose_access_and_removing_wants_the_name() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let (issued, asking) = app.adds_desktop_app();
        app.adds_user("bob", None);
        app.gets_token(&asking, "bob");
        let path = format!("/admin/apps/{}", issued.app.id.0);
        for act in ["disable", "remove"] {
            let page = text_of(&ada.get(&format!("{path}/{act}")).text());
            assert!(page.contains("People who allow it: 1"), "{page}");
        }
        let mut form = ada.get(&format!("{path}/remove")).form("Remove");
        form.set("name", "Another");
        let page = leaves(app, &[], || submits_with(&mut ada, &form, "Remove", &[]));
        assert!(text_of(&page.text()).contains("That is not the name of this app."));
        form.set("name", &issued.app.name);
        assert_eq!(submits_with(&mut ada, &form, "Remove", &[]).status, 303);
        let gone = apps::find(app.platform(), &issued.app.uuid);
        assert!(matches!(gone, Err(AppRefusal::Unknown(_))));
        let list = text_of(&ada.get("/admin/apps?done=removed").text());
        assert!(list.contains("The app is removed."), "{list}");
        // An act that its state does not know leads to the app.
        let trees = adds(app, "Trees", Kind::Web, None);
        let answer = ada.get(&format!("/admin/apps/{}/enable", trees.id.0));
        assert_eq!(
            own_path(app, answer.location()),
            format!("/admin/apps/{}", trees.id.0)
        );
        assert_eq!(trees.state, AppState::Active);
    });
}

#[test]
fn a_second_secret_leaves_the_first_for_as_long_as_was_chosen_and_a_third_is_refused() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let live = || apps::live_secrets(app.platform(), trees.id).expect("secrets");
        let new = |ada: &mut HttpClient, overlap: &str| {
            let mut form = ada
                .get(&format!("/admin/apps/{}/secrets/new", trees.id.0))
                .form("New secret");
            form.set("overlap", overlap);
            submits_with(ada, &form, "New secret", &[])
        };
        for (overlap, seconds) in [
            ("1h", 3600),
            ("24h", 86_400),
            ("7d", 604_800),
            ("90d", 7_776_000),
        ] {
            let first = live();
            let page = new(&mut ada, overlap);
            is_page(&page, 200, ORDINARY);
            assert!(
                text_of(&page.text()).contains("The old one works until"),
                "{overlap}"
            );
            let both = live();
            assert_eq!(both.len(), 2);
            let end = app.now().plus(Duration::from_secs(seconds));
            assert_eq!(
                (both[0].key, both[0].expires_at),
                (first[0].key, Some(end)),
                "{overlap}"
            );
            let third = leaves(app, &[], || new(&mut ada, overlap));
            assert_eq!(third.status, 409);
            assert!(text_of(&third.text()).contains("Two secrets work already."));
            assert_eq!(live(), both);
            let key = both[0].key.encode();
            let path = format!("/admin/apps/{}/secrets/{key}", trees.id.0);
            let form = ada.get(&path).form("End now");
            submits_with(&mut ada, &form, "End now", &[]);
            assert_eq!(live(), both[1..]);
        }
        let page = new(&mut ada, "0");
        assert!(!text_of(&page.text()).contains("The old one works until"));
        assert_eq!(live().len(), 1);
        let path = format!(
            "/admin/apps/{}/secrets/{}",
            trees.id.0,
            live()[0].key.encode()
        );
        let asks = text_of(&ada.get(&path).text());
        assert!(asks.contains("It is the only one"), "{asks}");
    });
}

#[test]
fn the_callback_key_is_shown_as_the_command_shows_it() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let path = format!("/admin/apps/{}/callback-key", trees.id.0);
        let form = ada.get(&path).form("Show the key");
        let shown = leaves(app, &[], || {
            submits_with(&mut ada, &form, "Show the key", &[])
        });
        let key = apps::callback_key(app.platform(), &trees);
        assert!(secret(&shown).contains(key.as_str()));
        let form = ada.get(&path).form("Make a new key");
        let renewed = leaves(app, &["key_made"], || {
            submits_with(&mut ada, &form, "Make a new key", &[])
        });
        let after = apps::find(app.platform(), "Trees").expect("an app");
        let key = apps::callback_key(app.platform(), &after);
        assert!(secret(&renewed).contains(key.as_str()));
    });
}

#[test]
fn a_secret_says_on_which_day_it_was_used_last() {
    each_app("", |app| {
        adds_admin(app, "ada");
        let wishes = Wishes {
            name: Some("Trees".to_owned()),
            kind: Some(Kind::Web),
            ..Wishes::default()
        };
        let trees = app.adds_app(wishes);
        let live = || {
            // What was noted before is written by then.
            app.platform()
                .store
                .commit(Change::default())
                .expect("is in turn");
            apps::live_secrets(app.platform(), trees.app.id).expect("secrets")
        };
        assert_eq!(live()[0].last_used_at, None);
        let secret = trees.client_secret.as_ref().expect("a secret").as_str();
        let asks = |secret: &str| {
            let body = format!(
                "grant_type=client_credentials&client_id={}&client_secret={secret}",
                trees.app.client_id
            );
            let form = [("Content-Type", "application/x-www-form-urlencoded")];
            let path = "/platform/oauth/request_token";
            app.stranger()
                .send("POST", path, &form, body.as_bytes())
                .status
        };
        assert_eq!(asks("wrong"), 401);
        assert_eq!(live()[0].last_used_at, None);
        let first = app.now();
        assert_eq!(asks(secret), 200);
        app.advance(Duration::from_secs(3600));
        assert_eq!(asks(secret), 200);
        assert_eq!(live()[0].last_used_at, Some(first));
        app.advance(Duration::from_secs(86_400));
        assert_eq!(asks(secret), 200);
        assert_eq!(live()[0].last_used_at, Some(app.now()));
        let mut ada = signed_in(app, "ada");
        let page = text_of(
            &ada.get(&format!("/admin/apps/{}/secrets", trees.app.id.0))
                .text(),
        );
        assert!(page.contains("Last used"), "{page}");
    });
}
