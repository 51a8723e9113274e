//! Parts of the page of the second step.

use crate::domain::factor::passkey::PasskeyQuestion;
use crate::domain::factor::{Factors, Way};
use crate::domain::oauth::authorize::Layout;
use crate::domain::words::words;

/// Which proof is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeQuestion {
    pub way: Way,
    /// Those of the user, in the order in which they are offered.
    pub ways: Vec<Way>,
    /// Whether an app of theirs shows codes; else the only ones of [`Way::Code`] are sign-in codes.
    pub has_app: bool,
    /// What was wrong with the last one.
    pub complaint: Option<CodeComplaint>,
    /// Where a passkey of theirs can answer.
    pub passkey: Option<PasskeyQuestion>,
}

impl CodeQuestion {
    /// Of a user with these, by the way that is offered first. Windows of programs may know no passkeys: codes come
    /// first there, and an eight-digit one can be made elsewhere.
    pub fn first(factors: &Factors, layout: Layout) -> Self {
        let has_codes = !factors.authenticators.is_empty() || layout == Layout::Desktop;
        let way = if has_codes { Way::Code } else { Way::Passkey };
        Self::by(way, factors, None)
    }

    pub fn by(way: Way, factors: &Factors, complaint: Option<CodeComplaint>) -> Self {
        let recovery = (factors.recovery_codes_left() > 0).then_some(Way::RecoveryCode);
        Self {
            way,
            ways: [Way::Code].into_iter().chain(recovery).collect(),
            has_app: !factors.authenticators.is_empty(),
            complaint,
            passkey: None,
        }
    }

    /// With what is asked of the browser, where a passkey can answer here.
    #[must_use]
    pub fn offering(mut self, passkey: Option<PasskeyQuestion>, layout: Layout) -> Self {
        match &passkey {
            Some(_) if layout == Layout::Desktop => self.ways.push(Way::Passkey),
            Some(_) => self.ways.insert(1, Way::Passkey),
            None if self.way == Way::Passkey => self.way = Way::Code,
            None => {}
        }
        self.passkey = passkey;
        self
    }

    /// In a session sign-in codes prove nothing: they were made there.
    #[must_use]
    pub fn in_session(mut self) -> Self {
        if !self.has_app {
            self.ways.retain(|way| *way != Way::Code);
            if self.way == Way::Code {
                self.way = Way::RecoveryCode;
            }
        }
        self
    }

    /// Whether a code is asked for: not where codes are closed.
    pub fn asks(&self) -> bool {
        match self.way {
            Way::Code => self.complaint != Some(CodeComplaint::Closed),
            Way::RecoveryCode => true,
            Way::Passkey => false,
        }
    }

    pub fn others(&self) -> impl Iterator<Item = Way> {
        let ways = self.ways.iter().copied();
        ways.filter(|way| *way != self.way)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remember {
    pub days: u32,
    pub is_ticked: bool,
}

/// Why a second step is not set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUpComplaint {
    WrongCode,
    Name,
    Passkey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeComplaint {
    Wrong,
    /// Right, but it opened something before.
    Used,
    /// There were too many wrong ones in a row.
    Closed,
    /// The answer of a passkey is not good.
    Passkey,
    /// It is none that can be checked, and an authenticator of theirs cannot be: its server key is gone.
    Unreadable,
}

// For the log.
words!(CodeComplaint {
    Wrong = "wrong",
    Used = "used before",
    Closed = "codes are closed",
    Passkey = "passkey refused",
    Unreadable = "authenticator cannot be decrypted",
});
words!(SetUpComplaint { WrongCode = "wrong code", Name = "name", Passkey = "passkey" });
