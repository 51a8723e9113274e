//! The last step of a visit to the authorization endpoint: what lacks its ID token is signed, off the async workers and
//! before anything is remembered.

use super::{Failure, Platform, id_token, reply};
use crate::domain::answer::{Answer, Reply, Story};
use crate::domain::oauth::result::{Carried, ReplyTo};
use crate::domain::openid::algorithm::Algorithm;
use serde_json::{Map, Value};

/// A reply as it is decided.
pub enum AuthorizeReply {
    Whole(Reply),
    Unsigned(Box<Unsigned>),
}

/// A success that lacks its ID token.
pub struct Unsigned {
    reply_to: ReplyTo,
    carried: Carried,
    id_token: (Algorithm, Map<String, Value>),
    story: Story,
}

impl AuthorizeReply {
    pub(super) fn granted(reply_to: ReplyTo, mut carried: Carried, story: Story) -> Self {
        let Some(id_token) = carried.id_token.take() else {
            let result = reply_to.granted(&carried, None);
            return Self::Whole(reply(Answer::Result(Box::new(result)), story));
        };
        Self::Unsigned(Box::new(Unsigned {
            reply_to,
            carried,
            id_token,
            story,
        }))
    }
}

impl From<Reply> for AuthorizeReply {
    fn from(reply: Reply) -> Self {
        Self::Whole(reply)
    }
}

impl Unsigned {
    /// Takes about a millisecond.
    pub fn sign(self, platform: &Platform) -> Result<Reply, Failure> {
        let (algorithm, claims) = &self.id_token;
        let id_token = id_token::sign(platform, *algorithm, claims)?;
        let result = self.reply_to.granted(&self.carried, Some(&id_token));
        Ok(reply(Answer::Result(Box::new(result)), self.story))
    }
}
