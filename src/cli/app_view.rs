//! How an app is shown: to scripts as JSON, to people as a record.

use super::app_switches::{label, words};
use super::print;
use super::refusal::Refusal;
use crate::domain::delivery::Delivery;
use crate::domain::oauth::client::{App, AppSecret, Switch};
use crate::domain::oauth::console::proposal::{Changes, Proposal};
use crate::domain::oauth::ownership::Ownership;
use crate::domain::openid::DISCOVERY;
use crate::domain::openid::algorithm::Algorithm;
use serde::Serialize;
use std::collections::BTreeMap;

/// What scripts read of an app.
#[derive(Serialize)]
pub struct Shown<'a> {
    id: i64,
    uuid: &'a str,
    client_id: &'a str,
    /// Only where a secret may just have been made: the secret, or null for an app that keeps none.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<Option<&'a str>>,
    /// Only where a secret was replaced: until when the old one works too, or null when it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_secret_until: Option<Option<&'a str>>,
    /// Only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_key: Option<&'a str>,
    name: &'a str,
    kind: &'static str,
    confidentiality: &'static str,
    /// What the keys are called by which it authenticates.
    key_ids: Vec<&'a str>,
    state: &'static str,
    description: Option<&'a str>,
    owner: Option<&'a str>,
    /// Only where users own it, or an admin decided about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    site_url: Option<&'a str>,
    privacy_url: Option<&'a str>,
    terms_url: Option<&'a str>,
    site_domain: Option<&'a str>,
    canvas_origin: Option<&'a str>,
    origins: Vec<&'a str>,
    post_logout_uris: Vec<&'a str>,
    deauthorize_url: Option<&'a str>,
    backchannel_logout_url: Option<&'a str>,
    /// Callbacks to it that did not arrive; only where the app alone is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    callbacks: Option<Undelivered>,
    redirect_uris: Vec<&'a str>,
    resources: Vec<&'a str>,
    /// Where its program finds the rest; only where the app alone is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    discovery: Option<String>,
    scopes: Vec<&'a str>,
    response_types: Vec<&'static str>,
    grants: Vec<&'static str>,
    style: &'static str,
    access_token_format: &'static str,
    /// Seconds; null: as the setting says.
    token_ttl: Option<u64>,
    id_token_alg: &'static str,
    /// null: unsigned.
    userinfo_alg: Option<&'static str>,
    /// Each by its word.
    #[serde(flatten)]
    switches: BTreeMap<&'static str, bool>,
    created_at: String,
    updated_at: String,
}

impl<'a> Shown<'a> {
    /// `catalogue`: the scopes in the order in which they are shown.
    pub fn of(app: &'a App, catalogue: &'a [String]) -> Self {
        Self {
            id: app.id.0,
            uuid: &app.uuid,
            client_id: &app.client_id,
            client_secret: None,
            old_secret_until: None,
            callback_key: None,
            name: &app.name,
            kind: app.kind.word(),
            confidentiality: app.confidentiality.word(),
            key_ids: app.keys.kids().collect(),
            state: app.state.word(),
            description: app.description.as_deref(),
            owner: app.owner.as_deref(),
            standing: None,
            site_url: app.site_url.as_deref(),
            privacy_url: app.privacy_url.as_deref(),
            terms_url: app.terms_url.as_deref(),
            site_domain: app.site_domain.as_deref(),
            canvas_origin: app.canvas_origin.as_deref(),
            origins: app.origins.iter().map(String::as_str).collect(),
            post_logout_uris: app.post_logout_uris.iter().map(String::as_str).collect(),
            deauthorize_url: app.deauthorize_url.as_deref(),
            backchannel_logout_url: app.backchannel_logout_url.as_deref(),
            callbacks: None,
            redirect_uris: app.redirect_uris.iter().map(|uri| uri.raw()).collect(),
            resources: app.resources.iter().map(String::as_str).collect(),
            discovery: None,
            scopes: app.scopes.in_order(catalogue),
            response_types: app.response_types.iter().map(|one| one.word()).collect(),
            grants: app.grants.iter().map(|one| one.word()).collect(),
            style: app.style.word(),
            access_token_format: app.access_token_format.word(),
            token_ttl: app.token_ttl.map(|ttl| ttl.as_secs()),
            id_token_alg: app.id_token_alg.word(),
            userinfo_alg: app.userinfo_alg.map(Algorithm::word),
            switches: switches().map(|one| (one.word(), app.has(one))).collect(),
            created_at: print::moment(app.created_at),
            updated_at: print::moment(app.updated_at),
        }
    }

    /// With the secret that was made, or null where the app keeps none.
    pub fn with_secret(mut self, secret: Option<&'a str>) -> Self {
        self.client_secret = Some(secret);
        self
    }

    /// With the time until which the secret before that one works, or null where it has ended.
    pub fn with_old_secret_until(mut self, until: Option<&'a str>) -> Self {
        self.old_secret_until = Some(until);
        self
    }

    pub fn with_discovery(mut self, public_url: &str) -> Self {
        self.discovery = Some(format!("{public_url}{DISCOVERY}"));
        self
    }

    pub fn with_standing(mut self, standing: Option<Standing>) -> Self {
        self.standing = standing;
        self
    }

    pub fn with_callback_key(mut self, key: &'a str) -> Self {
        self.callback_key = Some(key);
        self
    }

    pub fn with_callbacks(mut self, queued: &[Delivery]) -> Self {
        self.callbacks = Some(Undelivered::of(queued));
        self
    }

    /// As a record for people; `secrets` are the live ones, told by their last characters.
    pub fn print(mut self, secrets: &[AppSecret]) -> Result<(), Refusal> {
        let hints = secrets.iter().map(hint);
        let standing = self.standing.take().unwrap_or_default();
        print::record(&[
            ("number", Some(self.id.to_string())),
            ("uuid", some(self.uuid)),
            ("client ID", some(self.client_id)),
            ("client secret", self.client_secret.flatten().and_then(some)),
            ("secrets end in", listed(&hints.collect::<Vec<_>>())),
            ("key IDs", listed(&self.key_ids)),
            ("name", some(self.name)),
            (
                "kind",
                some(&format!("{}, {}", self.kind, self.confidentiality)),
            ),
            ("state", some(self.state)),
            ("description", self.description.and_then(some)),
            ("owner", self.owner.and_then(some)),
            ("owned by", standing.owner_user),
            ("approved", standing.approved_at),
            ("declined", standing.declined_why),
            ("proposed", listed(&standing.proposed)),
            ("site URL", self.site_url.and_then(some)),
            ("privacy URL", self.privacy_url.and_then(some)),
            ("terms URL", self.terms_url.and_then(some)),
            ("site domain", self.site_domain.and_then(some)),
            ("canvas origin", self.canvas_origin.and_then(some)),
            ("origins", listed(&self.origins)),
            ("post-logout URIs", listed(&self.post_logout_uris)),
            ("deauthorize URL", self.deauthorize_url.and_then(some)),
            ("logout URL", self.backchannel_logout_url.and_then(some)),
            (
                "callbacks",
                self.callbacks.as_ref().and_then(Undelivered::words),
            ),
            ("redirect URIs", listed(&self.redirect_uris)),
            ("discovery", self.discovery.clone()),
        ])?;
        self.print_powers()
    }

    /// What the app may do, and how it is answered.
    fn print_powers(self) -> Result<(), Refusal> {
        let seconds = |seconds: u64| format!("{seconds} s");
        let mut lines = vec![
            ("resources", listed(&self.resources)),
            ("scopes", listed(&self.scopes)),
            ("response types", listed(&self.response_types)),
            ("grants", listed(&self.grants)),
            ("style", some(self.style)),
            ("access tokens", some(self.access_token_format)),
            ("token lifetime", self.token_ttl.map(seconds)),
            ("ID tokens", some(self.id_token_alg)),
            ("signed userinfo", self.userinfo_alg.and_then(some)),
        ];
        lines.extend(switches().map(|switch| {
            let is_on = self.switches.get(switch.word()) == Some(&true);
            let [on, off] = words(switch);
            (label(switch), some(if is_on { on } else { off }))
        }));
        lines.push(("added", Some(self.created_at)));
        lines.push(("changed", Some(self.updated_at)));
        print::record(&lines)
    }
}

/// Whose an app is, and what was decided about it.
#[derive(Default, Serialize)]
pub struct Standing {
    /// The name of the user; null: the operators'.
    owner_user: Option<String>,
    approved_at: Option<String>,
    declined_why: Option<String>,
    /// What its owner wants changed, until an admin decides.
    proposal: Option<Changes>,
    #[serde(skip)]
    proposed: Vec<String>,
}

impl Standing {
    pub fn of(
        ownership: &Ownership,
        owner_user: Option<String>,
        proposal: Option<Proposal>,
    ) -> Option<Self> {
        (*ownership != Ownership::default()).then(|| {
            let proposal = proposal.map(|proposal| proposal.changes);
            Self {
                owner_user,
                approved_at: ownership.approved_at.map(print::moment),
                declined_why: ownership.declined_why.clone(),
                proposed: proposal.as_ref().map(becomes).unwrap_or_default(),
                proposal,
            }
        })
    }
}

/// What each field would be.
fn becomes(changes: &Changes) -> Vec<String> {
    let texts = changes.texts().into_iter();
    let named = texts.filter_map(|(field, text)| Some((field, text?.replace('\n', " "))));
    named
        .map(|(field, text)| format!("{field}: {text}"))
        .collect()
}

/// Callbacks that did not arrive, or not yet.
#[derive(Serialize)]
struct Undelivered {
    waiting: usize,
    /// Tried often enough; kept for a month to be seen.
    given_up: usize,
    /// Why the youngest of them did not arrive that was tried.
    last_error: Option<String>,
}

impl Undelivered {
    fn of(queued: &[Delivery]) -> Self {
        let given_up = queued.iter().filter(|one| one.dead_at.is_some()).count();
        let mut errors = queued.iter().rev().filter_map(|one| one.last_error.clone());
        Self {
            waiting: queued.len() - given_up,
            given_up,
            last_error: errors.next(),
        }
    }

    /// `None` where there is nothing to see.
    fn words(&self) -> Option<String> {
        let counts = match (self.waiting, self.given_up) {
            (0, 0) => return None,
            (waiting, 0) => format!("{waiting} waiting"),
            (0, given_up) => format!("{given_up} given up"),
            (waiting, given_up) => format!("{waiting} waiting, {given_up} given up"),
        };
        Some(match &self.last_error {
            Some(why) => format!("{counts} ({why})"),
            None => counts,
        })
    }
}

fn switches() -> impl Iterator<Item = Switch> {
    Switch::ALL.iter().copied()
}

/// What tells two secrets apart.
fn hint(secret: &AppSecret) -> String {
    match secret.expires_at {
        None => format!("…{}", secret.hint),
        Some(end) => format!("…{} (until {})", secret.hint, print::moment(end)),
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn listed<T: AsRef<str>>(items: &[T]) -> Option<String> {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    Some(items.join(", ")).filter(|line| !line.is_empty())
}
