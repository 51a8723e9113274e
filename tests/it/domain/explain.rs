//! What somebody pastes to learn what is wrong with a request.

use super::sample::ISSUER;
use vestibule::domain::oauth::authorize::{LONGEST_PASTED, Pasted, Verdict, verdicts};
use vestibule::domain::oauth::error::Check;

#[test]
fn a_whole_address_a_path_and_a_query_alone_are_read() {
    for (text, query, leads_here) in [
        (
            "https://id.example.org/platform/oauth/authorize?client_id=1",
            "client_id=1",
            true,
        ),
        (
            "https://id.example.org/oauth/authorize?a=1#frag",
            "a=1",
            true,
        ),
        (
            "HTTPS://ID.example.org:443/platform/oauth/authorize?a",
            "a",
            true,
        ),
        ("/platform/oauth/authorize?a=1", "a=1", true),
        ("?a=1", "a=1", true),
        (
            "a=1&redirect_uri=https://app.example/?b",
            "a=1&redirect_uri=https://app.example/?b",
            true,
        ),
        ("  ?a=1\r\n &b=2\n", "a=1 &b=2", true),
        (
            "https://elsewhere.example/platform/oauth/authorize?a=1",
            "a=1",
            false,
        ),
        (
            "https://id.example.org/platform/oauth/request_token?a=1",
            "a=1",
            false,
        ),
        ("https://id.example.org/", "", false),
        ("", "", true),
    ] {
        let read = Pasted::read(text, ISSUER).expect("short enough");
        assert_eq!(
            (&*read.query, read.leads_here),
            (query, leads_here),
            "{text}"
        );
    }
    let long = format!("?{}", "a".repeat(LONGEST_PASTED));
    assert!(Pasted::read(&long, ISSUER).is_none());
    assert!(Pasted::read(&long[..LONGEST_PASTED], ISSUER).is_some());
}

#[test]
fn nothing_behind_the_check_that_fails_has_a_verdict() {
    let all: Vec<_> = verdicts(Some(Check::Parameters)).collect();
    let expected = [
        (Check::Readable, Verdict::Passed),
        (Check::Client, Verdict::Passed),
        (Check::Address, Verdict::Passed),
        (Check::Parameters, Verdict::Failed),
        (Check::ResponseType, Verdict::NotReached),
    ];
    assert_eq!(all[..5], expected);
    assert!(all[5..].iter().all(|(_, it)| *it == Verdict::NotReached));
    let good: Vec<_> = verdicts(None).collect();
    let later = [
        (Check::SignIn, Verdict::Later),
        (Check::Consent, Verdict::Later),
    ];
    assert_eq!(good[good.len() - 2..], later);
    assert!(
        good[..good.len() - 2]
            .iter()
            .all(|(_, it)| *it == Verdict::Passed)
    );
}
