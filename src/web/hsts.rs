//! RFC 6797: a browser that was here over https comes over https only, also when somebody on the way wishes otherwise.
//!
//! Said here and not by the reverse proxy: `public_url` tells whether people come over https, and here every answer
//! carries it, errors too. nginx's `add_header` is easily lost: a block with one of its own inherits none.

use super::Edge;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, STRICT_TRANSPORT_SECURITY};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// For this host alone: what is below it in the DNS may be somebody else's.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The middleware around everything.
pub async fn over_https_only(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let edge = response.request().app_data::<Data<Edge>>();
    if edge.is_some_and(|edge| edge.cookies.are_secure()) {
        let headers = response.headers_mut();
        headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
    Ok(response)
}
