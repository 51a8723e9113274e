//! What is done to a person by a form: each act by the flow of its command.

use super::act::{Acting, Answer, Secret};
use super::{asks, files, person};
use crate::domain::account::user::{User, UserFault};
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::once::Once;
use crate::domain::answer::admin::people::{PersonComplaint, TypedPerson};
use crate::domain::answer::admin::people_place::{
    PeopleDone, PeopleListed, PeoplePlace, PersonAct, PersonDone, Show,
};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::key::AppId;
use crate::domain::oauth::client::ClientName;
use crate::domain::text::fold;
use crate::flow::desk::Desk;
use crate::flow::users::{self, Edit, NewUser, PrintedLink, Role, UserRefusal, Way, access};
use crate::flow::{Failure, Platform};
use zeroize::Zeroizing;

/// The secret that an act made, if it made one.
type Made = Result<Option<Secret>, UserRefusal>;

/// Invites somebody.
pub(super) fn invite(platform: &Platform, acting: &Acting<'_>) -> Result<Reply, Failure> {
    let typed = typed(acting);
    let way = way(acting);
    let newest = |done| {
        AdminPlace::People(PeoplePlace::List(PeopleListed {
            show: Show::Newest,
            done,
            ..PeopleListed::default()
        }))
    };
    let answer = match way {
        Way::Mailed => Answer::See(newest(Some(PeopleDone::Invited))),
        Way::Printed => Answer::Once {
            what: Once::Invitation,
            name: typed.name.clone(),
            next: newest(None),
        },
    };
    let given = |text: &'static str| Some(acting.sent.typed.once(text)).filter(|it| !it.is_empty());
    let new = NewUser {
        name: &typed.name,
        email: given("email"),
        email_verified: false,
        display_name: given("display_name"),
        locale: None,
        role: role(&typed),
    };
    let made = users::invite_new(&acting.hands(platform, &answer), new, way);
    match made.map(|link| shown(link, way)) {
        Ok(secret) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            let admin = &acting.desk;
            Ok(asks::new(platform, admin, (typed, Some(complaint))))
        }),
    }
}

fn typed(acting: &Acting<'_>) -> TypedPerson {
    let typed = &acting.sent.typed;
    let line = |name| typed.once(name).trim().to_owned();
    TypedPerson {
        name: line("name"),
        email: line("email"),
        display_name: line("display_name"),
        is_admin: typed.has("admin"),
    }
}

const fn role(typed: &TypedPerson) -> Role {
    if typed.is_admin {
        Role::Admin
    } else {
        Role::Person
    }
}

/// Which button was pressed.
fn way(acting: &Acting<'_>) -> Way {
    match acting.sent.typed.once("way") {
        "mail" => Way::Mailed,
        _ => Way::Printed,
    }
}

/// What went by mail nobody is shown.
fn shown(made: PrintedLink, way: Way) -> Option<Secret> {
    (way == Way::Printed).then(|| Secret {
        text: Zeroizing::new(made.link),
        until: Some(made.expires_at),
    })
}

/// Does it to the person of this id.
pub(super) fn act(
    platform: &Platform,
    acting: &Acting<'_>,
    (id, act): (&str, PersonAct),
) -> Result<Reply, Failure> {
    let user = platform.store.read(|reader| reader.user_by_public_id(id))?;
    let Some(user) = user else {
        return Ok(acting.desk.finds_nothing());
    };
    if act == PersonAct::Remove && fold(acting.sent.typed.once("name")) != user.name_folded {
        let complaint = Some(PersonComplaint::OtherName);
        return asks::ask_about(platform, &acting.desk, (&user, act), complaint);
    }
    if act == PersonAct::Export {
        return hand_out(platform, acting, &user);
    }
    let answer = answer(acting, &user, act);
    let hands = acting.hands(platform, &answer);
    match carry_out(&hands, acting, (&user, act)) {
        Ok(secret) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| match act {
            PersonAct::Edit => {
                let shown = (typed(acting), Some(complaint));
                Ok(asks::edit(platform, &acting.desk, &user, shown))
            }
            act => asks::ask_about(platform, &acting.desk, (&user, act), Some(complaint)),
        }),
    }
}

/// All that is kept of them, as a file.
fn hand_out(platform: &Platform, acting: &Acting<'_>, user: &User) -> Result<Reply, Failure> {
    let hands = acting.hands(platform, &file_of(user));
    match users::hand_out(&hands, &user.public_id) {
        Ok(document) => Ok(files::document(
            &acting.desk,
            &document,
            LogDecision::AdminActed,
        )),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            let act = (user, PersonAct::Export);
            asks::ask_about(platform, &acting.desk, act, Some(complaint))
        }),
    }
}

fn file_of(user: &User) -> Answer {
    let (id, act) = (user.public_id.clone(), PersonAct::Export);
    Answer::File {
        of: AdminPlace::People(PeoplePlace::Act { id, act }),
        chosen: String::new(),
    }
}

/// What it is answered when it is done.
fn answer(acting: &Acting<'_>, user: &User, act: PersonAct) -> Answer {
    let at = |done| AdminPlace::People(PeoplePlace::person(user.public_id.clone(), done));
    let done = match act {
        PersonAct::Invite | PersonAct::ResetLink if way(acting) == Way::Printed => {
            return Answer::Once {
                what: match act {
                    PersonAct::Invite => Once::Invitation,
                    _ => Once::ResetLink,
                },
                name: user.name.clone(),
                next: at(None),
            };
        }
        PersonAct::Remove => {
            let listed = PeopleListed {
                done: Some(PeopleDone::Removed),
                ..PeopleListed::default()
            };
            return Answer::See(AdminPlace::People(PeoplePlace::List(listed)));
        }
        PersonAct::Invite | PersonAct::ResetLink => PersonDone::Mailed,
        PersonAct::Edit => PersonDone::Saved,
        PersonAct::Disable => PersonDone::Disabled,
        PersonAct::Enable => PersonDone::Enabled,
        PersonAct::EndSessions => PersonDone::SessionsEnded,
        PersonAct::EndSession(_) => PersonDone::SessionEnded,
        PersonAct::Withdraw(_) => PersonDone::Withdrawn,
        PersonAct::ResetSecondStep => PersonDone::SecondStepReset,
        PersonAct::Export => return file_of(user),
    };
    Answer::See(at(Some(done)))
}

fn carry_out(hands: &Platform, acting: &Acting<'_>, (user, act): (&User, PersonAct)) -> Made {
    let who = user.public_id.as_str();
    let way = way(acting);
    match act {
        PersonAct::Invite => {
            return users::invite_anew(hands, who, way).map(|link| shown(link, way));
        }
        PersonAct::ResetLink => {
            return users::reset_link(hands, who, way).map(|link| shown(link, way));
        }
        PersonAct::Edit => drop(users::edit(hands, who, &edit(&typed(acting)))?),
        PersonAct::Disable => drop(users::disable(hands, who)?),
        PersonAct::Enable => drop(users::enable(hands, who)?),
        PersonAct::EndSessions => drop(access::end_sessions(hands, who)?),
        PersonAct::EndSession(key) => drop(access::end_session_of(hands, Some(user.key), key)?),
        PersonAct::Withdraw(app) => withdraw(hands, who, app)?,
        PersonAct::ResetSecondStep => drop(users::reset_factors(hands, who)?),
        PersonAct::Export => drop(users::hand_out(hands, who)?),
        PersonAct::Remove => drop(users::remove(hands, who)?),
    }
    Ok(None)
}

fn edit(typed: &TypedPerson) -> Edit {
    Edit {
        name: Some(typed.name.clone()),
        email: Some(typed.email.clone()),
        display_name: Some(typed.display_name.clone()),
        role: Some(role(typed)),
        ..Edit::default()
    }
}

fn withdraw(hands: &Platform, who: &str, number: AppId) -> Result<(), UserRefusal> {
    let name = ClientName::Number(number);
    let app = hands.store.read(|reader| reader.app(&name))?;
    match app {
        Some(app) => access::withdraw(hands, who, &app).map(drop),
        None => Err(UserRefusal::Moved),
    }
}

/// Why it was not done. Of two presses of one form at once one finds that it was done.
fn refused(
    platform: &Platform,
    acting: &Acting<'_>,
    refusal: UserRefusal,
    again: impl FnOnce(PersonComplaint) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    if let UserRefusal::Failure(failure) = refusal {
        return Err(failure);
    }
    if let Some(reply) = acting.before(platform)? {
        return Ok(reply);
    }
    let admin = &acting.desk;
    match (complaint(&refusal), &refusal) {
        (Some(complaint), _) => again(complaint),
        (None, UserRefusal::LastAdmin(_)) => {
            let place = &acting.sent.place;
            Ok(admin.view_as(place, AdminPage::LastAdmin, LogDecision::AdminRefused))
        }
        (None, _) => match &acting.sent.place {
            AdminPlace::People(PeoplePlace::Act { id, .. }) => person::moved(platform, admin, id),
            _ => Ok(admin.finds_nothing()),
        },
    }
}

/// What a page says of it; nothing where it is not about what was typed.
const fn complaint(refusal: &UserRefusal) -> Option<PersonComplaint> {
    Some(match refusal {
        UserRefusal::NameTaken(_) => PersonComplaint::NameTaken,
        UserRefusal::EmailTaken(_) => PersonComplaint::EmailTaken,
        UserRefusal::NoMail | UserRefusal::NoAddress(_) | UserRefusal::NewWithoutAddress(_) => {
            PersonComplaint::NoEmail
        }
        UserRefusal::Fault(fault) => match fault {
            UserFault::NameLength | UserFault::NameCharacters => PersonComplaint::Name,
            UserFault::NameIsAddress => PersonComplaint::NameIsAddress,
            UserFault::Email => PersonComplaint::Email,
            UserFault::DisplayName => PersonComplaint::DisplayName,
            UserFault::Locale => return None,
        },
        _ => return None,
    })
}
