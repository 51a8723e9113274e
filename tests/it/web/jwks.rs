//! The set of keys as apps fetch it, and how servers that share a database come to the same one.

use super::each_app;
use crate::kit::app::TestApp;
use crate::kit::db::{each_db, on_sqlite};
use crate::kit::store::reads;
use crate::races::at_once;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::jwk::PublicKey;
use vestibule::domain::openid::jwt::Typ;
use vestibule::domain::openid::statement::Statement;
use vestibule::domain::time::days;
use vestibule::flow::keys::{self, Begins};

/// The same server key for several servers on one database.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

const JWKS: &str = "/oauth/jwks";

fn kids(app: &TestApp) -> BTreeSet<String> {
    let answer = app.stranger().get(JWKS);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    let keys = told["keys"].as_array().expect("keys").clone();
    keys.iter()
        .map(|key| key["kid"].as_str().expect("a kid").to_owned())
        .collect()
}

#[test]
fn each_algorithm_has_a_key_whose_public_part_alone_is_told() {
    let settings = "signing.algorithms = [\"RS256\", \"ES256\", \"EdDSA\"]";
    each_app(settings, |app| {
        let answer = app.stranger().get(JWKS);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/json"))
        );
        assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let told = answer.json();
        let keys = told["keys"].as_array().expect("keys");
        let algorithms: Vec<&Value> = keys.iter().map(|key| &key["alg"]).collect();
        assert_eq!(algorithms, ["RS256", "ES256", "EdDSA"]);
        for key in keys {
            let jwk = key.as_object().expect("an object");
            let public = PublicKey::read(jwk).expect("a key");
            assert_eq!(
                public.jwk(),
                *key,
                "nothing else, no private part above all"
            );
            assert_eq!(key["kid"], public.thumbprint());
        }
        assert_eq!(app.stranger().get(JWKS).text(), answer.text());
        let posted = app.stranger().send("POST", JWKS, &[], b"");
        assert_eq!(
            (posted.status, posted.header("allow")),
            (405, Some("GET, HEAD"))
        );
    });
}

#[test]
fn servers_that_start_at_once_on_an_empty_database_have_one_set() {
    each_db(|db| {
        let servers = [(); 3].map(|()| TestApp::start(&db.url, KEY));
        let sets = at_once(servers.len(), |number| kids(&servers[number]));
        // Who lost the race to a number takes the winner's key at once; who looked between two numbers, at the next look.
        for server in &servers {
            keys::look(server.platform()).expect("looks");
        }
        assert_eq!(kids(&servers[0]).len(), 2);
        for server in &servers {
            assert_eq!(kids(server), kids(&servers[0]));
        }
        assert!(sets.iter().all(|set| set.is_subset(&kids(&servers[0]))));
    });
}

#[test]
fn a_key_is_followed_by_one_that_was_published_before_it_signs() {
    each_app("", |app| {
        let first = kids(app);
        let signs = |app: &TestApp| {
            let held = keys::look(app.platform()).expect("looks");
            let (kid, _) = held
                .signer(Algorithm::Es256, app.now())
                .expect("a key signs");
            kid.to_owned()
        };
        let before = signs(app);
        app.advance(days(89));
        assert_eq!(signs(app), before);
        let both = kids(app);
        assert!(both.is_superset(&first) && both.len() == 4, "{both:?}");
        app.advance(days(1));
        let after = signs(app);
        assert!(after != before && both.contains(&after));
        let private = |app: &TestApp| {
            let rows = reads(&app.platform().store, |reader| reader.signing_keys());
            let first = rows.into_iter().find(|key| key.kid == before);
            first.expect("it is there").private_sealed
        };
        assert!(private(app).is_some());
        app.advance(Duration::from_secs(3600));
        signs(app);
        assert_eq!(private(app), None);
        app.advance(days(31));
        signs(app);
        assert!(!kids(app).contains(&before));
    });
}

#[test]
fn an_operator_replaces_a_key_after_the_lead_at_once_and_for_good() {
    each_app("", |app| {
        let platform = app.platform();
        let old = kids(app);
        let signs = || {
            let held = keys::look(platform).expect("looks");
            let (kid, _) = held
                .signer(Algorithm::Rs256, app.now())
                .expect("a key signs");
            kid.to_owned()
        };
        let first = signs();
        let later =
            keys::rotate(platform, Algorithm::Rs256, Begins::AfterTheLead).expect("rotates");
        assert_eq!(signs(), first);
        assert!(kids(app).contains(&later.kid));
        app.advance(days(1));
        assert_eq!(signs(), later.kid);
        let now = keys::rotate(platform, Algorithm::Rs256, Begins::Now).expect("rotates");
        assert_eq!(signs(), now.kid);
        assert!(
            kids(app).is_superset(&old),
            "what was signed still verifies"
        );
        assert_eq!(keys::revoke(platform, &now.kid), Ok(true));
        let after = signs();
        assert!(after != now.kid && !kids(app).contains(&now.kid));
        let rows = reads(&platform.store, |reader| reader.signing_keys());
        let held = keys::look(platform).expect("looks");
        assert!(
            !held.holds(&now.kid),
            "its private part is out of memory too"
        );
        let revoked = rows.iter().find(|key| key.kid == now.kid).expect("a row");
        assert!(revoked.private_sealed.is_none() && revoked.revoked_at.is_some());
        assert_eq!(keys::revoke(platform, "nobody's"), Ok(false));
        assert_eq!(signs(), after);
    });
}

#[test]
fn a_key_that_cannot_be_opened_is_replaced_and_its_public_part_stays() {
    each_db(|db| {
        let app = TestApp::start(&db.url, KEY);
        let platform = app.platform();
        let before = kids(&app);
        let rows = reads(&platform.store, |reader| reader.signing_keys());
        let spoil = rows.iter().map(|row| Write::SealSigningKeyAnew {
            key: row.key,
            sealed: vec![7; 40],
        });
        let spoiled = platform.store.commit(Change::writes(spoil.collect()));
        spoiled.expect("commits");
        // A server that starts now.
        let other = TestApp::start(&db.url, KEY);
        let after = kids(&other);
        assert!(after.is_superset(&before) && after.len() == 4, "{after:?}");
    });
}

#[test]
fn rows_of_keys_go_400_days_after_they_signed() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        kids(&app);
        let store = &app.platform().store;
        let end = reads(store, |reader| reader.signing_keys())[0].signs_until;
        let lifetimes = app.platform().policy.lifetimes();
        // Events go first.
        store.sweep(end.plus(days(399)), lifetimes).expect("sweeps");
        assert_eq!(store.sweep(end.plus(days(400)), lifetimes), Ok(0));
        let moment = Duration::from_millis(1);
        let swept = store.sweep(end.plus(days(400) + moment), lifetimes);
        assert_eq!(swept, Ok(2));
    });
}

#[test]
fn when_the_server_key_is_rotated_keys_are_sealed_anew_and_need_the_old_one_no_more() {
    let other = "secret_key = \"HxwdHhsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA\"";
    let previous = KEY.split('"').nth(1).expect("a key");
    let rotating = format!("{other}\nsecret_key_previous = [\"{previous}\"]");
    each_db(|db| {
        let app = TestApp::start(&db.url, KEY);
        let before = kids(&app);
        let sealed = |app: &TestApp| {
            let rows = reads(&app.platform().store, |reader| reader.signing_keys());
            let sealed = rows.into_iter().map(|row| row.private_sealed);
            sealed.collect::<Vec<_>>()
        };
        let by_the_old = sealed(&app);
        drop(app);
        let app = TestApp::start(&db.url, &rotating);
        assert_eq!(kids(&app), before);
        let by_the_new = sealed(&app);
        assert!(
            by_the_new
                .iter()
                .zip(&by_the_old)
                .all(|(new, old)| new != old)
        );
        drop(app);
        let app = TestApp::start(&db.url, other);
        assert_eq!(kids(&app), before);
        assert_eq!(sealed(&app), by_the_new);
    });
}

#[test]
fn keys_that_can_be_read_are_told_where_nothing_can_be_written() {
    on_sqlite(|db| {
        let app = TestApp::start(&db.url, KEY);
        let before = kids(&app);
        drop(app);
        db.is_written_no_more();
        let app = TestApp::start(&db.url, KEY);
        // One of them is to be followed, which cannot be.
        app.advance(days(89));
        assert!(keys::look(app.platform()).is_err());
        assert_eq!(kids(&app), before);
        let statement = Statement {
            algorithm: Algorithm::Es256,
            claims: Map::new(),
        };
        let signed = keys::sign(app.platform(), &statement, Typ::IdToken);
        assert!(signed.is_ok());
    });
}

#[test]
fn revoking_and_rotating_at_once_both_happen() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let platform = app.platform();
        for _ in 0..3 {
            let held = keys::look(platform).expect("looks");
            let (kid, _) = held
                .signer(Algorithm::Es256, app.now())
                .expect("a key signs");
            let done = at_once(3, |racer| match racer {
                0 => keys::revoke(platform, kid),
                _ => keys::rotate(platform, Algorithm::Es256, Begins::Now).map(|_| true),
            });
            assert!(done.iter().all(|done| *done == Ok(true)), "{done:?}");
            keys::look(platform).expect("looks");
            assert!(!kids(&app).contains(kid));
            app.advance(Duration::from_secs(1));
        }
    });
}
