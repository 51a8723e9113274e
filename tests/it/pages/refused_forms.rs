//! Requests and forms that are not taken, for each cause, as data.

use std::time::Duration;
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::answer::{Content, OwnPath};
use vestibule::domain::oauth::error::RefusalCode;
use vestibule::domain::oauth::form::Untaken;

pub fn contents() -> Vec<(&'static str, Content)> {
    let again = || Some(OwnPath::authorize("client_id=7&response_type=token"));
    let foreign = Untaken::Strange("sent by another site");
    let causes = [
        ("form_expired", Untaken::TooOld, again()),
        ("form_decided", Untaken::Decided, again()),
        (
            "form_chosen",
            Untaken::Chosen,
            Some(OwnPath::sign_in(&AccountPlace::Home)),
        ),
        ("form_used", Untaken::Done, again()),
        ("no_cookies", Untaken::NoCookies, again()),
        ("form_signed_out", Untaken::SignedOut, again()),
        ("form_outdated", Untaken::Outdated, again()),
        ("form_foreign", foreign, again()),
        ("form_foreign-sent_empty", foreign, None),
    ];
    let content = |why, again| Content::FormUntaken { why, again };
    let forms = causes.map(|(name, why, again)| (name, content(why, again)));
    let requests = RefusalCode::ALL
        .iter()
        .map(|&code| (code.word(), Content::Refused(code)));
    forms.into_iter().chain(requests).collect()
}

/// Pages that say for how long to wait.
pub fn limited() -> Vec<(&'static str, Content)> {
    let again = || OwnPath::authorize("client_id=7&response_type=token");
    let braked = |seconds| Content::Braked {
        retry_after: Duration::from_secs(seconds),
        again: Some(again()),
    };
    let too_often = |seconds| Content::TooOften {
        retry_after: Duration::from_secs(seconds),
        again: again(),
    };
    vec![
        ("braked", braked(59)),
        ("braked-minutes", braked(2200)),
        ("too_often", too_often(1)),
        ("too_often-minutes", too_often(61)),
    ]
}
