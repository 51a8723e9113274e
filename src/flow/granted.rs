//! The last step of a visit to the authorization endpoint: what is to be signed is, off the async workers and
//! before anything is remembered.

use super::press::Seal;
use super::{Failure, Planned, Platform, reply, statements};
use crate::domain::answer::{Answer, Reply, Story};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::oauth::result::{Carried, ReplyTo};
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::tally::{IssuedBy, Tally};

/// A visit as it is decided.
pub enum AuthorizePlan {
    Whole(Box<Planned<Reply>>),
    Granted(Box<Granted>),
}

impl From<Reply> for AuthorizePlan {
    fn from(reply: Reply) -> Self {
        Self::Whole(Box::new(Planned::ready(reply)))
    }
}

/// A success, which may lack what is signed.
pub struct Granted {
    pub(super) reply_to: ReplyTo,
    pub(super) carried: Carried,
    pub(super) writes: Vec<Write>,
    /// Where a form was pressed: the same press may come again for the same answer.
    pub(super) seal: Option<Seal>,
    pub(super) story: Story,
}

impl Granted {
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> + Clone + use<> {
        self.carried.to_sign.algorithms()
    }

    /// Takes about a millisecond by RSA.
    pub fn sign(self, platform: &Platform) -> Result<Planned<Reply>, Failure> {
        let signed = statements::sign(platform, &self.carried.to_sign)?;
        let result = self.reply_to.granted(&self.carried, &signed);
        let spent = self.seal.map(|seal| {
            let answer = self.carried.sealable(&signed);
            Guard::FormUnspent(seal.close(platform, answer.as_bytes()))
        });
        let story = match self.carried.access_token {
            Some(_) => self.story.counting(Tally::Issued(IssuedBy::Implicit)),
            None => self.story,
        };
        Ok(Planned {
            change: Some(Change {
                only_if: spent,
                then: self.writes,
            }),
            told: reply(Answer::Result(Box::new(result)), story),
        })
    }
}
