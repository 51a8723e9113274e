//! By whose rules an app is registered: what there is to choose, and the defaults.

use super::given::premises;
use crate::domain::oauth::client::{App, Kind};
use crate::domain::oauth::console::rules::usual_wishes;
use crate::domain::oauth::registration::{self, Wishes};
use crate::domain::oauth::scope::Scopes;
use crate::flow::Platform;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    Operators,
    Owners,
}

impl Terms {
    pub fn kinds(self, platform: &Platform) -> Vec<Kind> {
        match self {
            Self::Operators => Kind::ALL.to_vec(),
            Self::Owners => platform.policy.developers.kinds.clone(),
        }
    }

    /// In the order of the settings.
    pub fn scopes(self, platform: &Platform) -> Vec<String> {
        let mut scopes = platform.policy.scopes.clone();
        if self == Self::Owners {
            scopes.retain(|scope| platform.policy.developers.allows_scope(scope));
        }
        scopes
    }

    /// An app of which nothing but kind and confidentiality is wished.
    pub fn usual(self, platform: &Platform, wishes: &Wishes) -> App {
        let (premises, now) = (premises(platform), platform.clock.now());
        if self == Self::Operators {
            return registration::usual(wishes, premises, now);
        }
        let wishes = usual_wishes(wishes, &platform.policy.developers, &platform.policy.scopes);
        let usual = registration::usual(&wishes, premises, now);
        let scopes = wishes.scopes.map(|scopes| scopes.join(" "));
        App {
            scopes: scopes
                .and_then(|names| Scopes::parse(&names).ok())
                .unwrap_or_default(),
            grants: wishes.grants.unwrap_or_default(),
            ..usual
        }
    }
}
