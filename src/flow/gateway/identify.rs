//! `identify`: load the client, compare the secret, issue the token.

use crate::domain::change::{Change, Write};
use crate::domain::gateway::answer::Fault;
use crate::domain::gateway::client::SecretMac;
use crate::domain::gateway::identify::{self, TokenPlace};
use crate::domain::gateway::sent::Sent;
use crate::domain::gateway::token::SocketTokenStanding;
use crate::domain::gateway::{Identified, Liveness, Stage};
use crate::domain::secret::PlainToken;
use crate::flow::{Failure, Platform};

/// What to remember before the token is given away.
pub struct IssuedAuthToken {
    pub change: Change,
    pub plain: PlainToken,
    pub who: Identified,
}

pub fn identify(
    platform: &Platform,
    stage: Stage,
    sent: Sent,
    place: &TokenPlace,
) -> Result<Result<IssuedAuthToken, Fault>, Failure> {
    let now = platform.clock.now();
    let claim = match identify::claim(stage, sent) {
        Ok(claim) => claim,
        Err(fault) => return Ok(Err(fault)),
    };
    let found = platform
        .store
        .read(|reader| reader.socket_client(claim.client))?;
    let client = match claim.verify(&platform.key, found) {
        Ok(client) => client,
        Err(fault) => return Ok(Err(fault)),
    };
    let key = platform.store.next_key(now);
    let (plain, token) = identify::issue(&client, place, key, now, &mut rand::rng());
    let mut then = vec![Write::InsertSocketToken(token.clone())];
    let secret = SecretMac::of(&platform.key, claim.client, claim.secret);
    if secret != client.secret_mac {
        // Kept under a server key that is being given up.
        then.push(Write::RenewSocketSecret {
            key: client.key,
            generation: client.generation,
            secret,
        });
    }
    let who = Identified {
        client_name: client.name,
        token: SocketTokenStanding {
            token,
            client_name: claim.client.to_owned(),
            client_generation: client.generation,
            renewed_at: now,
        },
        liveness: Liveness::Live,
    };
    Ok(Ok(IssuedAuthToken {
        change: Change::writes(then),
        plain,
        who,
    }))
}
