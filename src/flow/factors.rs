//! What a user can prove besides the password.
#![expect(dead_code, reason = "nobody can have a factor yet")]

use super::{Failure, Platform};
use crate::domain::account::brake::Braked;
use crate::domain::account::user::User;
use crate::domain::answer::second_step::Way;
use crate::domain::change::Write;
use crate::domain::key::RowKey;
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};

pub(super) struct Factors;

impl Factors {
    pub fn ways(&self) -> Vec<Way> {
        vec![Way::Code]
    }
}

pub(super) struct Tried<'a> {
    pub user: &'a User,
    pub typed: &'a str,
    pub way: Way,
    pub address: Network,
    pub now: Timestamp,
}

pub(super) enum Verdict {
    Right(Vec<Write>),
    Wrong,
    Used,
    Closed,
    Braked(Braked),
}

pub(super) fn has_any(_reader: &mut Reader, _user: RowKey) -> Loaded<bool> {
    Ok(false)
}

pub(super) fn of(_reader: &mut Reader, _user: RowKey) -> Loaded<Factors> {
    Ok(Factors)
}

pub(super) fn check(_platform: &Platform, _tried: &Tried) -> Result<Verdict, Failure> {
    Ok(Verdict::Wrong)
}
