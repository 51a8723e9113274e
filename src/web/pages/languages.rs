//! The languages that pages are written in, and which of them somebody reads best.

use super::words::Words;

/// A language with its locale files. A new part of the product adds a file here, a new language a line.
const LANGUAGES: &[(&str, &[&str])] = &[("en", ENGLISH), ("et", ESTONIAN)];

const ENGLISH: &[&str] = &[
    include_str!("../../../locales/en/pages.ftl"),
    include_str!("../../../locales/en/people.ftl"),
    include_str!("../../../locales/en/account.ftl"),
    include_str!("../../../locales/en/admin.ftl"),
    include_str!("../../../locales/en/developer.ftl"),
    include_str!("../../../locales/en/mail.ftl"),
];
const ESTONIAN: &[&str] = &[
    include_str!("../../../locales/et/pages.ftl"),
    include_str!("../../../locales/et/people.ftl"),
    include_str!("../../../locales/et/account.ftl"),
    include_str!("../../../locales/et/admin.ftl"),
    include_str!("../../../locales/et/developer.ftl"),
    include_str!("../../../locales/et/mail.ftl"),
];

/// Longest language tag that is looked at, and most of them: ours are short, and browsers send a few.
const LONGEST_TAG: usize = 35;
const MOST_WISHES: usize = 20;

/// All languages; the first is for those who read none of them.
pub struct Languages {
    first: Words,
    others: Vec<Words>,
}

/// Where a wish for a language comes from, the strongest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    /// `locale` of the authorization request: the program knows what its person reads.
    pub locale: Option<&'a str>,
    /// The language cookie: what the person chose here.
    pub chosen: Option<&'a str>,
    /// What the user reads, where one is signed in.
    pub known: Option<&'a str>,
    /// `Accept-Language` as received.
    pub accepted: &'a str,
}

impl Languages {
    /// Those of the program.
    pub fn built_in() -> Self {
        let others = LANGUAGES.iter().skip(1);
        Self {
            first: Words::new("en", ENGLISH),
            others: others
                .map(|(tag, files)| Words::new(tag, &[ENGLISH, *files].concat()))
                .collect(),
        }
    }

    /// One alone, as tests make it.
    pub const fn only(words: Words) -> Self {
        Self {
            first: words,
            others: Vec::new(),
        }
    }

    /// English, in which programs are answered.
    pub const fn first(&self) -> &Words {
        &self.first
    }

    pub fn all(&self) -> impl Iterator<Item = &Words> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The language with exactly this tag.
    pub fn named(&self, tag: &str) -> Option<&Words> {
        self.all()
            .find(|words| words.language().eq_ignore_ascii_case(tag))
    }

    /// For somebody of whom no more is known than which language they read.
    pub fn read_by(&self, tag: Option<&str>) -> &Words {
        let known = tag.and_then(|range| self.look_up(range));
        known.unwrap_or(&self.first)
    }

    pub fn choose(&self, wishes: &Wishes) -> &Words {
        let asked = wishes.locale.and_then(|range| self.look_up(range));
        let chosen = || wishes.chosen.and_then(|tag| self.named(tag));
        let known = || wishes.known.and_then(|range| self.look_up(range));
        asked
            .or_else(chosen)
            .or_else(known)
            .unwrap_or_else(|| self.accepted(wishes.accepted))
    }

    /// What the browser likes best of what there is.
    pub fn accepted(&self, header: &str) -> &Words {
        let mut ranges: Vec<(&str, f32)> =
            header.split(',').take(MOST_WISHES).map(weighed).collect();
        // Stable: of two that are liked equally the first stays the first.
        ranges.sort_by(|one, other| other.1.total_cmp(&one.1));
        ranges
            .into_iter()
            .filter(|(_, weight)| *weight > 0.0)
            .find_map(|(range, _)| self.look_up(range))
            .unwrap_or(&self.first)
    }

    /// RFC 4647 §3.4: the range, then always one subtag less. `et_EE` is how programs write `et-EE`.
    fn look_up(&self, range: &str) -> Option<&Words> {
        if range.len() > LONGEST_TAG {
            return None;
        }
        let range = range.trim().replace('_', "-");
        let mut rest = Some(range.as_str());
        while let Some(tag) = rest {
            if let Some(words) = self.named(tag) {
                return Some(words);
            }
            rest = tag.rsplit_once('-').map(|(shorter, _)| shorter);
        }
        None
    }
}

/// A language range with how much it is liked, from 0 to 1 (RFC 9110 §12.5.4).
fn weighed(item: &str) -> (&str, f32) {
    let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.trim().parse().unwrap_or(0.0),
        None => 1.0,
    };
    (range.trim(), weight)
}
