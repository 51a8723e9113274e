//! The address that people see, `public_url`: what cookies are called there, and whether a request came by another
//! spelling of it.

use percent_encoding::percent_decode_str;
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
    // Most come by the very address: nothing is to be parsed.
    let (_, own_host) = public_url.split_once("://").unwrap_or_default();
    if host == own_host {
        return false;
    }
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
    own.origin() != came.origin() && is_same_machine(&own, &came)
}

/// The path of an address that leads to us, without `%XX`; none where it leads elsewhere. Parsed, for that is what
/// browsers do, and they follow us from one spelling of this machine to the other.
pub fn path_here(public_url: &str, address: &str) -> Option<String> {
    let (own, address) = (Url::parse(public_url).ok()?, Url::parse(address).ok()?);
    let is_here = own.origin() == address.origin()
        || (own.scheme() == address.scheme() && is_same_machine(&own, &address));
    let path = percent_decode_str(address.path()).decode_utf8_lossy();
    is_here.then(|| path.into_owned())
}

/// Whether an address is one of our pages that pass on what they are sent, by their long or their short paths. An
/// answer there would be another app's next.
pub fn is_own_page(public_url: &str, address: &str) -> bool {
    path_here(public_url, address)
        .is_some_and(|path| path.starts_with("/platform/") || path == "/oauth/authorize")
}

fn is_same_machine(own: &Url, came: &Url) -> bool {
    own.port_or_known_default() == came.port_or_known_default()
        && is_this_machine(own)
        && arrives_at_this_machine(came)
}

/// Whether browsers get to the person's own machine by an address, though nobody should call it so: by the address
/// of no machine, by IPv4 written as IPv6, by a name with a dot at the end.
fn arrives_at_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name.strip_suffix('.').unwrap_or(name)),
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            let ip = ip.to_canonical();
            ip.is_loopback() || ip.is_unspecified()
        }
        None => false,
    }
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether an address is one of the person's own machine.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
