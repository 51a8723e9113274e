//! What was done: the list of events. A look is bounded however little it finds; the next part goes on from there.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::audit::{AuditComplaint, AuditListed, AuditPage, moment};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::audit::Event;
use crate::domain::key::RowKey;
use crate::domain::keyset::{Cursor, PER_PART, Part, Slice};
use crate::domain::time::Timestamp;
use crate::flow::apps::AppRefusal;
use crate::flow::audit::list::{Filter, Look, Start};
use crate::flow::users::UserRefusal;
use crate::flow::{Failure, Platform};

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    listed: &AuditListed,
) -> Result<Reply, Failure> {
    let (slice, complaint) = match filter(platform, listed)? {
        Ok(filter) => (look(platform, &filter, &listed.part)?, None),
        Err(complaint) => (Slice::of(&Part::First, Vec::new(), cursor), Some(complaint)),
    };
    let page = AuditPage {
        events: slice.rows,
        previous: slice.previous.map(|part| listed.at(part)),
        next: slice.next.map(|part| listed.at(part)),
        complaint,
        listed: listed.clone(),
    };
    let place = AdminPlace::Audit(listed.clone());
    Ok(admin.view(&place, AdminPage::Audit(page)))
}

fn look(platform: &Platform, filter: &Filter, part: &Part) -> Result<Slice<Event>, Failure> {
    let key = part
        .cursor()
        .and_then(|cursor| RowKey::from_number(cursor.key));
    let start = match (part, key) {
        (Part::After(_), Some(key)) => Start::Before(key),
        (Part::Before(_), Some(key)) => Start::After(key),
        _ => Start::Newest,
    };
    let Look { events, ended } = platform
        .store
        .read(|reader| filter.look(reader, start, PER_PART + 1))?;
    Ok(Slice::looked(part, events, cursor, ended.map(at)))
}

fn cursor(event: &Event) -> Cursor {
    at(event.key)
}

fn at(key: RowKey) -> Cursor {
    Cursor {
        value: String::new(),
        key: key.number(),
    }
}

/// As it was typed; what names nothing is said.
fn filter(
    platform: &Platform,
    listed: &AuditListed,
) -> Result<Result<Filter, AuditComplaint>, Failure> {
    let since = bound(&listed.since, AuditComplaint::Since);
    let until = bound(&listed.until, AuditComplaint::Until);
    let (since, until) = match (since, until) {
        (Ok(since), Ok(until)) => (since, until),
        (Err(complaint), _) | (_, Err(complaint)) => return Ok(Err(complaint)),
    };
    let mut filter = Filter {
        event: listed.event,
        outcome: listed.outcome,
        since,
        until,
        ..Filter::default()
    };
    if !listed.person.is_empty() {
        filter = match filter.of_user(platform, &listed.person) {
            Ok(filter) => filter,
            Err(UserRefusal::Failure(failure)) => return Err(failure),
            Err(_) => return Ok(Err(AuditComplaint::NoSuchPerson)),
        };
    }
    if !listed.app.is_empty() {
        filter = match filter.of_app(platform, &listed.app) {
            Ok(filter) => filter,
            Err(AppRefusal::Failure(failure)) => return Err(failure),
            Err(_) => return Ok(Err(AuditComplaint::NoSuchApp)),
        };
    }
    Ok(Ok(filter))
}

/// None where nothing was typed.
fn bound(typed: &str, complaint: AuditComplaint) -> Result<Option<Timestamp>, AuditComplaint> {
    match typed {
        "" => Ok(None),
        typed => moment(typed).map(Some).ok_or(complaint),
    }
}
