//! The server key: one secret, shared by all servers of a cluster, from which every other key is
//! derived with HKDF and a label. While it is rotated, other keys are accepted beside it.

use super::key::RowKey;
use super::secret::Dice;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// RFC 8439 §2.8.
const NONCE_BYTES: usize = 12;

/// 32 random bytes that everything sealed, signed or counted here hangs on; and further ones with which
/// servers of the same platform sealed or signed before, or will from now on.
#[derive(Clone)]
pub struct ServerKey {
    current: Bytes,
    accepted: Vec<Bytes>,
}

type Bytes = Zeroizing<[u8; 32]>;

/// What was sealed, and whether it was under the key that seals now.
pub struct Opened {
    pub plain: Zeroizing<Vec<u8>>,
    pub is_by_current: bool,
}

impl ServerKey {
    pub fn make(dice: Dice) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        dice.fill_bytes(bytes.as_mut());
        Self::of(bytes)
    }

    const fn of(current: Bytes) -> Self {
        Self {
            current,
            accepted: Vec::new(),
        }
    }

    /// Reads base64url without padding (43 characters).
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.trim()).ok()?);
        let exact: [u8; 32] = bytes.as_slice().try_into().ok()?;
        Some(Self::of(Zeroizing::new(exact)))
    }

    /// What `others` sealed or signed counts as well; new things are sealed and signed with this key alone.
    pub fn accepting(mut self, others: impl IntoIterator<Item = Self>) -> Self {
        self.accepted
            .extend(others.into_iter().map(|other| other.current));
        self
    }

    /// The text that `parse` reads, for the key file.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.current.as_ref()))
    }

    /// What the store remembers of the key, to refuse another one: tells nothing of it.
    pub fn fingerprint(&self) -> String {
        fingerprint_of(&self.current)
    }

    /// Those of the keys that are accepted beside it.
    pub fn accepted_fingerprints(&self) -> Vec<String> {
        self.accepted.iter().map(fingerprint_of).collect()
    }

    /// HMAC-SHA-256 over the parts, each preceded by its length, so that no two lists of parts give one text.
    pub fn mac(&self, label: Label, parts: &[&[u8]]) -> [u8; 32] {
        mac_by(&self.current, label, parts)
    }

    /// The same under each key that is accepted beside the current one.
    pub fn accepted_macs(&self, label: Label, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        let keys = self.accepted.iter();
        keys.map(|key| mac_by(key, label, parts)).collect()
    }

    /// Whether `given` is the MAC of the parts, in constant time for each key.
    pub fn verifies(&self, label: Label, parts: &[&[u8]], given: &[u8]) -> bool {
        let mut keys = self.all();
        keys.any(|key| mac_by(key, label, parts).ct_eq(given).into())
    }

    /// Seals `plain` so that only who holds `holder` (and this server key) opens it, for the same `context`.
    ///
    /// The nonce is random and stands in front: two requests that race with one form both seal, and the one that
    /// loses may leave its bytes in a database's log beside the other's.
    pub fn seal(&self, holder: &[u8], context: &[u8], plain: &[u8], dice: Dice) -> Vec<u8> {
        self.seal_as(Label::SealedAnswer, (holder, context), plain, dice)
    }

    /// The same for another purpose, whose label keeps the two apart.
    pub fn seal_as(
        &self,
        label: Label,
        (holder, context): (&[u8], &[u8]),
        plain: &[u8],
        dice: Dice,
    ) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE_BYTES];
        dice.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: context,
        };
        let sealed = cipher(&self.current, label, holder)
            .encrypt(&Nonce::from(nonce), payload)
            .unwrap_or_default();
        [nonce.as_slice(), &sealed].concat()
    }

    /// The reverse of `seal`; `None` when anything differs.
    pub fn open(&self, holder: &[u8], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let opened = self.open_told(holder, context, sealed)?;
        Some(opened.plain.to_vec())
    }

    /// What `seal_as` sealed for that purpose.
    pub fn open_as(
        &self,
        label: Label,
        (holder, context): (&[u8], &[u8]),
        sealed: &[u8],
    ) -> Option<Opened> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let open_by = |key| {
            let payload = Payload {
                msg: sealed,
                aad: context,
            };
            cipher(key, label, holder)
                .decrypt(&Nonce::from(*nonce), payload)
                .ok()
        };
        self.all().enumerate().find_map(|(place, key)| {
            let plain = open_by(key)?;
            Some(Opened {
                plain: Zeroizing::new(plain),
                is_by_current: place == 0,
            })
        })
    }

    /// The same, for what lasts and has to be sealed anew when the server key is rotated.
    pub fn open_told(&self, holder: &[u8], context: &[u8], sealed: &[u8]) -> Option<Opened> {
        self.open_as(Label::SealedAnswer, (holder, context), sealed)
    }

    /// The key that callbacks to one app are signed with; another for each generation.
    pub fn callback_key(&self, app_uuid: &str, generation: i64) -> Zeroizing<[u8; 32]> {
        let context = [app_uuid.as_bytes(), &generation.to_be_bytes()].concat();
        derive(&self.current, Label::CallbackKey, &context)
    }

    /// The key that requests to a socket client's webhook are signed with; another for each generation.
    pub fn webhook_key(&self, client: RowKey, generation: i64) -> Zeroizing<[u8; 32]> {
        let context = [client.number().to_be_bytes(), generation.to_be_bytes()].concat();
        derive(&self.current, Label::WebhookKey, &context)
    }

    fn all(&self) -> impl Iterator<Item = &Bytes> {
        std::iter::once(&self.current).chain(&self.accepted)
    }
}

fn fingerprint_of(key: &Bytes) -> String {
    URL_SAFE_NO_PAD.encode(*derive(key, Label::Fingerprint, b""))
}

fn mac_by(key: &Bytes, label: Label, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(derive(key, label, b"").as_ref());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn cipher(key: &Bytes, label: Label, holder: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(*derive(key, label, holder)))
}

fn derive(key: &Bytes, label: Label, context: &[u8]) -> Bytes {
    let mut out = Zeroizing::new([0_u8; 32]);
    let info = [label.text().as_bytes(), b":", context];
    Hkdf::<Sha256>::new(None, key.as_ref())
        .expand_multi_info(&info, out.as_mut())
        .unwrap_or_else(|_| unreachable!("32 bytes are within HKDF's limit"));
    out
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"))
}

/// What a derived key is for. Two labels never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Fingerprint,
    FormProof,
    SealedAnswer,
    BrakeSubject,
    CallbackKey,
    WebhookKey,
    SocketSecret,
    SocketUser,
    UserCode,
    SignInCode,
    Checkup,
    Ticket,
    Passkey,
    PasskeyHandle,
}

impl Label {
    const fn text(self) -> &'static str {
        match self {
            Self::Fingerprint => "vestibule fingerprint 1",
            Self::FormProof => "vestibule form proof 1",
            Self::SealedAnswer => "vestibule sealed answer 1",
            Self::BrakeSubject => "vestibule brake subject 1",
            Self::CallbackKey => "vestibule callback key 1",
            Self::WebhookKey => "vestibule webhook key 1",
            Self::SocketSecret => "vestibule socket secret 1",
            Self::SocketUser => "vestibule socket user 1",
            Self::UserCode => "vestibule user code 1",
            Self::SignInCode => "vestibule sign-in code 1",
            Self::Checkup => "vestibule checkup 1",
            Self::Ticket => "vestibule sign-in ticket 1",
            Self::Passkey => "vestibule passkey question 1",
            Self::PasskeyHandle => "vestibule passkey handle 1",
        }
    }
}
