//! Pages as people see them: an answer's content becomes HTML and a status. The only place that names
//! askama; what a page says stands in `locales/`, how it looks in `templates/` and `static/`.

mod account;
mod admin;
mod confirm;
mod days;
pub mod demo;
mod developer;
mod forms;
mod frame;
mod handover;
mod languages;
pub mod mail;
mod manner;
mod notices;
mod own;
mod second_step;
mod security;
mod site;
mod words;

pub use languages::{Languages, Wishes};
pub use site::{Mode, PageRequest, Site};
pub use words::{Rich, Words};

use super::headers::Policy;
use crate::domain::answer::{Content, Page};
use frame::Frame;
use manner::{Fault, Manner};
use serde::Serialize;

/// A page, ready to be sent with the headers of its policy.
pub struct Rendered {
    pub status: u16,
    pub html: String,
    pub policy: Policy,
    /// Seconds after which to come again.
    pub retry_after: Option<u64>,
}

/// The page in full.
pub fn render(page: &Page, site: &Site, asked: &PageRequest) -> Rendered {
    let Manner {
        status,
        policy,
        retry_after,
        back,
        has_further,
        body,
        ..
    } = manner(&page.content);
    let frame = Frame {
        back,
        has_further,
        ..Frame::of(site, asked, page.layout)
    };
    Rendered {
        status,
        html: body(frame),
        policy,
        retry_after,
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    /// A word of RFC 6749 where it has one that fits.
    error: &'static str,
    error_description: String,
    code: &'static str,
    reference: &'a str,
}

/// What an error page tells, for programs that ask for JSON: in English, which is ASCII (RFC 6749 §4.1.2.1); `None`
/// for pages that are no errors. The status is the page's.
pub fn error_json(content: &Content, site: &Site, reference: &str) -> Option<String> {
    let Manner { status, fault, .. } = manner(content);
    let Fault { code, description } = fault?;
    let body = ErrorBody {
        error: match status {
            403 => "access_denied",
            429 | 503 => "temporarily_unavailable",
            _ => "invalid_request",
        },
        error_description: site.languages.first().say(description, &[]),
        code,
        reference,
    };
    serde_json::to_string(&body).ok()
}

/// All that differs between pages; what a page looks like stands where the function does.
fn manner(content: &Content) -> Manner<'_> {
    match content {
        Content::SignIn(page) => forms::sign_in(page),
        Content::SetUp(page) => second_step::set_up(page),
        Content::RecoveryCodes(page) => second_step::recovery_codes(page),
        Content::SecondStep(page) => second_step::second_step(page),
        Content::Confirm(page) => confirm::confirm(page),
        Content::Consent(page) => forms::consent(page),
        Content::ConfirmSignOut { form, account } => forms::confirm_sign_out(form, account),
        Content::ChoosePassword(page) => forms::choose_password(page),
        Content::Account(page) => account::account(page),
        Content::Developer(view) => developer::developer(view),
        Content::Admin(view) => admin::admin(view),
        Content::FormPost(form) => handover::form_post(form),
        Content::OpenerMessage(message) => handover::message(message),
        Content::OpenWindow(page) => handover::open_window(page),
        Content::AuthSuccess => notices::success(),
        Content::AuthFailed => notices::failed(),
        Content::SignedOut => notices::signed_out(),
        Content::PasswordChosen => notices::password_chosen(),
        Content::Refused(code) => notices::refused(*code),
        Content::FormUntaken { why, again } => notices::untaken(*why, again.clone()),
        Content::NotAllowed => notices::not_allowed(),
        Content::Forgot(form) => forms::forgot(form),
        Content::ForgotSent => notices::forgot_sent(),
        Content::ConfirmEmail(page) => own::confirm_email(page),
        Content::EmailConfirmed => notices::email_confirmed(),
        Content::AccountDeleted => notices::account_deleted(),
        Content::LastAdmin => notices::last_admin(),
        Content::LinkOver => notices::link_over(),
        Content::NotFound => notices::not_found(),
        Content::MethodNotAllowed => notices::method_not_allowed(),
        Content::TooLarge(what) => notices::too_large(*what),
        Content::Braked { retry_after, again } => notices::braked(*retry_after, again.clone()),
        Content::TooOften { retry_after, again } => notices::too_often(*retry_after, again.clone()),
        Content::Unavailable => notices::unavailable(),
    }
}
