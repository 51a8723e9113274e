//! People who come from elsewhere with the hashes of their passwords, and sign in with what they know.

use super::{each_app, one_app, tries};
use crate::kit::app::{PASSWORD, TestApp};
use serde_json::json;
use std::time::Duration;
use vestibule::domain::account::password::is_of_today;
use vestibule::flow::users;
use vestibule::flow::users::import::{Import, Report};

/// Hashes of [`PASSWORD`] that other programs made, cheap ones: argon2-cffi 25, bcrypt 5.0 and passlib 1.7 for
/// Python, and Django 5.2.
const HASHES: [(&str, &str); 10] = [
    (
        "argon2id",
        "$argon2id$v=19$m=64,t=1,p=1$wrB21hm06XUX0qKV4VF2rQ$x94wJNby1kz7EsRNII8q9wgK1fir5kqqeKHtmwb64w4",
    ),
    (
        "bcrypt",
        "$2b$04$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO",
    ),
    (
        "pbkdf2_sha256",
        "pbkdf2_sha256$1000$somesalt12345678$eMcyqZTYWQ5i4092EpBilYalx9AU6HwIzhkyp3sift0=",
    ),
    (
        "scrypt",
        "$scrypt$ln=4,r=8,p=1$QwiBMAaA0PqfM8aY01orpQ$9HDnrw84cImlyWJCot4NCzu0M/FDrd4qJGJ6F+vpzJQ",
    ),
    (
        "argon2i",
        "$argon2i$v=19$m=64,t=1,p=1$gfGKPzHiibSknHSArGiXAw$gsg60JQxrp5LyZfcL/d62EWvwFVqR1+p7BraeMQMmUo",
    ),
    (
        "django-argon2",
        "argon2$argon2id$v=19$m=64,t=1,p=2$c29tZXNhbHQxMjM0NTY3OA$WPJRYNQ0zBO667JQrjQcGF7w6wWjUQ+Myc0H1IXAJEs",
    ),
    (
        "django-bcrypt",
        "bcrypt$$2b$04$pZmV9BGSf2ukX50f1hm5WuxlqbWyZIgIxBIMQJ/z2ldHUSR4YwuFy",
    ),
    (
        "pbkdf2_sha1",
        "pbkdf2_sha1$1000$somesalt12345678$jma/xqo3QrhQ4xISBxPXHdbLqq0=",
    ),
    (
        "django-scrypt",
        "scrypt$16$somesalt12345678$8$5$Mb1jn/ktAdAR/xSTcbdzPWSTCuPY4XS0rJVcfzJX5ViKCjlW4M0Rx6A+NC1HtDTzdUDJqV98N+XlYI9HGle+yw==",
    ),
    (
        "php-bcrypt",
        "$2y$04$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO",
    ),
];

#[track_caller]
fn imports(app: &TestApp, lines: impl IntoIterator<Item = String>) -> Report {
    let mut import = Import::begin(app.platform());
    for (number, line) in (1..).zip(lines) {
        import.line(number, &line).expect("the store takes it");
    }
    let report = import.end().expect("the store takes it");
    app.advance(Duration::from_millis(1));
    report
}

fn line(name: &str, hash: &str) -> String {
    json!({"name": name, "password_hash": hash}).to_string()
}

fn hash_of(app: &TestApp, name: &str) -> String {
    let user = users::find(app.platform(), name).expect("is there");
    let kept = app
        .platform()
        .store
        .read(|reader| reader.password_of(user.key));
    kept.expect("reads").expect("has a password").phc
}

#[test]
fn of_a_thousand_users_imported_with_each_kind_of_hash_one_each_signs_in() {
    each_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        let four = HASHES.iter().take(4);
        let lines = four.flat_map(|(kind, hash)| {
            (0..1000).map(move |number| line(&format!("{kind} {number}"), hash))
        });
        let report = imports(app, lines);
        assert_eq!(report.imported, 4000);
        assert!(report.refused.is_empty(), "{:?}", report.refused);
        let all = users::list(app.platform()).expect("reads");
        assert_eq!(all.len(), 4000);
        for (kind, hash) in HASHES.iter().take(4) {
            let name = format!("{kind} 617");
            assert_eq!(hash_of(app, &name), *hash);
            let tried = |password| tries(&mut app.stranger(), &path, &name, password).status;
            assert_eq!(tried("otter-lamp-river-43"), 200, "{kind}");
            assert_eq!(hash_of(app, &name), *hash, "a wrong one changes nothing");
            assert_eq!(tried(PASSWORD), 303, "{kind}");
            assert!(is_of_today(&hash_of(app, &name)), "{kind}");
            let anew = hash_of(app, &name);
            assert_eq!(tried(PASSWORD), 303, "{kind}, now by our own hash");
            assert_eq!(tried("otter-lamp-river-43"), 200, "{kind}");
            assert_eq!(hash_of(app, &name), anew, "hashed anew once");
            assert_eq!(hash_of(app, &format!("{kind} 618")), *hash);
        }
    });
}

#[test]
fn what_other_programs_wrote_opens_for_the_password_and_for_no_other() {
    one_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        let report = imports(app, HASHES.iter().map(|(kind, hash)| line(kind, hash)));
        assert_eq!(report.imported, HASHES.len(), "{:?}", report.refused);
        for (kind, _) in HASHES {
            let tried = |password| tries(&mut app.stranger(), &path, kind, password).status;
            assert_eq!(tried("otter-lamp-river-43"), 200, "{kind}");
            assert_eq!(tried(PASSWORD), 303, "{kind}");
        }
    });
}

#[test]
fn a_password_that_was_changed_meanwhile_is_not_brought_back_by_the_new_hash_of_the_old() {
    one_app("", |app| {
        let (kind, hash) = HASHES[0];
        imports(app, [line(kind, hash)]);
        users::set_password(app.platform(), kind, "lantern under the birch").expect("set");
        let kept = hash_of(app, kind);
        let user = users::find(app.platform(), kind).expect("is there");
        let late = vestibule::domain::change::Write::HashAnew {
            user_key: user.key,
            was: hash.to_owned(),
            phc: "$argon2id$late".to_owned(),
        };
        let change = vestibule::domain::change::Change::writes(vec![late]);
        app.platform().store.commit(change).expect("writes nothing");
        assert_eq!(hash_of(app, kind), kept);
    });
}

#[test]
fn s06_a_hash_that_would_hold_up_every_sign_in_is_not_taken_on() {
    one_app("", |app| {
        let hash = "x94wJNby1kz7EsRNII8q9wgK1fir5kqqeKHtmwb64w4";
        let salt = "wrB21hm06XUX0qKV4VF2rQ";
        let costly = [
            format!("$argon2id$v=19$m=65537,t=1,p=1${salt}${hash}"),
            format!("$argon2id$v=19$m=65536,t=17,p=1${salt}${hash}"),
            format!("$argon2id$v=19$m=65536,t=1,p=17${salt}${hash}"),
            "$2b$13$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO".to_owned(),
            format!("pbkdf2_sha256$2000001$somesalt${hash}="),
            format!("$scrypt$ln=17,r=8,p=1${salt}${hash}"),
            format!("$scrypt$ln=31,r=4294967295,p=4294967295${salt}${hash}"),
            format!("scrypt$131072$salt$8$3${hash}="),
        ];
        let broken = [
            String::new(),
            "!".to_owned(),
            "md5$salt$900150983cd24fb0d6963f7d28e17f72".to_owned(),
            PASSWORD.to_owned(),
            format!("$argon2id$v=19$m=64,t=1,p=1${salt}"),
            format!("$argon2id$v=19$m=64,t=1,p=1${salt}$c29tZXNhbHQ"),
            "$2b$04$tooshort".to_owned(),
            "$2x$04$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO".to_owned(),
            format!("pbkdf2_sha256$0$salt${hash}="),
            format!("pbkdf2_sha512$10$salt${hash}="),
            format!("scrypt$15$salt$8$1${hash}="),
            format!("$scrypt$ln=4,r=0,p=1${salt}${hash}"),
        ];
        let report = imports(app, costly.iter().map(|hash| line("ada", hash)));
        assert_eq!((report.imported, report.refused.len()), (0, costly.len()));
        for refused in report.refused {
            assert!(refused.reason.contains("too long to check"), "{refused:?}");
        }
        let report = imports(app, broken.iter().map(|hash| line("ada", hash)));
        assert_eq!((report.imported, report.refused.len()), (0, broken.len()));
        for refused in report.refused {
            assert!(refused.reason.contains("none that is known"), "{refused:?}");
        }
    });
}
