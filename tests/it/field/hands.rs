//! In whose hands files are: O10, S16. Each test runs the program as a user that is not root.

use crate::kit::other::{
    GROUP, OURS, STRANGER, Users, gives, mode, mounts_with_fs_group, with_users,
};
use crate::kit::outcome::Outcome;
use crate::kit::told::says;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";
const MIGRATE: [&str; 2] = ["db", "migrate"];
const CHECK: [&str; 2] = ["db", "check"];

/// A data folder as a first start leaves it.
pub fn started(users: &Users) -> std::path::PathBuf {
    users.runs(&MIGRATE, &[]).succeeds();
    users.home().join("vestibule-data")
}

/// The user's own command finds fault with it.
#[track_caller]
fn refuses(users: &Users, words: &[&str]) {
    users.runs(&CHECK, &[]).refuses(words);
}

#[test]
fn o10_a_volume_with_fs_group_starts_again_and_again_and_the_key_is_closed_again() {
    with_users("o10_a_volume_with_fs_group", |users| {
        let data = started(users);
        users.runs(&["key", "prepare"], &[]).succeeds();
        users.runs(&["key", "rotate"], &[]).succeeds();
        users.runs(&["key", "prepare"], &[]).succeeds();
        for _ in 0..2 {
            mounts_with_fs_group(&data);
            assert_eq!(mode(&data.join("secret.key")), 0o660);
            users.runs(&CHECK, &[]).succeeds();
            for name in ["secret.key", "secret.key.previous", "secret.key.next"] {
                assert_eq!(mode(&data.join(name)), 0o600, "{name}");
            }
        }
        assert_eq!(mode(&data) & 0o070, 0o070, "the folder stays the group's");
        // Read-only for its owner stays read-only.
        gives(&data.join("secret.key"), OURS, GROUP, 0o440);
        users.runs(&CHECK, &[]).succeeds();
        assert_eq!(mode(&data.join("secret.key")), 0o400);
        // Root sets it right for the user, too, and leaves it theirs.
        mounts_with_fs_group(&data);
        users.root_runs(&CHECK).succeeds();
        assert_eq!(mode(&data.join("secret.key")), 0o600);
        users.runs(&CHECK, &[]).succeeds();
    });
}

#[test]
fn o10_a_key_of_roots_that_our_group_reads_is_taken_with_a_warning() {
    with_users("o10_a_key_of_roots_that_our_group_reads", |users| {
        let data = users.home().join("vestibule-data");
        fs::create_dir(&data).expect("a folder");
        gives(&data, OURS, OURS, 0o700);
        // As a Secret is mounted: a link to a file in another folder.
        let secret = users.path().join("secret");
        fs::write(&secret, KEY).expect("a file");
        symlink(&secret, data.join("secret.key")).expect("a link");
        for bits in [0o440, 0o640, 0o660] {
            gives(&secret, 0, GROUP, bits);
            users.runs(&MIGRATE, &[]).succeeds();
            let told = users.runs(&["settings"], &[]).succeeds().err;
            let is_read_only = bits & 0o020 == 0;
            let done = if is_read_only {
                "read"
            } else {
                "read and written"
            };
            says(&told, &[&format!("can be {done} by group {GROUP}: ")]);
            assert_eq!(mode(&secret), bits, "it is not ours to change");
        }
        let told = users.runs(&["doctor"], &[]).out;
        assert!(told.contains("warn  files"), "{told}");
        // One of our own draws none.
        gives(&secret, OURS, OURS, 0o600);
        let told = users.runs(&["settings"], &[]).succeeds().err;
        assert_eq!(told, "");
    });
}

#[test]
fn o10_a_key_of_anybody_else_and_one_that_others_read_is_refused() {
    with_users("o10_a_key_of_anybody_else", |users| {
        let data = started(users);
        let key = data.join("secret.key");
        gives(&key, STRANGER, GROUP, 0o640);
        refuses(users, &["secret.key", "belongs to user 10003", "chown"]);
        // To root it is no better: the folder is not that user's.
        users
            .root_runs(&CHECK)
            .refuses(&["secret.key", "belongs to user 10003"]);
        for owner in [OURS, 0] {
            for bits in [0o604, 0o644, 0o602] {
                gives(&key, owner, GROUP, bits | 0o040);
                refuses(users, &["secret.key", "read by others", "chmod 600"]);
            }
        }
        gives(&key, OURS, OURS, 0o600);
        users.runs(&CHECK, &[]).succeeds();
        for name in ["secret.key.previous", "secret.key.next"] {
            let other = data.join(name);
            fs::write(&other, KEY).expect("a file");
            gives(&other, STRANGER, GROUP, 0o640);
            refuses(users, &[name, "belongs to user 10003"]);
            fs::remove_file(&other).expect("it goes");
        }
    });
}

#[test]
fn s16_a_data_folder_that_everybody_writes_is_closed_or_refused() {
    with_users("s16_a_data_folder", |users| {
        let data = started(users);
        gives(&data, OURS, OURS, 0o777);
        users.runs(&CHECK, &[]).succeeds();
        assert_eq!(mode(&data), 0o775);
        // Shared on purpose, like /tmp.
        gives(&data, OURS, OURS, 0o1777);
        refuses(users, &["vestibule-data", "every user", "chmod o-w"]);
        assert_eq!(mode(&data), 0o1777);
        gives(&data, 0, GROUP, 0o777);
        refuses(users, &["every user", "vestibule-data/vestibule"]);
        gives(&data, STRANGER, OURS, 0o770);
        refuses(users, &["belongs to user 10003"]);
        gives(&data, 0, GROUP, 0o770);
        users.runs(&CHECK, &[]).succeeds();
        // A volume that is open to all holds a folder that is not.
        let volume = users.path().join("volume");
        fs::create_dir(&volume).expect("a folder");
        gives(&volume, 0, GROUP, 0o2777);
        let within = volume.join("vestibule").display().to_string();
        users
            .runs(&MIGRATE, &[("VESTIBULE_DATA_DIR", &within)])
            .succeeds();
        assert_eq!(mode(Path::new(&within)) & 0o777, 0o700);
    });
}

#[test]
fn s16_a_database_in_other_hands_is_refused_and_an_open_one_is_closed() {
    with_users("s16_a_database_in_other_hands", |users| {
        let data = started(users);
        let file = data.join("vestibule.db");
        gives(&file, OURS, OURS, 0o666);
        users.runs(&CHECK, &[]).succeeds();
        assert_eq!(mode(&file), 0o660);
        // As a copy by hand leaves it.
        gives(&file, OURS, OURS, 0o644);
        users.runs(&CHECK, &[]).succeeds();
        assert_eq!(mode(&file), 0o640);
        gives(&file, 0, GROUP, 0o666);
        refuses(users, &["vestibule.db", "every user", "chmod o-w"]);
        gives(&file, STRANGER, OURS, 0o660);
        refuses(users, &["vestibule.db", "belongs to user 10003"]);
        gives(&file, OURS, OURS, 0o600);
        // Its log is read into it at the next opening.
        let log = data.join("vestibule.db-wal");
        fs::write(&log, "").expect("a file");
        gives(&log, STRANGER, OURS, 0o660);
        refuses(users, &["vestibule.db-wal", "belongs to user 10003"]);
        fs::remove_file(&log).expect("it goes");
        users.runs(&CHECK, &[]).succeeds();
    });
}

#[test]
fn s16_a_database_is_not_made_where_every_user_could_put_another() {
    with_users("s16_a_database_is_not_made", |users| {
        let folder = users.path().join("open");
        fs::create_dir(&folder).expect("a folder");
        let url = format!("sqlite:{}", folder.join("v.db").display());
        let named = [("VESTIBULE_DATABASE_URL", url.as_str())];
        gives(&folder, OURS, OURS, 0o777);
        let refused = users.runs(&MIGRATE, &named);
        refused.refuses(&["open", "every user", "chmod o-w"]);
        assert!(!folder.join("v.db").exists());
        gives(&folder, OURS, OURS, 0o755);
        users.runs(&MIGRATE, &named).succeeds();
    });
}

#[test]
fn s16_root_serves_nobody_elses_data_and_looks_after_them() {
    with_users("s16_root_serves", |users| {
        started(users);
        users.root_runs(&["serve"]).refuses(&[
            "vestibule-data",
            "belongs to user 10001",
            "as that user",
        ]);
        users.root_runs(&CHECK).succeeds();
    });
}

#[test]
fn s16_a_linked_database_counts_where_it_really_is() {
    with_users("s16_a_linked_database", |users| {
        let data = started(users);
        let file = data.join("vestibule.db");
        let elsewhere = users.path().join("elsewhere");
        fs::create_dir(&elsewhere).expect("a folder");
        let real = elsewhere.join("real.db");
        fs::rename(&file, &real).expect("it moves");
        symlink(&real, &file).expect("a link");
        std::os::unix::fs::lchown(&file, Some(OURS), Some(OURS)).expect("root may");
        gives(&elsewhere, OURS, OURS, 0o755);
        users.runs(&CHECK, &[]).succeeds();
        gives(&elsewhere, OURS, OURS, 0o777);
        refuses(users, &["elsewhere", "every user"]);
        gives(&elsewhere, STRANGER, OURS, 0o775);
        refuses(users, &["elsewhere", "belongs to user 10003"]);
        gives(&elsewhere, OURS, OURS, 0o755);
        gives(&real, STRANGER, OURS, 0o660);
        refuses(users, &["real.db", "belongs to user 10003"]);
        gives(&real, OURS, OURS, 0o600);
        std::os::unix::fs::lchown(&file, Some(STRANGER), Some(OURS)).expect("root may");
        refuses(users, &["vestibule.db", "belongs to user 10003"]);
    });
}

#[test]
fn s16_a_settings_file_in_other_hands_is_refused() {
    with_users("s16_a_settings_file", |users| {
        let file = users.home().join("vestibule.toml");
        fs::write(&file, "token_ttl = 5\n").expect("a file");
        let named = users.path().join("named.toml");
        fs::write(&named, "token_ttl = 5\n").expect("a file");
        let name = named.display().to_string();
        let by_name = ["settings", "--config", name.as_str()];
        for (path, arguments) in [(&file, &["settings"][..]), (&named, &by_name)] {
            for (owner, bits) in [(OURS, 0o600), (OURS, 0o644), (0, 0o644), (0, 0o664)] {
                gives(path, owner, GROUP, bits);
                let told = users.runs(arguments, &[]).succeeds();
                assert!(told.out.contains("token_ttl"), "{told:?}");
                let is_warned = told.err.contains(&format!("written by group {GROUP}"));
                assert_eq!(is_warned, bits == 0o664, "{told:?}");
                assert_eq!(told.err.is_empty(), bits != 0o664, "{told:?}");
            }
            gives(path, STRANGER, GROUP, 0o644);
            users
                .runs(arguments, &[])
                .refuses(&[".toml", "belongs to user 10003"]);
            for owner in [OURS, 0] {
                gives(path, owner, GROUP, 0o646);
                users
                    .runs(arguments, &[])
                    .refuses(&[".toml", "every user", "chmod o-w"]);
            }
            gives(path, OURS, OURS, 0o644);
        }
        // Root does what a stranger's file says only when it is told to.
        users
            .root_runs(&["settings"])
            .refuses(&["vestibule.toml", "--config"]);
        users.root_runs(&by_name).succeeds();
        gives(&file, 0, 0, 0o644);
        users.root_runs(&["settings"]).succeeds();
    });
}

#[test]
fn s16_a_readable_settings_file_with_secrets_draws_a_warning() {
    with_users("s16_a_readable_settings_file", |users| {
        let file = users.home().join("vestibule.toml");
        const OTTER: &str = "[gateway.clients.otter]\nsecret = \"0123456789abcdef\"\n";
        let url = |rest: &str| format!("database_url = \"postgres://{rest}\"\n");
        for (text, secret) in [
            (url("v:hush@db.example/v"), "database_url"),
            (url("db.example/v?password=hush"), "database_url"),
            (OTTER.to_owned(), "gateway.clients"),
            (url("v@db.example/v"), ""),
            ("token_ttl = 5\n".to_owned(), ""),
        ] {
            fs::write(&file, &text).expect("a file");
            for bits in [0o644, 0o640] {
                gives(&file, 0, GROUP, bits);
                let told = users.runs(&["settings"], &[]).succeeds().err;
                let is_warned = bits == 0o644 && !secret.is_empty();
                let warns = told.contains("read by every user");
                assert_eq!(warns, is_warned, "{text}: {told}");
                assert!(told.contains(secret) || !is_warned, "{told}");
                assert!(!told.contains("hush"), "{told}");
            }
        }
    });
}

#[test]
fn s16_a_file_that_a_variable_names_is_looked_at_in_the_same_way() {
    with_users("s16_a_file_that_a_variable_names", |users| {
        let secret = users.path().join("secret");
        fs::write(&secret, KEY).expect("a file");
        let path = secret.display().to_string();
        let variables = [("VESTIBULE_SECRET_KEY_FILE", path.as_str())];
        // As Docker mounts them.
        gives(&secret, 0, 0, 0o444);
        users.runs(&MIGRATE, &variables).succeeds();
        gives(&secret, 0, 0, 0o646);
        users
            .runs(&MIGRATE, &variables)
            .refuses(&[&path, "every user"]);
        gives(&secret, STRANGER, 0, 0o444);
        users
            .runs(&MIGRATE, &variables)
            .refuses(&[&path, "belongs to user 10003"]);
    });
}

#[test]
fn s16_a_file_of_a_variable_that_everybody_reads_draws_a_warning_and_a_closed_one_none() {
    with_users("s16_a_file_of_a_variable", |users| {
        let secret = users.path().join("secret");
        fs::write(&secret, KEY).expect("a file");
        let path = secret.display().to_string();
        let variables = [("VESTIBULE_SECRET_KEY_FILE", path.as_str())];
        for (owner, bits) in [(0, 0o644), (0, 0o440), (OURS, 0o600), (OURS, 0o604)] {
            gives(&secret, owner, GROUP, bits);
            let told = users.runs(&["settings"], &variables).succeeds().err;
            let doctor = users.runs(&["doctor"], &variables).out;
            let is_open = bits & 0o004 != 0;
            for word in ["VESTIBULE_SECRET_KEY_FILE", &path, "chmod 600", "0440"] {
                assert_eq!(told.contains(word), is_open, "{bits:o} {word}: {told}");
                assert_eq!(doctor.contains(word), is_open, "{bits:o} {word}: {doctor}");
            }
        }
    });
}

#[test]
fn s16_root_takes_a_file_of_a_variable_from_root_and_from_whoever_has_the_data() {
    with_users("s16_root_takes_a_file_of_a_variable", |users| {
        started(users);
        let secret = users.path().join("secret");
        fs::write(&secret, "north-star-of-the-relay\n").expect("a file");
        let run = || {
            let mut command = users.root_command(&["settings"]);
            command.env("VESTIBULE_TURN_SECRET_FILE", &secret);
            command.env("VESTIBULE_TURN_URIS", "turn:turn.example.org");
            Outcome::from(command.output().expect("it runs"))
        };
        for owner in [0, OURS] {
            gives(&secret, owner, GROUP, 0o600);
            run().succeeds();
        }
        gives(&secret, STRANGER, GROUP, 0o600);
        run().refuses(&["belongs to user 10003"]);
    });
}
