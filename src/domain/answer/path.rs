//! Paths on our own site, to which an answer leads.

use super::admin::place::AdminPlace;
use super::place::AccountPlace;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::form_urlencoded::byte_serialize;

/// A path on our own site; made only here, from constants and percent-encoded queries, so that no text
/// from outside decides where a browser goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPath(String);

/// What may not stand in the query of a header or a link as it is; percent signs stay what they are.
const IN_A_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\');

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let query = utf8_percent_encode(query, IN_A_QUERY);
    format!("{path}?{query}")
}

impl OwnPath {
    /// The same authorization request again. `query` is what stood behind the question mark.
    pub fn authorize(query: &str) -> Self {
        Self(with_query("/platform/oauth/authorize", query))
    }

    /// The page that asks before signing out, as an app sends somebody there.
    pub fn logout(query: &str) -> Self {
        Self(with_query("/platform/oauth/logout", query))
    }

    pub fn sign_out() -> Self {
        Self::logout("")
    }

    /// A page of somebody's own.
    pub fn account(place: &AccountPlace) -> Self {
        Self(place.address())
    }

    /// A page of those who administer the platform.
    pub fn admin(place: &AdminPlace) -> Self {
        Self(place.address())
    }

    /// The sign-in page that leads there.
    pub fn sign_in(place: &AccountPlace) -> Self {
        Self::leading_to("/account/sign-in", place)
    }

    /// The page that asks once more who somebody is, and leads there.
    pub fn confirm(place: &AccountPlace) -> Self {
        Self::leading_to("/account/confirm", place)
    }

    fn leading_to(path: &str, place: &AccountPlace) -> Self {
        let to: String = byte_serialize(place.address().as_bytes()).collect();
        Self(match place {
            AccountPlace::Home => path.to_owned(),
            _ => format!("{path}?to={to}"),
        })
    }

    pub fn signed_out() -> Self {
        Self("/platform/oauth/signed_out".to_owned())
    }

    /// Where a page of ours asked to be led back to. It becomes a path behind our own origin, whatever it says.
    pub fn back_to(path: &str) -> Option<Self> {
        let is_path = path.starts_with('/');
        is_path.then(|| Self(utf8_percent_encode(path, IN_A_QUERY).to_string()))
    }

    /// Where a one-time link leads. `query` is what stands behind the question mark.
    pub fn choose_password(query: &str) -> Self {
        let query = utf8_percent_encode(query, IN_A_QUERY);
        Self(format!("/account/choose-password?{query}"))
    }

    /// Where a link leads that confirms an address.
    pub fn confirm_email(query: &str) -> Self {
        Self(with_query("/account/confirm-email", query))
    }

    pub fn email_confirmed() -> Self {
        Self("/account/email-confirmed".to_owned())
    }

    pub fn account_deleted() -> Self {
        Self("/account/deleted".to_owned())
    }

    /// Where a link to another password is asked for.
    pub fn forgot() -> Self {
        Self("/account/forgot".to_owned())
    }

    pub fn forgot_sent() -> Self {
        Self("/account/forgot-sent".to_owned())
    }

    pub fn password_chosen() -> Self {
        Self("/account/password-chosen".to_owned())
    }

    pub fn password_changed() -> Self {
        Self("/account/password-changed".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
