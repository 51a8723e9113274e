//! What pages behind one-time links have in common: for whom their forms are made, which link they are about, and the one
//! page for links that are over.

use super::audit::{self, Guessed};
use super::{Failure, Platform, Visitor, credentials, page};
use crate::domain::account::brake::{Braked, Charge, Subject, TRY};
use crate::domain::account::one_time_link::{LinkPurpose, LinkStanding};
use crate::domain::account::pre_login::PreLogin;
use crate::domain::answer::{Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{self, Binding, Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;

/// The browser that a form is made for, whoever may be signed in there.
pub(super) struct Holder {
    pub hash: TokenHash,
    fresh: Option<PreLogin>,
}

impl Holder {
    pub fn of(visitor: &Visitor) -> Self {
        if let Some(there) = visitor.pre_logins.first() {
            return Self {
                hash: there.hash(),
                fresh: None,
            };
        }
        let fresh = PreLogin::make(&mut rand::rng());
        Self {
            hash: fresh.hash(),
            fresh: Some(fresh),
        }
    }

    /// The answer, with the cookie that its form is bound to.
    pub fn told(self, reply: Reply) -> Reply {
        match self.fresh {
            Some(fresh) => reply.with_cookie(CookieChange::PreLogin(fresh)),
            None => reply,
        }
    }
}

pub(super) const fn binding(purpose: Purpose, holder: &TokenHash) -> Binding<'_> {
    Binding {
        purpose,
        holder,
        user: None,
        scopes: None,
        epochs: None,
    }
}

/// By whose browser a form came back, and its nonce.
pub(super) fn proven(
    platform: &Platform,
    purpose: Purpose,
    (visitor, form): (&Visitor, &Form),
    now: Timestamp,
) -> Result<(TokenHash, PlainToken), Untaken> {
    let checked = |holder: &TokenHash| {
        let binding = binding(purpose, holder);
        form::check(&platform.key, &binding, form, now)
    };
    let pre_login = visitor.pre_login(|holder| checked(holder).is_ok());
    let holder = pre_login.map(PreLogin::hash).ok_or(Untaken::Outdated)?;
    let nonce = checked(&holder)?.nonce;
    Ok((holder, nonce))
}

/// The link, where it opens and is for such a thing.
pub(super) fn find(
    platform: &Platform,
    link: &PlainToken,
    is_for: impl Fn(LinkPurpose) -> bool,
    now: Timestamp,
) -> Result<Option<LinkStanding>, Failure> {
    let found = platform
        .store
        .read(|reader| reader.one_time_link(link.key()))?;
    let presented = link.hash(TokenKind::Link);
    Ok(found.filter(|standing| standing.opens(&presented, now) && is_for(standing.link.purpose)))
}

/// Charged to whoever tries links out.
pub(super) fn tried_out(
    platform: &Platform,
    address: Network,
    again: OwnPath,
) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let charge = Charge {
        subject: Subject::address(&platform.key, address),
        limit: platform.policy.brake_address,
        cost: TRY,
        at: now,
    };
    let Some(limit) = credentials::pay(platform, &[charge])? else {
        return Ok(over());
    };
    audit::limited(platform, Guessed::from_network(address, now), limit.by)?;
    Ok(braked(limit, again))
}

pub(super) fn braked(limit: Braked, again: OwnPath) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(again),
    };
    notice(content, credentials::story_of(limit, Story::default()))
}

pub(super) fn over() -> Reply {
    notice(Content::LinkOver, Story::of(LogDecision::LinkDoesNotOpen))
}

pub(super) fn notice(content: Content, story: Story) -> Reply {
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}
