//! What all admin pages have around them, and how they write numbers.

use crate::domain::answer::admin::Viewer;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::Section;
use crate::domain::keyset::Counted;
use crate::web::pages::frame::Frame;
use crate::web::pages::manner::{Fault, Manner};

/// What stands around every admin page.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub viewer: &'a Viewer,
    pub section: Section,
}

/// The navigation, in its order.
const ENTRIES: [(Section, &str, &str); 5] = [
    (Section::Home, "admin-home", "/admin"),
    (Section::People, "admin-people", "/admin/people"),
    (Section::Apps, "admin-apps", "/admin/apps"),
    (Section::Clients, "clients-title", "/admin/socket-clients"),
    (Section::Audit, "admin-audit", "/admin/audit"),
];

impl Desk<'_> {
    /// Each with its message and its address, and whether it is where one is.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        ENTRIES
            .map(|(section, id, href)| (id, href, section == self.section))
            .into_iter()
    }
}

/// What an admin reads of a thing that was changed meanwhile.
pub(super) const MOVED: Fault = Fault {
    code: "changed",
    description: "admin-moved",
};

/// The page of a thing; 409 where something was not done.
pub(super) fn noticed<'a, D>(
    notice: Notice<D>,
    body: impl FnOnce(Frame) -> String + 'a,
) -> Manner<'a> {
    match notice {
        Notice::None | Notice::Done(_) => Manner::shows(body),
        Notice::Moved => Manner::fails(409, MOVED, body),
    }
}

impl Frame<'_> {
    /// As far as it was counted.
    pub(super) fn number(&self, counted: Counted) -> String {
        match counted {
            Counted::Exactly(number) => grouped(number),
            Counted::MoreThan(number) => {
                let number = grouped(number);
                self.words.say("more-than", &[("number", &number)])
            }
        }
    }
}

/// Thin spaces between groups of three digits, which read alike in every language.
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202F}');
        }
        text.push(digit);
    }
    text
}
