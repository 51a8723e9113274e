//! What an operator sees of mail that was not sent, and does about it.

use crate::domain::change::{Change, Write};
use crate::domain::key::RowKey;
use crate::domain::mail::queued::QueuedMail;
use crate::flow::{Failure, Platform};
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
    let unknown = || MailRefusal::Unknown(id.to_owned());
    let key = RowKey::decode(id).ok_or_else(unknown)?;
    let mail = platform.store.read(|reader| reader.mail(key))?;
    let mail = mail
        .filter(|mail| mail.done_at.is_none())
        .ok_or_else(unknown)?;
    if mail.next_at.is_none() {
        return Err(MailRefusal::Over(id.to_owned()));
    }
    let soon = Write::PutOffMail {
        key,
        tries: mail.tries,
        next_at: platform.clock.now(),
        why: None,
    };
    let committed = platform.store.commit(Change::writes(vec![soon]));
    committed.map_err(Failure::from)?;
    Ok(mail)
}
