//! Pages as people see them: an answer's content becomes HTML and a status. The only place that names
//! askama; what a page says stands in `locales/`, how it looks in `templates/` and `static/`.

mod account;
mod days;
pub mod demo;
mod error_json;
mod forms;
mod handover;
mod notices;
mod words;

pub use error_json::error_json;
pub use words::{Rich, Words};

use super::headers::Policy;
use crate::domain::answer::{Content, Layout, Onward, Oversize, Page};
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
    pub mode: Mode,
    pub words: Words,
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

/// The page in full. `reference` leads from an error page to its log line.
pub fn render(page: &Page, site: &Site, reference: &str) -> Rendered {
    let layout = page.layout;
    let html = match &page.content {
        Content::SignIn(content) => forms::sign_in(content, Frame::of(site, layout)),
        Content::Consent(content) => forms::consent(content, Frame::of(site, layout)),
        Content::ConfirmSignOut { form, account } => {
            forms::confirm_sign_out(form, account, Frame::of(site, layout))
        }
        Content::Account(page) => account::account(page, Frame::of(site, layout)),
        Content::FormPost(form) => handover::form_post(form, Frame::of(site, layout)),
        Content::OpenerMessage(message) => handover::message(message, Frame::of(site, layout)),
        Content::OpenWindow(page) => handover::open_window(page, Frame::of(site, layout)),
        Content::Refused(code) => notices::refused(*code, reference, Frame::of(site, layout)),
        other => notices::notice(other, Frame::of(site, layout)),
    };
    Rendered {
        status: status(&page.content),
        html,
        policy: policy(&page.content),
    }
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
        | Content::SignedOut
        | Content::Account(_) => 200,
        Content::Refused(_) => 400,
        Content::FormExpired { .. } => 403,
        Content::NotFound | Content::NotAllowed => 404,
        Content::MethodNotAllowed => 405,
        Content::TooLarge(Oversize::Body) => 413,
        Content::TooLarge(Oversize::Address) => 414,
        Content::Braked { .. } => 429,
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
}

impl<'a> Frame<'a> {
    const fn of(site: &'a Site, layout: Layout) -> Self {
        Self { site, layout }
    }

    /// A message without foreign text.
    fn say(&self, id: &str) -> String {
        self.site.words.say(id, &[])
    }

    /// A message with foreign text in it.
    fn tell(&self, id: &str, args: &[(&str, &str)]) -> Rich {
        self.site.words.tell(id, args)
    }

    /// "Action · Platform".
    fn title(&self, action: &str) -> String {
        let platform = self.site.name.as_str();
        let action = self.say(action);
        self.site
            .words
            .say("title", &[("action", &action), ("platform", platform)])
    }

    /// The same for a page that tells of an error.
    fn error_title(&self, action: &str) -> String {
        let title = self.title(action);
        self.site.words.say("title-error", &[("title", &title)])
    }

    /// Whom to ask, always somebody.
    fn contact(&self) -> String {
        let platform = self.site.name.as_str();
        self.site.contact.clone().unwrap_or_else(|| {
            self.site
                .words
                .say("contact-nobody", &[("platform", platform)])
        })
    }

    /// What a scope lets an app do; its name where the operator gave no words.
    fn scope_words<'b>(&'b self, name: &'b str) -> &'b str {
        let Some(by_language) = self.site.scopes.get(name) else {
            return name;
        };
        by_language
            .get(self.site.words.language())
            .or_else(|| by_language.values().next())
            .map_or(name, String::as_str)
    }

    fn is_desktop(&self) -> bool {
        self.layout == Layout::Desktop
    }

    fn is_demo(&self) -> bool {
        self.site.mode == Mode::Demo
    }
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
