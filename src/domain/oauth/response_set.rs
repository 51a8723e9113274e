//! What an authorization request asks to be given: a set of the words that apps are registered for (OAuth 2.0 Multiple
//! Response Type Encoding Practices §3, §5).

use super::choices::ResponseType;

/// At least one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseSet(u8);

impl ResponseSet {
    pub const CODE: Self = Self(bit(ResponseType::Code));
    pub const TOKEN: Self = Self(bit(ResponseType::Token));
    pub const ID_TOKEN: Self = Self(bit(ResponseType::IdToken));

    /// Every set, as its standard writes it.
    pub const NAMES: [&str; 7] = [
        "code",
        "token",
        "id_token",
        "code id_token",
        "code token",
        "id_token token",
        "code id_token token",
    ];

    /// Words in any order, each once, with one space between two.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(' ').try_fold(Self(0), |set, word| {
            let word = ResponseType::from_word(word)?;
            (!set.holds(word)).then_some(Self(set.0 | bit(word)))
        })
    }

    pub const fn of(word: ResponseType) -> Self {
        Self(bit(word))
    }

    pub const fn holds(self, word: ResponseType) -> bool {
        self.0 & bit(word) != 0
    }

    pub fn words(self) -> impl Iterator<Item = ResponseType> {
        let all = ResponseType::ALL.iter().copied();
        all.filter(move |word| self.holds(*word))
    }

    /// Whether it gives what must not stand in a query, which logs keep.
    pub const fn holds_tokens(self) -> bool {
        self.holds(ResponseType::Token) || self.holds(ResponseType::IdToken)
    }
}

const fn bit(word: ResponseType) -> u8 {
    match word {
        ResponseType::Code => 1,
        ResponseType::Token => 2,
        ResponseType::IdToken => 4,
    }
}
