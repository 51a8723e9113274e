//! The settings of the keys that sign, and which of them hold together.

use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::signing_key::KeyPolicy;
use crate::settings::field;
use crate::settings::layers::Layers;
use std::time::Duration;

/// What `/oauth/jwks` tells those who keep it.
const AS_LONG_AS_KEPT: Duration = Duration::from_secs(3600);

pub fn read(layers: &Layers) -> Result<KeyPolicy, String> {
    let (lead, life) = (&field::SIGNING_KEY_LEAD, &field::SIGNING_KEY_LIFE);
    let policy = KeyPolicy {
        algorithms: read_algorithms(layers)?,
        lead: layers.seconds(lead),
        life: layers.seconds(life),
    };
    if policy.lead < AS_LONG_AS_KEPT {
        let mend = "apps keep the set of keys for an hour: give them 3600 seconds or more.";
        return Err(layers.refuse(lead, mend));
    }
    if policy.lead >= policy.life {
        let mend = format!(
            "a successor would be made before its key signs: make it shorter than {}.",
            life.key
        );
        return Err(layers.refuse(lead, &mend));
    }
    Ok(policy)
}

fn read_algorithms(layers: &Layers) -> Result<Vec<Algorithm>, String> {
    let field = &field::SIGNING_ALGORITHMS;
    let mut algorithms = Vec::new();
    for word in layers.list(field) {
        let Some(algorithm) = Algorithm::from_word(word) else {
            let known = Algorithm::WORDS.join(", ");
            return Err(layers.refuse(field, &format!("{word:?} is none of {known}.")));
        };
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    if algorithms.contains(&Algorithm::Rs256) {
        return Ok(algorithms);
    }
    let mend = "name \"RS256\" too: it is what every app can check (OpenID Connect Core §15.1).";
    Err(layers.refuse(field, mend))
}
