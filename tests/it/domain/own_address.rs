//! What a cookie is called at an address, and what is another spelling of it.

use url::Url;
use vestibule::domain::own_address::{
    cookie_name, is_other_spelling, is_own_page, is_this_machine,
};

#[test]
fn p08_the_name_of_a_cookie_tells_the_port() {
    let name = |url| cookie_name(url, "session");
    assert_eq!(name("http://127.0.0.1:8080"), "vestibule_session_8080");
    assert_eq!(name("http://127.0.0.1:8090"), "vestibule_session_8090");
    assert_eq!(name("http://id.lan"), "vestibule_session");
    assert_eq!(name("https://id.example.org"), "__Host-vestibule_session");
    assert_eq!(
        name("https://id.example.org:8443"),
        "__Host-vestibule_session_8443"
    );
}

#[test]
fn p11_only_another_spelling_of_this_machine_is_one() {
    let other = [
        ("http://127.0.0.1:8080", "localhost:8080"),
        ("http://127.0.0.1:8080", "[::1]:8080"),
        ("http://127.0.0.1:8080", "127.0.0.2:8080"),
        ("http://localhost:8080", "127.0.0.1:8080"),
        ("http://localhost:8080", "id.localhost:8080"),
        ("http://localhost", "127.0.0.1"),
        ("http://127.0.0.1:8080", "0.0.0.0:8080"),
        ("http://127.0.0.1:8080", "[::]:8080"),
        ("http://127.0.0.1:8080", "localhost.:8080"),
        ("http://127.0.0.1:8080", "[::ffff:127.0.0.1]:8080"),
        ("http://localhost:8080", "id.localhost.:8080"),
    ];
    for (own, host) in other {
        assert!(is_other_spelling(own, host), "{own} {host}");
    }
    let same = [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost:8080", "LOCALHOST:8080"),
        ("http://localhost", "localhost:80"),
        // Another port is a proxy's business, or another server.
        ("http://127.0.0.1:8080", "localhost:8090"),
        ("http://127.0.0.1:8080", "localhost"),
        // Whoever stands in front may call us as they like.
        ("https://id.example.org", "127.0.0.1"),
        ("https://id.example.org", "id.example.org."),
        ("http://127.0.0.1:8080", "evil.example:8080"),
        ("http://127.0.0.1:8080", "localhost:8080@evil.example"),
        ("http://127.0.0.1:8080", "localhost:8080/evil"),
        ("http://127.0.0.1:8080", ""),
        ("http://192.168.1.5:8080", "127.0.0.1:8080"),
        ("http://192.168.1.5:8080", "0.0.0.0:8080"),
        ("http://127.0.0.1:8080", "[::ffff:192.168.1.5]:8080"),
        ("http://127.0.0.1:8080", "localhost.evil.example:8080"),
    ];
    for (own, host) in same {
        assert!(!is_other_spelling(own, host), "{own} {host}");
    }
}

#[test]
fn p11_what_leads_here_is_no_address_to_be_had() {
    let is_had = |url: &str| Url::parse(url).is_ok_and(|url| is_this_machine(&url));
    assert!(is_had("http://127.0.0.1") && is_had("http://id.localhost"));
    for odd in ["0.0.0.0", "[::]", "localhost.", "[::ffff:127.0.0.1]"] {
        assert!(!is_had(&format!("http://{odd}")), "{odd}");
    }
}

#[test]
fn s05_a_page_of_ours_is_one_however_it_is_spelled() {
    let own = "http://127.0.0.1:8080";
    for address in [
        "http://127.0.0.1:8080/platform/oauth/authorize?client_id=1",
        "HTTP://127.0.0.1:8080/platform/oauth/auth_success",
        "http://127.0.0.1:8080/%70latform/oauth/authorize",
        "http://127.0.0.1:8080/x/../platform/oauth/authorize",
        "http://127.0.0.1:8080/oauth/authorize",
        "http://127.1:8080/%6fauth/%61uthorize",
        "http://localhost:8080/platform/oauth/authorize",
    ] {
        assert!(is_own_page(own, address), "{address}");
    }
    for address in [
        "http://127.0.0.1:8080/oauth/callback",
        "http://127.0.0.1:8080/demo/callback",
        "http://127.0.0.1:8090/platform/oauth/authorize",
        "https://127.0.0.1:8080/platform/oauth/authorize",
        "https://app.example/platform/oauth/authorize",
        "com.example.app:/platform/oauth/authorize",
        "no address",
    ] {
        assert!(!is_own_page(own, address), "{address}");
    }
}
