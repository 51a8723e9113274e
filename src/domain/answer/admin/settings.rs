//! The settings in force, and where each comes from.

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    pub key: &'static str,
    pub value: ShownValue,
    pub whence: Whence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownValue {
    Text(String),
    /// It is set to something that nobody is shown.
    Secret,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    Default,
    /// By its path.
    File(String),
    /// A variable.
    Environment(String),
    /// Of the command line.
    Flag(String),
}

pub struct SettingsPage {
    pub settings: Vec<InForce>,
}
