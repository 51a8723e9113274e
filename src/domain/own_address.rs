//! The address that people see, `public_url`: what cookies are called there, and whether a request came by another
//! spelling of it.

use url::{Host, Url};

/// The name of a cookie. Browsers keep cookies by host and not by port (RFC 6265 §8.5): the name tells the port, so
/// that two platforms on one host leave each other's alone. `__Host-` keeps sibling hosts out, where https allows it.
pub fn cookie_name(public_url: &str, what: &str) -> String {
    let prefix = if public_url.starts_with("https://") {
        "__Host-"
    } else {
        ""
    };
    let url = Url::parse(public_url).ok();
    match url.and_then(|url| url.port()) {
        Some(port) => format!("{prefix}vestibule_{what}_{port}"),
        None => format!("{prefix}vestibule_{what}"),
    }
}

/// Whether `host`, as a `Host` header has it, leads to the same place on the person's own machine as `public_url`
/// does, yet is another origin: what was signed in there is not signed in here.
///
/// Nowhere but on loopback: other names are the business of whoever runs the proxies, which may well call us by a
/// name of their own.
pub fn is_other_spelling(public_url: &str, host: &str) -> bool {
    let Ok(own) = Url::parse(public_url) else {
        return false;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if !host.bytes().all(is_plain) {
        return false;
    }
    let Ok(came) = Url::parse(&format!("{}://{host}", own.scheme())) else {
        return false;
    };
    own.origin() != came.origin()
        && own.port_or_known_default() == came.port_or_known_default()
        && is_this_machine(&own)
        && is_this_machine(&came)
}

/// Whether an address leads to the person's own machine.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ];
        for (own, host) in same {
            assert!(!is_other_spelling(own, host), "{own} {host}");
        }
    }
}
