//! Words for people: messages of the locale file, with foreign text set apart in them.

use askama::filters::{Escaper, Html, HtmlSafe};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::fmt::{self, Write};
use unic_langid::LanguageIdentifier;

/// The locale files, in the program.
const ENGLISH: &[&str] = &[
    include_str!("../../../locales/en/pages.ftl"),
    include_str!("../../../locales/en/account.ftl"),
];

/// The first of the private-use characters that stand for arguments until the message is escaped.
const MARK: u32 = 0xF_0000;

/// Longer names are set as a block of their own, which CSS clips; shorter ones flow with the sentence.
const FLOWS: usize = 24;

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    language: &'static str,
}

impl Words {
    pub fn english() -> Self {
        let tag: LanguageIdentifier = "en".parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        for file in ENGLISH {
            // What does not parse is a missing message, shown by its name; a test keeps the files whole.
            let (Ok(messages) | Err((messages, _))) = FluentResource::try_new((*file).to_owned());
            bundle.add_resource_overriding(messages);
        }
        Self {
            bundle,
            language: "en",
        }
    }

    /// For `lang`, and for choosing among words that an operator gave per language.
    pub const fn language(&self) -> &'static str {
        self.language
    }

    /// A message without arguments, or with arguments that go where no markup can (a title, JSON).
    pub fn say(&self, id: &str, args: &[(&str, &str)]) -> String {
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            given.set(*name, *value);
        }
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value());
        // Faults inside a pattern leave a visible `{$name}`; there is nobody to tell them to here.
        pattern.map_or_else(
            || id.to_owned(),
            |pattern| {
                self.bundle
                    .format_pattern(pattern, Some(&given), &mut Vec::new())
                    .into_owned()
            },
        )
    }

    /// A message as HTML, each argument escaped and set apart in a `bdi`.
    ///
    /// The message is made with one mark per argument, then escaped, then each mark becomes its
    /// argument: no text from outside is ever read as a message or as markup.
    pub fn tell(&self, id: &str, args: &[(&str, &str)]) -> Rich {
        let marks: Vec<String> = (MARK..)
            .zip(args)
            .filter_map(|(mark, _)| char::from_u32(mark))
            .map(String::from)
            .collect();
        let marked: Vec<(&str, &str)> = args
            .iter()
            .zip(&marks)
            .map(|((name, _), mark)| (*name, mark.as_str()))
            .collect();
        let mut html = String::new();
        for character in self.say(id, &marked).chars() {
            // Writing to a String cannot fail.
            let _ = match argument_of(character, args) {
                Some(text) => write_foreign(&mut html, text),
                None => Html.write_escaped_char(&mut html, character),
            };
        }
        Rich(html)
    }
}

/// Which argument this character of a message stands for.
fn argument_of<'a>(character: char, args: &[(&str, &'a str)]) -> Option<&'a str> {
    let nth = u32::from(character).checked_sub(MARK)?;
    args.get(usize::try_from(nth).ok()?).map(|(_, text)| *text)
}

fn write_foreign(html: &mut String, text: &str) -> fmt::Result {
    html.write_str(if text.chars().count() > FLOWS {
        "<bdi dir=\"auto\" class=\"long\">"
    } else {
        "<bdi dir=\"auto\">"
    })?;
    Html.write_escaped_str(&mut *html, text)?;
    html.write_str("</bdi>")
}

/// Text that is HTML already, made only here: everything from outside in it is escaped.
pub struct Rich(String);

impl Rich {
    /// Nothing but text from outside.
    pub fn foreign(text: &str) -> Self {
        let mut html = String::new();
        let _ = write_foreign(&mut html, text);
        Self(html)
    }

    /// Several such texts in a line.
    pub fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut html = String::new();
        for (nth, text) in texts.enumerate() {
            if nth > 0 {
                html.push_str(", ");
            }
            html.push_str("<bdi dir=\"auto\">");
            let _ = Html.write_escaped_str(&mut html, text);
            html.push_str("</bdi>");
        }
        Self(html)
    }
}

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Rich {}
