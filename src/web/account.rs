//! `/` and the pages below `/account`; and `/platform/oauth/deauthorize`, which withdraws an app.

use super::Edge;
use super::answer::{act, show, write};
use super::own_form::{Forms, OwnForm, second_step_form, sign_in_form};
use super::read::{address, visitor};
use crate::domain::answer::place::{AccountPlace, Listed, once, page_in};
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::form::Purpose;
use crate::flow::account::password::NewPassword;
use crate::flow::account::sessions::SessionChoice;
use crate::flow::account::{apps, home, password, refused, sessions, withdraw};
use crate::flow::sign_in::{self, Entrance};
use crate::flow::{Presence, account, second_step};
use crate::web::page::redirect;
use crate::work::reading;
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
        return redirect(StatusCode::SEE_OTHER, page);
    }
    write(&request, &edge, result)
}

pub async fn ask_sign_in(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    // Whatever is no page of ours leads home.
    let to = once(request.query_string(), "to");
    let place = to
        .and_then(|to| AccountPlace::parse(&to))
        .unwrap_or(AccountPlace::Home);
    show(&request, &edge, move |platform, visitor| {
        account::sign_in::open(platform, visitor, place)
    })
    .await
}

const SIGN_IN: Forms = Forms {
    by_get: None,
    known: &[
        Purpose::AccountSignIn,
        Purpose::AccountSecondStep,
        Purpose::AccountSetUp,
    ],
    refused: |form, why| Entrance::Account.refused(&form.request, why),
};

pub async fn sign_in(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &SIGN_IN).await?;
    let steps = [Purpose::AccountSecondStep, Purpose::AccountSetUp];
    if own.purpose.is_some_and(|purpose| steps.contains(&purpose)) {
        let sent = second_step_form(&request, &edge, own, Entrance::Account);
        return act(&request, &edge, move |platform| {
            second_step::second_step(platform, &sent)
        })
        .await;
    }
    let tried = sign_in_form(&request, &edge, own, Entrance::Account);
    let _here = tried.presence.watch();
    act(&request, &edge, move |platform| {
        sign_in::sign_in(platform, tried)
    })
    .await
}

pub async fn apps(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let listed = Listed::parse(request.query_string());
    show(&request, &edge, move |platform, visitor| {
        apps::show(platform, visitor, listed)
    })
    .await
}

pub async fn sessions(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let page = page_in(request.query_string());
    show(&request, &edge, move |platform, visitor| {
        sessions::show(platform, visitor, page)
    })
    .await
}

const SESSIONS: Forms = Forms {
    by_get: None,
    known: &[Purpose::EndSessions],
    refused: |_, why| refused(&AccountPlace::Sessions { page: 1 }, why),
};

pub async fn end_sessions(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &SESSIONS).await?;
    let visitor = visitor(&request, &edge);
    let ended = SessionChoice::parse(own.typed("end"));
    act(&request, &edge, move |platform| {
        sessions::end(platform, &visitor, &own.form, ended)
    })
    .await
}

pub async fn password(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, password::show).await
}

const PASSWORD: Forms = Forms {
    by_get: None,
    known: &[Purpose::Password],
    refused: |_, why| refused(&AccountPlace::Password, why),
};

pub async fn change_password(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &PASSWORD).await?;
    let tried = NewPassword {
        old: Zeroizing::new(own.typed("old").to_owned()),
        new: Zeroizing::new(own.typed("new").to_owned()),
        form: own.form,
        visitor: visitor(&request, &edge),
        address: address(&request, &edge),
        presence: Presence::default(),
    };
    let _here = tried.presence.watch();
    act(&request, &edge, move |platform| {
        password::change(platform, &tried)
    })
    .await
}

pub async fn password_changed(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, password::done).await
}

pub async fn ask_withdraw(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let named = once(request.query_string(), "client_id");
    let named = named.and_then(|name| ClientName::parse(&name));
    show(&request, &edge, move |platform, visitor| {
        withdraw::ask(platform, visitor, named)
    })
    .await
}

const WITHDRAW: Forms = Forms {
    by_get: None,
    known: &[Purpose::Withdraw],
    refused: |form, why| refused(&AccountPlace::withdrawing(withdraw::named_in(form)), why),
};

pub async fn withdraw(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let OwnForm { form, .. } = OwnForm::read(&request, &edge, payload, &WITHDRAW).await?;
    let visitor = visitor(&request, &edge);
    act(&request, &edge, move |platform| {
        withdraw::withdraw(platform, &visitor, &form)
    })
    .await
}
