//! Browsers that somebody signed in from.

use crate::domain::account::session::KnownBrowser;
use crate::domain::account::user::User;
use crate::domain::change::Write;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::Platform;

/// Writes down that this user signed in from this browser; a cookie for it where there is none yet.
pub(in crate::flow) fn know_browser(
    platform: &Platform,
    known: Option<KnownBrowser>,
    user: &User,
    now: Timestamp,
) -> (Write, Option<PlainToken>) {
    if let Some(known) = known {
        let touch = Write::TouchKnownBrowser {
            key: known.key,
            last_used_at: now,
        };
        return (touch, None);
    }
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let known = KnownBrowser {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Browser),
        user_key: user.key,
        epoch: user.epoch,
        last_used_at: now,
        trusted_until: None,
        created_at: now,
    };
    (Write::InsertKnownBrowser(known), Some(token))
}
