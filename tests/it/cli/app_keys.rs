//! What an app signs with, and what is signed for it: `--jwks`, `--id-token-alg`, `--userinfo-alg`.

use super::place::each_place;
use crate::kit::told::{says, words};
use serde_json::{Value, json};

/// RFC 8037 A.2.
const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"first"}"#;

fn set(keys: &str) -> String {
    format!("{{\"keys\":[{keys}]}}")
}

#[test]
fn an_app_is_given_keys_in_place_of_a_secret_and_a_secret_in_place_of_keys() {
    each_place(|place| {
        place.writes("keys.json", &set(KEY));
        let add = words(
            "app add --name Otter --kind web --redirect-uri https://o.example/cb --jwks keys.json",
        );
        let run = place.runs(&add).succeeds();
        says(&run.out, &["key IDs", "first"]);
        says(&run.err, &["client_assertion"]);
        assert!(
            !run.out.contains("client secret") && !run.err.contains("secret"),
            "{run:?}"
        );
        let shown = place.json(&words("app show 1 --json"));
        assert_eq!(shown["key_ids"], json!(["first"]));
        let more = KEY.replace("first", "second").replace("11qY", "12qY");
        let both = set(&format!("{KEY},{more}"));
        let edit = words("app edit 1 --json --jwks -");
        let run = place.runs_with(&edit, &both).succeeds();
        says(&run.err, &["by these keys from now on"]);
        let edited = run.json();
        assert_eq!(edited["key_ids"], json!(["first", "second"]));
        assert!(edited.get("client_secret").is_none());
        place.refuses("app rotate-secret 1", &["an app with keys", "--jwks"]);
        place.refuses(
            "app edit 1 --public --grant authorization_code",
            &["--jwks"],
        );
        let keyless = place.json(&["app", "edit", "1", "--json", "--jwks", ""]);
        assert_eq!(keyless["key_ids"], json!([]));
        assert_eq!(keyless["client_secret"].as_str().map(str::len), Some(40));
        let secret = words("app show 1");
        let before = place.runs(&secret).succeeds();
        says(&before.out, &["secrets end in"]);
        place.does("app edit 1 --jwks keys.json");
        let after = place.runs(&secret).succeeds();
        assert!(!after.out.contains("secrets end in"), "{after:?}");
    });
}

#[test]
fn what_is_no_file_of_public_keys_is_refused_with_what_is_wrong() {
    each_place(|place| {
        let private = KEY.replace("}", ",\"d\":\"AQ\"}");
        let eleven = [KEY; 11].join(",");
        let twice = format!("{KEY},{KEY}");
        let symmetric = r#"{"kty":"oct","k":"AQ"}"#;
        let short = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;
        for (text, told) in [
            ("[]", "no JSON object"),
            ("{}", "no set of keys"),
            (&set(&private), "private part"),
            (&set(""), "1 to 10"),
            (&set(&eleven), "1 to 10"),
            (&set(&twice), "key 2"),
            (&set(symmetric), "private part"),
            (&set(short), "2048 to 4096"),
        ] {
            place.writes("keys.json", text);
            let add = "app add --name Otter --kind web --jwks keys.json";
            place.refuses(add, &["keys.json", told]);
        }
        let missing = "app add --name Otter --kind web --jwks nowhere.json";
        place.refuses(missing, &["nowhere.json", "cannot be read"]);
        place.writes("keys.json", &set(KEY));
        let public = "app add --name Otter --kind desktop --jwks keys.json";
        place.refuses(public, &["--jwks", "--confidential"]);
        let secret = "app add --name Otter --kind web --jwks keys.json --client-secret-stdin";
        let brought = place.runs_with(&words(secret), "0123456789abcdef\n");
        brought.refuses(&["an app with keys has no secret"]);
        let none = place.json(&words("app list --json"));
        assert_eq!(none, json!([]));
    });
}

#[test]
fn how_an_app_is_told_about_people_is_chosen_among_what_there_are_keys_for() {
    each_place(|place| {
        let add = words("app add --json --name Otter --kind web");
        let plain = place.json(&add);
        assert_eq!(
            (&plain["id_token_alg"], &plain["userinfo_alg"]),
            (&json!("RS256"), &Value::Null)
        );
        let edit = |more: &str| {
            let edited = place.json(&words(&format!("app edit 1 --json {more}")));
            (
                edited["id_token_alg"].clone(),
                edited["userinfo_alg"].clone(),
            )
        };
        let signed = edit("--id-token-alg ES256 --userinfo-alg RS256");
        assert_eq!(signed, (json!("ES256"), json!("RS256")));
        let record = place.does("app show 1");
        says(&record.out, &["ID tokens", "ES256", "signed userinfo"]);
        assert_eq!(edit("--userinfo-alg none"), (json!("ES256"), Value::Null));
        for option in ["--id-token-alg", "--userinfo-alg"] {
            let line = format!("app edit 1 {option} EdDSA");
            place.refuses(&line, &["EdDSA", "signing.algorithms", option]);
            let line = format!("app edit 1 {option} HS256");
            assert_eq!(place.runs(&words(&line)).code, 2);
        }
        assert_eq!(place.runs(&words("app edit 1 --id-token-alg none")).code, 2);
    });
}
