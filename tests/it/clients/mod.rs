//! Client libraries that others wrote, unmodified: each does with the platform what its own documentation
//! shows, and the platform is what it expects.

mod browser;
mod console;
mod coturn;
mod desktop;
mod gateway;
mod node;
mod openid;
mod python;
mod respoke;

use crate::kit::app::TestApp;
use crate::kit::clients::{Runtime, with_libraries};
use crate::kit::root::place;
use crate::web::each_app;
use serde_json::{Value, json};
use std::fs;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::IssuedApp;

/// On each database, a platform where Ada is a user, for programs in one language.
#[track_caller]
fn scene(runtime: &Runtime, name: &str, story: impl Fn(&TestApp)) {
    with_libraries(runtime, name, || {
        each_app("", |app| {
            app.adds_user("ada", Some("ada@example.org"));
            story(app);
        });
    });
}

/// A program on a server of its own, which keeps a secret.
#[track_caller]
fn server_app(app: &TestApp, redirect_uri: &str) -> IssuedApp {
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

/// The lock files of this name below `tests/clients`, each with its folder.
fn lock_files(name: &str) -> Vec<(String, String)> {
    let clients = place("tests/clients");
    let folders = fs::read_dir(clients).expect("the folder of all programs");
    let mut found = Vec::new();
    for folder in folders {
        let folder = folder.expect("a folder");
        if let Ok(lock) = fs::read_to_string(folder.path().join(name)) {
            found.push((folder.file_name().to_string_lossy().into_owned(), lock));
        }
    }
    found
}

#[test]
fn each_library_is_pinned_by_its_hash_and_no_registry_is_named() {
    let locks = lock_files("package-lock.json");
    assert_eq!(locks.len(), 4);
    for (folder, lock) in locks {
        let packages: Value = serde_json::from_str(&lock).expect("JSON");
        let packages = packages["packages"].as_object().expect("packages");
        let libraries = packages.iter().filter(|(path, _)| !path.is_empty());
        for (path, package) in libraries {
            let hash = package["integrity"].as_str().expect(path);
            assert!(hash.starts_with("sha512-"), "{path}");
            assert_eq!(package["resolved"], json!(null), "{path}");
            // Libraries of 2014 tell theirs in ways of their own, or in their readme alone.
            let licence = package["license"].as_str();
            let is_named = licence.is_some() || folder == "node";
            // Those of this project.
            let fits = [Some("MIT"), Some("Apache-2.0")].contains(&licence);
            // It looks at pages in the browser of the tests, and is part of nothing.
            let fits = fits || (folder == "axe" && licence == Some("MPL-2.0"));
            assert!(folder == "respoke" || !is_named || fits, "{path}");
        }
    }
    let locks = lock_files("requirements.txt");
    assert_eq!(locks.len(), 5);
    for (folder, lock) in locks {
        assert!(!lock.contains("://"), "{folder}");
        let pins = lock.matches("==").count();
        let hashes = lock.matches("--hash=sha256:").count();
        let both = format!("{folder}: {pins} pins, {hashes} hashes");
        // Of what is compiled there is a file for each processor.
        let each_has_one = |pin: &str| pin.contains("--hash=sha256:");
        assert!(
            pins > 1 && lock.split("==").skip(1).all(each_has_one),
            "{both}"
        );
    }
}
