//! The page behind a one-time link, and its form: a person chooses a password, once (refusal 82).

use super::credentials::{self, CROWDED, Charged};
use super::hashers::Unhashed;
use super::link_page::{self, Holder};
use super::press::{self, Before, Brought, Press};
use super::sign_in::know_browser;
use super::users::{take_password, unmoved};
use super::{Failure, Platform, Presence, Visitor, form_refused, page, reply, settled};
use crate::domain::account::one_time_link::{LinkPurpose, LinkStanding, link_in};
use crate::domain::account::password::{PasswordFault, TypedPassword};
use crate::domain::account::user::User;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    Answer, ChoosePasswordPage, Content, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Binding, Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::time::Timestamp;
use zeroize::Zeroizing;

/// Shows the form. Opening a link does not use it: whoever previews a message opens what stands in it.
pub fn open(platform: &Platform, query: &str, visitor: &Visitor) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let Some(link) = link_in(query) else {
        return Ok(link_page::over());
    };
    let Some(standing) = find(platform, &link, now)? else {
        return Ok(link_page::over());
    };
    let holder = Holder::of(visitor);
    let blank = Blank {
        link: &link,
        holder: &holder.hash,
        standing: &standing,
        now,
    };
    let story = Story {
        user: Some(standing.user.public_id.clone()),
        ..Story::of(LogDecision::AsksForPassword)
    };
    let reply = page(blank.page(platform, None), story);
    Ok(holder.told(reply))
}

/// The form that came back.
pub struct Chosen {
    pub form: Form,
    pub visitor: Visitor,
    pub password: Zeroizing<String>,
    /// Where it comes from.
    pub address: Network,
    pub presence: Presence,
}

pub fn choose(platform: &Platform, chosen: &Chosen) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let form = &chosen.form;
    let sent = (&chosen.visitor, form);
    let (holder, nonce) = match link_page::proven(platform, Purpose::ChoosePassword, sent, now) {
        Ok(proven) => proven,
        Err(why) => return untaken(platform, chosen, why),
    };
    let Some(link) = link_in(&form.request) else {
        return Ok(link_page::over());
    };
    let press = Press {
        form,
        holder: &holder,
        typed: &[chosen.password.as_bytes()],
    };
    // A link that opens costs nothing and waits for nobody: what others did at this address must not keep out
    // whom it lets in.
    let Some(standing) = find(platform, &link, now)? else {
        return link_used(platform, &press, chosen);
    };
    let user = &standing.user;
    match TypedPassword::choose(&chosen.password, &user.name, user.email.as_deref()) {
        Ok(password) => {
            let pressed = (&press, &nonce);
            set(platform, chosen, &link, pressed, (&user.name, password))
        }
        Err(fault) => {
            let blank = Blank {
                link: &link,
                holder: &holder,
                standing: &standing,
                now,
            };
            let page_again = blank.page(platform, Some(fault));
            Ok(page(page_again, Story::of(LogDecision::PasswordRefused)))
        }
    }
}

/// Of two that use a link at once, one moves the user on and the other finds the link used.
fn set(
    platform: &Platform,
    chosen: &Chosen,
    link: &PlainToken,
    (press, nonce): (&Press, &PlainToken),
    (name, password): (&str, TypedPassword),
) -> Result<Reply, Failure> {
    let charged = Charged::Address(chosen.address);
    let behalf = credentials::behalf(platform, name, charged, &chosen.presence);
    let phc = match platform.hashers.hash(behalf, password) {
        Ok(phc) => phc,
        Err(Unhashed::Crowded) => {
            let again = OwnPath::choose_password(&chosen.form.request);
            return Ok(link_page::braked(CROWDED, again));
        }
        Err(Unhashed::Failure(failure)) => return Err(failure),
    };
    settled(|| {
        let now = platform.clock.now();
        let Some(LinkStanding {
            link: kept,
            mut user,
        }) = find(platform, link, now)?
        else {
            return Ok((Ok(()), link_used(platform, press, chosen)?));
        };
        if kept.mailed && user.email.is_some() {
            user.email_verified_at.get_or_insert(now);
        }
        let (mut change, brought) = taking(platform, link, (press, nonce), &mut user, &phc);
        let event = platform.event_of(&user, &Happened::LinkUsed(kept.purpose), now);
        change.then.push(event.into());
        let story = Story {
            user: Some(user.public_id),
            ..Story::of(LogDecision::PasswordChosen)
        };
        Ok((platform.store.commit(change), chosen_with(brought, story)))
    })
}

/// The new password and the end of what was before, and the cookies that go along.
fn taking(
    platform: &Platform,
    link: &PlainToken,
    (press, nonce): (&Press, &PlainToken),
    user: &mut User,
    phc: &str,
) -> (Change, Brought) {
    let now = platform.clock.now();
    let guard = unmoved(user);
    let beside = take_password(platform, user, phc.to_owned(), now);
    user.updated_at = now;
    let mut writes = vec![Write::UpdateUser(user.clone())];
    writes.push(Write::UseLink {
        key: link.key(),
        at: now,
    });
    writes.extend(beside);
    // After the others are forgotten: guesses from elsewhere must not keep the user out of this one.
    let (known, browser) = know_browser(platform, None, user, now);
    let brought = Brought {
        session: None,
        browser,
    };
    let answer = brought.to_text();
    let spent = press.answered(platform, nonce, answer.as_bytes(), now);
    writes.extend([known, Write::SpendForm(spent)]);
    (Change::guarded(guard, writes), brought)
}

fn chosen_with(brought: Brought, story: Story) -> Reply {
    let mut reply = reply(Answer::SeeOther(OwnPath::password_chosen()), story);
    reply.cookies = brought.cookies();
    reply
}

/// By this very press a moment ago, by another of the same form, or by somebody else.
fn link_used(platform: &Platform, press: &Press, chosen: &Chosen) -> Result<Reply, Failure> {
    Ok(match press.before(platform)? {
        Before::Same(answer) => {
            let story = Story::of(LogDecision::SameAnswerAgain);
            chosen_with(Brought::from_text(&answer), story)
        }
        Before::Answered => form_untaken(press.form, Untaken::Done),
        Before::Nothing => {
            let again = OwnPath::choose_password(&press.form.request);
            link_page::tried_out(platform, chosen.address, again)?
        }
    })
}

/// What a person sees who has chosen a password, and whoever else opens that address.
pub fn done() -> Reply {
    link_page::notice(Content::PasswordChosen, Story::default())
}

/// 403, with a link that opens the page anew; where that would find the link spent, one to sign in with the password.
pub fn form_untaken(form: &Form, why: Untaken) -> Reply {
    if why == Untaken::Done {
        let sign_in = OwnPath::sign_in(&AccountPlace::Home);
        return form_refused(Some(sign_in), Layout::Web, Untaken::Chosen);
    }
    let again = link_in(&form.request).map(|_| OwnPath::choose_password(&form.request));
    form_refused(again, Layout::Web, why)
}

fn untaken(platform: &Platform, chosen: &Chosen, otherwise: Untaken) -> Result<Reply, Failure> {
    let (visitor, form) = (&chosen.visitor, &chosen.form);
    let why = platform
        .store
        .read(|reader| press::why(reader, visitor, form, otherwise))?;
    Ok(form_untaken(form, why))
}

fn find(
    platform: &Platform,
    link: &PlainToken,
    now: Timestamp,
) -> Result<Option<LinkStanding>, Failure> {
    link_page::find(platform, link, LinkPurpose::chooses_password, now)
}

/// A page to be filled in.
struct Blank<'a> {
    link: &'a PlainToken,
    holder: &'a TokenHash,
    standing: &'a LinkStanding,
    now: Timestamp,
}

impl Blank<'_> {
    fn page(self, platform: &Platform, complaint: Option<PasswordFault>) -> Page {
        let request = format!("link={}", self.link.reveal());
        let form = platform.issue_form(&binding(self.holder), &request, self.now);
        Page {
            layout: Layout::Web,
            content: Content::ChoosePassword(ChoosePasswordPage {
                account: self.standing.user.name.clone(),
                is_first: self.standing.link.purpose == LinkPurpose::Invite,
                form,
                complaint,
            }),
        }
    }
}

/// The request holds the link, which names the user.
const fn binding(holder: &TokenHash) -> Binding<'_> {
    link_page::binding(Purpose::ChoosePassword, holder)
}
