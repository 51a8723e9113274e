//! An app's own requests, to be sent by hand.

use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::desk::TryPage;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::ResponseType;
use crate::domain::oauth::console::trial::Trial;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use crate::web::pages::words::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/try.html")]
struct Try<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a TryPage,
}

impl Try<'_> {
    fn request(trial: &Trial) -> OwnPath {
        OwnPath::authorize(&trial.query)
    }

    const fn display(trial: &Trial) -> &'static str {
        match trial.display {
            Layout::Desktop => "try-desktop",
            Layout::Web => "try-web",
            Layout::Mobile => "try-mobile",
            Layout::Popup => "try-popup",
        }
    }

    fn answer(&self, trial: &Trial) -> Rich {
        let field = match trial.answer {
            ResponseType::Code => "code",
            ResponseType::Token => "access_token",
            ResponseType::IdToken => "id_token",
        };
        let (field, state) = (("field", field), ("state", trial.state.as_str()));
        match &trial.redirect_uri {
            Some(uri) => self
                .frame
                .tell("try-address", &[("address", uri), field, state]),
            None => self.frame.tell("try-landing", &[field, state]),
        }
    }
}

pub fn trying<'a>(at: Desk<'a>, page: &'a TryPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Try { frame, at, page }))
}
