//! Where a sign-in may lead, what browsers are called, when callbacks are tried, and parts of lists.

use super::sample::key;
use std::time::Duration;
use vestibule::domain::account::device::label_of;
use vestibule::domain::answer::account::Part;
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::delivery::{Delivery, DeliveryOutcome};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::ClientName;
use vestibule::domain::time::Timestamp;

#[test]
fn a_place_is_one_of_the_list_and_is_written_anew() {
    for (given, expected) in [
        ("/", "/"),
        ("/account/apps", "/account/apps"),
        ("/account/apps?page=1", "/account/apps"),
        ("/account/apps?page=12&x=y", "/account/apps?page=12"),
        ("/account/apps?page=2&page=3", "/account/apps"),
        ("/account/apps?page=-1", "/account/apps"),
        ("/account/apps?find=", "/account/apps"),
        ("/account/apps?find=%20a+b%26 ", "/account/apps?find=a+b%26"),
        ("/account/apps?page=2&find=x", "/account/apps?find=x&page=2"),
        ("/account/apps?find=x&find=y", "/account/apps"),
        ("/account/apps?find=%0d%0aLocation:x", "/account/apps"),
        ("/account/sessions?page=2", "/account/sessions?page=2"),
        ("/account/password?new=x", "/account/password"),
        (
            "/platform/oauth/deauthorize?client_id=7&x",
            "/platform/oauth/deauthorize?client_id=7",
        ),
    ] {
        let place = AccountPlace::parse(given).expect(given);
        assert_eq!(place.address(), expected);
        assert_eq!(AccountPlace::parse(expected), Some(place));
    }
}

#[test]
fn r84_whatever_else_is_no_place() {
    for given in [
        "",
        "//evil.example",
        "//evil.example/account/apps",
        "https://evil.example/account/apps",
        "/account/apps/",
        "/account/apps#x",
        "/account/../account/apps",
        "/\\evil.example",
        "\t/account/apps",
        "javascript:alert(1)",
        "/account/sign-in",
        "/platform/oauth/deauthorize",
        "/platform/oauth/deauthorize?client_id=",
        "/platform/oauth/deauthorize?client_id=7&client_id=7",
        "/platform/oauth/deauthorize?client_id=%0d%0aLocation:x",
        "/platform/oauth/authorize?client_id=7",
    ] {
        assert_eq!(AccountPlace::parse(given), None, "{given}");
    }
    let app = ClientName::Number(AppId(7));
    assert_eq!(
        AccountPlace::Withdraw { app }.address(),
        "/platform/oauth/deauthorize?client_id=7"
    );
}

#[test]
fn browsers_are_called_by_words_of_ours_alone() {
    for (agent, label) in [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            Some("Firefox, Linux"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 \
             Safari/537.36 Edg/140.0",
            Some("Edge, Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile \
             Safari/537.36",
            Some("Chrome, Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Version/18.0 Mobile/15E148 Safari/604.1",
            Some("Safari, iPhone"),
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.8 \
             Chrome/122.0 Safari/537.36",
            Some("Qt, Linux"),
        ),
        ("curl/8.5.0", None),
        ("<script>alert(1)</script> Linux", Some("Linux")),
        ("", None),
    ] {
        assert_eq!(label_of(agent).as_deref(), label, "{agent}");
    }
    let every = "QtWebEngine/Electron/SamsungBrowser/Vivaldi/iPhone Android ChromeOS Windows";
    assert!(label_of(&every.repeat(99)).is_some_and(|label| label.len() <= 80));
}

#[test]
fn a_list_has_a_first_and_a_last_part_and_no_other() {
    let part = |entries, asked| Part::of(entries, 25, asked);
    for (entries, asked, expected) in [
        (0, 1, (1, 1, 0..0)),
        (0, 9, (1, 1, 0..0)),
        (25, 1, (1, 1, 0..25)),
        (26, 2, (2, 2, 25..26)),
        (26, usize::MAX, (2, 2, 25..26)),
        (26, 0, (1, 2, 0..25)),
    ] {
        let (part, places) = part(entries, asked);
        assert_eq!((part.page, part.pages, places), expected);
    }
}

#[test]
fn five_tries_fill_a_day_and_the_last_failure_ends_it() {
    let start = Timestamp::from_millis(1_800_000_000_000);
    let mut queued = Delivery::withdrawal(key(1), AppId(7), "ada", start, &mut rand::rng());
    let mut now = start;
    let mut at = Vec::new();
    while let Some(next) = queued.after_this_try(now) {
        at.push(now.since(start).as_secs() / 60);
        let failed = queued.failed(&"é".repeat(999), now);
        let is_dead = matches!(&failed, DeliveryOutcome::Dead(at, _) if *at == now);
        assert_eq!(is_dead, queued.tries == 4, "{failed:?}");
        queued.tries += 1;
        now = next;
    }
    assert_eq!(at, [0, 1, 10, 120, 1440]);
    assert_eq!(now.since(start), Duration::from_secs(86_400 + 60));
}
