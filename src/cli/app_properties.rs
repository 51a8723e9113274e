//! What an app can be told to be: the flags that `app add` and `app edit` share.

use super::app_switches::{ADDRESSES, COMPATIBILITY, PERMISSIONS, Switches};
use super::ask::json_object;
use super::refusal::Refusal;
use crate::domain::oauth::client::{
    Confidentiality, GrantType, Kind, ResponseType, Style, TokenFormat,
};
use crate::domain::oauth::client_keys::ClientKeys;
use crate::domain::oauth::registration::{TokenTtl, UserinfoAlg, Wishes};
use crate::domain::openid::algorithm::Algorithm;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::Path;
use std::time::Duration;

/// How a set of keys begins.
const SET_OF_KEYS: &str = r#"{"keys":[{"kty":"EC",…}]}"#;
const UNSIGNED: &str = "none";

/// A set of options that is applied at once.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    // Results as geni.com really sends them, tokens as well as codes, credentials and tokens in queries.
    GeniLive,
}

#[derive(clap::Args)]
pub struct Properties {
    /// What the app is
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Who is responsible for the app
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    /// The app's website, shown to users
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Where the app says what it does with data of users, shown to them
    #[arg(long, value_name = "URL")]
    privacy_url: Option<String>,
    /// The app's terms of use, shown to users
    #[arg(long, value_name = "URL")]
    terms_url: Option<String>,
    /// The app cannot keep a secret: it runs on users' own machines
    #[arg(long, conflicts_with = "confidential")]
    public: bool,
    /// The app can keep a secret: it runs on a server
    #[arg(long)]
    confidential: bool,
    /// File with the app's public keys as a JWK set, or - for standard input: the app authenticates by signing
    /// (private_key_jwt), and no client secret works for it. With `app edit`, replaces the existing keys; "" removes
    /// them and issues a client secret
    #[arg(long, value_name = "FILE")]
    jwks: Option<String>,
    /// Apply a set of options at once; options given explicitly take precedence. geni-live: for programs written
    /// against geni.com
    #[arg(long, value_name = "PRESET")]
    preset: Option<Preset>,
    /// Address to send answers to, exactly as the app sends it (repeatable). With `app edit`, replaces the existing
    /// list
    #[arg(long, value_name = "URI", help_heading = ADDRESSES)]
    redirect_uri: Vec<String>,
    /// Host name of the app's website
    #[arg(long, value_name = "DOMAIN", help_heading = ADDRESSES)]
    site_domain: Option<String>,
    /// Origin that may frame our pages (display=iframe), as in https://example.org
    #[arg(long, value_name = "ORIGIN", help_heading = ADDRESSES)]
    canvas_origin: Option<String>,
    /// Origin of the app's own pages that no redirect URI covers, as in capacitor://localhost (repeatable): they may
    /// call the endpoints for programs. With `app edit`, replaces the existing list; "" empties it
    #[arg(long, value_name = "ORIGIN", help_heading = ADDRESSES)]
    origin: Vec<String>,
    /// Address that users may be sent to after they signed out for this app (repeatable; OpenID Connect). With `app
    /// edit`, replaces the existing list; "" empties it
    #[arg(long, value_name = "URL", help_heading = ADDRESSES)]
    post_logout_uri: Vec<String>,
    /// Address to call when a user removes the app's access (https, signed with the app's callback key)
    #[arg(long, value_name = "URL", help_heading = ADDRESSES)]
    deauthorize_url: Option<String>,
    /// Address to call when a session ends in which the app was given an ID token (https; OpenID Connect Back-Channel
    /// Logout)
    #[arg(long, value_name = "URL", help_heading = ADDRESSES)]
    backchannel_logout_url: Option<String>,
    /// Resource the app may request tokens for, or whose tokens a resource server accepts (repeatable; RFC 8707). The
    /// first is the default. With `app edit`, replaces the existing list; "" empties it
    #[arg(long, value_name = "URI", help_heading = PERMISSIONS)]
    resource: Vec<String>,
    /// Scope the app may request (repeatable); new apps get all but offline_access by default. With `app edit`, replaces
    /// the existing list
    #[arg(long, value_name = "SCOPE", help_heading = PERMISSIONS)]
    scope: Vec<String>,
    /// Response type the app may request (repeatable), and in OpenID Connect each combination of those it has. With `app
    /// edit`, replaces the existing list
    #[arg(long, value_name = "TYPE", value_parser = response_type(), help_heading = PERMISSIONS)]
    response_type: Vec<ResponseType>,
    /// Grant type the app may use (repeatable)
    #[arg(long, value_name = "TYPE", value_parser = grant(), help_heading = PERMISSIONS)]
    grant: Vec<GrantType>,
    /// Lifetime of the app's access tokens in seconds; "default" uses the setting `token_ttl`
    #[arg(long, value_name = "SECONDS", value_parser = token_ttl, help_heading = PERMISSIONS)]
    token_ttl: Option<TokenTtl>,
    /// How the app's ID tokens are signed (OpenID Connect); new apps: RS256. The setting `signing.algorithms` names the
    /// algorithms there are keys for
    #[arg(long, value_name = "ALG", value_parser = algorithm(), help_heading = PERMISSIONS)]
    id_token_alg: Option<Algorithm>,
    /// Sign the app's userinfo answers, as a JWT; "none" sends plain JSON, as for new apps
    #[arg(long, value_name = "ALG|none", value_parser = userinfo_alg(), help_heading = PERMISSIONS)]
    userinfo_alg: Option<UserinfoAlg>,
    /// Format of the app's access tokens: random, or JWTs that APIs read by themselves (RFC 9068; at most 30 days)
    #[arg(long, value_name = "FORMAT", value_parser = token_format(), help_heading = PERMISSIONS)]
    access_token_format: Option<TokenFormat>,
    #[command(flatten)]
    switches: Switches,
    /// Format of answers: as documented, or as geni.com really sends them
    #[arg(long, value_name = "STYLE", value_parser = style(), help_heading = COMPATIBILITY)]
    style: Option<Style>,
}

impl Properties {
    /// As wishes, with the name and kind that `add` demands and `edit` may change.
    pub fn wishes(self, name: Option<String>, kind: Option<Kind>) -> Result<Wishes, Refusal> {
        let confidentiality = match (self.public, self.confidential) {
            (true, _) => Some(Confidentiality::Public),
            (_, true) => Some(Confidentiality::Confidential),
            _ => None,
        };
        let wishes = Wishes {
            name,
            kind,
            confidentiality,
            keys: self.jwks.as_deref().map(client_keys).transpose()?,
            description: self.description,
            owner: self.owner,
            site_url: self.site_url,
            privacy_url: self.privacy_url,
            terms_url: self.terms_url,
            site_domain: self.site_domain,
            canvas_origin: self.canvas_origin,
            origins: named(self.origin),
            post_logout_uris: named(self.post_logout_uri),
            deauthorize_url: self.deauthorize_url,
            backchannel_logout_url: self.backchannel_logout_url,
            redirect_uris: named(self.redirect_uri),
            add_redirect_uris: Vec::new(),
            remove_redirect_uris: Vec::new(),
            resources: named(self.resource),
            scopes: named(self.scope),
            response_types: named(self.response_type),
            grants: named(self.grant),
            style: self.style,
            access_token_format: self.access_token_format,
            token_ttl: self.token_ttl,
            id_token_alg: self.id_token_alg,
            userinfo_alg: self.userinfo_alg,
            on: self.switches.on,
            off: self.switches.off,
        };
        Ok(match self.preset {
            Some(Preset::GeniLive) => wishes.for_geni_live(),
            None => wishes,
        })
    }
}

fn client_keys(file: &str) -> Result<ClientKeys, Refusal> {
    if file.is_empty() {
        return Ok(ClientKeys::default());
    }
    let set = json_object(Path::new(file), SET_OF_KEYS)?;
    ClientKeys::parse(&set).map_err(|fault| Refusal::new(format!("{file}: {fault}")))
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

/// An algorithm that signs.
pub fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::WORDS)
        .try_map(|word| Algorithm::from_word(&word).ok_or("algorithm"))
}

fn userinfo_alg() -> impl TypedValueParser<Value = UserinfoAlg> {
    let words = Algorithm::WORDS.iter().copied().chain([UNSIGNED]);
    let read = |word: String| {
        let algorithm = Algorithm::from_word(&word).map(UserinfoAlg::Signed);
        algorithm.unwrap_or(UserinfoAlg::Unsigned)
    };
    PossibleValuesParser::new(words).map(read)
}

fn token_format() -> impl TypedValueParser<Value = TokenFormat> {
    PossibleValuesParser::new(TokenFormat::WORDS)
        .try_map(|word| TokenFormat::from_word(&word).ok_or("format"))
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
