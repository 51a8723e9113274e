//! What users read is in the words of the field: none of those that only we use among ourselves.

use crate::cli::place::Place;
use crate::kit::root::{self, files};

/// Words and phrases of the house, with the forms they take.
const HOUSE_WORDS: [&str; 19] = [
    "brake",
    "brakes",
    "braked",
    "door",
    "doors",
    "mend",
    "mends",
    "mended",
    "mending",
    "is well",
    "told",
    "stands",
    "in hand",
    "anew",
    "beside",
    "whoever",
    "whomever",
    "somebody",
    "somebody's",
];

/// One text that users read, and what it is called.
struct Text {
    name: String,
    text: String,
}

#[test]
fn no_house_word_is_in_what_users_read() {
    let mut faults = Vec::new();
    for Text { name, text } in read_by_users() {
        for (word, context) in house_words(&text) {
            faults.push(format!("{name}: {word:?} in \"… {context} …\""));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_planted_house_word_is_found_in_each_text() {
    let texts = read_by_users();
    for must in [
        "vestibule --help",
        "vestibule app edit --help",
        "vestibule key rotate --help",
        "vestibule settings --defaults",
        "README.md",
        "docs/settings.md",
        "docs/apps/server.md",
        "locales/en/pages.ftl",
    ] {
        assert!(texts.iter().any(|text| text.name == must), "{must}");
    }
    let shouted = |word: &str| format!("({}).\n", word.to_uppercase().replace(' ', "\n  "));
    let planted = HOUSE_WORDS.map(shouted).concat();
    for Text { name, text } in texts {
        let found = house_words(&format!("{text}\n{planted}"));
        for word in HOUSE_WORDS {
            assert!(found.iter().any(|(it, _)| *it == word), "{word} in {name}");
        }
    }
    assert_eq!(
        house_words("Indoors, untold: a doorway, well in handy."),
        []
    );
}

/// The house words in a text, each with the words around it.
fn house_words(text: &str) -> Vec<(&'static str, String)> {
    let text = text.to_lowercase().replace('’', "'");
    let is_part = |letter: char| letter.is_alphanumeric() || "_'".contains(letter);
    let words: Vec<&str> = text.split(|letter| !is_part(letter)).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for at in 0..words.len() {
        for house in HOUSE_WORDS {
            let parts: Vec<&str> = house.split(' ').collect();
            if words[at..].starts_with(&parts) {
                let around = &words[at.saturating_sub(4)..words.len().min(at + 5)];
                found.push((house, around.join(" ")));
            }
        }
    }
    found
}

fn read_by_users() -> Vec<Text> {
    let place = Place::new();
    let mut texts = Vec::new();
    help_of(&place, &[], &mut texts);
    let defaults = ["settings", "--defaults"];
    texts.push(Text {
        name: "vestibule settings --defaults".to_owned(),
        text: place.runs(&defaults).succeeds().out,
    });
    for (folder, ending) in [("docs", "md"), ("docs/apps", "md"), ("locales/en", "ftl")] {
        for file in files(folder, ending) {
            texts.push(read(&file));
        }
    }
    texts.push(read("README.md"));
    texts
}

/// The help of a command and of all commands below it.
fn help_of(place: &Place, command: &[&str], texts: &mut Vec<Text>) {
    let asked = [command, &["--help"]].concat();
    let text = place.runs(&asked).succeeds().out;
    let lines = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    // What goes on in a further line is indented more.
    let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for name in lines.filter_map(|line| line.split_whitespace().next()) {
        if name != "help" {
            help_of(place, &[command, &[name]].concat(), texts);
        }
    }
    texts.push(Text {
        name: format!("vestibule {}", asked.join(" ")),
        text,
    });
}

/// A file; of one with words for pages, the words without their names.
fn read(name: &str) -> Text {
    let whole = root::read(name);
    let text = if name.ends_with(".ftl") {
        let lines = whole.lines().filter(|line| !line.starts_with('#'));
        let words = lines.map(|line| line.split_once(" = ").map_or(line, |(_, words)| words));
        words.collect::<Vec<_>>().join("\n")
    } else {
        whole
    };
    Text {
        name: name.to_owned(),
        text,
    }
}
