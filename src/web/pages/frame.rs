//! What every template gets: the words, and what stands around each page.

use super::site::{Mode, PageRequest, Site};
use super::words::{Rich, Words};
use crate::domain::answer::OwnPath;
use crate::domain::oauth::authorize::Layout;
use crate::domain::openid::scope::{EMAIL, OFFLINE_ACCESS, OPENID, PROFILE};
use crate::web::identity::leads_to;
use askama::Template;

/// What `base.html` needs, and the words for every template.
pub(super) struct Frame<'a> {
    pub site: &'a Site,
    pub layout: Layout,
    pub words: &'a Words,
    pub accepted: &'a Words,
    /// Leads from an error page to its log line.
    pub reference: &'a str,
    /// Where the language switch leads back to; without it there is none.
    pub back: Option<OwnPath>,
    /// Whether the foot of the page leads to what the operator wants read.
    pub has_further: bool,
}

impl<'a> Frame<'a> {
    pub const fn of(site: &'a Site, asked: &PageRequest<'a>, layout: Layout) -> Self {
        Self {
            site,
            layout,
            words: asked.words,
            accepted: asked.accepted,
            reference: asked.reference,
            back: None,
            has_further: true,
        }
    }

    /// A message without foreign text.
    pub fn say(&self, id: &str) -> String {
        self.words.say(id, &[])
    }

    /// A message with foreign text in it.
    pub fn tell(&self, id: &str, args: &[(&str, &str)]) -> Rich {
        self.words.tell(id, args)
    }

    /// The languages that the person may change to. A program's window has room for the person's own only.
    pub fn other_languages(&self) -> Vec<&Words> {
        let all = self.site.languages.all();
        let is_own = |words: &Words| words.language() == self.accepted.language();
        all.filter(|words| words.language() != self.words.language())
            .filter(|words| !self.is_desktop() || is_own(words))
            .collect()
    }

    /// "Action · Platform".
    pub fn title(&self, action: &str) -> String {
        let platform = self.site.name.as_str();
        let action = self.say(action);
        self.words
            .say("title", &[("action", &action), ("platform", platform)])
    }

    /// The same for a page that tells of an error.
    pub fn error_title(&self, action: &str) -> String {
        let title = self.title(action);
        self.words.say("title-error", &[("title", &title)])
    }

    /// A message that says whom to ask, always somebody; an address is a link, except in a program's window.
    pub fn ask(&self, id: &str) -> Rich {
        self.ask_after(id, 0)
    }

    /// The same, where it may say for how long to wait as well.
    pub fn ask_after(&self, id: &str, minutes: u64) -> Rich {
        let platform = self.site.name.as_str();
        let contact = match self.site.contact.as_deref() {
            Some(contact) => match leads_to(contact).filter(|_| !self.is_desktop()) {
                Some(href) => Rich::link(contact, &href),
                None => Rich::foreign(contact),
            },
            None => self.tell("contact-nobody", &[("platform", platform)]),
        };
        let minutes = Rich::foreign(&minutes.to_string());
        self.words
            .compose(id, &[("contact", contact), ("minutes", minutes)])
    }

    /// The same for the foot of a page; nothing where nobody was named.
    pub fn questions(&self) -> Option<Rich> {
        let named = self.site.contact.is_some();
        named.then(|| self.ask("footer-contact"))
    }

    /// What the operator wants read, by its name in words: links, and in a program's window the addresses.
    pub fn further(&self) -> Vec<(String, &str)> {
        let pages = [
            ("footer-privacy", &self.site.privacy_url),
            ("footer-terms", &self.site.terms_url),
        ];
        let named = pages.into_iter().filter(|_| self.has_further);
        named
            .filter_map(|(id, url)| Some((self.say(id), url.as_deref()?)))
            .collect()
    }

    /// What a scope lets an app do; its name where the operator gave no words.
    pub fn scope_words(&self, name: &str) -> ScopeText {
        let language = self.words.language();
        let words = self.site.scopes.get(name);
        let given = |tag: &str| words.and_then(|words| words.get(tag)).map(String::as_str);
        let (text, lang) = match (given(language), given(IN_ANY_CASE)) {
            (Some(own), _) => (own.to_owned(), None),
            (None, Some(english)) => (english.to_owned(), Some(IN_ANY_CASE)),
            (None, None) => (self.unworded(name), None),
        };
        ScopeText { text, lang }
    }

    /// Our own words for the built-in ones.
    fn unworded(&self, name: &str) -> String {
        match name {
            OPENID => self.say("scope-openid"),
            PROFILE => self.say("scope-profile"),
            EMAIL => self.say("scope-email"),
            OFFLINE_ACCESS => self.say("scope-offline-access"),
            other => other.to_owned(),
        }
    }

    /// A small window that a program or a page opened.
    pub fn is_window(&self) -> bool {
        matches!(self.layout, Layout::Desktop | Layout::Popup)
    }

    pub fn is_desktop(&self) -> bool {
        self.layout == Layout::Desktop
    }

    pub fn is_demo(&self) -> bool {
        self.site.mode == Mode::Demo
    }
}

/// The language that scopes have words in, whatever else they have.
const IN_ANY_CASE: &str = "en";

/// What a scope lets an app do.
pub(super) struct ScopeText {
    pub text: String,
    /// Where it is not the language of the page (WCAG 2.2, 3.1.2).
    pub lang: Option<&'static str>,
}

/// The letter on an app's tile or a person's mark.
pub(super) fn initial(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .map_or_else(|| "•".to_owned(), |first| first.to_uppercase().collect())
}

/// Fills a template. It can fail only where its own writes to a `String` do, which is nowhere.
pub(super) fn fill(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}
