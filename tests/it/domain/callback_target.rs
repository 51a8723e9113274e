//! Where webhooks may be sent to, as far as their address tells.

use vestibule::domain::callback::PrivateAddresses::{Allowed, Refused};
use vestibule::domain::callback::{TargetFault, parse_target};

#[test]
fn a_webhook_is_an_absolute_https_address() {
    for (given, kept) in [
        (
            "https://bot.example.org/hook",
            "https://bot.example.org/hook",
        ),
        ("https://bot.example.org", "https://bot.example.org/"),
        (
            "https://BOT.example.org:443/a?b=@c",
            "https://bot.example.org/a?b=@c",
        ),
        ("https://[2a00::1]:8443/", "https://[2a00::1]:8443/"),
    ] {
        for private in [Refused, Allowed] {
            let target = parse_target(given, private).expect(given);
            assert_eq!((target.as_str(), target.url().as_str()), (kept, kept));
        }
    }
    let long = format!("https://bot.example.org/{}", "x".repeat(2000));
    for (given, fault) in [
        ("", TargetFault::Form),
        ("/hook", TargetFault::Form),
        ("bot.example.org/hook", TargetFault::Form),
        ("https:bot.example.org", TargetFault::Form),
        ("https:/bot.example.org", TargetFault::Form),
        ("https://", TargetFault::Form),
        (" https://bot.example.org", TargetFault::Form),
        ("https://bot.exa\nmple.org", TargetFault::Form),
        ("https://böt.example.org", TargetFault::Form),
        (&long, TargetFault::Form),
        ("https://me@bot.example.org", TargetFault::Parts),
        ("https://:x@bot.example.org", TargetFault::Parts),
        ("https://@bot.example.org", TargetFault::Parts),
        ("https://bot.example.org/#", TargetFault::Parts),
        ("https://bot.example.org/#x", TargetFault::Parts),
        ("ftp://bot.example.org/", TargetFault::NotHttps),
        ("file:///etc/passwd", TargetFault::Form),
    ] {
        for private in [Refused, Allowed] {
            assert_eq!(parse_target(given, private), Err(fault), "{given:?}");
        }
    }
}

#[test]
fn plain_http_is_for_networks_whose_private_addresses_may_be_called() {
    let url = "http://127.0.0.1:9/hook";
    assert_eq!(parse_target(url, Refused), Err(TargetFault::NotHttps));
    assert_eq!(parse_target(url, Allowed).expect("a target").as_str(), url);
}

#[test]
fn an_address_by_number_in_a_network_of_ones_own_is_seen_at_once() {
    for url in ["https://127.1/", "https://10.0.0.1/hook", "https://[::1]/"] {
        assert_eq!(
            parse_target(url, Refused),
            Err(TargetFault::Private),
            "{url}"
        );
        assert!(parse_target(url, Allowed).is_ok(), "{url}");
    }
    assert!(parse_target("https://9.9.9.9/", Refused).is_ok());
}
