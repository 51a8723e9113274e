//! The locale files: whole, all of them used, of the same length in every language, and in the project's words.

use super::{pseudo, samples};
use crate::kit::root::read;
use crate::kit::told::says;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter;
use std::path::Path;
use vestibule::domain::answer::{Content, Page};
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::authorize::Layout;
use vestibule::web::pages::{Languages, Mode, PageRequest, Wishes, render};

/// All locale files of English, one behind the other.
fn english() -> String {
    pseudo::english().concat()
}

/// Each message of a language's files with its words.
fn messages(files: &str) -> Vec<(&str, &str)> {
    files
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" = "))
        .collect()
}

/// Names of messages.
fn defined() -> Vec<String> {
    let english = english();
    let ids = messages(&english).into_iter().map(|(id, _)| id.to_owned());
    ids.collect()
}

/// The arguments that a message takes.
fn arguments(words: &str) -> BTreeSet<&str> {
    let parts = words.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(argument, _)| argument.trim())
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
    let pages = read("src/web/pages.rs");
    found.extend(pages.split('"').skip(1).step_by(2).map(str::to_owned));
    // Those of mails are named by their kind; what a mail says is looked at where it is sent.
    let begin = |thing: &str, word: &str| format!("{thing}-{}", word.replace('_', "-"));
    let mails = MailKind::WORDS.iter().map(|word| begin("mail", word));
    // Those of events and their facts `domain::audit` knows.
    let events = EventKind::WORDS.iter().map(|word| begin("event", word));
    let facts = iter::once("fact-".to_owned());
    let begins: Vec<String> = mails.chain(events).chain(facts).collect();
    let is_of_kind = |id: &String| begins.iter().any(|begins| id.starts_with(begins));
    found.extend(defined().into_iter().filter(is_of_kind));
    found.remove("mail-");
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
            && text.len() > 1
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
    for language in ["en", "et"] {
        let files = pseudo::files(language).concat();
        let ids: Vec<&str> = messages(&files).into_iter().map(|(id, _)| id).collect();
        let once: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{language}");
    }
}

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments_and_none_is_empty() {
    let (english, estonian) = (english(), pseudo::files("et").concat());
    let lines = |files: &str| files.lines().filter(|line| is_message(line)).count();
    assert_eq!(lines(&english), messages(&english).len());
    assert_eq!(lines(&estonian), messages(&estonian).len());
    let english: BTreeMap<&str, &str> = messages(&english).into_iter().collect();
    let estonian: BTreeMap<&str, &str> = messages(&estonian).into_iter().collect();
    let ids = |messages: &BTreeMap<&str, &str>| -> Vec<String> {
        messages.keys().map(|id| (*id).to_owned()).collect()
    };
    assert_eq!(ids(&english), ids(&estonian));
    for (id, words) in &english {
        let theirs = estonian[id];
        assert_eq!(arguments(words), arguments(theirs), "{id}");
        assert!(
            !words.trim().is_empty() && !theirs.trim().is_empty(),
            "{id}"
        );
    }
}

/// Neither a comment nor blank: one message has one line.
fn is_message(line: &str) -> bool {
    !line.starts_with('#') && !line.trim().is_empty()
}

/// The longer pseudo-language is looked at on every page: what is no longer than that fits.
#[test]
fn no_text_of_a_language_is_longer_than_what_is_known_to_fit() {
    let (english, estonian) = (english(), pseudo::files("et").concat());
    let english: BTreeMap<&str, &str> = messages(&english).into_iter().collect();
    let long: Vec<String> = messages(&estonian)
        .into_iter()
        .filter_map(|(id, words)| {
            let room = pseudo::length(&pseudo::longer(english.get(id)?));
            let length = pseudo::length(words);
            (length > room).then(|| format!("{id}: {length}, not more than {room}: {words}"))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn pages_in_other_languages_have_no_english_left_in_them() {
    let english = english();
    for language in ["et", pseudo::LONGER, pseudo::RIGHT_TO_LEFT] {
        let direction = if language == pseudo::RIGHT_TO_LEFT {
            "rtl"
        } else {
            "ltr"
        };
        let opening = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        for (name, _, page) in super::all_pages_in(language) {
            assert!(page.html.contains(&opening), "{name}");
            for (id, words) in messages(&english) {
                // Languages are called by themselves, and the settings say the same of an address, in the words of their own language.
                let named = ["language-switch", "language-name", "scope-email"].contains(&id);
                let is_own = words.contains('{') || named || words == "Demo";
                let seen = page.html.contains(&format!(">{words}<"));
                assert!(is_own || !seen, "{name} in {language}: {words}");
            }
        }
    }
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

#[test]
fn the_language_is_the_requests_then_the_cookies_then_the_users_then_the_browsers_then_english() {
    let languages = Languages::built_in();
    for (locale, chosen, accepted, wanted) in [
        (None, None, "", "en"),
        (None, None, "*", "en"),
        (None, None, "et", "et"),
        (None, None, "et-EE,et;q=0.9,en;q=0.8", "et"),
        (None, None, "fr, en;q=0.5, et;q=0.7", "et"),
        (None, None, "et;q=0, fr", "en"),
        (None, None, "et;q=much", "en"),
        (None, None, "ET", "et"),
        (None, None, ",;q=,;;", "en"),
        (None, None, "estonian", "en"),
        (None, Some("en"), "et", "en"),
        (None, Some("et"), "en", "et"),
        (None, Some("fr"), "et", "et"),
        (None, Some("et-EE"), "en", "en"),
        (Some("et"), Some("en"), "en", "et"),
        (Some("et_EE"), None, "en", "et"),
        (Some("ET-ee"), None, "en", "et"),
        (Some("en-GB"), Some("et"), "et", "en"),
        (Some("fr"), Some("et"), "en", "et"),
        (Some("e"), None, "et", "et"),
        (Some(&"et-".repeat(20)), None, "en", "en"),
    ] {
        let wishes = Wishes {
            locale,
            chosen,
            known: None,
            accepted,
        };
        let found = languages.choose(&wishes).language();
        assert_eq!(found, wanted, "{wishes:?}");
    }
    for (locale, chosen, known, wanted) in [
        (None, None, "et", "et"),
        (None, None, "et-EE", "et"),
        (None, None, "fr", "en"),
        (None, None, "", "en"),
        (None, Some("en"), "et", "en"),
        (Some("en"), None, "et", "en"),
        (Some("fr"), None, "et", "et"),
    ] {
        let wishes = Wishes {
            locale,
            chosen,
            known: Some(known),
            accepted: "en",
        };
        let found = languages.choose(&wishes).language();
        assert_eq!(found, wanted, "{wishes:?}");
    }
}

#[test]
fn scopes_are_told_in_the_language_of_the_page_else_in_english_marked_as_such() {
    let mut site = samples::site(Mode::Lasting);
    for (name, words) in [
        ("basic", &["en", "et", "de"] as &[&str]),
        ("email", &["de", "en"]),
    ] {
        let words = words
            .iter()
            .map(|tag| ((*tag).to_owned(), format!("{name} {tag}")));
        site.scopes.insert(name.to_owned(), words.collect());
    }
    let told = |language| {
        let asked = PageRequest::plainly("", site.languages.named(language).expect("a language"));
        let content = Content::Consent(samples::consent(&["basic", "email", "strange"]));
        let layout = Layout::Web;
        render(&Page { layout, content }, &site, &asked).html
    };
    let english = told("en");
    for words in ["basic en", "email en", "strange"] {
        assert!(
            english.contains(&format!("<bdi dir=\"auto\">{words}</bdi>")),
            "{words}"
        );
    }
    let estonian = told("et");
    says(
        &estonian,
        &[
            "<bdi dir=\"auto\">basic et</bdi>",
            "<bdi dir=\"auto\" lang=\"en\">email en</bdi>",
            "<bdi dir=\"auto\">strange</bdi>",
        ],
    );
}
