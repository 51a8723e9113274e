//! What all flows work with.

use super::broker::BrokerPolicy;
use super::clock::Clock;
use super::failure::Failure;
use super::gateway::GatewayPolicy;
use super::hashers::Hashers;
use super::keyring::Keys;
use super::limits::Limits;
use super::tie::Tie;
use crate::domain::account::administration::AdminPolicy;
use crate::domain::account::brake::Limit;
use crate::domain::account::second_step::SecondStepPolicy;
use crate::domain::account::session::SessionLifetimes;
use crate::domain::answer::admin::settings::InForce;
use crate::domain::audit::webhook::Webhook;
use crate::domain::audit::{Actor, AuditPolicy, By};
use crate::domain::callback::PrivateAddresses;
use crate::domain::change::Change;
use crate::domain::factor::code::RECOVERY_CODES;
use crate::domain::mail::server::MailServer;
use crate::domain::oauth::console::policy::{DeveloperPolicy, NEW_APPS};
use crate::domain::oauth::form::{self, Binding, Form};
use crate::domain::oauth::refresh::RefreshLifetimes;
use crate::domain::peer::Network;
use crate::domain::secret::PlainToken;
use crate::domain::server_key::ServerKey;
use crate::domain::tally::LimitSubject;
use crate::domain::time::Timestamp;
use crate::metrics::Metrics;
use crate::store::{Lifetimes, Store};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// All that a flow works with, in the hands of who acts by it. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    core: Arc<Core>,
    pub clock: Clock,
    /// Whom events name, unless an act itself says who did it.
    pub by: By,
    /// The form that an act of an admin came with.
    pub(super) tie: Option<Tie>,
}

/// What is the same for all who act.
pub struct Core {
    pub store: Store,
    pub key: ServerKey,
    pub policy: Policy,
    /// A hash of nothing: what an unknown name's password is checked against.
    pub dummy_phc: LazyLock<String>,
    pub hashers: Hashers,
    pub keys: Keys,
    pub limits: Limits,
    pub metrics: Metrics,
}

impl Deref for Platform {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

/// What the operator decided, as far as the rules of work need it.
#[derive(Clone)]
pub struct Policy {
    /// An origin without slash at the end: links and redirects are built from it only.
    pub public_url: String,
    /// How long an access token lives, unless its app has a time of its own.
    pub token_ttl: Duration,
    pub id_token_ttl: Duration,
    /// How long an authorization code waits to be redeemed.
    pub code_ttl: Duration,
    /// How long a device waits for somebody to decide.
    pub device_ttl: Duration,
    pub refresh: RefreshLifetimes,
    pub sessions: SessionLifetimes,
    pub second_step: SecondStepPolicy,
    pub admin: AdminPolicy,
    /// What people may register themselves.
    pub developers: DeveloperPolicy,
    /// Whether the paths of older programs (`/oauth/authorize` and the like) are answered too.
    pub short_paths: bool,
    /// None: the broker API is off.
    pub broker: Option<BrokerPolicy>,
    /// None: the socket gateway is off.
    pub gateway: Option<GatewayPolicy>,
    /// Whether callbacks and webhooks may go to private addresses.
    pub private_callbacks: PrivateAddresses,
    /// Names of all scopes, the built-in ones too, in the order they are shown.
    pub scopes: Vec<String>,
    /// Scopes that nobody gets who names none: the built-in ones that the settings do not have as their own.
    pub only_by_name: Vec<String>,
    /// Wrong passwords for one name or e-mail address from one network address.
    pub brake_account: Limit,
    /// For one name or e-mail address, from wherever they come.
    pub brake_name: Limit,
    pub brake_address: Limit,
    /// None: no mail is sent.
    pub mail: Option<MailServer>,
    /// Through one app that does not say where the people are whose passwords it sends.
    pub brake_app: Limit,
    pub audit: AuditPolicy,
    /// None: events are sent nowhere.
    pub webhook: Option<Webhook>,
    /// All settings, as admins are shown them.
    pub in_force: Vec<InForce>,
}

impl Platform {
    pub fn new(core: Core, clock: Clock, by: By) -> Self {
        Self {
            core: Arc::new(core),
            clock,
            by,
            tie: None,
        }
    }

    /// For one request.
    #[must_use]
    pub fn on_request(&self, id: String, from: Network) -> Self {
        let keeps = self.policy.audit.networks;
        let by = By {
            request_id: Some(id).filter(|id| !id.is_empty()),
            network: Some(from).filter(|from| keeps && *from != Network::UNKNOWN),
            ..self.by.clone()
        };
        Self { by, ..self.clone() }
    }

    /// The same where somebody else acts by it.
    #[must_use]
    pub fn acted_by(&self, actor: Actor) -> Self {
        let by = By {
            actor,
            ..self.by.clone()
        };
        Self { by, ..self.clone() }
    }

    /// The hidden fields of a form on a page of ours.
    pub(super) fn issue_form(&self, binding: &Binding, request: &str, now: Timestamp) -> Form {
        let nonce = PlainToken::make(self.store.next_key(now), &mut rand::rng());
        form::issue(&self.key, binding, request, &nonce, now)
    }

    /// Whether the store reads and writes; if not, why.
    pub fn is_ready(&self) -> Result<(), Failure> {
        self.store.is_ready().map_err(Failure::Unavailable)
    }

    /// Nobody waits for it, and it may be dropped.
    pub fn note(&self, change: Change) {
        self.store.note(change);
    }
}

/// Links that one account gets by mail because somebody asked: further ones are dropped.
pub const LINKS_BY_MAIL: Limit = Limit {
    tries: 3,
    window: Duration::from_secs(3600),
    setting: "links by mail",
    whose: LimitSubject::Account,
};

impl Policy {
    /// What the sweep goes by.
    pub fn lifetimes(&self) -> Lifetimes {
        let limits = [
            self.brake_account,
            self.brake_name,
            self.brake_address,
            self.brake_app,
            RECOVERY_CODES,
            LINKS_BY_MAIL,
            NEW_APPS,
        ];
        Lifetimes {
            token: self.token_ttl,
            brake: limits
                .map(|limit| limit.window)
                .into_iter()
                .max()
                .unwrap_or_default(),
            audit: self.audit.stay,
        }
    }
}
