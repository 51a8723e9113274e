//! What an operator does: each act leaves one event, and one that changes nothing leaves none.

use super::{detail, leaves, one_left};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::broker::endpoint_token;
use crate::web::account::SIGN_IN;
use crate::web::{each_app, tries};
use serde_json::json;
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::domain::audit::kind::Outcome;
use vestibule::domain::broker::endpoint_token::EndpointToken;
use vestibule::domain::broker::standing::RoleOf;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::{TokenTtl, Wishes};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::flow::apps::{self, KnownCredentials};
use vestibule::flow::broker::{endpoints, roles};
use vestibule::flow::gateway::clients;
use vestibule::flow::keys::{self, Begins};
use vestibule::flow::users::import::Import;
use vestibule::flow::users::{self, Edit, NewUser, Role, Way, access};

const HASH: &str = "$2b$04$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO";

fn new<'a>(name: &'a str, role: Role) -> NewUser<'a> {
    NewUser {
        name,
        email: None,
        email_verified: false,
        display_name: None,
        locale: None,
        role,
    }
}

#[track_caller]
fn edits(app: &TestApp, edit: &Edit) {
    users::edit(app.platform(), "ada", edit).expect("an edit");
}

#[test]
fn each_act_on_a_user_leaves_exactly_its_event() {
    each_app("", |app| {
        let platform = app.platform();
        // Somebody goes on to administer.
        let other = users::draft(platform, new("rhea", Role::Admin)).expect("a draft");
        users::add(platform, &other, PASSWORD).expect("another admin");
        let added = one_left(app, || app.adds_user("ada", None));
        assert_eq!(added.event.word(), "user_added");
        assert_eq!(
            (added.outcome, added.actor_kind),
            (Outcome::Ok, ActorKind::System)
        );
        let ada = users::find(platform, "ada").expect("ada");
        assert_eq!(
            (added.user_key, added.people.user),
            (Some(ada.key), Some(ada.public_id))
        );
        assert_eq!((added.request_id, added.network), (None, None));

        let locale = Edit {
            locale: Some("et".to_owned()),
            email: Some("ada@example.org".to_owned()),
            ..Edit::default()
        };
        let edited = one_left(app, || edits(app, &locale));
        assert_eq!(edited.event.word(), "user_edited");
        assert_eq!(
            detail(&edited),
            r#"{"fields":["email","locale"],"old":{"locale":null},"new":{"locale":"et"}}"#
        );
        leaves(app, &[], || edits(app, &locale));
        let role = |role| Edit {
            role: Some(role),
            ..Edit::default()
        };
        leaves(app, &["admin_given"], || edits(app, &role(Role::Admin)));
        leaves(app, &["admin_taken"], || edits(app, &role(Role::Person)));
        leaves(app, &["password_changed"], || {
            users::set_password(platform, "ada", "lantern under the birch").expect("is set")
        });
        leaves(app, &[], || users::unlock(platform, "ada").expect("is in"));
        tries(&mut app.stranger(), SIGN_IN, "ada", "no password of hers");
        let unlocked = one_left(app, || users::unlock(platform, "ada").expect("is unlocked"));
        assert_eq!(unlocked.event.word(), "user_edited");
        assert!(detail(&unlocked).contains("sign_in_limit"));
        leaves(app, &["link_made"], || {
            users::reset_link(platform, "ada", Way::Printed).expect("a link")
        });
        leaves(app, &["factors_reset"], || {
            users::reset_factors(platform, "ada").expect("is reset")
        });
        leaves(app, &["exported"], || {
            users::hand_out(platform, "ada").expect("a file")
        });
        leaves(app, &["user_disabled"], || {
            users::disable(platform, "ada").expect("is out")
        });
        leaves(app, &[], || {
            users::disable(platform, "ada").expect("is out already")
        });
        leaves(app, &["user_enabled"], || {
            users::enable(platform, "ada").expect("is in")
        });
        leaves(app, &[], || {
            users::enable(platform, "ada").expect("is in already")
        });
        leaves(app, &["user_invited"], || {
            users::invite(platform, new("bob", Role::Admin), Way::Printed).expect("is invited")
        });
        leaves(app, &["link_made"], || {
            users::invite(platform, new("bob", Role::Person), Way::Printed).expect("again")
        });
        leaves(app, &["user_imported", "user_imported"], || {
            let mut import = Import::begin(platform);
            for (line, name) in [(1, "eve"), (2, "ivy"), (3, "eve")] {
                let text = format!(r#"{{"name":"{name}","password_hash":"{HASH}"}}"#);
                import.line(line, &text).expect("is read");
            }
            import.end().expect("an end")
        });
        leaves(app, &["user_removed"], || {
            users::remove(platform, "ada").expect("is gone")
        });
        // Refused: nothing was done.
        leaves(app, &[], || {
            users::disable(platform, "ada").expect_err("is gone")
        });
        leaves(app, &[], || {
            users::unlock(platform, "ada").expect_err("is gone")
        });
    });
}

#[test]
fn each_end_of_sessions_leaves_one_event_and_none_where_nothing_ends() {
    each_app("", |app| {
        let platform = app.platform();
        app.adds_user("ada", None);
        leaves(app, &[], || {
            access::end_sessions(platform, "ada").expect("an end")
        });
        let signs_in = || {
            crate::web::account::signed_in(app, "ada");
            app.advance(Duration::from_millis(1));
        };
        signs_in();
        signs_in();
        let open = access::sessions(platform, Some("ada")).expect("a list");
        let id = open[0].0.key.encode();
        let ended = one_left(app, || access::end_session(platform, &id).expect("an end"));
        assert_eq!(ended.event.word(), "session_ended");
        assert_eq!(ended.session_key, Some(open[0].0.key));
        assert_eq!(detail(&ended), r#"{"which":"one"}"#);
        leaves(app, &[], || {
            access::end_session(platform, &id).expect_err("over")
        });
        leaves(app, &["session_ended"], || {
            access::end_sessions(platform, "ada").expect("an end")
        });
        leaves(app, &[], || {
            access::end_sessions(platform, "ada").expect("an end")
        });
    });
}

#[test]
fn each_act_on_an_app_leaves_exactly_its_event() {
    each_app("", |app| {
        let platform = app.platform();
        let wishes = Wishes {
            name: Some("Paint".to_owned()),
            kind: Some(Kind::Web),
            redirect_uris: Some(vec!["https://paint.example/cb".to_owned()]),
            ..Wishes::default()
        };
        let added = one_left(app, || {
            apps::add(platform, &wishes, &KnownCredentials::default()).map(drop)
        });
        assert_eq!(added.event.word(), "app_added");
        let id = added.app_id.expect("an app").0.to_string();
        let edit = Wishes {
            name: Some("Draw".to_owned()),
            redirect_uris: Some(vec!["https://draw.example/cb".to_owned()]),
            token_ttl: Some(TokenTtl::Own(Duration::from_secs(60))),
            ..Wishes::default()
        };
        let edited = one_left(app, || apps::edit(platform, &id, &edit).map(drop));
        assert_eq!(edited.event.word(), "app_edited");
        assert_eq!(
            detail(&edited),
            r#"{"fields":["name","token_ttl","redirect_uris"],"old":{"token_ttl":null},"new":{"token_ttl":60}}"#
        );
        leaves(app, &[], || apps::edit(platform, &id, &edit).is_ok());
        let hour = Some(Duration::from_secs(3600));
        leaves(app, &["secret_made"], || {
            apps::rotate_secret(platform, &id, hour).is_ok()
        });
        leaves(app, &["key_made"], || {
            apps::rotate_callback_key(platform, &id).is_ok()
        });
        leaves(app, &["app_disabled"], || {
            apps::disable(platform, &id).is_ok()
        });
        leaves(app, &[], || apps::disable(platform, &id).is_ok());
        leaves(app, &["app_enabled"], || {
            apps::enable(platform, &id).is_ok()
        });
        leaves(app, &[], || apps::enable(platform, &id).is_ok());
        let paint = apps::find(platform, &id).expect("an app");
        let sent = json!({"name": "member"});
        let sent = sent.as_object().expect("an object");
        let Ok(role) = leaves(app, &["role_added"], || roles::add(platform, &paint, sent)) else {
            panic!("the role is added")
        };
        leaves(app, &[], || {
            roles::edit(platform, None, &role.uuid, sent).is_ok()
        });
        for another in [json!({"name": "guest"}), json!({"mediaRelay": true})] {
            let sent = another.as_object().expect("an object");
            leaves(app, &["role_edited"], || {
                roles::edit(platform, None, &role.uuid, sent).is_ok()
            });
        }
        leaves(app, &["role_removed"], || {
            roles::remove(platform, None, &role.uuid).is_ok()
        });
        leaves(app, &[], || {
            roles::remove(platform, None, &role.uuid).is_err()
        });
        let token = EndpointToken {
            app_id: paint.id,
            role: RoleOf::Development,
            ..endpoint_token(1)
        };
        let named = token.endpoint_id.as_str().to_owned();
        let insert = Change::writes(vec![Write::InsertEndpointToken(token)]);
        platform.store.commit(insert).expect("a token");
        leaves(app, &["endpoint_removed"], || {
            endpoints::remove(platform, &paint, &named).is_ok()
        });
        leaves(app, &[], || {
            endpoints::remove(platform, &paint, &named).is_ok()
        });
        leaves(app, &["app_removed"], || {
            apps::remove(platform, &id).is_ok()
        });
        leaves(app, &[], || {
            apps::disable(platform, &id).expect_err("is gone")
        });
    });
}

#[test]
fn each_act_on_a_socket_client_or_a_signing_key_leaves_exactly_its_event() {
    each_app("", |app| {
        let platform = app.platform();
        leaves(app, &["socket_client_added"], || {
            app.adds_socket_client("bot", None)
        });
        leaves(app, &[], || clients::add(platform, "bot", None).is_err());
        let rotated = one_left(app, || clients::rotate(platform, "bot").map(drop));
        assert_eq!(detail(&rotated), r#"{"client":"bot","field":"secret"}"#);
        let hook = "https://bot.example.org/hook";
        leaves(app, &[], || clients::edit(platform, "bot", "").is_ok());
        leaves(app, &["socket_client_edited"], || {
            clients::edit(platform, "bot", hook).is_ok()
        });
        leaves(app, &[], || clients::edit(platform, "bot", hook).is_ok());
        leaves(app, &[], || {
            clients::end_tokens(platform, "bot", None).is_ok()
        });
        leaves(app, &["socket_client_edited"], || {
            clients::rotate_webhook_key(platform, "bot").is_ok()
        });
        leaves(app, &["socket_client_removed"], || {
            clients::remove(platform, "bot").is_ok()
        });
        // Those that are made at a start are no act of anybody.
        keys::held(platform).expect("keys");
        let Ok(made) = leaves(app, &["key_rotated"], || {
            keys::rotate(platform, Algorithm::Es256, Begins::Now)
        }) else {
            panic!("a key")
        };
        let revoked = one_left(app, || keys::revoke(platform, &made.kid));
        assert_eq!(detail(&revoked), r#"{"key":"ES256","revoked":true}"#);
        leaves(app, &[], || keys::revoke(platform, &made.kid).is_ok());
        leaves(app, &[], || keys::revoke(platform, "nobody's").is_ok());
    });
}
