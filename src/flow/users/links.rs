//! Invitations, and links for another password: an operator hands them out, since no mail is sent.

use super::change::{UserRefusal, end_links, find, unmoved};
use super::draft::{NewUser, Role, check_free, draft, make};
use crate::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use crate::domain::account::user::{User, UserState};
use crate::domain::answer::OwnPath;
use crate::domain::change::{Change, Write};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::{Platform, settled};

/// A link to hand to a person.
pub struct PrintedLink {
    pub user: User,
    /// In full, this once.
    pub link: String,
    pub expires_at: Timestamp,
}

/// A new user without a password; or, by the name alone, a new link for one who was invited before, whose older
/// link then no longer opens.
pub fn invite(platform: &Platform, new: NewUser) -> Result<PrintedLink, UserRefusal> {
    match find(platform, new.name) {
        Ok(user) => invite_again(platform, &user, new),
        Err(UserRefusal::Unknown(_)) => invite_first(platform, new),
        Err(refusal) => Err(refusal),
    }
}

fn invite_first(platform: &Platform, new: NewUser) -> Result<PrintedLink, UserRefusal> {
    let draft = draft(platform, new)?;
    settled(|| {
        check_free(platform, &draft.name, draft.email.as_deref(), None)?;
        let now = platform.clock.now();
        let user = make(
            &draft,
            UserState::Invited,
            platform.store.next_key(now),
            now,
        );
        let (link, handed) = make_link(platform, user, LinkPurpose::Invite, now);
        let writes = vec![Write::InsertUser(handed.user.clone()), link];
        Ok((platform.store.commit(Change::writes(writes)), handed))
    })
}

fn invite_again(
    platform: &Platform,
    user: &User,
    new: NewUser,
) -> Result<PrintedLink, UserRefusal> {
    let is_bare = new.email.is_none() && new.display_name.is_none() && new.role == Role::Person;
    if user.state == UserState::Invited && !is_bare {
        return Err(UserRefusal::InvitedBefore(user.name.clone()));
    }
    hand_out(platform, &user.public_id, LinkPurpose::Invite)
}

/// For somebody who lost their password. An older link no longer opens; the old password works until then.
pub fn reset_link(platform: &Platform, who: &str) -> Result<PrintedLink, UserRefusal> {
    hand_out(platform, who, LinkPurpose::Reset)
}

fn hand_out(
    platform: &Platform,
    who: &str,
    purpose: LinkPurpose,
) -> Result<PrintedLink, UserRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let user = find(platform, who)?;
        if !purpose.suits(user.state) {
            return Err(unsuited(&user));
        }
        let (guard, older) = (unmoved(&user), end_links(&user, now));
        let (link, handed) = make_link(platform, user, purpose, now);
        let change = Change::guarded(guard, vec![older, link]);
        Ok((platform.store.commit(change), handed))
    })
}

fn unsuited(user: &User) -> UserRefusal {
    let name = user.name.clone();
    match user.state {
        UserState::Invited => UserRefusal::OnlyInvited(name),
        UserState::Active => UserRefusal::NotInvited(name),
        UserState::Disabled => UserRefusal::Disabled(name),
    }
}

fn make_link(
    platform: &Platform,
    user: User,
    purpose: LinkPurpose,
    now: Timestamp,
) -> (Write, PrintedLink) {
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let path = OwnPath::choose_password(&format!("link={}", token.reveal()));
    let expires_at = now.plus(purpose.lifetime());
    let kept = OneTimeLink {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Link),
        user_key: user.key,
        purpose,
        expires_at,
        used_at: None,
        ended_at: None,
        created_at: now,
    };
    let handed = PrintedLink {
        user,
        link: format!("{}{}", platform.policy.public_url, path.as_str()),
        expires_at,
    };
    (Write::InsertLink(kept), handed)
}
