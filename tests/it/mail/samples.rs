//! Every kind of mail, as data.

use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::payload::Payload;
use vestibule::domain::time::Timestamp;
use vestibule::web::pages::mail::MailFacts;

/// 2027-01-15T08:00:00Z.
pub const AT: Timestamp = Timestamp::from_millis(1_800_000_000_000);
pub const PUBLIC_URL: &str = "https://id.aldergrove.example";

pub fn payload(kind: MailKind, language: &str) -> Payload {
    let has_link = matches!(kind, MailKind::Invite | MailKind::Reset | MailKind::Verify);
    // As long as a real one.
    let link = format!(
        "{PUBLIC_URL}/account/choose-password?link=00000000000TOKEN00000000000000000000000"
    );
    Payload {
        to: "ada@example.org".to_owned(),
        language: Some(language.to_owned()),
        account: Some("Ada <b>Lovelace</b> & co".to_owned()),
        link: has_link.then_some(link),
        device: Some("Firefox, Linux".to_owned()),
        left: (kind == MailKind::RecoveryCodeUsed).then_some(7),
    }
}

pub fn facts(kind: MailKind, payload: &Payload) -> MailFacts<'_> {
    MailFacts {
        kind,
        payload,
        at: AT,
        until: AT.plus(kind.life()),
        public_url: PUBLIC_URL,
    }
}

pub fn sent_kinds() -> impl Iterator<Item = MailKind> {
    let all = MailKind::ALL.iter().copied();
    all.filter(|kind| *kind != MailKind::Forgot)
}
