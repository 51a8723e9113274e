//! The last step of a visit to the authorization endpoint: what is to be signed is, off the async workers and
//! before anything is remembered.

use super::{Failure, Platform, reply, statements};
use crate::domain::answer::{Answer, Reply, Story};
use crate::domain::oauth::result::{Carried, ReplyTo};
use crate::domain::openid::statement::{Signed, ToSign};

/// A reply as it is decided.
pub enum AuthorizeReply {
    Whole(Reply),
    Unsigned(Box<Unsigned>),
}

/// A success that lacks what is signed.
pub struct Unsigned {
    reply_to: ReplyTo,
    carried: Carried,
    to_sign: ToSign,
    story: Story,
}

impl AuthorizeReply {
    pub(super) fn granted(reply_to: ReplyTo, mut carried: Carried, story: Story) -> Self {
        let to_sign = std::mem::take(&mut carried.to_sign);
        if to_sign.is_empty() {
            let result = reply_to.granted(&carried, &Signed::default());
            return Self::Whole(reply(Answer::Result(Box::new(result)), story));
        }
        Self::Unsigned(Box::new(Unsigned {
            reply_to,
            carried,
            to_sign,
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
        let signed = statements::sign(platform, &self.to_sign)?;
        let result = self.reply_to.granted(&self.carried, &signed);
        Ok(reply(Answer::Result(Box::new(result)), self.story))
    }
}
