//! What a handshake gives and the websocket after it shows: sealed, so that every server of the platform reads it and
//! nothing is kept meanwhile. It holds no secret, only what is kept of one.

use super::credential::{BrokerCredential, CredentialKind};
use crate::domain::secret::{Dice, TokenHash};
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;

/// How long it opens a websocket.
const LIFE: Duration = Duration::from_secs(60);
const HOLDER: &[u8] = b"broker socket";

/// In which form calls on a socket are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// The body as a text.
    Text,
    /// Body, headers and status as an object, as the sails.io libraries read it.
    Sails,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketPass {
    pub credential: BrokerCredential,
    pub form: AnswerForm,
}

impl SocketPass {
    /// Characters of `[A-Za-z0-9_-]`.
    pub fn seal(&self, key: &ServerKey, now: Timestamp, dice: Dice) -> String {
        let marks = [kind_mark(self.credential.kind), form_mark(self.form)];
        let until = now.plus(LIFE).millis().to_be_bytes();
        let plain = [&marks[..], &until, self.credential.hash.bytes()].concat();
        URL_SAFE_NO_PAD.encode(key.seal(HOLDER, &[], &plain, dice))
    }

    /// `None` for what was not sealed here, or too long ago.
    pub fn open(key: &ServerKey, text: &str, now: Timestamp) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = key.open(HOLDER, &[], &sealed)?;
        let (&[kind, form], rest) = plain.split_first_chunk::<2>()?;
        let (until, hash) = rest.split_first_chunk::<8>()?;
        let is_good = now < Timestamp::from_millis(i64::from_be_bytes(*until));
        let of_mark = |&&it: &&CredentialKind| kind_mark(it) == kind;
        let credential = BrokerCredential {
            kind: *CredentialKind::ALL.iter().find(of_mark)?,
            hash: TokenHash::from_bytes(hash)?,
        };
        let forms = [AnswerForm::Text, AnswerForm::Sails];
        let form = forms.into_iter().find(|&it| form_mark(it) == form)?;
        is_good.then_some(Self { credential, form })
    }
}

const fn kind_mark(kind: CredentialKind) -> u8 {
    match kind {
        CredentialKind::Admin => b'a',
        CredentialKind::AppSecret => b's',
        CredentialKind::AppToken => b't',
    }
}

const fn form_mark(form: AnswerForm) -> u8 {
    match form {
        AnswerForm::Text => b't',
        AnswerForm::Sails => b's',
    }
}
