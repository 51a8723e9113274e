//! Who has to prove more than a password, and for what.

use super::authentication::Level;
use super::user::User;
use crate::domain::time::{Timestamp, days};
use crate::domain::words::words;

/// What the log says of a right password that is not enough.
pub const SECOND_FACTOR_NEEDED: &str = "second_factor_needed";

/// What the operator decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecondStepPolicy {
    pub required: Required,
    /// How long a browser may be remembered; 0: never.
    pub remember_days: u32,
    pub passkeys: Passkeys,
}

/// Who must have a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Required {
    #[default]
    Nobody,
    Admins,
    Everybody,
}

words!(Required { Nobody = "nobody", Admins = "admins", Everybody = "everybody" });

/// What the operator lets passkeys do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passkeys {
    #[default]
    On,
    /// Never without a password.
    Second,
    /// None can be added or used. Who has one still has a second factor.
    Off,
}

words!(Passkeys { On = "on", Second = "second", Off = "off" });

impl SecondStepPolicy {
    pub const fn requires(&self, user: &User) -> bool {
        match self.required {
            Required::Nobody => false,
            Required::Admins => user.is_admin,
            Required::Everybody => true,
        }
    }

    /// Until when a browser that is remembered now is; nothing where none is, or not for this user.
    pub fn remembers(&self, user: &User, now: Timestamp) -> Option<Timestamp> {
        let may_be = self.remember_days > 0 && !user.is_admin;
        may_be.then(|| now.plus(days(u64::from(self.remember_days))))
    }
}

/// What an app wants of a sign-in, beside the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// As it is registered.
    pub by_app: Level,
    /// What it cannot do without (an essential `acr`).
    pub essential: Level,
    /// What it would like (`acr_values`).
    pub wished: Level,
}

/// What a user has besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    pub has_factor: bool,
    /// Their browser is remembered.
    pub is_remembered: bool,
}

/// What lacks while somebody has proved a password alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Nothing,
    /// The second step, where pages may be shown; else it goes on without.
    WishedStep,
    SecondStep,
    /// The second step, which has to be set up before.
    SetUp,
    /// What the app insists on and the user does not have.
    OutOfReach,
}

impl SecondStepPolicy {
    /// At an app or a page of their own, in a session that is there.
    pub fn lack(&self, user: &User, wanted: Wanted, means: Means) -> Lack {
        // A browser is never remembered for admins, nor for what an app wants by itself.
        let is_demanded = self.requires(user) && (user.is_admin || !means.is_remembered);
        let must = is_demanded || wanted.by_app == Level::Two;
        match means.has_factor {
            true if must || wanted.essential == Level::Two => Lack::SecondStep,
            true if wanted.wished == Level::Two => Lack::WishedStep,
            false if must => Lack::SetUp,
            false if wanted.essential == Level::Two => Lack::OutOfReach,
            _ => Lack::Nothing,
        }
    }

    /// The same behind a right password, before there is a session: then a factor of their own counts.
    pub fn lack_at_sign_in(&self, user: &User, wanted: Wanted, means: Means) -> Lack {
        match self.lack(user, wanted, means) {
            Lack::WishedStep => Lack::SecondStep,
            Lack::Nothing if means.has_factor && (user.is_admin || !means.is_remembered) => {
                Lack::SecondStep
            }
            // The app is told so in its own answer.
            Lack::OutOfReach => Lack::Nothing,
            lack => lack,
        }
    }

    /// Whether a password alone is too little, where nothing else can be proved.
    pub fn closes_password_only(&self, user: &User, by_app: Level, has_factor: bool) -> bool {
        has_factor || self.requires(user) || by_app == Level::Two
    }

    /// Whether anything can lack at all: else nobody need look what a user has.
    pub fn may_lack(&self, user: &User, wanted: Wanted) -> bool {
        self.requires(user) || wanted != Wanted::default()
    }
}
