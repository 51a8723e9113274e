//! What people do to apps of their own: by the rules for all apps, and those that are for owners alone.

use super::change::{AppRefusal, IssuedApp, unmoved};
use super::given::{KnownCredentials, identify, premises};
use super::making::{check_name, check_renamed, first_secret, follow, issue};
use crate::domain::account::brake::{Charge, Subject, TRY};
use crate::domain::account::user::{User, UserState};
use crate::domain::audit::Actor;
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::{AppId, RowKey};
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::client::{App, AppState, ClientName};
use crate::domain::oauth::console::policy::{Mode, NEW_APPS};
use crate::domain::oauth::console::proposal::{Changes, Proposal, held_back};
use crate::domain::oauth::console::rules::{OwnerPremises, check_owned, usual_wishes};
use crate::domain::oauth::console::write::ConsoleWrite;
use crate::domain::oauth::registration::{self, Wishes};
use crate::domain::time::Timestamp;
use crate::flow::{Platform, mail, settled};
use crate::store::{CommitError, Lost};

/// A new app. How many one person may have, and how many new ones a day, the database counts: who registers elsewhere at
/// once is seen there.
pub fn register(
    platform: &Platform,
    owner: RowKey,
    wishes: &Wishes,
) -> Result<IssuedApp, AppRefusal> {
    register_at(platform, (owner, None), wishes)
}

/// The same with the number that is the next, where that is known before.
pub fn register_at(
    platform: &Platform,
    (owner, number): (RowKey, Option<AppId>),
    wishes: &Wishes,
) -> Result<IssuedApp, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let owner = developer(platform, owner)?;
        let platform = &platform.acted_by(Actor::user(&owner));
        let app = judged_new(platform, (&owner, number), wishes, now)?;
        let tells = match app.state {
            AppState::Waiting => mail::notice_to_admins(platform, MailKind::AppWaiting, now)?,
            _ => Vec::new(),
        };
        let secret = first_secret(&app, &KnownCredentials::default())?;
        let (issued, mut writes) = issue(platform, app, secret, now);
        writes.extend(tells);
        writes.extend(issued.spends(platform));
        let change = Change::guarded(may_register(platform, &owner, now), writes);
        match platform.store.commit(change) {
            Err(CommitError::Lost(Lost::Braked(_))) => {
                Err(AppRefusal::TooManyToday(NEW_APPS.tries))
            }
            committed => Ok((committed, issued)),
        }
    })
}

/// Whether a new app could be registered so.
pub fn check_new_own(
    platform: &Platform,
    owner: RowKey,
    wishes: &Wishes,
) -> Result<App, AppRefusal> {
    let owner = developer(platform, owner)?;
    judged_new(platform, (&owner, None), wishes, platform.clock.now())
}

fn judged_new(
    platform: &Platform,
    (owner, number): (&User, Option<AppId>),
    wishes: &Wishes,
    now: Timestamp,
) -> Result<App, AppRefusal> {
    let policy = &platform.policy.developers;
    let wishes = usual_wishes(wishes, policy, &platform.policy.scopes);
    check_count(platform, owner.key)?;
    let number = KnownCredentials {
        id: number.map(|id| id.0),
        ..KnownCredentials::default()
    };
    let identity = identify(platform, &number)?;
    let mut app = registration::register(identity, &wishes, premises(platform), now)?;
    check_owned(&app, None, owner_premises(platform))?;
    check_name(platform, &app)?;
    app.ownership.owner = Some(owner.key);
    if policy.mode == Mode::Approve {
        app.state = AppState::Waiting;
    }
    Ok(app)
}

fn may_register(platform: &Platform, owner: &User, now: Timestamp) -> Guard {
    let charge = Charge {
        subject: Subject::new_apps(&platform.key, owner.key),
        limit: NEW_APPS,
        cost: TRY,
        at: now,
    };
    Guard::MayRegister {
        owner: owner.key,
        version: owner.version,
        charges: vec![charge],
    }
}

/// An app after its owner's edit.
pub struct Edited {
    pub issued: IssuedApp,
    /// What of it waits for an admin.
    pub proposed: Changes,
}

/// What others allowed an app under waits for an admin; the rest is at once. One that was declined waits again.
pub fn edit_own(
    platform: &Platform,
    (owner, id): (RowKey, AppId),
    wishes: &Wishes,
) -> Result<Edited, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let owner = developer(platform, owner)?;
        let platform = &platform.acted_by(Actor::user(&owner));
        let before = own_seen(platform, owner.key, id)?;
        let (mut app, proposed) = judged(platform, &before, wishes, now)?;
        let (mut more, mut edits) = (Vec::new(), Edits::of_app(&before, &app));
        if app.state == AppState::Declined {
            edits = edits.also(&["state"]);
            app.state = AppState::Waiting;
            app.ownership.declined_why = None;
            more.extend(mail::notice_to_admins(platform, MailKind::AppWaiting, now)?);
        }
        if !proposed.is_empty() {
            more.extend(propose(platform, (&before, owner.key), &proposed, now)?);
        } else if platform.policy.developers.mode != Mode::Approve {
            // What is in force at once is not to be undone by what waited before.
            more.push(Write::Console(ConsoleWrite::EndProposal(id)));
        }
        let edits = edits.also(&proposed.fields());
        let (issued, follows) = follow(platform, &before, app, (edits, now));
        let mut writes = vec![Write::UpdateApp(issued.app.clone())];
        writes.extend(follows);
        writes.extend(more);
        writes.extend(issued.spends(platform));
        let committed = platform
            .store
            .commit(Change::guarded(unmoved(&before), writes));
        Ok((committed, Edited { issued, proposed }))
    })
}

/// The app as it would be at once, and what would wait.
pub fn check_own(
    platform: &Platform,
    before: &App,
    wishes: &Wishes,
) -> Result<(App, Changes), AppRefusal> {
    judged(platform, before, wishes, platform.clock.now())
}

fn judged(
    platform: &Platform,
    before: &App,
    wishes: &Wishes,
    now: Timestamp,
) -> Result<(App, Changes), AppRefusal> {
    let after = registration::edit(before.clone(), wishes, premises(platform), now)?;
    check_owned(&after, Some(before), owner_premises(platform))?;
    check_renamed(platform, before, &after)?;
    parted(platform, before, after, now)
}

/// The app as it is to be at once, and what waits.
fn parted(
    platform: &Platform,
    before: &App,
    mut after: App,
    now: Timestamp,
) -> Result<(App, Changes), AppRefusal> {
    let changes = Changes::between(before, &after);
    if before.state.is_undecided() || changes.is_empty() {
        return Ok((after, Changes::default()));
    }
    if platform.policy.developers.mode != Mode::Approve {
        // What an admin found good was another app.
        after.ownership.approved_at = None;
        return Ok((after, Changes::default()));
    }
    let held = held_back(before, after);
    let held = registration::edit(held, &Wishes::default(), premises(platform), now)?;
    Ok((held, changes))
}

/// Admins hear of the first; one that takes its place is found where that was.
fn propose(
    platform: &Platform,
    (app, by): (&App, RowKey),
    changes: &Changes,
    now: Timestamp,
) -> Result<Vec<Write>, AppRefusal> {
    let open = platform.store.read(|reader| reader.proposal(app.id))?;
    let mut writes = match open {
        Some(_) => Vec::new(),
        None => mail::notice_to_admins(platform, MailKind::AppWaiting, now)?,
    };
    writes.push(Write::Console(ConsoleWrite::Propose(Box::new(Proposal {
        app_id: app.id,
        by,
        changes: changes.clone(),
        created_at: now,
    }))));
    Ok(writes)
}

/// An owner would give their app to somebody else. An admin decides, in every mode: nobody gets one unasked.
pub fn propose_owner(
    platform: &Platform,
    (owner, id): (RowKey, AppId),
    to: &str,
) -> Result<App, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let owner = developer(platform, owner)?;
        let platform = &platform.acted_by(Actor::user(&owner));
        let app = own_seen(platform, owner.key, id)?;
        // By the id alone, which nobody guesses: names would tell who is here.
        let found = platform
            .store
            .read(|reader| reader.user_by_public_id(to.trim()))?;
        let heir = found.filter(|user| user.state == UserState::Active);
        let heir = heir.ok_or_else(|| AppRefusal::NoSuchPerson(to.to_owned()))?;
        let changes = Changes {
            owner: Some(heir.public_id),
            ..Changes::default()
        };
        let mut writes = vec![Write::UpdateApp(app.clone())];
        writes.extend(propose(platform, (&app, owner.key), &changes, now)?);
        let edits = Edits::default().also(&changes.fields());
        let event = platform.event(&Happened::AppEdited(edits), now);
        writes.push(event.at_app(app.id).into());
        writes.extend(platform.spends());
        let change = Change::guarded(unmoved(&app), writes);
        Ok((platform.store.commit(change), app))
    })
}

/// Removes a person's app with all that hangs on it.
pub fn remove_own(platform: &Platform, (owner, id): (RowKey, AppId)) -> Result<App, AppRefusal> {
    settled(|| {
        let owner = developer(platform, owner)?;
        let platform = &platform.acted_by(Actor::user(&owner));
        let app = own_seen(platform, owner.key, id)?;
        let event = platform.event(&Happened::AppRemoved, platform.clock.now());
        let mut writes = vec![Write::RemoveApp(app.id), event.at_app(app.id).into()];
        writes.extend(platform.spends());
        let removal = Change::guarded(unmoved(&app), writes);
        Ok((platform.store.commit(removal), app))
    })
}

/// A person's own app; anybody else's is as if it were not there.
pub fn own(platform: &Platform, owner: RowKey, id: AppId) -> Result<App, AppRefusal> {
    let name = ClientName::Number(id);
    let found = platform.store.read(|reader| reader.app(&name))?;
    found
        .filter(|app| app.is_owned_by(owner))
        .ok_or_else(|| AppRefusal::Unknown(id.0.to_string()))
}

/// The same as it was seen, where a form ties what is done to that.
fn own_seen(platform: &Platform, owner: RowKey, id: AppId) -> Result<App, AppRefusal> {
    let app = own(platform, owner, id)?;
    let is_seen = platform.has_seen(app.version);
    is_seen.then_some(app).ok_or(AppRefusal::Moved)
}

/// Somebody who may register apps here.
fn developer(platform: &Platform, key: RowKey) -> Result<User, AppRefusal> {
    let found = platform.store.read(|reader| reader.user(key))?;
    let is_on = platform.policy.developers.mode != Mode::Off;
    found
        .filter(|user| is_on && user.state == UserState::Active)
        .ok_or(AppRefusal::NoDeveloper)
}

fn check_count(platform: &Platform, owner: RowKey) -> Result<(), AppRefusal> {
    let most = platform.policy.developers.max_apps;
    let theirs = platform.store.read(|reader| reader.count_apps_of(owner))?;
    if theirs < i64::from(most) {
        return Ok(());
    }
    Err(AppRefusal::TooManyApps(most))
}

fn owner_premises(platform: &Platform) -> OwnerPremises<'_> {
    OwnerPremises {
        policy: &platform.policy.developers,
        token_ttl: platform.policy.token_ttl,
    }
}
