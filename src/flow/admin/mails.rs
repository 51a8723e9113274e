//! Mail that waits or was given up: the list, and what is done about one by the flow of its command.

use super::act::{Acting, Answer};
use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::mails::{
    AskMailPage, MailAct, MailDone, MailLine, MailsListed, MailsPage, MailsPlace,
};
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::key::RowKey;
use crate::domain::keyset::{Counted, Cursor, MOST_COUNTED, Slice, wanted};
use crate::flow::desk::Desk;
use crate::flow::mail::admin::{self, MailRefusal};
use crate::flow::{Failure, Platform};

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    place: &MailsPlace,
) -> Result<Reply, Failure> {
    match place {
        MailsPlace::List(listed) => {
            let page = list(platform, listed)?;
            let place = AdminPlace::Mails(place.clone());
            Ok(admin.view(&place, AdminPage::Mails(page)))
        }
        MailsPlace::Act { key, act } => ask(platform, admin, (*key, *act)),
    }
}

fn list(platform: &Platform, listed: &MailsListed) -> Result<MailsPage, Failure> {
    let (found, counted) = platform.store.read(|reader| {
        let found = reader.listed_mails(&listed.part, wanted())?;
        Ok((found, reader.count_unsent_mails(MOST_COUNTED)?))
    })?;
    let lines = found
        .into_iter()
        .map(|(mail, name)| MailLine { mail, name })
        .collect();
    let slice = Slice::of(&listed.part, lines, cursor);
    Ok(MailsPage {
        mails: slice.rows,
        previous: slice.previous,
        next: slice.next,
        counted: Counted::of(counted, MOST_COUNTED),
        listed: listed.clone(),
        notice: Notice::of(listed.done),
    })
}

fn cursor(line: &MailLine) -> Cursor {
    Cursor {
        value: line.mail.created_at.millis().to_string(),
        key: line.mail.key.number(),
    }
}

/// The page of an act; where it cannot be done, nothing.
fn ask(
    platform: &Platform,
    admin: &Admin,
    (key, act): (RowKey, MailAct),
) -> Result<Reply, Failure> {
    let found = platform.store.read(|reader| reader.unsent_mail(key))?;
    let can_be_done = |mail: &MailLine| act == MailAct::Drop || mail.mail.next_at.is_some();
    let line = found.map(|(mail, name)| MailLine { mail, name });
    let Some(line) = line.filter(can_be_done) else {
        return Ok(admin.finds_nothing());
    };
    let place = AdminPlace::Mails(MailsPlace::Act { key, act });
    let page = AskMailPage {
        form: admin.form(platform, &place, line.mail.version()),
        line,
        act,
    };
    Ok(admin.view(&place, AdminPage::AskMail(page)))
}

/// A form of these pages.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    place: &MailsPlace,
) -> Result<Reply, Failure> {
    let MailsPlace::Act { key, act } = place else {
        return Ok(acting.desk.finds_nothing());
    };
    let done = match act {
        MailAct::Retry => MailDone::Retried,
        MailAct::Drop => MailDone::Dropped,
    };
    let listed = MailsListed {
        done: Some(done),
        ..MailsListed::default()
    };
    let answer = Answer::See(AdminPlace::Mails(MailsPlace::List(listed)));
    let hands = acting.hands(platform, &answer);
    let id = key.encode();
    let carried_out = match act {
        MailAct::Retry => admin::retry(&hands, &id),
        MailAct::Drop => admin::drop(&hands, &id),
    };
    match carried_out {
        Ok(_) => Ok(acting.done(answer, None)),
        Err(MailRefusal::Failure(failure)) => Err(failure),
        Err(MailRefusal::Unknown(_) | MailRefusal::Over(_) | MailRefusal::Moved) => {
            match acting.before(platform)? {
                Some(reply) => Ok(reply),
                None => moved(platform, &acting.desk),
            }
        }
    }
}

/// It was sent, given up or changed since the form was shown: what is there now.
fn moved(platform: &Platform, admin: &Admin) -> Result<Reply, Failure> {
    let listed = MailsListed::default();
    let page = MailsPage {
        notice: Notice::Moved,
        ..list(platform, &listed)?
    };
    let place = AdminPlace::Mails(MailsPlace::List(listed));
    let decision = page.notice.decision();
    Ok(admin.view_as(&place, AdminPage::Mails(page), decision))
}
