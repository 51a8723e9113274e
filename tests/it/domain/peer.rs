//! Whom a request comes from behind proxies, and who counts as one.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use vestibule::domain::peer::{Network, nearest_stranger, read_network};

fn from(peer: &str, named: &[&str], trusted: &[&str]) -> String {
    let trusted: Vec<IpNet> = trusted.iter().filter_map(|net| read_network(net)).collect();
    let peer = peer.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let lines: Vec<&[u8]> = named.iter().map(|line| line.as_bytes()).collect();
    let whence = nearest_stranger(peer, &lines, &trusted);
    match whence.unread {
        None => whence.address.to_string(),
        Some(piece) => format!("{} {}", whence.address, piece.escape_ascii()),
    }
}

#[test]
fn a_forwarding_header_is_believed_only_from_a_trusted_proxy() {
    assert_eq!(from("192.0.2.9", &["203.0.113.5"], &[]), "192.0.2.9");
    assert_eq!(
        from("10.0.0.1", &["203.0.113.5"], &["10.0.0.0/8"]),
        "203.0.113.5"
    );
}

#[test]
fn it_is_read_from_the_right_and_a_forged_left_end_changes_nothing() {
    let named = ["198.51.100.66, 203.0.113.5", "10.0.0.2"];
    assert_eq!(from("10.0.0.1", &named, &["10.0.0.0/8"]), "203.0.113.5");
    // Whoever sends what nobody can read hides nothing: it stands further to the left.
    let broken = ["\u{e4}, 198.51.100.66", "not an address, 203.0.113.5"];
    assert_eq!(from("10.0.0.1", &broken, &["10.0.0.0/8"]), "203.0.113.5");
}

#[test]
fn o08_what_a_trusted_proxy_says_that_is_no_address_is_handed_out() {
    for piece in [
        "not an address",
        "unknown",
        "203.0.113.5:99999",
        "[::1",
        "1.2.3.4:",
        "\u{e4}",
    ] {
        let said = format!("198.51.100.66,{piece}");
        let expected = format!("10.0.0.1 {}", piece.as_bytes().escape_ascii());
        assert_eq!(from("10.0.0.1", &[&said], &["10.0.0.0/8"]), expected);
        // Nobody else's is looked at.
        assert_eq!(from("192.0.2.1", &[&said], &["10.0.0.0/8"]), "192.0.2.1");
    }
}

#[test]
fn o08_an_address_is_the_same_however_a_proxy_writes_it() {
    let v4 = [
        "203.0.113.5",
        "203.0.113.5:4711",
        "\"203.0.113.5:4711\"",
        " 203.0.113.5 ,",
        "203.0.113.5, ,\t",
        "::ffff:203.0.113.5",
        "[::ffff:203.0.113.5]:4711",
        "::ffff:203.0.113.5:4711",
        "203.0.113.5\u{a0}",
    ];
    for written in v4 {
        assert_eq!(from("10.0.0.1", &[written], &["10.0.0.0/8"]), "203.0.113.5");
    }
    let v6 = [
        "2001:db8::5",
        "2001:DB8:0:0:0:0:0:5",
        "[2001:db8::5]",
        "[2001:db8::5]:4711",
        "\"[2001:db8::5]:4711\"",
        "2001:db8::5%eth0",
        "[2001:db8::5%25eth0]:4711",
        "2001:db8:0:0:0:0:0:5:4711",
    ];
    for written in v6 {
        assert_eq!(from("10.0.0.1", &[written], &["10.0.0.0/8"]), "2001:db8::5");
    }
}

#[test]
fn o08_an_address_or_a_network_written_as_ipv6_is_the_same() {
    let trusted = [
        "10.0.0.0/8",
        "::ffff:10.0.0.0/104",
        "::ffff:10.0.0.1",
        "::ffff:a00:0/104",
    ];
    for net in trusted {
        for peer in ["::ffff:10.0.0.1", "10.0.0.1"] {
            assert_eq!(from(peer, &["203.0.113.5"], &[net]), "203.0.113.5", "{net}");
        }
        assert_eq!(from("192.0.2.1", &["203.0.113.5"], &[net]), "192.0.2.1");
    }
    let everybody = read_network("::ffff:0:0/96").map(|net| net.prefix_len());
    assert_eq!(everybody, Some(0));
    assert_eq!(
        read_network("2001:db8::/32").map(|net| net.prefix_len()),
        Some(32)
    );
    assert_eq!(read_network("proxy.example"), None);
}

#[test]
fn s13_ipv6_counts_by_its_64_and_ipv4_by_itself() {
    let counted = |text: &str| Network::of(text.parse().expect("an address")).bytes();
    for (address, bytes) in [
        ("203.0.113.5", &[203, 0, 113, 5][..]),
        ("::ffff:203.0.113.5", &[203, 0, 113, 5]),
        ("2001:db8:1:2:3:4:5:6", &[0x20, 1, 0xd, 0xb8, 0, 1, 0, 2]),
        ("2001:db8:1:2::", &[0x20, 1, 0xd, 0xb8, 0, 1, 0, 2]),
        ("2001:db8:1:3::", &[0x20, 1, 0xd, 0xb8, 0, 1, 0, 3]),
    ] {
        assert_eq!(counted(address), bytes, "{address}");
    }
}
