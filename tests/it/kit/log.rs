//! What no server may write into its log, whatever a test does with it.

/// Tells of whom an app means: an ID token, and with it a name for a person.
const HINTS: [&str; 2] = ["id_token_hint=", "id_token_hint%3D"];
/// How a signed statement begins: `{"` in base64url.
const JWT: &str = "eyJ";

/// The line of a log that has a signed statement in it, or the parameter that carries one.
pub fn told_too_much(log: &str) -> Option<&str> {
    let mut lines = log.lines();
    lines.find(|line| HINTS.iter().any(|hint| line.contains(hint)) || has_jwt(line))
}

/// Names that are random may have the same letters inside, or at their start, but are not followed by a second part.
fn has_jwt(line: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let mut words = line.split(|letter| !is_part(letter) && letter != '.');
    words.any(|word| {
        let mut parts = word.split('.').skip_while(|part| !part.starts_with(JWT));
        parts.next().is_some() && parts.next().is_some_and(|part| !part.is_empty())
    })
}
