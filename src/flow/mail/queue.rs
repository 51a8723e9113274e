//! Queueing mail: a write, to go into the change that the mail tells of.

use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::user::User;
use crate::domain::change::Write;
use crate::domain::delivery::{DeliveryOutcome, new_jti};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::QueuedMail;
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::store::Loaded;

/// Tells a person what happened to their account; nothing where no mail is sent, or they have no address. The facts
/// that belong to the kind are in `facts`; the rest is filled in.
pub(in crate::flow) fn notice(
    platform: &Platform,
    user: &User,
    (kind, facts): (MailKind, Payload),
    now: Timestamp,
) -> Option<Write> {
    notice_to(platform, user, (user.email.as_deref()?, kind, facts), now)
}

/// The same, to an address that may be theirs no more.
pub(in crate::flow) fn notice_to(
    platform: &Platform,
    user: &User,
    (to, kind, facts): (&str, MailKind, Payload),
    now: Timestamp,
) -> Option<Write> {
    let sends_mail = platform.policy.mail.is_some();
    sends_mail.then(|| {
        let payload = Payload {
            to: to.to_owned(),
            language: user.locale.clone(),
            account: Some(user.name.clone()),
            ..facts
        };
        queue(platform, (kind, &user.public_id), &payload, now)
    })
}

/// Admins who are told of one thing at most.
const MOST_ADMINS: i64 = 50;

/// Tells all who administer the platform that something waits for them.
pub(in crate::flow) fn notice_to_admins(
    platform: &Platform,
    kind: MailKind,
    now: Timestamp,
) -> Loaded<Vec<Write>> {
    if platform.policy.mail.is_none() {
        return Ok(Vec::new());
    }
    let admins = platform
        .store
        .read(|reader| reader.active_admins(MOST_ADMINS))?;
    let tell = |admin: &User| notice(platform, admin, (kind, Payload::default()), now);
    Ok(admins.iter().filter_map(tell).collect())
}

/// A link to choose a password, to the address in force.
pub(in crate::flow) fn link(
    platform: &Platform,
    (user, to): (&User, &str),
    (purpose, link): (LinkPurpose, String),
    (language, now): (Option<String>, Timestamp),
) -> Write {
    let payload = Payload {
        to: to.to_owned(),
        language: user.locale.clone().or(language),
        account: Some(user.name.clone()),
        link: Some(link),
        ..Payload::default()
    };
    let kind = MailKind::from(purpose);
    queue(platform, (kind, &user.public_id), &payload, now)
}

/// What somebody typed who forgot their password. Whose it is, if anybody's, is looked up by who sends mail: here all
/// are alike.
pub(in crate::flow) fn wish_for_link(
    platform: &Platform,
    typed: &str,
    language: &str,
    now: Timestamp,
) -> Write {
    let payload = Payload {
        to: typed.to_owned(),
        language: Some(language.to_owned()),
        ..Payload::default()
    };
    queue(platform, (MailKind::Forgot, ""), &payload, now)
}

fn queue(
    platform: &Platform,
    (kind, public_id): (MailKind, &str),
    payload: &Payload,
    now: Timestamp,
) -> Write {
    let mut dice = rand::rng();
    let jti = new_jti(&mut dice);
    Write::QueueMail(QueuedMail {
        key: platform.store.next_key(now),
        kind,
        public_id: public_id.to_owned(),
        payload_sealed: Some(payload.seal(&platform.key, &jti, &mut dice)),
        jti,
        tries: 0,
        next_at: Some(now),
        done_at: None,
        dead_at: None,
        last_error: None,
        created_at: now,
        give_up_at: Some(now.plus(kind.life())),
    })
}

pub(super) fn over(queued: &QueuedMail, settled: DeliveryOutcome) -> Write {
    Write::SettleDelivery {
        key: queued.key,
        jti: queued.jti.clone(),
        settled,
    }
}
