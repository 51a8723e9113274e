//! Geni's looser rule, behind a switch of the app: any https address within its Site Domain is one of its
//! own; by all other rules of registration.

use super::{decides, each_app, each_with_ada, one_app};
use crate::kit::app::TestApp;
use crate::kit::code::{asking_code, code_in, redeems, token_for};
use crate::kit::exact::{CALLBACK, asking, asks_to_sign_in, is_refused, issuer_field};
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::registration::{RegistrationFault, Wishes};
use vestibule::flow::apps::{self, AppRefusal, KnownCredentials};

fn wishes(within: bool, domain: &str) -> Wishes {
    Wishes {
        name: Some("Sample".to_owned()),
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        site_domain: Some(domain.to_owned()),
        off: vec![Switch::RememberConsent],
        on: within
            .then_some(Switch::WithinSiteDomain)
            .into_iter()
            .collect(),
        ..Wishes::default()
    }
}

#[track_caller]
fn opens(app: &TestApp, client_id: &str, uri: &str) -> crate::kit::http::Response {
    app.stranger()
        .get(&asking(client_id, &[("redirect_uri", uri)]))
}

const WITHIN: [&str; 6] = [
    "https://tree.example",
    "https://tree.example/",
    "https://tree.example/any/cb?x=1",
    "https://www.tree.example/cb",
    "https://a.b-1.tree.example?x",
    "https://xn--bcher-kva.tree.example/cb",
];

#[test]
fn any_https_address_at_the_domain_or_below_it_is_proven() {
    each_app("", |app| {
        let issued = app.adds_app(wishes(true, "tree.example"));
        for uri in WITHIN {
            asks_to_sign_in(&opens(app, &issued.app.client_id, uri));
        }
        asks_to_sign_in(&opens(app, &issued.app.client_id, CALLBACK));
    });
}

#[test]
fn without_the_switch_only_registered_addresses_are() {
    each_app("", |app| {
        let issued = app.adds_app(wishes(false, "tree.example"));
        for uri in WITHIN {
            is_refused(
                &opens(app, &issued.app.client_id, uri),
                "redirect_uri_mismatch",
            );
        }
    });
}

#[test]
fn everything_that_registration_refuses_is_refused_within_the_domain_too() {
    each_app("", |app| {
        let issued = app.adds_app(wishes(true, "tree.example"));
        for uri in [
            "http://tree.example/cb",
            "http://127.0.0.1/cb",
            "https://tree.example:443/cb",
            "https://tree.example:8443/cb",
            "https://tree.example:/cb",
            "https://eviltree.example/cb",
            "https://evil-tree.example/cb",
            "https://tree.example.evil.example/cb",
            "https://tree.example./cb",
            "https://.tree.example/cb",
            "https://a..tree.example/cb",
            "https://Tree.Example/cb",
            "https://%74ree.example/cb",
            "https://evil.example%2f.tree.example/cb",
            "https://evil.example\\.tree.example/cb",
            "https://evil.example/.tree.example",
            "https://evil.example?.tree.example",
            "https://evil.example#.tree.example",
            "https://evil.example;.tree.example/cb",
            "https://tree.example@evil.example/cb",
            "https://evil@tree.example/cb",
            "https://tree.example/cb#x",
            "https://tree.example/cb#",
            "https://tree.example/a/../cb",
            "https://tree.example/a/%2E%2E/cb",
            "https:tree.example/cb",
            "https:/tree.example/cb",
            "https:///tree.example/cb",
            "//tree.example/cb",
            "com.example.app://tree.example/cb",
            "javascript://tree.example/%0aalert(1)",
            "ws://tree.example/cb",
            "https://b\u{fc}cher.tree.example/cb",
            "https://a b.tree.example/cb",
            "https://example/cb",
            "https:// tree.example/cb",
        ] {
            is_refused(
                &opens(app, &issued.app.client_id, uri),
                "redirect_uri_mismatch",
            );
        }
    });
}

#[test]
fn a_public_suffix_is_nobodys_site_domain() {
    one_app("", |app| {
        for domain in ["co.uk", "github.io"] {
            let refused = apps::add(
                app.platform(),
                &wishes(true, domain),
                &KnownCredentials::default(),
            );
            let expected = RegistrationFault::PublicSuffix(domain.to_owned());
            assert!(
                matches!(refused, Err(AppRefusal::Fault(fault)) if fault == expected),
                "{domain}"
            );
        }
    });
}

#[test]
fn a_code_is_bound_to_the_very_address_that_was_sent() {
    each_with_ada(|app| {
        let issued = app.adds_app(wishes(true, "tree.example"));
        let client_id = &issued.app.client_id;
        let uri = "https://www.tree.example/cb?x=1";
        let path = asking_code(client_id, &[("redirect_uri", uri)]);
        let answer = decides(app, &path, "ada", "Allow");
        let code = code_in(answer.location());
        let iss = issuer_field(app);
        let expected = format!("{uri}&code={code}&expires_in=600{iss}#");
        assert_eq!(answer.location(), expected);
        let other = [("redirect_uri", "https://www.tree.example/cb")];
        assert_eq!(redeems(app, client_id, &code, &other).status, 400);
        token_for(app, client_id, &code, &[("redirect_uri", uri)]);
    });
}
