//! *Download my data*: all that is stored of somebody, as the file that an operator makes with `vestibule user export`.

use super::{Failure, Platform, Visitor, admit, refused, shown};
use crate::domain::answer::own::Download;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, Answer, LogDecision, Reply};
use crate::domain::audit::happened::Happened;
use crate::domain::change::Change;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::flow::reply;
use crate::flow::users::{self, UserRefusal};

const PLACE: AccountPlace = AccountPlace::Data;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    Ok(match admit::to_page(platform, visitor, &PLACE)? {
        Ok(present) => {
            let form = present.form(platform, Purpose::Download, "");
            let story = present.story(LogDecision::ShowsData);
            shown(AccountPage::Data(form), story)
        }
        Err(reply) => reply,
    })
}

pub fn download(platform: &Platform, visitor: &Visitor, form: &Form) -> Result<Reply, Failure> {
    let purpose = (Purpose::Download, &PLACE);
    let present = match admit::by_form(platform, purpose, (visitor, form))? {
        Ok((present, _)) => present,
        Err(reply) => return Ok(reply),
    };
    // It is in the file.
    let event = platform.event_of(&present.user, &Happened::DataDownloaded, present.now);
    let event = event.in_session(present.session.key).into();
    platform.store.commit(Change::writes(vec![event]))?;
    match users::export(platform, &present.user.public_id) {
        Ok(document) => {
            let file = Answer::Download(Download {
                name: "account-data.json",
                json: format!("{document:#}\n"),
            });
            let story = present.story(LogDecision::DataDownloaded);
            Ok(reply(file, story))
        }
        Err(UserRefusal::Failure(failure)) => Err(failure),
        // Removed meanwhile.
        Err(_) => Ok(refused(&PLACE, Untaken::SignedOut)),
    }
}
