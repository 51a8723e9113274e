//! Where calls do not go.

use super::{anywhere, call, only_public};
use crate::kit::tiny::{TinyServer, page};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use vestibule::callback::address::reachable;
use vestibule::callback::{CallFault, PrivateAddresses};
use vestibule::domain::callback::address::is_public;

#[test]
fn loopback_is_refused_without_permission_in_every_spelling() {
    let cautious = only_public();
    let free = anywhere();
    let server = TinyServer::start("127.0.0.1", |_| page(&[], ""));
    let (_, port) = server.address.split_once(':').expect("a port");
    let spellings = [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0x7f.1",
        "0X7F.0.0.0x1",
        "0177.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "%31%32%37.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127.255.255.254",
        "0",
        "0.0.0.0",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
    ];
    for host in spellings {
        for scheme in ["http", "https", "HTTPS"] {
            let told = call(&cautious, &format!("{scheme}://{host}:{port}/"));
            assert!(
                matches!(told, Err(CallFault::Private(_))),
                "{host} {told:?}"
            );
        }
    }
    assert_eq!(server.asked().len(), 0);
    for host in &spellings[..11] {
        let told = call(&free, &format!("http://{host}:{port}/"));
        assert_eq!(told.map(|answer| answer.status), Ok(200), "{host}");
    }
}

#[test]
fn a_name_that_resolves_to_loopback_is_refused_without_permission() {
    let cautious = only_public();
    let free = anywhere();
    let server = TinyServer::start("127.0.0.1", |_| page(&[], ""));
    let (_, port) = server.address.split_once(':').expect("a port");
    // The names that this machine knows without asking anybody, its own among them.
    let hosts = fs::read_to_string("/etc/hosts").unwrap_or_default();
    let known = hosts
        .lines()
        .filter(|line| line.starts_with("127."))
        .flat_map(|line| line.split_whitespace().skip(1));
    let names: Vec<&str> = ["localhost", "LocalHost"]
        .into_iter()
        .chain(known)
        .collect();
    for name in names {
        // Certificates play no part: it does not come to a connection.
        let told = call(&cautious, &format!("https://{name}:{port}/"));
        let Err(CallFault::Private(address)) = told else {
            panic!("{name} {told:?}");
        };
        assert!(address.is_loopback());
    }
    let told = call(&cautious, &format!("http://localhost:{port}/"));
    assert_eq!(told, Err(CallFault::PlainHttp));
    assert_eq!(server.asked().len(), 0);
    let told = call(&free, &format!("http://localhost:{port}/"));
    assert_eq!(told.map(|answer| answer.status), Ok(200));
}

#[test]
fn of_a_names_addresses_only_the_public_ones_are_tried() {
    let sockets = |list: &[&str]| -> Vec<SocketAddr> {
        let read = list.iter().map(|text| text.parse::<IpAddr>());
        read.map(|ip| SocketAddr::new(ip.expect("an address"), 0))
            .collect()
    };
    let kept = |list: &[&str], private| reachable(sockets(list).into_iter(), private);
    let mixed = ["10.0.0.1", "9.9.9.9", "::1", "2620:fe::fe"];
    assert_eq!(
        kept(&mixed, PrivateAddresses::Refused),
        Ok(sockets(&["9.9.9.9", "2620:fe::fe"]))
    );
    assert_eq!(kept(&mixed, PrivateAddresses::Allowed), Ok(sockets(&mixed)));
    let private = kept(&["10.0.0.1", "::1"], PrivateAddresses::Refused).expect_err("a refusal");
    assert_eq!(
        private.to_string(),
        "the host is at 10.0.0.1, which is not a public address, and others are not allowed"
    );
    for private in [PrivateAddresses::Refused, PrivateAddresses::Allowed] {
        assert!(matches!(kept(&[], private), Err(CallFault::Name(_))));
    }
}

/// The first and the last of each special range, and what lies beside them.
#[test]
fn special_addresses_are_not_public_and_their_neighbours_are() {
    let special = "
        0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0 127.255.255.255
        169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255
        192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255
        198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 239.255.255.255 240.0.0.0
        255.255.255.255
        :: ::1 ::10.0.0.1 ::8.8.8.8 ::ffff:10.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254
        64:ff9b:1::8.8.8.8 100::1 1fff:ffff:: 2001:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:20::1
        2001:1ff:ffff:: 2001:db8:: 2001:db8:ffff:: 2002:a00:1:: 2002:a9fe:a9fe:: 3fff:: 3fff:fff:ffff:: 4000::
        5f00::1 fc00::1 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1";
    let public = "
        1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
        169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0
        192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255
        203.0.114.0 223.255.255.255
        ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2000:: 2001:200:: 2001:db7:: 2001:db9:: 2002:808:808:: 2606:4700::1111
        3fff:1000:: 3ffe:ffff::";
    let addresses = |list: &'static str| {
        let words = list.split_whitespace();
        words.map(|text| text.parse::<IpAddr>().expect(text))
    };
    for address in addresses(special) {
        assert!(!is_public(address), "{address}");
    }
    for address in addresses(public) {
        assert!(is_public(address), "{address}");
    }
}

#[test]
fn an_address_is_refused_for_its_looks() {
    let cautious = only_public();
    let free = anywhere();
    let told = |url: &str| call(&cautious, url).expect_err("a refusal");
    for url in [
        "ftp://example.com/",
        "file:///etc/passwd",
        "unix:/run/a",
        "javascript:a",
    ] {
        assert_eq!(told(url), CallFault::Scheme, "{url}");
    }
    for url in [
        "https://a@example.com/",
        "https://:b@example.com/",
        "https://a:b@127.0.0.1/",
    ] {
        assert_eq!(told(url), CallFault::UserInfo, "{url}");
        let told = call(&free, url);
        assert_eq!(told, Err(CallFault::UserInfo), "{url}");
    }
    for url in ["http://example.com/", "http://9.9.9.9/"] {
        assert_eq!(told(url), CallFault::PlainHttp, "{url}");
    }
    for url in [
        "",
        "example.com",
        "https://",
        "https://256.1.1.1/",
        "https://[fe80::1%25eth0]/",
    ] {
        assert!(matches!(told(url), CallFault::NoUrl(_)), "{url}");
    }
}
