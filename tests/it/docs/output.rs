//! Compares what a snippet said with what its page promises.

use std::collections::BTreeMap;

/// What `$NAME` stands for, from the first output that shows it.
pub type Names = BTreeMap<String, String>;

/// Whether this is what was promised; then with the names that it brought.
pub fn agrees(promised: &str, said: &str, names: &Names) -> Option<Names> {
    let lines = |text: &'_ str| -> Vec<String> {
        let lines = text.trim().lines();
        lines.map(|line| line.trim_end().to_owned()).collect()
    };
    agree_lines(&lines(promised), &lines(said), names)
}

fn agree_lines(promised: &[String], said: &[String], names: &Names) -> Option<Names> {
    let Some((first, rest)) = promised.split_first() else {
        return said.is_empty().then(|| names.clone());
    };
    if first.trim() == "…" {
        return (0..=said.len()).find_map(|skipped| agree_lines(rest, &said[skipped..], names));
    }
    let (line, left) = said.split_first()?;
    agree_lines(rest, left, &agree_line(first, line, names)?)
}

fn agree_line(promised: &str, said: &str, names: &Names) -> Option<Names> {
    if let Some(rest) = promised.strip_prefix('…') {
        let mut starts = said.char_indices().map(|(at, _)| at).chain([said.len()]);
        return starts.find_map(|at| agree_line(rest, &said[at..], names));
    }
    let name = promised
        .strip_prefix('$')
        .map(|rest| run_of(rest, is_of_name));
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        let rest = &promised[1 + name.len()..];
        let mut names = names.clone();
        let value = names
            .entry(name.to_owned())
            .or_insert_with(|| run_of(said, is_of_value).to_owned());
        let left = said
            .strip_prefix(value.as_str())
            .filter(|_| !value.is_empty())?;
        return agree_line(rest, left, &names);
    }
    let mut characters = promised.chars();
    let Some(next) = characters.next() else {
        return said.is_empty().then(|| names.clone());
    };
    agree_line(characters.as_str(), said.strip_prefix(next)?, names)
}

fn run_of(text: &str, belongs: fn(char) -> bool) -> &str {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

fn is_of_value(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~".contains(c)
}

#[test]
fn dots_are_any_text_and_names_are_kept_and_compared() {
    let none = Names::new();
    let names = agrees("id  $ID\n…\nlast $ID\n", "id  a-1\nx\ny\nlast a-1", &none).unwrap();
    assert_eq!(names["ID"], "a-1");
    assert!(agrees("$ID", "a-1", &names).is_some());
    assert!(agrees("$ID", "a-2", &names).is_none());
    assert!(
        agrees(
            "{\"token\":\"…\",\"n\":1}",
            "{\"token\":\"q\",\"n\":1}",
            &none
        )
        .is_some()
    );
    assert!(
        agrees(
            "{\"token\":\"…\",\"n\":1}",
            "{\"token\":\"q\",\"n\":2}",
            &none
        )
        .is_none()
    );
    assert!(agrees("one", "one\ntwo", &none).is_none());
    assert!(agrees("$ID", "", &none).is_none());
}
