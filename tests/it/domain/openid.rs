//! Signed statements, the keys that sign them, and how long a key lives.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::time::Duration;
use vestibule::domain::key::RowKey;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::jwk::PublicKey;
use vestibule::domain::openid::jwt::{LONGEST, Read, Typ, Unsigned};
use vestibule::domain::openid::signing_key::{
    KeyPolicy, NextKey, SigningKey, is_erasable, next, signer,
};
use vestibule::domain::time::{Timestamp, days};
use vestibule::signing::{PrivateKey, generate, verifies};

fn jwk(value: &Value) -> PublicKey {
    PublicKey::read(value.as_object().expect("an object")).expect("a key")
}

/// RFC 7638 §3.1.
fn rsa_of_rfc_7638() -> Value {
    json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
              FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgn\
              Yb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqb\
              w0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29"
    })
}

#[test]
fn a_key_is_named_by_what_it_is() {
    let rsa = jwk(&rsa_of_rfc_7638());
    assert_eq!(
        rsa.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    // RFC 8037 A.3.
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let ed25519 = jwk(&json!({ "kty": "OKP", "crv": "Ed25519", "x": x }));
    let kid = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(ed25519.thumbprint(), kid);
    assert_eq!(
        ed25519.jwk(),
        json!({ "crv": "Ed25519", "kty": "OKP", "x": x, "use": "sig", "alg": "EdDSA", "kid": kid })
    );
}

#[test]
fn keys_that_sign_nothing_here_are_none() {
    let with = |name: &str, value: Value| {
        let mut jwk = rsa_of_rfc_7638();
        jwk[name] = value;
        PublicKey::read(jwk.as_object().expect("an object"))
    };
    let bytes = |count: usize| json!(URL_SAFE_NO_PAD.encode(vec![0xff; count]));
    assert!(with("n", bytes(256)).is_some());
    assert!(with("n", bytes(512)).is_some());
    let refused = [
        ("kty", json!("oct")),
        ("kty", json!(7)),
        ("n", bytes(255)),
        ("n", bytes(513)),
        ("n", json!("not base64url!")),
        ("n", json!("")),
        ("n", json!(format!("AA{}", "A".repeat(400)))),
        ("e", json!("AQ")),
        ("e", json!("AA")),
        ("e", json!("Ag")),
        ("e", json!("AQABAAAB")),
        ("crv", json!("P-256")),
    ];
    for (name, value) in refused {
        assert_eq!(with(name, value.clone()), None, "{name}: {value}");
    }
    let x = URL_SAFE_NO_PAD.encode([1; 32]);
    for other in [
        json!({ "kty": "EC", "crv": "P-384", "x": x, "y": x }),
        json!({ "kty": "EC", "crv": "P-256", "x": x }),
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": "AQ" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": x }),
        json!({}),
    ] {
        assert_eq!(PublicKey::read(other.as_object().expect("an object")), None);
    }
}

#[test]
fn statements_of_others_verify_and_changed_ones_do_not() {
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    // RFC 7515 A.2, A.3.
    let rs256 = format!(
        "eyJhbGciOiJSUzI1NiJ9.{payload}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc\
         _lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L\
         07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9F\
         s98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    let rsa = jwk(&json!({
        "kty": "RSA",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SF\
              d2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7\
              WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs\
              91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        "e": "AQAB"
    }));
    let es256 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-\
         Kg6NU1Q"
    );
    let p256 = jwk(&json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    }));
    for (text, key, algorithm) in [
        (&rs256, &rsa, Algorithm::Rs256),
        (&es256, &p256, Algorithm::Es256),
    ] {
        let read = Read::parse(text, Typ::ClientAssertion).expect("reads");
        assert_eq!((read.algorithm, key.algorithm()), (algorithm, algorithm));
        assert_eq!(read.claims["iss"], "joe");
        assert!(verifies(key, read.signed, &read.signature));
        assert!(!verifies(key, b"something else", &read.signature));
        assert!(!verifies(key, read.signed, &read.signature[1..]));
        assert!(!verifies(key, read.signed, b""));
    }
}

#[test]
fn what_is_signed_here_is_read_again_by_the_key_alone_that_signed() {
    let mut publics = Vec::new();
    for &algorithm in Algorithm::ALL {
        let document = generate(algorithm).expect("a key");
        let private = PrivateKey::open(algorithm, &document).expect("opens");
        let public = private.public().expect("a public key");
        assert_eq!(jwk(&public.jwk()), public);
        let claims = Map::from_iter([("sub".to_owned(), json!("ada"))]);
        let unsigned = Unsigned::new(algorithm, &public.thumbprint(), Typ::IdToken, &claims);
        let signature = private.sign(unsigned.bytes()).expect("signs");
        let text = unsigned.signed(&signature);
        let read = Read::parse(&text, Typ::IdToken).expect("reads");
        assert_eq!((read.algorithm, &read.claims), (algorithm, &claims));
        assert_eq!(read.kid, Some(public.thumbprint()));
        assert!(verifies(&public, read.signed, &read.signature));
        for other in &publics {
            assert!(!verifies(other, read.signed, &read.signature));
        }
        assert!(PrivateKey::open(algorithm, &document[1..]).is_err());
        publics.push(public);
    }
}

/// With this header and these claims, unsigned.
fn made(header: &str, claims: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2ln", encode(header), encode(claims))
}

#[test]
fn what_is_no_statement_of_its_kind_is_not_read() {
    let good = r#"{"alg":"RS256","kid":"k","typ":"JWT"}"#;
    let reads = |text: &str| Read::parse(text, Typ::IdToken).is_some();
    assert!(reads(&made(good, r#"{"a":1,"b":[{"c":null},1.5,true]}"#)));
    for header in [
        r#"{"alg":"none","typ":"JWT"}"#,
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"rs256","typ":"JWT"}"#,
        r#"{"alg":["RS256"],"typ":"JWT"}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"RS256","typ":"at+jwt"}"#,
        r#"{"alg":"RS256","typ":"logout+jwt"}"#,
        r#"{"alg":"RS256","typ":7}"#,
        r#"{"alg":"RS256","typ":"JWT","kid":7}"#,
        r#"{"alg":"RS256","typ":"JWT","crit":["exp"]}"#,
        r#"{"alg":"RS256","alg":"ES256","typ":"JWT"}"#,
        r#"["RS256"]"#,
        "",
        "RS256",
    ] {
        assert!(!reads(&made(header, "{}")), "{header}");
    }
    for claims in [
        r#"{"sub":"a","sub":"b"}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        "7",
        "{",
        "{} {}",
    ] {
        assert!(!reads(&made(good, claims)), "{claims}");
    }
    let text = made(good, "{}");
    let (head, _) = text.rsplit_once('.').expect("three parts");
    assert!(!reads(head));
    assert!(!reads(&format!("{text}.c2ln")));
    assert!(!reads(&format!("{text}=")));
    assert!(!reads(&format!("{text}\n")));
    assert!(!reads(&text.replace('.', "..")));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(LONGEST));
    assert!(!reads(&made(good, &long)));
    let logout = made(r#"{"alg":"RS256","typ":"application/Logout+JWT"}"#, "{}");
    assert!(Read::parse(&logout, Typ::LogoutToken).is_some());
    assert!(Read::parse(&logout, Typ::AccessToken).is_none());
}

const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn policy() -> KeyPolicy {
    KeyPolicy {
        algorithms: vec![Algorithm::Rs256],
        lead: days(1),
        life: days(90),
    }
}

fn key(generation: i64, from: u64, until: u64) -> SigningKey {
    SigningKey {
        key: RowKey::from_number(generation).expect("a key"),
        kid: format!("kid {generation}"),
        algorithm: Algorithm::Rs256,
        generation,
        public_jwk: "{}".to_owned(),
        private_sealed: Some(vec![1]),
        signs_from: START.plus(days(from)),
        signs_until: START.plus(days(until)),
        revoked_at: None,
        created_at: START,
    }
}

fn wanted(keys: &[SigningKey], after: Duration) -> Option<NextKey> {
    let now = START.plus(after);
    next(keys, |_| true, Algorithm::Rs256, &policy(), now)
}

#[test]
fn the_first_key_signs_at_once_and_each_successor_is_published_before_it_signs() {
    let first = wanted(&[], Duration::ZERO).expect("the first");
    assert_eq!(
        first,
        NextKey {
            generation: 1,
            signs_from: START,
            signs_until: START.plus(days(90))
        }
    );
    let keys = [key(1, 0, 90)];
    let moment = Duration::from_millis(1);
    assert_eq!(wanted(&keys, days(89) - moment), None);
    let second = wanted(&keys, days(89)).expect("a successor");
    assert_eq!(
        (second.generation, second.signs_from),
        (2, START.plus(days(90)))
    );
    let keys = [key(1, 0, 90), key(2, 90, 180)];
    assert_eq!(wanted(&keys, days(89)), None);
    let signs = |after: Duration| {
        let signs = signer(&keys, |_| true, Algorithm::Rs256, START.plus(after));
        signs.map(|key| key.generation)
    };
    assert_eq!(signs(days(90) - moment), Some(1));
    assert_eq!(signs(days(90)), Some(2));
    assert_eq!(signs(days(180)), None);
    assert_eq!(signer(&keys, |_| true, Algorithm::Es256, START), None);
    let older = |key: &SigningKey| key.generation == 1;
    assert_eq!(
        signer(&keys, older, Algorithm::Rs256, START.plus(days(90))),
        None
    );
}

#[test]
fn a_server_that_slept_or_cannot_open_its_keys_makes_one_that_signs_at_once() {
    let keys = [key(1, 0, 90)];
    let late = wanted(&keys, days(200)).expect("a key");
    assert_eq!(
        (late.generation, late.signs_from),
        (2, START.plus(days(200)))
    );
    let unopened = next(&keys, |_| false, Algorithm::Rs256, &policy(), START);
    assert_eq!(unopened.map(|key| key.signs_from), Some(START));
    let mut gone = key(1, 0, 90);
    gone.revoked_at = Some(START);
    assert!(wanted(&[gone], Duration::ZERO).is_some());
    // One that waits does not sign yet.
    assert!(wanted(&[key(1, 10, 90)], Duration::ZERO).is_some());
}

#[test]
fn a_key_is_published_for_31_days_known_for_400_and_keeps_its_private_part_for_an_hour() {
    let mut key = key(1, 0, 90);
    let moment = Duration::from_millis(1);
    let end = key.signs_until;
    assert!(key.is_published(START) && key.is_openable(START));
    assert!(key.is_published(end.plus(days(31) - moment)) && !key.is_published(end.plus(days(31))));
    assert!(key.is_known(end.plus(days(400) - moment)) && !key.is_known(end.plus(days(400))));
    let hour = Duration::from_secs(3600);
    assert!(key.is_openable(end.plus(hour - moment)) && !key.is_openable(end.plus(hour)));
    // It is erased once another took over in time.
    let (over, alone) = (end.plus(hour), [key.clone()]);
    assert!(!is_erasable(&alone, &key, over));
    let followed = [key.clone(), self::key(2, 90, 180)];
    assert!(
        is_erasable(&followed, &key, over) && !is_erasable(&followed, &key, over.minus(moment))
    );
    let late = [key.clone(), self::key(2, 91, 180)];
    assert!(!is_erasable(&late, &key, over));
    key.revoked_at = Some(START);
    assert!(!key.is_published(START) && !key.is_known(START) && !key.is_openable(START));
    key.revoked_at = None;
    key.private_sealed = None;
    assert!(!key.is_openable(START) && !is_erasable(&followed, &key, over));
}

#[test]
fn a_clock_that_was_far_ahead_leaves_keys_that_take_over_from_nobody() {
    // Made by a server a year ahead, for itself.
    let keys = [key(1, 0, 90), key(2, 365, 455)];
    let ahead = START.plus(days(365));
    assert!(
        !is_erasable(&keys, &keys[0], ahead),
        "it still signs elsewhere"
    );
    let now = START.plus(days(10));
    let signs = signer(&keys, |_| true, Algorithm::Rs256, now);
    assert_eq!(signs.map(|key| key.generation), Some(1));
    let wanted = wanted(&keys, days(89)).expect("the first is followed all the same");
    assert_eq!(
        (wanted.generation, wanted.signs_from),
        (3, START.plus(days(90)))
    );
}
