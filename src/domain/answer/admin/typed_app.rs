//! All fields of an app's form, as they stand in it or were typed, and the wishes that they make: what is as it was is
//! not wished, so that it stays by the rules of its day.

use crate::domain::oauth::client::{
    App, Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use crate::domain::oauth::registration::{RegistrationFault, TokenTtl, UserinfoAlg, Wishes};
use crate::domain::openid::algorithm::Algorithm;
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedApp {
    pub name: String,
    pub description: String,
    pub owner: String,
    pub site_url: String,
    pub privacy_url: String,
    pub terms_url: String,
    pub site_domain: String,
    pub canvas_origin: String,
    pub deauthorize_url: String,
    pub backchannel_logout_url: String,
    pub redirect_uris: Vec<String>,
    pub origins: Vec<String>,
    pub post_logout_uris: Vec<String>,
    pub resources: Vec<String>,
    pub kind: Kind,
    pub confidentiality: Confidentiality,
    pub scopes: BTreeSet<String>,
    pub response_types: Vec<ResponseType>,
    pub grants: Vec<GrantType>,
    pub style: Style,
    pub token_format: TokenFormat,
    /// Seconds; empty: as the setting says.
    pub token_ttl: String,
    pub id_token_alg: Algorithm,
    /// None: unsigned.
    pub userinfo_alg: Option<Algorithm>,
    pub switches: BTreeSet<Switch>,
}

impl TypedApp {
    pub fn of(app: &App) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            name: app.name.clone(),
            description: text(&app.description),
            owner: text(&app.owner),
            site_url: text(&app.site_url),
            privacy_url: text(&app.privacy_url),
            terms_url: text(&app.terms_url),
            site_domain: text(&app.site_domain),
            canvas_origin: text(&app.canvas_origin),
            deauthorize_url: text(&app.deauthorize_url),
            backchannel_logout_url: text(&app.backchannel_logout_url),
            redirect_uris: app
                .redirect_uris
                .iter()
                .map(|uri| uri.raw().to_owned())
                .collect(),
            origins: app.origins.clone(),
            post_logout_uris: app.post_logout_uris.clone(),
            resources: app.resources.clone(),
            kind: app.kind,
            confidentiality: app.confidentiality,
            scopes: app.scopes.names().map(str::to_owned).collect(),
            response_types: in_order(ResponseType::ALL, |it| app.response_types.contains(it)),
            grants: in_order(GrantType::ALL, |it| app.grants.contains(it)),
            style: app.style,
            token_format: app.access_token_format,
            token_ttl: app
                .token_ttl
                .map(|ttl| ttl.as_secs().to_string())
                .unwrap_or_default(),
            id_token_alg: app.id_token_alg,
            userinfo_alg: app.userinfo_alg,
            switches: app.switches.clone(),
        }
    }

    /// What nobody changed of what the form was filled with becomes what it is filled with now: so a kind brings its own
    /// defaults.
    #[must_use]
    pub fn rebased(mut self, from: &Self, onto: &Self) -> Self {
        if self.response_types == from.response_types {
            self.response_types.clone_from(&onto.response_types);
        }
        if self.grants == from.grants {
            self.grants.clone_from(&onto.grants);
        }
        for switch in Switch::ALL {
            if self.switches.contains(switch) == from.switches.contains(switch) {
                match onto.switches.contains(switch) {
                    true => self.switches.insert(*switch),
                    false => self.switches.remove(switch),
                };
            }
        }
        self
    }

    /// What is wished of an app that is `base`.
    pub fn wishes(&self, base: &Self) -> Result<Wishes, RegistrationFault> {
        let on = self.switches.difference(&base.switches);
        let off = base.switches.difference(&self.switches);
        let mut wishes = Wishes {
            name: new(&self.name, &base.name),
            kind: new(&self.kind, &base.kind),
            confidentiality: new(&self.confidentiality, &base.confidentiality),
            description: new(&self.description, &base.description),
            owner: new(&self.owner, &base.owner),
            site_url: new(&self.site_url, &base.site_url),
            privacy_url: new(&self.privacy_url, &base.privacy_url),
            terms_url: new(&self.terms_url, &base.terms_url),
            site_domain: new(&self.site_domain, &base.site_domain),
            canvas_origin: new(&self.canvas_origin, &base.canvas_origin),
            deauthorize_url: new(&self.deauthorize_url, &base.deauthorize_url),
            backchannel_logout_url: new(&self.backchannel_logout_url, &base.backchannel_logout_url),
            origins: new(&self.origins, &base.origins),
            post_logout_uris: new(&self.post_logout_uris, &base.post_logout_uris),
            resources: new(&self.resources, &base.resources),
            scopes: new(&self.scopes, &base.scopes).map(|names| names.into_iter().collect()),
            response_types: new(&self.response_types, &base.response_types),
            grants: new(&self.grants, &base.grants),
            style: new(&self.style, &base.style),
            access_token_format: new(&self.token_format, &base.token_format),
            id_token_alg: new(&self.id_token_alg, &base.id_token_alg),
            userinfo_alg: new(&self.userinfo_alg, &base.userinfo_alg)
                .map(|named| named.map_or(UserinfoAlg::Unsigned, UserinfoAlg::Signed)),
            token_ttl: new(&self.token_ttl, &base.token_ttl)
                .map(|text| token_ttl(&text))
                .transpose()?,
            on: on.copied().collect(),
            off: off.copied().collect(),
            ..Wishes::default()
        };
        self.wish_addresses(base, &mut wishes);
        Ok(wishes)
    }

    /// What stays is not named; but for a new order all are.
    fn wish_addresses(&self, base: &Self, wishes: &mut Wishes) {
        let before = &base.redirect_uris;
        let mut kept: Vec<&String> = Vec::new();
        for line in &self.redirect_uris {
            if before.contains(line) && !kept.contains(&line) {
                kept.push(line);
            } else {
                wishes.add_redirect_uris.push(line.clone());
            }
        }
        let gone = before.iter().filter(|line| !kept.contains(line));
        wishes.remove_redirect_uris = gone.cloned().collect();
        let is_in_order = before
            .iter()
            .filter(|line| kept.contains(line))
            .eq(kept.iter().copied());
        if !is_in_order {
            wishes.redirect_uris = Some(self.redirect_uris.clone());
            wishes.add_redirect_uris.clear();
            wishes.remove_redirect_uris.clear();
        }
    }
}

fn in_order<T: Copy>(all: &[T], is_there: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().copied().filter(is_there).collect()
}

fn new<T: PartialEq + Clone>(typed: &T, before: &T) -> Option<T> {
    (typed != before).then(|| typed.clone())
}

fn token_ttl(text: &str) -> Result<TokenTtl, RegistrationFault> {
    if text.is_empty() {
        return Ok(TokenTtl::Platform);
    }
    let seconds = text.parse().map_err(|_| RegistrationFault::TokenTtl)?;
    Ok(TokenTtl::Own(Duration::from_secs(seconds)))
}
