//! Scopes: named things an app may do. What is granted can be narrowed and has no way to grow.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A set of scopes, cheap to clone: an app's goes into all that is issued to it. Its text form is sorted, with single
/// spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Arc<BTreeSet<String>>);

/// A scope name or list that breaks the grammar of RFC 6749 §3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope is made of printable ASCII without spaces, commas, quotes and backslashes")]
pub struct ScopeFault;

impl Scopes {
    /// Names separated by commas or spaces (RFC 6749 §3.3 says space; Geni's programs send commas).
    pub fn parse(text: &str) -> Result<Self, ScopeFault> {
        text.split([' ', ','])
            .filter(|name| !name.is_empty())
            .map(|name| {
                is_scope_token(name)
                    .then(|| name.to_owned())
                    .ok_or(ScopeFault)
            })
            .collect::<Result<_, _>>()
            .map(|names| Self(Arc::new(names)))
    }

    /// What is granted of this set to who asked for `sent`, and whether that is another set than they named.
    /// Nothing named is all but those that are granted `only_by_name`; unknown names are dropped, and nothing left is a fault (RFC 6749 §3.3).
    pub fn choose(
        &self,
        sent: Option<&str>,
        only_by_name: &[String],
    ) -> Result<(Self, bool), ScopeFault> {
        let named = Self::parse(sent.unwrap_or_default())?;
        if named.is_empty() {
            let whole = self.without(only_by_name);
            let is_lost = whole.is_empty() && !self.is_empty();
            return if is_lost {
                Err(ScopeFault)
            } else {
                Ok((whole, false))
            };
        }
        let granted = named.narrow(self);
        if granted.is_empty() {
            return Err(ScopeFault);
        }
        let changed = granted != named;
        Ok((granted, changed))
    }

    /// What a refresh gets of this set, which was granted, and whether that is another set than was named. Nothing
    /// named is all of it. Names beyond `known`, the app's own, are dropped as they were when it asked for the grant;
    /// of those it may ask for, none goes beyond the grant (RFC 6749 §6).
    pub fn choose_again(
        &self,
        sent: Option<&str>,
        known: &Self,
    ) -> Result<(Self, bool), ScopeFault> {
        if Self::parse(sent.unwrap_or_default())?.is_empty() {
            return Ok((self.clone(), false));
        }
        let (wanted, changed) = known.choose(sent, &[])?;
        self.holds_all(&wanted)
            .then_some((wanted, changed))
            .ok_or(ScopeFault)
    }

    /// The rest.
    #[must_use]
    pub fn without(&self, names: &[impl AsRef<str>]) -> Self {
        let is_named = |name: &str| names.iter().any(|one| one.as_ref() == name);
        let others = self.names().filter(|name| !is_named(name));
        Self(Arc::new(others.map(str::to_owned).collect()))
    }

    /// Only what both hold.
    pub fn narrow(&self, to: &Self) -> Self {
        Self(Arc::new(self.0.intersection(&to.0).cloned().collect()))
    }

    /// What was allowed at two times, for the record of a consent only: what is *granted* never grows.
    pub(super) fn joined(&self, later: &Self) -> Self {
        Self(Arc::new(self.0.union(&later.0).cloned().collect()))
    }

    /// What this set holds and `other` does not.
    pub fn beyond(&self, other: &Self) -> Self {
        Self(Arc::new(self.0.difference(&other.0).cloned().collect()))
    }

    pub fn holds_all(&self, other: &Self) -> bool {
        other.0.is_subset(&self.0)
    }

    pub fn holds(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The names in the order of `catalogue`; those it does not know come last.
    pub fn in_order<'a>(&'a self, catalogue: &'a [String]) -> Vec<&'a str> {
        let known = catalogue
            .iter()
            .map(String::as_str)
            .filter(|name| self.holds(name));
        let unknown = self
            .names()
            .filter(|name| !catalogue.iter().any(|known| known == name));
        known.chain(unknown).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.names().enumerate() {
            f.write_str(if place == 0 { "" } else { " " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// `scope-token` of RFC 6749 §3.3, without the comma, which separates here.
pub fn is_scope_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b','))
}
