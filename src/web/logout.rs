//! `/platform/oauth/logout`: GET asks, POST does it.

use super::Edge;
use super::answer::{act, show, write};
use super::own_form::{Forms, OwnForm};
use super::read::visitor;
use crate::domain::oauth::form::Purpose;
use crate::flow::{form_untaken, sign_out};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

pub async fn ask(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, sign_out::ask).await
}

const FORMS: Forms = Forms {
    known: &[Purpose::SignOut],
    refused: |form, why| form_untaken(&form.request, why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let OwnForm { form, .. } = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let visitor = visitor(&request, &edge);
    act(&request, &edge, move |platform| {
        sign_out::sign_out(platform, &form, &visitor)
    })
    .await
}

pub async fn done(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(sign_out::done()))
}
