//! Pages as people see them: an answer's content becomes HTML and a status. The only place that names
//! askama; what a page says stands in `locales/`, how it looks in `templates/` and `static/`.

mod account;
mod days;
pub mod demo;
mod error_json;
mod forms;
mod handover;
mod languages;
mod notices;
mod words;

pub use error_json::error_json;
pub use languages::{Languages, Wishes};
pub use words::{Rich, Words};

use super::headers::Policy;
use super::identity::{Look, leads_to};
use crate::domain::answer::{Content, Onward, Oversize, OwnPath, Page};
use crate::domain::oauth::authorize::Layout;
use askama::Template;
use std::collections::BTreeMap;

/// What all pages of one platform share.
pub struct Site {
    /// The name of the platform.
    pub name: String,
    /// Whom to ask: an address or a few words; shown as text.
    pub contact: Option<String>,
    /// What each scope lets an app do, by scope name and then by language tag.
    pub scopes: BTreeMap<String, BTreeMap<String, String>>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    pub look: Look,
    pub mode: Mode,
    pub languages: Languages,
}

/// Whether anything here is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Lasting,
    /// Everything is thrown away at the end, and pages say so.
    Demo,
}

/// A page, ready to be sent with the headers of its policy.
pub struct Rendered {
    pub status: u16,
    pub html: String,
    pub policy: Policy,
}

/// Who asks for a page, as far as pages differ by it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Leads from an error page to its log line.
    pub reference: &'a str,
    /// The language of the page.
    pub words: &'a Words,
    /// The one that the browser likes best by itself.
    pub accepted: &'a Words,
}

impl<'a> Asked<'a> {
    /// By a browser that likes this language best.
    pub const fn plainly(reference: &'a str, words: &'a Words) -> Self {
        Self {
            reference,
            words,
            accepted: words,
        }
    }
}

/// The page in full.
pub fn render(page: &Page, site: &Site, asked: &Asked) -> Rendered {
    let frame = Frame {
        back: page.content.address(),
        has_further: !is_passed_through(&page.content),
        ..Frame::of(site, asked, page.layout)
    };
    let html = match &page.content {
        Content::SignIn(content) => forms::sign_in(content, frame),
        Content::Consent(content) => forms::consent(content, frame),
        Content::ConfirmSignOut { form, account } => forms::confirm_sign_out(form, account, frame),
        Content::ChoosePassword(page) => forms::choose_password(page, frame),
        Content::Account(page) => account::account(page, frame),
        Content::FormPost(form) => handover::form_post(form, frame),
        Content::OpenerMessage(message) => handover::message(message, frame),
        Content::OpenWindow(page) => handover::open_window(page, frame),
        Content::Refused(code) => notices::refused(*code, asked.reference, frame),
        other => notices::notice(other, frame),
    };
    Rendered {
        status: status(&page.content),
        html,
        policy: policy(&page.content),
    }
}

/// Pages between two others, and where a program reads the address: nothing there leads anywhere else.
const fn is_passed_through(content: &Content) -> bool {
    matches!(
        content,
        Content::AuthSuccess
            | Content::AuthFailed
            | Content::FormPost(_)
            | Content::OpenerMessage(_)
            | Content::OpenWindow(_)
    )
}

const fn status(content: &Content) -> u16 {
    match content {
        // A wrong password too: the page is what was asked for.
        Content::SignIn(_)
        | Content::Consent(_)
        | Content::FormPost(_)
        | Content::OpenerMessage(_)
        | Content::OpenWindow(_)
        | Content::AuthSuccess
        | Content::AuthFailed
        | Content::ConfirmSignOut { .. }
        | Content::ChoosePassword(_)
        | Content::PasswordChosen
        | Content::Account(_)
        | Content::SignedOut => 200,
        Content::Refused(_) => 400,
        Content::FormUntaken { .. } => 403,
        Content::NotFound | Content::NotAllowed | Content::LinkOver => 404,
        Content::MethodNotAllowed => 405,
        Content::TooLarge(Oversize::Body) => 413,
        Content::TooLarge(Oversize::Address) => 414,
        Content::Braked { .. } | Content::TooOften { .. } => 429,
        Content::Unavailable => 503,
    }
}

fn policy(content: &Content) -> Policy {
    match content {
        Content::SignIn(page) if page.onward == Onward::Account => Policy::Ordinary,
        Content::SignIn(_) | Content::Consent(_) | Content::FormPost(_) => Policy::LeadsAway,
        Content::OpenWindow(page) => Policy::FramedBy(page.framed_by.clone()),
        _ => Policy::Ordinary,
    }
}

/// What `base.html` needs, and the words for every template.
struct Frame<'a> {
    site: &'a Site,
    layout: Layout,
    words: &'a Words,
    accepted: &'a Words,
    /// Where the language switch leads back to; without it there is none.
    back: Option<OwnPath>,
    /// Whether the foot of the page leads to what the operator wants read.
    has_further: bool,
}

impl<'a> Frame<'a> {
    const fn of(site: &'a Site, asked: &Asked<'a>, layout: Layout) -> Self {
        Self {
            site,
            layout,
            words: asked.words,
            accepted: asked.accepted,
            back: None,
            has_further: true,
        }
    }

    /// A message without foreign text.
    fn say(&self, id: &str) -> String {
        self.words.say(id, &[])
    }

    /// A message with foreign text in it.
    fn tell(&self, id: &str, args: &[(&str, &str)]) -> Rich {
        self.words.tell(id, args)
    }

    /// The languages that the person may change to. A program's window has room for the person's own only.
    fn other_languages(&self) -> Vec<&Words> {
        let all = self.site.languages.all();
        let is_own = |words: &Words| words.language() == self.accepted.language();
        all.filter(|words| words.language() != self.words.language())
            .filter(|words| !self.is_desktop() || is_own(words))
            .collect()
    }

    /// "Action · Platform".
    fn title(&self, action: &str) -> String {
        let platform = self.site.name.as_str();
        let action = self.say(action);
        self.words
            .say("title", &[("action", &action), ("platform", platform)])
    }

    /// The same for a page that tells of an error.
    fn error_title(&self, action: &str) -> String {
        let title = self.title(action);
        self.words.say("title-error", &[("title", &title)])
    }

    /// A message that says whom to ask, always somebody; an address is a link, except in a program's window.
    fn ask(&self, id: &str) -> Rich {
        let platform = self.site.name.as_str();
        let contact = match self.site.contact.as_deref() {
            Some(contact) => match leads_to(contact).filter(|_| !self.is_desktop()) {
                Some(href) => Rich::link(contact, &href),
                None => Rich::foreign(contact),
            },
            None => self.tell("contact-nobody", &[("platform", platform)]),
        };
        self.words.compose(id, &[("contact", contact)])
    }

    /// The same for the foot of a page; nothing where nobody was named.
    fn questions(&self) -> Option<Rich> {
        let named = self.site.contact.is_some();
        named.then(|| self.ask("footer-contact"))
    }

    /// What the operator wants read, by its name in words: links, and in a program's window the addresses.
    fn further(&self) -> Vec<(String, &str)> {
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
    fn scope_words<'b>(&'b self, name: &'b str) -> ScopeText<'b> {
        let language = self.words.language();
        let words = self.site.scopes.get(name);
        let given = |tag: &str| words.and_then(|words| words.get(tag)).map(String::as_str);
        let (text, lang) = match (given(language), given(IN_ANY_CASE)) {
            (Some(own), _) => (own, None),
            (None, Some(english)) => (english, Some(IN_ANY_CASE)),
            (None, None) => (name, None),
        };
        ScopeText { text, lang }
    }

    /// A small window that a program or a page opened.
    fn is_window(&self) -> bool {
        matches!(self.layout, Layout::Desktop | Layout::Popup)
    }

    fn is_desktop(&self) -> bool {
        self.layout == Layout::Desktop
    }

    fn is_demo(&self) -> bool {
        self.site.mode == Mode::Demo
    }
}

/// The language that scopes have words in, whatever else they have.
const IN_ANY_CASE: &str = "en";

/// What a scope lets an app do.
struct ScopeText<'a> {
    text: &'a str,
    /// Where it is not the language of the page (WCAG 2.2, 3.1.2).
    lang: Option<&'static str>,
}

/// The letter on an app's tile or a person's mark.
fn initial(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .map_or_else(|| "•".to_owned(), |first| first.to_uppercase().collect())
}

/// Fills a template. It can fail only where its own writes to a `String` do, which is nowhere.
fn fill(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}
