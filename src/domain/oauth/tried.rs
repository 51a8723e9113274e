//! An address that somebody tries before a program sends it: the registered one that it is, or the nearest, and where
//! the two part.

use super::client::App;
use super::proven::{Permit, allowed_by};
use super::redirect_uri::RegisteredUri;
use crate::domain::own_address::is_own_page;
use crate::domain::words::words;

/// What an authorize request with this address would find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried<'a> {
    Allowed(Permit<'a>),
    /// No answer ever goes to a page of this server.
    OwnPage,
    /// No address is registered that it could be compared with.
    NothingRegistered,
    Differs {
        nearest: &'a RegisteredUri,
        at: Difference,
    },
}

/// The first characters in which two addresses differ; none where one of them ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How many characters before it are the same.
    pub same: usize,
    pub registered: Option<char>,
    pub given: Option<char>,
}

/// What a character is called, since many look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    End,
    Slash,
    Backslash,
    Colon,
    Dot,
    Hyphen,
    Underscore,
    Question,
    Ampersand,
    Equals,
    Hash,
    Percent,
    At,
    Plus,
    Space,
    Capital,
    Small,
    Digit,
    Other,
}

words!(Symbol {
    End = "end",
    Slash = "slash",
    Backslash = "backslash",
    Colon = "colon",
    Dot = "dot",
    Hyphen = "hyphen",
    Underscore = "underscore",
    Question = "question",
    Ampersand = "ampersand",
    Equals = "equals",
    Hash = "hash",
    Percent = "percent",
    At = "at",
    Plus = "plus",
    Space = "space",
    Capital = "capital",
    Small = "small",
    Digit = "digit",
    Other = "other",
});

impl Symbol {
    pub const fn of(found: Option<char>) -> Self {
        let Some(found) = found else {
            return Self::End;
        };
        match found {
            '/' => Self::Slash,
            '\\' => Self::Backslash,
            ':' => Self::Colon,
            '.' => Self::Dot,
            '-' => Self::Hyphen,
            '_' => Self::Underscore,
            '?' => Self::Question,
            '&' => Self::Ampersand,
            '=' => Self::Equals,
            '#' => Self::Hash,
            '%' => Self::Percent,
            '@' => Self::At,
            '+' => Self::Plus,
            ' ' => Self::Space,
            'A'..='Z' => Self::Capital,
            'a'..='z' => Self::Small,
            '0'..='9' => Self::Digit,
            _ => Self::Other,
        }
    }
}

/// Compares by the rule that an authorize request is judged by.
pub fn try_address<'a>(given: &str, app: &'a App, issuer: &str) -> Tried<'a> {
    if is_own_page(issuer, given) {
        return Tried::OwnPage;
    }
    if let Some(permit) = allowed_by(given, app, issuer) {
        return Tried::Allowed(permit);
    }
    let registered = app.redirect_uris.iter();
    match registered.min_by_key(|uri| apart(uri.raw(), given)) {
        Some(nearest) => Tried::Differs {
            nearest,
            at: first_difference(nearest.raw(), given),
        },
        None => Tried::NothingRegistered,
    }
}

/// How much has to be written anew to come from one to the other: all but what both begin and end with.
fn apart(one: &str, other: &str) -> usize {
    let shorter = one.len().min(other.len());
    let longer = one.len().max(other.len());
    let same =
        |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b).count();
    let front = same(&mut one.bytes().zip(other.bytes()));
    let back = same(&mut one.bytes().rev().zip(other.bytes().rev()));
    longer - front - back.min(shorter - front)
}

fn first_difference(registered: &str, given: &str) -> Difference {
    let pairs = registered.chars().zip(given.chars());
    let same = pairs.take_while(|(one, other)| one == other).count();
    Difference {
        same,
        registered: registered.chars().nth(same),
        given: given.chars().nth(same),
    }
}
