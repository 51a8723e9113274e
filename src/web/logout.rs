//! `/platform/oauth/logout`: GET asks, POST does it.

use super::Edge;
use super::answer::write;
use super::failure::body_unread;
use super::guard::{FOREIGN, is_own_form};
use super::locale;
use super::read::{Fields, visitor};
use crate::domain::oauth::form::Untaken;
use crate::flow::{form_untaken, sign_out};
use crate::work::{reading, waiting};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

pub async fn ask(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    let result = reading(&edge.platform, move |platform| {
        sign_out::ask(platform, &visitor)
    })
    .await;
    write(&request, &edge, result)
}

pub async fn submit(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let form = match Fields::read(payload).await {
        Ok(fields) => fields.form(),
        Err(fault) => return body_unread(&request, &edge, fault),
    };
    locale::carries(&request, &form.request);
    if !is_own_form(&request, &edge.platform.policy.public_url) {
        let refused = form_untaken(&form.request, Untaken::Strange(FOREIGN));
        return write(&request, &edge, Ok(refused));
    }
    let visitor = visitor(&request, &edge);
    let result = waiting(&edge.platform, move |platform| {
        sign_out::sign_out(platform, &form, &visitor)
    });
    write(&request, &edge, result.await)
}

pub async fn done(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(sign_out::done()))
}
