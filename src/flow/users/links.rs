//! Invitations, and links for another password: printed for an operator to hand out, or sent by mail.

use super::change::{UserRefusal, end_links_for, find, unmoved};
use super::draft::{NewUser, Role, check_free, draft, make};
use crate::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use crate::domain::account::user::{User, UserState};
use crate::domain::answer::OwnPath;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::{Platform, mail, settled};

/// A link to hand to a person.
pub struct PrintedLink {
    pub user: User,
    /// In full, this once.
    pub link: String,
    pub expires_at: Timestamp,
}

/// How a link gets to its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the operator, who is shown it.
    Printed,
    /// By mail, to the address in force: whoever opens it has that mailbox.
    Mailed,
}

/// A new user without a password; or, by the name alone, a new link for one who was invited before, whose older
/// link then no longer opens.
pub fn invite(platform: &Platform, new: NewUser, way: Way) -> Result<PrintedLink, UserRefusal> {
    check_mail(platform, way)?;
    match find(platform, new.name) {
        Ok(user) => invite_again(platform, &user, new, way),
        Err(UserRefusal::Unknown(_)) => invite_first(platform, new, way),
        Err(refusal) => Err(refusal),
    }
}

/// A new user alone.
pub fn invite_new(platform: &Platform, new: NewUser, way: Way) -> Result<PrintedLink, UserRefusal> {
    check_mail(platform, way)?;
    invite_first(platform, new, way)
}

/// A new link for one who was invited before.
pub fn invite_anew(platform: &Platform, who: &str, way: Way) -> Result<PrintedLink, UserRefusal> {
    check_mail(platform, way)?;
    hand_out(platform, who, (LinkPurpose::Invite, way))
}

fn invite_first(platform: &Platform, new: NewUser, way: Way) -> Result<PrintedLink, UserRefusal> {
    let draft = draft(platform, new)?;
    if way == Way::Mailed && draft.email.is_none() {
        return Err(UserRefusal::NewWithoutAddress(draft.name));
    }
    settled(|| {
        check_free(platform, &draft.name, draft.email.as_deref(), None)?;
        let now = platform.clock.now();
        let user = make(
            &draft,
            UserState::Invited,
            platform.store.next_key(now),
            now,
        );
        let (admin, mailed) = (user.is_admin, way == Way::Mailed);
        let event = platform.event(&Happened::UserInvited { admin, mailed }, now);
        let mut writes = vec![Write::InsertUser(user.clone()), event.about(&user).into()];
        let (link, handed) = handed_out(platform, user, (LinkPurpose::Invite, way), now)?;
        writes.extend(link);
        writes.extend(spends(platform, &handed, way));
        Ok((platform.store.commit(Change::writes(writes)), handed))
    })
}

fn invite_again(
    platform: &Platform,
    user: &User,
    new: NewUser,
    way: Way,
) -> Result<PrintedLink, UserRefusal> {
    let given = [new.email, new.display_name, new.locale];
    let is_bare = given.iter().all(Option::is_none) && new.role == Role::Person;
    if user.state == UserState::Invited && !is_bare {
        return Err(UserRefusal::InvitedBefore(user.name.clone()));
    }
    hand_out(platform, &user.public_id, (LinkPurpose::Invite, way))
}

/// For somebody who lost their password. An older link no longer opens; the old password works until then.
pub fn reset_link(platform: &Platform, who: &str, way: Way) -> Result<PrintedLink, UserRefusal> {
    check_mail(platform, way)?;
    hand_out(platform, who, (LinkPurpose::Reset, way))
}

fn check_mail(platform: &Platform, way: Way) -> Result<(), UserRefusal> {
    match way {
        Way::Mailed if platform.policy.mail.is_none() => Err(UserRefusal::NoMail),
        _ => Ok(()),
    }
}

fn hand_out(
    platform: &Platform,
    who: &str,
    (purpose, way): (LinkPurpose, Way),
) -> Result<PrintedLink, UserRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let user = find(platform, who)?;
        if !platform.has_seen(user.version) {
            return Err(UserRefusal::Moved);
        }
        if !purpose.suits(user.state) {
            return Err(unsuited(&user));
        }
        let older = end_links_for(purpose, &user, now);
        let guard = unmoved(&user);
        let (link, handed) = handed_out(platform, user, (purpose, way), now)?;
        let mailed = way == Way::Mailed;
        let event = platform.event(&Happened::LinkMade { purpose, mailed }, now);
        let event = event.about(&handed.user).into();
        let writes = [older, event].into_iter().chain(link);
        let writes = writes.chain(spends(platform, &handed, way)).collect();
        Ok((
            platform.store.commit(Change::guarded(guard, writes)),
            handed,
        ))
    })
}

/// The form by which it was made; a link that went by mail is shown to nobody.
fn spends(platform: &Platform, handed: &PrintedLink, way: Way) -> Option<Write> {
    match way {
        Way::Printed => platform.spends_for(&handed.link, Some(handed.expires_at)),
        Way::Mailed => platform.spends(),
    }
}

fn unsuited(user: &User) -> UserRefusal {
    let name = user.name.clone();
    match user.state {
        UserState::Invited => UserRefusal::OnlyInvited(name),
        UserState::Active => UserRefusal::NotInvited(name),
        UserState::Disabled => UserRefusal::Disabled(name),
    }
}

/// The link, with its mail where it goes by mail.
pub(super) fn handed_out(
    platform: &Platform,
    user: User,
    (purpose, way): (LinkPurpose, Way),
    now: Timestamp,
) -> Result<(Vec<Write>, PrintedLink), UserRefusal> {
    let made = make_link(platform, &user, (purpose, way), now);
    let expires_at = made.kept.expires_at;
    let mut writes = vec![Write::InsertLink(made.kept)];
    if way == Way::Mailed {
        let no_address = || UserRefusal::NoAddress(user.name.clone());
        let to = user.email.as_deref().ok_or_else(no_address)?;
        let what = (purpose, made.url.clone());
        writes.push(mail::link(platform, (&user, to), what, (None, now)));
    }
    let handed = PrintedLink {
        user,
        link: made.url,
        expires_at,
    };
    Ok((writes, handed))
}

/// A link that is written down with others.
pub(in crate::flow) struct MadeLink {
    pub kept: OneTimeLink,
    /// In full.
    pub url: String,
}

pub(in crate::flow) fn make_link(
    platform: &Platform,
    user: &User,
    (purpose, way): (LinkPurpose, Way),
    now: Timestamp,
) -> MadeLink {
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let query = format!("link={}", token.reveal());
    let path = match purpose {
        LinkPurpose::Invite | LinkPurpose::Reset => OwnPath::choose_password(&query),
        LinkPurpose::Email => OwnPath::confirm_email(&query),
    };
    let kept = OneTimeLink {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Link),
        user_key: user.key,
        purpose,
        expires_at: now.plus(purpose.lifetime()),
        used_at: None,
        ended_at: None,
        created_at: now,
        mailed: way == Way::Mailed,
        address_sealed: None,
    };
    MadeLink {
        kept,
        url: format!("{}{}", platform.policy.public_url, path.as_str()),
    }
}
