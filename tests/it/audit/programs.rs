//! What apps do: replays and revocations leave one event each, and the many requests of every day none.

use super::{detail, leaves, one_left};
use crate::kit::app::PASSWORD;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::outbox;
use crate::kit::program::gives_pair;
use crate::openid::device::{asks, decides, device};
use crate::races::at_once;
use crate::web::account::signed_in;
use crate::web::{asks as wanted, each_app, each_program, each_with_ada};
use vestibule::domain::audit::ActorKind;
use vestibule::domain::audit::kind::Outcome;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::access;
use vestibule::flow::{apps, end_token};

#[test]
fn what_apps_do_all_day_leaves_nothing() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let pair = leaves(app, &[], || gives_pair(&program.redeems(&code)));
        let pair = leaves(app, &[], || gives_pair(&program.refreshes(&pair.refresh)));
        leaves(app, &[], || assert!(app.is_live(&pair.access)));
        leaves(app, &[], || app.asks_user(&pair.access));
        leaves(app, &[], || program.introspects(&pair.access));
        leaves(app, &[], || {
            program.asks(&[("grant_type", "client_credentials")])
        });
        leaves(app, &["sign_in"], || program.trades("ada", PASSWORD));
    });
}

#[test]
fn what_is_presented_again_leaves_an_event_once_however_often_it_comes() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        gives_pair(&program.redeems(&code));
        let event = one_left(app, || program.redeems(&code));
        assert_eq!(
            (event.event.word(), event.outcome),
            ("code_reused", Outcome::Refused)
        );
        assert_eq!(event.actor_kind, ActorKind::App);
        assert_eq!(event.actor, Some(program.app.id.0));
        let id = program.app.id.0.to_string();
        assert_eq!(event.people.actor, Some(id));
        assert_eq!(event.app_id, Some(program.app.id));
        assert!(event.people.user.is_some() && event.request_id.is_some());
        leaves(app, &[], || program.redeems(&code));

        let code = makes_code(app, &program.app, "ada", PLAIN);
        let first = gives_pair(&program.redeems(&code));
        let second = gives_pair(&program.refreshes(&first.refresh));
        gives_pair(&program.refreshes(&second.refresh));
        leaves(app, &["refresh_reused"], || {
            program.refreshes(&first.refresh)
        });
        leaves(app, &[], || program.refreshes(&first.refresh));
    });
}

#[test]
fn a_token_that_is_given_back_leaves_an_event_once_whoever_gives_it() {
    each_program(|app, program| {
        let pair = || gives_pair(&program.redeems(&makes_code(app, &program.app, "ada", PLAIN)));
        let first = pair();
        let event = one_left(app, || program.revokes(&first.access));
        assert_eq!(detail(&event), r#"{"kind":"access_token"}"#);
        assert!(event.people.user.is_some());
        leaves(app, &[], || program.revokes(&first.access));
        let event = one_left(app, || program.revokes(&first.refresh));
        assert_eq!(detail(&event), r#"{"kind":"refresh_token"}"#);
        leaves(app, &[], || program.revokes(&first.refresh));
        leaves(app, &[], || program.revokes("nobody's"));
        let second = pair();
        let path = format!(
            "/platform/oauth/invalidate_token?access_token={}",
            second.access
        );
        leaves(app, &["token_revoked"], || app.stranger().get(&path));
        leaves(app, &[], || app.stranger().get(&path));
        let third = pair();
        leaves(app, &["token_revoked"], || {
            end_token(app.platform(), &third.access).is_ok()
        });
        leaves(app, &[], || {
            end_token(app.platform(), &third.access).is_ok()
        });
    });
}

#[test]
fn a_device_that_is_allowed_leaves_one_event() {
    each_with_ada(|app| {
        let program = device(app);
        let mut ada = signed_in(app, "ada");
        let codes = leaves(app, &[], || asks(&program, "basic"));
        leaves(app, &["consent_given"], || {
            decides(app, &mut ada, &codes, "Allow")
        });
        leaves(app, &[], || program.polls(&codes.device));
    });
}

#[test]
fn what_comes_several_times_at_once_leaves_one_event() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let pair = gives_pair(&program.redeems(&code));
        leaves(app, &["token_revoked"], || {
            at_once(8, |_| program.revokes(&pair.access).status)
        });
        leaves(app, &["code_reused"], || {
            at_once(8, |_| program.redeems(&code).status)
        });
        let mut ada = signed_in(app, "ada");
        let home = ada.get("/");
        leaves(app, &["sign_out"], || {
            at_once(8, |_| {
                app.presses(&mut ada.clone(), &home, "Sign out").status
            })
        });
    });
}

#[test]
fn a_callback_that_is_given_up_leaves_one_event() {
    each_app("[callbacks]\nallow_private_addresses = true", |app| {
        let platform = app.platform();
        app.adds_user("ada", None);
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            deauthorize_url: Some("http://127.0.0.1:9/gone".to_owned()),
            ..Wishes::default()
        });
        app.gets_token(&wanted(&issued, &[("display", "desktop")]), "ada");
        leaves(app, &["consent_withdrawn"], || {
            access::withdraw(platform, "ada", &issued.app).is_ok()
        });
        let nowhere = Wishes {
            deauthorize_url: Some(String::new()),
            ..Wishes::default()
        };
        let id = issued.app.id.0.to_string();
        assert!(apps::edit(platform, &id, &nowhere).is_ok());
        let failed = one_left(app, || outbox::tries(app));
        assert_eq!(
            (failed.event.word(), failed.outcome),
            ("callback_failed", Outcome::Failed)
        );
        assert_eq!(detail(&failed), r#"{"kind":"deauthorize"}"#);
        leaves(app, &[], || outbox::tries(app));
    });
}
