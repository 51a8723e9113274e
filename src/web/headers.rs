//! The headers that every HTML answer carries, error pages included, and values that many answers have.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
pub const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const DENY: HeaderValue = HeaderValue::from_static("DENY");

// Written out for each, so that they can be read as they are sent.
const ORDINARY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
);
const LEADS_AWAY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);
const DEMO: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
);

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
    pub fn content_security_policy(&self) -> HeaderValue {
        match self {
            Self::Ordinary => ORDINARY,
            Self::LeadsAway => LEADS_AWAY,
            Self::Demo => DEMO,
            Self::FramedBy(origin) => HeaderValue::try_from(format!(
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                 frame-ancestors {origin}; form-action 'self'"
            ))
            // Origins are plain ASCII; what is none frames nothing.
            .unwrap_or(ORDINARY),
        }
    }
}

/// Name and value, in the order they are sent. No COOP: it would cut a pop-up off from its opener.
pub fn of_page(policy: &Policy) -> impl Iterator<Item = (HeaderName, HeaderValue)> + use<> {
    let headers = [
        (CONTENT_TYPE, HTML),
        (CACHE_CONTROL, NO_STORE),
        (REFERRER_POLICY, NO_REFERRER),
        (X_CONTENT_TYPE_OPTIONS, NOSNIFF),
        (CONTENT_SECURITY_POLICY, policy.content_security_policy()),
    ];
    // It knows no origins; `frame-ancestors` says all.
    let may_be_framed = matches!(policy, Policy::FramedBy(_));
    let unframed = (!may_be_framed).then_some((X_FRAME_OPTIONS, DENY));
    headers.into_iter().chain(unframed)
}
