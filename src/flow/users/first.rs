//! The first admin, invited where there is none: of several servers that begin at once by one of them.

use super::change::UserRefusal;
use super::draft::{NewUser, Role, draft, make};
use super::links::{PrintedLink, Way, handed_out};
use crate::domain::account::administration::FirstAdmin;
use crate::domain::account::one_time_link::{LinkPurpose, link_in};
use crate::domain::account::user::UserState;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::secret::TokenKind;
use crate::flow::{Failure, Platform, settled};
use crate::store::{CommitError, Lost};

/// None: somebody administers the platform, or another server was faster.
pub fn invite_first_admin(
    platform: &Platform,
    first: &FirstAdmin,
) -> Result<Option<PrintedLink>, UserRefusal> {
    settled(|| {
        if platform.store.read(|reader| reader.has_admin())? {
            return Ok((Ok(()), None));
        }
        let new = NewUser {
            name: &first.name,
            email: first.email.as_deref(),
            email_verified: false,
            display_name: None,
            locale: None,
            role: Role::Admin,
        };
        let draft = match draft(platform, new) {
            Ok(draft) => draft,
            Err(refusal) => {
                // Another server may have made them between the two looks.
                return match platform.store.read(|reader| reader.has_admin())? {
                    true => Ok((Ok(()), None)),
                    false => Err(refusal),
                };
            }
        };
        let now = platform.clock.now();
        let key = platform.store.next_key(now);
        let user = make(&draft, UserState::Invited, key, now);
        let (admin, mailed) = (true, false);
        let event = platform.event(&Happened::UserInvited { admin, mailed }, now);
        let mut writes = vec![Write::InsertUser(user.clone()), event.about(&user).into()];
        let how = (LinkPurpose::Invite, Way::Printed);
        let (link, handed) = handed_out(platform, user, how, now)?;
        writes.extend(link);
        let committed = platform
            .store
            .commit(Change::guarded(Guard::NoAdmin, writes));
        Ok(match committed {
            Err(CommitError::Lost(Lost::AdminThere)) => (Ok(()), None),
            committed => (committed, Some(handed)),
        })
    })
}

/// Whether this link, in full, still opens.
pub fn opens(platform: &Platform, link: &str) -> Result<bool, Failure> {
    let query = link.trim().split_once('?').map_or("", |(_, query)| query);
    let Some(token) = link_in(query) else {
        return Ok(false);
    };
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.one_time_link(token.key()))?;
    let presented = token.hash(TokenKind::Link);
    Ok(found.is_some_and(|standing| standing.opens(&presented, now)))
}
