//! Records to put into a store.

use super::db::START;
use std::time::Duration;
use vestibule::domain::account::authentication::{Authentication, Methods};
use vestibule::domain::account::password::StoredPassword;
use vestibule::domain::account::session::{Keep, KnownBrowser, Session};
use vestibule::domain::account::sid::SidSeed;
use vestibule::domain::account::user::{User, UserState};
use vestibule::domain::change::{Change, SpentForm, Write};
use vestibule::domain::epoch::{Epoch, PersonEpochs};
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use vestibule::domain::oauth::client::{
    App, AppSecret, AppState, Confidentiality, GrantType, Kind, ResponseType, Style, Switch,
    TokenFormat,
};
use vestibule::domain::oauth::client_keys::ClientKeys;
use vestibule::domain::oauth::code::{AddressSent, Code, Nonce};
use vestibule::domain::oauth::consent::Consent;
use vestibule::domain::oauth::grant::{Grant, SignIn};
use vestibule::domain::oauth::ownership::Ownership;
use vestibule::domain::oauth::pkce::Challenge;
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme};
use vestibule::domain::oauth::refresh::RefreshToken;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::oauth::scope::Scopes;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::resource::Audience;
use vestibule::domain::secret::TokenHash;
use vestibule::domain::text::fold;
use vestibule::domain::time::days;
use vestibule::store::{Lifetimes, Store};

/// RFC 8037 A.2.
const KEYS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"}]}"#;

pub fn key(number: i64) -> RowKey {
    RowKey::from_number(number).expect("not negative")
}

pub fn hash(of: &str) -> TokenHash {
    TokenHash::of("test", of.as_bytes())
}

pub fn scopes(names: &str) -> Scopes {
    Scopes::parse(names).expect("scopes")
}

/// The wish that this be on, or off.
pub fn turned(switch: Switch, is_on: bool) -> Wishes {
    let (on, off) = if is_on {
        (vec![switch], vec![])
    } else {
        (vec![], vec![switch])
    };
    Wishes {
        on,
        off,
        ..Wishes::default()
    }
}

pub fn user(number: i64, name: &str) -> User {
    let email = format!("{}@example.org", fold(name).replace(' ', "."));
    User {
        key: key(number),
        public_id: format!("public-{number}"),
        name: name.to_owned(),
        name_folded: fold(name),
        email: Some(email.clone()),
        email_folded: Some(fold(&email)),
        email_verified_at: Some(START),
        display_name: None,
        locale: Some("et".to_owned()),
        notices: true,
        state: UserState::Active,
        is_admin: false,
        epoch: Epoch::FIRST,
        created_at: START,
        updated_at: START,
        version: 1,
    }
}

pub fn password(user: i64, phc: &str) -> StoredPassword {
    StoredPassword {
        user_key: key(user),
        phc: phc.to_owned(),
        set_at: START,
    }
}

/// What is on for the app.
const ON: [Switch; 5] = [
    Switch::WithinSiteDomain,
    Switch::RememberConsent,
    Switch::BackchannelSession,
    Switch::TokenByGet,
    Switch::AllowShortScheme,
];

pub fn app(id: i64, name: &str) -> App {
    App {
        id: AppId(id),
        uuid: format!("00000000-0000-4000-8000-{id:012X}"),
        client_id: format!("{id:0>40}").replacen("00", "Ab", 1),
        name: name.to_owned(),
        description: None,
        kind: Kind::Desktop,
        confidentiality: Confidentiality::Public,
        keys: ClientKeys::kept(KEYS).expect("a set of keys"),
        state: AppState::Active,
        owner: Some("The Test".to_owned()),
        ownership: decided(),
        site_url: None,
        privacy_url: None,
        terms_url: None,
        site_domain: Some("app.example".to_owned()),
        deauthorize_url: Some("https://app.example/bye".to_owned()),
        canvas_origin: Some("https://canvas.example".to_owned()),
        origins: vec!["capacitor://localhost".to_owned()],
        post_logout_uris: vec!["https://app.example/out".to_owned()],
        backchannel_logout_url: Some("https://app.example/ended".to_owned()),
        resources: vec!["https://api.app.example/".to_owned()],
        redirect_uris: ["https://app.example/z", "http://127.0.0.1/cb", "geni7:/a"]
            .map(address)
            .to_vec(),
        scopes: scopes("basic email"),
        response_types: vec![ResponseType::Token],
        grants: vec![GrantType::Password, GrantType::RefreshToken],
        style: Style::GeniLive,
        switches: ON.into(),
        access_token_format: TokenFormat::Jwt,
        id_token_alg: Algorithm::Es256,
        userinfo_alg: Some(Algorithm::Rs256),
        token_ttl: None,
        callback_key_generation: 3,
        epoch: Epoch::FIRST,
        created_at: START,
        updated_at: START,
        version: 1,
    }
}

/// With a value in each column that needs no other row.
fn decided() -> Ownership {
    Ownership {
        owner: None,
        approved_at: Some(START),
        declined_why: Some("Not yet".to_owned()),
        paused_from: Some(AppState::Waiting),
    }
}

fn address(raw: &str) -> RegisteredUri {
    RegisteredUri::register(raw, ShortScheme::Allowed).expect("an address")
}

pub fn secret(number: i64, app: i64) -> AppSecret {
    AppSecret {
        key: key(number),
        app_id: AppId(app),
        hash: hash("secret"),
        hint: "wxyz".to_owned(),
        expires_at: None,
        revoked_at: None,
        created_at: START,
        last_used_at: None,
    }
}

pub fn session(number: i64, user: i64) -> Session {
    Session {
        key: key(number),
        secret_hash: hash("session"),
        user_key: key(user),
        epoch: Epoch::FIRST,
        born_for_app: None,
        device_label: Some("Firefox, Linux".to_owned()),
        authenticated_at: START,
        methods: Methods::PASSWORD.and(Methods::CODE),
        confirmed_at: START.plus(Duration::from_millis(1)),
        last_seen_at: START,
        idle_until: START.plus(days(14)),
        ends_at: START.plus(days(90)),
        keep: Keep::SignedIn,
        ended_at: None,
        sid_seed: SidSeed::from_bytes(&[5; 16]).expect("16 bytes"),
        created_at: START,
    }
}

pub fn browser(number: i64, user: i64) -> KnownBrowser {
    KnownBrowser {
        key: key(number),
        secret_hash: hash("browser"),
        user_key: key(user),
        epoch: Epoch::FIRST,
        last_used_at: START,
        trusted_until: Some(START.plus(days(30))),
        created_at: START,
    }
}

pub fn consent(number: i64, user: i64, app: i64) -> Consent {
    Consent {
        key: key(number),
        user_key: key(user),
        app_id: AppId(app),
        scopes: scopes("basic"),
        granted_at: START,
        last_used_at: START,
        epoch: Epoch::FIRST,
        withdrawn_at: None,
        created_at: START,
    }
}

/// Of a person who never ended anything.
pub const FIRST_EPOCHS: PersonEpochs = PersonEpochs {
    user: Epoch::FIRST,
    consent: Epoch::FIRST,
};

/// By a password alone.
pub const AUTHENTICATION: Authentication = Authentication {
    at: START,
    methods: Methods::PASSWORD,
};

/// Of user 1, app 7 and consent 3.
pub fn token(number: i64) -> AccessToken {
    AccessToken {
        key: key(number),
        secret_hash: hash("token"),
        app_id: AppId(7),
        app_epoch: Epoch::FIRST,
        issued_for: IssuedFor::Person(Permission {
            user_key: key(1),
            consent_key: key(3),
            epochs: FIRST_EPOCHS,
            grant_key: None,
        }),
        authentication: Some(AUTHENTICATION),
        scopes: scopes("email basic"),
        audience: Audience::parse("https://api.app.example/ urn:app:two"),
        expires_at: START.plus(days(1)),
        revoked_at: None,
        created_at: START.plus(Duration::from_millis(1)),
    }
}

/// Under consent 3.
pub fn grant(number: i64) -> Grant {
    Grant {
        key: key(number),
        consent_key: key(3),
        app_epoch: Epoch::FIRST,
        epochs: FIRST_EPOCHS,
        scopes: scopes("basic"),
        scopes_changed: true,
        audience: Audience::parse("https://api.app.example/"),
        expires_at: START.plus(days(90)),
        ended_at: None,
        sign_in: Some(SignIn {
            authentication: AUTHENTICATION,
            sid_seed: SidSeed::from_bytes(&[5; 16]),
            claims: vec!["name".to_owned(), "email".to_owned()],
        }),
        created_at: START.plus(Duration::from_millis(1)),
    }
}

/// Of grant 4.
pub fn code(number: i64) -> Code {
    Code {
        key: key(number),
        secret_hash: hash("code"),
        grant_key: key(4),
        redirect_uri: "https://app.example/z".to_owned(),
        address: AddressSent::Yes,
        pkce_challenge: Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        expires_at: START.plus(Duration::from_secs(600)),
        redeemed_at: None,
        nonce: Some(Nonce::of("n-0S6\0".to_owned())),
        created_at: START.plus(Duration::from_millis(1)),
    }
}

/// Of grant 4.
pub fn refresh_token(number: i64) -> RefreshToken {
    RefreshToken {
        key: key(number),
        secret_hash: hash("refresh"),
        grant_key: key(4),
        expires_at: START.plus(days(90)),
        rotated: None,
        created_at: START.plus(Duration::from_millis(1)),
    }
}

pub fn form(key: RowKey) -> SpentForm {
    SpentForm {
        key,
        nonce_hash: hash("nonce"),
        answer_sealed: vec![1, 2, 3],
        sealed_until: START.plus(Duration::from_secs(10)),
        created_at: START,
    }
}

/// User 1 (Ada), app 7 and consent 3 between them.
pub fn settle(store: &Store) {
    store
        .commit(Change::writes(vec![
            Write::InsertUser(user(1, "Ada")),
            Write::InsertApp(app(7, "Tree Viewer")),
            Write::InsertConsent(consent(3, 1, 7)),
        ]))
        .expect("settles");
}

/// What the sweep goes by: tokens of this lifetime, and a brake of ten minutes.
pub fn lifetimes(token: Duration) -> Lifetimes {
    Lifetimes {
        token,
        brake: Duration::from_secs(600),
        audit: days(3650),
    }
}
