//! What has to hold for a change to be written.

use super::SpentForm;
use crate::domain::account::brake::{Charge, Level, Subject};
use crate::domain::audit::webhook::Position;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client_assertion::UsedAssertion;
use crate::domain::oauth::refresh::Rotation;
use crate::domain::openid::device::Decided;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use std::ops::Range;

/// A compare-and-set. When it fails, nothing of its change is written and the flow is told `Lost`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// This form was not used before; from now on it is.
    FormUnspent(SpentForm),
    /// This assertion of an app was not used before; from now on it is.
    AssertionUnused(UsedAssertion),
    /// Each of the charges fits under its limit; then all are paid, else none is.
    BrakeAllows(Vec<Charge>),
    /// The same for a try of a code, and as many were wrong in a row before; from now on it counts as a wrong one.
    CodeAllowed {
        user_key: RowKey,
        wrong: Range<i64>,
        charges: Vec<Charge>,
    },
    /// So many refusals were counted before; from now on as many as `after`.
    Counted {
        subject: Subject,
        seen: Option<Level>,
        after: Level,
    },
    /// Nobody edited this user since version; it moves on by one.
    UserVersion { key: RowKey, version: i64 },
    /// The same, and somebody else administers this platform.
    OtherAdmin { key: RowKey, version: i64 },
    /// Nobody administers this platform, whatever their state.
    NoAdmin,
    /// Nobody edited this user since version, and each of the charges fits; then all are paid, and it moves on by one.
    MayRegister {
        owner: RowKey,
        version: i64,
        charges: Vec<Charge>,
    },
    /// Nobody edited this app since version; it moves on by one.
    AppVersion { id: AppId, version: i64 },
    /// The same, and nobody edited the user who is to have it; both move on by one.
    AppTo {
        id: AppId,
        version: i64,
        heir: RowKey,
        heir_version: i64,
    },
    /// This session has not ended.
    SessionOpen(RowKey),
    /// This code was not redeemed before; from now on it is.
    CodeUnredeemed { key: RowKey, at: Timestamp },
    /// Nobody decided about this device before; from now on somebody has.
    DeviceUndecided { key: RowKey, decided: Decided },
    /// No tokens were given for this device code before; from now on they are.
    DeviceUnredeemed { key: RowKey, at: Timestamp },
    /// This refresh token was not used before; from now on it is.
    RefreshUnrotated { key: RowKey, rotation: Rotation },
    /// This grant has not ended.
    GrantOpen(RowKey),
    /// This access token is not revoked.
    AccessTokenOpen(RowKey),
    /// This endpoint token was not redeemed before; from now on it is.
    EndpointTokenUnredeemed {
        secret_hash: TokenHash,
        at: Timestamp,
    },
    /// This app has tokens or sessions for this user of its own; from now on it has none, and no trace of them.
    EndpointThere { app_id: AppId, endpoint_id: String },
    /// Nobody edited this role since version; it moves on by one.
    RoleVersion { uuid: String, version: i64 },
    /// Nobody edited this socket client since version; it moves on by one.
    SocketClientVersion { key: RowKey, version: i64 },
    /// Nobody withdrew this consent since epoch.
    ConsentEpoch { key: RowKey, epoch: Epoch },
    /// Nobody made this try before; from now on it counts as made, and the next is due at `next_at`.
    DeliveryDue {
        key: RowKey,
        tries: u32,
        next_at: Timestamp,
    },
    /// This mail waits for its next try until `seen`; from now on it waits until `next_at`.
    MailWaiting {
        key: RowKey,
        seen: Timestamp,
        next_at: Timestamp,
    },
    /// This mail waits until then, or was given up; from now on it is gone.
    MailUnsent {
        key: RowKey,
        seen: Option<Timestamp>,
    },
    /// Nobody moved the webhook of events on since turn; from now on it is there.
    WebhookTurn { turn: i64, after: Position },
}
