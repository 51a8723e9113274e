//! The admin pages. What a page is of stands in its address; forms come back to the page that they are on.

use super::Edge;
use super::answer::{act, show, write};
use super::missing::not_found;
use super::own_form::{Forms, OwnForm};
use super::paths::opened;
use super::read::{client_address, visitor};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::oauth::form::Purpose;
use crate::flow::admin::{self, Sent};
use crate::work::reading;
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

/// Every path of the admin pages. To other methods they are not there either: who is no admin finds nothing.
const PATHS: [&str; 22] = [
    "/admin",
    "/admin/people",
    "/admin/people/new",
    "/admin/people/{id}",
    "/admin/people/{id}/{act}",
    "/admin/people/{id}/{list}/{key}",
    "/admin/apps",
    "/admin/apps/new",
    "/admin/apps/{number}",
    "/admin/apps/{number}/{act}",
    "/admin/apps/{number}/{list}/{key}",
    "/admin/apps/{number}/{list}/{key}/{act}",
    "/admin/socket-clients",
    "/admin/socket-clients/new",
    "/admin/socket-clients/{name}",
    "/admin/socket-clients/{name}/{act}",
    "/admin/audit",
    "/admin/health",
    "/admin/settings",
    "/admin/export",
    "/admin/mail",
    "/admin/mail/{id}/{act}",
];

pub fn routes(config: &mut ServiceConfig) {
    for path in PATHS {
        config.service(
            web::resource(path)
                .route(opened().to(open))
                .route(web::post().to(submit))
                .default_service(web::to(not_found)),
        );
    }
}

/// The page that an address names, where it is served to whom it comes from.
fn place(request: &HttpRequest, edge: &Edge) -> Option<AdminPlace> {
    let policy = &edge.platform.policy.admin;
    let is_open = policy.is_open_to(client_address(request, edge));
    let named = AdminPlace::parse(request.path(), request.query_string());
    named.filter(|_| is_open)
}

async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    match place(&request, &edge) {
        Some(place) => {
            show(&request, &edge, move |platform, visitor| {
                admin::show(platform, visitor, &place)
            })
            .await
        }
        None => not_found(request, edge).await,
    }
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::Admin],
    refused: admin::refused,
};

async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let Some(place) = place(&request, &edge) else {
        return Ok(not_found(request, edge).await);
    };
    let whose = visitor(&request, &edge);
    let knocked = reading(&edge.platform, move |platform| {
        admin::knock(platform, &whose)
    });
    // Before a word about the form.
    if let Some(turned) = knocked.await.transpose() {
        return Ok(write(&request, &edge, turned));
    }
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let sent = Sent {
        place,
        visitor: visitor(&request, &edge),
        typed: own.all_typed(),
        form: own.form,
    };
    act(&request, &edge, move |platform| {
        admin::submit(platform, &sent)
    })
    .await
}
