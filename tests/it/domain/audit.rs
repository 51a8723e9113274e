//! The list of events: each has its word, fixed keys and room; what is counted and what an edit tells.

use crate::kit::root::read;
use crate::kit::samples;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;
use vestibule::domain::account::authentication::Methods;
use vestibule::domain::account::brake::Level;
use vestibule::domain::account::one_time_link::LinkPurpose;
use vestibule::domain::audit::count::{self, Of, is_worth_telling, one_more};
use vestibule::domain::audit::edits::Edits;
use vestibule::domain::audit::happened::{
    Callback, ClientEdit, Exported, Factor, Happened, RotatedKey, Token, Which,
};
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::audit::{By, DETAIL_BYTES, Event};
use vestibule::domain::factor::Way;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::peer::Network;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);
const WINDOW: Duration = Duration::from_secs(600);

/// One of each.
fn all() -> Vec<Happened> {
    let edits = || Edits::default().named("name", true);
    let text = || "a".to_owned();
    vec![
        Happened::SignIn(Methods::PASSWORD),
        Happened::SignInFailed(1),
        Happened::SignInLimited("sign_in_limit.per_name"),
        Happened::SecondStepFailed(Way::Code, 1),
        Happened::CodesClosed,
        Happened::PasskeyRefused(1),
        Happened::SignOut,
        Happened::SessionEnded(Which::All),
        Happened::Confirmed,
        Happened::BrowserRemembered(NOW),
        Happened::PasswordChanged,
        Happened::ResetAsked(LinkPurpose::Reset),
        Happened::LinkMade {
            purpose: LinkPurpose::Invite,
            mailed: true,
        },
        Happened::LinkUsed(LinkPurpose::Invite),
        Happened::EmailAsked,
        Happened::EmailChanged,
        Happened::ProfileChanged(edits()),
        Happened::DataDownloaded,
        Happened::AccountDeleted,
        Happened::FactorAdded(Factor::Passkey),
        Happened::FactorRemoved(Factor::Authenticator),
        Happened::FactorsReset,
        Happened::RecoveryCodesMade,
        Happened::RecoveryCodeUsed,
        Happened::SignInCodeMade,
        Happened::ConsentGiven(samples::scopes("basic email")),
        Happened::ConsentWithdrawn,
        Happened::CodeReused,
        Happened::RefreshReused,
        Happened::TokenRevoked(Token::Access),
        Happened::MailFailed(MailKind::Reset),
        Happened::CallbackFailed(Callback::Withdrawal),
        Happened::UserAdded { admin: false },
        Happened::UserInvited {
            admin: false,
            mailed: false,
        },
        Happened::UserEdited(edits()),
        Happened::UserDisabled,
        Happened::UserEnabled,
        Happened::UserRemoved,
        Happened::UserImported { admin: false },
        Happened::Exported(Exported::User),
        Happened::AdminGiven,
        Happened::AdminTaken,
        Happened::AppAdded,
        Happened::AppEdited(edits()),
        Happened::AppApproved(vec!["name"]),
        Happened::AppDeclined(Vec::new()),
        Happened::AppHandedOver,
        Happened::AppDisabled,
        Happened::AppEnabled,
        Happened::AppRemoved,
        Happened::SecretMade(Some(NOW)),
        Happened::SecretEnded,
        Happened::KeyMade,
        Happened::MailRetried(MailKind::Reset),
        Happened::MailDropped(MailKind::Reset),
        Happened::RoleAdded(text()),
        Happened::RoleEdited(text()),
        Happened::RoleRemoved(text()),
        Happened::SocketClientAdded(text()),
        Happened::SocketClientEdited(text(), ClientEdit::Tokens),
        Happened::SocketClientRemoved(text()),
        Happened::EndpointRemoved,
        Happened::Started {
            version: "1",
            schema: text(),
        },
        Happened::Migrated {
            from: None,
            to: text(),
        },
        Happened::KeyRotated {
            key: RotatedKey::Signing(Algorithm::Es256),
            revoked: false,
        },
    ]
}

fn event(happened: &Happened) -> Event {
    Event::new(samples::key(1), &By::SYSTEM, happened, NOW)
}

#[test]
fn each_word_is_of_an_event_that_can_happen_and_has_a_meaning() {
    let kinds: Vec<&str> = all().iter().map(|it| it.kind().word()).collect();
    assert_eq!(kinds, EventKind::WORDS);
    for kind in EventKind::ALL {
        assert!(!kind.meaning().is_empty(), "{kind:?}");
        assert_eq!(EventKind::from_word(kind.word()), Some(*kind));
    }
}

/// The messages of a locale file, by their names.
fn messages(language: &str) -> BTreeMap<String, String> {
    let file = read(&format!("locales/{language}/admin.ftl"));
    let lines = file.lines().filter_map(|line| line.split_once(" = "));
    lines
        .map(|(id, words)| (id.to_owned(), words.to_owned()))
        .collect()
}

#[test]
fn pages_have_words_for_each_event_and_fact_and_english_ones_are_those_of_the_command() {
    let id = |kind: &str, word: &str| format!("{kind}-{}", word.replace('_', "-"));
    let (english, estonian) = (messages("en"), messages("et"));
    for happened in all() {
        let kind = happened.kind();
        let event = id("event", kind.word());
        assert_eq!(english[&event], kind.meaning());
        assert!(estonian.contains_key(&event), "{event}");
        for name in happened.detail().keys() {
            let fact = id("fact", name);
            assert!(
                english.contains_key(&fact) && estonian.contains_key(&fact),
                "{fact}"
            );
        }
    }
}

/// Lines of the table of the page: an event, and the names of its detail.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = read("docs/audit.md");
    let (_, events) = page.split_once("## Events").expect("a list");
    let rows = events.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        // What follows a colon are values, up to the next semicolon.
        let clauses = cells[2]
            .split(';')
            .filter_map(|clause| clause.split(':').next());
        let quoted = clauses.flat_map(|clause| clause.split('`').skip(1).step_by(2));
        let names: BTreeSet<String> = quoted.map(str::to_owned).collect();
        (name, names)
    })
    .collect()
}

#[test]
fn the_page_lists_each_event_with_the_members_of_its_detail() {
    let documented = documented();
    let words: BTreeSet<&str> = documented.keys().map(String::as_str).collect();
    assert_eq!(words, EventKind::WORDS.iter().copied().collect());
    for happened in all() {
        let members: BTreeSet<String> = happened.detail().keys().cloned().collect();
        let word = happened.kind().word();
        let named = &documented[word];
        assert!(
            members.iter().all(|member| named.contains(member)),
            "{word}: {members:?}, {named:?}"
        );
        assert!(members.is_empty() == named.is_empty(), "{word}");
    }
}

#[test]
fn whatever_an_event_tells_has_room_and_is_an_object() {
    let long = (0..200).map(|number| format!("scope{number}"));
    let long = long.collect::<Vec<_>>().join(" ");
    let names = vec!["x".repeat(900), "\u{1}".repeat(400)];
    let mut many = vec![event(&Happened::ConsentGiven(samples::scopes(&long)))];
    many.extend(
        names
            .into_iter()
            .map(|name| event(&Happened::SocketClientEdited(name, ClientEdit::Secret))),
    );
    for event in many
        .iter()
        .chain(&all().iter().map(event).collect::<Vec<_>>())
    {
        let detail = event.detail.clone().unwrap_or_else(|| "{}".to_owned());
        assert!(detail.len() <= DETAIL_BYTES, "{detail}");
        assert!(detail.starts_with('{') && detail.ends_with('}'), "{detail}");
    }
    assert_eq!(many[0].detail.as_deref(), Some("{}"));
}

#[test]
fn an_edit_names_what_changed_and_tells_only_what_is_no_secret_no_address_and_nobodys_words() {
    let before = samples::app(1, "Paint");
    let mut after = before.clone();
    after.name = "Draw".to_owned();
    after.site_url = Some("https://draw.example".to_owned());
    after.privacy_url = Some("https://draw.example/privacy".to_owned());
    after.deauthorize_url = Some("https://draw.example/gone".to_owned());
    after.token_ttl = Some(Duration::from_secs(60));
    after.scopes = samples::scopes("basic");
    let edits = Edits::of_app(&before, &after).to_json();
    let text = edits.to_string();
    for never in ["Paint", "Draw", "example"] {
        assert!(!text.contains(never), "{text}");
    }
    assert_eq!(edits["new"]["token_ttl"], 60);
    assert_eq!(edits["new"]["scopes"], "basic");
    let fields: Vec<&str> = edits["fields"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|field| field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "name",
            "token_ttl",
            "scopes",
            "site_url",
            "privacy_url",
            "deauthorize_url"
        ]
    );
    assert!(Edits::of_app(&before, &before).is_empty());
    let ada = samples::user(1, "ada");
    assert!(Edits::of_user(&ada, &ada).is_empty());
}

#[test]
fn the_first_the_tenth_the_hundredth_and_the_thousandth_of_a_window_are_told() {
    let told: Vec<i64> = (1..5000)
        .filter(|number| is_worth_telling(*number))
        .collect();
    assert_eq!(told, [1, 10, 100, 1000]);
    let (level, number) = one_more(None, WINDOW, NOW);
    assert_eq!((number, level.at), (1, NOW));
    let late = NOW.plus(WINDOW).minus(Duration::from_millis(1));
    let (level, number) = one_more(Some(level), WINDOW, late);
    assert_eq!((number, level.at), (2, NOW), "the window does not move");
    assert_eq!(one_more(Some(level), WINDOW, NOW.plus(WINDOW)).1, 1);
    // A window that a clock ahead began holds nobody back.
    let ahead = Level {
        at: NOW.plus(WINDOW),
        ..level
    };
    assert_eq!(one_more(Some(ahead), WINDOW, NOW).1, 1);
}

#[test]
fn refusals_are_counted_apart_by_event_and_by_whom_they_concern() {
    let key = ServerKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").expect("a key");
    let network = |text: &str| Of::Network(Network::of(text.parse::<IpAddr>().expect("one")));
    let whom = [
        Of::User(samples::key(1)),
        Of::User(samples::key(2)),
        network("192.0.2.1"),
        network("192.0.2.2"),
        Of::App(vestibule::domain::key::AppId(1)),
    ];
    let kinds = [EventKind::SignInFailed, EventKind::SignInLimited];
    let subjects = whom
        .iter()
        .flat_map(|of| kinds.map(|kind| count::subject(&key, kind, *of)));
    let subjects: Vec<_> = subjects.collect();
    let once: BTreeSet<_> = subjects.iter().collect();
    assert_eq!(once.len(), subjects.len());
}

#[test]
fn a_network_is_kept_coarsely() {
    for (address, kept) in [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
    ] {
        let address: IpAddr = address.parse().expect("an address");
        assert_eq!(Network::of(address).coarse(), kept);
    }
}

#[test]
fn an_event_is_shown_with_its_milliseconds_and_every_member() {
    let at = Timestamp::from_millis(1_767_225_600_007);
    let event = Event::new(samples::key(1), &By::CLI, &Happened::SignOut, at);
    let shown = event.in_words();
    assert_eq!(shown["at"], "2026-01-01T00:00:00.007Z");
    assert_eq!(
        shown["actor"],
        serde_json::json!({"kind": "cli", "id": null})
    );
    let members = shown.as_object().expect("an object").len();
    assert_eq!(members, 11);
    assert_eq!(
        Timestamp::parse_rfc3339("2026-01-01T02:00:00.007+02:00"),
        Some(at)
    );
    assert_eq!(Timestamp::parse_rfc3339("yesterday"), None);
}

#[test]
fn a_sentence_says_what_happened_with_its_facts() {
    for (happened, sentence) in [
        (Happened::SignOut, "signed out"),
        (Happened::SignInFailed(10), "failed to sign in (tries: 10)"),
        (Happened::UserAdded { admin: false }, "a user was added"),
        (
            Happened::UserAdded { admin: true },
            "a user was added (admin)",
        ),
        (
            Happened::SessionEnded(Which::One),
            "sessions were ended (which: one)",
        ),
    ] {
        assert_eq!(event(&happened).sentence(), sentence);
    }
}
