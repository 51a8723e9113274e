//! `/account/confirm`: proving once more who one is, on the way to a page of one's own.

use super::Edge;
use super::answer::{act, show};
use super::own_form::{Forms, OwnForm, passkey_answer};
use super::read::{address, visitor};
use crate::domain::answer::place::{AccountPlace, once};
use crate::domain::factor::Way;
use crate::domain::oauth::form::Purpose;
use crate::flow::Presence;
use crate::flow::account::confirm::{self, Confirming, Proof};
use crate::flow::account::refused;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

/// Whatever is no page of ours leads home.
fn place(address: &str) -> AccountPlace {
    AccountPlace::parse(address).unwrap_or(AccountPlace::Home)
}

pub async fn ask(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let to = once(request.query_string(), "to").unwrap_or_default();
    show(&request, &edge, move |platform, visitor| {
        confirm::open(platform, visitor, place(&to))
    })
    .await
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::Confirm],
    refused: |form, why| refused(&place(&form.request), why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let sent = Confirming {
        visitor: visitor(&request, &edge),
        proof: proof(&own),
        address: address(&request, &edge),
        presence: Presence::default(),
        form: own.form,
    };
    let _here = sent.presence.watch();
    act(&request, &edge, move |platform| {
        confirm::confirm(platform, &sent)
    })
    .await
}

fn proof(own: &OwnForm) -> Proof {
    if let Some(answer) = passkey_answer(own) {
        return Proof::Passkey(answer);
    }
    let way = |name| Way::from_word(own.typed(name));
    let typed = |name| Zeroizing::new(own.typed(name).to_owned());
    match (way("way"), way("shape")) {
        (Some(other), _) => Proof::OtherWay(other),
        (None, Some(way)) => Proof::Code(way, typed("code")),
        (None, None) => Proof::Password(typed("password")),
    }
}
