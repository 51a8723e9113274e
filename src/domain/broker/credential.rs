//! The credentials of a call, and which of them decides.

use crate::domain::broker::id::{UuidToken, UuidTokenKind};
use crate::domain::oauth::client::hash_client_secret;
use crate::domain::secret::TokenHash;
use crate::domain::words::words;
use zeroize::Zeroizing;

/// By name, as headers and as parameters of a socket's handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    Admin,
    AppSecret,
    AppToken,
}

words!(CredentialKind {
    Admin = "admin-token",
    AppSecret = "app-secret",
    AppToken = "app-token",
});

/// What is known of a call by its path and method, as far as credentials are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Any but those below.
    Ordinary,
    /// It begins something new: `/v1/tokens`, `/v1/admin-sessions`.
    Beginning,
    /// The same, and the tokenId in its body is a credential: `POST /v1/session-tokens`.
    Redemption,
    /// It begins a socket.
    Handshake,
}

impl CallKind {
    /// Those that count, the one that decides first. Where something new begins, an App-Token is none: the library
    /// for browsers goes on sending the one it had, also long after it ended. On a socket it decides.
    const fn credentials(self) -> &'static [CredentialKind] {
        use CredentialKind::{Admin, AppSecret, AppToken};
        match self {
            Self::Ordinary => &[Admin, AppSecret, AppToken],
            Self::Beginning | Self::Redemption => &[Admin, AppSecret],
            Self::Handshake => &[AppToken, Admin, AppSecret],
        }
    }
}

/// A credential as it is known once it was read: by what is kept of it.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct BrokerCredential {
    pub kind: CredentialKind,
    pub hash: TokenHash,
}

impl BrokerCredential {
    /// `None` when it cannot be one: nothing is looked up then.
    pub fn parse(kind: CredentialKind, text: &str) -> Option<Self> {
        let token = |of| UuidToken::parse(text).map(|token| token.hash(of));
        let hash = match kind {
            CredentialKind::Admin => token(UuidTokenKind::Admin),
            CredentialKind::AppSecret => Some(hash_client_secret(text)),
            CredentialKind::AppToken => token(UuidTokenKind::AppSession),
        };
        hash.map(|hash| Self { kind, hash })
    }
}

/// What a call presents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presented {
    Nothing,
    /// What cannot be a credential is wrong, and not absent.
    Unreadable,
    Credential(BrokerCredential),
}

impl Presented {
    /// The credential that decides at a call of this kind. Empty ones and the word `null` are absent.
    pub fn at(
        kind: CallKind,
        text_of: impl Fn(CredentialKind) -> Option<Zeroizing<String>>,
    ) -> Self {
        let mut kinds = kind.credentials().iter();
        let strongest = kinds.find_map(|&kind| {
            let text = text_of(kind)?;
            let is_there = !matches!(text.trim(), "" | "null");
            is_there.then(|| BrokerCredential::parse(kind, text.trim()))
        });
        match strongest {
            None => Self::Nothing,
            Some(None) => Self::Unreadable,
            Some(Some(credential)) => Self::Credential(credential),
        }
    }

    /// The one that a socket was opened with, where the call itself presents none and this one counts.
    pub fn or(self, kind: CallKind, held: Option<&BrokerCredential>) -> Self {
        let held = held.filter(|held| kind.credentials().contains(&held.kind));
        match (self, held) {
            (Self::Nothing, Some(held)) => Self::Credential(held.clone()),
            (own, _) => own,
        }
    }
}
