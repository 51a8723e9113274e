//! An authenticator (WebAuthn §6) that does what a test wants: also what none should.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as URL64};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const UP: u8 = 0x01;
const UV: u8 = 0x04;
const SYNCED: u8 = 0x18;
const NEW: u8 = 0x40;

/// One passkey, and the browser around it.
#[derive(Clone)]
pub struct Authenticator {
    document: Vec<u8>,
    id: Vec<u8>,
    pub handle: Option<Vec<u8>>,
    pub rp_id: String,
    pub origin: String,
    pub counter: u32,
    /// Knows its user, by PIN, finger or face.
    pub verifies: bool,
    pub is_synced: bool,
    /// Asked in a page inside another site's.
    pub is_framed: bool,
}

impl Authenticator {
    pub fn at(rp_id: &str, origin: &str) -> Self {
        let dice = SystemRandom::new();
        let mut id = [0; 32];
        dice.fill(&mut id).expect("random bytes");
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &dice);
        Self {
            document: pair.expect("a key").as_ref().to_vec(),
            id: id.to_vec(),
            handle: None,
            rp_id: rp_id.to_owned(),
            origin: origin.to_owned(),
            counter: 1,
            verifies: true,
            is_synced: false,
            is_framed: false,
        }
    }

    fn pair(&self) -> EcdsaKeyPair {
        let dice = SystemRandom::new();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.document, &dice)
            .expect("its key")
    }

    /// `navigator.credentials.create`.
    pub fn makes(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        self.handle = Some(unbase(&options["user"]["id"]));
        let mut data = self.data(NEW);
        data.extend([0; 16]);
        let length = u16::try_from(self.id.len()).expect("a short id");
        data.extend(length.to_be_bytes());
        data.extend(&self.id);
        data.extend(cose(self.pair().public_key().as_ref()));
        let mut attested = b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x59".to_vec();
        let length = u16::try_from(data.len()).expect("short data");
        attested.extend(length.to_be_bytes());
        attested.extend(&data);
        json!({
            "id": URL64.encode(&self.id), "rawId": URL64.encode(&self.id), "type": "public-key",
            "response": {
                "attestationObject": URL64.encode(attested),
                "clientDataJSON": URL64.encode(self.client("webauthn.create", &options)),
                "transports": ["hybrid", "smart-card", "internal", "internal"],
            },
            "clientExtensionResults": {"credProps": {"rk": true}},
        })
        .to_string()
    }

    /// `navigator.credentials.get`.
    pub fn answers(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        self.counter += 1;
        let data = self.data(0);
        let client = self.client("webauthn.get", &options);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.pair().sign(&SystemRandom::new(), &signed);
        json!({
            "id": URL64.encode(&self.id), "rawId": URL64.encode(&self.id), "type": "public-key",
            "response": {
                "authenticatorData": URL64.encode(data),
                "clientDataJSON": URL64.encode(client),
                "signature": URL64.encode(signature.expect("a signature")),
                "userHandle": self.handle.as_ref().map(|handle| URL64.encode(handle)),
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let verified = if self.verifies { UV } else { 0 };
        let synced = if self.is_synced { SYNCED } else { 0 };
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        data.push(UP | verified | synced | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        let data = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.is_framed});
        data.to_string().into_bytes()
    }
}

fn unbase(text: &Value) -> Vec<u8> {
    URL64
        .decode(text.as_str().expect("text"))
        .expect("base64url")
}

/// A P-256 key as COSE writes it (RFC 9053 §7.1.1).
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(32);
    let head = b"\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20";
    [head, x, b"\x22\x58\x20", y].concat()
}
