//! An address that mail can be sent to: one rule for whoever types it and for the letter that goes there.

use lettre::Address;

/// The host in its ASCII form, which servers without SMTPUTF8 take too, and without the dot of the root, which SMTP does
/// not know (RFC 5321 §2.3.5). `None`: no mail can be sent there.
pub fn deliverable(text: &str) -> Option<Address> {
    let (user, host) = text.rsplit_once('@')?;
    let host = idna::domain_to_ascii(host).ok()?;
    Address::new(user, host.strip_suffix('.').unwrap_or(&host)).ok()
}
