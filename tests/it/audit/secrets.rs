//! After a day of all kinds of acts: no event holds a secret, an address, a name, or what a stranger typed.

use super::{MAIL, events};
use crate::kit::app::PASSWORD;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{gives_pair, server_program};
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::own_email::wishes;
use crate::web::{each_app, tries};
use serde_json::Value;
use std::time::Duration;
use vestibule::domain::audit::DETAIL_BYTES;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;
use vestibule::flow::users::{self, Edit, Way};

#[test]
fn no_event_holds_a_secret_an_address_a_name_or_a_strangers_words() {
    each_app(MAIL, |app| {
        let platform = app.platform();
        app.adds_user("ada", Some("ada@example.org"));
        let mut ada = signed_in(app, "ada");
        wishes(&mut ada, "ada@example.net");
        tries(
            &mut app.stranger(),
            SIGN_IN,
            "typed-by-a-stranger",
            "guessed-by-a-stranger",
        );
        tries(&mut app.stranger(), SIGN_IN, "ada", "guessed-by-a-stranger");
        let program = server_program(app, Wishes::default());
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let pair = gives_pair(&program.redeems(&code));
        program.redeems(&code);
        program.revokes(&pair.access);
        let id = program.app.id.0.to_string();
        let secret = apps::rotate_secret(platform, &id, Some(Duration::from_secs(60)));
        let Ok(secret) = secret else {
            panic!("a secret")
        };
        let secret = secret.client_secret.expect("a secret").to_string();
        let wish = Wishes {
            redirect_uris: Some(vec!["https://elsewhere.example/cb".to_owned()]),
            owner: Some("Quill and Feather".to_owned()),
            ..Wishes::default()
        };
        assert!(apps::edit(platform, &id, &wish).is_ok());
        let link = users::reset_link(platform, "ada", Way::Printed)
            .expect("a link")
            .link;
        let edit = Edit {
            name: Some("quill".to_owned()),
            email: Some("quill@feather.example".to_owned()),
            display_name: Some("Countess".to_owned()),
            ..Edit::default()
        };
        users::edit(platform, "ada", &edit).expect("an edit");
        let (_, token) = link.split_once("link=").expect("a token");
        let all = events(app);
        assert!(all.len() > 10, "{all:#?}");
        let public_id = users::find(platform, "quill").expect("is there").public_id;
        for event in &all {
            let shown = event.in_words().to_string();
            for never in [
                PASSWORD,
                "guessed",
                "typed-by",
                "example",
                "@",
                "http",
                "Countess",
                "Quill",
                "quill",
                "ada\"",
                code.as_str(),
                &pair.access,
                &pair.refresh,
                &secret,
                token,
                &program.app.client_id,
            ] {
                assert!(!shown.contains(never), "{never} is in {shown}");
            }
            let detail = event.detail.clone().unwrap_or_default();
            assert!(detail.len() <= DETAIL_BYTES);
            let is_object = serde_json::from_str::<Value>(&detail).is_ok_and(|it| it.is_object());
            assert!(detail.is_empty() || is_object, "{detail}");
        }
        assert!(
            all.iter()
                .any(|event| event.people.actor.as_ref() == Some(&public_id))
        );
    });
}

#[test]
fn events_of_somebody_who_is_removed_stay_and_tell_nothing_more_of_them() {
    each_app("", |app| {
        let platform = app.platform();
        let ada = app.adds_user("ada", None);
        let eve = app.adds_user("eve", None);
        signed_in(app, "ada");
        signed_in(app, "eve");
        let theirs = |key| {
            events(app)
                .into_iter()
                .filter(move |event| event.user_key == Some(key))
        };
        let before = theirs(ada.key).count();
        assert!(theirs(ada.key).any(|event| event.detail.is_some()));
        let file = users::export(platform, "ada").expect("a file");
        assert_eq!(file["events"].as_array().map(Vec::len), Some(before));
        assert_eq!(file["events"][0]["event"], "user_added");
        assert_eq!(
            file["events"][0]["user"],
            Value::from(ada.public_id.clone())
        );
        users::remove(platform, "ada").expect("is gone");
        assert_eq!(theirs(ada.key).count(), before + 1);
        for event in theirs(ada.key) {
            assert_eq!((event.detail, event.people.user), (None, None));
        }
        assert!(theirs(eve.key).any(|event| event.detail.is_some()));
    });
}
