//! Addresses of the person's own machine at which a program listens on whatever port is free (RFC 8252 §7.3).

/// `http://127.0.0.1` or `http://[::1]`, and all that follows the port; `None` for every other address
/// and for a port that is none. Only the port may vary (RFC 8252 §7.3).
pub(super) fn without_port(address: &str) -> Option<(&str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find(|host| address.starts_with(host))?;
    let rest = address.get(host.len()..)?;
    let tail = match rest.strip_prefix(':') {
        None => rest,
        Some(after) => {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (port, tail) = after.split_at_checked(digits)?;
            port.parse::<u16>().ok().filter(|&port| port > 0)?;
            tail
        }
    };
    (tail.is_empty() || tail.starts_with(['/', '?'])).then_some((host, tail))
}

/// Scheme and host of an origin whose port may vary.
pub fn free_port_host(origin: &str) -> Option<&str> {
    let (host, tail) = without_port(origin)?;
    tail.is_empty().then_some(host)
}
