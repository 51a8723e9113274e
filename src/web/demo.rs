//! `/demo/`: starts each flow in a click and shows what comes back. There in demo mode only.

use super::edge::{Demo, Edge};
use super::locale;
use super::missing;
use super::pages::{self, PageRequest, demo::DemoFlow, demo::DemoMoment, demo::DemoPage};
use super::paths::{opened, page_at};
use crate::web::page::{add_headers, redirect};
use actix_web::http::StatusCode;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

/// Where the demo's web app gets its answers.
pub const CALLBACK_PATH: &str = "/demo/callback";

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(page_at("/demo", "GET, HEAD").route(opened().to(home)))
        .service(page_at("/demo/", "GET, HEAD").route(opened().to(start)))
        .service(page_at(CALLBACK_PATH, "GET, HEAD").route(opened().to(callback)));
}

async fn home(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if edge.demo.is_none() {
        return missing::not_found(request, edge).await;
    }
    let page = format!("{}/demo/", edge.platform.policy.public_url);
    redirect(StatusCode::SEE_OTHER, page)
}

async fn start(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(request, edge, DemoMoment::Start).await
}

async fn callback(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(request, edge, DemoMoment::Callback).await
}

async fn show(request: HttpRequest, edge: Data<Edge>, moment: DemoMoment) -> HttpResponse {
    let Some(demo) = &edge.demo else {
        return missing::not_found(request, edge).await;
    };
    let page = shown(demo, &edge.platform.policy.public_url, moment);
    let (words, accepted) = locale::of(&request, &edge);
    let asked = PageRequest {
        reference: "",
        words,
        accepted,
    };
    let rendered = pages::demo::render_demo(&page, &edge.site, &asked);
    let mut response = HttpResponse::build(StatusCode::OK);
    add_headers(&mut response, &rendered.policy);
    response.body(rendered.html)
}

fn shown(demo: &Demo, public_url: &str, moment: DemoMoment) -> DemoPage {
    let callback = format!("{public_url}{CALLBACK_PATH}");
    let flow = |client_id: &str, more: &[(&str, &str)]| DemoFlow {
        client_id: client_id.to_owned(),
        request_url: request_url(public_url, client_id, more),
    };
    let token = ("response_type", "token");
    let code = ("response_type", "code");
    let to_callback = ("redirect_uri", callback.as_str());
    DemoPage {
        moment,
        user_name: demo.user_name.clone(),
        public_url: public_url.to_owned(),
        desktop: flow(&demo.desktop_client_id, &[token, ("display", "desktop")]),
        web: flow(&demo.web_client_id, &[token, to_callback]),
        code: flow(&demo.web_client_id, &[code, to_callback]),
        openid: flow(
            &demo.openid_client_id,
            &[code, to_callback, ("scope", "openid profile email")],
        ),
        refusal: flow(
            &demo.web_client_id,
            &[token, to_callback, ("prompt", "consent")],
        ),
    }
}

fn request_url(public_url: &str, client_id: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", client_id);
    query.extend_pairs(more);
    format!("{public_url}/platform/oauth/authorize?{}", query.finish())
}
