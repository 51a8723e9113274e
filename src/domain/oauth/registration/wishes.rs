//! What an owner can wish of an app.

use crate::domain::oauth::client::{
    Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use crate::domain::oauth::client_keys::ClientKeys;
use crate::domain::openid::algorithm::Algorithm;
use std::time::Duration;

/// What an owner wants of an app. What is left out keeps its default, or stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    pub name: Option<String>,
    pub kind: Option<Kind>,
    pub confidentiality: Option<Confidentiality>,
    /// All of them; an empty set takes them away.
    pub keys: Option<ClientKeys>,
    /// Here and in the next five an empty text takes away what was there.
    pub description: Option<String>,
    pub owner: Option<String>,
    pub site_url: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    pub site_domain: Option<String>,
    pub canvas_origin: Option<String>,
    pub deauthorize_url: Option<String>,
    pub backchannel_logout_url: Option<String>,
    /// The whole list; then what is added and what is taken away.
    pub redirect_uris: Option<Vec<String>>,
    pub add_redirect_uris: Vec<String>,
    pub remove_redirect_uris: Vec<String>,
    /// The whole list; an empty text takes away what was there.
    pub origins: Option<Vec<String>>,
    /// The same.
    pub post_logout_uris: Option<Vec<String>>,
    /// The same.
    pub resources: Option<Vec<String>>,
    pub scopes: Option<Vec<String>>,
    pub response_types: Option<Vec<ResponseType>>,
    pub grants: Option<Vec<GrantType>>,
    pub style: Option<Style>,
    pub access_token_format: Option<TokenFormat>,
    pub token_ttl: Option<TokenTtl>,
    pub id_token_alg: Option<Algorithm>,
    pub userinfo_alg: Option<UserinfoAlg>,
    /// What is to be turned on, and off.
    pub on: Vec<Switch>,
    pub off: Vec<Switch>,
}

/// How long an app's access tokens live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenTtl {
    /// As the platform's setting says.
    Platform,
    Own(Duration),
}

/// How an app is told about people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserinfoAlg {
    /// As JSON.
    Unsigned,
    Signed(Algorithm),
}

impl UserinfoAlg {
    pub const fn algorithm(self) -> Option<Algorithm> {
        match self {
            Self::Unsigned => None,
            Self::Signed(algorithm) => Some(algorithm),
        }
    }
}

impl Wishes {
    /// Whether it is wished on or off.
    pub fn names(&self, switch: Switch) -> bool {
        self.on.contains(&switch) || self.off.contains(&switch)
    }

    /// What a program written against geni.com needs beside the defaults; what was wished already stays. Of
    /// addresses and the password grant it says nothing: those are named one by one.
    pub fn for_geni_live(mut self) -> Self {
        let trades_codes = self
            .grants
            .as_deref()
            .is_none_or(|named| named.contains(&GrantType::AuthorizationCode));
        let types = if trades_codes {
            vec![ResponseType::Token, ResponseType::Code]
        } else {
            vec![ResponseType::Token]
        };
        self.response_types.get_or_insert(types);
        self.style.get_or_insert(Style::GeniLive);
        let leaks = [Switch::TokenByGet, Switch::TokenInQuery];
        self.on
            .extend(leaks.iter().filter(|switch| !self.off.contains(switch)));
        self
    }
}
