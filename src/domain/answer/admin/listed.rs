//! A list in which nothing but a name is looked for, and what is read of the address of any list.

use crate::domain::answer::query::once;
use crate::domain::keyset::{Beginning, Part};
use url::form_urlencoded::Serializer;

/// Longest text that is looked for, in bytes: any name.
const LONGEST_FIND: usize = 1024;

pub(super) const REMOVED: &str = "removed";

/// Which part of such a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameListed {
    /// The beginning of a name.
    pub find: String,
    pub part: Part,
    /// One was removed a moment ago.
    pub has_removed: bool,
}

impl NameListed {
    pub(super) fn parse(query: &str) -> Self {
        Self {
            find: text_in(query, "find"),
            part: part_in(query),
            has_removed: is_removed(query),
        }
    }

    /// What is looked for, as names are compared; nothing where all are listed.
    pub fn beginning(&self) -> Option<Beginning> {
        let find = Some(&self.find).filter(|find| !find.is_empty());
        find.map(|find| Beginning::of(find.to_ascii_lowercase()))
    }

    /// The whole list, of which one is gone.
    pub fn removed() -> Self {
        Self {
            has_removed: true,
            ..Self::default()
        }
    }

    /// Another part of the same list.
    pub fn at(&self, part: Part) -> Self {
        Self {
            part,
            has_removed: false,
            ..self.clone()
        }
    }

    pub(super) fn query(&self) -> String {
        written(&[("find", &self.find)], &self.part, self.has_removed)
    }
}

/// What is looked for; what cannot be a name looks for nothing.
pub(super) fn text_in(query: &str, name: &str) -> String {
    let text = once(query, name).unwrap_or_default();
    let is_good = text.len() <= LONGEST_FIND && !text.contains(char::is_control);
    Some(text.trim().to_owned())
        .filter(|_| is_good)
        .unwrap_or_default()
}

pub(super) fn part_in(query: &str) -> Part {
    let (after, before) = (once(query, "after"), once(query, "before"));
    Part::parse(after.as_deref(), before.as_deref())
}

pub(super) fn is_removed(query: &str) -> bool {
    once(query, "done").as_deref() == Some(REMOVED)
}

/// The query of a part of a list, with what is looked for there.
pub(super) fn written(texts: &[(&str, &str)], part: &Part, has_removed: bool) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(texts.iter().filter(|(_, text)| !text.is_empty()));
    if let Some((name, cursor)) = part.parameter() {
        query.append_pair(name, &cursor);
    }
    if has_removed {
        query.append_pair("done", REMOVED);
    }
    match query.finish() {
        query if query.is_empty() => query,
        query => format!("?{query}"),
    }
}
