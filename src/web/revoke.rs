//! `/oauth/revoke` (RFC 7009).

use super::Edge;
use super::acting::acting;
use super::client_call;
use super::program::{ErrorForm, never_kept};
use crate::domain::oauth::client_request::ClientRequest;
use crate::flow::revoke;
use crate::flow::{ClientReply, Failure, Platform};
use crate::work::{to_the_end, waiting};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;

pub async fn request(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let read = match client_call::read(&request, payload).await {
        Ok(read) => read,
        Err(unread) => return unread,
    };
    let revoked = match revoked(acting(&request, &edge), read).await {
        Ok(revoked) => revoked,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    client_call::answer(&request, &edge, revoked, |()| {
        never_kept(StatusCode::OK).finish()
    })
}

async fn revoked(
    platform: Arc<Platform>,
    asked: ClientRequest,
) -> Result<ClientReply<()>, Failure> {
    to_the_end(async move {
        let client = revoke::authenticate(&platform, &asked).await?;
        let revoke = move |platform: &Platform| revoke::revoke(platform, &asked, client);
        waiting(&platform, revoke).await
    })
    .await
}
