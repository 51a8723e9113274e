//! What people hear of their account: for now the operator reads it in the log.

use crate::domain::account::user::User;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    FactorAdded,
    FactorsReset,
    CodesClosed,
    RecoveryCodeUsed,
}

impl Notice {
    const fn word(self) -> &'static str {
        match self {
            Self::FactorAdded => "factor_added",
            Self::FactorsReset => "factors_reset",
            Self::CodesClosed => "codes_closed",
            Self::RecoveryCodeUsed => "recovery_code_used",
        }
    }
}

/// Once what it tells of is written down.
pub(super) fn tell(user: &User, notice: Notice) {
    tracing::info!(user = %user.public_id, notice = notice.word(), "a user's second step changed");
}
