//! The page behind a link that went to an address: whoever has that mailbox says that the account is to use it. It works
//! in any browser. Until then, the address in force stays.

use super::link_page::{self, Holder};
use super::press::{self, Before, Press};
use super::users::{is_taken, moved, unmoved};
use super::{Failure, Platform, Visitor, form_refused, page, reply, settled};
use crate::domain::account::one_time_link::{LinkPurpose, LinkStanding, link_in};
use crate::domain::account::user::User;
use crate::domain::answer::own::ConfirmEmailPage;
use crate::domain::answer::{Answer, Content, LogDecision, OwnPath, Page, Reply, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Binding, Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::text::fold_email;
use crate::domain::time::Timestamp;

/// Asks. Opening a link does not use it: whoever previews a message opens what is in it.
pub fn open(platform: &Platform, query: &str, visitor: &Visitor) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let link = link_in(query);
    let found = match &link {
        Some(link) => find(platform, link, now)?,
        None => None,
    };
    let Some((link, (standing, address))) = link.zip(found) else {
        return Ok(link_page::over());
    };
    let holder = Holder::of(visitor);
    let request = format!("link={}", link.reveal());
    let content = Content::ConfirmEmail(ConfirmEmailPage {
        form: platform.issue_form(&binding(&holder.hash), &request, now),
        account: standing.user.name.clone(),
        address,
    });
    let story = told(&standing.user, LogDecision::AsksToConfirmEmail);
    let layout = Layout::Web;
    Ok(holder.told(page(Page { layout, content }, story)))
}

/// The form that came back.
pub struct Confirmed {
    pub form: Form,
    pub visitor: Visitor,
    /// Where it comes from.
    pub address: Network,
}

pub fn confirm(platform: &Platform, confirmed: &Confirmed) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let form = &confirmed.form;
    let sent = (&confirmed.visitor, form);
    let (holder, nonce) = match link_page::proven(platform, Purpose::ConfirmEmail, sent, now) {
        Ok(proven) => proven,
        Err(why) => return untaken(platform, confirmed, why),
    };
    let Some(link) = link_in(&form.request) else {
        return Ok(link_page::over());
    };
    let press = Press {
        form,
        holder: &holder,
        typed: &[],
    };
    settled(|| {
        let now = platform.clock.now();
        let Some((standing, address)) = find(platform, &link, now)? else {
            return Ok((Ok(()), used(platform, &press, confirmed.address)?));
        };
        let user = standing.user;
        // Somebody else was faster: it is theirs, and this link is over.
        if is_taken(platform, &address, Some(user.key))? {
            return Ok((Ok(()), link_page::over()));
        }
        let story = told(&user, LogDecision::EmailConfirmed);
        let event = platform.event_of(&user, &Happened::EmailChanged, now);
        let mut change = taking(platform, user, address, &link, now);
        change.then.push(event.into());
        let spent = press.answered(platform, &nonce, b"", now);
        change.then.push(Write::SpendForm(spent));
        Ok((platform.store.commit(change), done_with(story)))
    })
}

/// The address comes into force, and what hung on another one ends.
fn taking(
    platform: &Platform,
    mut user: User,
    address: String,
    link: &PlainToken,
    now: Timestamp,
) -> Change {
    let guard = unmoved(&user);
    user.email_folded = Some(fold_email(&address));
    let before = user.email.replace(address);
    user.email_verified_at = Some(now);
    user.updated_at = now;
    let key = link.key();
    let mut writes = vec![
        Write::UpdateUser(user.clone()),
        Write::UseLink { key, at: now },
    ];
    if before != user.email {
        writes.extend(moved(platform, &user, before.as_deref(), now));
    }
    Change::guarded(guard, writes)
}

fn done_with(story: Story) -> Reply {
    reply(Answer::SeeOther(OwnPath::email_confirmed()), story)
}

/// By this very press a moment ago, or by somebody else.
fn used(platform: &Platform, press: &Press, address: Network) -> Result<Reply, Failure> {
    Ok(match press.before(platform)? {
        Before::Same(_) => done_with(Story::of(LogDecision::SameAnswerAgain)),
        Before::Answered => form_untaken(press.form, Untaken::Done),
        Before::Nothing => {
            let again = OwnPath::confirm_email(&press.form.request);
            link_page::tried_out(platform, address, again)?
        }
    })
}

/// What a person sees who has confirmed an address, and whoever else opens that page.
pub fn done() -> Reply {
    link_page::notice(Content::EmailConfirmed, Story::default())
}

/// 403, with a link that opens the page anew.
pub fn form_untaken(form: &Form, why: Untaken) -> Reply {
    let is_spent = why == Untaken::Done;
    let again = link_in(&form.request).filter(|_| !is_spent);
    let again = again.map(|_| OwnPath::confirm_email(&form.request));
    form_refused(again, Layout::Web, why)
}

fn untaken(platform: &Platform, confirmed: &Confirmed, why: Untaken) -> Result<Reply, Failure> {
    let (visitor, form) = (&confirmed.visitor, &confirmed.form);
    let why = platform
        .store
        .read(|reader| press::why(reader, visitor, form, why))?;
    Ok(form_untaken(form, why))
}

/// The link with the address that it confirms, where it opens.
fn find(
    platform: &Platform,
    link: &PlainToken,
    now: Timestamp,
) -> Result<Option<(LinkStanding, String)>, Failure> {
    let confirms = |purpose| purpose == LinkPurpose::Email;
    let standing = link_page::find(platform, link, confirms, now)?;
    Ok(standing.and_then(|standing| {
        let address = standing.link.address(&platform.key)?;
        Some((standing, address))
    }))
}

fn told(user: &User, decision: LogDecision) -> Story {
    Story {
        user: Some(user.public_id.clone()),
        ..Story::of(decision)
    }
}

const fn binding(holder: &TokenHash) -> Binding<'_> {
    link_page::binding(Purpose::ConfirmEmail, holder)
}
