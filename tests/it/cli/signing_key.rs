//! `vestibule signing-key`, as docs/keys.md tells it.

use super::place::each_started_place;
use crate::kit::told::says;
use serde_json::Value;

#[test]
fn keys_are_listed_rotated_and_revoked() {
    each_started_place(|place| {
        let list = || {
            let run = place.runs(&["signing-key", "list", "--json"]).succeeds();
            let listed: Vec<Value> = serde_json::from_str(&run.out).expect("JSON");
            listed
        };
        let states = |listed: &[Value]| {
            let told = listed
                .iter()
                .map(|key| format!("{} {}", key["alg"], key["state"]));
            told.collect::<Vec<_>>().join(", ").replace('"', "")
        };
        let none = place.runs(&["signing-key", "list"]).succeeds();
        says(&none.err, &["No signing keys yet"]);
        place.runs(&["signing-key", "rotate", "--now"]).succeeds();
        assert_eq!(states(&list()), "RS256 signs, ES256 signs");
        let run = place
            .runs(&["signing-key", "rotate", "--alg", "ES256"])
            .succeeds();
        says(&run.err, &["ES256", "signs from", "10 seconds"]);
        let listed = list();
        assert_eq!(
            states(&listed),
            "RS256 signs, ES256 signs, ES256 published, signs later"
        );
        assert_eq!(listed[2]["kid"], run.out.trim());
        let run = place.runs(&["signing-key", "rotate", "--now"]).succeeds();
        assert_eq!(run.out.lines().count(), 2);
        says(&run.err, &["signs from", "within 10 seconds"]);
        assert_eq!(
            states(&list()),
            "RS256 signs, ES256 signs, ES256 published, signs later, \
             RS256 published, signs later, ES256 published, signs later",
            "not before every server knows them"
        );
        let kid = listed[0]["kid"].as_str().expect("a kid");
        place.runs(&["signing-key", "revoke", kid]).succeeds();
        let listed = list();
        let revoked = listed
            .iter()
            .find(|key| key["kid"] == kid)
            .expect("it stays");
        assert_eq!(revoked["state"], "revoked");
        let signing = listed.iter().filter(|key| key["state"] == "signs");
        assert_eq!(signing.count(), 2);
        let table = place.runs(&["signing-key", "list"]).succeeds();
        says(&table.out, &["key ID", "signs until", kid]);
    });
}

#[test]
fn what_is_no_key_and_no_algorithm_of_this_server_is_refused() {
    each_started_place(|place| {
        let refused = place.runs(&["signing-key", "revoke", "nobody's"]);
        refused.refuses(&["no such key", "signing-key list"]);
        let refused = place.runs(&["signing-key", "rotate", "--alg", "EdDSA"]);
        refused.refuses(&["EdDSA", "signing.algorithms"]);
        assert_eq!(
            place
                .runs(&["signing-key", "rotate", "--alg", "HS256"])
                .code,
            2
        );
    });
}
