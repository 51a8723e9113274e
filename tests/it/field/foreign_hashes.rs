//! Hashes that came from elsewhere: however dear, they hold up nobody else, and nothing that nobody proved becomes
//! the password.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::HttpClient;
use crate::kit::server::Home;
use crate::web::{each_app, filled_in, one_app, tries};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;
use vestibule::domain::account::brake::Subject;
use vestibule::domain::account::password::{TypedPassword, is_of_today};
use vestibule::flow::users::{self, import::Import};
use vestibule::flow::{Behalf, ForWhom, Hashers, PasswordMatch, Presence, Unhashed};

const WRONG: &str = "otter-lamp-river-43";
const SIGN_IN: &str = "/account/sign-in";
/// As dear as is taken on: nobody's password.
const DEAR: &str = "$argon2id$v=19$m=65536,t=7,p=1$wrB21hm06XUX0qKV4VF2rQ$x94wJNby1kz7EsRNII8q9wgK1fir5kqqeKHtmwb64w4";

fn imports(app: &TestApp, people: &[(&str, &str)]) {
    let mut import = Import::begin(app.platform());
    for (number, (name, hash)) in (1..).zip(people) {
        let line = json!({"name": name, "password_hash": hash}).to_string();
        import.line(number, &line).expect("the store takes it");
    }
    let report = import.end().expect("the store takes it");
    assert_eq!(report.imported, people.len(), "{:?}", report.refused);
    app.advance(Duration::from_millis(1));
}

fn hash_of(app: &TestApp, name: &str) -> String {
    let user = users::find(app.platform(), name).expect("is there");
    let store = &app.platform().store;
    let kept = store.read(|reader| reader.password_of(user.key));
    kept.expect("reads").expect("has a password").phc
}

fn bcrypt(password: &str) -> String {
    let parts = bcrypt::hash_with_salt(password, 4, *b"saltsaltsaltsalt");
    parts
        .expect("a hash")
        .format_for_version(bcrypt::Version::TwoB)
}

fn behalf(number: u8) -> Behalf {
    Behalf {
        whom: ForWhom {
            account: Subject([number; 32]),
            place: Subject([number + 100; 32]),
        },
        presence: Presence::default(),
    }
}

fn typed(text: &str) -> TypedPassword {
    TypedPassword::parse(text).expect("a password")
}

#[test]
fn s06_dear_hashes_hold_up_no_other_sign_in() {
    let hashers = Hashers::start(1);
    let own = typed(PASSWORD).hash(&mut rand::rng());
    std::thread::scope(|scope| {
        let dear = scope.spawn(|| hashers.opens(behalf(1), typed(WRONG), DEAR));
        while hashers.checked() == 0 {
            std::thread::yield_now();
        }
        for number in 2..6 {
            let opened = hashers.opens(behalf(number), typed(PASSWORD), &own);
            assert_eq!(opened, Ok(PasswordMatch::Yes));
            if number == 2 {
                assert!(!dear.is_finished(), "the dear one had its own thread");
            }
        }
        assert_eq!(dear.join().expect("no panic"), Ok(PasswordMatch::No));
    });
}

#[test]
fn s06_what_nobody_waits_for_any_more_is_not_worked_at() {
    let hashers = Hashers::start(1);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| hashers.opens(behalf(1), typed(WRONG), DEAR));
        while hashers.checked() == 0 {
            std::thread::yield_now();
        }
        let left = behalf(2);
        let watch = left.presence.watch();
        let second = scope.spawn(|| hashers.opens(left, typed(WRONG), DEAR));
        drop(watch);
        assert_eq!(second.join().expect("no panic"), Err(Unhashed::Crowded));
        assert_eq!(first.join().expect("no panic"), Ok(PasswordMatch::No));
    });
}

/// A wrong password, sent by somebody who has not read the answer yet.
fn guesses_on_a_line(app: &TestApp, name: &str) -> TcpStream {
    let mut stranger = app.stranger();
    let (_, form) = filled_in(&mut stranger, SIGN_IN, name, WRONG);
    let mut body = form_urlencoded::Serializer::new(String::new());
    let body = body.extend_pairs(form.pressed("Sign in")).finish();
    let request = format!(
        "POST {SIGN_IN} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
        app.address,
        stranger.cookie_header().expect("of the form"),
        body.len()
    );
    let mut line = TcpStream::connect(&app.address).expect("connects");
    line.write_all(request.as_bytes()).expect("sends");
    line
}

#[test]
fn s06_who_closes_the_window_costs_no_work_and_is_not_charged() {
    // Room for four of the dear tries below.
    one_app("[sign_in_limit]\nper_address = 14", |app| {
        let names = ["ada", "bob", "cid", "dan"];
        imports(app, &names.map(|name| (name, DEAR)));
        let under_way = |count| {
            until("they are queued", || {
                app.platform().hashers.checked() == count
            });
        };
        let before = app.platform().hashers.checked();
        let waiting = ["ada", "ada", "bob"].map(|name| guesses_on_a_line(app, name));
        under_way(before + 3);
        let left = guesses_on_a_line(app, "cid");
        under_way(before + 4);
        drop(left);
        for mut line in waiting {
            let mut first = [0; 12];
            line.read_exact(&mut first).expect("an answer");
            assert_eq!(&first, b"HTTP/1.1 200");
        }
        until("there is room for a fourth", || {
            tries(&mut app.stranger(), SIGN_IN, "dan", WRONG).status == 200
        });
        assert_eq!(
            tries(&mut app.stranger(), SIGN_IN, "dan", WRONG).status,
            429
        );
    });
}

/// Comes about by itself, soon.
fn until(what: &str, done: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "too late: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn s06_tries_are_charged_by_the_work_they_make_and_others_at_the_address_are_not() {
    one_app("[sign_in_limit]\nper_address = 9", |app| {
        app.adds_user("eve", None);
        imports(app, &[("ada", DEAR), ("bob", DEAR), ("cid", DEAR)]);
        let tried = |name: &str, password| tries(&mut app.stranger(), SIGN_IN, name, password);
        // Each is some nineteen of ours; six for each wrong password that the address has.
        let statuses = ["ada", "bob", "cid"].map(|name| tried(name, WRONG).status);
        assert_eq!(statuses, [200, 200, 429]);
        assert_eq!(tried("eve", WRONG).status, 200);
        assert_eq!(tried("eve", PASSWORD).status, 303);
    });
}

#[test]
fn s06_the_memory_of_dear_hashes_is_given_back() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let home = Home::new("");
    let names = ["ada", "bob", "cid", "dan"];
    let lines = names.map(|name| json!({"name": name, "password_hash": DEAR}).to_string());
    let file = home.path().join("people.jsonl");
    fs::write(&file, lines.join("\n")).expect("a file");
    let import = ["user", "import", &file.display().to_string()];
    home.runs(&import, "").succeeds();
    let server = home.serves();
    let guess = |name: &str| {
        let status = tries(&mut server.client(), SIGN_IN, name, WRONG).status;
        assert_eq!(status, 200);
    };
    (0..8).for_each(|number| guess(&format!("nobody {number}")));
    let before = server.resident().expect("Linux tells");
    names.into_iter().for_each(guess);
    // A thread of ours that had not hashed yet may have come to its 19 MiB meanwhile.
    until("the memory is given back", || {
        server.resident().expect("Linux tells") < before + 40 * 1024
    });
}

#[test]
fn o06_what_bcrypt_did_not_look_at_never_becomes_the_password() {
    each_app("", |app| {
        let whole = "correct horse battery staple ".repeat(3);
        let known = &whole[..72];
        let short = &whole[..71];
        let people = [("long", whole.as_str()), ("exact", known), ("short", short)];
        let hashes = people.map(|(name, password)| (name, bcrypt(password)));
        let hashes = hashes.each_ref().map(|(name, hash)| (*name, hash.as_str()));
        imports(app, &hashes);
        let tried =
            |name: &str, password: &str| tries(&mut app.stranger(), SIGN_IN, name, password).status;
        // Bcrypt opens for these; nothing tells whether they are the password.
        for name in ["long", "exact"] {
            for password in [known, &format!("{known} and anything"), &whole] {
                assert_eq!(tried(name, password), 303, "{name}");
                assert!(hash_of(app, name).starts_with("$2b$"), "{name}");
            }
            assert_eq!(tried(name, short), 200, "{name}");
        }
        assert_eq!(tried("short", known), 200);
        assert_eq!(tried("short", short), 303);
        assert!(is_of_today(&hash_of(app, "short")));
        assert_eq!(tried("short", short), 303);
        assert_eq!(tried("short", known), 200);
    });
}

/// Letters with marks in an order of keyboards (neither composed nor decomposed), a ligature, a full-width digit.
const LETTERS: &str = "c\u{ea}\u{301}dre \u{fb01}ne \u{ff14}2";

/// Argon2id as others use it too, with the parameters that we use, of these very bytes.
fn argon2id(password: &str) -> String {
    let params = argon2::Params::new(19_456, 2, 1, None).expect("parameters");
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let (salt, mut made) = (b"saltsaltsaltsalt", [0; 32]);
    let hashed = hasher.hash_password_into(password.as_bytes(), salt, &mut made);
    hashed.expect("a hash");
    let [salt, made] = [&salt[..], &made].map(|bytes| STANDARD_NO_PAD.encode(bytes));
    format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${made}")
}

#[test]
fn o06_an_owner_gets_in_however_the_letters_were_composed_where_the_hash_was_made() {
    opens_for_its_owner(bcrypt);
}

#[test]
fn o06_a_hash_that_looks_like_ours_opens_however_its_letters_were_composed() {
    opens_for_its_owner(argon2id);
}

fn opens_for_its_owner(made_by: fn(&str) -> String) {
    each_app("", |app| {
        let forms: [(&str, String); 5] = [
            ("nfc", LETTERS.nfc().collect()),
            ("nfd", LETTERS.nfd().collect()),
            ("nfkc", LETTERS.nfkc().collect()),
            ("nfkd", LETTERS.nfkd().collect()),
            ("raw", LETTERS.to_owned()),
        ];
        let made = forms.each_ref().map(|(name, form)| (*name, made_by(form)));
        imports(
            app,
            &made.each_ref().map(|(name, hash)| (*name, hash.as_str())),
        );
        let tried =
            |name: &str, password: &str| tries(&mut app.stranger(), SIGN_IN, name, password).status;
        let spellings = [LETTERS, &forms[0].1, &forms[1].1];
        for (name, _) in &forms {
            assert_eq!(tried(name, "cedre fine 42"), 200, "{name}");
            assert_eq!(tried(name, LETTERS), 303, "{name}, as its owner types");
            assert!(is_of_today(&hash_of(app, name)), "{name}");
            for spelling in spellings {
                assert_eq!(tried(name, spelling), 303, "{name}: {spelling}");
            }
            assert_eq!(tried(name, "cedre fine 42"), 200, "{name}");
        }
        // What was proven is the form that was hashed: these were made of plain letters, the others were not.
        let plain = &forms[2].1;
        let opens = forms.each_ref().map(|(name, _)| tried(name, plain) == 303);
        assert_eq!(opens, [false, false, true, true, false]);
    });
}

#[test]
fn o06_a_password_that_is_typed_in_full_width_letters_opens_what_plain_ones_became() {
    one_app("", |app| {
        imports(app, &[("ada", &bcrypt("plain letters"))]);
        let tried =
            |password: &str| tries(&mut HttpClient::new(&app.address), SIGN_IN, "ada", password);
        assert_eq!(tried("plain letters").status, 303);
        assert!(is_of_today(&hash_of(app, "ada")));
        assert_eq!(tried("\u{ff50}\u{ff4c}ain letters").status, 303);
        assert_eq!(tried("\u{ff50}\u{ff4c}ain lettres").status, 200);
    });
}
