//! What an app can be told to be: the flags that `app add` and `app edit` share.

use super::user::OnOff;
use crate::domain::oauth::client::{Confidentiality, GrantType, Kind, ResponseType, Style};
use crate::domain::oauth::registration::{TokenTtl, Wishes};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::time::Duration;

/// Several switches at once.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    /// For programs written against geni.com: results as geni.com really sends them, tokens as well as codes,
    /// credentials and tokens in queries
    GeniLive,
}

#[derive(clap::Args)]
pub struct Properties {
    /// Several switches at once; each that is named beside it stays as named
    #[arg(long)]
    preset: Option<Preset>,
    /// Address that an answer may be sent to, exactly as the app will send it; may be repeated. With `app edit`
    /// these are all there are from then on
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,
    /// Host name of the app's site
    #[arg(long, value_name = "DOMAIN")]
    site_domain: Option<String>,
    /// Whether answers may go to every https address at the site domain and below it
    #[arg(long)]
    within_site_domain: Option<OnOff>,
    /// Origin that may frame a page of ours, for display=iframe, as in https://example.org
    #[arg(long, value_name = "ORIGIN")]
    canvas_origin: Option<String>,
    /// Origin of the app's own pages that no redirect URI names, as in capacitor://localhost (repeatable): they may
    /// call the endpoints for programs. With `app edit`, replaces the existing list; "" empties it
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// Where the app is told that somebody withdrew it: called over https, signed with its callback key
    #[arg(long, value_name = "URL")]
    deauthorize_url: Option<String>,
    /// The app's site, as people read it
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Who answers for the app
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    /// What the app is
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Scope that it may ask for; may be repeated. New apps: all, when none is named
    #[arg(long)]
    scope: Vec<String>,
    /// May be repeated
    #[arg(long, value_parser = response_type())]
    response_type: Vec<ResponseType>,
    /// May be repeated
    #[arg(long, value_parser = grant())]
    grant: Vec<GrantType>,
    /// How results are written: as documented, or as geni.com really sends them
    #[arg(long, value_parser = style())]
    style: Option<Style>,
    /// on: skip the consent page for people who already allowed the app; off: ask every time
    #[arg(long)]
    remember_consent: Option<OnOff>,
    /// Seconds that its access tokens live; "default": as the setting `token_ttl` says
    #[arg(long, value_name = "SECONDS", value_parser = token_ttl)]
    token_ttl: Option<TokenTtl>,
    /// Old habit: credentials in the query of request_token
    #[arg(long)]
    token_by_get: Option<OnOff>,
    /// Old habit: access_token in the query of an API call
    #[arg(long)]
    token_in_query: Option<OnOff>,
    /// May introspect every app's tokens
    #[arg(long)]
    resource_server: Option<OnOff>,
    /// Allow redirect URIs whose scheme has no dot, as in geni7://authorize
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    allow_short_scheme: Option<OnOff>,
    /// Broker API: anybody gets in as any user of the app, without its server; for trying things out
    #[arg(long)]
    development_mode: Option<OnOff>,
    /// Cannot keep a secret: runs on people's own machines
    #[arg(long, conflicts_with = "confidential")]
    public: bool,
    /// Can keep a secret: runs on a server
    #[arg(long)]
    confidential: bool,
}

impl Properties {
    /// As wishes, with the name and kind that `add` demands and `edit` may change.
    pub fn wishes(self, name: Option<String>, kind: Option<Kind>) -> Wishes {
        let confidentiality = match (self.public, self.confidential) {
            (true, _) => Some(Confidentiality::Public),
            (_, true) => Some(Confidentiality::Confidential),
            _ => None,
        };
        let is_on = |switch: OnOff| switch == OnOff::On;
        let wishes = Wishes {
            name,
            kind,
            confidentiality,
            description: self.description,
            owner: self.owner,
            site_url: self.site_url,
            site_domain: self.site_domain,
            canvas_origin: self.canvas_origin,
            origins: named(self.origin),
            deauthorize_url: self.deauthorize_url,
            within_site_domain: self.within_site_domain.map(is_on),
            redirect_uris: named(self.redirect_uri),
            add_redirect_uris: Vec::new(),
            remove_redirect_uris: Vec::new(),
            scopes: named(self.scope),
            response_types: named(self.response_type),
            grants: named(self.grant),
            style: self.style,
            remember_consent: self.remember_consent.map(is_on),
            token_ttl: self.token_ttl,
            token_by_get: self.token_by_get.map(is_on),
            token_in_query: self.token_in_query.map(is_on),
            resource_server: self.resource_server.map(is_on),
            allow_short_scheme: self.allow_short_scheme.map(is_on),
            development_mode: self.development_mode.map(is_on),
        };
        match self.preset {
            Some(Preset::GeniLive) => wishes.for_geni_live(),
            None => wishes,
        }
    }
}

fn named<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

pub fn kind() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::WORDS).try_map(|word| Kind::from_word(&word).ok_or("kind"))
}

fn response_type() -> impl TypedValueParser<Value = ResponseType> {
    PossibleValuesParser::new(ResponseType::WORDS)
        .try_map(|word| ResponseType::from_word(&word).ok_or("response type"))
}

fn grant() -> impl TypedValueParser<Value = GrantType> {
    PossibleValuesParser::new(GrantType::WORDS)
        .try_map(|word| GrantType::from_word(&word).ok_or("grant"))
}

fn style() -> impl TypedValueParser<Value = Style> {
    PossibleValuesParser::new(Style::WORDS).try_map(|word| Style::from_word(&word).ok_or("style"))
}

fn token_ttl(text: &str) -> Result<TokenTtl, String> {
    if text == "default" {
        return Ok(TokenTtl::Platform);
    }
    text.parse()
        .map(|seconds| TokenTtl::Own(Duration::from_secs(seconds)))
        .map_err(|_| "give a whole number of seconds, or \"default\"".to_owned())
}
