//! The addresses of an app, explained line by line.

use super::sample::{self, ISSUER};
use vestibule::domain::callback::PrivateAddresses;
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, Switch};
use vestibule::domain::oauth::redirect_uri::{Hint, RegisteredUri, ShortScheme};
use vestibule::domain::oauth::registration::{
    Addresses, MOST_ADDRESSES, Premises, RegistrationFault, Verdict, Wishes, edit,
};

const PREMISES: Premises = Premises {
    public_url: ISSUER,
    scopes: &[],
    private_callbacks: PrivateAddresses::Refused,
    algorithms: &[],
};

fn rules(kind: Kind, short: ShortScheme, kept: &[RegisteredUri]) -> Addresses<'_> {
    Addresses {
        kind,
        short,
        kept,
        premises: PREMISES,
    }
}

fn verdicts(kind: Kind, lines: &[&str]) -> Vec<Verdict> {
    let explained = rules(kind, ShortScheme::Refused, &[]).explain(lines.iter().copied());
    explained.into_iter().map(|line| line.verdict).collect()
}

fn hints(kind: Kind, line: &str) -> Vec<Hint> {
    let explained = rules(kind, ShortScheme::Refused, &[]).explain([line]);
    explained.into_iter().flat_map(|line| line.hints).collect()
}

/// The app with these addresses and no others; or why there is none.
fn registered(kind: Kind, uris: &[&str]) -> Result<App, RegistrationFault> {
    let wishes = Wishes {
        redirect_uris: Some(uris.iter().map(|&uri| uri.to_owned()).collect()),
        ..Wishes::default()
    };
    let app = sample::app(kind, Confidentiality::Confidential, &[]);
    edit(app, &wishes, PREMISES, sample::NOW)
}

#[test]
fn each_line_has_the_word_that_its_fault_is_called() {
    let long = format!("https://app.example/{}", "a".repeat(2_000));
    for (line, word) in [
        ("https://app.example/cb", "exact"),
        ("com.example.app:/cb", "own scheme"),
        ("/cb", "not absolute"),
        ("app.example/cb", "not absolute"),
        ("https:app.example", "not absolute"),
        ("https://app.example/cb#x", "fragment"),
        ("https://me@app.example/cb", "user name"),
        ("https://app.example/a/../cb", "dot segments"),
        ("https://app.example/%2E%2e/cb", "dot segments"),
        ("https://app.example\\cb", "backslash"),
        ("https://app.example/c\u{1}b", "control character"),
        ("https://app.example/c b", "control character"),
        ("https://app.example/caf\u{e9}", "not ASCII"),
        ("http://app.example/cb", "http"),
        ("http://127.1/cb", "http"),
        ("http://LOCALHOST/cb", "http"),
        ("javascript:alert(1)", "scheme refused"),
        ("com.example.my_app:/cb", "scheme refused"),
        ("geni7://authorize", "short scheme"),
        ("https://*.app.example/cb", "wildcard"),
        ("http://127.0.0.1:*/cb", "wildcard"),
        (&long, "too long"),
        ("https://app.example/cb?state=1", "answer field"),
        (
            "https://id.example.org/platform/oauth/auth_success",
            "own page",
        ),
        (
            "https://id.example.org/platform/oauth/authorize",
            "own page",
        ),
    ] {
        let [verdict] = verdicts(Kind::Web, &[line])[..] else {
            panic!("{line} is one line");
        };
        assert_eq!(verdict.word(), word, "{line}");
        let is_registered = registered(Kind::Web, &[line]).is_ok();
        assert_eq!(verdict.is_accepted(), is_registered, "{line}");
    }
}

#[test]
fn lines_keep_their_order_and_the_second_of_two_is_twice() {
    let lines = [
        "https://app.example/cb",
        "http://app.example/cb",
        "https://app.example/cb",
        "http://app.example/cb",
        "https://app.example/CB",
    ];
    let expected = [
        Verdict::Exact,
        Verdict::Http,
        Verdict::Twice,
        Verdict::Http,
        Verdict::Exact,
    ];
    assert_eq!(verdicts(Kind::Web, &lines), expected);
}

#[test]
fn any_port_is_for_programs_on_the_two_addresses_that_have_one_free() {
    for (kind, line, verdict) in [
        (Kind::Desktop, "http://127.0.0.1/cb", Verdict::AnyPort),
        (Kind::Mobile, "http://[::1]:7000/cb", Verdict::AnyPort),
        (Kind::Desktop, "http://localhost:7000/cb", Verdict::Exact),
        (Kind::Web, "http://127.0.0.1/cb", Verdict::Exact),
    ] {
        assert_eq!(verdicts(kind, &[line]), [verdict], "{line} {kind:?}");
    }
}

#[test]
fn a_short_scheme_is_a_programs_own_where_its_owner_says_so() {
    let explained = rules(Kind::Desktop, ShortScheme::Allowed, &[]).explain(["geni7://authorize"]);
    assert_eq!(explained[0].verdict, Verdict::OwnScheme);
}

#[test]
fn what_stays_keeps_the_rules_of_its_day() {
    let kept = [RegisteredUri::kept("https://app.example/*".to_owned()).expect("an address")];
    let line = "https://app.example/*";
    assert_eq!(verdicts(Kind::Web, &[line]), [Verdict::Wildcard]);
    let explained = rules(Kind::Web, ShortScheme::Refused, &kept).explain([line]);
    assert_eq!(explained[0].verdict, Verdict::Exact);
}

#[test]
fn hints_name_what_programs_often_write_another_way() {
    for (line, expected) in [
        ("https://app.example/cb", &[][..]),
        ("https://app.example:8443/cb?a=/", &[]),
        ("https://app.example/cb/", &[Hint::TrailingSlash]),
        ("https://app.example", &[Hint::TrailingSlash]),
        ("https://app.example?a=1", &[Hint::TrailingSlash]),
        ("http://localhost:7000/cb", &[Hint::Localhost]),
        ("http://127.0.0.1:7000/cb", &[]),
        ("http://[::1]/cb", &[]),
        ("http://[::1]:80/cb", &[Hint::DefaultPort]),
        ("https://App.example/cb", &[Hint::HostCase]),
        ("https://app.example/CB", &[]),
        ("https://app.example:443/cb", &[Hint::DefaultPort]),
        (
            "https://App.example:443/",
            &[Hint::TrailingSlash, Hint::HostCase, Hint::DefaultPort],
        ),
        ("com.example.App:/", &[]),
        ("http://app.example/", &[]),
    ] {
        assert_eq!(hints(Kind::Desktop, line), expected, "{line}");
    }
}

#[test]
fn an_app_has_at_most_twenty_addresses_and_who_had_more_may_keep_them() {
    let named: Vec<String> = (0..30)
        .map(|n| format!("https://app.example/{n}"))
        .collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    assert!(registered(Kind::Web, &named[..MOST_ADDRESSES]).is_ok());
    let refused = registered(Kind::Web, &named[..=MOST_ADDRESSES]);
    assert_eq!(refused, Err(RegistrationFault::TooManyAddresses));
    let edits = |wishes: &Wishes| {
        let app = sample::app(Kind::Web, Confidentiality::Confidential, &named);
        let edited = edit(app, wishes, PREMISES, sample::NOW);
        edited.map(|app| app.redirect_uris.len())
    };
    let renamed = Wishes {
        name: Some("Other".to_owned()),
        on: vec![Switch::TokenByGet],
        ..Wishes::default()
    };
    assert_eq!(edits(&renamed), Ok(30));
    let fewer = Wishes {
        remove_redirect_uris: vec![named[0].to_owned()],
        ..Wishes::default()
    };
    assert_eq!(edits(&fewer), Ok(29));
    let more = Wishes {
        add_redirect_uris: vec!["https://app.example/more".to_owned()],
        ..Wishes::default()
    };
    assert_eq!(edits(&more), Err(RegistrationFault::TooManyAddresses));
}
