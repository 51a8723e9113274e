//! Records to try rules on.

use crate::kit::samples;
pub use crate::kit::samples::{key, scopes};
use std::time::Duration;
use vestibule::domain::account::authentication::Methods;
use vestibule::domain::account::session::{Keep, Session};
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, Style, Switch};
use vestibule::domain::oauth::client_keys::ClientKeys;
use vestibule::domain::oauth::consent::Consent;
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme};
use vestibule::domain::oauth::result::{Carried, ResultRoute};
use vestibule::domain::secret::PlainToken;
use vestibule::domain::time::{Timestamp, days};

pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
pub const DAY: Duration = Duration::from_secs(86_400);
/// How long a code waits.
pub const CODE_LIFE: Duration = Duration::from_secs(600);
pub const ISSUER: &str = "https://id.example.org";
pub const CLIENT_ID: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
pub const APP: AppId = AppId(7);

pub fn registered(uri: &str) -> RegisteredUri {
    RegisteredUri::register(uri, ShortScheme::Allowed).expect("an address that may be registered")
}

fn kept(uri: &str) -> RegisteredUri {
    RegisteredUri::kept(uri.to_owned()).expect("an address")
}

pub fn app(kind: Kind, confidentiality: Confidentiality, uris: &[&str]) -> App {
    App {
        id: APP,
        uuid: "7B1F2C3D-0000-4000-8000-000000000000".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        kind,
        confidentiality,
        keys: ClientKeys::default(),
        owner: None,
        site_domain: None,
        canvas_origin: None,
        origins: Vec::new(),
        post_logout_uris: Vec::new(),
        deauthorize_url: None,
        resources: Vec::new(),
        // Also such as nobody could register today.
        redirect_uris: uris.iter().map(|uri| kept(uri)).collect(),
        grants: Vec::new(),
        style: Style::Documented,
        switches: [Switch::RememberConsent].into(),
        callback_key_generation: 1,
        created_at: NOW.minus(days(1)),
        updated_at: NOW.minus(days(1)),
        ..samples::app(APP.0, "Sample")
    }
}

pub fn session(born_for_app: Option<AppId>) -> Session {
    Session {
        born_for_app,
        device_label: None,
        authenticated_at: NOW.minus(Duration::from_secs(60)),
        methods: Methods::PASSWORD,
        last_seen_at: NOW.minus(Duration::from_secs(60)),
        idle_until: NOW.plus(Duration::from_secs(60)),
        ends_at: NOW.plus(Duration::from_secs(60)),
        keep: Keep::BrowserSession,
        created_at: NOW.minus(Duration::from_secs(60)),
        ..samples::session(2, 1)
    }
}

pub fn consent(allowed: &str) -> Consent {
    Consent {
        scopes: scopes(allowed),
        granted_at: NOW.minus(days(1)),
        last_used_at: NOW.minus(days(1)),
        created_at: NOW.minus(days(1)),
        ..samples::consent(3, 1, APP.0)
    }
}

/// An access token to be handed over, and its text.
pub fn token() -> (Carried, String) {
    let token = PlainToken::make(RowKey::first_at(NOW), &mut rand::rng());
    let text = token.reveal().to_owned();
    (Carried::of_token(token, DAY), text)
}

/// The same for a code.
pub fn code() -> (Carried, String) {
    let code = PlainToken::make(RowKey::first_at(NOW), &mut rand::rng());
    let text = code.reveal().to_owned();
    (Carried::of_code(code, CODE_LIFE), text)
}

/// How an answer travels, where to, and its fields as they stand there.
pub fn text_of(result: &ResultRoute) -> String {
    match result {
        ResultRoute::Redirect(location) => format!("redirect\n{}", location.as_str()),
        ResultRoute::FormPost(form) => {
            let fields = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form.fields())
                .finish();
            format!("form_post\n{}\n{fields}", form.action())
        }
        ResultRoute::Message(message) => {
            format!("message\n{}\n{}", message.origin(), message.text())
        }
    }
}

/// Where a browser is redirected.
#[track_caller]
pub fn sent_to(result: &ResultRoute) -> &str {
    match result {
        ResultRoute::Redirect(location) => location.as_str(),
        other => panic!("no redirect, but {}", text_of(other)),
    }
}
