//! A database of the last release, in which ends were moments: the migration revives nothing, and kills nothing that
//! lives.

use crate::kit::db::{Raw, START, each_db};
use crate::kit::samples::{hash, key};
use std::fmt::Write as _;
use std::time::Duration;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::code::Redemption;
use vestibule::domain::oauth::refresh::RefreshUse;
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::Store;

/// The newest step of the last release.
const RELEASED: &str = "0009";
/// Of each kind, one made before everything that ends things, and one after.
const BORN: [i64; 2] = [1, 9];
/// When all was ended that has an end; 0 where nothing was.
const ENDED: i64 = 5;
/// Users 1 to 3 and apps 1 to 3: until when what they were issued is dead. The third of each is disabled.
const OWNERS: [i64; 3] = [0, ENDED, ENDED];

/// The user and the app of a consent that was withdrawn and is not given again yet.
const WITHDRAWN: (usize, usize) = (1, 2);

struct Words {
    no: &'static str,
    hash_begins: &'static str,
}

impl Words {
    fn hash(&self, hash: &TokenHash) -> String {
        let hex = hash.bytes().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a string");
            hex
        });
        format!("{}{hex}'", self.hash_begins)
    }
}

fn at(after: i64) -> i64 {
    START.millis() + after
}

/// 0 stays 0: that is how "never" was written.
fn end(after: i64) -> i64 {
    if after == 0 { 0 } else { at(after) }
}

fn state(number: usize) -> &'static str {
    if number == 3 { "disabled" } else { "active" }
}

/// A number for what hangs on user, app and time.
fn number(user: usize, app: usize, born: i64) -> i64 {
    let parts = [user, app].map(|part| i64::try_from(part).expect("small"));
    parts[0] * 100 + parts[1] * 10 + born
}

fn hash_of(kind: &str, number: i64) -> TokenHash {
    hash(&format!("{kind} {number}"))
}

fn fill(raw: &mut Raw, words: &Words) {
    let (no, late, then) = (words.no, START.plus(days(1)).millis(), at(0));
    for (owner, dead_until) in (1..).zip(OWNERS) {
        let (state, dead_until) = (state(owner), end(dead_until));
        raw.run(&format!(
            "INSERT INTO users (key, public_id, name, name_folded, state, is_admin, tokens_after, created_at,
                 updated_at, version)
                 VALUES ({owner}, 'public-{owner}', 'u{owner}', 'u{owner}', '{state}', NOT {no}, {dead_until},
                 {then}, {then}, 1);
             INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types,
                 grants, style, remember_consent, token_by_get, token_in_query, resource_server,
                 allow_short_scheme, tokens_after, created_at, updated_at, version, development_mode)
                 VALUES ({owner}, 'U-{owner}', 'key-{owner}', 'Tree', 'web', 'public', '{state}', 'basic', 'token',
                 '', 'documented', {no}, {no}, {no}, {no}, {no}, {dead_until}, {then}, {then}, 1, NOT {no})"
        ));
    }
    for (user, app) in pairs() {
        let consent = number(user, app, 0);
        // Every second consent was withdrawn and given again.
        let dead_until = end(consent_ended(user, app));
        let withdrawn = if (user, app) == WITHDRAWN {
            late.to_string()
        } else {
            "NULL".to_owned()
        };
        raw.run(&format!(
            "INSERT INTO consents (key, user_key, app_id, scopes, granted_at, last_used_at, tokens_after, withdrawn_at,
                 created_at)
                 VALUES ({consent}, {user}, {app}, 'basic', {then}, {then}, {dead_until}, {withdrawn}, {then})"
        ));
        for born in BORN {
            let (number, born) = (number(user, app, born), at(born));
            let [access, refresh, code] =
                ["access", "refresh", "code"].map(|kind| words.hash(&hash_of(kind, number)));
            raw.run(&format!(
                "INSERT INTO access_tokens (key, secret_hash, app_id, user_key, consent_key, scopes, expires_at,
                     created_at) VALUES ({number}, {access}, {app}, {user}, {consent}, 'basic', {late}, {born});
                 INSERT INTO grants (key, consent_key, scopes, scopes_changed, expires_at, created_at)
                     VALUES ({number}, {consent}, 'basic', {no}, {late}, {born});
                 INSERT INTO refresh_tokens (key, secret_hash, grant_key, expires_at, created_at)
                     VALUES ({number}, {refresh}, {number}, {late}, {born});
                 INSERT INTO codes (key, secret_hash, grant_key, redirect_uri, was_sent, expires_at, created_at)
                     VALUES ({number}, {code}, {number}, 'https://app.example/cb', {no}, {late}, {born})"
            ));
        }
    }
    for owner in 1..=OWNERS.len() {
        for born in BORN {
            fill_owners(raw, words, owner, born);
        }
    }
}

/// What hangs on one owner alone: a user's sessions, an app's own tokens.
fn fill_owners(raw: &mut Raw, words: &Words, owner: usize, born: i64) {
    let (late, number) = (START.plus(days(1)).millis(), number(owner, 0, born));
    let born = at(born);
    let hashed = |kind| {
        let hash = hash_of(kind, number);
        (hash.prefix(), words.hash(&hash))
    };
    let (_, own) = hashed("own");
    let (_, session) = hashed("session");
    let (admin_prefix, admin) = hashed("admin");
    let (token_prefix, token) = hashed("token");
    let (app_session_prefix, app_session) = hashed("app session");
    let (_, browser) = hashed("browser");
    raw.run(&format!(
        "INSERT INTO access_tokens (key, secret_hash, app_id, scopes, expires_at, created_at)
             VALUES ({number}, {own}, {owner}, 'basic', {late}, {born});
         INSERT INTO sessions (key, secret_hash, user_key, authenticated_at, last_seen_at, idle_until, ends_at, keep,
             created_at) VALUES ({number}, {session}, {owner}, {born}, {born}, {late}, {late}, 'signed_in', {born});
         INSERT INTO admin_sessions (hash_prefix, secret_hash, user_key, last_used_at, created_at)
             VALUES ({admin_prefix}, {admin}, {owner}, {born}, {born});
         INSERT INTO known_browsers (key, secret_hash, user_key, last_used_at, created_at)
             VALUES ({number}, {browser}, {owner}, {born}, {born});
         INSERT INTO endpoint_tokens (hash_prefix, secret_hash, app_id, endpoint_id, expires_at, redeem_until,
             created_at) VALUES ({token_prefix}, {token}, {owner}, 'ada', {late}, {late}, {born});
         INSERT INTO app_sessions (hash_prefix, secret_hash, public_id, app_id, endpoint_id, expires_at, created_at)
             VALUES ({app_session_prefix}, {app_session}, 'p', {owner}, 'ada', {late}, {born})"
    ));
}

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (1..=OWNERS.len()).flat_map(|user| (1..=OWNERS.len()).map(move |app| (user, app)))
}

fn consent_ended(user: usize, app: usize) -> i64 {
    if (user + app).is_multiple_of(2) {
        0
    } else {
        ENDED
    }
}

/// As the last release decided, had everybody been let in again.
fn lived(owners: &[usize], consent: i64, born: i64) -> bool {
    let ends = owners.iter().map(|&owner| OWNERS[owner - 1]);
    // What was issued since to somebody disabled: nobody vouches for it.
    let is_disabled = owners.contains(&3);
    !is_disabled && ends.chain([consent]).all(|end| born > end)
}

#[test]
fn s04_the_migration_revives_nothing_and_kills_nothing_that_lives() {
    each_db(|db| {
        let words = if db.is_sqlite() {
            Words {
                no: "0",
                hash_begins: "X'",
            }
        } else {
            Words {
                no: "false",
                hash_begins: "'\\x",
            }
        };
        let mut raw = db.raw_at_step(RELEASED);
        fill(&mut raw, &words);
        let store = db.open();
        // Whoever is let in again gets nothing back.
        raw.run(
            "UPDATE users SET state = 'active'; UPDATE apps SET state = 'active';
             UPDATE consents SET withdrawn_at = NULL",
        );
        let now = START.plus(Duration::from_secs(1));
        for (user, app) in pairs() {
            for born in BORN {
                let lives =
                    (user, app) != WITHDRAWN && lived(&[user, app], consent_ended(user, app), born);
                let number = number(user, app, born);
                assert_eq!(
                    personal_lives(&store, app, number, now),
                    [lives; 3],
                    "{number}"
                );
            }
        }
        for owner in 1..=OWNERS.len() {
            for born in BORN {
                let lives = lived(&[owner], 0, born);
                let number = number(owner, 0, born);
                assert_eq!(owned_lives(&store, number, now), [lives; 5], "{number}");
                // The last release forgot browsers where it had to: those that it kept are known, but to nobody who
                // was disabled.
                assert_eq!(is_known(&store, number), owner != 3, "{number}");
            }
        }
    });
}

/// An access token, a refresh token and a code.
fn personal_lives(store: &Store, app: usize, number: i64, now: Timestamp) -> [bool; 3] {
    let app = AppId(i64::try_from(app).expect("small"));
    let access = store.read(|reader| reader.token_standing(key(number)));
    let refresh = store.read(|reader| reader.refresh_standing(key(number)));
    let access = access.expect("reads").expect("is there");
    let refresh = refresh.expect("reads").expect("is there");
    let code = store.read(|reader| reader.code_standing(key(number)));
    let code = code.expect("reads").expect("is there");
    let redeemed = Redemption {
        code: &hash_of("code", number),
        app,
        redirect_uri: None,
        verifier: None,
    };
    [
        access.is_live(&hash_of("access", number), now),
        refresh.judge(&hash_of("refresh", number), app, now) == RefreshUse::Rotate,
        code.check(redeemed, now).is_ok(),
    ]
}

/// Whether a browser is still known to its user, as a sign-in looks at it.
fn is_known(store: &Store, number: i64) -> bool {
    let read = store.read(|reader| {
        let (_, user) = reader.session(key(number))?.expect("a session");
        let browser = reader.known_browser(key(number))?.expect("a browser");
        let is_theirs = browser.user_key == user.key && browser.epoch == user.epoch;
        Ok(is_theirs && browser.secret_hash.matches(&hash_of("browser", number)))
    });
    read.expect("reads")
}

/// A session, an operator's session, an app's own token, an endpoint's token and its session.
fn owned_lives(store: &Store, number: i64, now: Timestamp) -> [bool; 5] {
    let hashed = |kind| hash_of(kind, number);
    let read = store.read(|reader| {
        let (session, user) = reader.session(key(number))?.expect("a session");
        let admin = reader
            .admin_session(&hashed("admin"))?
            .expect("an operator's");
        let own = reader.token_standing(key(number))?.expect("a token");
        let token = reader.endpoint_token(&hashed("token"))?.expect("a token");
        let app = reader
            .app_session(&hashed("app session"))?
            .expect("a session");
        Ok([
            session.is_live(&user, now),
            admin.is_live(&hashed("admin"), now),
            own.is_live(&hashed("own"), now),
            token.standing.stands(&token.token.role, token.token.epoch),
            app.is_live(&hashed("app session"), now),
        ])
    });
    read.expect("reads")
}

#[test]
fn s04_a_link_that_another_took_the_place_of_does_not_open_after_the_migration() {
    each_db(|db| {
        let mut raw = db.raw_at_step(RELEASED);
        let begins = if db.is_sqlite() { "X'" } else { "'\\x" };
        let words = Words {
            no: if db.is_sqlite() { "0" } else { "false" },
            hash_begins: begins,
        };
        fill(&mut raw, &words);
        let (secret, made) = (words.hash(&hash("link")), at(0));
        // Ended by a clock that was half an hour ahead; and one that nobody ended.
        for (key, lives) in [(5, 1_800_000), (6, 3_600_000)] {
            let until = made + lives;
            raw.run(&format!(
                "INSERT INTO one_time_links (key, secret_hash, user_key, purpose, expires_at, created_at)
                     VALUES ({key}, {secret}, 1, 'reset', {until}, {made})"
            ));
        }
        let store = db.open();
        let opens = |number| {
            let found = store.read(|reader| reader.one_time_link(key(number)));
            let found = found.expect("reads").expect("is there");
            found.opens(&hash("link"), START.plus(Duration::from_secs(60)))
        };
        assert!(!opens(5) && opens(6));
    });
}
