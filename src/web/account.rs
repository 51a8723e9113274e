//! `/` and the pages below `/account`; and `/platform/oauth/deauthorize`, which withdraws an app.

use super::Edge;
use super::answer::write;
use super::failure::body_unread;
use super::guard::{FOREIGN, is_own_form};
use super::read::{BodyFault, Fields, address, sign_in_form, visitor};
use crate::domain::answer::place::{Listed, Place, once, page_in};
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::form::Untaken;
use crate::flow::account::password::NewPassword;
use crate::flow::account::sessions::Ended;
use crate::flow::account::{apps, home, password, refused, sessions, withdraw};
use crate::flow::sign_in::{self, Entrance};
use crate::flow::{Failure, Presence, account};
use crate::web::page::redirect;
use crate::work::{reading, waiting};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

/// Who opens the bare address in demo mode wants the demo, until they are signed in.
pub async fn home(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let shown = reading(&edge.platform, move |platform| {
        home::show(platform, &visitor)
    });
    let result = shown.await;
    let is_known = result
        .as_ref()
        .is_ok_and(|reply| reply.story.user.is_some());
    if edge.demo.is_some() && !is_known {
        let page = format!("{}/demo/", edge.platform.policy.public_url);
        return redirect(StatusCode::SEE_OTHER, &page);
    }
    write(&request, &edge, result)
}

pub async fn ask_sign_in(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    // Whatever is no page of ours leads home.
    let to = once(request.query_string(), "to");
    let place = to.and_then(|to| Place::parse(&to)).unwrap_or(Place::Home);
    let result = reading(&edge.platform, move |platform| {
        account::sign_in::open(platform, &visitor, place)
    });
    write(&request, &edge, result.await)
}

pub async fn sign_in(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let fields = match own_fields(&request, &edge, payload).await {
        Ok(fields) => fields,
        Err(Unread::Body(fault)) => return body_unread(&request, &edge, fault),
        Err(Unread::Foreign(fields)) => {
            let why = Untaken::Strange(FOREIGN);
            let refused = Entrance::Account.refused(&fields.form().request, why);
            return write(&request, &edge, Ok(refused));
        }
    };
    let tried = sign_in_form(&request, &edge, &fields, Entrance::Account);
    let _here = tried.presence.watch();
    let result = waiting(&edge.platform, move |platform| {
        sign_in::sign_in(platform, tried)
    })
    .await;
    write(&request, &edge, result)
}

pub async fn apps(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let listed = Listed::parse(request.query_string());
    let result = reading(&edge.platform, move |platform| {
        apps::show(platform, &visitor, listed)
    });
    write(&request, &edge, result.await)
}

pub async fn sessions(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let page = page_in(request.query_string());
    let result = reading(&edge.platform, move |platform| {
        sessions::show(platform, &visitor, page)
    });
    write(&request, &edge, result.await)
}

pub async fn end_sessions(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> HttpResponse {
    let fields = match own_fields(&request, &edge, payload).await {
        Ok(fields) => fields,
        Err(unread) => return unread.answer(&request, &edge, &Place::Sessions { page: 1 }),
    };
    let visitor = visitor(&request, &edge);
    let form = fields.form();
    let ended = fields.once("end").and_then(Ended::parse);
    let result = waiting(&edge.platform, move |platform| {
        sessions::end(platform, &visitor, &form, ended)
    });
    write(&request, &edge, result.await)
}

pub async fn password(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let result = reading(&edge.platform, move |platform| {
        password::show(platform, &visitor)
    })
    .await;
    write(&request, &edge, result)
}

pub async fn change_password(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> HttpResponse {
    let fields = match own_fields(&request, &edge, payload).await {
        Ok(fields) => fields,
        Err(unread) => return unread.answer(&request, &edge, &Place::Password),
    };
    let typed = |name| fields.once(name).unwrap_or_default().to_owned();
    let tried = NewPassword {
        form: fields.form(),
        visitor: visitor(&request, &edge),
        old: Zeroizing::new(typed("old")),
        new: Zeroizing::new(typed("new")),
        address: address(&request, &edge),
        presence: Presence::default(),
    };
    let _here = tried.presence.watch();
    let result = waiting(&edge.platform, move |platform| {
        password::change(platform, &tried)
    })
    .await;
    write(&request, &edge, result)
}

pub async fn password_changed(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let result = reading(&edge.platform, move |platform| {
        password::done(platform, &visitor)
    });
    write(&request, &edge, result.await)
}

pub async fn ask_withdraw(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let named = once(request.query_string(), "client_id");
    let named = named.and_then(|name| ClientName::parse(&name));
    let result = reading(&edge.platform, move |platform| {
        withdraw::ask(platform, &visitor, named)
    });
    write(&request, &edge, result.await)
}

pub async fn withdraw(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let fields = match own_fields(&request, &edge, payload).await {
        Ok(fields) => fields,
        Err(unread) => {
            let back = Place::withdrawing(unread.named());
            return unread.answer(&request, &edge, &back);
        }
    };
    let visitor = visitor(&request, &edge);
    let form = fields.form();
    let result = waiting(&edge.platform, move |platform| {
        withdraw::withdraw(platform, &visitor, &form)
    });
    write(&request, &edge, result.await)
}

/// Why a form is not looked at.
enum Unread {
    Body(BodyFault),
    /// Sent by a page of another site.
    Foreign(Fields),
}

async fn own_fields(
    request: &HttpRequest,
    edge: &Edge,
    payload: Payload,
) -> Result<Fields, Unread> {
    let fields = Fields::read(payload).await.map_err(Unread::Body)?;
    if is_own_form(request, &edge.platform.policy.public_url) {
        Ok(fields)
    } else {
        Err(Unread::Foreign(fields))
    }
}

impl Unread {
    fn answer(&self, request: &HttpRequest, edge: &Edge, back: &Place) -> HttpResponse {
        match self {
            Self::Body(fault) => body_unread(request, edge, *fault),
            Self::Foreign(_) => {
                let refused = refused(back, Untaken::Strange(FOREIGN));
                write(request, edge, Ok::<_, Failure>(refused))
            }
        }
    }

    /// The app that a refused withdrawal is about.
    fn named(&self) -> Option<ClientName> {
        match self {
            Self::Body(_) => None,
            Self::Foreign(fields) => withdraw::named_in(&fields.form()),
        }
    }
}
