//! "What dies when": each event, what it ends, and what it leaves alone. All within one request.

use super::{asks, each_app, is_consent_page, is_sign_in_page, tries};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::http::HttpClient;
use std::time::Duration;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

/// Ada and Ivy, each signed in for the same program and holding a token of it, and Ada also for another.
struct World<'a> {
    app: &'a TestApp,
    path: String,
    adas: HttpClient,
    ivys: HttpClient,
    ada_token: String,
    ivy_token: String,
    other_path: String,
    other_token: String,
}

impl<'a> World<'a> {
    fn made(app: &'a TestApp) -> Self {
        let register = |name: &str| {
            let issued = app.adds_app(Wishes {
                name: Some(name.to_owned()),
                kind: Some(Kind::Desktop),
                ..Wishes::default()
            });
            asks(&issued, &[("display", "desktop")])
        };
        let (path, other_path) = (register("Paint"), register("Other"));
        let get = |name: &str, path: &str| {
            let mut browser = app.stranger();
            let page = app.signs_in(&mut browser, path, name);
            let answer = app.presses(&mut browser, &page, "Allow");
            let token = token_in(answer.location());
            (browser, token)
        };
        app.adds_user("ada", None);
        app.adds_user("ivy", None);
        let (adas, ada_token) = get("ada", &path);
        let (ivys, ivy_token) = get("ivy", &path);
        let (_, other_token) = get("ada", &other_path);
        app.advance(Duration::from_secs(1));
        let world = Self {
            app,
            path,
            adas,
            ivys,
            ada_token,
            ivy_token,
            other_path,
            other_token,
        };
        assert_eq!(world.live(), [true, true, true]);
        world
    }

    /// The tokens of Ada and of Ivy for the program, and Ada's for the other.
    fn live(&self) -> [bool; 3] {
        [&self.ada_token, &self.ivy_token, &self.other_token].map(|token| {
            let live = self.app.is_live(token);
            assert_eq!(self.app.asks_user(token).status == 200, live);
            live
        })
    }
}

#[test]
fn a_changed_password_ends_all_sessions_and_tokens_of_that_person_and_nobody_elses() {
    each_app("", |app| {
        let mut world = World::made(app);
        let known = world.adas.cookie("vestibule_browser").cloned();
        users::set_password(app.platform(), "ada", "another-password-1").expect("set");
        assert_eq!(world.live(), [false, true, false]);
        assert!(is_sign_in_page(&world.adas.get(&world.path)));
        assert_eq!(world.ivys.get(&world.path).status, 302);
        app.advance(Duration::from_millis(1));
        assert_eq!(
            tries(&mut app.stranger(), &world.path, "ada", PASSWORD).status,
            200
        );
        let answer = tries(&mut world.adas, &world.path, "ada", "another-password-1");
        assert_eq!(answer.status, 303);
        assert_ne!(world.adas.cookie("vestibule_browser").cloned(), known);
        // What she allowed is still allowed, and a new token is as good as any.
        let token = token_in(world.adas.get(&world.path).location());
        assert!(app.is_live(&token));
    });
}

#[test]
fn a_disabled_person_has_no_sessions_and_tokens_and_none_come_back() {
    each_app("", |app| {
        let mut world = World::made(app);
        users::disable(app.platform(), "ada").expect("disabled");
        assert_eq!(world.live(), [false, true, false]);
        assert!(is_sign_in_page(&world.adas.get(&world.path)));
        assert_eq!(
            tries(&mut world.adas, &world.path, "ada", PASSWORD).status,
            200
        );
        app.advance(Duration::from_millis(1));
        users::enable(app.platform(), "ada").expect("enabled");
        app.advance(Duration::from_millis(1));
        assert_eq!(world.live(), [false, true, false]);
        assert!(is_sign_in_page(&world.adas.get(&world.path)));
        assert_eq!(
            tries(&mut world.adas, &world.path, "ada", PASSWORD).status,
            303
        );
    });
}

#[test]
fn a_removed_person_is_gone_and_the_name_brings_nothing_back() {
    each_app("", |app| {
        let mut world = World::made(app);
        users::remove(app.platform(), "ada").expect("removed");
        assert_eq!(world.live(), [false, true, false]);
        assert!(is_sign_in_page(&world.adas.get(&world.path)));
        assert_eq!(
            tries(&mut app.stranger(), &world.path, "ada", PASSWORD).status,
            200
        );
        app.adds_user("ada", None);
        assert_eq!(world.live(), [false, true, false]);
        assert!(is_sign_in_page(&world.adas.get(&world.path)));
        let mut new = app.stranger();
        let page = app.signs_in(&mut new, &world.path, "ada");
        assert!(
            is_consent_page(&page),
            "allowed by somebody else of that name"
        );
    });
}

#[test]
fn a_disabled_app_loses_everything_it_was_issued_and_nobody_is_signed_out() {
    each_app("", |app| {
        let mut world = World::made(app);
        apps::disable(app.platform(), "Paint").expect("disabled");
        assert_eq!(world.live(), [false, false, true]);
        let refused = world.adas.get(&world.path);
        assert_eq!((refused.status, refused.header("location")), (400, None));
        assert!(is_consent_page(&world.adas.get(&world.other_path)));
        app.advance(Duration::from_millis(1));
        apps::enable(app.platform(), "Paint").expect("enabled");
        app.advance(Duration::from_millis(1));
        assert_eq!(world.live(), [false, false, true]);
        // What she allowed is still allowed.
        let token = token_in(world.adas.get(&world.path).location());
        assert!(app.is_live(&token));
    });
}

#[test]
fn a_removed_app_is_unknown_and_its_number_given_again_brings_nothing_back() {
    each_app("", |app| {
        let mut world = World::made(app);
        let before = apps::find(app.platform(), "Paint").expect("there");
        apps::remove(app.platform(), "Paint").expect("removed");
        assert_eq!(world.live(), [false, false, true]);
        let refused = world.adas.get(&world.path);
        assert_eq!((refused.status, refused.header("location")), (400, None));
        let given = apps::KnownCredentials {
            id: Some(before.id.0),
            client_id: Some(before.client_id),
            client_secret: None,
        };
        let wishes = Wishes {
            name: Some("Paint".to_owned()),
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        };
        apps::add(app.platform(), &wishes, &given).expect("added");
        app.advance(Duration::from_millis(1));
        assert_eq!(world.live(), [false, false, true]);
        assert!(is_consent_page(&world.adas.get(&world.path)));
    });
}

#[test]
fn an_app_that_asks_for_less_keeps_its_tokens() {
    each_app("", |app| {
        let world = World::made(app);
        let less = Wishes {
            scopes: Some(vec!["basic".to_owned()]),
            ..Wishes::default()
        };
        apps::edit(app.platform(), "Paint", &less).expect("edited");
        assert_eq!(world.live(), [true, true, true]);
    });
}
