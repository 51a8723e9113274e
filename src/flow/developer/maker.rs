//! Somebody who is let in to the console, and the pages that they are shown.

use crate::domain::account::authentication::Level;
use crate::domain::account::second_step::Wanted;
use crate::domain::answer::admin::Viewer;
use crate::domain::answer::developer::{DeveloperPage, DeveloperView};
use crate::domain::answer::developer_place::DeveloperPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Content, LogDecision, Reply};
use crate::flow::account::{Present, sign_in_first};
use crate::flow::desk::{Entered, shown};
use crate::flow::{Failure, Platform, Visitor};

pub(super) struct Maker {
    pub present: Present,
}

impl Maker {
    pub fn view(
        &self,
        place: &DeveloperPlace,
        page: DeveloperPage,
        decision: LogDecision,
    ) -> Reply {
        let view = DeveloperView {
            viewer: Viewer {
                name: self.present.user.name.clone(),
                has_second_step: self.present.session.methods.level() == Level::Two,
            },
            place: place.clone(),
            page,
        };
        let content = Content::Developer(Box::new(view));
        shown(content, self.present.story(decision))
    }
}

/// Any active person, with a second step where the settings want one.
pub(super) fn enter(
    platform: &Platform,
    visitor: &Visitor,
    place: &DeveloperPlace,
) -> Result<Entered<Maker>, Failure> {
    let to = AccountPlace::Developer(place.clone());
    let wants_step = platform.policy.developers.second_step;
    let wanted = match wants_step {
        true => to.wanted(),
        false => Wanted::default(),
    };
    let present = platform
        .store
        .read(|reader| Present::load_for(platform, reader, visitor, wanted))?;
    let Some(present) = present else {
        return Ok(Err(Box::new(sign_in_first(&to))));
    };
    let maker = Maker { present };
    if wants_step && maker.present.session.methods.level() == Level::One {
        let page = DeveloperPage::NeedsSecondStep;
        let reply = maker.view(place, page, LogDecision::DeveloperRefused);
        return Ok(Err(Box::new(reply)));
    }
    let confirms = place
        .acts()
        .then(|| maker.present.confirm_first(platform, &to))
        .flatten();
    Ok(match confirms {
        Some(first) => Err(Box::new(first)),
        None => Ok(maker),
    })
}
