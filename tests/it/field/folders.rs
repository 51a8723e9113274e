//! Commands in the wrong folder: none makes a database there but those that may begin with one. O11.

use crate::cli::place::{PASSWORD, Place, each_place};
use std::fs;

/// Neither a folder nor a database nor a key.
#[track_caller]
fn is_untouched(place: &Place, after: &[&str]) {
    let left = fs::read_dir(place.path()).expect("lists");
    let left: Vec<_> = left.map(|entry| entry.expect("a file").path()).collect();
    assert_eq!(left, Vec::<std::path::PathBuf>::new(), "{after:?}");
}

#[test]
fn o11_in_a_folder_without_a_database_commands_make_none_and_say_where_they_looked() {
    let place = Place::new();
    let looked = place.path().join("vestibule-data/vestibule.db");
    let looked = looked.display().to_string();
    for arguments in [
        &["user", "list"][..],
        &["user", "show", "ada"],
        &["user", "disable", "ada"],
        &["session", "list"],
        &["app", "list"],
        &["app", "edit", "1", "--name", "Paint"],
        &["consent", "list", "ada"],
        &["token", "revoke"],
        &["role", "list", "--app", "1"],
        &["endpoint", "remove", "--app", "1", "--endpoint", "ada"],
        &["socket-client", "list"],
        &["db", "check"],
        &["db", "backup", "copy"],
    ] {
        let words = ["no server key and no database yet", &looked, "db migrate"];
        let told = place.runs(arguments);
        assert_ne!(told.code, 2, "no command: {told:?}");
        let told = told.refuses(&words).err;
        assert!(told.contains("data_dir"), "{arguments:?}: {told}");
        is_untouched(&place, arguments);
    }
    let told = place.runs(&["doctor"]).out;
    assert!(told.contains(&looked), "{told}");
    is_untouched(&place, &["doctor"]);
}

#[test]
fn o11_with_a_key_of_its_own_a_database_that_nobody_began_is_not_begun_by_a_look() {
    each_place(|place| {
        place.refuses("user list", &["there is no server key"]);
        place.started();
        place.runs(&["user", "list"]).succeeds();
    });
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    each_place(|place| {
        let url = place.variable("VESTIBULE_DATABASE_URL");
        let place = Place::new()
            .with("VESTIBULE_DATABASE_URL", &url)
            .with("VESTIBULE_SECRET_KEY", key);
        place.refuses("user list", &["there is no database yet at ", "db migrate"]);
        is_untouched(&place, &["user", "list"]);
        place.started();
        place.runs(&["user", "list"]).succeeds();
    });
}

#[test]
fn o11_a_command_that_may_come_first_makes_a_database_and_says_where() {
    for (arguments, input) in [
        (&["user", "add", "ada", "--password-stdin"][..], PASSWORD),
        (&["app", "add", "--name", "Paint", "--kind", "desktop"], ""),
        (&["user", "invite", "ada"], ""),
        (&["user", "import", "-"], ""),
        (&["socket-client", "add", "bot"], ""),
    ] {
        let place = Place::new();
        let made = format!(
            "A new database was made: {}",
            place.data().join("vestibule.db").display()
        );
        let told = place.runs_with(arguments, input).succeeds().err;
        assert!(told.contains(&made), "{told}");
        assert!(place.data().join("secret.key").exists());
        let told = place.runs(&["user", "list"]).succeeds().err;
        assert!(!told.contains("was made"), "{told}");
    }
}

#[test]
fn o11_a_relative_path_is_shown_without_dots_in_it() {
    let place = Place::new();
    place.started();
    fs::remove_file(place.data().join("vestibule.db")).expect("it goes");
    let told = place.runs(&["db", "check"]).err;
    assert!(told.contains("vestibule-data/vestibule.db"), "{told}");
    assert!(!told.contains("/./") && !told.contains("././"), "{told}");
}

#[test]
fn o11_a_setting_that_was_appended_below_a_table_is_told_where_it_belongs() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[log]\nformat = \"json\"\npublic_url = \"https://id.example.org\"\n",
    );
    place.refuses(
        "settings",
        &[
            "\"public_url\"",
            "[log]",
            "above the first line in brackets",
        ],
    );
    // A name that is none of ours is still unknown.
    place.writes("vestibule.toml", "[log]\nfromat = \"json\"\n");
    place.refuses("settings", &["Unknown setting \"log.fromat\""]);
}

#[test]
fn o09_a_port_in_the_environment_is_told_about_the_address() {
    let run = Place::new()
        .with("VESTIBULE_PORT", "8080")
        .runs(&["settings"]);
    run.refuses(&["VESTIBULE_PORT", "VESTIBULE_LISTEN=127.0.0.1:8080"]);
    let run = Place::new()
        .with("VESTIBULE_LOG_FROMAT", "json")
        .runs(&["settings"]);
    let told = run.refuses(&["did you mean VESTIBULE_LOG_FORMAT"]).err;
    assert!(!told.contains("VESTIBULE_LISTEN"), "{told}");
}
