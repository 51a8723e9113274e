//! *Profile*: the name that others read, the language, and whether mail tells of new browsers. The address is changed on a
//! page of its own, for it has to be confirmed.

use super::{Failure, Platform, Present, Visitor, refused, see, shown, sign_in_first, untaken};
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::user::{User, UserFault};
use crate::domain::answer::own::{EmailShown, ProfileDone, ProfilePage};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, CookieChange, LogDecision, Reply};
use crate::domain::audit::happened::Happened;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::time::Timestamp;
use crate::flow::users::{Edit, UserRefusal, edit_as};
use crate::store::{Loaded, Reader};

const PLACE: AccountPlace = AccountPlace::Profile { done: None };

pub fn show(
    platform: &Platform,
    visitor: &Visitor,
    done: Option<ProfileDone>,
) -> Result<Reply, Failure> {
    Ok(match Shown::load(platform, visitor)? {
        Some(shown) => shown.page(platform, done),
        None => sign_in_first(&AccountPlace::Profile { done }),
    })
}

/// A form that came back.
pub struct NewProfile {
    pub form: Form,
    pub visitor: Visitor,
    pub display_name: String,
    /// Empty: as the browser asks.
    pub language: String,
    pub notices: bool,
}

pub fn change(platform: &Platform, sent: &NewProfile) -> Result<Reply, Failure> {
    let not_taken = |why| untaken(platform, &PLACE, (&sent.visitor, &sent.form), why);
    let Some(shown) = Shown::load(platform, &sent.visitor)? else {
        return not_taken(Untaken::SignedOut);
    };
    if let Err(why) = shown.present.proves(platform, Purpose::Profile, &sent.form) {
        return not_taken(why);
    }
    let sends_mail = platform.policy.mail.is_some();
    let edit = Edit {
        display_name: Some(sent.display_name.clone()),
        locale: Some(sent.language.clone()),
        // The page does not ask where there is no mail.
        notices: sends_mail.then_some(sent.notices),
        ..Edit::default()
    };
    let session = shown.present.session.key;
    let edited = edit_as(
        platform,
        &shown.present.user.public_id,
        &edit,
        |user, edits, now| {
            let happened = Happened::ProfileChanged(edits);
            platform.event_of(user, &happened, now).in_session(session)
        },
    );
    match edited {
        Ok(user) => Ok(shown.saved(user)),
        Err(UserRefusal::Fault(UserFault::DisplayName)) => Ok(shown.once_more(platform, sent)),
        Err(UserRefusal::Failure(failure)) => Err(failure),
        Err(UserRefusal::Unknown(_)) => not_taken(Untaken::SignedOut),
        Err(_) => Ok(refused(&PLACE, Untaken::Strange("no such language"))),
    }
}

/// Somebody, and the address that waits.
struct Shown {
    present: Present,
    wish: Option<String>,
}

impl Shown {
    fn load(platform: &Platform, visitor: &Visitor) -> Loaded<Option<Self>> {
        platform.store.read(|reader| {
            let Some(present) = Present::load(platform, reader, visitor)? else {
                return Ok(None);
            };
            let wish = wish_of(platform, reader, &present.user, present.now)?;
            Ok(Some(Self { present, wish }))
        })
    }

    fn page(&self, platform: &Platform, done: Option<ProfileDone>) -> Reply {
        let content = ProfilePage {
            done,
            ..self.content(platform)
        };
        let story = self.present.story(LogDecision::ShowsProfile);
        shown(AccountPage::Profile(content), story)
    }

    /// The name is no good; what was typed stays.
    fn once_more(&self, platform: &Platform, sent: &NewProfile) -> Reply {
        let content = ProfilePage {
            display_name: sent.display_name.clone(),
            was_wrong: true,
            locale: Some(sent.language.clone()).filter(|tag| !tag.is_empty()),
            notices: sent.notices,
            ..self.content(platform)
        };
        let story = self.present.story(LogDecision::ProfileRefused);
        shown(AccountPage::Profile(content), story)
    }

    fn content(&self, platform: &Platform) -> ProfilePage {
        let user = &self.present.user;
        ProfilePage {
            form: self.present.form(platform, Purpose::Profile, ""),
            name: user.name.clone(),
            display_name: user.display_name.clone().unwrap_or_default(),
            was_wrong: false,
            locale: user.locale.clone(),
            notices: user.notices,
            done: None,
            email: EmailShown {
                in_force: user.email.clone(),
                is_verified: user.email_verified_at.is_some(),
                wish: self.wish.clone(),
                sends_mail: platform.policy.mail.is_some(),
            },
        }
    }

    /// A language that was just chosen counts in this browser, whatever was chosen in it before.
    fn saved(self, user: User) -> Reply {
        let chosen = user.locale.clone();
        let is_new = chosen != self.present.user.locale;
        let present = Present {
            user,
            ..self.present
        };
        let done = AccountPlace::Profile {
            done: Some(ProfileDone::Saved),
        };
        let reply = see(&done, present.story(LogDecision::ProfileChanged));
        match chosen.filter(|_| is_new) {
            Some(language) => reply.with_cookie(CookieChange::Language(language)),
            None => reply,
        }
    }
}

/// The address that waits to be confirmed.
fn wish_of(
    platform: &Platform,
    reader: &mut Reader,
    user: &User,
    now: Timestamp,
) -> Loaded<Option<String>> {
    let links = reader.links_of(user.key)?;
    let mut live = links
        .iter()
        .filter(|link| link.purpose == LinkPurpose::Email && link.is_live(now));
    Ok(live
        .next_back()
        .and_then(|link| link.address(&platform.key)))
}
