//! A device without a browser: it shows a code, a person types it elsewhere and decides, and the device asks until they
//! did (RFC 8628).

use super::resource::Audience;
use super::scope::OFFLINE_ACCESS;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::{App, GrantType};
use crate::domain::oauth::scope::{ScopeFault, Scopes};
use crate::domain::secret::{Dice, TokenHash, random_text};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use std::fmt;
use std::time::Duration;

/// How long a device waits between two times that it asks (RFC 8628 §3.2).
pub const INTERVAL: Duration = Duration::from_secs(5);

/// Consonants that are not taken for others: no word comes of them, and no digit is read into them (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;
/// What is typed may hold as much besides.
const LONGEST_TYPED: usize = 64;

/// What a person types: eight letters, shown as two groups of four. It has some 34 bits, so it opens nothing by itself,
/// and guesses at it are limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    pub fn make(dice: Dice) -> Self {
        Self(random_text(LETTERS, LENGTH, dice))
    }

    /// In any case, with or without what stands between the letters; `None` when it cannot be one.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST_TYPED {
            return None;
        }
        let letters = typed.chars().filter(|letter| letter.is_alphanumeric());
        let letters: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
        let is_one = letters.len() == LENGTH && letters.bytes().all(|byte| LETTERS.contains(&byte));
        is_one.then_some(Self(letters))
    }

    pub fn mac(&self, key: &ServerKey) -> UserCodeMac {
        UserCodeMac(key.mac(Label::UserCode, &[self.0.as_bytes()]))
    }

    /// The same under each key that is accepted beside the current one.
    pub fn accepted_macs(&self, key: &ServerKey) -> Vec<UserCodeMac> {
        let macs = key.accepted_macs(Label::UserCode, &[self.0.as_bytes()]);
        macs.into_iter().map(UserCodeMac).collect()
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

/// What is kept of a user code: a hash alone would be guessed in no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCodeMac([u8; 32]);

impl UserCodeMac {
    /// What a database held; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What is asked of a person for a device of this app, and whether that is another set than the device named.
pub fn choose_scopes(
    app: &App,
    sent: Option<&str>,
    only_by_name: &[String],
) -> Result<(Scopes, bool), ScopeFault> {
    let (granted, changed) = app.scopes.choose(sent, only_by_name)?;
    // Access while somebody is away comes by refresh tokens.
    let may_be_offline = app.grants.contains(&GrantType::RefreshToken);
    if may_be_offline || !granted.holds(OFFLINE_ACCESS) {
        return Ok((granted, changed));
    }
    let left = granted.without(&[OFFLINE_ACCESS]);
    if left.is_empty() {
        return Err(ScopeFault);
    }
    Ok((left, true))
}

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    Denied,
}

words!(Decision { Allowed = "allowed", Denied = "denied" });

/// What is kept of one request of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub user_code_mac: UserCodeMac,
    pub app_id: AppId,
    /// The app's when it asked.
    pub app_epoch: Epoch,
    pub scopes: Scopes,
    /// They are not those that were asked for.
    pub scopes_changed: bool,
    pub audience: Audience,
    pub decision: Option<Decision>,
    /// Who decided.
    pub user_key: Option<RowKey>,
    /// What began with Allow.
    pub grant_key: Option<RowKey>,
    pub expires_at: Timestamp,
    pub redeemed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// What a person decided of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    pub decision: Decision,
    pub user_key: RowKey,
}

/// Why a device is given no tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceFault {
    /// Unknown, of another app, tokens were given for it, or what it hangs on has died.
    Invalid,
    Denied,
    Expired,
    Undecided,
}

impl DeviceCode {
    /// What the app may still have of what was asked for, where this person may decide about it.
    pub fn open_for(&self, app: &App, user: RowKey, now: Timestamp) -> Option<Scopes> {
        let is_open = self.decision.is_none()
            && now < self.expires_at
            && app.is_open_to(user)
            && self.is_of(app)
            && app.grants.contains(&GrantType::DeviceCode);
        let scopes = self.scopes.narrow(&app.scopes);
        let is_left = !scopes.is_empty() || self.scopes.is_empty();
        (is_open && is_left).then_some(scopes)
    }

    /// The grant that tokens are given of, by which its own end is to be looked at.
    pub fn judge(
        &self,
        sent: &TokenHash,
        app: &App,
        now: Timestamp,
    ) -> Result<RowKey, DeviceFault> {
        if !self.secret_hash.matches(sent) || !self.is_of(app) || self.redeemed_at.is_some() {
            return Err(DeviceFault::Invalid);
        }
        match (self.decision, self.grant_key) {
            (Some(Decision::Denied), _) => Err(DeviceFault::Denied),
            _ if now >= self.expires_at => Err(DeviceFault::Expired),
            (None, _) => Err(DeviceFault::Undecided),
            (Some(Decision::Allowed), grant) => grant.ok_or(DeviceFault::Invalid),
        }
    }

    fn is_of(&self, app: &App) -> bool {
        self.app_id == app.id && self.app_epoch == app.epoch
    }
}
