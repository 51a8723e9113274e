//! The words of the log's `decision`, as `docs/operating.md` lists them.

use crate::kit::environment;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use vestibule::domain::answer::LogDecision;

const HEAD: &str = "| `decision` | what happened |\n|---|---|\n";

#[test]
fn the_page_lists_every_decision_with_its_meaning() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(HEAD).expect("the head of the table");
    let (kept, after) = rest.split_once("\n\n").expect("the end of the table");
    let row = |(word, meaning): &(&str, &str)| format!("| `{word}` | {meaning} |");
    let rows: Vec<String> = LogDecision::MEANINGS.iter().map(row).collect();
    let rows = rows.join("\n");
    if environment("VESTIBULE_TEST_BLESS").is_some() {
        fs::write(&path, format!("{before}{HEAD}{rows}\n\n{after}")).expect("the page is written");
    } else {
        assert_eq!(kept, rows, "run this test once with VESTIBULE_TEST_BLESS=1");
    }
}

#[test]
fn no_two_decisions_share_a_word_and_each_is_written_somewhere() {
    let words: BTreeSet<&str> = LogDecision::WORDS.iter().copied().collect();
    assert_eq!(words.len(), LogDecision::WORDS.len());
    let sources = crate::architecture::sources("src");
    let writers = sources.iter().filter(|(file, source)| {
        file != "domain/answer/decision.rs" && source.contains("LogDecision")
    });
    let all: String = writers.map(|(_, source)| source.as_str()).collect();
    for decision in LogDecision::ALL {
        let name = format!("{decision:?}");
        assert!(all.contains(&name), "{name} is never written");
    }
}
