//! The addresses of the socket.

use super::{handshake, open};
use crate::web::paths::called_at;
use crate::web::program::ErrorForm;
use actix_web::Resource;
use actix_web::web::{self, ServiceConfig};

/// Where websockets are opened.
const WEBSOCKET: &str = "/socket.io/1/websocket/";

/// Whether a websocket may be opened at this path.
pub fn is_websocket(path: &str) -> bool {
    path.starts_with(WEBSOCKET)
}

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        asked_at("/socket.io/1/")
            .route(web::get().to(handshake::shake_hands))
            .route(web::post().to(handshake::shake_hands)),
    );
    for end in ["{pass}", "{pass}/"] {
        let goodbye = asked_at(&format!("/socket.io/1//{end}"));
        let websocket = called_at(&format!("{WEBSOCKET}{end}"), "GET", ErrorForm::OAuth);
        config
            .service(
                goodbye
                    .route(web::get().to(handshake::leave))
                    .route(web::post().to(handshake::leave)),
            )
            .service(websocket.route(web::get().to(open::open)));
    }
}

fn asked_at(path: &str) -> Resource {
    called_at(path, "GET, POST", ErrorForm::OAuth)
}
