//! A form of an admin page that came back. Its request names the page it is of and the version of the thing that was
//! seen; both are part of its proof. The form is spent in the change that it makes.

use super::admitted::Admin;
use super::entry::{self, Entered};
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::once::{Once, OncePage};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::audit::Actor;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::time::Timestamp;
use crate::flow::account::{self, see, untaken};
use crate::flow::press::{Before, Press, Seal};
use crate::flow::tie::Tie;
use crate::flow::{Failure, Platform, Visitor};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A form that came back.
pub struct Sent {
    /// By the address that it was sent to.
    pub place: AdminPlace,
    pub form: Form,
    pub visitor: Visitor,
    pub typed: Typed,
}

/// What was typed and pressed, by the names of the fields.
pub struct Typed(pub Vec<(String, Zeroizing<String>)>);

impl Typed {
    /// Nothing where it was not sent exactly once.
    pub fn once(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => value,
            _ => "",
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// The version of what is not there yet.
pub(super) const NEW: i64 = 0;

impl Admin {
    /// The hidden fields of the form of a page.
    pub(super) fn form(&self, platform: &Platform, place: &AdminPlace, version: i64) -> Form {
        let request = format!("{version} {}", place.address());
        self.present.form(platform, Purpose::Admin, &request)
    }
}

/// The page that a form is of.
fn place_of(form: &Form) -> Option<(i64, AdminPlace)> {
    let (version, address) = form.request.split_once(' ')?;
    match AccountPlace::parse(address)? {
        AccountPlace::Admin(place) => Some((version.parse().ok()?, place)),
        _ => None,
    }
}

/// A form that is not taken.
pub fn refused(form: &Form, why: Untaken) -> Reply {
    let place = place_of(form).map_or(AdminPlace::Home, |(_, place)| place);
    account::refused(&AccountPlace::Admin(place), why)
}

/// An admin who acts, and the form that they act by.
pub(super) struct Acting<'a> {
    pub admin: Admin,
    /// The version of the thing.
    seen: i64,
    pub sent: &'a Sent,
    seal: Arc<Seal>,
}

/// The form is theirs, of this page, and was not answered before; else what is to be answered.
pub(super) fn begin<'a>(
    platform: &Platform,
    sent: &'a Sent,
) -> Result<Entered<Acting<'a>>, Failure> {
    let admin = match entry::to(platform, &sent.visitor, &sent.place)? {
        Ok(admin) => admin,
        Err(reply) => return turned(platform, sent, reply).map(Err),
    };
    let to = AccountPlace::Admin(sent.place.clone());
    let not_taken = |why| {
        let reply = untaken(platform, &to, (&sent.visitor, &sent.form), why)?;
        Ok(Err(Box::new(reply)))
    };
    let nonce = match admin.present.proves(platform, Purpose::Admin, &sent.form) {
        Ok(proven) => proven.nonce,
        Err(why) => return not_taken(why),
    };
    let seen = match place_of(&sent.form) {
        Some((seen, place)) if place == sent.place => seen,
        _ => return not_taken(Untaken::Strange("a form of another page")),
    };
    let now = admin.present.now;
    let seal = with_press((&admin, sent), |press| Arc::new(press.seal(nonce, now)));
    let acting = Acting {
        admin,
        seen,
        sent,
        seal,
    };
    Ok(match acting.before(platform)? {
        Some(reply) => Err(Box::new(reply)),
        None => Ok(acting),
    })
}

/// Nobody is signed in any more: then it is the form that is not taken.
fn turned(platform: &Platform, sent: &Sent, reply: Box<Reply>) -> Result<Box<Reply>, Failure> {
    if reply.story.decision != Some(LogDecision::HasToSignIn) {
        return Ok(reply);
    }
    let to = AccountPlace::Admin(sent.place.clone());
    let from = (&sent.visitor, &sent.form);
    untaken(platform, &to, from, Untaken::SignedOut).map(Box::new)
}

/// The press that it is, with all that was typed.
fn with_press<T>((admin, sent): (&Admin, &Sent), work: impl FnOnce(&Press<'_>) -> T) -> T {
    let fields = sent.typed.0.iter();
    let typed: Vec<&[u8]> = fields
        .flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()])
        .collect();
    work(&Press {
        form: &sent.form,
        holder: &admin.present.session.secret_hash,
        typed: &typed,
    })
}

impl Acting<'_> {
    /// What this form was answered before.
    pub fn before(&self, platform: &Platform) -> Result<Option<Reply>, Failure> {
        let before = with_press((&self.admin, self.sent), |press| press.before(platform))?;
        Ok(match before {
            Before::Nothing => None,
            Before::Same(kept) => Some(self.again(&kept)),
            Before::Answered => Some(refused(&self.sent.form, Untaken::Done)),
        })
    }

    fn again(&self, kept: &[u8]) -> Reply {
        match Answer::from_text(kept) {
            Some((answer, secret)) => self.tell(answer, secret, LogDecision::SameAnswerAgain),
            None => refused(&self.sent.form, Untaken::Done),
        }
    }

    /// The platform in the hands of the admin, tied to the form: what is done by it spends the form.
    pub fn hands(&self, platform: &Platform, answer: &Answer) -> Platform {
        let hands = platform.acted_by(Actor::admin(&self.admin.present.user));
        let (seal, known, keeps) = (Arc::clone(&self.seal), answer.to_text(), hands.clone());
        let spend = move |more: &str| {
            let answer = Zeroizing::new(format!("{}{more}", *known));
            seal.close(&keeps, answer.as_bytes())
        };
        hands.tied(Tie {
            seen: self.seen,
            spend: Arc::new(spend),
        })
    }

    /// What was done.
    pub fn done(&self, answer: Answer, secret: Option<Secret>) -> Reply {
        self.tell(answer, secret, LogDecision::AdminActed)
    }

    fn tell(&self, answer: Answer, secret: Option<Secret>, decision: LogDecision) -> Reply {
        match (answer, secret) {
            (Answer::Once { what, name, next }, Some(Secret { text, until })) => {
                let place = next.clone();
                let page = OncePage {
                    what,
                    name,
                    secret: text,
                    until,
                    next,
                };
                self.admin.view_as(&place, AdminPage::Once(page), decision)
            }
            (Answer::See(place) | Answer::Once { next: place, .. }, _) => {
                let story = self.admin.present.story(decision);
                see(&AccountPlace::Admin(place), story)
            }
        }
    }
}

/// What an act is answered, but for the secret that it may make.
pub(super) enum Answer {
    See(AdminPlace),
    Once {
        what: Once,
        /// Whose secret it is.
        name: String,
        next: AdminPlace,
    },
}

/// Shown once.
pub(super) struct Secret {
    pub text: Zeroizing<String>,
    pub until: Option<Timestamp>,
}

impl Answer {
    /// As it is kept for the same press: a line for each part, and behind them those of the secret.
    fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::See(place) => place.address(),
            Self::Once { what, name, next } => {
                format!("{}\n{}\n{name}\n", next.address(), what.word())
            }
        })
    }

    fn from_text(text: &[u8]) -> Option<(Self, Option<Secret>)> {
        let mut lines = std::str::from_utf8(text).ok()?.splitn(5, '\n');
        let AccountPlace::Admin(next) = AccountPlace::parse(lines.next()?)? else {
            return None;
        };
        let Some(what) = lines.next() else {
            return Some((Self::See(next), None));
        };
        let answer = Self::Once {
            what: Once::from_word(what)?,
            name: lines.next()?.to_owned(),
            next,
        };
        let until = Timestamp::from_millis(lines.next()?.parse().ok()?);
        let secret = Secret {
            until: Some(until).filter(|until| *until != Timestamp::NEVER),
            text: Zeroizing::new(lines.next()?.to_owned()),
        };
        Some((answer, Some(secret)))
    }
}
