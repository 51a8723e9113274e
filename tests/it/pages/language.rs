//! The locale file: whole, all of it used, and in the project's words.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All locale files of English, one behind the other.
fn english() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
    let files = fs::read_dir(folder).expect("the locale files").flatten();
    files
        .map(|file| fs::read_to_string(file.path()).expect("a locale file"))
        .collect()
}

/// Names of messages.
fn defined() -> Vec<String> {
    english()
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" = "))
        .map(|(id, _)| id.to_owned())
        .collect()
}

/// The quoted texts of all files below `folder` with this ending.
fn quoted(folder: &str, ending: &str, into: &mut BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&root).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let below = path
            .strip_prefix(env!("CARGO_MANIFEST_DIR"))
            .unwrap_or(&path);
        if path.is_dir() {
            quoted(&below.to_string_lossy(), ending, into);
        } else if path.extension().is_some_and(|found| found == ending) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            into.extend(
                expressions(&text, ending)
                    .split('"')
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned),
            );
        }
    }
}

/// Of a template only what is code, of other files everything.
fn expressions(text: &str, ending: &str) -> String {
    if ending != "html" {
        return text.to_owned();
    }
    text.split("{{")
        .skip(1)
        .chain(text.split("{%").skip(1))
        .filter_map(|piece| piece.split_once("}}").or_else(|| piece.split_once("%}")))
        .map(|(code, _)| code.replace("%}", "\n"))
        .filter(|code| code.matches('"').count().is_multiple_of(2))
        .collect::<Vec<_>>()
        .join("\n")
}

fn used() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    quoted("src/web/pages", "rs", &mut found);
    quoted("templates", "html", &mut found);
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages.rs");
    let pages = fs::read_to_string(pages).unwrap_or_default();
    found.extend(pages.split('"').skip(1).step_by(2).map(str::to_owned));
    found
}

#[test]
fn every_message_is_used() {
    let used = used();
    assert!(defined().len() > 60, "the file is read");
    for id in defined() {
        assert!(used.contains(&id), "{id} is used nowhere");
    }
}

#[test]
fn no_page_shows_the_name_of_a_message_that_is_missing() {
    let looks_like_an_id = |text: &str| {
        text.contains('-')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let used: Vec<String> = used()
        .into_iter()
        .filter(|text| looks_like_an_id(text))
        .collect();
    let defined = defined();
    assert!(used.len() > 60, "{used:?}");
    for id in &used {
        assert!(defined.contains(id), "{id} is not in the file");
    }
    for (name, _, page) in super::all_pages() {
        // An argument that was not given stays in its braces.
        assert!(!page.html.contains("{$"), "{name}");
        assert!(!page.html.contains("{ $"), "{name}");
    }
}

#[test]
fn no_message_stands_there_twice() {
    let ids = defined();
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), once.len());
}

#[test]
fn people_never_read_our_own_jargon() {
    for line in english().lines().filter(|line| !line.starts_with('#')) {
        let words = line
            .split_once(" = ")
            .map_or("", |(_, words)| words)
            .to_lowercase();
        for banned in [
            "authoris",
            "authoriz",
            "invalidate",
            "scope",
            "door",
            "please",
            "oops",
        ] {
            assert!(!words.contains(banned), "{line}");
        }
    }
}
