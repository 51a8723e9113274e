//! `/`: where somebody finds what is theirs.

use super::{Failure, Platform, Present, Visitor, shown};
use crate::domain::answer::account::HomePage;
use crate::domain::answer::{AccountPage, LogDecision, Reply, Story};
use crate::domain::oauth::console::policy::Mode;
use crate::flow::sign_out;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let (present, has_users) = platform.store.read(|reader| {
        let present = Present::with_factors(platform, reader, visitor)?;
        let has_users = present.is_some() || reader.has_users()?;
        Ok((present, has_users))
    })?;
    let (home, story) = match present {
        Some((present, factors)) => {
            let Present { session, user, now } = &present;
            let home = HomePage::SignedIn {
                account: user.shown_name().to_owned(),
                may_own_apps: platform.policy.developers.mode != Mode::Off,
                few_codes: factors.few_recovery_codes(),
                sign_out: sign_out::form(platform, session, user, "", *now),
            };
            (home, present.story(LogDecision::ShowsHome))
        }
        None if has_users => (HomePage::SignedOut, Story::default()),
        None => (HomePage::NotSetUp, Story::default()),
    };
    Ok(shown(AccountPage::Home(home), story))
}
