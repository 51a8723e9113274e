//! The socket gateway's settings, and which of them hold together.

use super::exposure::{IN_THE_CLEAR, read_listen};
use crate::domain::callback::{PrivateAddresses, parse_target};
use crate::domain::gateway::brake::SecretBrake;
use crate::domain::gateway::handshake::Strictness;
use crate::domain::gateway::request::UnknownSession;
use crate::flow::gateway::{Declared, GatewayPolicy};
use crate::settings::Gateway;
use crate::settings::field::{self, Field};
use crate::settings::layers::Layers;
use crate::settings::value::Value;
use std::net::SocketAddr;
use std::time::Duration;

/// None: the gateway is off. What is wrong about its settings by themselves is told all the same.
pub fn read(
    layers: &Layers,
    public_url: &str,
    platform: SocketAddr,
) -> Result<Option<Gateway>, String> {
    let gateway = Gateway {
        listen: read_listen(layers, &field::GATEWAY_LISTEN)?,
        policy: GatewayPolicy {
            token_ttl: layers.optional_seconds(&field::GATEWAY_TOKEN_TTL),
            strictness: if layers.switch(&field::GATEWAY_STRICT_HANDSHAKE) {
                Strictness::Strict
            } else {
                Strictness::Lenient
            },
            unknown_session: if layers.switch(&field::GATEWAY_STRICT_SESSIONS) {
                UnknownSession::Refused
            } else {
                UnknownSession::UserToken
            },
            brake: read_brake(layers)?,
        },
        clients: read_clients(layers)?,
    };
    if !layers.switch(&field::GATEWAY_ENABLED) {
        return Ok(None);
    }
    check_listen(layers, gateway.listen, platform)?;
    let in_the_clear = !public_url.starts_with("https://") && !gateway.listen.ip().is_loopback();
    if in_the_clear && !layers.switch(&field::INSECURE_HTTP) {
        return Err(layers.refuse(&field::GATEWAY_LISTEN, IN_THE_CLEAR));
    }
    Ok(Some(gateway))
}

pub fn private_callbacks(layers: &Layers) -> PrivateAddresses {
    if layers.switch(&field::CALLBACKS_ALLOW_PRIVATE) {
        PrivateAddresses::Allowed
    } else {
        PrivateAddresses::Refused
    }
}

/// Port 0 is a free one, another each time.
fn check_listen(layers: &Layers, gateway: SocketAddr, platform: SocketAddr) -> Result<(), String> {
    if gateway != platform || gateway.port() == 0 {
        return Ok(());
    }
    let mend = "the platform listens there already: give another port, as in \"127.0.0.1:3000\".";
    Err(layers.refuse(&field::GATEWAY_LISTEN, mend))
}

fn read_brake(layers: &Layers) -> Result<SecretBrake, String> {
    let millis = |field: &Field| Duration::from_millis(layers.number(field));
    let brake = SecretBrake {
        first: millis(&field::GATEWAY_BRAKE_FIRST_MS),
        longest: millis(&field::GATEWAY_BRAKE_LONGEST_MS),
        failures: layers.count(&field::GATEWAY_BRAKE_FAILURES),
        window: layers.seconds(&field::GATEWAY_BRAKE_WINDOW_S),
    };
    if brake.first <= brake.longest {
        return Ok(brake);
    }
    let mend = format!(
        "it is longer than {}: make one of them fit the other.",
        field::GATEWAY_BRAKE_LONGEST_MS.key
    );
    Err(layers.refuse(&field::GATEWAY_BRAKE_FIRST_MS, &mend))
}

fn read_clients(layers: &Layers) -> Result<Vec<Declared>, String> {
    let field = &field::GATEWAY_CLIENTS;
    let Some(Value::Clients(clients)) = layers.get(field) else {
        return Ok(Vec::new());
    };
    let private = private_callbacks(layers);
    let checked = |client: &Declared| {
        let target = |url: &String| parse_target(url, private).map(|url| url.as_str().to_owned());
        let webhook_url = client.webhook_url.as_ref().map(target).transpose();
        let webhook_url = webhook_url.map_err(|fault| {
            let name = &client.name;
            layers.refuse(field, &format!("webhook_url of {name:?}: {fault}."))
        })?;
        Ok(Declared {
            webhook_url,
            ..client.clone()
        })
    };
    clients.iter().map(checked).collect()
}
