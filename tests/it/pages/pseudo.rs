//! Languages that nobody speaks, made from the English messages: one with accents and longer words, one
//! that runs from right to left. What holds in them holds in real ones.

use vestibule::web::pages::{Languages, Words};

/// By the tags that are reserved for this: `XA` for accents, `XB` for both directions.
pub const LONGER: &str = "en-XA";
pub const RIGHT_TO_LEFT: &str = "ar-XB";

/// How much longer, in percent, and at least by how many characters.
const PERCENT: usize = 40;
const AT_LEAST: usize = 10;

/// The languages that every page is looked at in.
pub const ALL: [&str; 4] = ["en", "et", LONGER, RIGHT_TO_LEFT];

/// One of those, alone.
pub fn languages(tag: &str) -> Languages {
    let change: fn(&str) -> String = match tag {
        LONGER => longer,
        RIGHT_TO_LEFT => right_to_left,
        _ => return Languages::built_in(),
    };
    let files: Vec<String> = english().iter().map(|file| each(file, change)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    Languages::only(Words::new(tag, &files))
}

/// All locale files of English.
pub fn english() -> Vec<String> {
    files("en")
}

pub fn files(language: &str) -> Vec<String> {
    let folder = format!("{}/locales/{language}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}

/// Changes the words of each message.
fn each(file: &str, change: fn(&str) -> String) -> String {
    let lines = file.lines().map(|line| match line.split_once(" = ") {
        Some((id, words)) if !line.starts_with('#') => format!("{id} = {}\n", change(words)),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// The letters outside of braces become others; what is in braces stays.
fn letters(words: &str, change: fn(char) -> char) -> String {
    let mut depth = 0;
    let changed = words.chars().map(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            other if depth == 0 => return change(other),
            _ => {}
        }
        character
    });
    changed.collect()
}

pub fn longer(words: &str) -> String {
    let accented = letters(words, |letter| match letter {
        'a' => 'å',
        'e' => 'é',
        'i' => 'ï',
        'o' => 'ö',
        'u' => 'ü',
        'y' => 'ý',
        'A' => 'Å',
        'E' => 'É',
        'I' => 'Ï',
        'O' => 'Ö',
        'U' => 'Ü',
        'c' => 'ç',
        'n' => 'ñ',
        's' => 'š',
        other => other,
    });
    let missing = (length(words) * PERCENT / 100).max(AT_LEAST);
    let more: String = " élöñgåtéd".chars().cycle().take(missing).collect();
    format!("{accented}{more}")
}

fn right_to_left(words: &str) -> String {
    letters(words, |letter| {
        let hebrew = "אבגדהוזחטיכלמנסעפצקרשתאבגד";
        let at = u32::from(letter.to_ascii_lowercase()).wrapping_sub(u32::from('a'));
        let nth = usize::try_from(at).unwrap_or(usize::MAX);
        hebrew.chars().nth(nth).unwrap_or(letter)
    })
}

/// Characters that people read: an argument counts as none.
pub fn length(words: &str) -> usize {
    let outside = words
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    outside.map(|part| part.chars().count()).sum()
}
