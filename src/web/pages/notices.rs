//! Pages that tell something and ask nothing: the landing pages, the end of a session, and errors.

use super::frame::{Frame, fill};
use super::manner::{Fault, Manner, minutes};
use crate::domain::answer::place::{AccountPlace, Listed};
use crate::domain::answer::{Oversize, OwnPath};
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::form::Untaken;
use Tone::{Done, Error, Plain};
use askama::Template;
use std::time::Duration;

/// When to come again, where the store says no now.
const SECONDS_UNAVAILABLE: u64 = 5;

/// Which messages a page is made of.
struct Notice {
    tone: Tone,
    heading: &'static str,
    lines: &'static [&'static str],
    /// How long to wait, where a line says so.
    minutes: u64,
    /// Something to beware of, set apart from the rest.
    warning: Option<&'static str>,
    /// The one thing to do next, where a link of ours can do it.
    action: Option<Action>,
    /// What else can be done where mail goes out.
    by_mail: Option<Action>,
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
            Plain => None,
            Done => Some("done"),
            Error => Some("error"),
        }
    }
}

struct Action {
    label: &'static str,
    href: OwnPath,
}

impl Notice {
    const fn new(tone: Tone, heading: &'static str, lines: &'static [&'static str]) -> Self {
        Self {
            tone,
            heading,
            lines,
            minutes: 0,
            warning: None,
            action: None,
            by_mail: None,
        }
    }

    fn leads(self, label: &'static str, to: Option<OwnPath>) -> Self {
        let action = to.map(|href| Action { label, href });
        Self { action, ..self }
    }
}

#[derive(Template)]
#[template(path = "pages/notice.html")]
struct NoticePage<'a> {
    frame: Frame<'a>,
    notice: Notice,
}

impl NoticePage<'_> {
    fn by_mail(&self) -> Option<&Action> {
        let action = self.notice.by_mail.as_ref();
        action.filter(|_| self.frame.site.sends_mail)
    }

    fn title(&self) -> String {
        match self.notice.tone {
            Error => self.frame.error_title(self.notice.heading),
            Plain | Done => self.frame.title(self.notice.heading),
        }
    }
}

fn tells(notice: Notice) -> Manner<'static> {
    Manner::shows(|frame| fill(&NoticePage { frame, notice }))
}

fn fails(status: u16, code: &'static str, notice: Notice) -> Manner<'static> {
    let description = notice.heading;
    let fault = Fault { code, description };
    Manner::fails(status, fault, |frame| fill(&NoticePage { frame, notice }))
}

fn home() -> Option<OwnPath> {
    Some(OwnPath::account(&AccountPlace::Home))
}

fn sign_in() -> Option<OwnPath> {
    Some(OwnPath::sign_in(&AccountPlace::Home))
}

pub(super) fn success() -> Manner<'static> {
    let notice = Notice {
        warning: Some("success-keep-secret"),
        ..Notice::new(Done, "success-heading", &["success-go-back"])
    };
    tells(notice).passed_through()
}

pub(super) fn failed() -> Manner<'static> {
    let lines = &["failed-why", "failed-go-back"];
    tells(Notice::new(Plain, "failed-heading", lines)).passed_through()
}

pub(super) fn signed_out() -> Manner<'static> {
    let notice = Notice::new(Done, "signed-out-heading", &["signed-out-again"]);
    tells(notice.leads("sign-in-button", sign_in())).at(Some(OwnPath::signed_out()))
}

pub(super) fn password_chosen() -> Manner<'static> {
    let notice = Notice::new(Done, "chosen-heading", &["chosen-sign-in"]);
    tells(notice.leads("sign-in-button", sign_in()))
}

pub(super) fn password_changed() -> Manner<'static> {
    let notice = Notice::new(Done, "password-done", &["password-done-effect"]);
    tells(notice.leads("go-home", home()))
}

pub(super) fn not_allowed() -> Manner<'static> {
    let apps = OwnPath::account(&AccountPlace::Apps(Listed::whole()));
    let notice = Notice::new(Error, "not-allowed-heading", &["not-allowed-why"]);
    fails(404, "not_allowed", notice.leads("home-apps", Some(apps)))
}

pub(super) fn too_many_authenticators() -> Manner<'static> {
    let security = OwnPath::account(&AccountPlace::Security { done: None });
    let notice = Notice::new(Error, "authenticator-full", &["authenticator-full-what"]);
    let notice = notice.leads("home-security", Some(security));
    fails(409, "too_many_authenticators", notice)
}

pub(super) fn too_many_passkeys() -> Manner<'static> {
    let security = OwnPath::account(&AccountPlace::Security { done: None });
    let notice = Notice::new(Error, "passkey-full", &["authenticator-full-what"]);
    let notice = notice.leads("home-security", Some(security));
    fails(409, "too_many_passkeys", notice)
}

pub(super) fn last_factor() -> Manner<'static> {
    let another = OwnPath::account(&AccountPlace::Authenticator);
    let notice = Notice::new(Error, "last-factor", &["last-factor-why"]);
    let notice = notice.leads("authenticator-title", Some(another));
    fails(409, "last_factor", notice)
}

pub(super) fn forgot_sent() -> Manner<'static> {
    let lines = &["forgot-sent-look", "forgot-sent-none"];
    let notice = Notice::new(Plain, "forgot-sent-heading", lines);
    tells(notice.leads("sign-in-button", sign_in())).at(Some(OwnPath::forgot_sent()))
}

pub(super) fn email_confirmed() -> Manner<'static> {
    let notice = Notice::new(Done, "email-done-heading", &["email-done-effect"]);
    tells(notice.leads("go-home", home())).at(Some(OwnPath::email_confirmed()))
}

pub(super) fn account_deleted() -> Manner<'static> {
    let notice = Notice::new(Done, "deleted-heading", &["deleted-effect"]);
    tells(notice.leads("go-home", home())).at(Some(OwnPath::account_deleted()))
}

pub(super) fn last_admin() -> Manner<'static> {
    let lines = &["last-admin-why", "last-admin-how"];
    let notice = Notice::new(Error, "last-admin-heading", lines);
    fails(409, "last_admin", notice.leads("home-link", home()))
}

/// An act of an admin that would leave nobody who administers.
pub(super) fn last_admin_stays(again: Option<OwnPath>) -> Manner<'static> {
    let lines = &["admin-last-why", "last-admin-how"];
    let notice = Notice::new(Error, "admin-last", lines);
    fails(409, "last_admin", notice.leads("admin-last-back", again))
}

/// The same for every link, whatever it was for.
pub(super) fn link_over() -> Manner<'static> {
    let lines = &["link-over-why", "link-over-used", "link-over-new"];
    let notice = Notice::new(Error, "link-over-heading", lines);
    let by_mail = Action {
        label: "sign-in-forgot",
        href: OwnPath::forgot(),
    };
    let notice = Notice {
        by_mail: Some(by_mail),
        ..notice.leads("sign-in-button", sign_in())
    };
    fails(404, "link_over", notice)
}

pub(super) fn not_found() -> Manner<'static> {
    let notice = Notice::new(Error, "not-found-heading", &["not-found-go-back"]);
    fails(404, "not_found", notice.leads("go-home", home()))
}

pub(super) fn method_not_allowed() -> Manner<'static> {
    let notice = Notice::new(Error, "method-heading", &["method-go-back"]);
    fails(405, "method_not_allowed", notice.leads("go-home", home()))
}

pub(super) fn too_large(what: Oversize) -> Manner<'static> {
    let status = match what {
        Oversize::Body => 413,
        Oversize::Address => 414,
    };
    let notice = Notice::new(Error, "too-large-heading", &["too-large-tell"]);
    fails(status, "too_large", notice.leads("go-home", home()))
}

pub(super) fn braked(wait: Duration, again: Option<OwnPath>) -> Manner<'static> {
    let notice = match minutes(wait) {
        1 => Notice::new(Error, "braked-heading", &["braked-wait"]),
        minutes => Notice {
            minutes,
            ..Notice::new(Error, "braked-heading", &["braked-wait-minutes"])
        },
    };
    let notice = notice.leads("try-again", again.clone());
    fails(429, "too_many_tries", notice).at(again).after(wait)
}

pub(super) fn too_often(wait: Duration, again: OwnPath) -> Manner<'static> {
    let notice = match minutes(wait) {
        1 => Notice::new(Error, "too-often-heading", &["too-often-wait"]),
        minutes => Notice {
            minutes,
            ..Notice::new(Error, "too-often-heading", &["too-often-wait-minutes"])
        },
    };
    let notice = notice.leads("try-again", Some(again.clone()));
    fails(429, "too_often", notice).at(Some(again)).after(wait)
}

pub(super) fn unavailable() -> Manner<'static> {
    let notice = Notice::new(Error, "unavailable-heading", &["unavailable-again"]);
    let fault = Fault {
        code: "unavailable",
        description: "unavailable-again",
    };
    Manner {
        retry_after: Some(SECONDS_UNAVAILABLE),
        fault: Some(fault),
        ..fails(503, "unavailable", notice)
    }
}

/// A form that is not taken.
pub(super) fn untaken(why: Untaken, again: Option<OwnPath>) -> Manner<'static> {
    let label = match why {
        Untaken::Chosen => "sign-in-button",
        _ => "start-again",
    };
    fails(403, why.code(), cause(why).leads(label, again.clone())).at(again)
}

/// Each cause in its own words.
const fn cause(why: Untaken) -> Notice {
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
    Notice::new(tone, heading, lines)
}

#[derive(Template)]
#[template(path = "pages/refused.html")]
struct Refused<'a> {
    frame: Frame<'a>,
    code: RefusalCode,
}

pub(super) fn refused(code: RefusalCode) -> Manner<'static> {
    let fault = Fault {
        code: code.word(),
        description: advice(code),
    };
    Manner::fails(400, fault, move |frame| fill(&Refused { frame, code }))
}

/// The message that tells an app's maker what to mend.
const fn advice(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::ClientUnknown => "advice-client-unknown",
        RefusalCode::AppNotOpen => "advice-app-not-open",
        RefusalCode::RedirectUriMissing => "advice-redirect-uri-missing",
        RefusalCode::RedirectUriMismatch => "advice-redirect-uri-mismatch",
        RefusalCode::ParameterRepeated => "advice-parameter-repeated",
        RefusalCode::ParameterMalformed => "advice-parameter-malformed",
    }
}
