//! The answer of the implicit flow (RFC 6749 §4.2.2): its fields, and where they go.

/// Where a result is sent: made only from a proven address or our own landing page.
pub struct ResultLocation(String);

impl ResultLocation {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
