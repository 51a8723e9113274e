//! The pages of the developer console, by their addresses: those about apps that owners have.

use super::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use super::query::once;

const LIST: &str = "/developer";
const APPS: &str = "/developer/apps";

/// A page of the console: those about apps that owners have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeveloperPlace(AppsPlace);

impl DeveloperPlace {
    /// Where owners have no such page, their list.
    pub fn of(place: AppsPlace) -> Self {
        Self(match place {
            AppsPlace::List(listed) => list(listed.has_removed),
            place if is_for_owners(&place) => place,
            _ => list(false),
        })
    }

    pub fn list() -> Self {
        Self(list(false))
    }

    /// From path and query; `None` when it is no page of this list.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        if path == LIST {
            let has_removed = once(query, "done").as_deref() == Some(REMOVED);
            return Some(Self(list(has_removed)));
        }
        let rest = path.strip_prefix(APPS)?.strip_prefix('/')?;
        let steps: Vec<&str> = rest.split('/').collect();
        let place = AppsPlace::parse(&steps, query)?;
        is_for_owners(&place).then_some(Self(place))
    }

    /// Path and query, written anew.
    pub fn address(&self) -> String {
        match &self.0 {
            AppsPlace::List(listed) if listed.has_removed => format!("{LIST}?done={REMOVED}"),
            AppsPlace::List(_) => LIST.to_owned(),
            place => format!("{APPS}{}", place.address()),
        }
    }

    pub const fn apps(&self) -> &AppsPlace {
        &self.0
    }

    /// Whether something is done there, which wants a fresh proof.
    pub const fn acts(&self) -> bool {
        self.0.acts()
    }
}

fn list(has_removed: bool) -> AppsPlace {
    AppsPlace::List(AppsListed {
        has_removed,
        ..AppsListed::default()
    })
}

const REMOVED: &str = "removed";

/// The others are for admins.
const fn is_for_owners(place: &AppsPlace) -> bool {
    match place {
        AppsPlace::List(_) | AppsPlace::Roles { .. } => false,
        AppsPlace::App { done, .. } | AppsPlace::Secrets { done, .. } => match done {
            None
            | Some(AppDone::Added | AppDone::Saved | AppDone::Proposed | AppDone::SecretEnded) => {
                true
            }
            Some(
                AppDone::Disabled
                | AppDone::Enabled
                | AppDone::Approved
                | AppDone::Declined
                | AppDone::HandedOver,
            ) => false,
        },
        AppsPlace::New | AppsPlace::Explain(_) | AppsPlace::Try(_) | AppsPlace::Code(_) => true,
        AppsPlace::Act { act, .. } => match act {
            AppAct::Edit
            | AppAct::Remove
            | AppAct::Owner
            | AppAct::CallbackKey
            | AppAct::NewSecret
            | AppAct::EndSecret(_) => true,
            AppAct::Disable | AppAct::Enable | AppAct::Approve | AppAct::Decline => false,
        },
    }
}
