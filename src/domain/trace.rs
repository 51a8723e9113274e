//! W3C Trace Context: which trace a request belongs to, where its sender says so. Checked letter by letter, since it goes
//! into the log.

/// The trace of a `traceparent` header; nothing where anything about it is wrong (§3.2.2).
pub fn trace_id(header: &str) -> Option<&str> {
    let version = header.get(..2)?;
    let trace = header.get(3..35)?;
    let parent = header.get(36..52)?;
    let flags = header.get(53..55)?;
    let dashes = [2, 35, 52].map(|at| header.as_bytes().get(at));
    let is_hex = [version, trace, parent, flags]
        .iter()
        .all(|part| is_hex(part));
    let ends = match (version, header.as_bytes().get(55)) {
        ("ff", _) => false,
        (_, None) => true,
        // A later version may say more.
        ("00", Some(_)) => false,
        (_, Some(next)) => *next == b'-',
    };
    let is_sound = is_hex && ends && dashes.iter().all(|dash| *dash == Some(&b'-'));
    let is_some = |id: &str| id.bytes().any(|letter| letter != b'0');
    (is_sound && is_some(trace) && is_some(parent)).then_some(trace)
}

/// Small letters alone.
fn is_hex(text: &str) -> bool {
    text.bytes()
        .all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'))
}
