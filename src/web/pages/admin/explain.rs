//! Trying what a program may send.

use super::app_words::{check_words, code_words, symbol_words};
use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::explain::{End, ExplainAnswer, ExplainPage, TriedAddress};
use crate::domain::oauth::authorize::Verdict;
use crate::domain::oauth::error::{Check, RefusalCode};
use crate::domain::oauth::tried::{Difference, Symbol};
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use crate::web::pages::words::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/explain.html")]
struct Explain<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a ExplainPage,
}

/// A text in three: what is the same, the character that differs, and the rest.
struct Marked {
    label: &'static str,
    before: String,
    at: String,
    after: String,
}

impl Explain<'_> {
    fn action(&self) -> OwnPath {
        self.at.path(AppsPlace::Explain(self.page.id))
    }

    fn back(&self) -> OwnPath {
        self.at.app(self.page.id)
    }

    const fn tried_words(tried: &TriedAddress) -> (&'static str, &'static str) {
        match tried {
            TriedAddress::Exact => ("on", "tried-exact"),
            TriedAddress::AnyPort(_) => ("on", "tried-any-port"),
            TriedAddress::WithinSite => ("on", "tried-site"),
            TriedAddress::OwnPage => ("off", "tried-own-page"),
            TriedAddress::NothingRegistered => ("off", "tried-nothing"),
            TriedAddress::Differs { .. } => ("off", "tried-differs"),
        }
    }

    /// The registered address and the one that was sent.
    fn marked(tried: &TriedAddress) -> Vec<Marked> {
        let TriedAddress::Differs { nearest, given, at } = tried else {
            return Vec::new();
        };
        let part = |label, text: &str| Marked {
            label,
            before: text.chars().take(at.same).collect(),
            at: text.chars().skip(at.same).take(1).collect(),
            after: text.chars().skip(at.same + 1).collect(),
        };
        vec![part("tried-registered", nearest), part("tried-sent", given)]
    }

    /// The first difference in words.
    fn difference(&self, tried: &TriedAddress) -> Option<Rich> {
        let TriedAddress::Differs { at, .. } = tried else {
            return None;
        };
        let Difference {
            same,
            registered,
            given,
        } = *at;
        let (registered, given) = (self.symbol(registered), self.symbol(given));
        let place = (same + 1).to_string();
        let parts = [
            ("place", place.as_str()),
            ("registered", registered.as_str()),
            ("given", given.as_str()),
        ];
        Some(self.frame.tell("tried-difference", &parts))
    }

    fn symbol(&self, found: Option<char>) -> String {
        let text = found.map(String::from).unwrap_or_default();
        let code = found.map_or(0, u32::from);
        let code = format!("U+{code:04X}");
        let words = symbol_words(Symbol::of(found));
        self.frame
            .name(words, &[("symbol", &text), ("code", &code)])
    }

    const fn check(check: &Check) -> &'static str {
        check_words(*check)
    }

    /// Its colour and its word.
    const fn verdict(verdict: &Verdict) -> (&'static str, &'static str) {
        match verdict {
            Verdict::Passed => ("on", "verdict-passed"),
            Verdict::Failed => ("off", "verdict-failed"),
            Verdict::NotReached => ("", "verdict-not-reached"),
            Verdict::Later => ("wait", "verdict-later"),
        }
    }

    const fn code(code: &RefusalCode) -> &'static str {
        code_words(*code)
    }
}

pub fn explain<'a>(at: Desk<'a>, page: &'a ExplainPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Explain { frame, at, page }))
}
