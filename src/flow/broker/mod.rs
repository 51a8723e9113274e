//! The broker API: an app's server vouches for its own users. One file per thing it works with.

pub mod apps;
pub mod caller;
pub mod endpoints;
pub mod roles;
pub mod sessions;
pub mod sockets;
pub mod tokens;
pub mod turn;

use super::Failure;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::turn::TurnPolicy;
use crate::store::LoadError;
use std::time::Duration;

/// What the operator decided about this API.
#[derive(Clone)]
pub struct BrokerPolicy {
    /// Shortens the time in which a one-time token is redeemed.
    pub activation_window: Option<Duration>,
    /// Whether apps in development mode are served at all.
    pub allow_development_mode: bool,
    /// None: no TURN credentials.
    pub turn: Option<TurnPolicy>,
}

/// Why a call is not answered as was hoped.
#[derive(Debug)]
pub enum Declined {
    Refused(BrokerError),
    Failed(Failure),
}

impl From<BrokerError> for Declined {
    fn from(error: BrokerError) -> Self {
        Self::Refused(error)
    }
}

impl From<Failure> for Declined {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<LoadError> for Declined {
    fn from(error: LoadError) -> Self {
        Self::Failed(error.into())
    }
}

pub type Answered<T> = Result<T, Declined>;
