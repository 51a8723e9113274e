//! Where a desktop flow ends. The program reads the address; the page says so to a person, takes nothing
//! from the fragment and changes nothing.

use super::Edge;
use crate::domain::answer::{Content, Page};
use crate::domain::oauth::authorize::Layout;
use crate::web::page::write_page;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

pub async fn success(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    landing(&request, &edge, Content::AuthSuccess)
}

pub async fn failed(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    landing(&request, &edge, Content::AuthFailed)
}

fn landing(request: &HttpRequest, edge: &Edge, content: Content) -> HttpResponse {
    let layout = Layout::Desktop;
    write_page(request, edge, &Page { layout, content })
}
