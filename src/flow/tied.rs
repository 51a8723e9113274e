//! Acts that came with a form: see [`Tie`]. At the command line nothing ties.

use super::Platform;
use super::tie::Tie;
use crate::domain::change::{Guard, Write};
use crate::domain::time::Timestamp;
use zeroize::Zeroizing;

impl Platform {
    /// The same where a form ties what is done by it.
    #[must_use]
    pub(super) fn tied(&self, tie: Tie) -> Self {
        let mut tied = self.clone();
        tied.tie = Some(tie);
        tied
    }

    /// Whether this version of the thing is the one that was seen.
    pub(super) fn has_seen(&self, version: i64) -> bool {
        self.tie.as_ref().is_none_or(|tie| tie.seen == version)
    }

    /// To be written with what the form asked for.
    pub(super) fn spends(&self) -> Option<Write> {
        let tie = self.tie.as_ref()?;
        Some(Write::SpendForm((tie.spend)("")))
    }

    /// The same where a secret is made, which is shown once.
    pub(super) fn spends_for(&self, secret: &str, until: Option<Timestamp>) -> Option<Write> {
        let tie = self.tie.as_ref()?;
        let until = until.map_or(0, Timestamp::millis);
        let more = Zeroizing::new(format!("{until}\n{secret}"));
        Some(Write::SpendForm((tie.spend)(&more)))
    }
}

/// The same as what has to be so, where nothing else keeps a form from being carried out twice.
pub(super) fn unspent(spends: Option<Write>) -> Option<Guard> {
    match spends? {
        Write::SpendForm(spent) => Some(Guard::FormUnspent(spent)),
        _ => None,
    }
}
