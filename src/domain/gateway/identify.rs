//! `identify`: a name and its secret, once per connection.

use super::Stage;
use super::answer::Fault;
use super::client::{SecretMac, SocketClient};
use super::sent::Sent;
use super::token::SocketToken;
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, PlainToken, TokenKind, random_alphanumerics};
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// Characters of an ident.
const IDENT_CHARS: usize = 8;

/// What a connection that has not identified says of itself.
pub struct Claim<'a> {
    pub client: &'a str,
    pub secret: &'a str,
}

/// What there is to verify, if it is this connection's time to identify. A token that died gives way.
pub fn claim<'a>(stage: Stage, sent: Sent<'a>) -> Result<Claim<'a>, Fault> {
    if stage.live().is_some() && sent.has("secret") {
        return Err(Fault::SecretNotAccepted);
    }
    match (stage.live(), sent.text("client"), sent.text("secret")) {
        (None, Some(client), Some(secret)) => Ok(Claim { client, secret }),
        _ => Err(Fault::WrongSecret),
    }
}

impl Claim<'_> {
    /// The client, if the secret is its own. An unknown name costs as much as a wrong secret, and is told the
    /// same.
    pub fn verify(
        &self,
        key: &ServerKey,
        found: Option<SocketClient>,
    ) -> Result<SocketClient, Fault> {
        let nobody = SecretMac::of_nobody();
        let kept = found.as_ref().map_or(&nobody, |client| &client.secret_mac);
        let is_right = kept.is_of(key, self.client, self.secret);
        found.filter(|_| is_right).ok_or(Fault::WrongSecret)
    }
}

/// What names a connection from its beginning to its end.
pub fn make_ident(dice: Dice) -> String {
    random_alphanumerics(IDENT_CHARS, dice).to_ascii_uppercase()
}

/// Where an auth token belongs.
pub struct TokenPlace<'a> {
    pub ident: &'a str,
    pub node_key: RowKey,
    pub ttl: Option<Duration>,
}

/// The token of a connection, in the clear and as it is kept.
pub fn issue(
    client: &SocketClient,
    place: &TokenPlace,
    key: RowKey,
    now: Timestamp,
    dice: Dice,
) -> (PlainToken, SocketToken) {
    let plain = PlainToken::make(key, dice);
    let token = SocketToken {
        key,
        secret_hash: plain.hash(TokenKind::Socket),
        client_key: client.key,
        generation: client.generation,
        ident: place.ident.to_owned(),
        node_key: place.node_key,
        expires_at: place.ttl.map(|ttl| now.plus(ttl)),
        ended_at: None,
        created_at: now,
    };
    (plain, token)
}
