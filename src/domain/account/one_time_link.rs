//! Links with which a person chooses a password, or confirms an address: once, and for a while. An operator hands them
//! out, or they go by mail.

use super::user::{User, UserState};
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, PlainToken, TokenHash};
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub user_key: RowKey,
    pub purpose: LinkPurpose,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// When another link took its place, or another password was chosen.
    pub ended_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// It went by mail, to the address in force or the one that it confirms: whoever opens it has that mailbox. Another
    /// address ends it.
    pub mailed: bool,
    /// The address that it confirms.
    pub address_sealed: Option<Vec<u8>>,
}

/// What seals of addresses are told from others by.
const ADDRESS: &[u8] = b"address of a link";

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The first password of somebody who was invited.
    Invite,
    /// Another password.
    Reset,
    /// Another address, which its owner wishes.
    Email,
}

words!(LinkPurpose { Invite = "invite", Reset = "reset", Email = "email" });

impl LinkPurpose {
    /// An invitation may wait for a weekend; who asked for another password is waiting for it.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Invite => Duration::from_secs(72 * 3600),
            Self::Reset => Duration::from_secs(3600),
            Self::Email => Duration::from_secs(24 * 3600),
        }
    }

    /// Whom such a link may serve.
    pub fn suits(self, state: UserState) -> bool {
        match self {
            Self::Invite => state == UserState::Invited,
            Self::Reset | Self::Email => state == UserState::Active,
        }
    }

    pub const fn chooses_password(self) -> bool {
        matches!(self, Self::Invite | Self::Reset)
    }
}

impl OneTimeLink {
    /// Under its own key, so that no row passes for another.
    pub fn confirming(self, address: &str, key: &ServerKey, dice: Dice) -> Self {
        let context = self.key.number().to_be_bytes();
        let sealed = key.seal(ADDRESS, &context, address.as_bytes(), dice);
        Self {
            address_sealed: Some(sealed),
            ..self
        }
    }

    /// None where it confirms none, or the address was sealed under a key that is accepted no more.
    pub fn address(&self, key: &ServerKey) -> Option<String> {
        let context = self.key.number().to_be_bytes();
        let plain = key.open(ADDRESS, &context, self.address_sealed.as_deref()?)?;
        String::from_utf8(plain).ok()
    }

    /// Whether it is neither used nor over.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.ended_at.is_none() && now < self.expires_at
    }
}

/// A link with the user it is for, read together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkStanding {
    pub link: OneTimeLink,
    pub user: User,
}

impl LinkStanding {
    /// Whether the one presented (by its hash) is this link and still opens. Why it does not is nobody's business.
    pub fn opens(&self, presented: &TokenHash, now: Timestamp) -> bool {
        self.link.secret_hash.matches(presented)
            && self.link.is_live(now)
            && self.link.purpose.suits(self.user.state)
    }
}

/// The link in a query; `None` when it is not there exactly once, or cannot be one.
pub fn link_in(query: &str) -> Option<PlainToken> {
    let mut links = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "link");
    match (links.next(), links.next()) {
        (Some((_, link)), None) => PlainToken::parse(&link),
        _ => None,
    }
}
