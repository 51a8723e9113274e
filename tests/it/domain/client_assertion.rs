//! What an app signs to show to be itself, and what is wrong with it (RFC 7523 §3).

use super::sample::{CLIENT_ID, ISSUER, NOW, app};
use crate::kit::signer::{Signer, client_keys};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use vestibule::domain::oauth::client::{App, AppState, Confidentiality, Kind, KnownApp};
use vestibule::domain::oauth::client_assertion::{AssertionFault, TYPE, UsedAssertion};
use vestibule::domain::oauth::client_auth::{Bench, InQuery, Shown, authenticate, credentials};
use vestibule::domain::oauth::client_request::{ClientRequest, Manner, ParamPlace};
use vestibule::domain::oauth::token_error::TokenError;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::signing::verifies;

const PATH: &str = "/oauth/revoke";

fn now() -> i64 {
    NOW.millis() / 1000
}

fn good() -> Value {
    json!({ "iss": CLIENT_ID, "sub": CLIENT_ID, "aud": ISSUER, "exp": now() + 60, "jti": "1" })
}

/// Good claims with one that is another, or none where it is null.
fn with(name: &str, value: &Value) -> Value {
    let mut claims = good();
    claims[name] = value.clone();
    if value.is_null() {
        claims.as_object_mut().expect("claims").remove(name);
    }
    claims
}

fn signing(signers: &[&Signer]) -> App {
    App {
        keys: client_keys(signers),
        ..app(Kind::Web, Confidentiality::Confidential, &[])
    }
}

fn request(fields: &[(&str, &str)]) -> ClientRequest {
    let mut request = ClientRequest::new(Manner::Post).at(PATH);
    for (name, value) in fields {
        request.add(ParamPlace::Body, name, value);
    }
    request
}

fn judge(request: &ClientRequest, app: Option<App>) -> Result<UsedAssertion, TokenError> {
    let sent = credentials(request)?;
    let known = app.map(|app| KnownApp {
        app: Arc::new(app),
        secrets: Vec::new(),
    });
    let bench = Bench {
        in_query: InQuery::Never,
        issuer: ISSUER,
        verifies,
        now: NOW,
    };
    match authenticate(request, &sent, known.as_ref(), &bench)? {
        Shown::IfUnused(shown) => Ok(shown.assertion),
        Shown::Itself(_) => panic!("nothing was signed"),
    }
}

fn shows(app: &App, assertion: &str) -> Result<UsedAssertion, AssertionFault> {
    let fields = [
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    match judge(&request(&fields), Some(app.clone())) {
        Ok(used) => Ok(used),
        Err(TokenError::AssertionInvalid(fault)) => Err(fault),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn each_algorithm_shows_who_an_app_is_by_its_own_key_alone() {
    let signers = Algorithm::ALL
        .iter()
        .map(|&algorithm| Signer::new(algorithm, algorithm.word()));
    let signers: Vec<Signer> = signers.collect();
    let all = signing(&signers.iter().collect::<Vec<_>>());
    for (signer, &algorithm) in signers.iter().zip(Algorithm::ALL) {
        let assertion = signer.signs(&good());
        assert!(shows(&all, &assertion).is_ok(), "{algorithm:?}");
        assert!(shows(&signing(&[signer]), &assertion).is_ok());
        let kid =
            |kid: &str| signer.signs_as(&json!({ "alg": algorithm.word(), "kid": kid }), &good());
        assert_eq!(shows(&all, &kid("nobody's")), Err(AssertionFault::Key));
        let bare = signer.signs_as(&json!({ "alg": algorithm.word() }), &good());
        assert_eq!(shows(&all, &bare), Err(AssertionFault::Key));
        assert!(shows(&signing(&[signer]), &bare).is_ok(), "the only one");
        for other in signers.iter().filter(|other| other.kid != signer.kid) {
            let key = Err(AssertionFault::Key);
            assert_eq!(shows(&all, &kid(&other.kid)), key);
            assert_eq!(shows(&signing(&[other]), &assertion), key);
        }
    }
    let another = Signer::new(Algorithm::Es256, "ES256");
    let stolen = another.signs(&good());
    assert_eq!(shows(&all, &stolen), Err(AssertionFault::Signature));
}

#[test]
fn each_claim_has_to_be_for_us_and_for_now() {
    let signer = Signer::new(Algorithm::Es256, "k");
    let app = signing(&[&signer]);
    let url = format!("{ISSUER}{PATH}");
    let soon = now() + 660;
    let taken = [
        ("aud", json!(url)),
        ("aud", json!(["https://other.example", url])),
        ("aud", json!([ISSUER])),
        ("exp", json!(soon)),
        ("exp", json!(now() - 59)),
        ("exp", json!(now() as f64 + 0.5)),
        ("nbf", json!(now() + 60)),
        ("iat", json!(now() + 60)),
        ("iat", json!(0)),
        ("else", json!({ "a": [1] })),
    ];
    for (name, value) in taken {
        assert!(
            shows(&app, &signer.signs(&with(name, &value))).is_ok(),
            "{name} {value}"
        );
    }
    let number = app.id.0.to_string();
    let cases = [
        ("iss", json!(null), AssertionFault::Issuer),
        ("iss", json!(ISSUER), AssertionFault::Issuer),
        ("iss", json!([CLIENT_ID]), AssertionFault::Issuer),
        ("sub", json!(number), AssertionFault::Issuer),
        ("sub", json!(null), AssertionFault::App),
        ("sub", json!("nobody"), AssertionFault::App),
        ("aud", json!(null), AssertionFault::Audience),
        ("aud", json!(format!("{ISSUER}/")), AssertionFault::Audience),
        (
            "aud",
            json!(format!("{ISSUER}/oauth/introspect")),
            AssertionFault::Audience,
        ),
        ("aud", json!([]), AssertionFault::Audience),
        ("aud", json!([[ISSUER]]), AssertionFault::Audience),
        ("aud", json!({ "0": ISSUER }), AssertionFault::Audience),
        ("exp", json!(null), AssertionFault::Time),
        ("exp", json!(soon + 1), AssertionFault::Time),
        ("exp", json!(now() - 60), AssertionFault::Time),
        ("exp", json!(soon.to_string()), AssertionFault::Time),
        ("exp", json!(1e300), AssertionFault::Time),
        ("exp", json!(-1e300), AssertionFault::Time),
        ("nbf", json!(now() + 61), AssertionFault::Time),
        ("iat", json!(now() + 61), AssertionFault::Time),
        ("iat", json!("now"), AssertionFault::Time),
        ("jti", json!(null), AssertionFault::Jti),
        ("jti", json!(""), AssertionFault::Jti),
        ("jti", json!(7), AssertionFault::Jti),
    ];
    for (name, value, fault) in cases {
        let assertion = signer.signs(&with(name, &value));
        assert_eq!(shows(&app, &assertion), Err(fault), "{name} {value}");
    }
}

#[test]
fn what_is_no_jwt_of_its_kind_shows_nothing() {
    let signer = Signer::new(Algorithm::Es256, "k");
    let app = signing(&[&signer]);
    for typ in ["JWT", "jwt", "application/jwt", "client-authentication+jwt"] {
        let header =
            json!({ "alg": "ES256", "typ": typ, "jku": "https://evil.example", "jwk": {} });
        assert!(
            shows(&app, &signer.signs_as(&header, &good())).is_ok(),
            "{typ}"
        );
    }
    let assertion = signer.signs(&good());
    let (signed, _) = assertion.rsplit_once('.').expect("three parts");
    let long = signer.signs(&with("else", &json!("x".repeat(8192))));
    let bad = [
        signer.signs_as(&json!({ "alg": "none" }), &good()),
        signer.signs_as(&json!({ "alg": "HS256" }), &good()),
        signer.signs_as(&json!({ "alg": "ES256", "typ": "at+jwt" }), &good()),
        signer.signs_as(&json!({ "alg": "ES256", "crit": [] }), &good()),
        format!("{assertion}="),
        format!("{assertion}.x"),
        signed.to_owned(),
        long,
        "x".to_owned(),
    ];
    for text in &bad {
        assert_eq!(shows(&app, text), Err(AssertionFault::Form), "{text}");
    }
    let empty = format!("{signed}.");
    assert_eq!(shows(&app, &empty), Err(AssertionFault::Signature));
}

#[test]
fn who_shows_it_in_two_ways_by_another_name_or_for_no_app_with_keys_is_refused() {
    let signer = Signer::new(Algorithm::EdDsa, "k");
    let known = signing(&[&signer]);
    let assertion = signer.signs(&good());
    let (kind, text) = (
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
    );
    let told = |fields: &[(&str, &str)]| judge(&request(fields), Some(known.clone())).map(drop);
    let invalid = |fault| Err(TokenError::AssertionInvalid(fault));
    for id in [CLIENT_ID, "7", ""] {
        assert_eq!(told(&[kind, text, ("client_id", id)]), Ok(()), "{id}");
    }
    let two_ways = Err(TokenError::TwoWays);
    assert_eq!(told(&[kind, text, ("client_secret", "x")]), two_ways);
    assert_eq!(told(&[kind, text, text]), two_ways);
    assert_eq!(told(&[kind, text, ("client_assertion", "x")]), two_ways);
    assert_eq!(told(&[kind, kind, text]), Err(TokenError::Repeated));
    for header in ["Basic x", "Basic eDp5"] {
        let mut request = request(&[kind, text]);
        request.add_authorization(header.as_bytes());
        assert_eq!(judge(&request, Some(known.clone())).map(drop), two_ways);
    }
    assert_eq!(told(&[text]), invalid(AssertionFault::Type));
    let other = (
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    );
    assert_eq!(told(&[other, text]), invalid(AssertionFault::Type));
    assert_eq!(told(&[kind]), invalid(AssertionFault::Form));
    assert_eq!(
        told(&[kind, text, ("client_id", "no name")]),
        invalid(AssertionFault::App)
    );
    let mut in_query = request(&[kind]);
    in_query.add(ParamPlace::Query, "client_assertion", &assertion);
    let query = judge(&in_query, Some(known.clone())).map(drop);
    assert_eq!(query, invalid(AssertionFault::Form));
    // No such app, one that is disabled, or one without keys.
    let disabled = App {
        state: AppState::Disabled,
        ..known.clone()
    };
    let keyless = |confidentiality| app(Kind::Web, confidentiality, &[]);
    for app in [
        None,
        Some(disabled),
        Some(keyless(Confidentiality::Confidential)),
        Some(keyless(Confidentiality::Public)),
    ] {
        let told = judge(&request(&[kind, text]), app).map(drop);
        assert_eq!(told, invalid(AssertionFault::App));
    }
}

#[test]
fn what_is_kept_names_app_and_jti_and_when_it_is_over() {
    let signer = Signer::new(Algorithm::Es256, "k");
    let app = signing(&[&signer]);
    let used = |app: &App, claims: &Value| shows(app, &signer.signs(claims)).expect("shows");
    let first = used(&app, &good());
    assert_eq!(first.expires_at, NOW.plus(Duration::from_secs(60)));
    assert_eq!(
        used(&app, &with("aud", &json!([ISSUER]))).jti_hash,
        first.jti_hash
    );
    assert_ne!(
        used(&app, &with("jti", &json!("2"))).jti_hash,
        first.jti_hash
    );
    let other = App {
        uuid: "another".to_owned(),
        ..app
    };
    assert_ne!(used(&other, &good()).jti_hash, first.jti_hash);
}
