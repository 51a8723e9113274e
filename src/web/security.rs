//! `/account/security` and what is below it.

use super::Edge;
use super::answer::{act, show};
use super::own_form::{Forms, OwnForm, device_label, passkey_answer};
use super::read::visitor;
use crate::domain::answer::Reply;
use crate::domain::answer::place::{done_in, key_in};
use crate::domain::key::RowKey;
use crate::domain::oauth::form::{Form, Purpose};
use crate::flow::account::refused;
use crate::flow::account::security::authenticator::NewAuthenticator;
use crate::flow::account::security::passkey::NewPasskey;
use crate::flow::account::security::{self, authenticator, codes, named, passkey, place_of};
use crate::flow::{Failure, Platform, Visitor};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

/// The only form of an address.
const fn takes(known: &'static [Purpose]) -> Forms {
    Forms {
        by_get: None,
        known,
        refused: |form, why| refused(&place_of(form), why),
    }
}

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let done = done_in(request.query_string());
    show(&request, &edge, move |platform, visitor| {
        security::show(platform, visitor, done)
    })
    .await
}

const BROWSERS: Forms = takes(&[Purpose::Browsers]);

pub async fn forget_browsers(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    presses(
        &request,
        &edge,
        payload,
        (&BROWSERS, security::forget_browsers),
    )
    .await
}

pub async fn open_authenticator(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, authenticator::show).await
}

const AUTHENTICATOR: Forms = takes(&[Purpose::Authenticator]);

pub async fn add_authenticator(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &AUTHENTICATOR).await?;
    let new = NewAuthenticator {
        visitor: visitor(&request, &edge),
        sealed_secret: own.typed("secret").to_owned(),
        name: own.typed("name").to_owned(),
        code: own.typed("code").to_owned(),
        form: own.form,
    };
    act(&request, &edge, move |platform| {
        authenticator::add(platform, &new)
    })
    .await
}

pub async fn open_passkey(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let label = device_label(&request);
    show(&request, &edge, move |platform, visitor| {
        passkey::show(platform, visitor, label)
    })
    .await
}

const PASSKEY: Forms = takes(&[Purpose::Passkey]);

pub async fn add_passkey(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &PASSKEY).await?;
    let new = NewPasskey {
        visitor: visitor(&request, &edge),
        answer: passkey_answer(&own).unwrap_or_default(),
        name: own.typed("name").to_owned(),
        form: own.form,
    };
    act(&request, &edge, move |platform| {
        passkey::add(platform, &new)
    })
    .await
}

pub async fn open_recovery_codes(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, codes::ask_recovery).await
}

const RECOVERY_CODES: Forms = takes(&[Purpose::RecoveryCodes]);

pub async fn make_recovery_codes(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    presses(
        &request,
        &edge,
        payload,
        (&RECOVERY_CODES, codes::make_recovery),
    )
    .await
}

pub async fn open_sign_in_code(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, codes::ask_sign_in).await
}

const SIGN_IN_CODE: Forms = takes(&[Purpose::SignInCode]);

pub async fn make_sign_in_code(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    presses(
        &request,
        &edge,
        payload,
        (&SIGN_IN_CODE, codes::make_sign_in),
    )
    .await
}

/// A form without a field of its own.
async fn presses(
    request: &HttpRequest,
    edge: &Edge,
    payload: Payload,
    (forms, flow): (&Forms, Pressed),
) -> actix_web::Result<HttpResponse> {
    let OwnForm { form, .. } = OwnForm::read(request, edge, payload, forms).await?;
    let visitor = visitor(request, edge);
    act(request, edge, move |platform| {
        flow(platform, &visitor, &form)
    })
    .await
}

type Pressed = fn(&Platform, &Visitor, &Form) -> Result<Reply, Failure>;

pub async fn open_rename(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    opens_one(&request, &edge, named::ask_rename).await
}

pub async fn open_remove(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    opens_one(&request, &edge, named::ask_remove).await
}

/// The page of one factor; without a key of one, the list.
async fn opens_one(
    request: &HttpRequest,
    edge: &Edge,
    flow: fn(&Platform, &Visitor, RowKey) -> Result<Reply, Failure>,
) -> HttpResponse {
    let key = key_in(request.query_string());
    show(request, edge, move |platform, visitor| match key {
        Some(key) => flow(platform, visitor, key),
        None => security::show(platform, visitor, None),
    })
    .await
}

const RENAME: Forms = takes(&[Purpose::RenameFactor]);

pub async fn rename(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &RENAME).await?;
    let visitor = visitor(&request, &edge);
    act(&request, &edge, move |platform| {
        named::rename(platform, &visitor, &own.form, own.typed("name"))
    })
    .await
}

const REMOVE: Forms = takes(&[Purpose::RemoveFactor]);

pub async fn remove(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    presses(&request, &edge, payload, (&REMOVE, named::remove)).await
}
