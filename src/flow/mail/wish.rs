//! Somebody forgot their password: whose account it is, and the link that goes to its address. Nobody waits for it, so
//! that nobody learns by an answer, or by how long it takes, who has an account here.

use super::queue::{self, over};
use crate::domain::account::brake::{Charge, Subject, TRY};
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::user::{User, UserState, fold_login};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::delivery::DeliveryOutcome;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::QueuedMail;
use crate::flow::audit::{self, Guessed};
use crate::flow::users::{Way, end_links_for, make_link, unmoved};
use crate::flow::{Failure, LINKS_BY_MAIL, Platform, credentials, settled};

/// Makes the link and queues its mail; where there is none to make, the wish is over without a word.
pub(super) fn grant(
    platform: &Platform,
    queued: &QueuedMail,
    wish: &Payload,
) -> Result<(), Failure> {
    let found = platform
        .store
        .read(|reader| reader.user_by_login(&fold_login(&wish.to)))?;
    let may_have_one = match found.filter(|user| purpose_of(user).is_some()) {
        Some(user) => pay(platform, &user)?.then_some(user.key),
        None => None,
    };
    settled(|| {
        let done = over(queued, DeliveryOutcome::Done(platform.clock.now()));
        let user = match may_have_one {
            Some(key) => platform.store.read(|reader| reader.user(key))?,
            None => None,
        };
        let change = match user.as_ref().and_then(|user| linked(platform, user, wish)) {
            Some((user, mut writes)) => {
                writes.push(done);
                Change::guarded(unmoved(user), writes)
            }
            None => Change::writes(vec![done]),
        };
        Ok((platform.store.commit(change), ()))
    })
}

/// Invited people get their invitation anew; disabled ones, and those without an address, nothing.
fn purpose_of(user: &User) -> Option<LinkPurpose> {
    user.email.as_ref()?;
    match user.state {
        UserState::Active => Some(LinkPurpose::Reset),
        UserState::Invited => Some(LinkPurpose::Invite),
        UserState::Disabled => None,
    }
}

fn linked<'a>(
    platform: &Platform,
    user: &'a User,
    wish: &Payload,
) -> Option<(&'a User, Vec<Write>)> {
    let (purpose, to) = (purpose_of(user)?, user.email.as_deref()?);
    let now = platform.clock.now();
    let made = make_link(platform, user, (purpose, Way::Mailed), now);
    let language = wish.language.clone();
    let mail = queue::link(platform, (user, to), (purpose, made.url), (language, now));
    let older = end_links_for(purpose, user, now);
    let event = platform.event(&Happened::ResetAsked(purpose), now);
    let event = event.about(user).into();
    let writes = vec![older, Write::InsertLink(made.kept), mail, event];
    Some((user, writes))
}

/// Whether one more mail fits: too many are dropped, silently.
fn pay(platform: &Platform, user: &User) -> Result<bool, Failure> {
    let now = platform.clock.now();
    let charge = Charge {
        subject: Subject::links_by_mail(&platform.key, user.key),
        limit: LINKS_BY_MAIL,
        cost: TRY,
        at: now,
    };
    let limit = credentials::pay(platform, &[charge])?;
    if let Some(limit) = limit {
        audit::limited(platform, Guessed::of_user(user, now), limit.by)?;
    }
    Ok(limit.is_none())
}
