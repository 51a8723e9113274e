//! Which addresses may be registered, and which ones prove to be registered. Numbers are rows of the list
//! of refusals.

use super::sample;
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::proven::{Unproven, prove};
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme, UriFault, UriKind};

fn kind_of(raw: &str) -> Result<UriKind, UriFault> {
    RegisteredUri::register(raw, ShortScheme::Refused).map(|uri| uri.kind())
}

fn proven(kind: Kind, registered: &[&str], given: &str) -> Result<String, Unproven> {
    let app = sample::app(kind, Confidentiality::Public, registered);
    prove(Some(given), &app, sample::ISSUER).map(|uri| uri.raw().to_owned())
}

#[test]
fn r27_addresses_that_may_be_registered() {
    assert_eq!(kind_of("https://app.example/cb?a=1"), Ok(UriKind::Https));
    assert_eq!(kind_of("https://app.example"), Ok(UriKind::Https));
    assert_eq!(kind_of("http://127.0.0.1:7000/cb"), Ok(UriKind::Loopback));
    assert_eq!(kind_of("http://[::1]/cb"), Ok(UriKind::Loopback));
    assert_eq!(kind_of("http://localhost:3000/cb"), Ok(UriKind::Loopback));
    assert_eq!(kind_of("com.example.app:/cb"), Ok(UriKind::Private));
}

#[test]
fn a_scheme_without_a_dot_needs_the_owners_word() {
    assert_eq!(kind_of("geni7://authorize"), Err(UriFault::ShortScheme));
    let allowed = RegisteredUri::register("geni7://authorize", ShortScheme::Allowed);
    assert_eq!(allowed.map(|uri| uri.kind()), Ok(UriKind::Private));
}

#[test]
fn an_address_has_the_origin_that_its_page_has_in_a_browser() {
    let origin = |raw| sample::registered(raw).origin();
    for (raw, expected) in [
        ("https://App.Example/cb?a=1", Some("https://app.example")),
        ("HTTPS://app.example:443?x", Some("https://app.example")),
        ("https://app.example:8443", Some("https://app.example:8443")),
        ("http://localhost:80/cb", Some("http://localhost")),
        ("http://[::1]:3000/", Some("http://[::1]:3000")),
        ("com.example.app:/cb", None),
        ("geni7://authorize", None),
    ] {
        assert_eq!(origin(raw).as_deref(), expected, "{raw}");
    }
}

#[test]
fn r17_to_r28_r33_addresses_that_may_not_be_registered() {
    for (raw, fault) in [
        ("http://app.example/cb", UriFault::PlainHttp),
        ("http://localhost.evil.example/cb", UriFault::PlainHttp),
        ("http://127.0.0.1.evil.example/cb", UriFault::PlainHttp),
        ("https://app.example/cb#x", UriFault::Fragment),
        ("https://app.example/cb#", UriFault::Fragment),
        ("https://client.example@evil.example/cb", UriFault::UserInfo),
        ("https://@evil.example/cb", UriFault::UserInfo),
        ("http://127.0.0.1@evil.example/", UriFault::UserInfo),
        ("https://app.example/a/../cb", UriFault::DotSegment),
        ("https://app.example/%2E%2e/cb", UriFault::DotSegment),
        ("https://app.example/.%2e/cb", UriFault::DotSegment),
        ("/cb", UriFault::NotAbsolute),
        ("//evil.example/cb", UriFault::NotAbsolute),
        ("https:evil.example/cb", UriFault::NotAbsolute),
        ("https:///evil.example/cb", UriFault::NotAbsolute),
        ("https://app.example\\cb", UriFault::Backslash),
        ("https://app.example/c b", UriFault::ControlCharacter),
        ("https://app.example/c\tb", UriFault::ControlCharacter),
        ("https://app.example/\u{e4}", UriFault::NotAscii),
        ("javascript:alert(1)", UriFault::ForbiddenScheme),
        ("JaVaScRiPt:alert(1)", UriFault::ForbiddenScheme),
        ("data:text/html,x", UriFault::ForbiddenScheme),
        ("vbscript:x", UriFault::ForbiddenScheme),
        ("file:///etc/passwd", UriFault::ForbiddenScheme),
        ("blob:https://app.example/x", UriFault::ForbiddenScheme),
        ("about:blank", UriFault::ForbiddenScheme),
        ("ws://app.example", UriFault::ForbiddenScheme),
        ("urn:ietf:wg:oauth:2.0:oob", UriFault::ForbiddenScheme),
        ("https://*.app.example/cb", UriFault::Wildcard),
        ("https://app.example/*", UriFault::Wildcard),
        ("http://127.0.0.1:*/cb", UriFault::Wildcard),
        ("com.example.app:/*", UriFault::Wildcard),
        ("", UriFault::Length),
    ] {
        assert_eq!(kind_of(raw), Err(fault), "{raw}");
        let short = RegisteredUri::register(raw, ShortScheme::Allowed);
        assert!(short.is_err(), "{raw} with a short scheme");
    }
    let long = format!("https://app.example/{}", "a".repeat(2000));
    assert_eq!(kind_of(&long), Err(UriFault::Length));
}

#[test]
fn r8_to_r21_only_the_exact_string_is_proven() {
    let registered = ["https://app.example/cb", "https://app.example/q?a=1&b=2"];
    for good in registered {
        assert_eq!(proven(Kind::Web, &registered, good), Ok(good.to_owned()));
    }
    for bad in [
        "https://app.example/cb/",
        "https://app.example/cb123",
        "https://app.example/cb/x",
        "https://app.example/Cb",
        "https://APP.example/cb",
        "https://app.example:443/cb",
        "https://app.example/cb?a=1",
        "https://app.example/q?b=2&a=1",
        "https://app.example/q",
        "https://app.example/cb;evil=1",
        "https://app.example/cb#x",
        "https://app.example/cb%23x",
        "https://app.example/cb/../x",
        "https://app.example/x/../cb",
        "https://app.example/%63b",
        "https://app.example@evil.example/cb",
        "http://app.example/cb",
        "//app.example/cb",
        "/cb",
    ] {
        let found = proven(Kind::Web, &registered, bad);
        assert_eq!(found, Err(Unproven::Mismatch), "{bad}");
    }
}

#[test]
fn r29_only_the_port_of_a_programs_own_loopback_address_may_vary() {
    let registered = ["http://127.0.0.1:7000/cb?a=1", "http://[::1]/cb"];
    for kind in [Kind::Desktop, Kind::Mobile] {
        for good in [
            "http://127.0.0.1:7000/cb?a=1",
            "http://127.0.0.1:51004/cb?a=1",
            "http://127.0.0.1/cb?a=1",
            "http://[::1]:51004/cb",
        ] {
            assert_eq!(proven(kind, &registered, good), Ok(good.to_owned()));
        }
    }
    let web = proven(Kind::Web, &registered, "http://127.0.0.1:51004/cb?a=1");
    assert_eq!(web, Err(Unproven::Mismatch));
}

#[test]
fn r18_r30_r32_everything_else_of_a_loopback_address_is_exact() {
    let registered = ["http://127.0.0.1:7000/cb", "http://localhost:7000/cb"];
    for bad in [
        "http://127.0.0.1:7001/cb/",
        "http://127.0.0.1:7001/",
        "http://127.0.0.1:7001/cb?x",
        "http://127.0.0.1:7001@evil.example/cb",
        "http://127.0.0.1:7001evil.example/cb",
        "http://127.0.0.1@evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:-1/cb",
        "http://127.0.0.1:+80/cb",
        "http://127.0.0.2:7000/cb",
        "https://127.0.0.1:7001/cb",
        "http://localhost:7001/cb",
        "http://[::1]:7000/cb",
    ] {
        let found = proven(Kind::Desktop, &registered, bad);
        assert_eq!(found, Err(Unproven::Mismatch), "{bad}");
    }
}

#[test]
fn r5_r6_r7_without_an_address_only_a_single_one_is_taken() {
    let missing = |uris: &[&str]| {
        let app = sample::app(Kind::Web, Confidentiality::Public, uris);
        prove(None, &app, sample::ISSUER).map(|uri| uri.raw().to_owned())
    };
    let one = "https://app.example/cb";
    assert_eq!(missing(&[one]), Ok(one.to_owned()));
    assert_eq!(missing(&[]), Err(Unproven::Missing));
    let two = [one, "https://app.example/2"];
    assert_eq!(missing(&two), Err(Unproven::Missing));
}
