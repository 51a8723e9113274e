//! What a device waits for: the page that asks, and what a decision about it begins.

use crate::domain::answer::account::DeviceDonePage;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{ConsentPage, Content, LogDecision, Page, Reply};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::consent::{Consent, FreshConsent};
use crate::domain::oauth::form::Purpose;
use crate::domain::oauth::grant::{Grant, SignIn};
use crate::domain::oauth::result::Destination;
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::device::{Decided, Decision, DeviceCode, UserCode};
use crate::domain::openid::resource::Audience;
use crate::domain::server_key::ServerKey;
use crate::flow::account::apps::in_words_order;
use crate::flow::account::{Present, of};
use crate::flow::consent::scope_lines;
use crate::flow::issue::epochs;
use crate::flow::{Platform, maker, page, sign_out};
use crate::store::{Loaded, Reader};

/// What a device waits for, with all that a decision about it takes.
pub(super) struct Question {
    code: DeviceCode,
    user_code: UserCode,
    pub app: App,
    scopes: Scopes,
    consent: Option<Consent>,
    /// Who made the app, where nobody checked it.
    maker: Option<String>,
}

impl Question {
    /// By what was typed: codes from before the server key was rotated count as well.
    pub fn find(
        key: &ServerKey,
        reader: &mut Reader,
        present: &Present,
        user_code: UserCode,
    ) -> Loaded<Option<Self>> {
        let older = user_code.accepted_macs(key);
        for mac in std::iter::once(user_code.mac(key)).chain(older) {
            if let Some(code) = reader.device_code_of(&mac)? {
                return Self::of(reader, present, code, user_code);
            }
        }
        Ok(None)
    }

    /// Nothing where nobody may decide about it any more.
    pub fn of(
        reader: &mut Reader,
        present: &Present,
        code: DeviceCode,
        user_code: UserCode,
    ) -> Loaded<Option<Self>> {
        let Some(app) = reader.app(&ClientName::Number(code.app_id))? else {
            return Ok(None);
        };
        let Some(scopes) = code.open_for(&app, present.user.key, present.now) else {
            return Ok(None);
        };
        let consent = reader.consent(present.user.key, app.id)?;
        let maker = maker::of_unchecked(reader, &app)?;
        Ok(Some(Self {
            code,
            user_code,
            app,
            scopes,
            consent,
            maker,
        }))
    }

    pub fn ask(self, platform: &Platform, present: &Present) -> Reply {
        let request = self.shown().to_text();
        let place = AccountPlace::Device {
            user_code: Some(self.user_code.clone()),
        };
        let Present { session, user, now } = present;
        let catalogue = &platform.policy.scopes;
        let content = Content::Consent(ConsentPage {
            scopes: scope_lines(self.consent.as_ref(), &self.scopes, *now, catalogue),
            destination: Destination::Device(self.user_code.to_string()),
            account: user.shown_name().to_owned(),
            elsewhere: self
                .code
                .audience
                .foreign_hosts(&platform.policy.public_url),
            full_access: false,
            form: present.form(platform, Purpose::DeviceConsent, &request),
            sign_out: sign_out::form_to(platform, session, user, &place, *now),
            app_name: self.app.name.clone(),
            owner: self.app.owner.clone(),
            maker: self.maker.clone(),
            site_url: self.app.site_url.clone(),
            privacy_url: self.app.privacy_url.clone(),
            terms_url: self.app.terms_url.clone(),
        });
        let layout = Layout::Web;
        let story = of(&self.app, present.story(LogDecision::AsksForConsent));
        page(Page { layout, content }, story)
    }

    /// What its page says once it is decided.
    pub fn done(&self, platform: &Platform, decision: Decision) -> DeviceDonePage {
        done(
            platform,
            (&self.app, &self.scopes, &self.code.audience),
            decision,
        )
    }

    fn shown(&self) -> Sent {
        let allowed = self.consent.as_ref().map(|consent| consent.epoch);
        Sent {
            user_code: self.user_code.clone(),
            key: self.code.key,
            allowed: allowed.unwrap_or(Epoch::FIRST),
            scopes: self.scopes.clone(),
        }
    }

    /// Neither were scopes taken away or given back since, nor what was allowed before.
    pub fn is_as_shown(&self, sent: &Sent) -> bool {
        self.shown() == *sent
    }
}

/// The page once a code is decided, of what somebody was shown.
pub(super) fn done(
    platform: &Platform,
    (app, scopes, audience): (&App, &Scopes, &Audience),
    decision: Decision,
) -> DeviceDonePage {
    DeviceDonePage {
        decision,
        app_name: app.name.clone(),
        scopes: in_words_order(&scopes.in_order(&platform.policy.scopes)),
        elsewhere: audience.foreign_hosts(&platform.policy.public_url),
    }
}

/// What the page that asks sends back: the proof makes it ours.
#[derive(PartialEq, Eq)]
pub(super) struct Sent {
    pub user_code: UserCode,
    pub key: RowKey,
    /// What the person allowed the app so far, in which epoch; that of a first consent ended nothing.
    allowed: Epoch,
    /// Exactly those shown.
    pub scopes: Scopes,
}

impl Sent {
    fn to_text(&self) -> String {
        let Self {
            user_code,
            key,
            allowed,
            scopes,
        } = self;
        format!("{user_code} {} {} {scopes}", key.encode(), allowed.number())
    }

    pub fn parse(request: &str) -> Option<Self> {
        let mut parts = request.splitn(4, ' ');
        Some(Self {
            user_code: UserCode::parse(parts.next()?)?,
            key: RowKey::decode(parts.next()?)?,
            allowed: Epoch::from_number(parts.next()?.parse().ok()?),
            scopes: Scopes::parse(parts.next()?).ok()?,
        })
    }
}

impl Question {
    pub fn decided(self, platform: &Platform, present: &Present, decision: Decision) -> Change {
        let key = self.code.key;
        let decided = Decided {
            decision,
            user_key: present.user.key,
        };
        let writes = match decision {
            Decision::Denied => Vec::new(),
            Decision::Allowed => self.allow(platform, present),
        };
        Change::guarded(Guard::DeviceUndecided { key, decided }, writes)
    }

    /// Bound to no session of a browser: the device is another machine.
    fn allow(self, platform: &Platform, present: &Present) -> Vec<Write> {
        let Present { session, user, now } = present;
        let fresh = FreshConsent {
            key: platform.store.next_key(*now),
            user_key: user.key,
            app_id: self.app.id,
        };
        let happened = Happened::ConsentGiven(self.scopes.clone());
        let event = platform.event_of(user, &happened, *now);
        let event = event.at_app(self.app.id).in_session(session.key);
        let remembered = Consent::allow(self.consent, fresh, &self.scopes, *now);
        let consent = remembered.consent();
        let grant = Grant {
            key: platform.store.next_key(*now),
            consent_key: consent.key,
            app_epoch: self.app.epoch,
            epochs: epochs(user, consent),
            scopes_changed: self.code.scopes_changed || self.scopes != self.code.scopes,
            scopes: self.scopes,
            expires_at: self.code.expires_at,
            ended_at: None,
            sign_in: Some(SignIn {
                authentication: session.authentication(),
                sid_seed: None,
                claims: Vec::new(),
            }),
            audience: self.code.audience,
            created_at: *now,
        };
        let given = Write::GrantToDevice {
            key: self.code.key,
            grant_key: grant.key,
        };
        // The consent first: the grant names its row.
        vec![
            remembered.into(),
            Write::InsertGrant(grant),
            given,
            event.into(),
        ]
    }
}
