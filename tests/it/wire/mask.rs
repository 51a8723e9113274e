//! What differs at each run, by its kind.

/// The text without what chance and the port decided: `HOST`, `TOKEN`, `UUID`, `SEALED`, and by their names those
/// that are too short to be known by their look.
pub fn masked(text: &str, address: &str) -> String {
    let (_, port) = address.rsplit_once(':').expect("a port");
    let text = text
        .replace(address, "HOST")
        .replace(&address.replace(':', "%3A"), "HOST")
        .replace(&format!("_{port}"), "_PORT");
    let mut text = by_look(&undated(&text));
    for (before, after) in [
        ("reference <bdi dir=\"auto\">", "<"),
        ("viide <bdi dir=\"auto\">", "<"),
        ("\"reference\":\"", "\""),
        ("\"sid\":\"", "\""),
        ("\"session_id\":\"", "\""),
        ("\"ident\":\"", "\""),
        ("\"password\":\"", "\""),
        ("vestibule_prelogin_PORT=", ";"),
        ("ratelimit-remaining: ", "\n"),
        ("request-id: ", "\n"),
        ("Basic ", "\n"),
        ("sid=", "\n"),
    ] {
        text = between(&text, before, after);
    }
    text
}

fn undated(text: &str) -> String {
    let lines = text
        .split('\n')
        .map(|line| match line.strip_prefix("date: ") {
            Some(_) => "date: …",
            None => line,
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// With `…` for what stands between these.
fn between(text: &str, before: &str, after: &str) -> String {
    let mut pieces = text.split(before);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let value = piece.split(after).next().unwrap_or_default();
        let is_random = !value.is_empty() && !value.contains([' ', '<', '{', '$']);
        let value = if is_random { value.len() } else { 0 };
        whole.push_str(before);
        whole.push_str(if is_random { "…" } else { "" });
        whole.push_str(&piece[value..]);
    }
    whole
}

fn by_look(text: &str) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        whole.push_str(kind(run).unwrap_or(run));
        // What is escaped is no part of a run either.
        let next = match after.chars().next() {
            Some('%') => after.len().min(3),
            next => next.map_or(0, char::len_utf8),
        };
        whole.push_str(&after[..next]);
        rest = &after[next..];
    }
    whole
}

fn kind(run: &str) -> Option<&'static str> {
    let is_uuid = run.len() == 36
        && run.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && run
            .chars()
            .all(|letter| letter == '-' || letter.is_ascii_hexdigit());
    if is_uuid {
        return Some("UUID");
    }
    match run.len() {
        40 if run.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some("TOKEN"),
        43.. if run.bytes().any(|byte| byte.is_ascii_uppercase()) => Some("SEALED"),
        _ => None,
    }
}
