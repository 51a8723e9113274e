//! Client authentication: what was sent, in which way, and whether it opens the app (RFC 6749 §2.3).

use super::sample::{APP, CLIENT_ID, ISSUER, NOW, app};
use crate::kit::samples;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use std::time::Duration;
use vestibule::domain::oauth::client::{
    App, AppSecret, AppState, Confidentiality, Kind, KnownApp, Switch, hash_client_secret,
};
use vestibule::domain::oauth::client_auth::{Bench, InQuery, authenticate, credentials};
use vestibule::domain::oauth::client_request::{ClientParam, ClientRequest, Manner, ParamPlace};
use vestibule::domain::oauth::token_error::TokenError;
use vestibule::domain::time::Timestamp;
use vestibule::signing::verifies;

const SECRET: &str = "s3cret with:colon&percent%2Bplus";

fn sample(confidentiality: Confidentiality) -> App {
    app(Kind::Web, confidentiality, &["https://client.example/cb"])
}

fn secret(text: &str) -> AppSecret {
    AppSecret {
        hash: hash_client_secret(text),
        created_at: NOW,
        ..samples::secret(9, APP.0)
    }
}

/// A POST with these fields in the body.
fn body(fields: &[(&str, &str)]) -> ClientRequest {
    let mut request = ClientRequest::new(Manner::Post);
    for (name, value) in fields {
        request.add(ParamPlace::Body, name, value);
    }
    request
}

/// A POST with these header lines.
fn headers(lines: &[&str]) -> ClientRequest {
    let mut request = ClientRequest::new(Manner::Post);
    for line in lines {
        request.add_authorization(line.as_bytes());
    }
    request
}

fn basic(pair: impl AsRef<[u8]>) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

fn known(app: App, secrets: Vec<AppSecret>) -> KnownApp {
    let app = Arc::new(app);
    KnownApp { app, secrets }
}

fn bench(in_query: InQuery, now: Timestamp) -> Bench<'static> {
    Bench {
        in_query,
        issuer: ISSUER,
        verifies,
        now,
    }
}

fn judge(request: &ClientRequest, app: Option<App>, in_query: InQuery) -> Result<(), TokenError> {
    let sent = credentials(request)?;
    let secrets = vec![secret("an older one"), secret(SECRET)];
    let known = app.map(|app| known(app, secrets));
    authenticate(request, &sent, known.as_ref(), &bench(in_query, NOW)).map(drop)
}

fn confidential(request: &ClientRequest) -> Result<(), TokenError> {
    let app = sample(Confidentiality::Confidential);
    judge(request, Some(app), InQuery::Never)
}

/// A confidential app is not opened by this.
#[track_caller]
fn refuses(request: &ClientRequest, fault: TokenError, what: &str) {
    assert_eq!(confidential(request), Err(fault), "{what:?}");
}

fn public(request: &ClientRequest) -> Result<(), TokenError> {
    let app = sample(Confidentiality::Public);
    judge(request, Some(app), InQuery::Never)
}

/// The secret as RFC 6749 §2.3.1 has it within Basic.
fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn basic_is_read_in_every_form_that_libraries_send() {
    let pair = format!("{CLIENT_ID}:{}", form_encoded(SECRET));
    let encoded = STANDARD.encode(&pair);
    assert!(encoded.ends_with('='), "padding is part of the case");
    let forms = [
        format!("Basic {encoded}"),
        format!("basic {encoded}"),
        format!("BASIC   {encoded} "),
        format!("Basic {}", encoded.trim_end_matches('=')),
        // Spaces as %20, and a colon that was not encoded: the first one separates.
        basic(format!(
            "{CLIENT_ID}:s3cret%20with:colon%26percent%252Bplus"
        )),
        basic(format!("7:{}", form_encoded(SECRET))),
    ];
    for form in forms {
        assert_eq!(confidential(&headers(&[&form])), Ok(()), "{form}");
    }
}

#[test]
fn basic_that_cannot_be_read_names_nobody() {
    let cases = [
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic not base64!".to_owned(),
        // Without a colon; not UTF-8 at once, and a name that is not UTF-8 once decoded.
        basic(CLIENT_ID),
        basic(b"\xff\xfe:x"),
        basic("%FF:x"),
    ];
    for case in cases {
        refuses(&headers(&[&case]), TokenError::ClientUnknown, &case);
    }
}

#[test]
fn p13_the_secret_within_basic_is_taken_decoded_once_or_as_it_stands() {
    let raw = basic(format!("{CLIENT_ID}:{SECRET}"));
    assert_eq!(confidential(&headers(&[&raw])), Ok(()));
    let twice = form_encoded(&form_encoded(SECRET));
    for wrong in [&twice, "%FF", "+", ""] {
        let wrong = basic(format!("{CLIENT_ID}:{wrong}"));
        refuses(&headers(&[&wrong]), TokenError::SecretWrong, &wrong);
    }
}

#[test]
fn r111_two_headers_or_two_secrets_are_two_ways_and_the_same_id_twice_is_not() {
    let good = basic(format!("{CLIENT_ID}:{}", form_encoded(SECRET)));
    let with_body = |fields: &[(&str, &str)]| {
        let mut request = body(fields);
        request.add_authorization(good.as_bytes());
        request
    };
    for second in [good.as_str(), "Basic !"] {
        refuses(&headers(&[&good, second]), TokenError::TwoWays, second);
    }
    for same in [CLIENT_ID, "7", ""] {
        let request = with_body(&[("client_id", same)]);
        assert_eq!(confidential(&request), Ok(()), "{same}");
    }
    for other in ["8", "nobody", "07", &CLIENT_ID.to_uppercase()] {
        let request = with_body(&[("client_id", other)]);
        refuses(&request, TokenError::TwoWays, other);
    }
    // The very same secret once more is a second method all the same.
    let request = with_body(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]);
    assert_eq!(confidential(&request), Err(TokenError::TwoWays));
    let empty = with_body(&[("client_secret", "")]);
    assert_eq!(confidential(&empty), Ok(()), "an empty one is none");
}

#[test]
fn other_schemes_say_nothing_about_the_client() {
    for line in ["Bearer x", "Digest y", "", "Basically x"] {
        let mut request = body(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]);
        request.add_authorization(line.as_bytes());
        assert_eq!(confidential(&request), Ok(()), "{line}");
        refuses(&headers(&[line]), TokenError::ClientIdMissing, line);
    }
}

#[test]
fn an_app_is_named_by_its_key_or_its_number_and_by_nothing_like_them() {
    for id in [CLIENT_ID, "7"] {
        let request = body(&[("client_id", id), ("client_secret", SECRET)]);
        assert_eq!(confidential(&request), Ok(()), "{id}");
    }
    for id in ["07", "+7", "-7", "7.0", "9223372036854775808", "\0", "key"] {
        let request = body(&[("client_id", id), ("client_secret", SECRET)]);
        refuses(&request, TokenError::ClientUnknown, id);
    }
    refuses(&body(&[]), TokenError::ClientIdMissing, "none");
    refuses(&body(&[("client_id", "")]), TokenError::ClientIdMissing, "");
}

#[test]
fn r114_who_has_a_secret_must_bring_it_and_who_has_none_must_not() {
    let wrong = Err(TokenError::SecretWrong);
    let close = SECRET.replace("plus", "plut");
    for sent in ["", "x", &close, &SECRET[1..]] {
        let request = body(&[("client_id", CLIENT_ID), ("client_secret", sent)]);
        assert_eq!(confidential(&request), wrong, "{sent}");
        let as_basic = basic(format!("{CLIENT_ID}:{}", form_encoded(sent)));
        assert_eq!(confidential(&headers(&[&as_basic])), wrong, "{sent}");
    }
    assert_eq!(confidential(&body(&[("client_id", CLIENT_ID)])), wrong);

    assert_eq!(public(&body(&[("client_id", CLIENT_ID)])), Ok(()));
    let empty = body(&[("client_id", CLIENT_ID), ("client_secret", "")]);
    assert_eq!(public(&empty), Ok(()));
    let empty = basic(format!("{CLIENT_ID}:"));
    assert_eq!(public(&headers(&[&empty])), Ok(()));
    // Not even one that would open it, were it another app's.
    let sent = body(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]);
    assert_eq!(public(&sent), wrong);
    let sent = basic(format!("{CLIENT_ID}:x"));
    assert_eq!(public(&headers(&[&sent])), wrong);
}

#[test]
fn a_secret_opens_until_its_end_and_each_of_two_does() {
    let request = body(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]);
    let at = |ending: fn(&mut AppSecret), now: Timestamp| {
        let mut old = secret(SECRET);
        ending(&mut old);
        let app = sample(Confidentiality::Confidential);
        let known = known(app, vec![old, secret("the next")]);
        let sent = credentials(&request).expect("credentials");
        authenticate(&request, &sent, Some(&known), &bench(InQuery::Never, now)).map(drop)
    };
    let wrong = Err(TokenError::SecretWrong);
    let moment = Duration::from_millis(1);
    assert_eq!(at(|_| {}, NOW), Ok(()));
    let expires: fn(&mut AppSecret) = |old| old.expires_at = Some(NOW);
    assert_eq!(at(expires, NOW.minus(moment)), Ok(()));
    assert_eq!(at(expires, NOW), wrong);
    assert_eq!(at(|old| old.revoked_at = Some(NOW), NOW), wrong);
}

#[test]
fn unknown_and_disabled_apps_are_the_same_nobody() {
    let request = body(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]);
    let nobody = Err(TokenError::ClientUnknown);
    assert_eq!(judge(&request, None, InQuery::Never), nobody);
    let mut disabled = sample(Confidentiality::Confidential);
    disabled.state = AppState::Disabled;
    assert_eq!(judge(&request, Some(disabled), InQuery::Never), nobody);
}

#[test]
fn r63_a_parameter_stands_there_once_in_one_place_under_one_name() {
    let good = [("client_id", CLIENT_ID), ("client_secret", SECRET)];
    for again in [
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
        ("client_id", ""),
    ] {
        let request = body(&[&good[..], &[again]].concat());
        refuses(&request, TokenError::Repeated, again.0);
    }
    let aliases = [("redirect_uri", "x"), ("redirect_url", "x")];
    let request = body(&[&good[..], &aliases].concat());
    refuses(&request, TokenError::Repeated, "an alias");
    let mut split = body(&good);
    split.add(ParamPlace::Query, "client_id", CLIENT_ID);
    assert_eq!(confidential(&split), Err(TokenError::Repeated));
    // What nobody knows may come as often as it likes.
    let strange = [("x", "1"), ("x", "2"), ("client_id[]", "3")];
    let request = body(&[&good[..], &strange].concat());
    assert_eq!(confidential(&request), Ok(()));
}

#[test]
fn r112_the_address_carries_nothing_unless_the_owner_opted_in() {
    let in_query = |fields: &[(&str, &str)], manner: Manner| {
        let mut request = ClientRequest::new(manner);
        for (name, value) in fields {
            request.add(ParamPlace::Query, name, value);
        }
        request
    };
    let good = [("client_id", CLIENT_ID), ("client_secret", SECRET)];
    let judged = |request: &ClientRequest, opted_in: bool, in_query: InQuery| {
        let mut app = sample(Confidentiality::Confidential);
        app.switches = opted_in.then_some(Switch::TokenByGet).into_iter().collect();
        judge(request, Some(app), in_query)
    };
    let posted = in_query(&good, Manner::Post);
    let got = in_query(&good, Manner::Get);
    assert_eq!(judged(&posted, true, InQuery::IfOptedIn), Ok(()));
    assert_eq!(judged(&got, true, InQuery::IfOptedIn), Ok(()));
    // Other endpoints know no opting in.
    for (opted_in, where_) in [(false, InQuery::IfOptedIn), (true, InQuery::Never)] {
        let told = judged(&posted, opted_in, where_);
        assert_eq!(told, Err(TokenError::SecretWrong));
        assert_eq!(judged(&got, opted_in, where_), Err(TokenError::NotByGet));
    }
    // Without a secret among them they are only in the wrong place.
    let mut split = body(&good);
    split.add(ParamPlace::Query, "scope", "basic");
    for (opted_in, fault) in [(false, TokenError::InQuery), (true, TokenError::Split)] {
        assert_eq!(judged(&split, opted_in, InQuery::IfOptedIn), Err(fault));
    }
    split.add(ParamPlace::Query, "unknown", "x");
    let mut harmless = body(&good);
    harmless.add(ParamPlace::Query, "unknown", "x");
    harmless.add(ParamPlace::Query, "scope", "");
    assert_eq!(judged(&harmless, false, InQuery::IfOptedIn), Ok(()));
    assert_eq!(harmless.get(ClientParam::Scope), None);
}
