//! Pages that tell something and ask nothing: the landing pages, the end of a session, and errors.

use super::{Frame, Rich, fill};
use crate::domain::answer::place::{Listed, Place};
use crate::domain::answer::{Content, OwnPath};
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::form::Untaken;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/notice.html")]
struct Notice<'a> {
    frame: Frame<'a>,
    title: String,
    tone: Tone,
    heading: String,
    lines: Vec<Rich>,
    /// Something to beware of, set apart from the rest.
    warning: Option<String>,
    action: Option<Action>,
}

/// Which icon stands before the heading; the words carry the meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tone {
    Plain,
    Done,
    Error,
}

impl Tone {
    const fn icon(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Done => Some("done"),
            Self::Error => Some("error"),
        }
    }
}

struct Action {
    label: String,
    href: OwnPath,
}

/// Which messages a notice is made of.
pub(super) struct Script {
    tone: Tone,
    pub(super) heading: &'static str,
    lines: &'static [&'static str],
}

const fn script(content: &Content) -> Script {
    use Tone::{Done, Error, Plain};
    let (tone, heading, lines): (Tone, &str, &[&str]) = match content {
        Content::FormUntaken { why, .. } => return untaken(*why),
        Content::AuthSuccess => (Done, "success-heading", &["success-go-back"]),
        Content::AuthFailed => (Plain, "failed-heading", &["failed-why", "failed-go-back"]),
        Content::SignedOut => (Done, "signed-out-heading", &["signed-out-again"]),
        // Only what tells something and asks nothing comes here.
        Content::Account(_) => (Done, "password-done", &["password-done-effect"]),
        Content::PasswordChosen => (Done, "chosen-heading", &["chosen-sign-in"]),
        Content::LinkOver => (
            Error,
            "link-over-heading",
            &["link-over-why", "link-over-new"],
        ),
        Content::Braked { .. } => (Error, "braked-heading", &["braked-wait"]),
        Content::TooOften { .. } => (Error, "too-often-heading", &["too-often-wait"]),
        Content::Unavailable => (Error, "unavailable-heading", &["unavailable-again"]),
        Content::NotAllowed => (Error, "not-allowed-heading", &["not-allowed-why"]),
        Content::MethodNotAllowed => (Error, "method-heading", &["method-go-back"]),
        Content::TooLarge(_) => (Error, "too-large-heading", &["too-large-tell"]),
        // The forms and the refusal have templates of their own and never come here.
        _ => (Error, "not-found-heading", &["not-found-go-back"]),
    };
    Script {
        tone,
        heading,
        lines,
    }
}

/// Each cause in its own words.
pub(super) const fn untaken(why: Untaken) -> Script {
    use Tone::{Error, Plain};
    let (tone, heading, lines): (Tone, &str, &[&str]) = match why {
        Untaken::TooOld => (Plain, "expired-heading", &["untaken-nothing"]),
        Untaken::Decided => (Plain, "decided-heading", &["decided-app", "decided-again"]),
        Untaken::Chosen => (Plain, "done-heading", &["chosen-before"]),
        Untaken::Done => (Plain, "done-heading", &["done-once"]),
        Untaken::NoCookies => (
            Error,
            "no-cookies-heading",
            &[
                "no-cookies-allow",
                "no-cookies-elsewhere",
                "untaken-nothing",
            ],
        ),
        Untaken::SignedOut => (
            Plain,
            "session-ended-heading",
            &["session-ended-why", "untaken-nothing"],
        ),
        Untaken::Outdated => (
            Plain,
            "outdated-heading",
            &["outdated-why", "untaken-nothing"],
        ),
        Untaken::Strange(_) => (Plain, "strange-heading", &["untaken-nothing"]),
    };
    Script {
        tone,
        heading,
        lines,
    }
}

pub(super) fn notice(content: &Content, frame: Frame) -> String {
    let Script {
        tone,
        heading,
        lines,
    } = script(content);
    let title = match tone {
        Tone::Error => frame.error_title(heading),
        Tone::Plain | Tone::Done => frame.title(heading),
    };
    let lines = lines.iter().map(|id| frame.ask(id)).collect();
    let warning = matches!(content, Content::AuthSuccess).then(|| frame.say("success-keep-secret"));
    fill(&Notice {
        title,
        tone,
        heading: frame.say(heading),
        lines,
        warning,
        action: action(content, &frame),
        frame,
    })
}

/// The one thing to do next, where a link of ours can do it.
fn action(content: &Content, frame: &Frame) -> Option<Action> {
    let (label, href) = match content {
        Content::FormUntaken { why, again } => {
            let label = match why {
                Untaken::Chosen => "sign-in-button",
                _ => "start-again",
            };
            (label, again.clone()?)
        }
        Content::Braked { again, .. } => ("try-again", again.clone()?),
        Content::TooOften { again, .. } => ("try-again", again.clone()),
        Content::SignedOut | Content::PasswordChosen => {
            ("sign-in-button", OwnPath::sign_in(&Place::Home))
        }
        Content::NotAllowed => ("home-apps", OwnPath::account(&Place::Apps(Listed::whole()))),
        Content::Account(_)
        | Content::NotFound
        | Content::MethodNotAllowed
        | Content::TooLarge(_) => ("go-home", OwnPath::account(&Place::Home)),
        _ => return None,
    };
    let label = frame.say(label);
    Some(Action { label, href })
}

#[derive(Template)]
#[template(path = "pages/refused.html")]
struct Refused<'a> {
    frame: Frame<'a>,
    code: RefusalCode,
    reference: &'a str,
}

pub(super) fn refused(code: RefusalCode, reference: &str, frame: Frame) -> String {
    fill(&Refused {
        frame,
        code,
        reference,
    })
}

/// The message that tells an app's maker what to mend.
pub(super) const fn advice(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::ClientUnknown => "advice-client-unknown",
        RefusalCode::RedirectUriMissing => "advice-redirect-uri-missing",
        RefusalCode::RedirectUriMismatch => "advice-redirect-uri-mismatch",
        RefusalCode::ParameterRepeated => "advice-parameter-repeated",
        RefusalCode::ParameterMalformed => "advice-parameter-malformed",
    }
}
