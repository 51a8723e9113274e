//! What to remember, as data: at most one guard, then writes. The store carries a change out whole or
//! not at all.

mod guard;
mod parts;

pub use guard::Guard;
pub use parts::{EndReason, SpentForm};

use super::account::brake::{Lifted, Refund};
use super::account::one_time_link::{LinkPurpose, OneTimeLink};
use super::account::password::StoredPassword;
use super::account::session::{KnownBrowser, Session};
use super::account::user::User;
use super::audit::Event;
use super::audit::webhook::Position;
use super::broker::admin_session::AdminSession;
use super::broker::app_session::AppSession;
use super::broker::endpoint_token::EndpointToken;
use super::broker::role::Role;
use super::delivery::{Delivery, DeliveryOutcome};
use super::factor::write::FactorWrite;
use super::gateway::client::{SecretMac, SocketClient};
use super::gateway::session::{SocketSession, UserMac};
use super::gateway::token::{GatewayNode, SocketToken};
use super::key::RowKey;
use super::mail::queued::QueuedMail;
use super::oauth::access::AccessToken;
use super::oauth::client::{App, AppSecret};
use super::oauth::code::Code;
use super::oauth::consent::{Consent, Remember};
use super::oauth::console::write::ConsoleWrite;
use super::oauth::grant::Grant;
use super::oauth::refresh::RefreshToken;
use super::openid::algorithm::Algorithm;
use super::openid::device::DeviceCode;
use super::openid::signing_key::SigningKey;
use super::secret::TokenHash;
use super::time::Timestamp;
use crate::domain::key::AppId;

/// What a flow wants remembered.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub only_if: Option<Guard>,
    pub then: Vec<Write>,
}

impl Change {
    pub fn writes(then: Vec<Write>) -> Self {
        Self {
            only_if: None,
            then,
        }
    }

    pub fn guarded(guard: Guard, then: Vec<Write>) -> Self {
        Self {
            only_if: Some(guard),
            then,
        }
    }
}

/// One thing to write. Row keys and times were made before: a write only carries them out.
#[derive(Debug, PartialEq, Eq)]
pub enum Write {
    InsertUser(User),
    /// All columns but key, public id, `created_at` and version (which its guard moves).
    UpdateUser(User),
    /// The user and all that hangs on them.
    RemoveUser(RowKey),
    /// Sets or replaces.
    SetPassword(StoredPassword),
    /// The same password under another hash, if it is still the same.
    HashAnew {
        user_key: RowKey,
        was: String,
        phc: String,
    },
    InsertLink(OneTimeLink),
    /// If it was not used before and has not expired; else a conflict.
    UseLink {
        key: RowKey,
        at: Timestamp,
    },
    /// Every link of the user that still opens, or those for one purpose.
    EndLinksOf {
        user_key: RowKey,
        only: Option<LinkPurpose>,
        at: Timestamp,
    },

    /// Unless it was used before; else a conflict.
    SpendForm(SpentForm),
    InsertSession(Session),
    TouchSession {
        key: RowKey,
        last_seen_at: Timestamp,
        idle_until: Timestamp,
    },
    /// Something was proved in it once more.
    ConfirmSession {
        key: RowKey,
        at: Timestamp,
    },
    EndSession {
        key: RowKey,
        at: Timestamp,
        why: EndReason,
    },
    EndSessionsOf {
        user_key: RowKey,
        at: Timestamp,
        why: EndReason,
    },
    /// All but the one that stays.
    EndOtherSessionsOf {
        user_key: RowKey,
        stays: RowKey,
        at: Timestamp,
        why: EndReason,
    },
    /// All live ones but the newest and the one that has just begun.
    EndOldestSessionsOf {
        begun: Session,
        most: u32,
        at: Timestamp,
    },
    /// The person's oldest ones go, where there are too many.
    InsertKnownBrowser(KnownBrowser),
    TouchKnownBrowser {
        key: RowKey,
        last_used_at: Timestamp,
    },
    /// A password alone is enough there until then.
    TrustBrowser {
        key: RowKey,
        until: Timestamp,
    },
    /// Nowhere is a password alone enough any more; the browsers stay known.
    DistrustBrowsersOf(RowKey),
    ForgetBrowsersOf(RowKey),
    /// To what somebody proves besides a password.
    Factor(FactorWrite),
    /// A right password gets the payment for its try back.
    RefundBrake(Refund),
    /// Nothing is owed there any more.
    LiftBrake(Lifted),

    /// What was done, with what tells of it.
    Event(Box<Event>),
    /// Events are sent from there on.
    BeginWebhook(Position),

    /// With its redirect addresses.
    InsertApp(App),
    /// All columns but id, uuid, `created_at` and version (which its guard moves); redirect addresses too.
    UpdateApp(App),
    /// The app and all that hangs on it.
    RemoveApp(AppId),
    /// To the apps that people own.
    Console(ConsoleWrite),
    InsertAppSecret(AppSecret),
    /// Every live secret of the app ends at `at`.
    RevokeAppSecrets {
        app_id: AppId,
        at: Timestamp,
    },
    /// This one ends at `at`.
    RevokeAppSecret {
        key: RowKey,
        at: Timestamp,
    },
    /// This secret works no longer than until `at`.
    ExpireAppSecret {
        key: RowKey,
        at: Timestamp,
    },
    /// It was used.
    TouchAppSecret {
        key: RowKey,
        last_used_at: Timestamp,
    },

    InsertConsent(Consent),
    /// Scopes and times, if its epoch is still the one that was decided on; else a conflict.
    UpdateConsent(Consent),
    /// The consent moves on to the next epoch, which ends every token under it.
    WithdrawConsent {
        key: RowKey,
        at: Timestamp,
    },
    TouchConsent {
        key: RowKey,
        last_used_at: Timestamp,
    },
    /// In the place of one that waits for the same app and person already.
    QueueDelivery(Delivery),
    QueueMail(QueuedMail),
    /// The next try is due then; unless it is over, or another server made a try meanwhile.
    PutOffMail {
        key: RowKey,
        tries: u32,
        next_at: Timestamp,
        why: Option<String>,
    },
    /// Those that wait for a person.
    DropMailsTo(String),
    /// What it tells of did not happen; unless it is over.
    DropMail(RowKey),
    /// Unless the app is to hear of the end of that session already.
    AwaitSessionEnd(Delivery),
    /// Unless another took its place meanwhile. What a mail says is gone once it is over.
    SettleDelivery {
        key: RowKey,
        jti: String,
        settled: DeliveryOutcome,
    },

    /// A conflict where another server made the one of its generation.
    InsertSigningKey(SigningKey),
    /// Older ones sign no longer than until `at`.
    StopOlderSigningKeys {
        algorithm: Algorithm,
        generation: i64,
        at: Timestamp,
    },
    /// The same private part, under the current server key.
    SealSigningKeyAnew {
        key: RowKey,
        sealed: Vec<u8>,
    },
    /// Its private part.
    EraseSigningKey(RowKey),
    /// With its private part.
    RevokeSigningKey {
        key: RowKey,
        at: Timestamp,
    },

    InsertGrant(Grant),
    /// Nothing of it can be live any longer than this.
    MoveGrantOn {
        key: RowKey,
        until: Timestamp,
    },
    /// The grant with every token under it.
    EndGrant {
        key: RowKey,
        at: Timestamp,
    },
    InsertCode(Code),
    /// A conflict where another device has its user code.
    InsertDeviceCode(DeviceCode),
    /// What its device gets tokens of.
    GrantToDevice {
        key: RowKey,
        grant_key: RowKey,
    },
    InsertRefreshToken(RefreshToken),

    InsertRole(Role),
    /// Name, body and `updated_at`.
    UpdateRole(Role),
    /// What carries it is dead from then on.
    RemoveRole(String),
    InsertEndpointToken(EndpointToken),
    InsertAppSession(AppSession),
    EndAppSession {
        secret_hash: TokenHash,
        at: Timestamp,
    },
    /// Every token and session with the built-in role, for good.
    EndDevelopment(AppId),
    InsertAdminSession(AdminSession),
    /// All of one user, for good.
    EndAdminSessionsOf(RowKey),
    TouchAdminSession {
        secret_hash: TokenHash,
        at: Timestamp,
    },

    InsertSocketClient(SocketClient),
    /// All columns but key, name, `created_at` and version (which its guard moves).
    UpdateSocketClient(SocketClient),
    /// The client with all its tokens and sessions.
    RemoveSocketClient(RowKey),
    /// The same secret, under the server key of today.
    RenewSocketSecret {
        key: RowKey,
        generation: i64,
        secret: SecretMac,
    },
    InsertSocketToken(SocketToken),
    EndSocketToken {
        key: RowKey,
        at: Timestamp,
    },
    /// Every live token of a client, or of one of its connections.
    EndSocketTokensOf {
        client_key: RowKey,
        ident: Option<String>,
        at: Timestamp,
    },
    InsertSocketSession(SocketSession),
    /// When it was last used, and its user under the server key of today.
    TouchSocketSession {
        key: RowKey,
        user: UserMac,
        last_seen_at: Timestamp,
    },
    InsertGatewayNode(GatewayNode),
    /// This server is there; where others had taken it for long gone and swept it, its row comes back.
    RenewGatewayNode {
        key: RowKey,
        at: Timestamp,
    },
    /// This server stops: every live token of its connections ends.
    EndGatewayNode {
        key: RowKey,
        at: Timestamp,
    },

    InsertAccessToken(AccessToken),
    RevokeAccessToken {
        key: RowKey,
        at: Timestamp,
    },
}

impl From<Event> for Write {
    fn from(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}

impl From<Remember> for Write {
    fn from(remember: Remember) -> Self {
        match remember {
            Remember::New(consent) => Self::InsertConsent(consent),
            Remember::Again(consent) => Self::UpdateConsent(consent),
        }
    }
}
