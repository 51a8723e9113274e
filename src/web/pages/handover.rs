//! Pages that stand between two others: the result on its way to the app, and the way out of a frame.

use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::answer::OpenWindowPage;
use crate::domain::oauth::result::{FormPost, OpenerMessage};
use crate::web::headers::Policy;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/form_post.html")]
struct FormPosts<'a> {
    frame: Frame<'a>,
    action: &'a str,
    fields: Vec<(String, String)>,
}

/// Sent by `static/form_post.js`, or by the person where scripts are off.
pub(super) fn form_post(form: &FormPost) -> Manner<'_> {
    let body = |frame: Frame| {
        fill(&FormPosts {
            frame,
            action: form.action(),
            fields: form.fields(),
        })
    };
    let manner = Manner::shows(body);
    manner.under(Policy::LeadsAway).passed_through()
}

#[derive(Template)]
#[template(path = "pages/opener_message.html")]
struct Message<'a> {
    frame: Frame<'a>,
    message: &'a OpenerMessage,
}

/// Told by `static/opener_message.js`.
pub(super) fn message(message: &OpenerMessage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Message { frame, message })).passed_through()
}

#[derive(Template)]
#[template(path = "pages/open_window.html")]
struct OpenWindow<'a> {
    frame: Frame<'a>,
    page: &'a OpenWindowPage,
}

pub(super) fn open_window(page: &OpenWindowPage) -> Manner<'_> {
    let policy = Policy::FramedBy(page.framed_by.clone());
    let manner = Manner::shows(|frame| fill(&OpenWindow { frame, page }));
    manner.under(policy).passed_through()
}
