//! Parts of the page of the second step.

use crate::domain::factor::{Factors, Way};
use crate::domain::words::words;

/// Which code is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeQuestion {
    pub way: Way,
    /// Those of the user, in the order in which they are offered.
    pub ways: Vec<Way>,
    /// What was wrong with the last one.
    pub complaint: Option<CodeComplaint>,
}

impl CodeQuestion {
    /// Of a user with these, by the way that is offered first.
    pub fn first(factors: &Factors) -> Self {
        Self::by(Way::Code, factors, None)
    }

    pub fn by(way: Way, factors: &Factors, complaint: Option<CodeComplaint>) -> Self {
        let recovery = (factors.recovery_codes_left() > 0).then_some(Way::RecoveryCode);
        Self {
            way,
            ways: [Way::Code].into_iter().chain(recovery).collect(),
            complaint,
        }
    }

    /// Closed codes are not asked for.
    pub fn asks(&self) -> bool {
        self.complaint != Some(CodeComplaint::Closed) || self.way != Way::Code
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeComplaint {
    Wrong,
    /// Right, but it opened something before.
    Used,
    /// There were too many wrong ones in a row.
    Closed,
}

// For the log.
words!(SetUpComplaint { WrongCode = "wrong code", Name = "name" });
words!(CodeComplaint { Wrong = "wrong", Used = "used before", Closed = "codes are closed" });
