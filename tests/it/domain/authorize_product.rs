//! The authorization endpoint's rules on every combination of what may come in: hundreds of thousands of
//! requests, and in each the same few promises hold.

mod cases;
mod openid;
mod promises;

use super::sample::{self, APP, NOW};
use cases::{REGISTERED, Request, requests};
use promises::Case;
use std::time::Duration;
use vestibule::domain::account::session::Session;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, ResponseType, Style};
use vestibule::domain::oauth::consent::Consent;
use vestibule::domain::time::days;

#[test]
fn whatever_comes_in_an_answer_goes_only_to_a_proven_address_and_never_says_too_much() {
    let requests: Vec<(Request, String)> = requests()
        .into_iter()
        .map(|request| {
            let query = request.query();
            (request, query)
        })
        .collect();
    let people = people();
    let mut tried = 0;
    for (app, uris) in &apps() {
        for (request, query) in &requests {
            // Who is there matters only where the request is one that a person is asked about.
            let plain = request.response.mode.is_empty() && request.response.wanted.is_some();
            for (session, consent) in people.iter().take(if plain { 7 } else { 1 }) {
                Case {
                    app,
                    uris,
                    request,
                    query,
                    session: session.as_ref(),
                    consent: consent.as_ref(),
                }
                .holds();
                tried += 1;
            }
        }
    }
    assert!(tried > 500_000, "only {tried} cases were tried");
}

fn apps() -> Vec<(App, &'static [&'static str])> {
    use ResponseType::{Code, Token};
    let mut apps = Vec::new();
    for (kind, confidentiality, response_types) in [
        (Kind::Web, Confidentiality::Public, vec![Token, Code]),
        (Kind::Web, Confidentiality::Confidential, vec![Code]),
        (Kind::Desktop, Confidentiality::Public, vec![Token, Code]),
        (Kind::Desktop, Confidentiality::Confidential, vec![Token]),
    ] {
        for uris in REGISTERED {
            for style in [Style::Documented, Style::GeniLive] {
                let mut app = sample::app(kind, confidentiality, uris);
                app.style = style;
                app.response_types.clone_from(&response_types);
                apps.push((app, *uris));
            }
        }
    }
    apps
}

fn people() -> Vec<(Option<Session>, Option<Consent>)> {
    let mut old = sample::consent("basic email");
    old.granted_at = NOW.minus(days(90));
    let mut withdrawn = sample::consent("basic email");
    withdrawn.withdrawn_at = Some(NOW.minus(Duration::from_secs(1)));
    let full = || Some(sample::consent("basic email"));
    vec![
        (None, None),
        (Some(sample::session(Some(APP))), None),
        (Some(sample::session(Some(APP))), full()),
        (Some(sample::session(Some(AppId(8)))), full()),
        (Some(sample::session(None)), Some(sample::consent("basic"))),
        (Some(sample::session(Some(APP))), Some(old)),
        (Some(sample::session(Some(APP))), Some(withdrawn)),
    ]
}
