//! Why an owner cannot have it like this.

use crate::domain::oauth::choices::Kind;
use crate::domain::oauth::registration::MOST_ADDRESSES;

/// What an owner may never set, or not so; each text ends with what mends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnerFault {
    #[error("apps of kind {} are registered by an operator here: choose another kind", .0.word())]
    Kind(Kind),
    #[error("the grant {0} is for apps that an operator registers: leave it out")]
    Grant(&'static str),
    #[error(
        "an app with a secret gets a code, and no token in an address: leave the response type token out"
    )]
    TokenWithSecret,
    #[error("{0} is for operators to set: leave it as it is")]
    Switch(&'static str),
    #[error("the answer style geni_live is for operators to set: leave it as it is")]
    Style,
    #[error("the scope {0} is for apps that an operator registers: leave it out")]
    Scope(String),
    #[error(
        "access tokens live as long as the platform's at most: leave their lifetime out, or make it {0} seconds or less"
    )]
    TokenTtl(u64),
    #[error("who answers for an app is its owner: leave the text out")]
    OwnerText,
    #[error("number and client ID are made here: leave them out")]
    OwnIdentity,
    #[error("another app has a name that reads like this one: choose another")]
    NameTaken,
    #[error("the platform's own name is in this one: choose another")]
    PlatformName,
    #[error("an app has at most {MOST_ADDRESSES} addresses of each sort: leave some out")]
    TooManyAddresses,
}

impl OwnerFault {
    /// Whether the form of an owner lets one type it: the others are sent by hand.
    pub const fn is_about_typing(&self) -> bool {
        matches!(
            self,
            Self::NameTaken | Self::PlatformName | Self::TooManyAddresses
        )
    }
}
