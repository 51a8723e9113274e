//! `/account/forgot`: somebody asks for a link to another password. Whose name it is, nobody is told, and nothing is
//! looked up: the same is written for every name.

use super::audit::{self, Guessed};
use super::link_page::{self, Holder, notice};
use super::press::{self, Press};
use super::{Failure, Platform, Visitor, credentials, form_refused, mail, reply, settled};
use crate::domain::account::brake::{Charge, Subject, TRY};
use crate::domain::answer::{Answer, Content, LogDecision, OwnPath, Reply, Story};
use crate::domain::change::{Change, Guard};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Binding, Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Lost};

pub fn open(platform: &Platform, visitor: &Visitor) -> Reply {
    if platform.policy.mail.is_none() {
        return not_here();
    }
    let holder = Holder::of(visitor);
    let form = platform.issue_form(&binding(&holder.hash), "", platform.clock.now());
    holder.told(notice(
        Content::Forgot(form),
        Story::of(LogDecision::AsksWhoForgot),
    ))
}

/// The form that came back.
pub struct Forgot {
    pub form: Form,
    pub visitor: Visitor,
    /// What was typed.
    pub name: String,
    /// Of the page.
    pub language: String,
    /// Where it comes from.
    pub address: Network,
}

pub fn ask(platform: &Platform, forgot: &Forgot) -> Result<Reply, Failure> {
    if platform.policy.mail.is_none() {
        return Ok(not_here());
    }
    let now = platform.clock.now();
    let form = &forgot.form;
    let sent = (&forgot.visitor, form);
    let (holder, nonce) = match link_page::proven(platform, Purpose::Forgot, sent, now) {
        Ok(proven) => proven,
        Err(why) => return untaken(platform, forgot, why),
    };
    let charge = Charge {
        subject: Subject::address(&platform.key, forgot.address),
        limit: platform.policy.brake_address,
        cost: TRY,
        at: now,
    };
    if let Some(limit) = credentials::pay(platform, &[charge])? {
        audit::limited(
            platform,
            Guessed::from_network(forgot.address, now),
            limit.by,
        )?;
        return Ok(link_page::braked(limit, OwnPath::forgot()));
    }
    let press = Press {
        form,
        holder: &holder,
        typed: &[forgot.name.as_bytes()],
    };
    queue_wish(platform, forgot, (&press, &nonce), now)
}

fn queue_wish(
    platform: &Platform,
    forgot: &Forgot,
    (press, nonce): (&Press, &PlainToken),
    now: Timestamp,
) -> Result<Reply, Failure> {
    settled(|| {
        let spent = press.answered(platform, nonce, b"", now);
        let wish = mail::wish_for_link(platform, &forgot.name, &forgot.language, now);
        let change = Change::guarded(Guard::FormUnspent(spent), vec![wish]);
        let committed = match platform.store.commit(change) {
            // Pressed twice: one mail is enough.
            Err(CommitError::Lost(Lost::FormSpent)) => Ok(()),
            committed => committed,
        };
        let story = Story::of(LogDecision::LinkAsked);
        Ok((
            committed,
            reply(Answer::SeeOther(OwnPath::forgot_sent()), story),
        ))
    })
}

/// What everybody sees who asked.
pub fn sent(platform: &Platform) -> Reply {
    if platform.policy.mail.is_none() {
        return not_here();
    }
    notice(Content::ForgotSent, Story::default())
}

/// A form that is not taken; the page makes another.
pub fn refused(why: Untaken) -> Reply {
    form_refused(Some(OwnPath::forgot()), Layout::Web, why)
}

fn untaken(platform: &Platform, forgot: &Forgot, why: Untaken) -> Result<Reply, Failure> {
    let why = platform
        .store
        .read(|reader| press::why(reader, &forgot.visitor, &forgot.form, why))?;
    Ok(refused(why))
}

fn not_here() -> Reply {
    notice(Content::NotFound, Story::default())
}

const fn binding(holder: &TokenHash) -> Binding<'_> {
    link_page::binding(Purpose::Forgot, holder)
}
