//! A form of a desk's page that came back. Its request names the page it is of and the version of the thing that was
//! seen; both are part of its proof. The form is spent in the change that it makes.

use super::{Desk, Entered};
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::admin::once::{Once, OncePage};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, OwnPath, Reply};
use crate::domain::oauth::form::{Form, Untaken};
use crate::domain::time::Timestamp;
use crate::flow::account::{self, see, untaken};
use crate::flow::press::{Before, Press, Seal};
use crate::flow::tie::Tie;
use crate::flow::{Failure, Platform, Visitor};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A form that came back.
pub struct Sent<P> {
    /// By the address that it was sent to.
    pub place: P,
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
pub(in crate::flow) const NEW: i64 = 0;

/// The page that a form is of.
fn place_of<D: Desk>(form: &Form) -> Option<(i64, D::Place)> {
    let (version, address) = form.request.split_once(' ')?;
    let place = D::of_account(AccountPlace::parse(address)?)?;
    Some((version.parse().ok()?, place))
}

/// A form that is not taken.
pub(in crate::flow) fn refused<D: Desk>(form: &Form, why: Untaken) -> Reply {
    let place = place_of::<D>(form).map_or_else(D::home, |(_, place)| place);
    account::refused(&D::to_account(&place), why)
}

/// Somebody who acts, and the form that they act by.
pub(in crate::flow) struct Acting<'a, D: Desk> {
    pub desk: D,
    /// The version of the thing.
    seen: i64,
    pub sent: &'a Sent<D::Place>,
    seal: Arc<Seal>,
}

/// The form is theirs, of this page, and was not answered before; else what is to be answered.
pub(in crate::flow) fn begin<'a, D: Desk>(
    platform: &Platform,
    sent: &'a Sent<D::Place>,
) -> Result<Entered<Acting<'a, D>>, Failure> {
    let desk = match D::enter(platform, &sent.visitor, &sent.place)? {
        Ok(desk) => desk,
        Err(reply) => return turned::<D>(platform, sent, reply).map(Err),
    };
    let to = D::to_account(&sent.place);
    let not_taken = |why| {
        let reply = untaken(platform, &to, (&sent.visitor, &sent.form), why)?;
        Ok(Err(Box::new(reply)))
    };
    let nonce = match desk.present().proves(platform, D::PURPOSE, &sent.form) {
        Ok(proven) => proven.nonce,
        Err(why) => return not_taken(why),
    };
    let seen = match place_of::<D>(&sent.form) {
        Some((seen, place)) if place == sent.place => seen,
        _ => return not_taken(Untaken::Strange("a form of another page")),
    };
    let now = desk.present().now;
    let seal = with_press((&desk, sent), |press| Arc::new(press.seal(nonce, now)));
    let acting = Acting {
        desk,
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
fn turned<D: Desk>(
    platform: &Platform,
    sent: &Sent<D::Place>,
    reply: Box<Reply>,
) -> Result<Box<Reply>, Failure> {
    if reply.story.decision != Some(LogDecision::HasToSignIn) {
        return Ok(reply);
    }
    let to = D::to_account(&sent.place);
    let from = (&sent.visitor, &sent.form);
    untaken(platform, &to, from, Untaken::SignedOut).map(Box::new)
}

/// The press that it is, with all that was typed.
fn with_press<D: Desk, T>(
    (desk, sent): (&D, &Sent<D::Place>),
    work: impl FnOnce(&Press<'_>) -> T,
) -> T {
    let fields = sent.typed.0.iter();
    let typed: Vec<&[u8]> = fields
        .flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()])
        .collect();
    work(&Press {
        form: &sent.form,
        holder: &desk.present().session.secret_hash,
        typed: &typed,
    })
}

impl<D: Desk> Acting<'_, D> {
    /// What this form was answered before.
    pub fn before(&self, platform: &Platform) -> Result<Option<Reply>, Failure> {
        let before = with_press((&self.desk, self.sent), |press| press.before(platform))?;
        Ok(match before {
            Before::Nothing => None,
            Before::Same(kept) => Some(self.again(platform, &kept)?),
            Before::Answered => Some(refused::<D>(&self.sent.form, Untaken::Done)),
        })
    }

    fn again(&self, platform: &Platform, kept: &[u8]) -> Result<Reply, Failure> {
        let decision = LogDecision::SameAnswerAgain;
        Ok(match Answer::from_text::<D>(kept) {
            Some((Answer::File { of, chosen }, _)) => {
                let file = self.desk.hands_out(platform, (&of, &chosen), decision)?;
                file.unwrap_or_else(|| self.desk.finds_nothing())
            }
            Some((answer, secret)) => self.tell(answer, secret, decision),
            None => refused::<D>(&self.sent.form, Untaken::Done),
        })
    }

    /// The platform in their hands, tied to the form: what is done by it spends the form.
    pub fn hands(&self, platform: &Platform, answer: &Answer<D::Place>) -> Platform {
        let hands = platform.acted_by(self.desk.actor());
        let seal = Arc::clone(&self.seal);
        let (known, keeps) = (answer.to_text::<D>(), hands.clone());
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
    pub fn done(&self, answer: Answer<D::Place>, secret: Option<Secret>) -> Reply {
        self.tell(answer, secret, D::ACTED)
    }

    fn tell(
        &self,
        answer: Answer<D::Place>,
        secret: Option<Secret>,
        decision: LogDecision,
    ) -> Reply {
        match (answer, secret) {
            (Answer::Once { what, name, next }, Some(Secret { text, until })) => {
                let page = OncePage {
                    what,
                    name,
                    secret: text,
                    until,
                    next: OwnPath::account(&D::to_account(&next)),
                };
                self.desk.shows(&next, DeskPage::Once(page), decision)
            }
            (
                Answer::See(place)
                | Answer::Once { next: place, .. }
                | Answer::File { of: place, .. },
                _,
            ) => {
                let story = self.desk.present().story(decision);
                see(&D::to_account(&place), story)
            }
        }
    }
}

/// What an act is answered, but for the secret that it may make.
pub(in crate::flow) enum Answer<P> {
    See(P),
    Once {
        what: Once,
        /// Whose secret it is.
        name: String,
        next: P,
    },
    /// What the page hands out, read anew each time.
    File {
        of: P,
        /// A word of what was chosen there.
        chosen: String,
    },
}

/// How a file is kept for the same press.
const FILE: &str = "file";

/// Shown once.
pub(in crate::flow) struct Secret {
    pub text: Zeroizing<String>,
    pub until: Option<Timestamp>,
}

impl<P> Answer<P> {
    /// As it is kept for the same press: a line for each part, and behind them those of the secret.
    fn to_text<D: Desk<Place = P>>(&self) -> Zeroizing<String> {
        let address = |place| D::to_account(place).address();
        Zeroizing::new(match self {
            Self::See(place) => address(place),
            Self::Once { what, name, next } => {
                format!("{}\n{}\n{name}\n", address(next), what.word())
            }
            Self::File { of, chosen } => format!("{}\n{FILE}\n{chosen}", address(of)),
        })
    }

    fn from_text<D: Desk<Place = P>>(text: &[u8]) -> Option<(Self, Option<Secret>)> {
        let mut lines = std::str::from_utf8(text).ok()?.splitn(5, '\n');
        let next = D::of_account(AccountPlace::parse(lines.next()?)?)?;
        let Some(what) = lines.next() else {
            return Some((Self::See(next), None));
        };
        if what == FILE {
            let chosen = lines.next()?.to_owned();
            return Some((Self::File { of: next, chosen }, None));
        }
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
