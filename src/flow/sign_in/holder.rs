//! The cookie that a form before a session is bound to: the session's where there is one, else the pre-login cookie.

use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::Session;
use crate::domain::oauth::form::{self, Binding, Form, FormFault, Proven, Purpose};
use crate::domain::secret::{TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::{Platform, Visitor};

pub(super) fn holder_of(
    session: Option<&Session>,
    pre_login: Option<&PreLogin>,
) -> Option<TokenHash> {
    match session {
        Some(session) => Some(session.secret_hash.clone()),
        None => pre_login.map(PreLogin::hash),
    }
}

pub(in crate::flow) const fn binding(purpose: Purpose, holder: &TokenHash) -> Binding<'_> {
    Binding {
        purpose,
        holder,
        user: None,
        scopes: None,
        epochs: None,
    }
}

/// What the form proves to which of the browser's cookies; nothing where there is none.
///
/// A session that has ended still tells whose form it was: pressed twice, the first press ended it.
pub(in crate::flow) fn prove(
    platform: &Platform,
    (visitor, sent): (&Visitor, &Form),
    session: Option<&Session>,
    (purpose, now): (Purpose, Timestamp),
) -> Option<(TokenHash, Result<Proven, FormFault>)> {
    let cookies = visitor.sessions.iter();
    let cookies = cookies.map(|token| token.hash(TokenKind::Session));
    let pre_logins = visitor.pre_logins.iter().filter(|_| session.is_none());
    let mut last = None;
    for holder in cookies.chain(pre_logins.map(PreLogin::hash)) {
        let checked = form::check(&platform.key, &binding(purpose, &holder), sent, now);
        let is_ours = !matches!(checked, Err(FormFault::Forged));
        last = Some((holder, checked));
        if is_ours {
            break;
        }
    }
    last
}
