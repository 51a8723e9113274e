//! Who can reach what listens.

use crate::domain::own_address::is_this_machine;
use crate::settings::effective::Settings;
use crate::settings::field::{self, Field};
use crate::settings::layers::Layers;
use std::net::SocketAddr;
use url::Url;

pub fn read_listen(layers: &Layers, field: &Field) -> Result<SocketAddr, String> {
    let mend = "give an address with a port, as in \"127.0.0.1:8080\" or \"[::1]:8080\".";
    let text = layers.text(field).unwrap_or_default();
    text.parse().map_err(|_| layers.refuse(field, mend))
}

pub const IN_THE_CLEAR: &str = "passwords would cross the network in the clear: set an https public_url (a reverse \
                            proxy does the TLS), or insecure_http = true in a closed test network.";

/// Passwords and tokens do not cross a network in the clear unless the operator said so.
pub fn check_exposure(settings: &Settings) -> Result<(), String> {
    let is_https = settings.public_url.starts_with("https://");
    if settings.insecure_http || is_https {
        return Ok(());
    }
    let mend = IN_THE_CLEAR;
    if !settings.listen.ip().is_loopback() {
        return Err(settings.layers.refuse(&field::LISTEN, mend));
    }
    if !is_loopback_origin(&settings.public_url) {
        return Err(settings.layers.refuse(&field::PUBLIC_URL, mend));
    }
    Ok(())
}

/// Whether an origin leads to the person's own machine.
pub fn is_loopback_origin(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| is_this_machine(&url))
}
