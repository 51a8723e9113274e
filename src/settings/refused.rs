//! A refusal of settings.

/// Why the settings do not hold: one line per fault, each saying what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct SettingsRefusal(pub Vec<String>);

impl From<String> for SettingsRefusal {
    fn from(fault: String) -> Self {
        Self(vec![fault])
    }
}
