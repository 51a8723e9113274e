//! The developer console. What a page is of stands in its address; where the console is off, there is no such page.

use super::Edge;
use super::answer::{act, show};
use super::missing::not_found;
use super::own_form::{Forms, OwnForm};
use super::paths::opened;
use super::read::visitor;
use crate::domain::answer::developer_place::DeveloperPlace;
use crate::domain::oauth::console::policy::Mode;
use crate::domain::oauth::form::Purpose;
use crate::flow::developer::{self, Sent};
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

const PATHS: [&str; 5] = [
    "/developer",
    "/developer/apps/new",
    "/developer/apps/{number}",
    "/developer/apps/{number}/{act}",
    "/developer/apps/{number}/{list}/{key}",
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

fn place(request: &HttpRequest, edge: &Edge) -> Option<DeveloperPlace> {
    let is_on = edge.platform.policy.developers.mode != Mode::Off;
    let named = DeveloperPlace::parse(request.path(), request.query_string());
    named.filter(|_| is_on)
}

async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    match place(&request, &edge) {
        Some(place) => {
            show(&request, &edge, move |platform, visitor| {
                developer::show(platform, visitor, &place)
            })
            .await
        }
        None => not_found(request, edge).await,
    }
}

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::Developer],
    refused: developer::refused,
};

async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let Some(place) = place(&request, &edge) else {
        return Ok(not_found(request, edge).await);
    };
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let sent = Sent {
        place,
        visitor: visitor(&request, &edge),
        typed: own.all_typed(),
        form: own.form,
    };
    act(&request, &edge, move |platform| {
        developer::submit(platform, &sent)
    })
    .await
}
