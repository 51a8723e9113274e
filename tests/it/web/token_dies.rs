//! Refusal 108: what ends codes, refresh tokens and the access tokens that came of them.

use super::each_app;
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{Pair, Program, gives_pair, refuses, server_program};
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

const MOMENT: Duration = Duration::from_millis(1);

/// Ada and Ivy, each with a code and a used-once family, at one program.
struct World<'a> {
    app: &'a TestApp,
    program: Program,
    /// The pair that is live, then the token it came from, and an unredeemed code.
    ada: (Pair, Pair, String),
    ivy: (Pair, Pair, String),
}

impl<'a> World<'a> {
    fn made(app: &'a TestApp) -> Self {
        let program = server_program(app, Wishes::default());
        let [ada, ivy] = ["ada", "ivy"].map(|name| {
            app.adds_user(name, None);
            let code = makes_code(app, &program.app, name, PLAIN);
            let old = gives_pair(&program.redeems(&code));
            let live = gives_pair(&program.refreshes(&old.refresh));
            (live, old, makes_code(app, &program.app, name, PLAIN))
        });
        app.advance(MOMENT);
        Self {
            app,
            program,
            ada,
            ivy,
        }
    }

    /// Whether all of theirs is dead; the alternative is that all of it works.
    #[track_caller]
    fn is_over(&self, theirs: &(Pair, Pair, String)) -> bool {
        let (live, old, code) = theirs;
        let over = !self.app.is_live(&live.access);
        assert_eq!(self.app.is_live(&old.access), !over);
        if over {
            // The repeat of the last ten seconds first: it is no way around either.
            is_invalid(&self.program.refreshes(&old.refresh));
            is_invalid(&self.program.refreshes(&live.refresh));
            let text = "Invalid authorization code";
            refuses(&self.program.redeems(code), 400, "invalid_grant", text);
            let inactive = self.program.introspects(&live.refresh);
            assert_eq!(inactive.text(), r#"{"active":false}"#);
        } else {
            gives_pair(&self.program.refreshes(&live.refresh));
            gives_pair(&self.program.redeems(code));
        }
        over
    }
}

#[track_caller]
fn is_invalid(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Invalid refresh token");
}

/// What ends Ada's things, and what is done afterwards without bringing them back.
fn ends_adas_alone(end: impl Fn(&World), afterwards: impl Fn(&World)) {
    each_app("", |app| {
        let world = World::made(app);
        end(&world);
        app.advance(MOMENT);
        assert!(world.is_over(&world.ada));
        afterwards(&world);
        app.advance(MOMENT);
        assert!(world.is_over(&world.ada), "dead is dead");
        assert!(!world.is_over(&world.ivy));
    });
}

#[test]
fn r108_a_disabled_user() {
    ends_adas_alone(
        |world| drop(users::disable(world.app.platform(), "ada").expect("disabled")),
        |world| drop(users::enable(world.app.platform(), "ada").expect("enabled")),
    );
}

#[test]
fn r108_a_removed_user() {
    ends_adas_alone(
        |world| drop(users::remove(world.app.platform(), "ada").expect("removed")),
        |world| drop(world.app.adds_user("ada", None)),
    );
}

#[test]
fn r108_a_changed_password() {
    ends_adas_alone(
        |world| {
            let platform = world.app.platform();
            users::set_password(platform, "ada", "another-password-1").expect("set");
        },
        |_| {},
    );
}

#[test]
fn r108_a_withdrawn_consent() {
    ends_adas_alone(
        |world| {
            let (platform, app) = (world.app.platform(), &world.program.app);
            let user = users::find(platform, "ada").expect("found");
            let consent = platform
                .store
                .read(|reader| reader.consent(user.key, app.id));
            let withdraw = Write::WithdrawConsent {
                key: consent.expect("reads").expect("is there").key,
                at: world.app.now(),
            };
            let change = Change::writes(vec![withdraw]);
            platform.store.commit(change).expect("withdrawn");
        },
        // Allowed again: what is new lives, what was before does not.
        |world| {
            let code = makes_code(world.app, &world.program.app, "ada", PLAIN);
            gives_pair(&world.program.redeems(&code));
        },
    );
}

#[test]
fn r108_a_disabled_app() {
    each_app("", |app| {
        let world = World::made(app);
        let id = &world.program.app.client_id;
        apps::disable(app.platform(), id).expect("disabled");
        let text = "invalid client application id";
        let answer = world.program.refreshes(&world.ada.0.refresh);
        refuses(&answer, 401, "invalid_client", text);
        assert!(!app.is_live(&world.ada.0.access));
        apps::enable(app.platform(), id).expect("enabled");
        app.advance(MOMENT);
        assert!(world.is_over(&world.ada) && world.is_over(&world.ivy));
        let code = makes_code(app, &world.program.app, "ada", PLAIN);
        gives_pair(&world.program.redeems(&code));
    });
}

#[test]
fn r108_a_removed_app() {
    each_app("", |app| {
        let world = World::made(app);
        let id = &world.program.app.client_id;
        apps::remove(app.platform(), id).expect("removed");
        let text = "invalid client application id";
        let answer = world.program.refreshes(&world.ada.0.refresh);
        refuses(&answer, 401, "invalid_client", text);
        assert!(!app.is_live(&world.ada.0.access) && !app.is_live(&world.ivy.0.access));
        // Nobody else can do anything with what it left.
        let other = server_program(app, Wishes::default());
        is_invalid(&other.refreshes(&world.ada.0.refresh));
        let text = "Invalid authorization code";
        refuses(&other.redeems(&world.ada.2), 400, "invalid_grant", text);
    });
}

#[test]
fn signing_out_ends_no_grant() {
    each_app("", |app| {
        let world = World::made(app);
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        app.signs_in(&mut browser, &path, "ada");
        let page = browser.get("/platform/oauth/logout");
        assert!(app.presses(&mut browser, &page, "Sign out").status < 400);
        assert!(!world.is_over(&world.ada));
    });
}
