//! `request_token`, the token endpoint (RFC 6749 §3.2).

use super::Edge;
use super::acting::acting;
use super::client_call;
use super::program::{ErrorForm, never_kept};
use super::read::address;
use crate::domain::oauth::client::GrantType;
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::secret::PlainToken;
use crate::flow::keys;
use crate::flow::statements;
use crate::flow::token::{self, TokenCall};
use crate::flow::{ClientReply, Failure, Planned, Platform, Presence};
use crate::work::{asking, carried_out_while, reading, signing, waiting};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Less than a used refresh token gives the same answer again: who is told to come again, can.
const SOON_ENOUGH_TO_RETRY: Duration = Duration::from_secs(5);

pub async fn request(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let read = match client_call::read(&request, payload).await {
        Ok(read) => read,
        Err(unread) => return unread,
    };
    let call = Arc::new(TokenCall {
        request: read,
        address: address(&request, &edge),
        presence: Presence::default(),
    });
    let _here = call.presence.watch();
    let platform = acting(&request, &edge);
    let settled = carried_out_while(
        &platform,
        SOON_ENOUGH_TO_RETRY,
        || plan(&platform, &call),
        async |told| signed(&edge, told).await,
    );
    let told = match settled.await {
        Ok(told) => told,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    client_call::answer(&request, &edge, told, |answer| write(&edge, &answer))
}

/// Nothing is used up for an answer that nobody here can sign.
async fn plan(
    platform: &Arc<Platform>,
    call: &Arc<TokenCall>,
) -> Result<Planned<ClientReply<TokenAnswer>>, Failure> {
    let planned = decided(platform, call).await?;
    if let Ok(answer) = &planned.told.outcome {
        let by = answer.to_sign.algorithms();
        if !keys::are_held(platform, by.clone()) {
            waiting(platform, |platform| keys::prepare(platform, by)).await?;
        }
    }
    Ok(planned)
}

/// What is signed is no part of what is remembered.
async fn signed(
    edge: &Edge,
    mut told: ClientReply<TokenAnswer>,
) -> Result<ClientReply<TokenAnswer>, Failure> {
    if let Ok(answer) = &mut told.outcome {
        let to_sign = std::mem::take(&mut answer.to_sign);
        let by = to_sign.algorithms();
        let sign = move |platform: &Platform| statements::sign(platform, &to_sign);
        answer.signed = signing(&edge.platform, by, sign).await?;
    }
    Ok(told)
}

/// A password is hashed off the async worker, and for an app's own token nothing more is read.
async fn decided(
    platform: &Arc<Platform>,
    call: &Arc<TokenCall>,
) -> Result<Planned<ClientReply<TokenAnswer>>, Failure> {
    let client = asking(token::authenticate(platform, call)).await?;
    let grant = call.request.get(ClientParam::GrantType);
    let of_grant = |grant_type: GrantType| grant == Some(grant_type.wire());
    if client.is_err() || of_grant(GrantType::ClientCredentials) {
        return token::plan(platform, call, client);
    }
    let known = Arc::clone(call);
    let plan = move |platform: &Platform| token::plan(platform, &known, client);
    if of_grant(GrantType::Password) {
        waiting(platform, plan).await
    } else {
        reading(platform, plan).await
    }
}

/// The members in the contract's order.
#[derive(Serialize)]
struct TokenBody<'a> {
    access_token: &'a str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
}

fn write(edge: &Edge, answer: &TokenAnswer) -> HttpResponse {
    let catalogue = &edge.platform.policy.scopes;
    never_kept(StatusCode::OK).json(TokenBody {
        access_token: match &answer.signed.access_token {
            Some(signed) => signed,
            None => answer.access_token.reveal(),
        },
        expires_in: answer.lifetime.as_secs(),
        refresh_token: answer.refresh_token.as_ref().map(PlainToken::reveal),
        token_type: "bearer",
        scope: answer
            .scopes
            .as_ref()
            .map(|scopes| scopes.in_order(catalogue).join(" ")),
        id_token: answer.signed.id_token.as_deref(),
    })
}
