//! Lists as files. The form is spent and the event written before the first row is read; rows are read some at a time, by
//! the list's own order, so that a file of any length takes little room.

use super::act::{Acting, Answer, NEW};
use super::admitted::Admin;
use super::{apps, files, people};
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::export::{
    self, ExportOrder, ExportPage, ExportPlace, Format, Row,
};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::audit::happened::{Exported, Happened};
use crate::domain::change::Change;
use crate::domain::keyset::Part;
use crate::flow::desk::Desk;
use crate::flow::{Failure, Platform};
use crate::store::CommitError;

/// Rows that are read at a time.
const SOME: i64 = 500;

pub(super) fn ask(platform: &Platform, admin: &Admin, list: &ExportPlace) -> Reply {
    let place = AdminPlace::Export(list.clone());
    let page = ExportPage {
        form: admin.form(platform, &place, NEW),
        list: list.clone(),
    };
    admin.view(&place, AdminPage::Export(page))
}

/// A form of that page.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    list: &ExportPlace,
) -> Result<Reply, Failure> {
    let Some(format) = Format::from_word(acting.sent.typed.once("format")) else {
        return Ok(ask(platform, &acting.desk, list));
    };
    let what = match list {
        ExportPlace::People(_) => Exported::Users,
        ExportPlace::Apps(_) => Exported::Apps,
    };
    let hands = acting.hands(
        platform,
        &Answer::File {
            of: AdminPlace::Export(list.clone()),
            chosen: format.word().to_owned(),
        },
    );
    let event = hands.event(&Happened::Exported(what), hands.clock.now());
    let writes = hands.spends().into_iter().chain([event.into()]);
    match hands.store.commit(Change::writes(writes.collect())) {
        Ok(()) => Ok(files::rows(
            &acting.desk,
            (list, format),
            LogDecision::AdminActed,
        )),
        // Of two presses at once one is answered.
        Err(CommitError::Conflict | CommitError::Lost(_)) => match acting.before(platform)? {
            Some(reply) => Ok(reply),
            None => Ok(ask(platform, &acting.desk, list)),
        },
        Err(error) => Err(error.into()),
    }
}

/// A file as it is read.
pub struct Export {
    format: Format,
    /// What is read next; none at the end.
    rest: Option<ExportPlace>,
    is_first: bool,
}

impl Export {
    pub fn new(order: ExportOrder) -> Self {
        Self {
            format: order.format,
            rest: Some(order.list),
            is_first: true,
        }
    }

    /// The next piece; none at the end.
    pub fn next(&mut self, platform: &Platform) -> Result<Option<Vec<u8>>, Failure> {
        let Some(list) = self.rest.take() else {
            return Ok(None);
        };
        let rows: Vec<Row> = match list {
            ExportPlace::People(listed) => {
                let (users, next) = people::some(platform, &listed, SOME)?;
                self.rest = next.map(|next| ExportPlace::People(listed.at(Part::After(next))));
                users.iter().map(export::person).collect()
            }
            ExportPlace::Apps(listed) => {
                let (lines, next) = apps::some(platform, &listed, SOME)?;
                self.rest = next.map(|next| ExportPlace::Apps(listed.at(Part::After(next))));
                lines.iter().map(export::app).collect()
            }
        };
        let piece = export::piece(&rows, self.format, self.is_first);
        self.is_first = false;
        Ok(Some(piece))
    }
}
