//! The server key's file.

use super::KEY;
use crate::cli::place::Place;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use vestibule::domain::server_key::ServerKey;
use vestibule::settings::{Inputs, Settings, server_key::load_or_make};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn settings(place: &Place) -> Settings {
    let data_dir = place.data().display().to_string();
    let inputs = Inputs {
        environment: vec![("VESTIBULE_DATA_DIR".to_owned(), Some(data_dir))],
        ..Inputs::default()
    };
    Settings::load(&inputs).expect("settings")
}

fn fingerprint(place: &Place) -> Result<String, String> {
    load_or_make(&settings(place), &mut rand::rng())
        .map(|key| key.fingerprint())
        .map_err(|refused| refused.to_string())
}

#[test]
fn is_made_once_for_its_owner_alone() {
    let place = Place::new();
    let first = fingerprint(&place).expect("made");
    assert_eq!(mode(&place.data()), 0o700);
    assert_eq!(mode(&place.data().join("secret.key")), 0o600);
    assert_eq!(fingerprint(&place).expect("loaded"), first);
    let files = fs::read_dir(place.data()).unwrap().count();
    assert_eq!(files, 1, "no draft is left");
}

#[test]
fn that_others_can_read_refuses() {
    let place = Place::new();
    fingerprint(&place).expect("made");
    let path = place.data().join("secret.key");
    for open in [0o644, 0o604] {
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        let text = fingerprint(&place).expect_err("others can read it");
        assert!(text.contains("chmod 600"), "{text}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    fingerprint(&place).expect("read-only is good");
}

#[test]
fn that_holds_no_key_is_refused_and_kept() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let path = place.data().join("secret.key");
    for text in ["", "not a key", &KEY[1..], &format!("{KEY}{KEY}")] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let refusal = fingerprint(&place).expect_err("no key");
        assert!(refusal.contains("backup"), "{refusal}");
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            text,
            "nothing is overwritten"
        );
    }
    fs::write(&path, format!("{KEY}\n")).unwrap();
    assert_eq!(
        fingerprint(&place).unwrap(),
        ServerKey::parse(KEY).unwrap().fingerprint()
    );
}

#[test]
fn is_one_even_when_many_make_it_at_once() {
    let place = Place::new();
    let made: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| fingerprint(&place)))
            .collect();
        runs.into_iter()
            .map(|run| run.join().unwrap().expect("a key"))
            .collect()
    });
    assert!(made.windows(2).all(|pair| pair[0] == pair[1]), "{made:?}");
}

#[test]
fn is_not_made_where_a_key_is_set() {
    let place = Place::new().with("VESTIBULE_SECRET_KEY", KEY);
    place.runs(&["settings"]).succeeds();
    assert!(!place.data().exists());
}

#[test]
fn is_not_made_anew_beside_a_database_that_is_there() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    let path = place.data().join("secret.key");
    let aside = place.data().join("aside");
    fs::rename(&path, &aside).unwrap();
    for command in [["user", "list"], ["db", "migrate"], ["db", "check"]] {
        place
            .runs(&command)
            .refuses(&["secret.key", "backup", "VESTIBULE_SECRET_KEY"]);
        assert!(!path.exists(), "a new key opens nothing");
    }
    fs::rename(&aside, &path).unwrap();
    place.runs(&["user", "list"]).succeeds();
}
