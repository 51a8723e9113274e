//! What became of somebody's second step, in the log. They hear of it by mail, from the change itself.

use crate::domain::account::user::User;
use crate::domain::mail::kind::MailKind;

/// Once what it tells of is written down.
pub(super) fn tell(user: &User, notice: MailKind) {
    tracing::info!(user = %user.public_id, notice = notice.word(), "a user's second step changed");
}
