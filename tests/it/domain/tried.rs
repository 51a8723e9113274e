//! An address tried before a program sends it.

use super::sample::{self, ISSUER};
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, Switch};
use vestibule::domain::oauth::proven::{Permit, prove};
use vestibule::domain::oauth::tried::{Difference, Symbol, Tried, try_address};

fn app(kind: Kind, uris: &[&str]) -> App {
    sample::app(kind, Confidentiality::Public, uris)
}

#[track_caller]
fn differs(app: &App, given: &str) -> (String, Difference) {
    match try_address(given, app, ISSUER) {
        Tried::Differs { nearest, at } => (nearest.raw().to_owned(), at),
        other => panic!("{given}: {other:?}"),
    }
}

#[test]
fn an_address_that_is_registered_is_found_as_authorize_finds_it() {
    let web = app(
        Kind::Web,
        &["https://app.example/cb", "https://app.example/q"],
    );
    let Tried::Allowed(Permit::Exact(uri)) = try_address("https://app.example/q", &web, ISSUER)
    else {
        panic!("it is registered");
    };
    assert_eq!(uri.raw(), "https://app.example/q");
    let desktop = app(Kind::Desktop, &["http://127.0.0.1/cb"]);
    let found = try_address("http://127.0.0.1:51004/cb", &desktop, ISSUER);
    assert!(
        matches!(found, Tried::Allowed(Permit::AnyPort(_))),
        "{found:?}"
    );
    let web = app(Kind::Web, &["http://127.0.0.1/cb"]);
    let found = try_address("http://127.0.0.1:51004/cb", &web, ISSUER);
    assert!(matches!(found, Tried::Differs { .. }), "{found:?}");
    let mut site = app(Kind::Web, &[]);
    site.site_domain = Some("tree.example".to_owned());
    site.switches.insert(Switch::WithinSiteDomain);
    let found = try_address("https://www.tree.example/any", &site, ISSUER);
    assert_eq!(found, Tried::Allowed(Permit::WithinSite));
}

#[test]
fn no_page_of_ours_is_allowed_even_where_somebody_registered_it() {
    let ours = "https://id.example.org/platform/oauth/authorize";
    let web = app(Kind::Web, &[ours]);
    assert_eq!(try_address(ours, &web, ISSUER), Tried::OwnPage);
    let nothing = app(Kind::Web, &[]);
    let found = try_address("https://app.example/cb", &nothing, ISSUER);
    assert_eq!(found, Tried::NothingRegistered);
}

#[test]
fn the_nearest_is_the_one_of_which_least_has_to_be_written_anew() {
    let uris = [
        "https://app.example/cb",
        "https://app.example/callback",
        "http://127.0.0.1:7000/callback",
    ];
    let web = app(Kind::Web, &uris);
    for (given, nearest) in [
        ("https://app.example/cb/", uris[0]),
        ("https://app.example/callbak", uris[1]),
        ("https://www.app.example/callback", uris[1]),
        ("http://127.0.0.1:7001/callback", uris[2]),
    ] {
        assert_eq!(differs(&web, given).0, nearest, "{given}");
    }
}

#[test]
fn the_first_character_that_differs_is_named() {
    let web = app(Kind::Web, &["https://app.example/cb"]);
    for (given, same, registered, sent) in [
        ("https://app.example/cb/", 22, Symbol::End, Symbol::Slash),
        ("https://app.example/c", 21, Symbol::Small, Symbol::End),
        ("https://App.example/cb", 8, Symbol::Small, Symbol::Capital),
        ("http://app.example/cb", 4, Symbol::Small, Symbol::Colon),
        (
            "https://app.example:443/cb",
            19,
            Symbol::Slash,
            Symbol::Colon,
        ),
        (
            "https://\u{430}pp.example/cb",
            8,
            Symbol::Small,
            Symbol::Other,
        ),
        ("", 0, Symbol::Small, Symbol::End),
    ] {
        let (_, at) = differs(&web, given);
        let named = (Symbol::of(at.registered), Symbol::of(at.given));
        assert_eq!((at.same, named), (same, (registered, sent)), "{given}");
        assert!(prove(Some(given), &web, ISSUER).is_err(), "{given}");
    }
}
