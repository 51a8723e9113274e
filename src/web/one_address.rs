//! Pages are shown at `public_url` alone: at `localhost` where that says `127.0.0.1` nobody is signed in, and the
//! browser takes our own forms for another site's.

use super::Edge;
use crate::domain::own_address::is_other_spelling;
use crate::web::page::redirect;
use actix_web::guard::GuardContext;
use actix_web::http::StatusCode;
use actix_web::http::header::{HOST, HeaderMap};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// What proxies write. One that calls us by a name of its own would be led in a circle.
const BY_A_PROXY: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host"];

/// Whether a request came straight from a browser, by another spelling of our address.
pub fn is_elsewhere(context: &GuardContext) -> bool {
    let Some(edge) = context.app_data::<Data<Edge>>() else {
        return false;
    };
    let head = context.head();
    let peer = head.peer_addr.map(|peer| peer.ip());
    let named = only(&head.headers);
    let public_url = &edge.platform.policy.public_url;
    named.is_some_and(|host| is_other_spelling(public_url, host))
        && !BY_A_PROXY
            .iter()
            .any(|name| head.headers.contains_key(*name))
        && !edge.proxies.is_one(peer)
}

fn only(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(HOST);
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => std::str::from_utf8(host.as_bytes()).ok(),
        _ => None,
    }
}

/// The same page at its address; the browser keeps what stands behind `#`.
pub async fn lead(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let asked = request.uri().path_and_query();
    let asked = asked.map_or("/", |asked| asked.as_str());
    let page = format!("{}{asked}", edge.platform.policy.public_url);
    redirect(StatusCode::TEMPORARY_REDIRECT, page)
}
