//! Style sheet, icons and scripts, embedded in the binary.

use super::Edge;
use super::headers::NOSNIFF;
use super::missing;
use crate::domain::answer::OwnPath;
use crate::domain::answer::place::AccountPlace;
use crate::web::page::redirect;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

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
    file!("admin.css", "text/css; charset=utf-8"),
    file!("demo.js", "text/javascript; charset=utf-8"),
    file!("id_token.js", "text/javascript; charset=utf-8"),
    file!("form_post.js", "text/javascript; charset=utf-8"),
    file!("opener_message.js", "text/javascript; charset=utf-8"),
    file!("passkey.js", "text/javascript; charset=utf-8"),
    file!("show_password.js", "text/javascript; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("icons/brand.svg", "image/svg+xml"),
    file!("icons/check.svg", "image/svg+xml"),
    file!("icons/done.svg", "image/svg+xml"),
    file!("icons/error.svg", "image/svg+xml"),
    file!("icons/warning.svg", "image/svg+xml"),
];

/// Nothing here is for search engines.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";
/// For files that change with the program, and for those whose name changes with their content.
const KEPT_AN_HOUR: &str = "public, max-age=3600";
const KEPT: &str = "public, max-age=31536000, immutable";

pub async fn send(request: HttpRequest, edge: Data<Edge>, file: Path<String>) -> HttpResponse {
    if let Some((_, media_type, content)) = FILES.iter().find(|(name, ..)| *name == file.as_str()) {
        return whole(media_type, KEPT_AN_HOUR).body(*content);
    }
    let mut own = edge.site.look.files();
    match own.find(|own| own.name == file.as_str()) {
        Some(own) => whole(own.media_type, KEPT).body(own.content.clone()),
        None => missing::not_found(request, edge.clone()).await,
    }
}

/// For browsers that ask before they have read a page.
pub async fn favicon() -> HttpResponse {
    let icon: &[u8] = include_bytes!("../../static/favicon.ico");
    whole("image/x-icon", KEPT_AN_HOUR).body(icon)
}

pub async fn robots() -> HttpResponse {
    whole("text/plain; charset=utf-8", KEPT_AN_HOUR).body(ROBOTS)
}

/// Where password managers look for the page on which a password is changed.
pub async fn change_password(edge: Data<Edge>) -> HttpResponse {
    let path = OwnPath::account(&AccountPlace::Password);
    let page = format!("{}{}", edge.platform.policy.public_url, path.as_str());
    redirect(StatusCode::SEE_OTHER, page)
}

fn whole(media_type: &str, kept: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(media_type)
        .insert_header((CACHE_CONTROL, kept))
        .insert_header((X_CONTENT_TYPE_OPTIONS, NOSNIFF));
    response
}
