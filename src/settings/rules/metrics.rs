//! The settings of metrics, and which of them hold together.

use super::exposure::read_listen;
use crate::settings::Metrics;
use crate::settings::field;
use crate::settings::layers::Layers;
use std::net::SocketAddr;
use zeroize::Zeroizing;

/// Fewer characters can be guessed.
const SHORTEST_TOKEN: usize = 16;
const TOKEN_FORM: &str =
    "give 16 or more of the characters that a Bearer token may have: letters, digits and -._~+/=.";

/// None: nobody reads them. What is wrong about the token by itself is told all the same.
pub fn read(layers: &Layers, platform: SocketAddr) -> Result<Option<Metrics>, String> {
    let token = read_token(layers)?;
    if layers.text(&field::METRICS_LISTEN).is_none() {
        return match token {
            None => Ok(None),
            Some(_) => Err(layers.refuse(
                &field::METRICS_TOKEN,
                "there is nothing to read with it: set metrics.listen, or leave metrics.token out.",
            )),
        };
    }
    let listen = read_listen(layers, &field::METRICS_LISTEN)?;
    let gateway = read_listen(layers, &field::GATEWAY_LISTEN)?;
    let is_gateways = layers.switch(&field::GATEWAY_ENABLED) && listen == gateway;
    // Port 0 is a free one, another each time.
    if listen.port() != 0 && (listen == platform || is_gateways) {
        return Err(layers.refuse(
            &field::METRICS_LISTEN,
            "another part of the server listens there already: give another port, as in \"127.0.0.1:9464\".",
        ));
    }
    Ok(Some(Metrics { listen, token }))
}

fn read_token(layers: &Layers) -> Result<Option<Zeroizing<String>>, String> {
    let Some(token) = layers.text(&field::METRICS_TOKEN) else {
        return Ok(None);
    };
    let is_of_token = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~+/=".contains(&letter);
    if token.len() < SHORTEST_TOKEN || !token.bytes().all(is_of_token) {
        return Err(layers.refuse(&field::METRICS_TOKEN, TOKEN_FORM));
    }
    Ok(Some(Zeroizing::new(token.to_owned())))
}
