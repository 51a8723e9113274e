//! Style sheet, icons and the demo's script, embedded in the binary.

use super::Edge;
use super::failure;
use actix_web::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

/// Name, media type, content.
const FILES: &[(&str, &str, &[u8])] = &[
    (
        "vestibule.css",
        "text/css; charset=utf-8",
        include_bytes!("../../static/vestibule.css"),
    ),
    (
        "demo.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../static/demo.js"),
    ),
];

pub async fn send(request: HttpRequest, edge: Data<Edge>, file: Path<String>) -> HttpResponse {
    match FILES.iter().find(|(name, ..)| *name == file.as_str()) {
        Some((_, media_type, content)) => HttpResponse::Ok()
            .content_type(*media_type)
            .insert_header((CACHE_CONTROL, "public, max-age=3600"))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(*content),
        None => failure::not_found(request, edge).await,
    }
}
