//! Ends are numbers. A user, an app and a consent each count the times that all that hangs on them was ended.
//! What is issued copies the number, and lives only while it is still the same: no clock has a say in that,
//! so that servers whose clocks differ, and clocks that are put right, revive and kill nothing.

use super::secret::Dice;

/// The count of an owner of tokens. Two are equal or not; there is no older and younger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch(i64);

impl Epoch {
    /// What owners begin with. Migrations give 0 to what was dead before there were epochs.
    pub const FIRST: Self = Self(1);

    /// For an owner whose name may have been somebody else's before: nobody had this one.
    pub fn fresh(dice: Dice) -> Self {
        // Half of all numbers, so that there is always a next one; none that migrations or counting give.
        Self((dice.next_u64() >> 2 | 1 << 61).cast_signed())
    }

    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    pub const fn number(self) -> i64 {
        self.0
    }

    /// The next: all that was issued so far is dead. Goes with a compare-and-set on the owner's row, so that no
    /// two ends are one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Those of a person, and of what they allowed an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonEpochs {
    pub user: Epoch,
    pub consent: Epoch,
}
