//! Keys of the platform, with a client that keeps them for a while (module `server-rotate-keys`).

use super::{Platform, REDIRECT_URI};
use crate::clients::server_app;
use crate::kit::app::TestApp;
use crate::kit::clients::{NODE, Program, with_libraries};
use crate::kit::db::on_postgresql;
use crate::kit::server::Home;
use crate::web::each_app;
use serde_json::{Value, json};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::time::days;
use vestibule::flow::apps::IssuedApp;
use vestibule::flow::keys::{self, Begins};

/// The same for both servers.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

#[test]
fn what_one_server_signs_is_verified_by_the_keys_that_another_tells() {
    let name = "what_one_server_signs_is_verified_by_the_keys_that_another_tells";
    with_libraries(&NODE, name, || {
        on_postgresql(|db| {
            let database = format!("database_url = {:?}\n{KEY}", db.url);
            let app = ["--redirect-uri", REDIRECT_URI];
            let platform = Platform::start(Home::new(&database), &app);
            let public_url = platform.origin();
            let other = Home::new(&format!("{database}\npublic_url = {public_url:?}"));
            let other = other.serves();
            let said = platform
                .program(&NODE, "servers")
                .told("OTHER", &other.url(""))
                .says();
            for (journey, paths) in [
                (
                    "there",
                    ["other /platform/oauth/request_token", "one /oauth/jwks"],
                ),
                (
                    "back",
                    ["one /platform/oauth/request_token", "other /oauth/jwks"],
                ),
            ] {
                let said = &said[journey];
                let asked = said["asked"].as_array().expect("paths");
                for path in paths {
                    assert!(asked.contains(&json!(path)), "{journey}: {said}");
                }
                let userinfo = &said["userinfo"];
                assert_eq!(userinfo["sub"], said["claims"]["sub"]);
                assert_eq!(said["claims"]["iss"], json!(public_url));
                assert_eq!(userinfo["name"], json!("ada"));
            }
        });
    });
}

/// A sign-in verified with the set that was kept from before, which is so many seconds old.
#[track_caller]
fn verifies(app: &TestApp, issued: &IssuedApp, kept: Option<(&Value, u32)>) -> Value {
    keys::look(app.platform()).expect("looks");
    let now = app.now().millis() / 1000;
    let mut program = Program::new(&NODE, "keys", app, issued).told("NOW", &now.to_string());
    if let Some((jwks, age)) = kept {
        program = program
            .told("KEPT", &jwks.to_string())
            .told("AGE", &age.to_string());
    }
    program.says()
}

#[test]
fn a_client_that_keeps_the_keys_is_not_stopped_when_another_signs() {
    let name = "a_client_that_keeps_the_keys_is_not_stopped_when_another_signs";
    with_libraries(&NODE, name, || {
        each_app("", |app| {
            app.adds_user("ada", None);
            let issued = server_app(app, REDIRECT_URI);
            let rotate = |begins| {
                let rotated = keys::rotate(app.platform(), Algorithm::Rs256, begins);
                json!(rotated.expect("rotates").kid)
            };
            let first = verifies(app, &issued, None);
            let second = rotate(Begins::AfterTheLead);
            // Until the lead is over the old key signs, and the old set is enough.
            let before = verifies(app, &issued, Some((&first["jwks"], 0)));
            assert_eq!(
                (&before["kid"], &before["fetched"]),
                (&first["kid"], &json!(0))
            );
            // Fetched at any time in the lead, the set is enough when the new key signs.
            let during = verifies(app, &issued, None);
            assert_eq!(during["kid"], first["kid"]);
            app.advance(days(1));
            let after = verifies(app, &issued, Some((&during["jwks"], 0)));
            assert_eq!((&after["kid"], &after["fetched"]), (&second, &json!(0)));
            // Without a lead the client has to fetch it once, which this one does not do twice within a minute.
            let third = rotate(Begins::Now);
            let at_once = verifies(app, &issued, Some((&during["jwks"], 61)));
            assert_eq!((&at_once["kid"], &at_once["fetched"]), (&third, &json!(1)));
            let too_soon = verifies(app, &issued, Some((&during["jwks"], 0)));
            assert_eq!(too_soon["refused"], json!("OAUTH_KEY_SELECTION_FAILED"));
        });
    });
}
