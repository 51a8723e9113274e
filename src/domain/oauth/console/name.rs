//! How names of apps are compared, so that no app passes for another one or for the platform.

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// One text for all names that people read alike: NFKC, without regard to case, with what looks like a Latin letter or
/// a digit taken for it (UTS #39 §4), and spaces as one.
///
/// Letters look alike in one case only (`I` and `l`, but not `i`; Cyrillic `В` and `B`, but not `в`), so what looks like
/// ASCII is taken for it in each.
pub fn fold_name(name: &str) -> String {
    let composed: String = name.nfkc().collect();
    let upper = latin(&composed).to_uppercase();
    let lower = latin(&upper).to_lowercase();
    let folded: String = latin(&lower).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each character that can be confused with ASCII as that; the others as they are.
fn latin(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut one = [0; 4];
    for c in text.chars() {
        let before = plain.len();
        plain.extend(skeleton(c.encode_utf8(&mut one)));
        // An ASCII character stays one; letters of other scripts keep their case.
        if !plain.get(before..).is_some_and(|new| new.is_ascii()) {
            plain.truncate(before);
            plain.push(c);
        }
    }
    plain
}

/// Whether a name could be read as the platform's.
pub fn names_platform(name: &str, platform: &str) -> bool {
    let platform = fold_name(platform);
    !platform.is_empty() && fold_name(name).contains(&platform)
}
