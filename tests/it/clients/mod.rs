//! Client libraries that others wrote, unmodified: each does with the platform what its own documentation
//! shows, and the platform is what it expects.

mod browser;
mod coturn;
mod node;
mod python;
mod respoke;

use crate::kit::app::TestApp;
use crate::kit::clients::{Runtime, with_libraries};
use crate::kit::db::each_db;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::Issued;

/// On each database, a platform where Ada is a user, for programs in one language.
#[track_caller]
fn scene(runtime: &Runtime, name: &str, story: impl Fn(&TestApp)) {
    with_libraries(runtime, name, || {
        each_db(|db| {
            let app = TestApp::start(&db.url, "");
            app.adds_user("ada", Some("ada@example.org"));
            story(&app);
        });
    });
}

/// A program on a server of its own, which keeps a secret.
#[track_caller]
fn server_app(app: &TestApp, redirect_uri: &str) -> Issued {
    app.adds_app(Wishes {
        kind: Some(Kind::Web),
        redirect_uris: Some(vec![redirect_uri.to_owned()]),
        ..Wishes::default()
    })
}

/// The token that a library made of an answer: complete, and live on the platform.
#[track_caller]
fn fresh_token(app: &TestApp, token: &Value) -> String {
    assert_eq!(token["expires_in"], json!(86400), "{token}");
    assert_eq!(token["token_type"], json!("bearer"), "{token}");
    let access_token = token["access_token"].as_str().expect("text");
    assert!(app.is_live(access_token), "{token}");
    access_token.to_owned()
}

/// What `/api/user` told a library of Ada.
#[track_caller]
fn is_ada(user: &Value) {
    assert_eq!(user["type"], json!("person"), "{user}");
    assert_eq!(user["name"], json!("ada"), "{user}");
}

#[test]
fn each_library_is_pinned_by_its_hash_and_no_registry_is_named() {
    for (folder, lock) in [
        ("node", include_str!("../../clients/node/package-lock.json")),
        (
            "respoke",
            include_str!("../../clients/respoke/package-lock.json"),
        ),
    ] {
        let packages: Value = serde_json::from_str(lock).expect("JSON");
        let packages = packages["packages"].as_object().expect("packages");
        let libraries = packages.iter().filter(|(path, _)| !path.is_empty());
        for (path, package) in libraries {
            let hash = package["integrity"].as_str().expect(path);
            assert!(hash.starts_with("sha512-"), "{path}");
            assert_eq!(package["resolved"], json!(null), "{path}");
            // Libraries of 2014 tell theirs in ways of their own.
            let is_new = folder == "node";
            assert!(!is_new || package["license"] == json!("MIT"), "{path}");
        }
    }
    let requirements = include_str!("../../clients/python/requirements.txt");
    assert!(!requirements.contains("://"));
    let pins = requirements.matches("==").count();
    let hashes = requirements.matches("--hash=sha256:").count();
    assert!(pins > 1 && pins == hashes, "{pins} pins, {hashes} hashes");
}
