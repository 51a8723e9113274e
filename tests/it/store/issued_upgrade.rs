//! A database from before there were grants: its tokens live on, on both databases.

use crate::kit::db::{START, TestDb, each_db};
use crate::kit::samples::*;
use crate::kit::store::{commit, finds};
use std::fmt::Write as _;
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::access::{AccessToken, IssuedFor};
use vestibule::domain::oauth::client::{ClientName, Switch};
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme};
use vestibule::domain::openid::resource::Audience;
use vestibule::domain::time::days;

/// Addresses as somebody may have registered them.
const ADDRESSES: [&str; 9] = [
    "https://client.example/cb",
    "HTTPS://Client2.Example:443/cb?a=https://x",
    "https://client3.example:8443?a=b&x=/",
    "http://127.0.0.1:80/cb",
    "http://localhost:80/cb",
    "http://127.0.0.1:8080",
    "http://[::1]/cb",
    "geni7://authorize",
    "com.example.app:/cb",
];

/// The schema of 0003 with user 1, app 7, consent 3 and the access tokens 5 and 6 in it; the latter is revoked.
fn as_it_was(db: &TestDb) {
    let mut raw = db.raw_at_step("0003");
    let (no, quote) = if db.is_sqlite() {
        ("0", "X'")
    } else {
        ("false", "'\\x")
    };
    let at = START.millis();
    raw.run(&format!(
        "INSERT INTO users (key, public_id, name, name_folded, state, is_admin, tokens_after, created_at,
             updated_at, version)
             VALUES (1, 'public-1', 'Ada', 'ada', 'active', {no}, 0, {at}, {at}, 1);
         INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types,
             grants, style, remember_consent, token_by_get, token_in_query, resource_server,
             allow_short_scheme, tokens_after, created_at, updated_at, version)
             VALUES (7, 'U-7', 'key-7', 'Tree', 'desktop', 'public', 'active', 'basic email', 'token', '',
             'documented', {no}, {no}, {no}, {no}, {no}, 0, {at}, {at}, 1);
         INSERT INTO consents (key, user_key, app_id, scopes, granted_at, last_used_at, tokens_after, created_at)
             VALUES (3, 1, 7, 'basic', {at}, {at}, 0, {at})"
    ));
    let hash = hash("token");
    let hex = hash.bytes().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string");
        hex
    });
    for (key, revoked) in [(5, "NULL"), (6, "17")] {
        raw.run(&format!(
            "INSERT INTO access_tokens (key, secret_hash, app_id, user_key, consent_key, scopes, expires_at,
                 revoked_at, created_at)
             VALUES ({key}, {quote}{hex}', 7, 1, 3, 'basic email', {}, {revoked}, {})",
            START.plus(days(1)).millis(),
            at + 1
        ));
    }
    for (position, uri) in ADDRESSES.iter().enumerate() {
        raw.run(&format!(
            "INSERT INTO redirect_uris (app_id, position, uri) VALUES (7, {position}, '{uri}')"
        ));
    }
}

#[test]
fn a_token_from_before_there_were_grants_lives_on_until_its_own_end() {
    each_db(|db| {
        as_it_was(db);
        let store = db.open();
        let found = |number| finds(&store, |reader| reader.token_standing(key(number)));
        let for_all = AccessToken {
            audience: Audience::default(),
            authentication: None,
            ..token(5)
        };
        assert_eq!(found(5).token, for_all);
        let IssuedFor::Person(permission) = found(5).token.issued_for else {
            panic!("it stands for Ada");
        };
        assert_eq!(permission.grant_key, None);
        let at = START.plus(Duration::from_secs(1));
        assert!(found(5).is_live(&hash("token"), at));
        assert!(!found(5).is_live(&hash("token"), START.plus(days(1))));
        assert!(
            !found(6).is_live(&hash("token"), at),
            "revoked stays revoked"
        );
        // The new kind is written beside it.
        let own = AccessToken {
            issued_for: IssuedFor::App,
            ..token(8)
        };
        commit(&store, vec![Write::InsertAccessToken(own.clone())]);
        assert_eq!(found(8).token, own);
        assert_eq!(found(5).token, for_all);
    });
}

#[test]
fn addresses_from_before_there_was_cors_have_the_origin_they_would_be_registered_with() {
    each_db(|db| {
        as_it_was(db);
        let store = db.open();
        let origins = ADDRESSES.map(|address| {
            let registered = RegisteredUri::register(address, ShortScheme::Allowed);
            registered.map(|uri| uri.origin()).unwrap_or_default()
        });
        let kept = "SELECT coalesce(origin, '-') AS line FROM redirect_uris ORDER BY position";
        let wanted = origins
            .clone()
            .map(|origin| origin.unwrap_or("-".to_owned()));
        assert_eq!(db.raw().lines(kept), wanted);
        assert_eq!(origins.iter().flatten().count(), 7);
        for origin in origins.iter().flatten() {
            assert_eq!(store.read(|reader| reader.has_origin(origin)), Ok(true));
        }
        let foreign = store.read(|reader| reader.has_origin("https://x"));
        assert_eq!(foreign, Ok(false));
        let app = finds(&store, |reader| reader.app(&ClientName::Number(AppId(7))));
        let came_later = (
            app.has(Switch::WithinSiteDomain),
            app.callback_key_generation,
        );
        assert_eq!(came_later, (false, 1));
    });
}
