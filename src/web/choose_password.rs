//! `/account/choose-password`: the page behind a one-time link, and its form.

use super::Edge;
use super::answer::{act, show, write};
use super::failure::query_too_long;
use super::own_form::{Forms, OwnForm};
use super::read::{LONGEST_QUERY, address, visitor};
use crate::domain::oauth::form::Purpose;
use crate::flow::Presence;
use crate::flow::choose_password::{self, Chosen, form_untaken};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    let query = request.query_string().to_owned();
    show(&request, &edge, move |platform, visitor| {
        choose_password::open(platform, &query, visitor)
    })
    .await
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::ChoosePassword],
    refused: form_untaken,
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let chosen = Chosen {
        password: Zeroizing::new(own.typed("password").to_owned()),
        form: own.form,
        visitor: visitor(&request, &edge),
        address: address(&request, &edge),
        presence: Presence::default(),
    };
    let _here = chosen.presence.watch();
    act(&request, &edge, move |platform| {
        choose_password::choose(platform, &chosen)
    })
    .await
}

pub async fn done(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(choose_password::done()))
}
