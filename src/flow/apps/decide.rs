//! What an admin decides about apps that people own: approve, decline, hand over.

use super::change::{AppRefusal, seen, unmoved, unmoved_for};
use super::given::premises;
use super::making::check_name;
use super::secrets::revoke_secrets;
use crate::domain::account::user::{User, UserState};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::client::{App, AppState};
use crate::domain::oauth::console::proposal::{Changes, Proposal};
use crate::domain::oauth::console::write::ConsoleWrite;
use crate::domain::oauth::registration;
use crate::domain::text::is_unwelcome;
use crate::domain::time::Timestamp;
use crate::flow::{Platform, mail, settled, users};

/// Longest sentence to an owner, in characters.
const WHY_CHARS: usize = 500;

/// What waits of an app.
pub fn open_proposal(platform: &Platform, app: &App) -> Result<Option<Proposal>, AppRefusal> {
    Ok(platform.store.read(|reader| reader.proposal(app.id))?)
}

/// The app is open to everybody, with what its owner proposed.
pub fn approve(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let before = seen(platform, which)?;
        let proposal = open_proposal(platform, &before)?;
        let (mut app, heir) = match &proposal {
            Some(proposal) => carried_out(platform, before.clone(), &proposal.changes, now)?,
            None => (before.clone(), None),
        };
        if proposal.is_none() || app.state.is_undecided() {
            open(&mut app)?;
        }
        let happened = Happened::AppApproved(fields(proposal.as_ref()));
        app.ownership.approved_at = Some(now);
        app.ownership.declined_why = None;
        app.updated_at = now;
        let writes = decided(platform, (&before, &app), &happened, now)?;
        let change = Change::guarded(unmoved_for(&before, heir.as_ref()), writes);
        Ok((platform.store.commit(change), app))
    })
}

/// Whether it can be approved, though nothing is proposed of it.
pub fn awaits_approval(app: &App) -> bool {
    open(&mut app.clone()).is_ok()
}

/// What an app becomes that waits for nothing but an admin.
fn open(app: &mut App) -> Result<(), AppRefusal> {
    let ownership = &mut app.ownership;
    match app.state {
        AppState::Waiting | AppState::Declined => app.state = AppState::Active,
        AppState::Active if ownership.is_unchecked() => {}
        // It comes back with its owner.
        AppState::Disabled if ownership.paused_from.is_some() && ownership.owner.is_some() => {
            ownership.paused_from = Some(AppState::Active);
        }
        AppState::Disabled if ownership.paused_from.take().is_some() => {
            app.state = AppState::Active;
        }
        AppState::Active | AppState::Disabled => {
            return Err(AppRefusal::NothingToDecide(app.id.0));
        }
    }
    Ok(())
}

/// By the rules of today: what was proposed may have become somebody else's name since.
fn carried_out(
    platform: &Platform,
    app: App,
    changes: &Changes,
    now: Timestamp,
) -> Result<(App, Option<User>), AppRefusal> {
    let app = registration::edit(app, &changes.wishes(), premises(platform), now)?;
    if changes.name.is_some() {
        check_name(platform, &app)?;
    }
    match &changes.owner {
        None => Ok((app, None)),
        Some(id) => {
            let found = platform.store.read(|reader| reader.user_by_public_id(id))?;
            let heir = found.filter(|user| user.state == UserState::Active);
            let heir = heir.ok_or_else(|| AppRefusal::NoSuchPerson(id.clone()))?;
            Ok((given_to(app, &heir, now), Some(heir)))
        }
    }
}

/// The app stays closed, or what its owner proposed does not happen; they are told why.
pub fn decline(platform: &Platform, which: &str, why: &str) -> Result<App, AppRefusal> {
    let why = why.trim();
    let length = why.chars().count();
    if length == 0 || length > WHY_CHARS || why.chars().any(is_unwelcome) {
        return Err(AppRefusal::Sentence(WHY_CHARS));
    }
    settled(|| {
        let now = platform.clock.now();
        let mut app = seen(platform, which)?;
        let (guard, before) = (unmoved(&app), app.clone());
        let proposal = open_proposal(platform, &app)?;
        match app.state {
            AppState::Waiting => {
                app.state = AppState::Declined;
                app.epoch = app.epoch.next();
            }
            _ if proposal.is_some() => {}
            _ => return Err(AppRefusal::NothingToDecide(app.id.0)),
        }
        app.ownership.declined_why = Some(why.to_owned());
        app.updated_at = now;
        let happened = Happened::AppDeclined(fields(proposal.as_ref()));
        let writes = decided(platform, (&before, &app), &happened, now)?;
        Ok((platform.store.commit(Change::guarded(guard, writes)), app))
    })
}

/// From now on the app is this person's.
pub fn hand_over(platform: &Platform, which: &str, to: &str) -> Result<(App, User), AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let heir =
            users::find(platform, to).map_err(|_| AppRefusal::NoSuchPerson(to.to_owned()))?;
        if heir.state != UserState::Active {
            return Err(AppRefusal::NoSuchPerson(to.to_owned()));
        }
        let before = seen(platform, which)?;
        check_name(platform, &before)?;
        let guard = unmoved_for(&before, Some(&heir));
        let mut app = given_to(before.clone(), &heir, now);
        // An operator who gives it away knows it.
        app.ownership.approved_at = app.ownership.approved_at.or(Some(now));
        let happened = Happened::AppHandedOver;
        let writes = becomes(platform, (&before, &app), &happened, now);
        let committed = platform.store.commit(Change::guarded(guard, writes));
        Ok((committed, (app, heir)))
    })
}

fn fields(proposal: Option<&Proposal>) -> Vec<&'static str> {
    proposal.map_or_else(Vec::new, |proposal| proposal.changes.fields())
}

/// What is written of a decision. Whose app it was hears of it.
fn decided(
    platform: &Platform,
    (before, after): (&App, &App),
    happened: &Happened,
    now: Timestamp,
) -> Result<Vec<Write>, AppRefusal> {
    let mut writes = becomes(platform, (before, after), happened, now);
    writes.extend(told(platform, before, now)?);
    Ok(writes)
}

/// What the app becomes, and the event of it; nothing waits any more.
fn becomes(
    platform: &Platform,
    (before, after): (&App, &App),
    happened: &Happened,
    now: Timestamp,
) -> Vec<Write> {
    let event = platform.event(happened, now).at_app(after.id);
    let mut writes = vec![
        Write::UpdateApp(after.clone()),
        Write::Console(ConsoleWrite::EndProposal(after.id)),
        event.concerning(after.ownership.owner).into(),
    ];
    writes.extend(forgotten(before, after, now));
    writes.extend(platform.spends());
    writes
}

/// Its owner hears that something was decided.
fn told(platform: &Platform, app: &App, now: Timestamp) -> Result<Option<Write>, AppRefusal> {
    let Some(owner) = app.ownership.owner else {
        return Ok(None);
    };
    let owner = platform.store.read(|reader| reader.user(owner))?;
    let notice = (MailKind::AppDecided, Payload::default());
    Ok(owner.and_then(|owner| mail::notice(platform, &owner, notice, now)))
}

/// The app as another person's. What was issued while it waited was the first one's.
fn given_to(mut app: App, heir: &User, now: Timestamp) -> App {
    if app.state == AppState::Waiting {
        app.epoch = app.epoch.next();
    }
    app.ownership.owner = Some(heir.key);
    app.ownership.paused_from = None;
    app.updated_at = now;
    app
}

/// The person whose app it was knows its secrets: they end with that.
fn forgotten(before: &App, app: &App, now: Timestamp) -> Option<Write> {
    let was = before.ownership.owner;
    let changes_hands = was.is_some() && was != app.ownership.owner;
    changes_hands.then(|| revoke_secrets(app, now))
}
