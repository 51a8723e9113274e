//! Passkeys (WebAuthn): what is kept of one, where they can be offered, and what a form carries of a question.

use crate::domain::account::ticket::Bound;
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, TokenHash};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use url::{Host, Url};
use zeroize::Zeroizing;

/// How many a person has at most.
pub const MOST: usize = 10;
/// Longest answer of a browser that is looked at.
pub const ANSWER_BYTES: usize = 16 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub key: RowKey,
    pub user_key: RowKey,
    /// Of the credential's id. Unique.
    pub credential_hash: TokenHash,
    /// As the library writes it: public key, counter, flags.
    pub credential: String,
    /// The host that it was made for.
    pub rp_id: String,
    pub name: String,
    /// It signs in without a name.
    pub discoverable: bool,
    /// It may be on several devices.
    pub synced: bool,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Passkey {
    pub fn hash(credential_id: &[u8]) -> TokenHash {
        TokenHash::of("passkey", credential_id)
    }
}

/// What an authenticator keeps of a person: it tells nothing (WebAuthn §14.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle([u8; 16]);

impl Handle {
    /// The same whenever a passkey is asked for, before one is kept too: authenticators replace a passkey of the same
    /// handle, and would keep one more for each other handle. Without the server key it looks random.
    pub fn of(key: &ServerKey, user: RowKey) -> Self {
        let mac = key.mac(Label::PasskeyHandle, &[&user.number().to_be_bytes()]);
        let first = mac.first_chunk();
        Self(*first.unwrap_or_else(|| unreachable!("a MAC has 32 bytes")))
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The host that passkeys are made for at this address (WebAuthn §5.1.2); nothing where browsers offer none.
pub fn rp_id(public_url: &str) -> Option<String> {
    let url = Url::parse(public_url).ok()?;
    let Some(Host::Domain(host)) = url.host() else {
        return None;
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && host == "localhost");
    is_safe.then(|| host.to_owned())
}

/// What a page asks the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyQuestion {
    /// The options of WebAuthn §5.4 or §5.5, as JSON.
    pub options: String,
    /// The hidden field by which the answer is checked: sealed, for this form alone.
    pub sealed: String,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyAnswer {
    /// The hidden field.
    pub sealed: String,
    /// The browser's own answer, as JSON.
    pub json: String,
}

pub fn seal(key: &ServerKey, bound: Bound, state: &[u8], dice: Dice) -> String {
    let context = bound.context();
    let to = (bound.holder.bytes().as_slice(), context.as_slice());
    URL_SAFE_NO_PAD.encode(key.seal_as(Label::Passkey, to, state, dice))
}

/// Nothing where it is none of ours, or another form's. Its age is the form's.
pub fn open(key: &ServerKey, bound: Bound, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let context = bound.context();
    let opened = key.open_as(Label::Passkey, (bound.holder.bytes(), &context), &sealed)?;
    Some(opened.plain)
}
