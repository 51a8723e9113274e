//! What an owner may never set, how names of apps are compared, and what waits of an edit.

use crate::kit::samples;
use std::time::Duration;
use vestibule::domain::oauth::client::{
    App, Confidentiality, GrantType, Kind, ResponseType, Style, Switch,
};
use vestibule::domain::oauth::client_keys::ClientKeys;
use vestibule::domain::oauth::console::fault::OwnerFault;
use vestibule::domain::oauth::console::name::{fold_name, names_platform};
use vestibule::domain::oauth::console::policy::{DeveloperPolicy, Mode};
use vestibule::domain::oauth::console::proposal::{Changes, held_back};
use vestibule::domain::oauth::console::rules::{OwnerPremises, check_owned};
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme};
use vestibule::domain::oauth::registration::MOST_ADDRESSES;
use vestibule::domain::oauth::scope::Scopes;

const DAY: Duration = Duration::from_secs(86_400);

/// Makes an app one that no owner may have.
type Spoil = Box<dyn Fn(&mut App)>;

fn policy() -> DeveloperPolicy {
    DeveloperPolicy {
        mode: Mode::Approve,
        max_apps: 10,
        scopes: vec!["basic".to_owned(), "email".to_owned()],
        kinds: vec![Kind::Desktop, Kind::Mobile],
        second_step: true,
        site_name: "Aldergrove".to_owned(),
    }
}

/// An app that an owner may have.
fn good() -> App {
    App {
        owner: None,
        response_types: vec![ResponseType::Token, ResponseType::Code],
        grants: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        style: Style::Documented,
        switches: [Switch::RememberConsent].into(),
        keys: ClientKeys::default(),
        ..samples::app(7, "Tree Viewer")
    }
}

fn checked(app: &App, before: Option<&App>) -> Result<(), OwnerFault> {
    let policy = policy();
    let premises = OwnerPremises {
        policy: &policy,
        token_ttl: DAY,
    };
    check_owned(app, before, premises)
}

#[test]
fn an_owner_may_have_what_is_harmless_and_nothing_that_is_not() {
    assert_eq!(checked(&good(), None), Ok(()));
    let secret = |app: &mut App| app.confidentiality = Confidentiality::Confidential;
    let with = |switch: Switch| {
        move |app: &mut App| {
            app.switches.insert(switch);
        }
    };
    let mut cases: Vec<(Spoil, OwnerFault)> = vec![
        (
            Box::new(|app| app.grants.push(GrantType::Password)),
            OwnerFault::Grant("password"),
        ),
        (
            Box::new(|app| app.grants.push(GrantType::ClientCredentials)),
            OwnerFault::Grant("client_credentials"),
        ),
        (Box::new(secret), OwnerFault::TokenWithSecret),
        (
            Box::new(|app| app.style = Style::GeniLive),
            OwnerFault::Style,
        ),
        (
            Box::new(|app| app.scopes = Scopes::parse("basic tree").expect("scopes")),
            OwnerFault::Scope("tree".to_owned()),
        ),
        (
            Box::new(|app| app.token_ttl = Some(DAY + Duration::from_secs(1))),
            OwnerFault::TokenTtl(86_400),
        ),
        (
            Box::new(|app| app.owner = Some("The Front Desk".to_owned())),
            OwnerFault::OwnerText,
        ),
        (
            Box::new(|app| app.kind = Kind::Web),
            OwnerFault::Kind(Kind::Web),
        ),
        (
            Box::new(|app| app.name = "ALDER-GROVE".replace('-', "")),
            OwnerFault::PlatformName,
        ),
    ];
    for switch in [
        Switch::ResourceServer,
        Switch::DevelopmentMode,
        Switch::TokenByGet,
        Switch::TokenInQuery,
        Switch::WithinSiteDomain,
        Switch::AllowShortScheme,
        Switch::SecondFactor,
    ] {
        let fault = OwnerFault::Switch(switch.word());
        cases.push((Box::new(with(switch)), fault));
    }
    for (spoil, fault) in cases {
        let mut app = good();
        spoil(&mut app);
        assert_eq!(checked(&app, None), Err(fault.clone()), "new");
        assert_eq!(checked(&app, Some(&good())), Err(fault), "edited");
        // What an operator gave it stays with it, whatever else the owner changes.
        let given = app.clone();
        app.description = Some("A viewer of trees".to_owned());
        assert_eq!(checked(&app, Some(&given)), Ok(()));
    }
}

#[test]
fn as_long_as_the_platforms_and_twenty_addresses_are_as_much_as_there_is() {
    let addresses = |count: usize| -> Vec<RegisteredUri> {
        (0..count)
            .map(|number| {
                let raw = format!("https://app.example/{number}");
                RegisteredUri::register(&raw, ShortScheme::Refused).expect("an address")
            })
            .collect()
    };
    let mut app = good();
    app.token_ttl = Some(DAY);
    app.redirect_uris = addresses(MOST_ADDRESSES);
    assert_eq!(checked(&app, None), Ok(()));
    app.redirect_uris = addresses(MOST_ADDRESSES + 1);
    assert_eq!(checked(&app, None), Err(OwnerFault::TooManyAddresses));
}

#[test]
fn names_that_are_read_alike_are_one_name() {
    for (one, other) in [
        ("Tree Viewer", "tree  VIEWER "),
        ("Tree Viewer", "Tree\u{a0}Viewer"),
        ("PayPal", "PayPaI"),
        ("PayPal", "PAYPAL"),
        ("PayPal", "\u{420}\u{430}y\u{440}al"),
        ("Bank", "\u{412}ank"),
        ("HOBO", "\u{41d}\u{41e}\u{412}\u{41e}"),
        ("Viewer 0", "Viewer O"),
        ("Viewer", "\u{ff36}\u{ff49}\u{ff45}\u{ff57}\u{ff45}\u{ff52}"),
        (
            "\u{41d}\u{43e}\u{432}\u{43e}\u{441}\u{442}\u{438}",
            "\u{41d}\u{41e}\u{412}\u{41e}\u{421}\u{422}\u{418}",
        ),
        ("Corner", "Comer"),
        ("ICE", "ice"),
    ] {
        assert_eq!(fold_name(one), fold_name(other), "{one} {other}");
    }
    for (one, other) in [
        ("Tree Viewer", "Tree Viewers"),
        ("Tree Viewer", "TreeViewer"),
        ("C", "C++"),
        ("Ada", "Eda"),
        ("\u{5d2}\u{5e0}", "\u{5d2}\u{5df}\u{5df}"),
    ] {
        assert_ne!(fold_name(one), fold_name(other), "{one} {other}");
    }
    assert!(names_platform("The A1dergr0ve Helper", "Aldergrove"));
    assert!(!names_platform("The Alder Helper", "Aldergrove"));
    assert!(!names_platform("Anything", " "));
}

#[test]
fn what_people_allowed_an_app_under_waits_and_the_rest_is_at_once() {
    let before = good();
    let mut after = before.clone();
    after.name = "Forest Viewer".to_owned();
    after.description = Some("Of whole forests".to_owned());
    after.site_url = Some("https://forest.example".to_owned());
    after.terms_url = Some("https://forest.example/terms".to_owned());
    after.deauthorize_url = None;
    after.redirect_uris.truncate(1);
    after.scopes = Scopes::parse("basic").expect("scopes");
    let changes = Changes::between(&before, &after);
    assert_eq!(
        changes.fields(),
        [
            "name",
            "site_url",
            "terms_url",
            "deauthorize_url",
            "redirect_uris",
            "scopes"
        ]
    );
    assert_eq!(changes.deauthorize_url.as_deref(), Some(""));
    let now = held_back(&before, after);
    let expected = App {
        description: Some("Of whole forests".to_owned()),
        ..before.clone()
    };
    assert_eq!(now, expected);
    assert!(Changes::between(&before, &now).is_empty());
}
