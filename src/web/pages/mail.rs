//! Mails as people read them: the same words as text and as HTML, from the locale files. Nothing in them comes from
//! anybody but the operator and the one they go to.

use super::frame::{Frame, fill};
use super::site::{PageRequest, Site};
use super::words::{Rich, Words};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::authorize::Layout;
use crate::domain::time::Timestamp;
use askama::Template;

/// Longest subject, in characters.
const SUBJECT_CHARS: usize = 60;

/// What is told.
pub struct MailFacts<'a> {
    pub kind: MailKind,
    pub payload: &'a Payload,
    /// When it happened.
    pub at: Timestamp,
    /// Until when a link works.
    pub until: Timestamp,
    /// An origin: whatever is linked lies behind it.
    pub public_url: &'a str,
}

pub struct MailText {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Which messages a mail is made of, beside those that are named by its kind.
struct Parts {
    /// What stands before the link.
    before: &'static [&'static str],
    /// What stands before the button, where it is for whoever did not do that.
    why_open: Option<&'static str>,
    /// A page of ours, where there is a button and the mail has no link of its own.
    page: Option<&'static str>,
    after: &'static [&'static str],
}

#[expect(clippy::too_many_lines, reason = "one arm per kind")]
const fn parts(kind: MailKind) -> Parts {
    let plain = Parts {
        before: &["what"],
        why_open: None,
        page: None,
        after: &[],
    };
    let not_you = Some("mail-not-you");
    let security = Some("/account/security");
    match kind {
        MailKind::Invite => Parts {
            after: &["mail-link-once"],
            ..plain
        },
        MailKind::Reset | MailKind::Verify => Parts {
            after: &["mail-link-once", "ignore"],
            ..plain
        },
        MailKind::PasswordChanged => Parts {
            why_open: not_you,
            page: Some("/account/forgot"),
            ..plain
        },
        MailKind::FactorAdded | MailKind::FactorRemoved | MailKind::FactorsReset => Parts {
            before: &["what", "how"],
            page: security,
            ..plain
        },
        MailKind::CodesClosed => Parts {
            before: &["what", "how"],
            page: Some("/account/password"),
            ..plain
        },
        MailKind::RecoveryCodeUsed => Parts {
            before: &["what", "left", "how"],
            page: security,
            ..plain
        },
        MailKind::EmailChanged | MailKind::AddressKnown | MailKind::AccountRemoved => Parts {
            before: &["what", "how"],
            ..plain
        },
        MailKind::NewSignIn => Parts {
            before: &["what", "device", "how"],
            page: Some("/account/sessions"),
            ..plain
        },
        MailKind::AppWaiting => Parts {
            page: Some("/admin/apps"),
            ..plain
        },
        MailKind::AppDecided => Parts {
            page: Some("/developer"),
            ..plain
        },
        MailKind::Test | MailKind::Forgot => plain,
    }
}

struct Letter<T> {
    heading: T,
    before: Vec<T>,
    why_open: Option<T>,
    link: Option<Link>,
    after: Vec<T>,
    foot: T,
}

struct Link {
    label: String,
    address: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Plain {
    letter: Letter<String>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    words: &'a Words,
    subject: &'a str,
    typed: String,
    letter: Letter<Rich>,
}

/// The mail in full, in the language that its person reads.
pub fn render_mail(site: &Site, facts: &MailFacts) -> MailText {
    let words = site.languages.read_by(facts.payload.language.as_deref());
    let frame = Frame::of(site, &PageRequest::plainly("", words), Layout::Web);
    let told = Told::of(&frame, facts);
    let args = told.args(site, facts);
    let subject = subject(site, words, facts);
    let text = Plain {
        letter: letter(words, facts, |id| words.say(id, &args)),
    };
    let html = Html {
        words,
        subject: &subject,
        typed: words.say("mail-link-typed", &[]),
        letter: letter(words, facts, |id| words.tell(id, &args)),
    };
    MailText {
        text: fill(&text),
        html: fill(&html),
        subject,
    }
}

/// What messages are told, as text.
struct Told {
    when: String,
    until: String,
    left: String,
    contact: String,
}

impl Told {
    fn of(frame: &Frame, facts: &MailFacts) -> Self {
        let site = frame.site;
        let nobody = || {
            let platform = [("platform", site.name.as_str())];
            frame.words.say("contact-nobody", &platform)
        };
        Self {
            when: frame.moment(facts.at),
            until: frame.moment(facts.until),
            left: facts.payload.left.unwrap_or_default().to_string(),
            contact: site.contact.clone().unwrap_or_else(nobody),
        }
    }

    fn args<'a>(&'a self, site: &'a Site, facts: &'a MailFacts) -> [(&'a str, &'a str); 8] {
        let payload = facts.payload;
        [
            ("platform", &site.name),
            ("account", payload.account.as_deref().unwrap_or_default()),
            ("when", &self.when),
            ("until", &self.until),
            ("device", payload.device.as_deref().unwrap_or_default()),
            ("left", &self.left),
            ("contact", &self.contact),
            ("address", facts.public_url),
        ]
    }
}

fn letter<T>(words: &Words, facts: &MailFacts, say: impl Fn(&str) -> T) -> Letter<T> {
    let own = named(facts);
    let parts = parts(facts.kind);
    let id = |line: &str| match line.strip_prefix("mail-") {
        Some(_) => line.to_owned(),
        None => format!("{own}-{line}"),
    };
    let is_known = |line: &&&str| **line != "device" || facts.payload.device.is_some();
    let lines = |lines: &[&str]| {
        let lines = lines.iter().filter(|line| is_known(line));
        lines.map(|line| say(&id(line))).collect()
    };
    let page = parts.page.map(|path| format!("{}{path}", facts.public_url));
    let address = facts.payload.link.clone().or(page);
    Letter {
        heading: say(&format!("{own}-heading")),
        before: lines(parts.before),
        why_open: parts.why_open.map(&say),
        link: address.map(|address| Link {
            label: words.say(&format!("{own}-button"), &[]),
            address,
        }),
        after: lines(parts.after),
        foot: say("mail-foot"),
    }
}

/// What the messages of a kind begin with. Recovery codes are a second step too, but one that is made ten at a time.
fn named(facts: &MailFacts) -> String {
    match (facts.kind, facts.payload.left) {
        (MailKind::FactorAdded, Some(_)) => "mail-factor-added-codes".to_owned(),
        (kind, _) => format!("mail-{}", kind.word().replace('_', "-")),
    }
}

/// A long name of the platform is cut: what the mail is about is read in a list.
fn subject(site: &Site, words: &Words, facts: &MailFacts) -> String {
    let what = words.say(&named(facts), &[]);
    let with =
        |platform: &str| words.say("mail-subject", &[("platform", platform), ("what", &what)]);
    let whole = with(&site.name);
    let over = whole.chars().count().saturating_sub(SUBJECT_CHARS);
    if over == 0 {
        return whole;
    }
    let kept = site.name.chars().count().saturating_sub(over + 1);
    let name: String = site.name.chars().take(kept).collect();
    with(&format!("{}…", name.trim_end()))
}
