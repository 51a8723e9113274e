//! How somebody proved who they are, and what that is worth (RFC 8176, OpenID Connect Core §2).

use crate::domain::time::Timestamp;
use crate::domain::words::words;

/// One way to prove it, as `amr` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A passkey that never leaves its device.
    Hwk,
    /// Two different ways.
    Mfa,
    /// A code of an authenticator, a sign-in code or a recovery code.
    Otp,
    /// A passkey: its key was shown to be there.
    Pop,
    Pwd,
    /// A passkey that may be on several devices.
    Swk,
    /// The device knew its user, by PIN, finger or face.
    User,
}

// By the alphabet: so they are kept, and so apps are told.
words!(Method {
    Hwk = "hwk",
    Mfa = "mfa",
    Otp = "otp",
    Pop = "pop",
    Pwd = "pwd",
    Swk = "swk",
    User = "user",
});

/// All that somebody proved in one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Methods(u8);

/// What a session is worth. `acr` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    #[default]
    One,
    Two,
}

words!(Level { One = "pwd", Two = "mfa" });

/// When somebody signed in, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication {
    pub at: Timestamp,
    pub methods: Methods,
}

impl Methods {
    pub const PASSWORD: Self = Self::of(Method::Pwd);
    pub const CODE: Self = Self::of(Method::Otp);

    /// Something that one has, and a PIN, a finger or a face: two ways by itself.
    pub const fn passkey(synced: bool) -> Self {
        let kind = if synced { Method::Swk } else { Method::Hwk };
        let (key, user) = (Self::of(Method::Pop).0, Self::of(Method::User).0);
        Self(key | user | Self::of(kind).0 | Self::of(Method::Mfa).0)
    }

    const fn of(method: Method) -> Self {
        Self(1 << method as u8)
    }

    /// What was proved before, and another proof: two that differ are worth more than one.
    #[must_use]
    pub fn and(self, proof: Self) -> Self {
        let both = Self(self.0 | proof.0);
        if both == self || both == proof {
            return both;
        }
        Self(both.0 | Self::of(Method::Mfa).0)
    }

    pub fn level(self) -> Level {
        if self.holds(Method::Mfa) {
            Level::Two
        } else {
            Level::One
        }
    }

    /// Sorted.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let all = Method::ALL.iter();
        all.filter(move |method| self.holds(**method))
            .map(|method| method.word())
    }

    /// The reverse of `words`, in any order; `None` for none at all, and for a word that is none of ours.
    pub fn of_words<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let all = words.try_fold(0, |all, word| {
            Method::from_word(word).map(|method| all | Self::of(method).0)
        });
        all.filter(|all| *all != 0).map(Self)
    }

    const fn holds(self, method: Method) -> bool {
        self.0 & Self::of(method).0 != 0
    }
}
