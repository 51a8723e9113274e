//! `/platform/oauth/authorize`: the pages that it shows, and the two forms that come back to it.

use super::Edge;
use super::answer::write;
use super::failure::{body_unread, query_too_long};
use super::guard::{AHEAD, FOREIGN, is_own_form, manner};
use super::locale;
use super::read::{Fields, LONGEST_QUERY, sign_in_form, visitor};
use crate::domain::answer::{Content, Page, Reply};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::form::Untaken;
use crate::domain::oauth::params::{Param, known_name};
use crate::flow::authorize::{Manner, Opened};
use crate::flow::consent::{self, Button, Decided};
use crate::flow::sign_in::{self, Entrance};
use crate::flow::{Failure, authorize, form_untaken};
use crate::web::page::write_page;
use crate::work::{LONGEST_WAIT, carried_out, reading, waiting};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    let opened = Arc::new(Opened {
        query: request.query_string().to_owned(),
        visitor: visitor(&request, &edge),
        manner: manner(&request),
    });
    let plan = || {
        let opened = Arc::clone(&opened);
        reading(&edge.platform, move |platform| {
            authorize::open(platform, &opened)
        })
    };
    let result = carried_out(&edge.platform, LONGEST_WAIT, plan).await;
    write(&request, &edge, result)
}

pub async fn submit(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let fields = match Fields::read(payload).await {
        Ok(fields) => fields,
        Err(fault) => return body_unread(&request, &edge, fault),
    };
    locale::carries(&request, fields.once("request").unwrap_or_default());
    if let Some(refused) = refuse_foreign(&request, &edge, &fields) {
        return refused;
    }
    let result = if fields.has("decision") {
        decide(&request, &edge, &fields).await
    } else {
        sign_in(&request, &edge, &fields).await
    };
    write(&request, &edge, result)
}

/// A form from elsewhere, or with parts of the request beside the proven copy of it.
fn refuse_foreign(request: &HttpRequest, edge: &Edge, fields: &Fields) -> Option<HttpResponse> {
    let form = fields.form();
    if !request.query_string().is_empty() {
        // RFC 6749 §3.1: parts in the query and parts in the body make a parameter occur twice.
        let content = Content::Refused(RefusalCode::ParameterRepeated);
        let layout = Layout::Web;
        return Some(write_page(request, edge, &Page { layout, content }));
    }
    let strange = |reason| {
        Some(write(
            request,
            edge,
            Ok(form_untaken(&form.request, Untaken::Strange(reason))),
        ))
    };
    if !is_own_form(request, &edge.platform.policy.public_url) {
        return strange(FOREIGN);
    }
    if manner(request) == Manner::Peek {
        return strange(AHEAD);
    }
    // `request` is our own field here, the parameter of that name is not ours to take.
    let smuggled = fields
        .names()
        .any(|name| known_name(name).is_some_and(|param| param != Param::Request));
    if smuggled {
        return strange("holds parameters beside the proven request");
    }
    None
}

async fn decide(
    request: &HttpRequest,
    edge: &Data<Edge>,
    fields: &Fields,
) -> Result<Reply, Failure> {
    let form = fields.form();
    let Some(button) = fields.once("decision").and_then(Button::from_word) else {
        let why = Untaken::Strange("no such button");
        return Ok(form_untaken(&form.request, why));
    };
    let decided = Decided {
        form,
        visitor: visitor(request, edge),
        button,
    };
    waiting(&edge.platform, move |platform| {
        consent::decide(platform, &decided)
    })
    .await
}

async fn sign_in(
    request: &HttpRequest,
    edge: &Data<Edge>,
    fields: &Fields,
) -> Result<Reply, Failure> {
    let tried = sign_in_form(request, edge, fields, Entrance::Authorize);
    let _here = tried.presence.watch();
    waiting(&edge.platform, move |platform| {
        sign_in::sign_in(platform, tried)
    })
    .await
}
