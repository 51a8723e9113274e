//! Codes made without a browser: a grant and a code as the authorization endpoint would leave them.

use super::app::TestApp;
use super::exact::CALLBACK;
use super::samples::scopes;
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::epoch::{Epoch, PersonEpochs};
use vestibule::domain::oauth::client::{App, ClientName};
use vestibule::domain::oauth::code::{AddressSent, Code};
use vestibule::domain::oauth::consent::{Consent, FreshConsent, Remember};
use vestibule::domain::oauth::grant::Grant;
use vestibule::domain::oauth::pkce::Challenge;
use vestibule::domain::openid::resource::Audience;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::flow::Platform;

/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// How long a code lives.
pub const CODE_TTL: Duration = Duration::from_secs(600);

/// What somebody allowed, and how the app had asked for it.
#[derive(Clone, Copy)]
pub struct Allowed<'a> {
    pub redirect_uri: &'a str,
    pub address: AddressSent,
    pub challenge: Option<&'a str>,
    pub scopes: &'a str,
    /// Other scopes than those were asked for.
    pub scopes_changed: bool,
}

/// To the sample callback, which was sent along; without PKCE; all scopes.
pub const PLAIN: Allowed = Allowed {
    redirect_uri: CALLBACK,
    address: AddressSent::Yes,
    challenge: None,
    scopes: "basic email",
    scopes_changed: false,
};

/// A fresh code of this app for the user `name`.
#[track_caller]
pub fn makes_code(app: &TestApp, client: &App, name: &str, allowed: Allowed) -> String {
    let platform = app.platform();
    let (mut codes, writes) = draft_codes(platform, client, name, &[allowed]);
    platform
        .store
        .commit(Change::writes(writes))
        .expect("the code is kept");
    app.advance(Duration::from_millis(1));
    codes.remove(0)
}

/// The same for many at once, with what is to be written of them.
#[track_caller]
pub fn draft_codes(
    platform: &Platform,
    client: &App,
    name: &str,
    allowed: &[Allowed],
) -> (Vec<String>, Vec<Write>) {
    let now = platform.clock.now();
    let (user_epoch, remembered) = allows_all(platform, client, name);
    let consent = remembered.consent().clone();
    let client = as_it_is_now(platform, client);
    let mut writes = vec![Write::from(remembered)];
    let codes = allowed.iter().map(|allowed| {
        let grant = Grant {
            key: platform.store.next_key(now),
            consent_key: consent.key,
            app_epoch: client.epoch,
            epochs: PersonEpochs {
                user: user_epoch,
                consent: consent.epoch,
            },
            scopes: scopes(allowed.scopes),
            scopes_changed: allowed.scopes_changed,
            expires_at: now.plus(CODE_TTL),
            ended_at: None,
            audience: Audience::default(),
            sign_in: None,
            created_at: now,
        };
        let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let code = Code {
            key: token.key(),
            secret_hash: token.hash(TokenKind::Code),
            grant_key: grant.key,
            redirect_uri: allowed.redirect_uri.to_owned(),
            address: allowed.address,
            pkce_challenge: challenge(allowed),
            expires_at: now.plus(CODE_TTL),
            redeemed_at: None,
            nonce: None,
            created_at: now,
        };
        writes.extend([Write::InsertGrant(grant), Write::InsertCode(code)]);
        token.reveal().to_owned()
    });
    let codes = codes.collect();
    (codes, writes)
}

fn challenge(allowed: &Allowed) -> Option<Challenge> {
    let given = allowed.challenge;
    given.map(|text| Challenge::parse(text).expect("a challenge"))
}

/// It may have been disabled since the test registered it.
#[track_caller]
fn as_it_is_now(platform: &Platform, client: &App) -> App {
    let name = ClientName::Number(client.id);
    let client = platform.store.read(|reader| reader.app(&name));
    client.expect("reads").expect("the app is there")
}

/// The user allows the app everything there is.
#[track_caller]
fn allows_all(platform: &Platform, client: &App, name: &str) -> (Epoch, Remember) {
    let now = platform.clock.now();
    let user = platform.store.read(|reader| reader.user_by_login(name));
    let user = user.expect("reads").expect("the user is there");
    let before = platform
        .store
        .read(|reader| reader.consent(user.key, client.id));
    let fresh = FreshConsent {
        key: platform.store.next_key(now),
        user_key: user.key,
        app_id: client.id,
    };
    let remembered = Consent::allow(before.expect("reads"), fresh, &scopes("basic email"), now);
    (user.epoch, remembered)
}
