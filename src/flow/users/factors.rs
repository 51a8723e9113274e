//! What an operator sees and does of somebody's second step.

use super::change::{UserRefusal, change, find};
use crate::domain::account::user::User;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{EndReason, Write};
use crate::domain::factor::Factors;
use crate::domain::factor::write::FactorWrite;
use crate::domain::key::RowKey;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::flow::notices::tell;
use crate::flow::{Platform, credentials, mail};
use std::collections::BTreeSet;

pub fn factors(platform: &Platform, who: &str) -> Result<(User, Factors), UserRefusal> {
    let user = find(platform, who)?;
    let factors = platform.store.read(|reader| reader.factors_of(user.key))?;
    Ok((user, factors))
}

/// All for whom a password alone is not enough.
pub fn with_second_step(platform: &Platform) -> Result<BTreeSet<RowKey>, UserRefusal> {
    Ok(platform.store.read(|reader| reader.users_with_factors())?)
}

/// All of them go, with the browsers where a password alone is enough, and all sessions end; the password stays.
pub fn reset_factors(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    let user = change(platform, who, |user, now| {
        let user_key = user.key;
        let mut writes = vec![
            Write::Factor(FactorWrite::RemoveAllOf(user_key)),
            Write::Factor(FactorWrite::ForgetWrongCodes(user_key)),
            Write::DistrustBrowsersOf(user_key),
            Write::EndSessionsOf {
                user_key,
                at: now,
                why: EndReason::Ended,
            },
            Write::EndAdminSessionsOf(user_key),
        ];
        writes.extend(credentials::lift(&platform.key, &user));
        let event = platform.event(&Happened::FactorsReset, now);
        writes.push(event.about(&user).into());
        let news = (MailKind::FactorsReset, Payload::default());
        writes.extend(mail::notice(platform, &user, news, now));
        Ok((user, writes))
    })?;
    tell(&user, MailKind::FactorsReset);
    Ok(user)
}
