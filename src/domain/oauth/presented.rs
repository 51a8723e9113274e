//! An access token as somebody presents it: by itself, or as the id of a JWT that we signed.

use crate::domain::key::RowKey;
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};

pub struct PresentedToken {
    token: PlainToken,
    kind: TokenKind,
}

impl PresentedToken {
    pub const fn opaque(token: PlainToken) -> Self {
        let kind = TokenKind::Access;
        Self { token, kind }
    }

    /// Of a JWT whose signature is ours: else its id would open what only the whole may.
    pub const fn of_jwt(id: PlainToken) -> Self {
        let kind = TokenKind::JwtAccess;
        Self { token: id, kind }
    }

    pub fn key(&self) -> RowKey {
        self.token.key()
    }

    pub fn hash(&self) -> TokenHash {
        self.token.hash(self.kind)
    }
}
