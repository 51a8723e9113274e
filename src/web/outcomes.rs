//! Counting what was decided about a request, where its line is written: so the numbers and the log say the same.

use crate::domain::answer::{LogDecision, Story};
use crate::domain::tally::{Checked, CheckedAt, Consented, IssuedBy};
use crate::metrics::Outcomes;

pub fn count(outcomes: &Outcomes, route: Option<&str>, status: u16, story: &Story) {
    for tally in &story.tallies {
        outcomes.count(*tally);
    }
    if let Some(consented) = story.decision.and_then(consented) {
        outcomes.consents.one(consented);
    }
    if let Some(by) = story.decision.and_then(issued_by) {
        outcomes.issued.one(by);
    }
    let checked_at = route.and_then(checked_at);
    if let Some(check) = checked_at.zip(checked(story.decision, status)) {
        outcomes.checks.one(check);
    }
}

const fn consented(decision: LogDecision) -> Option<Consented> {
    match decision {
        LogDecision::Allowed => Some(Consented::Allowed),
        LogDecision::AllowedBefore => Some(Consented::Remembered),
        LogDecision::NotAllowed => Some(Consented::Denied),
        _ => None,
    }
}

/// At the token endpoint; what the authorization endpoint issues is said by its flow.
const fn issued_by(decision: LogDecision) -> Option<IssuedBy> {
    match decision {
        LogDecision::CodeRedeemed => Some(IssuedBy::AuthorizationCode),
        LogDecision::Refreshed => Some(IssuedBy::RefreshToken),
        LogDecision::TokenForApp => Some(IssuedBy::ClientCredentials),
        LogDecision::TokenForPassword => Some(IssuedBy::Password),
        LogDecision::TokenForDevice => Some(IssuedBy::DeviceCode),
        _ => None,
    }
}

fn checked_at(route: &str) -> Option<CheckedAt> {
    match route {
        "/platform/oauth/validate_token" | "/oauth/validate_token" => Some(CheckedAt::Validate),
        "/oauth/introspect" => Some(CheckedAt::Introspect),
        "/oauth/userinfo" => Some(CheckedAt::UserInfo),
        "/api/user" => Some(CheckedAt::ApiUser),
        _ => None,
    }
}

/// Nothing where none was asked for, as before a browser's call from another origin.
const fn checked(decision: Option<LogDecision>, status: u16) -> Option<Checked> {
    match (decision, status) {
        (Some(LogDecision::TokenLive | LogDecision::TokenAccepted), _) => Some(Checked::Live),
        (Some(LogDecision::TokenNotLive), _) => Some(Checked::NotLive),
        (_, ..400 | 405) => None,
        (_, ..500) => Some(Checked::Refused),
        _ => Some(Checked::Failed),
    }
}
