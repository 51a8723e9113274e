//! `/account/forgot`: somebody asks for a link to another password. Whose name it is, nobody is told, and nothing is
//! looked up: the same is written for every name.

use super::press::{self, Press};
use super::{Failure, Platform, Visitor, credentials, form_refused, mail, page, reply, settled};
use crate::domain::account::brake::{Braked, Charge, Subject, TRY};
use crate::domain::account::pre_login::PreLogin;
use crate::domain::answer::{
    Answer, Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::change::{Change, Guard};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{self, Binding, Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Lost};

pub fn open(platform: &Platform, visitor: &Visitor) -> Reply {
    if platform.policy.mail.is_none() {
        return not_here();
    }
    let (holder, fresh) = match visitor.pre_logins.first() {
        Some(there) => (there.hash(), None),
        None => {
            let fresh = PreLogin::make(&mut rand::rng());
            (fresh.hash(), Some(fresh))
        }
    };
    let form = platform.issue_form(&binding(&holder), "", platform.clock.now());
    let reply = web_page(Content::Forgot(form), Story::of(LogDecision::AsksWhoForgot));
    match fresh {
        Some(fresh) => reply.with_cookie(CookieChange::PreLogin(fresh)),
        None => reply,
    }
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
    let checked = |holder: &TokenHash| form::check(&platform.key, &binding(holder), form, now);
    let pre_login = forgot.visitor.pre_login(|holder| checked(holder).is_ok());
    let Some(holder) = pre_login.map(PreLogin::hash) else {
        return untaken(platform, forgot, Untaken::Outdated);
    };
    let nonce = match checked(&holder) {
        Ok(proven) => proven.nonce,
        Err(fault) => return untaken(platform, forgot, fault.into()),
    };
    let charge = Charge {
        subject: Subject::address(&platform.key, forgot.address),
        limit: platform.policy.brake_address,
        cost: TRY,
        at: now,
    };
    if let Some(limit) = credentials::pay(platform, &[charge])? {
        return Ok(braked(limit));
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
    web_page(Content::ForgotSent, Story::default())
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

fn braked(limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(OwnPath::forgot()),
    };
    web_page(content, credentials::story_of(limit, Story::default()))
}

fn not_here() -> Reply {
    web_page(Content::NotFound, Story::default())
}

fn web_page(content: Content, story: Story) -> Reply {
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}

fn binding(holder: &TokenHash) -> Binding<'_> {
    Binding {
        purpose: Purpose::Forgot,
        holder,
        user: None,
        scopes: None,
        epochs: None,
    }
}
