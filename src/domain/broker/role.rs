//! Roles: what an endpoint may do. What is not granted is denied.

use super::LONGEST_BODY;
use super::error::BrokerError;
use crate::domain::key::AppId;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest name of a role, in characters.
const NAME_CHARS: usize = 255;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Upper case.
    pub uuid: String,
    pub app_id: AppId,
    /// Unique within the app.
    pub name: String,
    pub body: RoleBody,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts edits; a change is made only to the version it was decided on.
    pub version: i64,
}

/// What is granted. Read and written whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RoleBody {
    pub media_relay: bool,
    pub events: Map<String, Value>,
    /// The flag `list`, and rules by exact name, `prefix*` or `*`.
    pub groups: Map<String, Value>,
    /// Stored and returned, nothing more.
    pub pstn_out: Vec<Value>,
    pub caller_ids: Vec<Value>,
}

/// What an endpoint wants to do with a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupAction {
    Subscribe,
    Unsubscribe,
    Create,
    Destroy,
    Publish,
    GetSubscribers,
}

words!(GroupAction {
    Subscribe = "subscribe",
    Unsubscribe = "unsubscribe",
    Create = "create",
    Destroy = "destroy",
    Publish = "publish",
    GetSubscribers = "getsubscribers",
});

impl RoleBody {
    /// The built-in role of development mode: groups are allowed, nothing else.
    pub fn development() -> Self {
        let all: Map<String, Value> = GroupAction::WORDS
            .iter()
            .map(|&action| (action.to_owned(), Value::Bool(true)))
            .collect();
        let mut groups = Map::new();
        groups.insert("list".to_owned(), Value::Bool(true));
        groups.insert("*".to_owned(), Value::Object(all));
        Self {
            groups,
            ..Self::default()
        }
    }

    /// JSON, for people.
    pub fn to_text(&self) -> String {
        // A map of texts and values has no part that JSON could not hold.
        let spaced = serde_json::to_string_pretty(self).unwrap_or_default();
        match spaced.len() <= LONGEST_BODY {
            true => spaced,
            false => serde_json::to_string(self).unwrap_or_default(),
        }
    }

    /// All members: those of a JSON object, and the usual ones for what it leaves out; or that the text holds none.
    pub fn members_in(text: &str) -> Option<Map<String, Value>> {
        // Browsers send lines as the web's first mails had them.
        let text = text.replace("\r\n", "\n");
        if text.len() > LONGEST_BODY {
            return None;
        }
        let typed: Map<String, Value> = serde_json::from_str(&text).ok()?;
        let Ok(Value::Object(mut all)) = serde_json::to_value(Self::default()) else {
            return None;
        };
        all.extend(typed);
        Some(all)
    }

    /// The longest matching rule decides, alone.
    pub fn allows(&self, action: GroupAction, group: &str) -> bool {
        let rules = self.groups.iter().filter(|(name, _)| *name != "list");
        let matching = rules.filter(|(name, _)| matches(name, group));
        let longest = matching.max_by_key(|(name, _)| weight(name));
        longest.is_some_and(|(_, rule)| rule.get(action.word()) == Some(&Value::Bool(true)))
    }

    /// The fields that were sent, over those there are. Unknown ones are ignored, as are read-only ones.
    pub fn with(mut self, sent: &Map<String, Value>) -> Result<Self, BrokerError> {
        let fault = |name, text| Err(BrokerError::field(name, text));
        for (name, value) in sent {
            match (name.as_str(), value) {
                ("mediaRelay", Value::Bool(on)) => self.media_relay = *on,
                ("mediaRelay", _) => return fault("mediaRelay", "mediaRelay is true or false."),
                ("events", Value::Object(events)) => self.events.clone_from(events),
                ("events", _) => return fault("events", "events is an object."),
                ("groups", Value::Object(groups)) => self.groups.clone_from(groups),
                ("groups", _) => return fault("groups", "groups is an object."),
                ("pstnOut", Value::Array(list)) => self.pstn_out.clone_from(list),
                ("pstnOut", _) => return fault("pstnOut", "pstnOut is an array."),
                ("callerIds", Value::Array(list)) => self.caller_ids.clone_from(list),
                ("callerIds", _) => return fault("callerIds", "callerIds is an array."),
                _ => {}
            }
        }
        Ok(self)
    }
}

fn matches(rule: &str, group: &str) -> bool {
    match rule.strip_suffix('*') {
        Some(prefix) => group.starts_with(prefix),
        None => rule == group,
    }
}

/// An exact name beats every prefix; a longer prefix beats a shorter one.
fn weight(rule: &str) -> (bool, usize) {
    (!rule.ends_with('*'), rule.len())
}

/// A role's name as it is kept, or why not.
pub fn check_name(sent: Option<&Value>) -> Result<String, BrokerError> {
    let fault = || BrokerError::field("name", "name is a text of 1 to 255 characters.");
    let name = sent.and_then(Value::as_str).ok_or_else(fault)?;
    let length = name.chars().count();
    let is_good = (1..=NAME_CHARS).contains(&length) && !name.chars().any(char::is_control);
    is_good.then(|| name.to_owned()).ok_or_else(fault)
}
