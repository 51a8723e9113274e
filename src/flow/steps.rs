//! The line of steps between somebody and what they asked for. Each is a form with a word of its own, and nothing is
//! stored between two of them: a step that is done is a session, or a sealed ticket in the next form.
//!
//! | step | forms | what it proves | where |
//! |---|---|---|---|
//! | password | `login`, `account_login` | `pwd` | [`super::sign_in`] |
//! | passkey, in its place | the same | `pop user mfa`: nothing lacks | [`super::sign_in`] |
//! | second step | `second_step` | `otp`, or as a passkey | [`super::second_step`] |
//! | its set-up, for who must have one and has none | `set_up` | `otp`, or as a passkey | [`super::second_step`] |
//! | consent | `consent` | | [`super::consent`] |
//!
//! Behind the password [`at_sign_in`] says which comes next, in a session that is there [`in_session`] does, and
//! [`crate::domain::oauth::authorize::decide`] puts them in their order. Programs that send a password and can be shown no
//! page ask [`password_is_enough`].

use super::{Failure, Platform, credentials, factors};
use crate::domain::account::authentication::Level;
use crate::domain::account::second_step::{Lack, Means, Wanted};
use crate::domain::account::session::{KnownBrowser, Session};
use crate::domain::account::user::User;
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};

/// What lacks behind a right password, and whether a remembered browser stands in for a step.
pub(super) fn at_sign_in(
    platform: &Platform,
    reader: &mut Reader,
    user: &User,
    wanted: Wanted,
    (browser, now): (Option<&KnownBrowser>, Timestamp),
) -> Loaded<(Lack, bool)> {
    let means = means(platform, reader, user, (browser, now))?;
    let lack = platform
        .policy
        .second_step
        .lack_at_sign_in(user, wanted, means);
    Ok((lack, lack == Lack::Nothing && means.has_factor))
}

/// What lacks a session, which comes with these cookies.
pub(super) fn in_session(
    platform: &Platform,
    reader: &mut Reader,
    (session, user): (&Session, &User),
    wanted: Wanted,
    (browsers, now): (&[PlainToken], Timestamp),
) -> Loaded<Lack> {
    if !may_lack(platform, (session, user), wanted) {
        return Ok(Lack::Nothing);
    }
    let browser = credentials::known_browser(reader, browsers, user)?;
    let means = means(platform, reader, user, (browser.as_ref(), now))?;
    Ok(platform.policy.second_step.lack(user, wanted, means))
}

/// Whether it takes a look at what the user has to say.
pub(super) fn may_lack(
    platform: &Platform,
    (session, user): (&Session, &User),
    wanted: Wanted,
) -> bool {
    let is_low = session.methods.level() == Level::One;
    is_low && platform.policy.second_step.may_lack(user, wanted)
}

/// Whether a right password opens what can ask for no second step.
pub(super) fn password_is_enough(
    platform: &Platform,
    user: &User,
    by_app: Level,
) -> Result<bool, Failure> {
    let has_factor = platform
        .store
        .read(|reader| factors::has_any(reader, user.key))?;
    let policy = &platform.policy.second_step;
    Ok(!policy.closes_password_only(user, by_app, has_factor))
}

fn means(
    platform: &Platform,
    reader: &mut Reader,
    user: &User,
    (browser, now): (Option<&KnownBrowser>, Timestamp),
) -> Loaded<Means> {
    let until = browser.and_then(|browser| browser.trusted_until);
    let remembers = platform.policy.second_step.remembers(user, now).is_some();
    Ok(Means {
        has_factor: factors::has_any(reader, user.key)?,
        is_remembered: remembers && until.is_some_and(|until| now < until),
    })
}
