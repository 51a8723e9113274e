//! The credentials of a call, and which of them count at it.

use zeroize::Zeroizing;

/// What is said of a call by its path and method, as far as credentials are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Any but those below.
    Ordinary,
    /// It begins something new: `/v1/tokens`, `/v1/admin-sessions`.
    Beginning,
    /// The same, and the tokenId in its body is a credential: `POST /v1/session-tokens`.
    Redemption,
}

/// Empty ones and the word `null` were taken for absent.
#[derive(Default)]
pub struct BrokerCredentials {
    pub admin_token: Option<Zeroizing<String>>,
    pub app_secret: Option<Zeroizing<String>>,
    pub app_token: Option<Zeroizing<String>>,
}

impl BrokerCredentials {
    /// Those that count. Where something new begins, an App-Token is none: the library for browsers goes on sending
    /// the one it had, also long after it ended.
    pub fn that_count_at(self, kind: CallKind) -> Self {
        match kind {
            CallKind::Ordinary => self,
            CallKind::Beginning | CallKind::Redemption => Self {
                app_token: None,
                ..self
            },
        }
    }

    /// The one that decides.
    pub fn strongest(&self) -> Option<&str> {
        let all = [&self.admin_token, &self.app_secret, &self.app_token];
        all.into_iter().flatten().next().map(|text| text.as_str())
    }
}
