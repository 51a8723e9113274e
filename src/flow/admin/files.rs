//! What pages of admins hand out as files.

use super::admitted::Admin;
use crate::domain::answer::admin::export::{ExportOrder, ExportPlace, Format};
use crate::domain::answer::admin::people_place::PeoplePlace;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::own::Download;
use crate::domain::answer::{self, LogDecision, Reply};
use crate::flow::users::{self, UserRefusal};
use crate::flow::{Failure, Platform, reply};
use serde_json::Value;

/// A list.
pub(super) fn rows(
    admin: &Admin,
    (list, format): (&ExportPlace, Format),
    decision: LogDecision,
) -> Reply {
    let list = list.clone();
    let order = answer::Answer::List(ExportOrder { list, format });
    reply(order, admin.present.story(decision))
}

/// All that is kept of a person.
pub(super) fn document(admin: &Admin, document: &Value, decision: LogDecision) -> Reply {
    let file = Download {
        name: "user-data.json",
        json: format!("{document:#}\n"),
    };
    reply(
        answer::Answer::Download(file),
        admin.present.story(decision),
    )
}

/// For the same press once more: what is there now.
pub(super) fn hands_out(
    platform: &Platform,
    admin: &Admin,
    (of, chosen): (&AdminPlace, &str),
    decision: LogDecision,
) -> Result<Option<Reply>, Failure> {
    match of {
        AdminPlace::Export(list) => {
            let format = Format::from_word(chosen);
            Ok(format.map(|format| rows(admin, (list, format), decision)))
        }
        AdminPlace::People(PeoplePlace::Act { id, .. }) => match users::export(platform, id) {
            Ok(found) => Ok(Some(document(admin, &found, decision))),
            Err(UserRefusal::Failure(failure)) => Err(failure),
            Err(_) => Ok(None),
        },
        _ => Ok(None),
    }
}
