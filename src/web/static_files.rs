//! Style sheet, icons and scripts, embedded in the binary.

use super::Edge;
use super::failure;
use actix_web::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

/// A file under `static/`, with its media type.
macro_rules! file {
    ($name:literal, $media_type:literal) => {
        (
            $name,
            $media_type,
            include_bytes!(concat!("../../static/", $name)),
        )
    };
}

/// Name, media type, content.
const FILES: &[(&str, &str, &[u8])] = &[
    file!("vestibule.css", "text/css; charset=utf-8"),
    file!("demo.js", "text/javascript; charset=utf-8"),
    file!("form_post.js", "text/javascript; charset=utf-8"),
    file!("opener_message.js", "text/javascript; charset=utf-8"),
    file!("show_password.js", "text/javascript; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("icons/brand.svg", "image/svg+xml"),
    file!("icons/check.svg", "image/svg+xml"),
    file!("icons/done.svg", "image/svg+xml"),
    file!("icons/error.svg", "image/svg+xml"),
    file!("icons/warning.svg", "image/svg+xml"),
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
