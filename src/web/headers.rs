//! The headers that every HTML answer carries, error pages included. Plain data: whoever sends a page
//! copies them.

/// What a page's forms and scripts may do; the rest of its headers is the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Forms go to this site only.
    Ordinary,
    /// Sign-in and consent: no `form-action` at all. Chromium applies it to every redirect after the POST,
    /// also to the app's own next hop, and the button would do nothing.
    LeadsAway,
    /// The demo's page, whose script calls our own API.
    Demo,
}

impl Policy {
    /// Written out three times, so that each can be read as it is sent.
    pub const fn content_security_policy(self) -> &'static str {
        match self {
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
        }
    }
}

/// Name and value, in the order they are sent. No COOP: it would cut a pop-up off from its opener.
pub const fn of_page(policy: Policy) -> [(&'static str, &'static str); 6] {
    [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("content-security-policy", policy.content_security_policy()),
    ]
}
