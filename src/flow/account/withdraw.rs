//! Withdrawing an app: a page that asks and names what stops, a form that does it.

use super::apps::in_words_order;
use super::{Failure, Platform, Present, Visitor, of, refused, see, shown, sign_in_first, untaken};
use crate::domain::answer::account::WithdrawPage;
use crate::domain::answer::place::{AccountPlace, Listed};
use crate::domain::answer::{AccountPage, Content, LogDecision, Page, Reply, Story};
use crate::domain::epoch::Epoch;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::time::Timestamp;
use crate::flow::{deauthorize, page};
use crate::store::Loaded;

const APPS: AccountPlace = AccountPlace::Apps(Listed::whole());

/// Asks before withdrawing; a plain link never does it. `None`: the request names no app.
pub fn ask(
    platform: &Platform,
    visitor: &Visitor,
    named: Option<ClientName>,
) -> Result<Reply, Failure> {
    let loaded = load(platform, visitor, named.as_ref())?;
    let Some((present, found)) = loaded else {
        return Ok(sign_in_first(&AccountPlace::withdrawing(named)));
    };
    let standing = found.filter(|(_, consent)| consent.withdrawn_at.is_none());
    let Some((app, consent)) = standing else {
        return Ok(not_allowed(present.story(LogDecision::NotAnAllowedApp)));
    };
    let form = present.form(platform, Purpose::Withdraw, &request(&app, &consent));
    let scopes = consent.scopes.in_order(&platform.policy.scopes);
    let content = AccountPage::Withdraw(WithdrawPage {
        scopes: in_words_order(&scopes),
        knows_password: consent.granted_at == Timestamp::NEVER,
        form,
        app_name: app.name.clone(),
    });
    Ok(shown(
        content,
        of(&app, present.story(LogDecision::AsksToWithdraw)),
    ))
}

/// The form that came back.
pub fn withdraw(platform: &Platform, visitor: &Visitor, form: &Form) -> Result<Reply, Failure> {
    let (named, epoch) = read(&form.request);
    let back = AccountPlace::withdrawing(named.clone());
    let loaded = load(platform, visitor, named.as_ref())?;
    let Some((present, found)) = loaded else {
        return untaken(platform, &back, (visitor, form), Untaken::SignedOut);
    };
    if let Err(why) = present.proves(platform, Purpose::Withdraw, form) {
        return untaken(platform, &back, (visitor, form), why);
    }
    let Some((app, consent)) = found else {
        return Ok(not_allowed(present.story(LogDecision::NotAnAllowedApp)));
    };
    let story = of(&app, present.story(LogDecision::Withdrawn));
    if consent.withdrawn_at.is_some() {
        // Pressed twice: what was wanted is so already.
        return Ok(see(&APPS, story));
    }
    if epoch != Some(consent.epoch) {
        // Withdrawn by this very form, and allowed again since.
        return Ok(refused(&back, Untaken::Done));
    }
    let Present { session, user, .. } = &present;
    deauthorize::withdraw(platform, user, &app, &consent, |happened, now| {
        platform
            .event_of(user, happened, now)
            .in_session(session.key)
    })?;
    Ok(see(&APPS, story))
}

/// The app's client ID, and the epoch of the consent that is to end.
fn request(app: &App, consent: &Consent) -> String {
    format!("{} {}", app.client_id, consent.epoch.number())
}

fn read(request: &str) -> (Option<ClientName>, Option<Epoch>) {
    let (named, epoch) = request.split_once(' ').unwrap_or((request, ""));
    let epoch = epoch.parse().ok().map(Epoch::from_number);
    (ClientName::parse(named), epoch)
}

/// The app that a form is about.
pub fn named_in(form: &Form) -> Option<ClientName> {
    read(&form.request).0
}

/// Who asks, and the app with what they allowed it.
type Asking = (Present, Option<(App, Consent)>);

fn load(
    platform: &Platform,
    visitor: &Visitor,
    named: Option<&ClientName>,
) -> Loaded<Option<Asking>> {
    platform.store.read(|reader| {
        let Some(present) = Present::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        let app = named.map(|name| reader.app(name)).transpose()?.flatten();
        let Some(app) = app else {
            return Ok(Some((present, None)));
        };
        let consent = reader.consent(present.user.key, app.id)?;
        Ok(Some((present, consent.map(|consent| (app, consent)))))
    })
}

/// The same for an app that is unknown: nobody learns which apps there are.
fn not_allowed(story: Story) -> Reply {
    let content = Content::NotAllowed;
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}
