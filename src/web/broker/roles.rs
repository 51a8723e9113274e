//! Roles over HTTP.

use super::call::CallRequest;
use super::run::{run, success};
use super::shapes;
use crate::domain::answer::LogDecision::{
    RoleAdded, RoleChanged, RoleRemoved, RoleShown, RolesListed,
};
use crate::domain::broker::error::{BrokerError, Object};
use crate::domain::key::AppId;
use crate::flow::Platform;
use crate::flow::broker::caller::{self, Caller};
use crate::flow::broker::{Answered, apps, roles};
use crate::web::Edge;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

pub async fn list_roles(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, RolesListed, |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let app = caller.app(platform, asked.query_uuid("appId").as_deref())?;
        let account = apps::account(platform)?;
        let all = roles::list(platform, app.id)?;
        let shown = all
            .iter()
            .map(|role| shapes::role(role, &app.uuid, &account));
        Ok(shown.collect())
    })
    .await
}

pub async fn add_role(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, RoleAdded, |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let platform = &caller.acting(platform)?;
        let app = caller.app(platform, asked.body_uuid("appId").as_deref())?;
        let role = roles::add(platform, &app, &asked.body)?;
        Ok(shapes::role(&role, &app.uuid, &apps::account(platform)?))
    })
    .await
}

pub async fn show_role(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    id: Path<String>,
) -> HttpResponse {
    run(request, edge, payload, RoleShown, move |platform, asked| {
        let (_, theirs) = acting(platform, asked)?;
        let role = roles::find(platform, theirs, &id)?;
        shapes::role_of(platform, &role)
    })
    .await
}

pub async fn edit_role(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    id: Path<String>,
) -> HttpResponse {
    run(
        request,
        edge,
        payload,
        RoleChanged,
        move |platform, asked| {
            let (platform, theirs) = acting(platform, asked)?;
            let platform = &platform;
            let role = roles::edit(platform, theirs, &id, &asked.body)?;
            shapes::role_of(platform, &role)
        },
    )
    .await
}

pub async fn remove_role(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    id: Path<String>,
) -> HttpResponse {
    run(
        request,
        edge,
        payload,
        RoleRemoved,
        move |platform, asked| {
            let (platform, theirs) = acting(platform, asked)?;
            roles::remove(&platform, theirs, &id)?;
            Ok(success())
        },
    )
    .await
}

/// The platform in the caller's hands, and whose roles the call may touch: an operator's, all, or those of the app that
/// is named.
fn acting(platform: &Platform, asked: &CallRequest) -> Answered<(Platform, Option<AppId>)> {
    let named = asked.query_uuid("appId");
    let caller = caller::identify(platform, &asked.presented)?;
    let acting = caller.acting(platform)?;
    let theirs = match (caller, named) {
        (Caller::Admin(_), None) => None,
        (Caller::Admin(_), Some(uuid)) => {
            let found = apps::id_of(platform, &uuid)?;
            Some(found.ok_or(BrokerError::NotFound(Object::Roles))?)
        }
        (caller, named) => Some(caller.app(platform, named.as_deref())?.id),
    };
    Ok((acting, theirs))
}
