//! Access tokens by the thousand: copies of one that a server issued, each with a key and a secret of its own.

use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::access::AccessToken;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::domain::time::Timestamp;
use vestibule::store::Store;

/// Tokens of one transaction.
const BITE: usize = 500;

/// What is written down of this token.
#[track_caller]
pub fn sample(store: &Store, token: &str) -> AccessToken {
    let token = PlainToken::parse(token).expect("a token");
    let standing = store.read(|reader| reader.token_standing(token.key()));
    standing.expect("a look").expect("it is there").token
}

/// Writes down so many that were issued at a moment and live for so long; their texts.
#[track_caller]
pub fn adds_copies(
    store: &Store,
    sample: &AccessToken,
    (at, life): (Timestamp, Duration),
    count: usize,
) -> Vec<String> {
    let fresh = || PlainToken::make(store.next_key(at), &mut rand::rng());
    let tokens: Vec<PlainToken> = std::iter::repeat_with(fresh).take(count).collect();
    for some in tokens.chunks(BITE) {
        let writes = some.iter().map(|token| {
            Write::InsertAccessToken(AccessToken {
                key: token.key(),
                secret_hash: token.hash(TokenKind::Access),
                expires_at: at.plus(life),
                created_at: at,
                ..sample.clone()
            })
        });
        let written = store.commit(Change::writes(writes.collect()));
        written.expect("they are written");
    }
    tokens
        .iter()
        .map(|token| token.reveal().to_owned())
        .collect()
}
