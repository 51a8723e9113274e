//! Error pages for programs that ask for JSON instead of a page.

use super::{Site, notices};
use crate::domain::answer::Content;
use serde::Serialize;

#[derive(Serialize)]
struct ErrorBody<'a> {
    /// A word of RFC 6749 where it has one that fits.
    error: &'static str,
    error_description: String,
    code: &'static str,
    reference: &'a str,
}

/// What an error page tells, as JSON and in English, which is ASCII (RFC 6749 §4.1.2.1); `None` for pages that are no errors. The status is the page's.
pub fn error_json(content: &Content, site: &Site, reference: &str) -> Option<String> {
    let (error, code, description) = told(content)?;
    serde_json::to_string(&ErrorBody {
        error,
        error_description: site.languages.first().say(description, &[]),
        code,
        reference,
    })
    .ok()
}

/// Error, code, and the message that describes it.
fn told(content: &Content) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match content {
        Content::Refused(code) => ("invalid_request", code.word(), notices::advice(*code)),
        Content::FormUntaken { why, .. } => {
            ("access_denied", why.code(), notices::untaken(*why).heading)
        }
        Content::Braked { .. } => (
            "temporarily_unavailable",
            "too_many_tries",
            "braked-heading",
        ),
        Content::TooOften { .. } => ("temporarily_unavailable", "too_often", "too-often-heading"),
        Content::Unavailable => (
            "temporarily_unavailable",
            "unavailable",
            "unavailable-again",
        ),
        Content::NotFound => ("invalid_request", "not_found", "not-found-heading"),
        Content::LinkOver => ("invalid_request", "link_over", "link-over-heading"),
        Content::NotAllowed => ("invalid_request", "not_allowed", "not-allowed-heading"),
        Content::MethodNotAllowed => ("invalid_request", "method_not_allowed", "method-heading"),
        Content::TooLarge(_) => ("invalid_request", "too_large", "too-large-heading"),
        Content::SignIn(_)
        | Content::Consent(_)
        | Content::FormPost(_)
        | Content::OpenerMessage(_)
        | Content::OpenWindow(_)
        | Content::AuthSuccess
        | Content::AuthFailed
        | Content::ConfirmSignOut { .. }
        | Content::ChoosePassword(_)
        | Content::PasswordChosen
        | Content::Account(_)
        | Content::SignedOut => return None,
    })
}
