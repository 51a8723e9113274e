//! Pages that stand between two others: the result on its way to the app, and the way out of a frame.

use super::{Frame, fill};
use crate::domain::answer::OpenWindowPage;
use crate::domain::oauth::result::{FormPost, OpenerMessage};
use askama::Template;

#[derive(Template)]
#[template(path = "pages/form_post.html")]
struct FormPosts<'a> {
    frame: Frame<'a>,
    action: &'a str,
    fields: Vec<(String, String)>,
}

/// Sent by `static/form_post.js`, or by the person where scripts are off.
pub(super) fn form_post(form: &FormPost, frame: Frame) -> String {
    fill(&FormPosts {
        frame,
        action: form.action(),
        fields: form.fields(),
    })
}

#[derive(Template)]
#[template(path = "pages/opener_message.html")]
struct Message<'a> {
    frame: Frame<'a>,
    message: &'a OpenerMessage,
}

/// Told by `static/opener_message.js`.
pub(super) fn message(message: &OpenerMessage, frame: Frame) -> String {
    fill(&Message { frame, message })
}

#[derive(Template)]
#[template(path = "pages/open_window.html")]
struct OpenWindow<'a> {
    frame: Frame<'a>,
    page: &'a OpenWindowPage,
}

pub(super) fn open_window(page: &OpenWindowPage, frame: Frame) -> String {
    fill(&OpenWindow { frame, page })
}
