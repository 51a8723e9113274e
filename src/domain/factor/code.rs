//! Codes as people type them, and how many of them may be wrong.

use crate::domain::account::brake::Limit;
use crate::domain::tally::LimitSubject;
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

/// Wrong codes in a row after which six digits are not looked at any more.
pub const MOST_WRONG: i64 = 20;

/// Wrong codes of one account.
pub const CODES: Limit = Limit {
    tries: 5,
    window: Duration::from_secs(600),
    setting: "5 wrong codes of an account in 10 minutes",
    whose: LimitSubject::Code,
};

/// Wrong recovery codes of one account.
pub const RECOVERY_CODES: Limit = Limit {
    tries: 5,
    window: Duration::from_secs(3600),
    setting: "5 wrong recovery codes of an account in an hour",
    whose: LimitSubject::Code,
};

/// Longest text that is looked at, in bytes: any code, with spaces and hyphens between its characters.
const TYPED_BYTES: usize = 256;

/// What a code can be, by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    OfAuthenticator(String),
    /// Eight digits.
    ForSignIn(String),
    Nothing,
}

/// Digits of every script count; spaces and hyphens do not.
pub fn digits(text: &str) -> Typed {
    let digits: Option<String> = bare(text).map(digit).collect();
    match digits {
        Some(digits) if digits.len() == 6 => Typed::OfAuthenticator(digits),
        Some(digits) if digits.len() == 8 => Typed::ForSignIn(digits),
        _ => Typed::Nothing,
    }
}

/// What stays of a typed text without what people put between the characters of a code.
pub(super) fn bare(text: &str) -> impl Iterator<Item = char> {
    let text = if text.len() <= TYPED_BYTES { text } else { "" };
    text.nfkc().filter(|&c| !is_between(c))
}

/// Spaces, dashes, and marks that nobody sees.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{00AD}' | '\u{058A}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2015}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{FEFF}'
        )
}

/// The first digits of Unicode's decimal digits (Nd) after NFKC; nine more follow each.
const ZEROS: [char; 71] = [
    '0',
    '\u{660}',
    '\u{6F0}',
    '\u{7C0}',
    '\u{966}',
    '\u{9E6}',
    '\u{A66}',
    '\u{AE6}',
    '\u{B66}',
    '\u{BE6}',
    '\u{C66}',
    '\u{CE6}',
    '\u{D66}',
    '\u{DE6}',
    '\u{E50}',
    '\u{ED0}',
    '\u{F20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17E0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19D0}',
    '\u{1A80}',
    '\u{1A90}',
    '\u{1B50}',
    '\u{1BB0}',
    '\u{1C40}',
    '\u{1C50}',
    '\u{A620}',
    '\u{A8D0}',
    '\u{A900}',
    '\u{A9D0}',
    '\u{A9F0}',
    '\u{AA50}',
    '\u{ABF0}',
    '\u{FF10}',
    '\u{104A0}',
    '\u{10D30}',
    '\u{10D40}',
    '\u{11066}',
    '\u{110F0}',
    '\u{11136}',
    '\u{111D0}',
    '\u{112F0}',
    '\u{11450}',
    '\u{114D0}',
    '\u{11650}',
    '\u{116C0}',
    '\u{116D0}',
    '\u{116DA}',
    '\u{11730}',
    '\u{118E0}',
    '\u{11950}',
    '\u{11BF0}',
    '\u{11C50}',
    '\u{11D50}',
    '\u{11DA0}',
    '\u{11F50}',
    '\u{16130}',
    '\u{16A60}',
    '\u{16AC0}',
    '\u{16B50}',
    '\u{16D70}',
    '\u{1CCF0}',
    '\u{1E140}',
    '\u{1E2F0}',
    '\u{1E4F0}',
    '\u{1E5F1}',
    '\u{1E950}',
    '\u{1FBF0}',
];

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|&zero| {
        code.checked_sub(u32::from(zero))
            .filter(|value| *value < 10)
    });
    value.and_then(|value| char::from_digit(value, 10))
}
