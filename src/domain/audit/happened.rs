//! What happened, with the facts that are kept of each event: a closed list, and the keys are fixed for each kind.

use super::edits::Edits;
use super::kind::{EventKind, Outcome};
use crate::domain::account::authentication::Methods;
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::factor::Way;
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use serde_json::{Map, Value, json};

pub enum Happened {
    SignIn(Methods),
    /// So many wrong passwords in this window.
    SignInFailed(i64),
    /// The setting of the limit.
    SignInLimited(&'static str),
    SecondStepFailed(Way, i64),
    CodesClosed,
    PasskeyRefused(i64),
    SignOut,
    SessionEnded(Which),
    Confirmed,
    BrowserRemembered(Timestamp),

    PasswordChanged,
    ResetAsked(LinkPurpose),
    LinkMade {
        purpose: LinkPurpose,
        mailed: bool,
    },
    LinkUsed(LinkPurpose),
    EmailAsked,
    EmailChanged,
    ProfileChanged(Edits),
    DataDownloaded,
    AccountDeleted,

    FactorAdded(Factor),
    FactorRemoved(Factor),
    FactorsReset,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SignInCodeMade,

    ConsentGiven(Scopes),
    ConsentWithdrawn,
    CodeReused,
    RefreshReused,
    TokenRevoked(Token),
    MailFailed(MailKind),
    CallbackFailed(Callback),

    UserAdded {
        admin: bool,
    },
    UserInvited {
        admin: bool,
        mailed: bool,
    },
    UserEdited(Edits),
    UserDisabled,
    UserEnabled,
    UserRemoved,
    UserImported {
        admin: bool,
    },
    Exported(Exported),
    AdminGiven,
    AdminTaken,
    AppAdded,
    AppEdited(Edits),
    /// With the fields of a proposal; none for the app itself.
    AppApproved(Vec<&'static str>),
    AppDeclined(Vec<&'static str>),
    AppHandedOver,
    AppDisabled,
    AppEnabled,
    AppRemoved,
    /// Until when the one before works too.
    SecretMade(Option<Timestamp>),
    SecretEnded,
    KeyMade,

    MailRetried(MailKind),
    MailDropped(MailKind),

    /// By its id.
    RoleAdded(String),
    RoleEdited(String),
    RoleRemoved(String),
    /// By its name, which operators choose.
    SocketClientAdded(String),
    SocketClientEdited(String, ClientEdit),
    SocketClientRemoved(String),
    EndpointRemoved,
    Started {
        version: &'static str,
        schema: String,
    },
    Migrated {
        from: Option<String>,
        to: String,
    },
    KeyRotated {
        key: RotatedKey,
        revoked: bool,
    },
}

/// What an operator took away as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// All that is kept of one.
    User,
    /// A list.
    Users,
    Apps,
}

words!(Exported { User = "user", Users = "users", Apps = "apps" });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotatedKey {
    Server,
    Signing(Algorithm),
}

impl RotatedKey {
    fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Signing(algorithm) => algorithm.word(),
        }
    }
}

/// Which sessions of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    One,
    /// All but the one in which it was asked for.
    Others,
    All,
}

words!(Which { One = "one", Others = "others", All = "all" });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    Authenticator,
    Passkey,
}

words!(Factor { Authenticator = "authenticator", Passkey = "passkey" });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Access,
    /// With all that came from the same permission.
    Refresh,
    Socket,
}

words!(Token { Access = "access_token", Refresh = "refresh_token", Socket = "socket_token" });

/// What an app was to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callback {
    Withdrawal,
    SessionEnd,
}

words!(Callback { Withdrawal = "deauthorize", SessionEnd = "logout" });

/// What was changed of a socket client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientEdit {
    Secret,
    Webhook,
    WebhookKey,
    /// Its tokens were ended.
    Tokens,
    /// As the settings file says.
    Declared,
}

words!(ClientEdit {
    Secret = "secret",
    Webhook = "webhook_url",
    WebhookKey = "webhook_key",
    Tokens = "tokens",
    Declared = "declared",
});

impl Happened {
    pub fn kind(&self) -> EventKind {
        self.told().0
    }

    pub fn detail(&self) -> Map<String, Value> {
        match self.told().1 {
            Value::Object(detail) => detail,
            _ => Map::new(),
        }
    }

    pub fn outcome(&self) -> Outcome {
        match self.kind() {
            EventKind::SignInFailed
            | EventKind::SignInLimited
            | EventKind::SecondStepFailed
            | EventKind::CodesClosed
            | EventKind::PasskeyRefused
            | EventKind::CodeReused
            | EventKind::RefreshReused => Outcome::Refused,
            EventKind::MailFailed | EventKind::CallbackFailed => Outcome::Failed,
            _ => Outcome::Ok,
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm per event, a line or two each"
    )]
    fn told(&self) -> (EventKind, Value) {
        use EventKind as Kind;
        let none = Value::Null;
        match self {
            Self::SignIn(methods) => (
                Kind::SignIn,
                json!({"methods": methods.words().collect::<Vec<_>>()}),
            ),
            Self::SignInFailed(tries) => (Kind::SignInFailed, json!({"tries": tries})),
            Self::SignInLimited(limit) => (Kind::SignInLimited, json!({"limit": limit})),
            Self::SecondStepFailed(way, tries) => (
                Kind::SecondStepFailed,
                json!({"way": way.word(), "tries": tries}),
            ),
            Self::CodesClosed => (Kind::CodesClosed, none),
            Self::PasskeyRefused(tries) => (Kind::PasskeyRefused, json!({"tries": tries})),
            Self::SignOut => (Kind::SignOut, none),
            Self::SessionEnded(which) => (Kind::SessionEnded, json!({"which": which.word()})),
            Self::Confirmed => (Kind::Confirmed, none),
            Self::BrowserRemembered(until) => {
                (Kind::BrowserRemembered, json!({"until": until.rfc3339()}))
            }
            Self::PasswordChanged => (Kind::PasswordChanged, none),
            Self::ResetAsked(purpose) => (Kind::ResetAsked, json!({"purpose": purpose.word()})),
            Self::LinkMade { purpose, mailed } => (
                Kind::LinkMade,
                json!({"purpose": purpose.word(), "mailed": mailed}),
            ),
            Self::LinkUsed(purpose) => (Kind::LinkUsed, json!({"purpose": purpose.word()})),
            Self::EmailAsked => (Kind::EmailAsked, none),
            Self::EmailChanged => (Kind::EmailChanged, none),
            Self::ProfileChanged(edits) => (Kind::ProfileChanged, edits.to_json()),
            Self::DataDownloaded => (Kind::DataDownloaded, none),
            Self::AccountDeleted => (Kind::AccountDeleted, none),
            Self::FactorAdded(factor) => (Kind::FactorAdded, json!({"factor": factor.word()})),
            Self::FactorRemoved(factor) => (Kind::FactorRemoved, json!({"factor": factor.word()})),
            Self::FactorsReset => (Kind::FactorsReset, none),
            Self::RecoveryCodesMade => (Kind::RecoveryCodesMade, none),
            Self::RecoveryCodeUsed => (Kind::RecoveryCodeUsed, none),
            Self::SignInCodeMade => (Kind::SignInCodeMade, none),
            Self::ConsentGiven(scopes) => {
                (Kind::ConsentGiven, json!({"scopes": scopes.to_string()}))
            }
            Self::ConsentWithdrawn => (Kind::ConsentWithdrawn, none),
            Self::CodeReused => (Kind::CodeReused, none),
            Self::RefreshReused => (Kind::RefreshReused, none),
            Self::TokenRevoked(token) => (Kind::TokenRevoked, json!({"kind": token.word()})),
            Self::MailFailed(kind) => (Kind::MailFailed, json!({"kind": kind.word()})),
            Self::CallbackFailed(kind) => (Kind::CallbackFailed, json!({"kind": kind.word()})),
            Self::UserAdded { admin } => (Kind::UserAdded, json!({"admin": admin})),
            Self::UserInvited { admin, mailed } => {
                (Kind::UserInvited, json!({"admin": admin, "mailed": mailed}))
            }
            Self::UserEdited(edits) => (Kind::UserEdited, edits.to_json()),
            Self::UserDisabled => (Kind::UserDisabled, none),
            Self::UserEnabled => (Kind::UserEnabled, none),
            Self::UserRemoved => (Kind::UserRemoved, none),
            Self::UserImported { admin } => (Kind::UserImported, json!({"admin": admin})),
            Self::Exported(what) => (Kind::Exported, json!({"what": what.word()})),
            Self::AdminGiven => (Kind::AdminGiven, none),
            Self::AdminTaken => (Kind::AdminTaken, none),
            Self::AppAdded => (Kind::AppAdded, none),
            Self::AppEdited(edits) => (Kind::AppEdited, edits.to_json()),
            Self::AppApproved(fields) => (Kind::AppApproved, json!({"fields": fields})),
            Self::AppDeclined(fields) => (Kind::AppDeclined, json!({"fields": fields})),
            Self::AppHandedOver => (Kind::AppHandedOver, none),
            Self::AppDisabled => (Kind::AppDisabled, none),
            Self::AppEnabled => (Kind::AppEnabled, none),
            Self::AppRemoved => (Kind::AppRemoved, none),
            Self::SecretMade(until) => (
                Kind::SecretMade,
                json!({"old_until": until.map(Timestamp::rfc3339)}),
            ),
            Self::SecretEnded => (Kind::SecretEnded, none),
            Self::KeyMade => (Kind::KeyMade, none),
            Self::MailRetried(kind) => (Kind::MailRetried, json!({"kind": kind.word()})),
            Self::MailDropped(kind) => (Kind::MailDropped, json!({"kind": kind.word()})),
            Self::RoleAdded(role) => (Kind::RoleAdded, json!({"role": role})),
            Self::RoleEdited(role) => (Kind::RoleEdited, json!({"role": role})),
            Self::RoleRemoved(role) => (Kind::RoleRemoved, json!({"role": role})),
            Self::SocketClientAdded(client) => (Kind::SocketClientAdded, json!({"client": client})),
            Self::SocketClientEdited(client, edit) => (
                Kind::SocketClientEdited,
                json!({"client": client, "field": edit.word()}),
            ),
            Self::SocketClientRemoved(client) => {
                (Kind::SocketClientRemoved, json!({"client": client}))
            }
            Self::EndpointRemoved => (Kind::EndpointRemoved, none),
            Self::Started { version, schema } => {
                (Kind::Started, json!({"version": version, "schema": schema}))
            }
            Self::Migrated { from, to } => (Kind::Migrated, json!({"from": from, "to": to})),
            Self::KeyRotated { key, revoked } => (
                Kind::KeyRotated,
                json!({"key": key.word(), "revoked": revoked}),
            ),
        }
    }
}
