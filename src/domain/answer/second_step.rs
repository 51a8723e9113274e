//! Parts of the page of the second step.

use crate::domain::words::words;

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
words!(CodeComplaint { Wrong = "wrong", Used = "used before", Closed = "codes are closed" });
