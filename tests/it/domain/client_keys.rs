//! The public keys that an app registers.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule::domain::oauth::client_keys::{ClientKeys, KeysFault, MOST_KEYS};

/// RFC 8037 A.2.
fn ed25519() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
}

/// An RSA key of so many bytes.
fn rsa(bytes: usize) -> Value {
    let modulus = URL_SAFE_NO_PAD.encode(vec![0xff; bytes]);
    json!({ "kty": "RSA", "n": modulus, "e": "AQAB" })
}

fn with(mut jwk: Value, members: Value) -> Value {
    for (name, value) in members.as_object().expect("members") {
        jwk[name] = value.clone();
    }
    jwk
}

fn parse(keys: &[Value]) -> Result<ClientKeys, KeysFault> {
    let set = json!({ "keys": keys });
    ClientKeys::parse(set.as_object().expect("a set"))
}

fn kids(keys: &ClientKeys) -> Vec<&str> {
    keys.kids().collect()
}

#[test]
fn keys_of_each_kind_are_taken_with_their_names_and_kept_without_what_nobody_reads() {
    let p256 = json!({
        "kty": "EC", "crv": "P-256", "kid": "p256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let rsa = with(
        rsa(256),
        json!({ "kid": "rsa", "use": "sig", "alg": "RS256", "x5c": ["MII"], "x5t": "x" }),
    );
    let keys = parse(&[ed25519(), p256, rsa]).expect("keys");
    // RFC 8037 A.3.
    let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(kids(&keys), [thumbprint, "p256", "rsa"]);
    let text = keys.to_text();
    assert!(!text.contains("x5c"), "{text}");
    assert_eq!(ClientKeys::kept(&text), Some(keys));
    let none = ClientKeys::kept("").expect("none");
    assert!(none.is_empty() && none.to_text().is_empty());
    assert_eq!(ClientKeys::kept("{}"), None);
}

#[test]
fn of_several_a_key_is_found_by_its_name_and_the_only_one_by_any() {
    let several = parse(&[with(ed25519(), json!({ "kid": "a" })), rsa(256)]).expect("keys");
    assert!(several.named(Some("a")).is_some());
    assert!(several.named(Some("b")).is_none() && several.named(None).is_none());
    let only = parse(&[ed25519()]).expect("a key");
    assert!(only.named(Some("b")).is_some() && only.named(None).is_some());
}

#[test]
fn what_is_no_set_of_public_keys_is_refused_by_the_number_of_the_key() {
    let sets = [json!({}), json!({ "keys": {} }), ed25519()];
    for set in sets {
        let read = ClientKeys::parse(set.as_object().expect("an object"));
        assert_eq!(read, Err(KeysFault::NoSet));
    }
    let named = |kid: usize| with(ed25519(), json!({ "kid": kid.to_string() }));
    let many = |count| (0..count).map(named).collect::<Vec<_>>();
    assert_eq!(parse(&[]), Err(KeysFault::Count));
    assert!(parse(&many(MOST_KEYS)).is_ok());
    assert_eq!(parse(&many(MOST_KEYS + 1)), Err(KeysFault::Count));
    for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let members = json!({ private: "AQ" });
        let keys = [named(1), with(rsa(256), members)];
        assert_eq!(parse(&keys), Err(KeysFault::Private(2)), "{private}");
    }
    for other in [
        json!("a text"),
        json!({ "kty": "oct" }),
        rsa(255),
        rsa(513),
        with(ed25519(), json!({ "crv": "X25519" })),
    ] {
        assert_eq!(
            parse(std::slice::from_ref(&other)),
            Err(KeysFault::Unusable(1)),
            "{other}"
        );
    }
    assert!(parse(&[rsa(512)]).is_ok());
    for members in [
        json!({ "use": "enc" }),
        json!({ "alg": "RS256" }),
        json!({ "alg": 7 }),
    ] {
        let key = with(ed25519(), members);
        assert_eq!(
            parse(std::slice::from_ref(&key)),
            Err(KeysFault::Purpose(1)),
            "{key}"
        );
    }
    for kid in [
        json!(""),
        json!(7),
        json!("k".repeat(256)),
        json!("\u{1b}[2J"),
    ] {
        let key = with(ed25519(), json!({ "kid": kid }));
        assert_eq!(parse(&[key]), Err(KeysFault::Kid(1)));
    }
    assert_eq!(parse(&[named(1), named(1)]), Err(KeysFault::Kid(2)));
    assert_eq!(parse(&[ed25519(), ed25519()]), Err(KeysFault::Kid(2)));
}
