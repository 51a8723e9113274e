//! What an operator sees of mail that was not sent, and does about it.

use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::RowKey;
use crate::domain::mail::queued::QueuedMail;
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform, settled};
use crate::store::LoadError;

/// Why a mail is not tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailRefusal {
    #[error("there is no mail {0:?}: `vestibule mail list` shows those that were not sent")]
    Unknown(String),
    #[error(
        "{0:?} was given up and its content is deleted: for another link, run `vestibule user invite NAME --send` or `vestibule user reset-link NAME --send`"
    )]
    Over(String),
    #[error("a server made a try meanwhile, or it was changed otherwise")]
    Moved,
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for MailRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

/// Those that wait or were given up, oldest first, with the name of the account where there still is one.
pub fn unsent(platform: &Platform) -> Result<Vec<(QueuedMail, Option<String>)>, MailRefusal> {
    let found = platform.store.read(|reader| {
        let mails = reader.unsent_mails()?;
        let named = mails.into_iter().map(|mail| {
            let user = reader.user_by_public_id(&mail.public_id)?;
            Ok((mail, user.map(|user| user.name)))
        });
        named.collect::<Result<Vec<_>, LoadError>>()
    })?;
    Ok(found)
}

/// The next try of a waiting one is due now.
pub fn retry(platform: &Platform, id: &str) -> Result<QueuedMail, MailRefusal> {
    change(platform, id, |mail, now| {
        let Some(seen) = mail.next_at else {
            return Err(MailRefusal::Over(id.to_owned()));
        };
        let guard = Guard::MailWaiting {
            key: mail.key,
            seen,
            next_at: now,
        };
        Ok((guard, Happened::MailRetried(mail.kind)))
    })
}

/// One that waits is not sent; one that was given up is listed no more.
pub fn drop(platform: &Platform, id: &str) -> Result<QueuedMail, MailRefusal> {
    change(platform, id, |mail, _| {
        let guard = Guard::MailUnsent {
            key: mail.key,
            seen: mail.next_at,
        };
        Ok((guard, Happened::MailDropped(mail.kind)))
    })
}

/// Load, decide, commit where it is as it was loaded; again when a server made a try meanwhile.
fn change(
    platform: &Platform,
    id: &str,
    decide: impl Fn(&QueuedMail, Timestamp) -> Result<(Guard, Happened), MailRefusal>,
) -> Result<QueuedMail, MailRefusal> {
    let unknown = || MailRefusal::Unknown(id.to_owned());
    let key = RowKey::decode(id).ok_or_else(unknown)?;
    settled(|| {
        let now = platform.clock.now();
        let found = platform.store.read(|reader| {
            let Some(mail) = reader.mail(key)? else {
                return Ok(None);
            };
            let user = reader.user_by_public_id(&mail.public_id)?;
            Ok::<_, LoadError>(Some((mail, user)))
        })?;
        let found = found.filter(|(mail, _)| mail.done_at.is_none());
        let (mail, user) = found.ok_or_else(unknown)?;
        if !platform.has_seen(mail.version()) {
            return Err(MailRefusal::Moved);
        }
        let (guard, happened) = decide(&mail, now)?;
        let event = platform.event(&happened, now);
        let event = match &user {
            Some(user) => event.about(user),
            None => event,
        };
        let writes = std::iter::once(Write::from(event)).chain(platform.spends());
        let changed = Change::guarded(guard, writes.collect());
        Ok((platform.store.commit(changed), mail))
    })
}
