//! Parts of a long list. A part begins behind a row, or ends before it: the row is named in the address by what the list
//! is ordered by, so that a part costs the same wherever it is, and rows that come and go move none of the others.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Rows of a part.
pub const PER_PART: usize = 25;
/// Rows that are counted; beyond them there are just more.
pub const MOST_COUNTED: i64 = 10_000;
/// Longest text of a cursor that is looked at.
const LONGEST: usize = 2048;

/// A row's place in a list: the value that the list is ordered by, and the row's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub value: String,
    pub key: i64,
}

impl Cursor {
    pub fn encode(&self) -> String {
        let key = self.key.to_be_bytes();
        URL_SAFE_NO_PAD.encode([key.as_slice(), self.value.as_bytes()].concat())
    }

    /// The reverse; `None` for what is none.
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (key, value) = bytes.split_first_chunk()?;
        let value = std::str::from_utf8(value).ok()?.to_owned();
        // No database holds it as text, and no row of ours.
        (!value.contains('\0')).then_some(Self {
            value,
            key: i64::from_be_bytes(*key),
        })
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    First,
    After(Cursor),
    Before(Cursor),
    /// Up to the end; no address asks for it.
    Last,
}

impl Part {
    /// From the two parameters of an address; what cannot be read is the first part.
    pub fn parse(after: Option<&str>, before: Option<&str>) -> Self {
        let read = |text: Option<&str>| text.and_then(Cursor::decode);
        match (read(after), read(before)) {
            (Some(cursor), None) => Self::After(cursor),
            (None, Some(cursor)) => Self::Before(cursor),
            _ => Self::First,
        }
    }

    /// Name and value of its parameter.
    pub fn parameter(&self) -> Option<(&'static str, String)> {
        match self {
            Self::First | Self::Last => None,
            Self::After(cursor) => Some(("after", cursor.encode())),
            Self::Before(cursor) => Some(("before", cursor.encode())),
        }
    }

    pub const fn is_backward(&self) -> bool {
        matches!(self, Self::Before(_) | Self::Last)
    }

    pub const fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::First | Self::Last => None,
            Self::After(cursor) | Self::Before(cursor) => Some(cursor),
        }
    }
}

/// How many rows are looked for: one more than are shown tells whether there are others.
pub const fn wanted() -> i64 {
    PER_PART as i64 + 1
}

/// A part of a list, in the order of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub previous: Option<Part>,
    pub next: Option<Part>,
}

impl<T> Slice<T> {
    /// Of the rows that were found from the cursor on, nearest first.
    pub fn of(part: &Part, mut found: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Self {
        let has_more = found.len() > PER_PART;
        found.truncate(PER_PART);
        if part.is_backward() {
            found.reverse();
        }
        let (has_previous, has_next) = match part {
            Part::First => (false, has_more),
            Part::After(_) => (true, has_more),
            Part::Before(_) => (has_more, true),
            Part::Last => (has_more, false),
        };
        let previous = found.first().map(&cursor).filter(|_| has_previous);
        let next = found.last().map(&cursor).filter(|_| has_next);
        Self {
            previous: previous.map(Part::Before),
            next: next.map(Part::After),
            rows: found,
        }
    }

    /// How many there are, where these are all.
    pub fn all_of(&self, part: &Part) -> Option<i64> {
        let is_all = self.next.is_none() && *part == Part::First;
        i64::try_from(self.rows.len()).ok().filter(|_| is_all)
    }

    /// The same of those that a look took which ended there, if there may be more behind it.
    pub fn looked(
        part: &Part,
        found: Vec<T>,
        cursor: impl Fn(&T) -> Cursor,
        ended: Option<Cursor>,
    ) -> Self {
        // Else the part goes on behind what is shown, before the end of the look.
        let ended = ended.filter(|_| found.len() <= PER_PART);
        let mut slice = Self::of(part, found, cursor);
        match (part.is_backward(), ended) {
            (_, None) => {}
            (false, Some(ended)) => slice.next = Some(Part::After(ended)),
            (true, Some(ended)) => slice.previous = Some(Part::Before(ended)),
        }
        // Where nothing is shown, the way back begins where this one did.
        match part {
            Part::After(from) if slice.rows.is_empty() => {
                slice.previous = Some(Part::Before(from.clone()));
            }
            Part::Before(from) if slice.rows.is_empty() => {
                slice.next = Some(Part::After(from.clone()));
            }
            _ => {}
        }
        slice
    }
}

/// How many rows there are, as far as they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Exactly(u32),
    MoreThan(u32),
}

impl Counted {
    /// Of so many that were found where no more than one above `most` was looked for.
    pub fn of(found: i64, most: i64) -> Self {
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        if found > most {
            Self::MoreThan(number(most))
        } else {
            Self::Exactly(number(found))
        }
    }
}

/// All texts that begin alike, from the first on and before the end; in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub from: String,
    pub before: String,
}

impl Beginning {
    pub fn of(from: String) -> Self {
        let before = next_after(&from);
        Self { from, before }
    }
}

/// The first text behind all that begin so: the last character that has one becomes the next one.
fn next_after(text: &str) -> String {
    let mut kept: Vec<char> = text.chars().collect();
    while let Some(last) = kept.pop() {
        // Between the two there are no characters.
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            return kept.into_iter().chain([next]).collect();
        }
    }
    // Of the last character alone: nobody is called so.
    format!("{text}\u{10FFFF}")
}
