//! `/account/forgot`: asks whose password was forgotten; and the page that everybody sees who asked.

use super::Edge;
use super::answer::{act, write};
use super::locale;
use super::own_form::{Forms, OwnForm};
use super::read::{address, visitor};
use crate::domain::account::user::typed_login;
use crate::domain::oauth::form::Purpose;
use crate::flow::forgot::{self, Forgot};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let visitor = visitor(&request, &edge);
    write(&request, &edge, Ok(forgot::open(&edge.platform, &visitor)))
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::Forgot],
    refused: |_, why| forgot::refused(why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let (words, _) = locale::of(&request, &edge);
    let asked = Forgot {
        name: typed_login(own.typed("name")).to_owned(),
        language: words.language().to_owned(),
        form: own.form,
        visitor: visitor(&request, &edge),
        address: address(&request, &edge),
    };
    act(&request, &edge, move |platform| {
        forgot::ask(platform, &asked)
    })
    .await
}

pub async fn sent(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(forgot::sent(&edge.platform)))
}
