//! Pages of admins about apps in every state, as data.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use super::NOW;
use super::admin::Sample;
use std::time::Duration;
use vestibule::domain::answer::OwnPath;
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::app_form::AppComplaint;
use vestibule::domain::answer::admin::apps::{
    AppEffect, AppLine, AppNotice, AppPage, AppsPage, AskAppPage, Calls, SecretsPage,
};
use vestibule::domain::answer::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use vestibule::domain::answer::admin::desk::DeskPage;
use vestibule::domain::answer::admin::once::{Once, OncePage};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::callback::PrivateAddresses;
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::keyset::{Counted, Cursor, Part};
use vestibule::domain::oauth::client::{App, AppSecret, AppState, Kind, hash_client_secret};
use vestibule::domain::oauth::console::proposal::Difference;
use vestibule::domain::oauth::loosened::Loosened;
use vestibule::domain::oauth::redirect_uri::RegisteredUri;
use vestibule::domain::oauth::registration::{Premises, Wishes, usual};
use vestibule::domain::time::days;
use zeroize::Zeroizing;

pub const ID: AppId = AppId(17);
pub const NAME: &str = "Family Tree Explorer";

pub fn contents() -> Vec<Sample> {
    let mut all = lists();
    all.extend(apps());
    all.extend(asks());
    all.extend(secrets());
    all.extend(super::owned::contents());
    all.extend(super::app_forms::contents());
    all.extend(super::roles::contents());
    all
}

pub fn at(place: AppsPlace) -> AdminPlace {
    AdminPlace::Apps(place)
}

fn lists() -> Vec<Sample> {
    let line = |number, name: &str, owner: Option<&str>, kind, state| AppLine {
        id: AppId(number),
        name: name.to_owned(),
        owner: owner.map(str::to_owned),
        client_id: "k".repeat(40),
        kind,
        state,
        added: NOW.minus(days(40)),
    };
    let page = |apps, listed: AppsListed, counted| {
        let part = |key| {
            Part::After(Cursor {
                value: String::new(),
                key,
            })
        };
        let has_more = counted != Counted::Exactly(2) && counted != Counted::Exactly(0);
        AdminPage::Apps(AppsPage {
            apps,
            previous: Some(listed.at(part(1))).filter(|_| has_more),
            next: Some(listed.at(part(25))).filter(|_| has_more),
            counted,
            listed,
        })
    };
    let place = || at(AppsPlace::List(AppsListed::default()));
    let removed = AppsListed {
        has_removed: true,
        ..AppsListed::default()
    };
    let filtered = AppsListed {
        find: "paint".to_owned(),
        kind: Some(Kind::Mobile),
        ..AppsListed::default()
    };
    let two = vec![
        line(7, NAME, Some("Historians"), Kind::Web, AppState::Active),
        line(17, "Photo Sync", None, Kind::Desktop, AppState::Disabled),
    ];
    let hard = vec![
        line(
            9_000_000_017,
            LONG_NAME,
            Some(LONG_NAME),
            Kind::Web,
            AppState::Active,
        ),
        line(
            18,
            RIGHT_TO_LEFT_NAME,
            Some(RIGHT_TO_LEFT_NAME),
            Kind::Mobile,
            AppState::Disabled,
        ),
    ];
    let kinds = [Kind::Web, Kind::Desktop, Kind::Mobile];
    let many = (1..=25)
        .zip(kinds.into_iter().cycle())
        .map(|(number, kind)| {
            line(
                number,
                &format!("Program {number}"),
                Some("Guild"),
                kind,
                AppState::Active,
            )
        });
    vec![
        (
            "admin-apps-empty",
            place(),
            page(Vec::new(), AppsListed::default(), Counted::Exactly(0)),
        ),
        (
            "admin-apps-none",
            place(),
            page(Vec::new(), filtered, Counted::Exactly(0)),
        ),
        (
            "admin-apps-two",
            place(),
            page(two, removed, Counted::Exactly(2)),
        ),
        (
            "admin-apps-hard_names",
            place(),
            page(hard, AppsListed::default(), Counted::Exactly(2)),
        ),
        (
            "admin-apps-many",
            place(),
            page(
                many.collect(),
                AppsListed::default(),
                Counted::MoreThan(10_000),
            ),
        ),
    ]
}

fn uris(raw: &[&str]) -> Vec<RegisteredUri> {
    let uris = raw.iter().map(|raw| RegisteredUri::kept((*raw).to_owned()));
    uris.flatten().collect()
}

/// A new one.
pub fn plain(id: AppId, name: &str) -> App {
    let premises = Premises {
        public_url: "https://id.example.org",
        scopes: &["basic".to_owned(), "email".to_owned()],
        private_callbacks: PrivateAddresses::Refused,
        algorithms: &[],
    };
    App {
        id,
        uuid: "7B1F2C3D-0000-4000-8000-000000000000".to_owned(),
        client_id: "abcdefghijklmnopqrstuvwxyz0123456789ABCD".to_owned(),
        name: name.to_owned(),
        ..usual(&Wishes::default(), premises, NOW)
    }
}

pub fn app() -> App {
    App {
        description: Some("Draws trees of families.".to_owned()),
        owner: Some("Historians".to_owned()),
        site_url: Some("https://trees.example".to_owned()),
        privacy_url: Some("https://trees.example/privacy".to_owned()),
        redirect_uris: uris(&["https://trees.example/cb", "http://127.0.0.1/cb"]),
        ..plain(ID, NAME)
    }
}

pub fn app_page(app: App) -> AppPage {
    AppPage {
        app,
        scopes: vec!["basic".to_owned(), "email".to_owned()],
        loosened: Vec::new(),
        secret_ends: None,
        consents: Counted::Exactly(312),
        calls: Calls {
            waiting: Counted::Exactly(0),
            given_up: Counted::Exactly(0),
            last_error: None,
        },
        events: super::admin_audit::some(),
        person: None,
        proposed: Vec::new(),
        awaits_approval: false,
        notice: AppNotice::None,
    }
}

fn apps() -> Vec<Sample> {
    let place = || at(AppsPlace::App { id: ID, done: None });
    let loose = AppPage {
        loosened: Loosened::ALL.to_vec(),
        secret_ends: Some(NOW.plus(days(3))),
        calls: Calls {
            waiting: Counted::Exactly(2),
            given_up: Counted::MoreThan(1000),
            last_error: Some("the server answered 500".to_owned()),
        },
        notice: AppNotice::Done(AppDone::Saved),
        ..app_page(app())
    };
    let hard = AppPage {
        consents: Counted::MoreThan(1000),
        ..app_page(App {
            name: LONG_NAME.to_owned(),
            owner: Some(RIGHT_TO_LEFT_NAME.to_owned()),
            description: Some(LONG_NAME.repeat(4)),
            redirect_uris: uris(&[&format!("https://trees.example/{}", "long/".repeat(60))]),
            state: AppState::Disabled,
            ..app()
        })
    };
    let page = |page| AdminPage::App(Box::new(page));
    vec![
        ("admin-app", place(), page(app_page(app()))),
        ("admin-app-loosened", place(), page(loose)),
        ("admin-app-hard_names", place(), page(hard)),
        (
            "admin-app-moved",
            place(),
            page(AppPage {
                notice: AppNotice::Moved,
                ..app_page(app())
            }),
        ),
    ]
}

fn asks() -> Vec<Sample> {
    let page = |act, effect, complaint| {
        let page = AskAppPage {
            form: form(),
            id: ID,
            name: NAME.to_owned(),
            act,
            effect,
            complaint,
        };
        let page = AdminPage::Desk(DeskPage::AskApp(page));
        (at(AppsPlace::Act { id: ID, act }), page)
    };
    let ends = || AppEffect::Ends {
        consents: Counted::Exactly(312),
    };
    let decides = || AppEffect::Decides {
        proposed: vec![
            Difference {
                field: "name",
                before: NAME.to_owned(),
                after: LONG_NAME.to_owned(),
            },
            Difference {
                field: "redirect_uris",
                before: String::new(),
                after: "https://trees.example/cb\nhttps://other.trees.example/cb".to_owned(),
            },
        ],
    };
    let key = RowKey::first_at(NOW);
    let last = AppEffect::EndsSecret {
        hint: "x7Qp".to_owned(),
        is_last: true,
    };
    let adds = AppEffect::Adds {
        hint: Some("x7Qp".to_owned()),
    };
    let all = [
        ("admin-app-ask-disable", page(AppAct::Disable, ends(), None)),
        (
            "admin-app-ask-enable",
            page(AppAct::Enable, AppEffect::Enables, None),
        ),
        (
            "admin-app-ask-remove",
            page(AppAct::Remove, ends(), Some(AppComplaint::OtherName)),
        ),
        (
            "admin-app-ask-key",
            page(AppAct::CallbackKey, AppEffect::Key, None),
        ),
        (
            "admin-app-ask-approve",
            page(AppAct::Approve, decides(), None),
        ),
        (
            "admin-app-ask-decline",
            page(
                AppAct::Decline,
                decides(),
                Some(AppComplaint::Sentence(500)),
            ),
        ),
        (
            "admin-app-ask-owner",
            page(AppAct::Owner, AppEffect::HandsOver, None),
        ),
        ("admin-app-ask-secret", page(AppAct::NewSecret, adds, None)),
        (
            "admin-app-ask-end",
            page(AppAct::EndSecret(key), last, None),
        ),
    ];
    all.into_iter()
        .map(|(name, (place, page))| (name, place, page))
        .collect()
}

fn secrets() -> Vec<Sample> {
    let place = || at(AppsPlace::Secrets { id: ID, done: None });
    let secret = |hint: &str, ends| AppSecret {
        key: RowKey::first_at(NOW),
        app_id: ID,
        hash: hash_client_secret("x"),
        hint: hint.to_owned(),
        expires_at: ends,
        revoked_at: None,
        created_at: NOW.minus(days(40)),
        last_used_at: Some(NOW.minus(days(1))).filter(|_| ends.is_some()),
    };
    let page = |has_secret, secrets, notice| {
        AdminPage::Desk(DeskPage::Secrets(SecretsPage {
            id: ID,
            name: NAME.to_owned(),
            has_secret,
            ends_soon: Some(NOW.plus(days(3))).filter(|_| notice != AppNotice::None),
            secrets,
            notice,
        }))
    };
    let ends = Some(NOW.plus(days(3)));
    let two = vec![secret("x7Qp", ends), secret("9aBc", None)];
    let once = |what, until| {
        AdminPage::Desk(DeskPage::Once(OncePage {
            what,
            name: NAME.to_owned(),
            secret: Zeroizing::new("aB3".repeat(13)),
            until,
            next: OwnPath::admin(&place()),
        }))
    };
    vec![
        (
            "admin-secrets-one",
            place(),
            page(true, vec![secret("x7Qp", None)], AppNotice::None),
        ),
        (
            "admin-secrets-two",
            place(),
            page(true, two, AppNotice::TooManySecrets),
        ),
        (
            "admin-secrets-none",
            place(),
            page(false, Vec::new(), AppNotice::None),
        ),
        (
            "admin-once-secret",
            place(),
            once(
                Once::ClientSecret,
                Some(NOW.plus(Duration::from_secs(3600))),
            ),
        ),
        ("admin-once-key", place(), once(Once::CallbackKey, None)),
    ]
}
