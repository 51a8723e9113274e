//! Devices without a browser (RFC 8628): `/oauth/device_authorization`, where they ask, and `/device`, where somebody
//! decides.

use super::Edge;
use super::answer::{act, show};
use super::client_call;
use super::own_form::{Forms, OwnForm};
use super::program::{ErrorForm, never_kept};
use super::read::{address, visitor};
use crate::domain::answer::place::{AccountPlace, user_code_in};
use crate::domain::oauth::form::Purpose;
use crate::domain::openid::device::INTERVAL;
use crate::flow::account::device::{self as page, TypedCode};
use crate::flow::account::refused;
use crate::flow::consent::Button;
use crate::flow::device::{self, DeviceAnswer, DeviceCall};
use crate::flow::{ClientReply, Failure, Platform};
use crate::work::{to_the_end, waiting};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use std::sync::Arc;

pub async fn authorize(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let read = match client_call::read(&request, payload).await {
        Ok(read) => read,
        Err(unread) => return unread,
    };
    let call = DeviceCall {
        request: read,
        address: address(&request, &edge),
    };
    let told = match told(&edge, call).await {
        Ok(told) => told,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    client_call::answer(&request, &edge, told, |answer| write(&edge, &answer))
}

async fn told(edge: &Edge, call: DeviceCall) -> Result<ClientReply<DeviceAnswer>, Failure> {
    let platform = Arc::clone(&edge.platform);
    to_the_end(async move {
        let client = device::authenticate(&platform, &call).await?;
        let authorize = move |platform: &Platform| device::authorize(platform, &call, client);
        waiting(&platform, authorize).await
    })
    .await
}

/// The members in the contract's order.
#[derive(Serialize)]
struct DeviceBody<'a> {
    device_code: &'a str,
    user_code: &'a str,
    verification_uri: &'a str,
    verification_uri_complete: String,
    expires_in: u64,
    interval: u64,
    /// For a device that has no words of its own.
    message: String,
}

fn write(edge: &Edge, answer: &DeviceAnswer) -> HttpResponse {
    let public_url = &edge.platform.policy.public_url;
    let at = |user_code| {
        let place = AccountPlace::Device { user_code };
        format!("{public_url}{}", place.address())
    };
    let user_code = answer.user_code.to_string();
    let verification_uri = at(None);
    never_kept(StatusCode::OK).json(DeviceBody {
        device_code: answer.device_code.reveal(),
        message: format!("Open {verification_uri} and enter the code {user_code}."),
        user_code: &user_code,
        verification_uri: &verification_uri,
        verification_uri_complete: at(Some(answer.user_code.clone())),
        expires_in: answer.lifetime.as_secs(),
        interval: INTERVAL.as_secs(),
    })
}

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let user_code = user_code_in(request.query_string());
    show(&request, &edge, move |platform, visitor| {
        page::open(platform, visitor, user_code)
    })
    .await
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::UserCode, Purpose::DeviceConsent],
    refused: |form, why| refused(&page::place_of(form), why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let visitor = visitor(&request, &edge);
    if own.purpose == Some(Purpose::DeviceConsent) {
        let button = Button::from_word(own.typed("decision"));
        return act(&request, &edge, move |platform| {
            page::decide(platform, &visitor, &own.form, button)
        })
        .await;
    }
    let typed = TypedCode {
        code: own.typed("user_code").to_owned(),
        address: address(&request, &edge),
        form: own.form,
        visitor,
    };
    act(&request, &edge, move |platform| {
        page::enter(platform, &typed)
    })
    .await
}
