//! `/platform/oauth/logout`, also the end session endpoint (OpenID Connect RP-Initiated Logout 1.0 §2): GET asks, or
//! does what an app may ask for without a question; the form does it.

use super::Edge;
use super::acting::acting;
use super::answer::{act, write};
use super::failure::query_too_long;
use super::guard::manner;
use super::own_form::{Forms, OwnForm};
use super::read::{LONGEST_QUERY, visitor};
use crate::domain::answer::OwnPath;
use crate::domain::oauth::form::Purpose;
use crate::flow::EndpointVisit;
use crate::flow::{form_untaken, sign_out};
use crate::work::waiting;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

pub async fn ask(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    let opened = EndpointVisit {
        query: request.query_string().to_owned(),
        visitor: visitor(&request, &edge),
        manner: manner(&request),
    };
    let platform = acting(&request, &edge);
    let result = waiting(&platform, move |platform| sign_out::open(platform, &opened));
    write(&request, &edge, result.await)
}

const FORMS: Forms = Forms {
    by_get: Some(OwnPath::logout),
    known: &[Purpose::SignOut, Purpose::LogOut, Purpose::OtherAccount],
    refused: |form, why| form_untaken(&form.request, why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let OwnForm { form, purpose, .. } = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let visitor = visitor(&request, &edge);
    let purpose = purpose.unwrap_or(Purpose::SignOut);
    act(&request, &edge, move |platform| {
        sign_out::sign_out(platform, &form, purpose, &visitor)
    })
    .await
}

pub async fn done(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(sign_out::done()))
}
