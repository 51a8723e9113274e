//! Fields of an app's form.

/// A field with one line of text, or with several.
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub what: Option<&'static str>,
    pub value: String,
    pub has_lines: bool,
    pub is_wrong: bool,
}

impl Field {
    /// What explains it, by the ids of those texts.
    pub fn described_by(&self) -> Option<String> {
        let what = self.what.map(|_| format!("{}-what", self.name));
        match (what, self.is_wrong) {
            (Some(what), true) => Some(format!("{what} complaint")),
            (None, true) => Some("complaint".to_owned()),
            (what, false) => what,
        }
    }
}

/// A box to tick, or a choice of a list.
pub(super) struct Choice {
    pub name: String,
    pub label: String,
    pub what: Option<&'static str>,
    pub is_chosen: bool,
}

impl Choice {
    pub const fn of(name: String, label: String, is_chosen: bool) -> Self {
        Self {
            name,
            label,
            what: None,
            is_chosen,
        }
    }
}
