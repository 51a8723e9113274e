//! What holds where nothing is set.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// As TOML.
    Value(&'static str),
    /// Made from other settings: how, in words, and an example.
    Derived {
        words: &'static str,
        example: Example,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// As TOML.
    Value(&'static str),
    /// What it is to be, in words: a value that works would be a secret that everybody knows.
    Words(&'static str),
}
