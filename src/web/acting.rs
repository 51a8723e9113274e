//! The platform in the hands of who sent a request: what events say of it.

use super::edge::Edge;
use super::log::RequestId;
use super::read::address;
use crate::flow::Platform;
use actix_web::HttpRequest;
use std::sync::Arc;

pub fn acting(request: &HttpRequest, edge: &Edge) -> Arc<Platform> {
    let (id, from) = (RequestId::of(request), address(request, edge));
    Arc::new(edge.platform.on_request(id, from))
}
