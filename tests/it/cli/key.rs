//! `vestibule key`: replacing the server key, as docs/keys.md tells it.

use super::place::{Place, each_place};
use crate::kit::outcome::Outcome;
use crate::kit::told::{says, words};
use std::fs;
use std::os::unix::fs::PermissionsExt;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const DOCS: &str = include_str!("../../../docs/keys.md");

fn key(place: &Place, name: &str) -> String {
    let path = place.data().join(name);
    let mode = fs::metadata(&path).expect(name).permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{name}");
    fs::read_to_string(path).expect(name)
}

fn copy(from: &Place, to: &Place, name: &str) {
    fs::create_dir_all(to.data()).expect("a folder");
    fs::copy(from.data().join(name), to.data().join(name)).expect(name);
}

fn rotate(place: &Place) -> String {
    let run = place.runs(&["key", "rotate", "--only-server"]).succeeds();
    assert_eq!(run.out, "", "prose goes to stderr");
    run.err
}

#[test]
fn a_rotated_key_is_new_and_the_old_ones_are_kept_the_newest_first() {
    each_place(|place| {
        place.runs(&["db", "migrate"]).succeeds();
        let first = key(place, "secret.key");
        let said = rotate(place);
        let told = ["Restart", "secret.key.previous", "hour", "--callback-key"];
        says(&said, &told);
        let second = key(place, "secret.key");
        assert_ne!(first, second);
        assert_eq!(key(place, "secret.key.previous"), first);
        rotate(place);
        let both = format!("{second}{first}");
        assert_eq!(key(place, "secret.key.previous"), both);
        let files = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<String> = fs::read_dir(place.data())
            .unwrap()
            .flatten()
            .map(files)
            .filter(|name| name.starts_with("secret"))
            .collect();
        names.sort();
        assert_eq!(names, ["secret.key", "secret.key.previous"], "no draft");
        for key in [&first, &second] {
            assert!(!said.contains(key.trim()));
        }
    });
}

#[test]
fn a_database_takes_on_the_new_key_and_then_needs_the_old_one_no_more() {
    each_place(|place| {
        place.adds_user("ada");
        let old = key(place, "secret.key");
        rotate(place);
        place.runs(&["db", "check"]).succeeds();
        let previous = place.data().join("secret.key.previous");
        let aside = place.data().join("aside");
        fs::rename(&previous, &aside).unwrap();
        for command in [["db", "check"], ["user", "list"]] {
            place.runs(&command).refuses(&["another secret_key"]);
        }
        fs::rename(&aside, &previous).unwrap();
        place.runs(&["user", "list"]).succeeds();
        fs::remove_file(&previous).unwrap();
        place.runs(&["user", "list"]).succeeds();
        place.writes("vestibule-data/secret.key", &old);
        place.refuses("user list", &["another secret_key", "secret_key_previous"]);
    });
}

#[test]
fn callback_keys_change_with_the_server_key() {
    let place = Place::new();
    place.json(&["app", "add", "--json", "--name", "A", "--kind", "web"]);
    let shown = || place.does("app show A --callback-key");
    let before = shown().out;
    rotate(&place);
    assert_ne!(shown().out, before);
}

#[test]
fn several_servers_prepare_then_rotate_one_after_the_other_and_none_is_ever_refused() {
    each_place(|one| {
        let url = one.variable("VESTIBULE_DATABASE_URL");
        let other = Place::new().with("VESTIBULE_DATABASE_URL", &url);
        let both_open = |moment: &str| {
            for _ in 0..2 {
                for place in [one, &other] {
                    let run = place.runs(&["user", "list"]);
                    assert_eq!(run.code, 0, "{moment}: {run:?}");
                }
            }
        };
        one.runs(&["db", "migrate"]).succeeds();
        copy(one, &other, "secret.key");
        both_open("before");
        let is_file = url.starts_with("sqlite:");
        if !is_file {
            one.refuses("key rotate", &["vestibule key prepare", "--only-server"]);
        }
        let said = one.runs(&["key", "prepare"]).succeeds().err;
        assert!(said.contains("secret.key.next") && said.contains("restart each"));
        let next = key(one, "secret.key.next");
        one.runs(&["key", "prepare"]).succeeds();
        assert_eq!(key(one, "secret.key.next"), next, "one next key");
        copy(one, &other, "secret.key.next");
        both_open("prepared");
        one.runs(&["key", "rotate"]).succeeds();
        both_open("one rotated");
        other.runs(&["key", "rotate"]).succeeds();
        both_open("both rotated");
        for place in [one, &other] {
            assert_eq!(key(place, "secret.key"), next);
            fs::remove_file(place.data().join("secret.key.previous")).unwrap();
        }
        both_open("the old key forgotten");
        copy(one, &other, "secret.key");
        other.writes("vestibule-data/secret.key.next", &next);
        let path = other.data().join("secret.key.next");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        other.refuses("key rotate", &["secret.key.next", "in use already"]);
    });
}

#[test]
fn a_key_that_cannot_be_rotated_says_what_to_do() {
    let set = Place::new().with("VESTIBULE_SECRET_KEY", KEY);
    let empty = Place::new();
    for command in ["rotate", "prepare"] {
        let mends = words("VESTIBULE_SECRET_KEY secret_key_previous docs/keys.md");
        set.runs(&["key", command]).refuses(&mends);
        let none = empty.runs(&["key", command]);
        none.refuses(&["not there yet", "vestibule serve"]);
    }
    assert!(!set.data().exists() && !empty.data().exists());
}

#[test]
fn the_keys_beside_the_key_are_read_as_strictly_as_the_key() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    for name in ["secret.key.previous", "secret.key.next"] {
        let path = place.data().join(name);
        for (text, mode, word) in [
            (KEY, 0o644, "chmod 600"),
            ("not a key", 0o600, "holds no server key"),
        ] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            place.runs(&["user", "list"]).refuses(&[name, word]);
        }
        fs::remove_file(&path).unwrap();
    }
    place.runs(&["user", "list"]).succeeds();
}

#[test]
fn of_many_rotations_at_once_no_key_is_lost() {
    let place = Place::new();
    place.adds_user("ada");
    let first = key(&place, "secret.key");
    let runs = [(); 4].map(|()| place.starts(&["key", "rotate"], ""));
    for run in runs {
        Outcome::of(run).succeeds();
    }
    let kept = key(&place, "secret.key.previous");
    assert_eq!(kept.lines().count(), 4);
    assert!(kept.ends_with(&first));
    place.runs(&["user", "list"]).succeeds();
}

#[test]
fn the_docs_name_the_files_commands_and_settings_there_are() {
    says(DOCS, &["vestibule key rotate", "vestibule key prepare"]);
    let named =
        "`secret.key.previous` `secret.key.next` secret_key_previous --only-server --callback-key";
    says(DOCS, &words(named));
}
