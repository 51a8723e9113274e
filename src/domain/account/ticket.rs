//! A ticket: what somebody has proved so far, before there is a session. Their own browser carries it, sealed, from one
//! page to the next; nothing is stored.

use super::authentication::Methods;
use super::session::Keep;
use super::user::User;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::{Dice, TokenHash};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;

/// From the right password on.
pub const TICKET_LIFE: Duration = Duration::from_secs(600);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub user_key: RowKey,
    /// The user's, and when their password was set: whatever moves one of them ends the ticket.
    pub epoch: Epoch,
    pub password_set_at: Option<Timestamp>,
    pub made_at: Timestamp,
    pub methods: Methods,
    pub begins: Begins,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    Session {
        keep: Keep,
        born_for_app: Option<AppId>,
    },
    /// A session that is there goes on at level 2.
    Raised(RowKey),
}

/// Whose it is: for the holder of one form alone, whose nonce makes it good for one session.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    /// The cookie that the form was made for, by its hash.
    pub holder: &'a TokenHash,
    pub nonce: &'a str,
    /// A MAC over the nonce, the request and what the form is for.
    pub proof: &'a str,
}

impl Bound<'_> {
    pub(in crate::domain) fn context(&self) -> Vec<u8> {
        format!("{}\n{}", self.nonce, self.proof).into_bytes()
    }
}

impl Ticket {
    pub fn seal(&self, key: &ServerKey, bound: Bound, dice: Dice) -> String {
        let (text, context) = (self.to_text(), bound.context());
        let to = (bound.holder.bytes().as_slice(), context.as_slice());
        URL_SAFE_NO_PAD.encode(key.seal_as(Label::Ticket, to, text.as_bytes(), dice))
    }

    /// `None`: none of ours, another browser's, or another form's.
    pub fn open(key: &ServerKey, bound: Bound, sealed: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let context = bound.context();
        let opened = key.open_as(Label::Ticket, (bound.holder.bytes(), &context), &sealed)?;
        Self::read(std::str::from_utf8(&opened.plain).ok()?)
    }

    pub fn is_good(&self, user: &User, password_set_at: Option<Timestamp>, now: Timestamp) -> bool {
        now.since(self.made_at) < TICKET_LIFE
            && user.is_active()
            && user.key == self.user_key
            && user.epoch == self.epoch
            && password_set_at == self.password_set_at
    }

    fn to_text(&self) -> String {
        let (what, which, app) = match self.begins {
            Begins::Session { keep, born_for_app } => {
                (keep.word(), None, born_for_app.map(|app| app.0))
            }
            Begins::Raised(session) => (RAISED, Some(session.number()), None),
        };
        let number = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
        let words: Vec<&str> = self.methods.words().collect();
        [
            self.user_key.number().to_string(),
            self.epoch.number().to_string(),
            number(self.password_set_at.map(Timestamp::millis)),
            self.made_at.millis().to_string(),
            words.join(" "),
            what.to_owned(),
            number(which.or(app)),
        ]
        .join("\n")
    }

    fn read(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [user, epoch, set_at, made_at, methods, what, which] = lines.as_slice() else {
            return None;
        };
        let number = |text: &str| text.parse::<i64>().ok();
        let which = number(which);
        Some(Self {
            user_key: RowKey::from_number(number(user)?)?,
            epoch: Epoch::from_number(number(epoch)?),
            password_set_at: number(set_at).map(Timestamp::from_millis),
            made_at: Timestamp::from_millis(number(made_at)?),
            methods: Methods::of_words(methods.split(' '))?,
            begins: match *what {
                RAISED => Begins::Raised(RowKey::from_number(which?)?),
                keep => Begins::Session {
                    keep: Keep::from_word(keep)?,
                    born_for_app: which.map(AppId),
                },
            },
        })
    }
}

const RAISED: &str = "raised";
