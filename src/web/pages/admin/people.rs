//! The list of people, and the form that invites one.

use super::desk::Desk;
use crate::domain::account::user::UserState;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::export::ExportPlace;
use crate::domain::answer::admin::people::{
    NewPersonPage, PeoplePage, PersonComplaint, PersonLine,
};
use crate::domain::answer::admin::people_place::{PeopleDone, PeopleListed, PeoplePlace, Show};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/people.html")]
struct People<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a PeoplePage,
}

impl People<'_> {
    /// Each choice of the filter with its words.
    fn shows(&self) -> impl Iterator<Item = (Show, String)> {
        Show::ALL
            .iter()
            .map(|show| (*show, self.frame.say(show_words(*show))))
    }

    fn is_chosen(&self, show: &Show) -> bool {
        self.page.listed.show == *show
    }

    fn counted(&self) -> String {
        let number = self.frame.number(self.page.counted);
        self.frame.name("list-counted", &[("number", &number)])
    }

    const fn done(done: PeopleDone) -> &'static str {
        match done {
            PeopleDone::Invited => "person-invited-now",
            PeopleDone::Removed => "person-removed",
        }
    }

    fn export(&self) -> OwnPath {
        let list = ExportPlace::of_people(&self.page.listed);
        OwnPath::admin(&AdminPlace::Export(list))
    }

    fn person(line: &PersonLine) -> OwnPath {
        let place = PeoplePlace::person(line.id.clone(), None);
        OwnPath::admin(&AdminPlace::People(place))
    }

    fn at(listed: &PeopleListed) -> OwnPath {
        OwnPath::admin(&AdminPlace::People(PeoplePlace::List(listed.clone())))
    }
}

const fn show_words(show: Show) -> &'static str {
    match show {
        Show::All => "people-show-all",
        Show::Active => "people-show-active",
        Show::Invited => "people-show-invited",
        Show::Disabled => "people-show-disabled",
        Show::Admins => "people-show-admins",
        Show::AdminsWithoutSecondStep => "people-show-admins-bare",
        Show::Newest => "people-show-newest",
    }
}

pub const fn state_words(state: UserState) -> &'static str {
    match state {
        UserState::Active => "person-active",
        UserState::Invited => "person-invited",
        UserState::Disabled => "person-disabled",
    }
}

/// Its colour.
pub const fn state_style(state: UserState) -> &'static str {
    match state {
        UserState::Active => "on",
        UserState::Invited => "wait",
        UserState::Disabled => "off",
    }
}

pub fn list<'a>(at: Desk<'a>, page: &'a PeoplePage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&People { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/new_person.html")]
struct NewPerson<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a NewPersonPage,
}

impl NewPerson<'_> {
    fn title(&self) -> String {
        self.frame
            .titled("person-new", self.page.complaint.is_some())
    }

    const fn complaint(complaint: PersonComplaint) -> &'static str {
        complaint_words(complaint).0
    }

    fn is_wrong(&self, field: &str) -> bool {
        let complaint = self.page.complaint;
        complaint.is_some_and(|complaint| complaint_words(complaint).1 == field)
    }
}

/// What is wrong, and in which field.
pub const fn complaint_words(complaint: PersonComplaint) -> (&'static str, &'static str) {
    match complaint {
        PersonComplaint::Name => ("person-bad-name", "name"),
        PersonComplaint::NameIsAddress => ("person-name-is-address", "name"),
        PersonComplaint::NameTaken => ("person-name-taken", "name"),
        PersonComplaint::Email => ("email-wrong", "email"),
        PersonComplaint::EmailTaken => ("person-email-taken", "email"),
        PersonComplaint::NoEmail => ("person-no-email", "email"),
        PersonComplaint::DisplayName => ("profile-bad-name", "display_name"),
        PersonComplaint::OtherName => ("person-other-name", "name"),
        PersonComplaint::State => ("person-wrong-state", ""),
    }
}

pub fn new<'a>(at: Desk<'a>, page: &'a NewPersonPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&NewPerson { frame, at, page }))
}
