//! What the sockets of a worker share.

use super::calls::SocketCalls;
use super::seats::Seats;
use crate::web::Edge;
use actix_web::web::{Data, ServiceConfig};
use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;

/// Makes what returns when the server stops, at once where it does already.
type Stopping = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>;
type Making = Pin<Box<dyn Future<Output = Result<Sockets, Infallible>>>>;

pub struct Sockets {
    pub calls: SocketCalls,
    pub seats: Rc<Seats>,
    pub stopping: Stopping,
}

/// Makes them for each worker. `stopped` returns when the server stops; `routes` answer the calls.
pub fn for_each_worker<F: Future<Output = ()> + 'static>(
    edge: Data<Edge>,
    stopped: impl Fn() -> F + Clone + 'static,
    routes: fn(&mut ServiceConfig),
) -> impl Fn() -> Making {
    move || {
        let (edge, stopped) = (edge.clone(), stopped.clone());
        Box::pin(async move {
            Ok(Sockets {
                calls: SocketCalls::make(edge, routes).await,
                seats: Rc::default(),
                stopping: Box::new(move || Box::pin(stopped())),
            })
        })
    }
}
