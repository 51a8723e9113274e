//! A database of the release before there was a second step: whoever was signed in then is signed in after, apps keep
//! what they have, and a second step can be added to all of it.

use super::account::SIGN_IN;
use super::second_step_codes::{code, types};
use super::security::{AUTHENTICATOR, codes_on, secret_on};
use super::{asks_for, is_consent_page, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{Raw, TestDb, each_db};
use crate::kit::exact::CALLBACK;
use crate::kit::http::{Cookie, HttpClient};
use crate::kit::program::{Pair, REQUEST_TOKEN, gives_pair};
use crate::kit::samples::key;
use std::fmt::Write as _;
use std::time::Duration;
use vestibule::domain::account::password::TypedPassword;
use vestibule::domain::secret::{PlainToken, TokenHash, TokenKind};
use vestibule::domain::time::{Timestamp, days};

/// The newest step of that release.
const BEFORE: &str = "0025";
/// When Ada signed in: some minutes before the server starts anew.
const THEN: Timestamp = Timestamp::from_millis(1_800_000_000_000 - 300_000);
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
const ADA: i64 = 1;
const CLIENT_ID: &str = "d3Lp9QmZ6xVt2NcB8rKy5HsW1gFj7TaE4uUo0iRk";
const PROGRAM: i64 = 7;
const CONSENT: i64 = 3;
const SESSION: i64 = 11;
const BROWSER: i64 = 12;

/// What Ada's browser and her program hold.
struct Held {
    session: PlainToken,
    browser: PlainToken,
    code: PlainToken,
    access: PlainToken,
    refresh: PlainToken,
}

impl Held {
    fn made() -> Self {
        let token = |number| PlainToken::make(key(number), &mut rand::rng());
        Self {
            session: token(SESSION),
            browser: token(BROWSER),
            code: token(13),
            access: token(14),
            refresh: token(15),
        }
    }

    fn browser_at(&self, app: &TestApp) -> HttpClient {
        let mut browser = app.stranger();
        let (_, port) = app.address.rsplit_once(':').expect("a port");
        for (name, token) in [("session", &self.session), ("browser", &self.browser)] {
            browser.jar.push(Cookie {
                name: format!("vestibule_{name}_{port}"),
                value: token.reveal().to_owned(),
                attributes: String::new(),
            });
        }
        browser
    }
}

struct Words {
    no: &'static str,
    bytes_begin: &'static str,
}

impl Words {
    fn of(db: &TestDb) -> Self {
        let (no, bytes_begin) = if db.is_sqlite() {
            ("0", "X'")
        } else {
            ("false", "'\\x")
        };
        Self { no, bytes_begin }
    }

    fn bytes(&self, bytes: &[u8]) -> String {
        let mut hex = String::new();
        for byte in bytes {
            write!(hex, "{byte:02x}").expect("a string");
        }
        format!("{}{hex}'", self.bytes_begin)
    }

    fn hash(&self, hash: &TokenHash) -> String {
        self.bytes(hash.bytes())
    }
}

/// Ada, signed in, and a program that she allowed something.
fn as_it_was(db: &TestDb, held: &Held) {
    let (mut raw, words) = (db.raw_at_step(BEFORE), Words::of(db));
    let (no, then) = (words.no, THEN.millis());
    let typed = TypedPassword::choose(PASSWORD, "ada", None).expect("a good one");
    let phc = typed.hash(&mut rand::rng());
    raw.run(&format!(
        "INSERT INTO users (key, public_id, name, name_folded, email, email_folded, state, is_admin, epoch, created_at,
             updated_at, version)
             VALUES ({ADA}, 'public-1', 'ada', 'ada', 'ada@example.org', 'ada@example.org', 'active', NOT {no}, 4, {then},
             {then}, 1);
         INSERT INTO passwords (user_key, phc, set_at) VALUES ({ADA}, '{phc}', {then});
         INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types, grants, style,
             switches, callback_key_generation, epoch, created_at, updated_at, version)
             VALUES ({PROGRAM}, 'U-7', '{CLIENT_ID}', 'Tree', 'web', 'public', 'active', 'basic email', 'code token',
             'authorization_code refresh_token', 'documented', '', 1, 2, {then}, {then}, 1);
         INSERT INTO redirect_uris (app_id, position, uri) VALUES ({PROGRAM}, 0, '{CALLBACK}');
         INSERT INTO consents (key, user_key, app_id, scopes, granted_at, last_used_at, epoch, created_at)
             VALUES ({CONSENT}, {ADA}, {PROGRAM}, 'basic', {then}, {then}, 3, {then})"
    ));
    her_browser(&mut raw, &words, held);
    her_program(&mut raw, &words, held);
}

fn her_browser(raw: &mut Raw, words: &Words, held: &Held) {
    let (then, late, seed) = (THEN.millis(), late(), words.bytes(&[7; 16]));
    let session = words.hash(&held.session.hash(TokenKind::Session));
    let browser = words.hash(&held.browser.hash(TokenKind::Browser));
    raw.run(&format!(
        "INSERT INTO sessions (key, secret_hash, user_key, authenticated_at, last_seen_at, idle_until, ends_at, keep, epoch,
             sid_seed, created_at)
             VALUES ({SESSION}, {session}, {ADA}, {then}, {then}, {late}, {late}, 'signed_in', 4, {seed}, {then});
         INSERT INTO known_browsers (key, secret_hash, user_key, last_used_at, epoch, created_at)
             VALUES ({BROWSER}, {browser}, {ADA}, {then}, 4, {then})"
    ));
}

/// A grant with an access and a refresh token, and one whose code waits to be redeemed.
fn her_program(raw: &mut Raw, words: &Words, held: &Held) {
    let (no, then, late) = (words.no, THEN.millis(), late());
    let access = words.hash(&held.access.hash(TokenKind::Access));
    let refresh = words.hash(&held.refresh.hash(TokenKind::Refresh));
    let code = words.hash(&held.code.hash(TokenKind::Code));
    for grant in [21, 22] {
        raw.run(&format!(
            "INSERT INTO grants (key, consent_key, scopes, scopes_changed, expires_at, app_epoch, user_epoch, consent_epoch,
                 auth_time, created_at)
                 VALUES ({grant}, {CONSENT}, 'basic', {no}, {late}, 2, 4, 3, {then}, {then})"
        ));
    }
    raw.run(&format!(
        "INSERT INTO access_tokens (key, secret_hash, app_id, user_key, consent_key, grant_key, scopes, expires_at,
             app_epoch, user_epoch, consent_epoch, created_at)
             VALUES ({}, {access}, {PROGRAM}, {ADA}, {CONSENT}, 21, 'basic', {late}, 2, 4, 3, {then});
         INSERT INTO refresh_tokens (key, secret_hash, grant_key, expires_at, created_at)
             VALUES ({}, {refresh}, 21, {late}, {then});
         INSERT INTO codes (key, secret_hash, grant_key, redirect_uri, was_sent, expires_at, created_at)
             VALUES ({}, {code}, 22, '{CALLBACK}', NOT {no}, {late}, {then})",
        held.access.key().number(),
        held.refresh.key().number(),
        held.code.key().number()
    ));
}

fn late() -> i64 {
    THEN.plus(days(1)).millis()
}

#[track_caller]
fn asks(app: &TestApp, more: &[(&str, &str)]) -> Pair {
    let fields = [&[("client_id", CLIENT_ID)], more].concat();
    gives_pair(&app.stranger().post_form(REQUEST_TOKEN, &fields))
}

/// Words and times of her session, and until when her browser is trusted.
fn kept(app: &TestApp) -> (Vec<&'static str>, Timestamp, Timestamp, Option<Timestamp>) {
    let kept = app.platform().store.read(|reader| {
        let (session, _) = reader.session(key(SESSION))?.expect("a session");
        let browser = reader.known_browser(key(BROWSER))?.expect("a browser");
        let words = session.methods.words().collect();
        let at = session.authenticated_at;
        Ok((words, at, session.confirmed_at, browser.trusted_until))
    });
    kept.expect("a look")
}

#[test]
fn whoever_was_signed_in_before_there_was_a_second_step_is_signed_in_after() {
    each_db(|db| {
        let held = Held::made();
        as_it_was(db, &held);
        let app = TestApp::start(&db.url, KEY);
        let mut ada = held.browser_at(&app);
        assert_eq!(ada.get("/account/sessions").status, 200);
        assert_eq!(kept(&app), (vec!["pwd"], THEN, THEN, None));
        let authorize = asks_for(CLIENT_ID, &[("redirect_uri", CALLBACK)]);
        assert!(is_consent_page(&ada.get(&authorize)));

        // Apps keep what they have.
        assert!(app.is_live(held.access.reveal()));
        let refresh = held.refresh.reveal();
        let refreshed = asks(
            &app,
            &[("grant_type", "refresh_token"), ("refresh_token", refresh)],
        );
        let code = held.code.reveal();
        let redeemed = asks(&app, &[("code", code), ("redirect_uri", CALLBACK)]);
        for pair in [&refreshed, &redeemed] {
            assert!(app.is_live(&pair.access));
        }

        // The password alone is enough, in browsers of before and in new ones.
        for mut browser in [held.browser_at(&app), app.stranger()] {
            browser.forgets("session");
            assert_eq!(tries(&mut browser, SIGN_IN, "ada", PASSWORD).status, 303);
        }
    });
}

#[test]
fn a_session_from_before_there_was_a_second_step_adds_one_and_goes_on() {
    each_db(|db| {
        let held = Held::made();
        as_it_was(db, &held);
        let app = TestApp::start(&db.url, KEY);
        let mut ada = held.browser_at(&app);
        app.advance(Duration::from_secs(600));
        assert_eq!(ada.get(AUTHENTICATOR).status, 303, "it is confirmed first");
        let page = ada.get("/account/confirm?to=%2Faccount%2Fsecurity%2Fauthenticator");
        let mut form = page.form("Continue");
        form.set("password", PASSWORD);
        assert_eq!(submits_with(&mut ada, &form, "Continue", &[]).status, 303);
        let page = ada.get(AUTHENTICATOR);
        let secret = secret_on(&page);
        let form = page.form("Continue");
        let done = types(&mut ada, &(page, form), &code(&app, &secret));
        assert_eq!(codes_on(&done).len(), 10);
        assert_eq!(ada.get("/account/sessions").status, 200);
        assert!(app.is_live(held.access.reveal()), "tokens go on");
        // A browser that was known before is trusted with nothing more.
        let mut known = held.browser_at(&app);
        known.forgets("session");
        let asked = tries(&mut known, SIGN_IN, "ada", PASSWORD);
        assert_eq!(asked.status, 200, "a password is not enough any more");
    });
}
