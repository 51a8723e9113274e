//! The broker API's settings, and which of them hold together.

use super::exposure::is_loopback_origin;
use crate::domain::broker::turn::{TurnPolicy, UsernameFormat};
use crate::flow::broker::BrokerPolicy;
use crate::settings::field;
use crate::settings::layers::Layers;
use zeroize::Zeroizing;

/// Fewest characters of the secret that is shared with the TURN server.
const FEWEST_SECRET_CHARS: usize = 16;

/// None: the broker API is off. What is wrong about its settings is told all the same.
pub fn read(layers: &Layers, public_url: &str) -> Result<Option<BrokerPolicy>, String> {
    let asked = layers.switch(&field::BROKER_ALLOW_DEVELOPMENT_MODE);
    let policy = BrokerPolicy {
        activation_window: layers.optional_seconds(&field::BROKER_ACTIVATION_WINDOW),
        allow_development_mode: asked || is_loopback_origin(public_url),
        turn: read_turn(layers)?,
    };
    Ok(layers.switch(&field::BROKER_ENABLED).then_some(policy))
}

fn read_turn(layers: &Layers) -> Result<Option<TurnPolicy>, String> {
    let secret = layers.text(&field::TURN_SECRET);
    let uris = layers.list(&field::TURN_URIS);
    let secret = match (secret, uris) {
        (None, []) => return Ok(None),
        (None, _) => {
            return Err(layers.refuse(
                &field::TURN_URIS,
                "nobody gets in there without credentials: set turn.secret to what static-auth-secret says in \
                 the settings of coturn, or leave turn.uris out.",
            ));
        }
        (Some(_), []) => {
            return Err(layers.refuse(
                &field::TURN_SECRET,
                "programs have to know where the TURN server is: set turn.uris, as in \
                 [\"turn:turn.example.org:3478\"], or leave turn.secret out.",
            ));
        }
        (Some(secret), _) => check_secret(layers, secret)?,
    };
    check_uris(layers, uris)?;
    Ok(Some(TurnPolicy {
        secret: Zeroizing::new(secret.to_owned()),
        uris: uris.to_vec(),
        ttl: layers.seconds(&field::TURN_TTL),
        format: match layers.text(&field::TURN_USERNAME_FORMAT) {
            Some("draft") => UsernameFormat::Draft,
            _ => UsernameFormat::Respoke,
        },
    }))
}

fn check_secret<'a>(layers: &Layers, secret: &'a str) -> Result<&'a str, String> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control();
    if secret.chars().count() >= FEWEST_SECRET_CHARS && !secret.chars().any(is_bad) {
        return Ok(secret);
    }
    Err(layers.refuse(
        &field::TURN_SECRET,
        "give at least 16 characters without spaces, the same as static-auth-secret in the settings of coturn: \
         make one with `openssl rand -hex 32`.",
    ))
}

fn check_uris(layers: &Layers, uris: &[String]) -> Result<(), String> {
    let is_good = |uri: &&String| {
        let known = ["turn:", "turns:", "stun:"];
        let rest = known.iter().find_map(|scheme| uri.strip_prefix(scheme));
        rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
    };
    match uris.iter().find(|uri| !is_good(uri)) {
        None => Ok(()),
        Some(uri) => {
            let mend = format!(
                "{uri:?} is no address of a TURN server: write it as in \"turn:turn.example.org:3478\"; it \
                 begins with turn:, turns: or stun:."
            );
            Err(layers.refuse(&field::TURN_URIS, &mend))
        }
    }
}
