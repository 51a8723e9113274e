//! What all pages of a desk have around them, and how they write numbers.

use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::Viewer;
use crate::domain::answer::admin::apps_place::{AppsListed, AppsPlace};
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::{AdminPlace, Section};
use crate::domain::answer::developer_place::DeveloperPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::Frame;
use crate::web::pages::manner::{Fault, Manner};

/// What stands around every page.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub viewer: &'a Viewer,
    pub room: Room,
}

/// Whose pages they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Admin(Section),
    /// Of those who own apps.
    Developer,
}

/// The navigation, in its order.
const ENTRIES: [(Section, &str, &str); 8] = [
    (Section::Home, "admin-home", "/admin"),
    (Section::People, "admin-people", "/admin/people"),
    (Section::Apps, "admin-apps", "/admin/apps"),
    (Section::Clients, "clients-title", "/admin/socket-clients"),
    (Section::Audit, "admin-audit", "/admin/audit"),
    (Section::Mails, "admin-mails", "/admin/mail"),
    (Section::Health, "admin-health", "/admin/health"),
    (Section::Settings, "admin-settings", "/admin/settings"),
];

impl Desk<'_> {
    /// Each with its message and its address, and whether it is where one is.
    pub fn entries(self) -> Vec<(&'static str, &'static str, bool)> {
        match self.room {
            Room::Developer => vec![("developer-title", "/developer", true)],
            Room::Admin(here) => ENTRIES
                .map(|(section, id, href)| (id, href, section == here))
                .into(),
        }
    }

    /// The name of the navigation.
    pub const fn name(self) -> &'static str {
        match self.room {
            Room::Admin(_) => "admin-nav",
            Room::Developer => "developer-title",
        }
    }

    /// Whether a password alone opens pages that should want more.
    pub const fn is_bare(self) -> bool {
        matches!(self.room, Room::Admin(_)) && !self.viewer.has_second_step
    }

    /// A page about apps.
    pub fn path(self, place: AppsPlace) -> OwnPath {
        match self.room {
            Room::Admin(_) => OwnPath::admin(&AdminPlace::Apps(place)),
            Room::Developer => {
                OwnPath::account(&AccountPlace::Developer(DeveloperPlace::of(place)))
            }
        }
    }

    pub fn list(self) -> OwnPath {
        self.path(AppsPlace::List(AppsListed::default()))
    }

    pub fn app(self, id: AppId) -> OwnPath {
        self.path(AppsPlace::App { id, done: None })
    }

    pub fn secrets(self, id: AppId) -> OwnPath {
        self.path(AppsPlace::Secrets { id, done: None })
    }

    /// Of its forms.
    pub const fn purpose(self) -> Purpose {
        match self.room {
            Room::Admin(_) => Purpose::Admin,
            Room::Developer => Purpose::Developer,
        }
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
    pub(in crate::web::pages) fn number(&self, counted: Counted) -> String {
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
