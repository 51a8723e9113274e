//! The closed list of refusals of the broker API, in the words of its contract.

use crate::domain::account::second_step::SECOND_FACTOR_NEEDED;
use crate::domain::words::words;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokerError {
    /// No credential, or the strongest one is wrong: 401.
    NotAuthenticated,
    /// A right password that is not enough: answered as a wrong one.
    SecondFactorNeeded,
    /// A good credential for something else: 403.
    NotAuthorized,
    /// Fields with what is wrong about them: 400.
    Invalid(Vec<(&'static str, &'static str)>),
    /// 404.
    NotFound(Object),
    /// A name that is taken: 409.
    NameTaken,
    /// 429.
    TooManyRequests(Duration),
    /// The operator has not set up TURN: 503.
    NoTurn,
    /// What the service that this API comes from did besides: 501.
    NotOffered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Apps,
    Roles,
}

words!(Object { Apps = "Apps", Roles = "Roles" });

impl BrokerError {
    /// For the log.
    pub fn reason(&self) -> String {
        match self {
            Self::SecondFactorNeeded => SECOND_FACTOR_NEEDED.to_owned(),
            error => format!("{error:?}"),
        }
    }

    pub fn field(name: &'static str, text: &'static str) -> Self {
        Self::Invalid(vec![(name, text)])
    }
}
