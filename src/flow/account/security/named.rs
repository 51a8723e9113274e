//! One second factor: another name, and its end.

use super::own::{Own, opened, sent};
use super::{Failure, Platform, SECURITY, Visitor, done, place_of, see, shown};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::security::{
    FactorKind, FactorLine, RemovePage, RenamePage, SecurityDone,
};
use crate::domain::answer::{AccountPage, LogDecision, Reply, Story};
use crate::domain::audit::happened::{Factor, Happened};
use crate::domain::change::{Change, Write};
use crate::domain::factor::authenticator::check_name;
use crate::domain::factor::write::FactorWrite;
use crate::domain::key::RowKey;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::flow::account::refused;
use crate::flow::notices::tell;
use crate::flow::users::unmoved;
use crate::flow::{mail, settled};

pub fn ask_rename(platform: &Platform, visitor: &Visitor, key: RowKey) -> Result<Reply, Failure> {
    let place = AccountPlace::Rename { key };
    let own = match opened(platform, visitor, &place)? {
        Ok(own) => own,
        Err(reply) => return Ok(*reply),
    };
    let Some(factor) = own.line_at(&place) else {
        return Ok(gone(&own));
    };
    let story = own.story(LogDecision::ShowsSecurity);
    Ok(name_page(platform, &own, (key, factor.name, false), story))
}

pub fn rename(
    platform: &Platform,
    visitor: &Visitor,
    form: &Form,
    typed: &str,
) -> Result<Reply, Failure> {
    let place = place_of(form);
    let own = match sent(platform, (visitor, form), (Purpose::RenameFactor, &place))? {
        Ok((own, _)) => own,
        Err(reply) => return Ok(*reply),
    };
    let Some(factor) = own.line_at(&place) else {
        return Ok(gone(&own));
    };
    let key = factor.key;
    let Some(name) = check_name(typed) else {
        let story = Story {
            reason: Some("name".to_owned()),
            ..own.story(LogDecision::SecondStepRefused)
        };
        return Ok(name_page(
            platform,
            &own,
            (key, typed.to_owned(), true),
            story,
        ));
    };
    let renames = match factor.kind {
        FactorKind::Authenticator => Write::Factor(FactorWrite::Rename { key, name }),
        FactorKind::Passkey { .. } => Write::Factor(FactorWrite::RenamePasskey { key, name }),
    };
    platform.store.commit(Change::writes(vec![renames]))?;
    let story = own.story(LogDecision::FactorRenamed);
    Ok(see(&done(SecurityDone::Renamed), story))
}

fn name_page(
    platform: &Platform,
    own: &Own,
    (key, name, was_wrong): (RowKey, String, bool),
    story: Story,
) -> Reply {
    let place = AccountPlace::Rename { key };
    let content = AccountPage::Rename(RenamePage {
        form: own.form(platform, Purpose::RenameFactor, &place),
        key,
        name,
        was_wrong,
    });
    shown(content, story)
}

/// It was removed meanwhile, or was never theirs.
fn gone(own: &Own) -> Reply {
    see(&SECURITY, own.story(LogDecision::ShowsSecurity))
}

/// Asks, and names what goes with it.
pub fn ask_remove(platform: &Platform, visitor: &Visitor, key: RowKey) -> Result<Reply, Failure> {
    let place = AccountPlace::Remove { key };
    let own = match opened(platform, visitor, &place)? {
        Ok(own) => own,
        Err(reply) => return Ok(*reply),
    };
    let Some(factor) = own.line_at(&place) else {
        return Ok(gone(&own));
    };
    if must_keep_one(platform, &own) {
        return Ok(kept(&own));
    }
    let content = AccountPage::Remove(RemovePage {
        form: own.form(platform, Purpose::RemoveFactor, &place),
        factor,
        is_last: is_last(&own),
    });
    Ok(shown(content, own.story(LogDecision::ShowsSecurity)))
}

fn is_last(own: &Own) -> bool {
    own.lines().len() == 1
}

/// It is the last one of somebody who must have one.
fn must_keep_one(platform: &Platform, own: &Own) -> bool {
    is_last(own) && platform.policy.second_step.requires(&own.present.user)
}

fn kept(own: &Own) -> Reply {
    let story = Story {
        reason: Some("the last one".to_owned()),
        ..own.story(LogDecision::SecondStepRefused)
    };
    shown(AccountPage::LastFactor, story)
}

/// In turn with other changes of the user: of two that are removed at once, one is the last.
pub fn remove(platform: &Platform, visitor: &Visitor, form: &Form) -> Result<Reply, Failure> {
    let place = place_of(form);
    let act = (Purpose::RemoveFactor, &place);
    if let Err(reply) = sent(platform, (visitor, form), act)? {
        return Ok(*reply);
    }
    settled(|| {
        let loaded = platform
            .store
            .read(|reader| Own::load(platform, reader, visitor))?;
        let Some(own) = loaded else {
            return Ok((Ok(()), refused(&place, Untaken::SignedOut)));
        };
        let removed = see(
            &done(SecurityDone::Removed),
            own.story(LogDecision::FactorRemoved),
        );
        let Some(factor) = own.line_at(&place) else {
            // Pressed twice: what was wanted is so already.
            return Ok((Ok(()), removed));
        };
        if must_keep_one(platform, &own) {
            return Ok((Ok(()), kept(&own)));
        }
        let user = &own.present.user;
        let writes = without(platform, &own, &factor);
        let committed = platform
            .store
            .commit(Change::guarded(unmoved(user), writes));
        if committed.is_ok() {
            tell(user, MailKind::FactorRemoved);
        }
        Ok((committed, removed))
    })
}

/// What was remembered goes with it, and with the last of all the recovery codes.
fn without(platform: &Platform, own: &Own, factor: &FactorLine) -> Vec<Write> {
    let Own { present, .. } = own;
    let user_key = present.user.key;
    let removes = match factor.kind {
        FactorKind::Authenticator => FactorWrite::Remove(factor.key),
        FactorKind::Passkey { .. } => FactorWrite::RemovePasskey(factor.key),
    };
    let mut writes = vec![
        Write::Factor(removes),
        Write::DistrustBrowsersOf(user_key),
        Write::Factor(FactorWrite::RemoveSignInCode(user_key)),
    ];
    if is_last(own) {
        let codes = Vec::new();
        let none = FactorWrite::SetRecoveryCodes { user_key, codes };
        writes.push(Write::Factor(none));
    }
    let happened = Happened::FactorRemoved(match factor.kind {
        FactorKind::Authenticator => Factor::Authenticator,
        FactorKind::Passkey { .. } => Factor::Passkey,
    });
    writes.push(own.event(platform, &happened));
    let news = (MailKind::FactorRemoved, Payload::default());
    writes.extend(mail::notice(platform, &present.user, news, present.now));
    writes
}
