//! The headers that every HTML answer carries, error pages included. Plain data: whoever sends a page
//! copies them.

use std::borrow::Cow;

/// What a page's forms and scripts may do; the rest of its headers is the same everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Forms go to this site only.
    Ordinary,
    /// Sign-in, consent and form_post: no `form-action` at all. Chromium applies it to every redirect after the POST,
    /// also to the app's own next hop, and the button would do nothing.
    LeadsAway,
    /// The demo's page, whose script calls our own API.
    Demo,
    /// May stand in a frame of this origin, and of no other.
    FramedBy(String),
}

impl Policy {
    /// Written out for each, so that it can be read as it is sent.
    pub fn content_security_policy(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Ordinary => {
                "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                 base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
            }
            Self::LeadsAway => {
                "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                 base-uri 'none'; frame-ancestors 'none'"
            }
            Self::Demo => {
                "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                 connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
            }
            Self::FramedBy(origin) => {
                return Cow::Owned(format!(
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                     frame-ancestors {origin}; form-action 'self'"
                ));
            }
        })
    }
}

/// Name and value, in the order they are sent. No COOP: it would cut a pop-up off from its opener.
pub fn of_page(policy: &Policy) -> Vec<(&'static str, Cow<'static, str>)> {
    let mut headers = vec![
        ("content-type", "text/html; charset=utf-8".into()),
        ("cache-control", "no-store".into()),
        ("referrer-policy", "no-referrer".into()),
        ("x-content-type-options", "nosniff".into()),
        ("content-security-policy", policy.content_security_policy()),
    ];
    // It knows no origins; `frame-ancestors` says all.
    if !matches!(policy, Policy::FramedBy(_)) {
        headers.push(("x-frame-options", "DENY".into()));
    }
    headers
}
