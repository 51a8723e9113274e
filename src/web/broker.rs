//! The broker API, `/v1`: every path with its methods. Clients written for Respoke break on 201 and 204, so
//! every success is 200.

mod body;
mod call;
mod json_line;
pub mod limit;
mod refusal;
mod roles;
mod run;
mod shapes;
pub mod socket;

use super::Edge;
use crate::domain::answer::LogDecision::{
    AppAdded, AppShown, AppsListed, EndpointSession, EndpointSignedOut, EndpointToken,
    OperatorSignedIn, TurnCredentials,
};
use crate::domain::broker::credential::CallKind;
use crate::domain::broker::error::BrokerError;
use crate::domain::change::Change;
use crate::flow::broker::{Answered, apps, caller, sessions, tokens, turn};
use crate::flow::{Failure, Presence};
use crate::work::{Fate, LONGEST_WAIT, commit};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, Path, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};
use call::{Call, CallStory};
use run::{reading_call, run, success, work_on};
use serde_json::{Value, json};

pub fn routes(config: &mut ServiceConfig) {
    config.configure(socket::routes::routes).service(
        web::scope("/v1")
            .configure(by_password)
            .configure(for_all)
            .default_service(web::to(call::unknown)),
    );
}

/// What answers the calls on a socket: the same, but for what takes a password; and what only a socket is asked.
pub fn socket_routes(config: &mut ServiceConfig) {
    config.service(
        web::scope("/v1")
            .configure(for_all)
            .configure(socket::connections::routes)
            .default_service(web::to(call::unknown)),
    );
    config.default_service(web::to(call::unknown));
}

fn for_all(config: &mut ServiceConfig) {
    config
        .configure(for_operators)
        .configure(for_servers)
        .configure(for_endpoints);
}

fn by_password(config: &mut ServiceConfig) {
    for path in ["/admin-sessions", "/adminsessions"] {
        config.service(
            web::resource(path)
                .route(web::post().to(admin_session))
                .default_service(web::to(call::unknown))
                .wrap(from_fn(call::closed_to_pages)),
        );
    }
}

fn for_operators(config: &mut ServiceConfig) {
    config
        .service(
            at("/apps")
                .route(web::get().to(list_apps))
                .route(web::post().to(add_app)),
        )
        .service(at("/apps/{id}").route(web::get().to(show_app)));
}

fn for_servers(config: &mut ServiceConfig) {
    config
        .service(at("/tokens").route(web::post().to(token)))
        .service(
            at("/roles")
                .route(web::get().to(roles::list_roles))
                .route(web::post().to(roles::add_role)),
        )
        .service(
            at("/roles/{id}")
                .route(web::get().to(roles::show_role))
                .route(web::put().to(roles::edit_role))
                .route(web::delete().to(roles::remove_role)),
        );
}

fn for_endpoints(config: &mut ServiceConfig) {
    for path in ["/session-tokens", "/appauthsessions"] {
        config.service(
            at(path)
                .route(web::post().to(session_token))
                .route(web::delete().to(sign_out)),
        );
    }
    config.service(
        at("/turn")
            .route(web::get().to(turn_credentials))
            .route(web::post().to(turn_credentials)),
    );
}

/// A path; other methods than its own are as unknown as other paths.
fn at(path: &str) -> Resource {
    web::resource(path)
        .route(web::method(Method::OPTIONS).to(call::preflight))
        .default_service(web::to(call::unknown))
}

async fn token(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let call = match Call::begin_of(CallKind::Beginning, request, edge, payload).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let (presented, body) = (call.presented(), call.body.clone());
    let drafted = reading_call(&call.edge, move |platform| {
        let caller = caller::identify(platform, &presented)?;
        tokens::draft(platform, caller, &body)
    });
    let drafted = match drafted.await {
        Ok(drafted) => drafted,
        Err(declined) => return call.decline(declined),
    };
    let body = shapes::token(&drafted);
    match remember(&call.edge, drafted.change).await {
        Ok(()) => call.tell(CallStory::of(EndpointToken, Some(drafted.client_id)), &body),
        Err(declined) => call.decline(declined),
    }
}

async fn session_token(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let call = match Call::begin_by_token_id(request, edge, payload).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let body = call.body.clone();
    let redeemed = reading_call(&call.edge, move |platform| {
        sessions::redeem(platform, &body)
    });
    let redeemed = match redeemed.await {
        Ok(redeemed) => redeemed,
        Err(declined) => return call.decline(declined),
    };
    match remember(&call.edge, redeemed.change).await {
        Ok(()) => {
            let body = authorized(redeemed.app_token.reveal());
            call.tell(
                CallStory::of(EndpointSession, Some(redeemed.client_id)),
                &body,
            )
        }
        Err(declined) => call.decline(declined),
    }
}

fn authorized(token: &str) -> Value {
    json!({"message": "Authorization successful", "token": token})
}

/// Waits until it is durable. Lost: somebody else redeemed the token.
async fn remember(edge: &Edge, change: Change) -> Answered<()> {
    match commit(&edge.platform, LONGEST_WAIT, change).await? {
        Fate::Durable => Ok(()),
        Fate::Lost => Err(BrokerError::NotAuthenticated.into()),
        Fate::Conflict => Err(Failure::Unavailable("its app is gone".to_owned()).into()),
    }
}

async fn sign_out(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(
        request,
        edge,
        payload,
        EndpointSignedOut,
        |platform, asked| {
            let caller = caller::identify(platform, &asked.presented)?;
            sessions::end(platform, caller)?;
            Ok(success())
        },
    )
    .await
}

async fn admin_session(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let presence = Presence::default();
    let _here = presence.watch();
    let begun = Call::begin_by_password(request, edge, payload).await;
    work_on(begun, OperatorSignedIn, move |platform, asked| {
        let token = sessions::admin(platform, &asked.body, asked.address, &presence)?;
        Ok(authorized(token.reveal()))
    })
    .await
}

async fn list_apps(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, AppsListed, |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let all = apps::list(platform, &caller)?;
        let account = apps::account(platform)?;
        Ok(all
            .iter()
            .map(|app| shapes::app(app, &account, None))
            .collect())
    })
    .await
}

async fn show_app(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    id: Path<String>,
) -> HttpResponse {
    run(request, edge, payload, AppShown, move |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let app = apps::find(platform, caller, &id)?;
        Ok(shapes::app(&app, &apps::account(platform)?, None))
    })
    .await
}

async fn add_app(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, AppAdded, |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let issued = apps::add(platform, &caller, &asked.body)?;
        let secret = issued.client_secret.as_ref().map(|secret| secret.as_str());
        Ok(shapes::app(&issued.app, &apps::account(platform)?, secret))
    })
    .await
}

async fn turn_credentials(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> HttpResponse {
    run(
        request,
        edge,
        payload,
        TurnCredentials,
        |platform, asked| {
            let caller = caller::identify(platform, &asked.presented)?;
            let issued = turn::issue(platform, caller, asked.query("endpointId"))?;
            Ok(shapes::turn(&issued))
        },
    )
    .await
}
