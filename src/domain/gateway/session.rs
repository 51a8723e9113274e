//! The session of an end user: the same for the same user of the same client, on each of its connections.

use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, random_alphanumerics};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::{Timestamp, days};

/// Characters of a session id.
const ID_CHARS: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketSession {
    pub key: RowKey,
    pub client_key: RowKey,
    pub user_mac: UserMac,
    pub session_id: String,
    pub last_seen_at: Timestamp,
    pub created_at: Timestamp,
}

impl SocketSession {
    pub fn make(
        key: RowKey,
        client_key: RowKey,
        user: UserMac,
        now: Timestamp,
        dice: Dice,
    ) -> Self {
        Self {
            key,
            client_key,
            user_mac: user,
            session_id: random_alphanumerics(ID_CHARS, dice),
            last_seen_at: now,
            created_at: now,
        }
    }

    /// Whether this use is to be written down, so that it is not swept: once a day, and where the MAC was made with
    /// another server key.
    pub fn is_due(&self, user: &UserMac, now: Timestamp) -> bool {
        now.apart(self.last_seen_at) >= days(1) || self.user_mac != *user
    }
}

/// What is kept of an end user's identifier, which may be an address: a MAC and never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserMac([u8; 32]);

impl UserMac {
    pub fn of(key: &ServerKey, client_key: RowKey, token: &str) -> Self {
        Self(key.mac(
            Label::SocketUser,
            &parts(&client_key.number().to_be_bytes(), token),
        ))
    }

    /// The same under each key that is accepted beside the current one: a session outlives a rotation.
    pub fn under_older_keys(key: &ServerKey, client_key: RowKey, token: &str) -> Vec<Self> {
        let number = client_key.number().to_be_bytes();
        let macs = key.accepted_macs(Label::SocketUser, &parts(&number, token));
        macs.into_iter().map(Self).collect()
    }

    /// What a database held; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 8 bytes, as a number that the same user has everywhere.
    pub fn prefix(&self) -> i64 {
        let first = self.0.first_chunk::<8>().copied();
        i64::from_be_bytes(first.unwrap_or_default())
    }
}

fn parts<'a>(client: &'a [u8; 8], token: &'a str) -> [&'a [u8]; 2] {
    [client.as_slice(), token.as_bytes()]
}
