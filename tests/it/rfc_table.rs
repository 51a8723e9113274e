//! `docs/rfc.md`: which sentence of which RFC is held by which test, read from the tests themselves.
//!
//! The form: tests of an RFC stand in `rfcNNNN.rs`, or in files of a folder `rfcNNNN`. The comment above a test
//! quotes the sentence that it holds, in double quotes; its name begins with the section (`s4_1_2_…`), or
//! `§4.1.2:` stands before the quote. `The same, …` is about the sentence of the test before. Other words in the comment are for the reader of the code.

use crate::kit::root::{kept, place};
use std::fs;
use std::path::Path;

/// A sentence and the test that holds it.
struct Held {
    rfc: u16,
    section: Vec<u32>,
    sentence: String,
    test: String,
}

/// Its section, and the sentence.
type Quote = (Vec<u32>, String);

#[test]
fn the_table_of_sentences_is_what_the_tests_quote() {
    let mut held = Vec::new();
    collect(&place("tests/it"), "", &mut held);
    held.sort_by(|one, other| (one.rfc, &one.section).cmp(&(other.rfc, &other.section)));
    let rfcs = [6749, 6750, 7009, 7636, 7662, 8414, 8628, 9700];
    for rfc in rfcs {
        let count = held.iter().filter(|held| held.rfc == rfc).count();
        assert!(count > 5, "only {count} sentences of RFC {rfc} were found");
    }
    let table = written(&held);
    assert!(
        kept("docs/rfc.md", &table) == table,
        "docs/rfc.md is not what the tests quote: run this test once with VESTIBULE_TEST_BLESS=1"
    );
}

/// In the order of files, so that sentences of one section keep the order of their tests.
fn collect(folder: &Path, module: &str, held: &mut Vec<Held>) {
    let entries = fs::read_dir(folder).expect("a folder of tests");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let module = format!("{module}{name}::");
        let digits = module.strip_prefix("rfc").and_then(|rest| rest.get(..4));
        let Some(rfc) = digits.and_then(|digits| digits.parse().ok()) else {
            continue;
        };
        if path.is_dir() {
            collect(&path, &module, held);
        } else {
            let source = fs::read_to_string(&path).expect("a file of tests");
            read(&source, rfc, &module, held);
        }
    }
}

/// The comments directly above tests.
#[track_caller]
fn read(source: &str, rfc: u16, module: &str, held: &mut Vec<Held>) {
    let (mut comment, mut is_test) = (String::new(), false);
    let mut last: Vec<Quote> = Vec::new();
    for line in source.lines() {
        if let Some(words) = line.strip_prefix("/// ") {
            comment.push_str(words);
            comment.push(' ');
            continue;
        }
        is_test |= line == "#[test]";
        let name = line
            .strip_prefix("fn ")
            .and_then(|rest| rest.split('(').next());
        if let Some(name) = name.filter(|_| is_test) {
            let test = format!("{module}{name}");
            if !comment.starts_with("The same, ") {
                last = quotes(&comment, &section_of_name(name));
            }
            assert!(!last.is_empty(), "{test} quotes no sentence of its RFC");
            held.extend(last.iter().cloned().map(|(section, sentence)| Held {
                rfc,
                section,
                sentence,
                test: test.clone(),
            }));
        }
        if line.is_empty() || name.is_some() {
            (comment, is_test) = (String::new(), false);
        }
    }
}

/// `s4_1_2_the_rest` is of section 4.1.2.
fn section_of_name(name: &str) -> Vec<u32> {
    let parts = name.strip_prefix('s').unwrap_or_default().split('_');
    parts.map_while(|part| part.parse().ok()).collect()
}

/// Whole sentences in double quotes, each with its section. Quotes may stand within quotes.
fn quotes(comment: &str, of_name: &[u32]) -> Vec<Quote> {
    let (mut section, mut found) = (of_name.to_vec(), Vec::new());
    let (mut depth, mut start, mut before) = (0_u32, 0, ' ');
    let mut opened_at = None;
    for (at, c) in comment.char_indices() {
        if c == '"' && (" (".contains(before) || opened_at == at.checked_sub(1)) {
            opened_at = Some(at);
            if depth == 0 {
                start = at + 1;
            }
            depth += 1;
        } else if c == '"' && depth > 0 {
            depth -= 1;
            let sentence = &comment[start..at];
            // One word alone is a name that is spoken of.
            if depth == 0 && sentence.contains(' ') {
                found.push((section.clone(), sentence.to_owned()));
            }
        } else if c == ':' && depth == 0 {
            let word = comment[..at].split_whitespace().next_back();
            let marked = word.and_then(|word| word.strip_prefix('§'));
            let marked =
                marked.map(|marked| section_of_name(&format!("s{}", marked.replace('.', "_"))));
            section = marked.unwrap_or(section);
        }
        before = c;
    }
    assert_eq!(depth, 0, "a quote does not end: {comment}");
    found
}

fn written(held: &[Held]) -> String {
    let mut table = "# Sentences of the standards, and the tests that hold them\n\n\
        Each test quotes the sentence it holds in the comment above it; this table is written from these comments \
        (`VESTIBULE_TEST_BLESS=1 cargo test --test it rfc_table`), and a test keeps it so. So it names no test that does not exist, and no sentence without one. Vestibule is the \
        authorization server of these texts; sentences that bind the client alone are left out.\n\n\
        A test is found under `tests/it` by the path before its name.\n"
        .to_owned();
    let mut rfc = 0;
    for line in held {
        if line.rfc != rfc {
            rfc = line.rfc;
            table.push_str(&format!(
                "\n## RFC {rfc}: {}\n\n| section | sentence | test |\n| --- | --- | --- |\n",
                title(rfc)
            ));
        }
        let section: Vec<String> = line.section.iter().map(u32::to_string).collect();
        let section = section.join(".");
        let sentence = line.sentence.replace('|', "\\|");
        table.push_str(&format!(
            "| [{section}](https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}) | {sentence} | `{}` |\n",
            line.test
        ));
    }
    table
}

#[track_caller]
fn title(rfc: u16) -> &'static str {
    match rfc {
        6749 => "OAuth 2.0",
        6750 => "bearer tokens",
        7009 => "token revocation",
        7636 => "PKCE",
        7662 => "token introspection",
        8252 => "native apps",
        8414 => "server metadata",
        8628 => "device authorization",
        9207 => "issuer identification",
        9700 => "security best current practice",
        _ => panic!("RFC {rfc} has no title here"),
    }
}

#[test]
fn a_sentence_ends_where_its_own_quote_ends() {
    let comment = "\"\"Value\" MUST be set to \"token\".\" The same for \"state\". §3.1: \"One (see \"x\"). Two.\" ";
    let found = quotes(comment, &section_of_name("s4_2_1_only_this"));
    assert_eq!(
        found[0],
        (
            vec![4, 2, 1],
            "\"Value\" MUST be set to \"token\".".to_owned()
        )
    );
    assert_eq!(found[1], (vec![3, 1], "One (see \"x\"). Two.".to_owned()));
    assert_eq!(found.len(), 2);
}
