//! A link that confirms an address is about to be sent: unless the address is somebody's, who hears of it instead. Nobody
//! waits for that, so that nobody learns by an answer who has an account here.

use super::notice;
use super::queue::over;
use crate::domain::account::user::{User, UserState};
use crate::domain::change::Change;
use crate::domain::delivery::DeliveryOutcome;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::QueuedMail;
use crate::domain::text::fold_email;
use crate::flow::users::is_taken;
use crate::flow::{Failure, Platform, settled};

/// Whether the link is not to be sent: the mail is over then.
pub(super) fn is_in_vain(
    platform: &Platform,
    queued: &QueuedMail,
    wish: &Payload,
) -> Result<bool, Failure> {
    settled(|| {
        let (owner, asker) = platform.store.read(|reader| {
            let owner = reader.user_by_login(&fold_email(&wish.to))?;
            Ok((owner, reader.user_by_public_id(&queued.public_id)?))
        })?;
        let asker = asker.map(|user| user.key);
        if !is_taken(platform, &wish.to, asker)? {
            return Ok((Ok(()), false));
        }
        let now = platform.clock.now();
        let owner = owner.filter(|owner| Some(owner.key) != asker && hears(owner));
        let known = owner.and_then(|owner| {
            let what = (MailKind::AddressKnown, Payload::default());
            notice(platform, &owner, what, now)
        });
        let done = over(queued, DeliveryOutcome::Done(now));
        let writes = known.into_iter().chain([done]).collect();
        Ok((platform.store.commit(Change::writes(writes)), true))
    })
}

/// Disabled people are sent nothing.
fn hears(owner: &User) -> bool {
    owner.state != UserState::Disabled
}
