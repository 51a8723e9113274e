//! What a closed list is called, each value by one word: on the command line, in the store, in the log.

/// Gives each value its word, both ways; with what it means, where people look it up.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $type:ident { $($variant:ident = $word:literal: $meaning:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($variant),+ }
        words!($type { $($variant = $word),+ });
        impl $type {
            /// Each word with its meaning.
            pub const MEANINGS: &[(&str, &str)] = &[$(($word, $meaning)),+];
        }
    };
    ($type:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            pub const WORDS: &[&str] = &[$($word),+];
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
        impl $crate::domain::words::Worded for $type {
            fn to_word(self) -> &'static str { self.word() }
            fn of_word(word: &str) -> Option<Self> { Self::from_word(word) }
        }
    };
}
pub(crate) use words;

/// Any of those lists, for what is made of their words alone.
pub trait Worded: Copy {
    fn to_word(self) -> &'static str;
    fn of_word(word: &str) -> Option<Self>;
}
