//! One mailbox is one account, however its address is spelled.

use crate::cli::place::{PASSWORD, Place, each_place};
use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use crate::kit::told::says;
use crate::web::{each_app, tries};
use vestibule::domain::account::password::TypedPassword;
use vestibule::domain::account::user::{check_email, fold_login};
use vestibule::domain::text::fold_email;
use vestibule::flow::users::{self, Edit, NewUser, Role, UserRefusal};
use vestibule::store::Store;

/// Spellings of one mailbox.
const SAME: [&str; 9] = [
    "test@ex\u{fc}mple.org",
    "test@xn--exmple-4ya.org",
    "TEST@XN--EXMPLE-4YA.ORG",
    "test@EXU\u{308}MPLE.org",
    "test@ex\u{fc}mple.org.",
    "test@xn--exmple-4ya.org.",
    "test@ex\u{fc}mple\u{3002}org",
    "te\u{200d}st@ex\u{fc}mple.org",
    "test@ex\u{fc}m\u{200b}ple.org\u{fe0f}",
];
/// Mailboxes that only look like each other.
const DIFFERENT: [&str; 5] = [
    "test@exumple.org",
    "test@ex\u{fc}mple.com",
    "tests@ex\u{fc}mple.org",
    "test@stra\u{df}e.org",
    "test@strasse.org",
];

#[test]
fn p06_spellings_of_one_mailbox_fold_to_one_text_and_others_do_not() {
    for spelling in SAME {
        assert_eq!(
            fold_email(spelling),
            "test@xn--exmple-4ya.org",
            "{spelling:?}"
        );
        assert_eq!(fold_login(spelling), fold_email(spelling), "{spelling:?}");
    }
    let folded: std::collections::BTreeSet<String> =
        DIFFERENT.iter().map(|it| fold_email(it)).collect();
    assert_eq!(folded.len(), DIFFERENT.len());
    // What is no host stays comparable, and a name is folded as a name.
    assert_eq!(fold_email("Ada@[192.0.2.1]"), "ada@[192.0.2.1]");
    assert_eq!(fold_email("Ada@Localhost"), "ada@localhost");
    assert_eq!(fold_email("ada@xn--a.org"), fold_email("ADA@XN--A.ORG"));
    assert_eq!(fold_login("A\u{200d}da"), "a\u{200d}da");
    assert_eq!(fold_login("\u{ff41}da\u{ff20}x.org"), "ada@x.org");
}

#[test]
fn p06_an_address_that_would_be_compared_as_none_is_refused() {
    for good in SAME
        .iter()
        .filter(|it| !it.contains('\u{200b}'))
        .chain(&DIFFERENT)
    {
        assert!(check_email(good).is_ok(), "{good:?}");
    }
    for bad in [
        "ada@.",
        "ada@...",
        "\u{200d}@x.org",
        "ada@\u{fe0f}",
        "ada@x\u{ff20}y.org",
        // And one that no mail can be sent to.
        "<x@example.org>",
        "x@e..org",
        "x@-e.org",
        "x(y)@e.org",
        "x;y@e.org",
        ".x@e.org",
        "x@xn--a.org",
    ] {
        assert!(check_email(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn p06_a_password_may_not_be_the_address_in_any_spelling() {
    for spelling in SAME {
        let chosen = TypedPassword::choose(spelling, "ada", Some(SAME[1]));
        assert!(chosen.is_err(), "{spelling:?}");
    }
    assert!(TypedPassword::choose("otter-lamp-river-42", "ada", Some(SAME[1])).is_ok());
}

#[test]
fn p06_a_second_account_of_one_mailbox_is_refused_wherever_one_is_made() {
    each_place(|place: &Place| {
        let add = |name: &str, email: &str| {
            let arguments = ["user", "add", name, "--email", email, "--password-stdin"];
            place.runs_with(&arguments, PASSWORD)
        };
        add("ada", SAME[0]).succeeds();
        for spelling in [SAME[1], SAME[4], SAME[7]] {
            add("bea", spelling).refuses(&["belongs to another user"]);
            place
                .runs(&["user", "invite", "bea", "--email", spelling])
                .refuses(&["belongs to another user"]);
        }
        add("bea", DIFFERENT[0]).succeeds();
        place
            .runs(&["user", "edit", "bea", "--email", SAME[1]])
            .refuses(&["belongs to another user"]);
        // Its own, in another spelling, is no other's.
        place
            .runs(&["user", "edit", "ada", "--email", SAME[5]])
            .succeeds();
        let shown = place.json(&["user", "show", SAME[2], "--json"]);
        assert_eq!(shown["name"], "ada");
        // Two lines of one import, and a line against one who is there.
        let hash = TypedPassword::parse(PASSWORD)
            .expect("a password")
            .hash(&mut rand::rng());
        let line = |name: &str, email: &str| {
            serde_json::json!({"name": name, "email": email, "password_hash": hash}).to_string()
        };
        let lines = [
            line("cem", "x@b\u{fc}cher.org"),
            line("dov", "x@xn--bcher-kva.org."),
            line("eve", SAME[1]),
        ];
        place.writes("people.jsonl", &lines.join("\n"));
        let imported = place.runs(&["user", "import", "people.jsonl"]);
        says(&imported.err, &["belongs to another user"]);
        let users = place.json(&["user", "list", "--json"]);
        assert_eq!(users.as_array().expect("a list").len(), 3, "{users}");
    });
}

#[test]
fn p06_one_signs_in_by_any_spelling_of_the_own_address() {
    each_app("", |app| {
        app.adds_user("ada", Some(SAME[0]));
        let (_, path) = app.adds_desktop_app();
        for spelling in [SAME[1], SAME[2], SAME[5], SAME[8]] {
            let answer = tries(
                &mut app.stranger(),
                &path,
                spelling,
                crate::kit::app::PASSWORD,
            );
            assert_eq!(answer.status, 303, "{spelling:?}");
        }
        let answer = tries(
            &mut app.stranger(),
            &path,
            DIFFERENT[0],
            crate::kit::app::PASSWORD,
        );
        assert_ne!(answer.status, 303);
    });
}

/// As the release before left it: spellings folded as any text.
fn is_of_before(db: &TestDb) {
    let mut raw = db.raw();
    raw.run("DELETE FROM __diesel_schema_migrations WHERE version = '0011'");
    let rows = [
        (
            1,
            "ada",
            "test@ex\u{fc}mple.org",
            "test@ex\u{fc}mple.org",
            "disabled",
        ),
        (
            2,
            "bea",
            "test@ex\u{fc}mple.org.",
            "test@ex\u{fc}mple.org.",
            "active",
        ),
        (3, "cem", "cem@stra\u{df}e.org", "cem@strasse.org", "active"),
        (4, "dov", "cem@strasse.org.", "cem@strasse.org.", "active"),
        (5, "eve", "Eve@example.org", "eve@example.org", "active"),
        (6, "fay", "eve@example.org.", "eve@example.org.", "active"),
    ];
    for (key, name, email, folded, state) in rows {
        let no = if db.is_sqlite() { "0" } else { "false" };
        raw.run(&format!(
            "INSERT INTO users (key, public_id, name, name_folded, email, email_folded, state, is_admin, epoch,
                 created_at, updated_at, version)
             VALUES ({key}, 'id{key}', '{name}', '{name}', '{email}', '{folded}', '{state}', {no}, 1, 0, 0, 1)"
        ));
    }
}

#[test]
fn p06_the_migration_folds_old_addresses_anew_reports_clashes_and_loses_nobody() {
    each_db(|db| {
        drop(db.open());
        is_of_before(db);
        let migrated = Store::migrate(&db.options()).expect("migrates");
        // Who may sign in goes before who came first, and who needs no change before both.
        assert_eq!(migrated.second_owners, ["ada", "fay"]);
        let again = Store::migrate(&db.options()).expect("is migrated");
        assert_eq!(again.second_owners, Vec::<String>::new());
        let store = db.open();
        store
            .read(|reader| {
                let users = reader.users()?;
                assert_eq!(users.len(), 6);
                assert!(users.iter().all(|user| user.email.is_some()));
                for (login, name) in [
                    ("test@xn--exmple-4ya.org", "bea"),
                    ("cem@stra\u{df}e.org", "cem"),
                    ("cem@strasse.org", "dov"),
                    ("eve@example.org", "eve"),
                    ("ada", "ada"),
                    ("fay", "fay"),
                ] {
                    let found = reader.user_by_login(&fold_login(login))?;
                    assert_eq!(
                        found.map(|user| user.name).as_deref(),
                        Some(name),
                        "{login}"
                    );
                }
                Ok(())
            })
            .expect("reads");
    });
}

#[test]
fn p06_a_mailbox_whose_first_owner_left_is_the_second_owners_and_nobody_elses() {
    each_db(|db| {
        let key = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
        drop(TestApp::start(&db.url, key));
        is_of_before(db);
        let app = TestApp::start(&db.url, key);
        let platform = app.platform();
        users::remove(platform, "bea").expect("removed");
        let new = NewUser {
            name: "gil",
            email: Some(SAME[2]),
            email_verified: false,
            display_name: None,
            locale: None,
            role: Role::Person,
        };
        let refused = users::draft(platform, new).map(drop);
        assert!(
            matches!(&refused, Err(UserRefusal::EmailTaken(email)) if email == SAME[2]),
            "{refused:?}"
        );
        let edit = Edit {
            email: Some(SAME[0].to_owned()),
            ..Edit::default()
        };
        users::edit(platform, "ada", &edit).expect("it is theirs");
        let found = users::find(platform, SAME[1]).expect("by any spelling");
        assert_eq!(found.name, "ada");
    });
}
