//! A secret that is shown once.

use super::desk::Desk;
use crate::domain::answer::admin::once::{Once, OncePage};
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/once.html")]
struct Shown<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a OncePage,
}

impl Shown<'_> {
    /// Heading, and what to do with it.
    const fn words(&self) -> (&'static str, &'static str) {
        match self.page.what {
            Once::Invitation => ("once-invitation", "once-link-what"),
            Once::ResetLink => ("once-reset-link", "once-link-what"),
            Once::ClientSecret => ("once-secret", "once-secret-what"),
            Once::CallbackKey => ("once-key", "once-key-what"),
            Once::SocketSecret => ("once-socket", "once-socket-what"),
            Once::WebhookKey => ("once-webhook", "once-webhook-what"),
        }
    }

    /// What the time is of that it has.
    const fn until(&self) -> &'static str {
        match self.page.what {
            Once::ClientSecret => "once-old-until",
            _ => "once-until",
        }
    }

    /// A key can be shown again.
    const fn warning(&self) -> &'static str {
        match self.page.what {
            Once::CallbackKey | Once::WebhookKey => "once-key-warning",
            Once::ClientSecret | Once::SocketSecret => "once-secret-warning",
            _ => "once-only",
        }
    }
}

pub fn once<'a>(at: Desk<'a>, page: &'a OncePage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Shown { frame, at, page }))
}
