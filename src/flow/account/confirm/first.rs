//! What has to be proved before a page is opened or an act is done.

use crate::domain::account::authentication::Level;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Answer, LogDecision, OwnPath, Reply};
use crate::flow::account::{Present, sign_in_first};
use crate::flow::{Platform, reply};

impl Present {
    /// Where a page or an act wants it: who has not proved lately who they are does so first, and comes back. Nothing
    /// is changed then.
    pub(in crate::flow) fn confirm_first(
        &self,
        platform: &Platform,
        place: &AccountPlace,
    ) -> Option<Reply> {
        self.confirm_unless(self.session.is_confirmed(self.now), platform, place)
    }

    /// The same where it counts for as long as is said.
    pub(in crate::flow) fn confirm_unless(
        &self,
        is_confirmed: bool,
        platform: &Platform,
        place: &AccountPlace,
    ) -> Option<Reply> {
        let first = Answer::SeeOther(OwnPath::confirm(place));
        let asks = || reply(first, self.story(LogDecision::HasToConfirm));
        let raises = self.raise_first(platform, place);
        raises.or_else(|| (!is_confirmed).then(asks))
    }

    /// Where nothing but a remembered browser stands in for a step that is demanded, the step is taken: that is a proof
    /// as well, and what is done then does not take the session out of its own page.
    pub(super) fn raise_first(&self, platform: &Platform, place: &AccountPlace) -> Option<Reply> {
        let is_low = self.session.methods.level() == Level::One;
        let stands_in = is_low && platform.policy.second_step.requires(&self.user);
        stands_in.then(|| sign_in_first(place))
    }
}
