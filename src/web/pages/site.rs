//! What a page is made for: a platform, and who asks.

use super::languages::Languages;
use super::words::Words;
use crate::web::identity::Look;
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
    /// Whether a forgotten password is helped by mail.
    pub sends_mail: bool,
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

/// Who asks for a page, as far as pages differ by it.
#[derive(Clone, Copy)]
pub struct PageRequest<'a> {
    /// Leads from an error page to its log line.
    pub reference: &'a str,
    /// The language of the page.
    pub words: &'a Words,
    /// The one that the browser likes best by itself.
    pub accepted: &'a Words,
}

impl<'a> PageRequest<'a> {
    /// By a browser that likes this language best.
    pub const fn plainly(reference: &'a str, words: &'a Words) -> Self {
        Self {
            reference,
            words,
            accepted: words,
        }
    }
}
