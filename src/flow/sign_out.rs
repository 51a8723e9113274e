//! Signing out: a page that asks, a form that does it; and "Not you?", which does it and keeps the request.

use super::hint::{self, Hinted};
use super::{
    EndpointVisit, Failure, Manner, Platform, Visitor, account, form_untaken, page, reply,
};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    Answer, Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::form::{self, Binding, Form, Purpose, Untaken};
use crate::domain::openid::logout::{self, Farewell, Hint, LogoutRequest, Next};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Lost};

/// The fields of a form that ends this session and then opens `request`, if there is one.
pub(super) fn form(
    platform: &Platform,
    session: &Session,
    user: &User,
    request: &str,
    now: Timestamp,
) -> Form {
    let binding = binding(Purpose::SignOut, session, user);
    platform.issue_form(&binding, request, now)
}

/// The same, to sign in as somebody else and go on at `place`.
pub(super) fn form_to(
    platform: &Platform,
    session: &Session,
    user: &User,
    place: &AccountPlace,
    now: Timestamp,
) -> Form {
    let binding = binding(Purpose::OtherAccount, session, user);
    platform.issue_form(&binding, &place.address(), now)
}

fn binding<'a>(purpose: Purpose, session: &'a Session, user: &User) -> Binding<'a> {
    Binding {
        purpose,
        holder: &session.secret_hash,
        user: Some(user.key),
        scopes: None,
        epochs: None,
    }
}

/// Somebody opened the page, or an app sent them there.
pub fn open(platform: &Platform, opened: &EndpointVisit) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let request = match LogoutRequest::parse(&opened.query) {
        Ok(request) => request,
        Err(code) => return Ok(refused(code)),
    };
    let present = platform
        .store
        .read(|reader| opened.visitor.signed_in(platform, reader, now))?;
    let asked = Asked::of(platform, &request)?;
    let next = logout::next(present.is_some(), asked.hint(present.as_ref()));
    Ok(match (next, present) {
        (Next::End, Some((session, user))) if opened.manner == Manner::Open => {
            let reply = asked.leave(Story::of(LogDecision::SignedOut));
            end(platform, &session, user, now, reply)?
        }
        (_, Some((session, user))) => confirm(platform, &session, &user, &opened.query, now),
        (Next::Leave, None) => asked.leave(Story::of(LogDecision::NobodyIsSignedIn)),
        (_, None) => {
            let content = Content::SignedOut;
            let layout = Layout::Web;
            page(
                Page { layout, content },
                Story::of(LogDecision::NobodyIsSignedIn),
            )
        }
    })
}

/// What an app asks for, as far as it counts.
struct Asked {
    hinted: Option<Hinted>,
    farewell: Option<Farewell>,
    /// The address that it named is none of its own.
    is_unknown_address: bool,
}

impl Asked {
    fn of(platform: &Platform, request: &LogoutRequest) -> Result<Self, Failure> {
        let hinted = match &request.id_token_hint {
            Some(text) => hint::read(platform, text)?,
            None => None,
        };
        let named = request.client_id.as_deref();
        let is_named = |app: &App| {
            let name = named.map(ClientName::parse);
            name.is_none_or(|name| name.is_some_and(|name| name.is_of(app)))
        };
        let hinted = hinted.filter(|hinted| is_named(&hinted.app));
        let app = match (&hinted, named.and_then(ClientName::parse)) {
            (Some(hinted), _) => Some(hinted.app.clone()),
            (None, Some(name)) => platform.store.read(|reader| reader.app(&name))?,
            (None, None) => None,
        };
        let app = app.filter(App::is_active);
        let farewell = app.and_then(|app| logout::farewell(&app, request));
        Ok(Self {
            hinted,
            is_unknown_address: request.post_logout_redirect_uri.is_some() && farewell.is_none(),
            farewell,
        })
    }

    fn hint(&self, present: Option<&(Session, User)>) -> Hint {
        match (&self.hinted, present) {
            (None, _) => Hint::None,
            (Some(hinted), Some((session, user)))
                if hinted.sub == user.public_id
                    && hinted.sid == Some(session.sid_seed.sid(&hinted.app.uuid)) =>
            {
                Hint::OfThisSession
            }
            (Some(_), _) => Hint::OfAnother,
        }
    }

    /// Once nobody is signed in.
    fn leave(self, mut story: Story) -> Reply {
        if self.is_unknown_address {
            story.reason = Some("post_logout_redirect_uri is not registered".to_owned());
        }
        match self.farewell {
            Some(farewell) => reply(Answer::Leave(farewell), story),
            None => reply(Answer::SeeOther(OwnPath::signed_out()), story),
        }
    }
}

fn confirm(
    platform: &Platform,
    session: &Session,
    user: &User,
    query: &str,
    now: Timestamp,
) -> Reply {
    let binding = binding(Purpose::LogOut, session, user);
    let content = Content::ConfirmSignOut {
        form: platform.issue_form(&binding, query, now),
        account: user.shown_name().to_owned(),
    };
    let layout = Layout::Web;
    page(
        Page { layout, content },
        Story::of(LogDecision::AsksToSignOut),
    )
}

fn refused(code: RefusalCode) -> Reply {
    let content = Content::Refused(code);
    let layout = Layout::Web;
    let story = Story {
        reason: Some(code.word().to_owned()),
        ..Story::of(LogDecision::Refused)
    };
    page(Page { layout, content }, story)
}

fn end(
    platform: &Platform,
    session: &Session,
    user: User,
    at: Timestamp,
    mut reply: Reply,
) -> Result<Reply, Failure> {
    let ends = Write::EndSession {
        key: session.key,
        at,
        why: EndReason::SignedOut,
    };
    let event = platform.event_of(&user, &Happened::SignOut, at);
    let writes = vec![ends, event.in_session(session.key).into()];
    let open = Guard::SessionOpen(session.key);
    match platform.store.commit(Change::guarded(open, writes)) {
        // Pressed twice: what was wanted is so already.
        Ok(()) | Err(CommitError::Lost(Lost::Ended)) => {}
        Err(error) => return Err(error.into()),
    }
    reply.story.user = Some(user.public_id);
    Ok(reply.with_cookie(CookieChange::EndSession))
}

/// What a browser sees that has signed out, and whoever else opens that address.
pub fn done() -> Reply {
    let content = Content::SignedOut;
    let layout = Layout::Web;
    page(Page { layout, content }, Story::default())
}

/// The form that came back: of a page of ours, or of the one that an app may have sent somebody to.
pub fn sign_out(
    platform: &Platform,
    form: &Form,
    purpose: Purpose,
    visitor: &Visitor,
) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let present = platform
        .store
        .read(|reader| visitor.signed_in(platform, reader, now))?;
    let Some((session, user)) = present else {
        // Pressed twice, or ended meanwhile: what was wanted is so already.
        return onward(platform, form, purpose, Story::default());
    };
    let binding = binding(purpose, &session, &user);
    if let Err(fault) = form::check(&platform.key, &binding, form, now) {
        return Ok(match purpose {
            Purpose::OtherAccount => account::refused(&place(form), Untaken::from(fault)),
            _ => form_untaken(&form.request, Untaken::from(fault)),
        });
    }
    let story = Story::of(LogDecision::SignedOut);
    let reply = onward(platform, form, purpose, story)?;
    end(platform, &session, user, now, reply)
}

/// Whatever is no page of ours leads home.
fn place(form: &Form) -> AccountPlace {
    AccountPlace::parse(&form.request).unwrap_or(AccountPlace::Home)
}

fn onward(
    platform: &Platform,
    form: &Form,
    purpose: Purpose,
    story: Story,
) -> Result<Reply, Failure> {
    if purpose == Purpose::LogOut {
        let request = LogoutRequest::parse(&form.request).unwrap_or_default();
        return Ok(Asked::of(platform, &request)?.leave(story));
    }
    let next = match form.request.as_str() {
        _ if purpose == Purpose::OtherAccount => OwnPath::sign_in(&place(form)),
        "" => OwnPath::signed_out(),
        request => OwnPath::authorize(request),
    };
    Ok(reply(Answer::SeeOther(next), story))
}
