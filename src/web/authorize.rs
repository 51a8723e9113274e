//! `/platform/oauth/authorize`: the pages that it shows, and the two forms that come back to it.

use super::Edge;
use super::acting::acting;
use super::answer::write;
use super::failure::{notice, query_too_long};
use super::guard::manner;
use super::own_form::{Forms, OwnForm, second_step_form, sign_in_form};
use super::read::{LONGEST_QUERY, visitor};
use crate::domain::answer::{Content, OwnPath, Reply};
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::form::{Purpose, Untaken};
use crate::domain::oauth::params::{Param, known_name};
use crate::flow::EndpointVisit;
use crate::flow::authorize::{self, Opened};
use crate::flow::consent::{self, Button, Decided};
use crate::flow::sign_in::{self, Entrance};
use crate::flow::{AuthorizePlan, Failure, Planned, Platform, form_untaken, keys, second_step};
use crate::work::{LONGEST_WAIT, asking, carried_out, signing, waiting};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;

/// Fields of our own forms that are called as a parameter is.
const OWN: [Param; 2] = [Param::Request, Param::Nonce];

pub async fn open(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    // An ID token that came along takes the keys to read.
    if request.query_string().contains("id_token_hint")
        && edge.platform.keys.held().is_none()
        && let Err(failure) = waiting(&edge.platform, keys::held).await
    {
        return write(&request, &edge, Err(failure));
    }
    let opened = Arc::new(EndpointVisit {
        query: request.query_string().to_owned(),
        visitor: visitor(&request, &edge),
        manner: manner(&request),
    });
    let plan = async || {
        let planned = match asking(authorize::open(&edge.platform, &opened)).await? {
            Opened::Planned(plan) => plan,
            Opened::Unsure(visited) => {
                let opened = Arc::clone(&opened);
                let look = move |platform: &Platform| visited.look_on(platform, &opened);
                waiting(&edge.platform, look).await?
            }
        };
        signed(&edge, planned).await
    };
    let result = carried_out(&edge.platform, LONGEST_WAIT, plan).await;
    write(&request, &edge, result)
}

const FORMS: Forms = Forms {
    by_get: Some(OwnPath::authorize),
    known: &[
        Purpose::SignIn,
        Purpose::SecondStep,
        Purpose::SetUp,
        Purpose::Consent,
    ],
    refused: |form, why| form_untaken(&form.request, why),
};

pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    if !request.query_string().is_empty() {
        // RFC 6749 §3.1: parts in the query and parts in the body make a parameter occur twice.
        let repeated = Content::Refused(RefusalCode::ParameterRepeated);
        return Ok(notice(&request, &edge, repeated));
    }
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let smuggled = own
        .fields
        .names()
        .any(|name| known_name(name).is_some_and(|param| !OWN.contains(&param)));
    let result = if smuggled {
        let why = Untaken::Strange("holds parameters beside the proven request");
        Ok(form_untaken(&own.form.request, why))
    } else if decides(&own) {
        decide(&request, &edge, own).await
    } else if matches!(own.purpose, Some(Purpose::SecondStep | Purpose::SetUp)) {
        take_second_step(&request, &edge, own).await
    } else {
        sign_in(&request, &edge, own).await
    };
    Ok(write(&request, &edge, result))
}

/// Without a word for it, the buttons of the consent page tell.
fn decides(own: &OwnForm) -> bool {
    match own.purpose {
        Some(purpose) => purpose == Purpose::Consent,
        None => own.fields.has("decision"),
    }
}

async fn decide(request: &HttpRequest, edge: &Data<Edge>, own: OwnForm) -> Result<Reply, Failure> {
    let Some(button) = Button::from_word(own.typed("decision")) else {
        let why = Untaken::Strange("no such button");
        return Ok(form_untaken(&own.form.request, why));
    };
    let decided = Decided {
        form: own.form,
        visitor: visitor(request, edge),
        button,
    };
    let decided = Arc::new(decided);
    let platform = acting(request, edge);
    let plan = async || {
        let decided = Arc::clone(&decided);
        let plan = waiting(&platform, move |platform| consent::plan(platform, &decided));
        signed(edge, plan.await?).await
    };
    carried_out(&platform, LONGEST_WAIT, plan).await
}

/// Signed before anything is remembered, where an ID token goes along.
async fn signed(edge: &Edge, plan: AuthorizePlan) -> Result<Planned<Reply>, Failure> {
    match plan {
        AuthorizePlan::Whole(planned) => Ok(*planned),
        AuthorizePlan::Granted(granted) => {
            let by = granted.algorithms();
            signing(&edge.platform, by, move |platform| granted.sign(platform)).await
        }
    }
}

async fn take_second_step(
    request: &HttpRequest,
    edge: &Data<Edge>,
    own: OwnForm,
) -> Result<Reply, Failure> {
    let sent = second_step_form(request, edge, own, Entrance::Authorize);
    waiting(&acting(request, edge), move |platform| {
        second_step::second_step(platform, &sent)
    })
    .await
}

async fn sign_in(request: &HttpRequest, edge: &Data<Edge>, own: OwnForm) -> Result<Reply, Failure> {
    let tried = sign_in_form(request, edge, own, Entrance::Authorize);
    let _here = tried.presence.watch();
    waiting(&acting(request, edge), move |platform| {
        sign_in::sign_in(platform, tried)
    })
    .await
}
