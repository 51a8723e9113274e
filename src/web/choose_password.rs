//! `/account/choose-password`: the page behind a one-time link, and its form.

use super::Edge;
use super::answer::write;
use super::failure::{body_unread, query_too_long};
use super::guard::{AHEAD, FOREIGN, is_own_form, manner};
use super::read::{Fields, LONGEST_QUERY, address, visitor};
use crate::domain::oauth::form::Untaken;
use crate::flow::Presence;
use crate::flow::authorize::Manner;
use crate::flow::choose_password::{self, Chosen, form_untaken};
use crate::work::{reading, waiting};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    let query = request.query_string().to_owned();
    let visitor = visitor(&request, &edge);
    let result = reading(&edge.platform, move |platform| {
        choose_password::open(platform, &query, &visitor)
    });
    write(&request, &edge, result.await)
}

pub async fn submit(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let fields = match Fields::read(payload).await {
        Ok(fields) => fields,
        Err(fault) => return body_unread(&request, &edge, fault),
    };
    let form = fields.form();
    if !is_own_form(&request, &edge.platform.policy.public_url) {
        let refused = form_untaken(&form, Untaken::Strange(FOREIGN));
        return write(&request, &edge, Ok(refused));
    }
    if manner(&request) == Manner::Peek {
        let refused = form_untaken(&form, Untaken::Strange(AHEAD));
        return write(&request, &edge, Ok(refused));
    }
    let chosen = Chosen {
        form,
        visitor: visitor(&request, &edge),
        password: Zeroizing::new(fields.once("password").unwrap_or_default().to_owned()),
        address: address(&request, &edge),
        presence: Presence::default(),
    };
    let _here = chosen.presence.watch();
    let result = waiting(&edge.platform, move |platform| {
        choose_password::choose(platform, &chosen)
    });
    write(&request, &edge, result.await)
}

pub async fn done(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(choose_password::done()))
}
