//! A key of an app's own, and what the app signs with it.

use super::app::TestApp;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use vestibule::domain::oauth::client::App;
use vestibule::domain::oauth::client_assertion::TYPE;
use vestibule::domain::oauth::client_keys::ClientKeys;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::signing::{PrivateKey, generate};
use zeroize::Zeroizing;

/// RSA keys take long to make.
static RSA: LazyLock<Zeroizing<Vec<u8>>> =
    LazyLock::new(|| generate(Algorithm::Rs256).expect("a key"));

pub struct Signer {
    private: PrivateKey,
    algorithm: Algorithm,
    document: Zeroizing<Vec<u8>>,
    pub kid: String,
}

impl Signer {
    #[track_caller]
    pub fn new(algorithm: Algorithm, kid: &str) -> Self {
        let document = match algorithm {
            Algorithm::Rs256 => RSA.clone(),
            other => generate(other).expect("a key"),
        };
        Self {
            private: PrivateKey::open(algorithm, &document).expect("opens"),
            algorithm,
            document,
            kid: kid.to_owned(),
        }
    }

    /// Both parts, as an app would keep them.
    pub fn pkcs8(&self) -> String {
        STANDARD.encode(&*self.document)
    }

    /// Its public part, as the app would register it.
    pub fn jwk(&self) -> Value {
        let mut jwk = self.private.public().expect("a public key").jwk();
        jwk["kid"] = json!(self.kid);
        jwk
    }

    /// What an app that is registered with this key wishes.
    pub fn wishes(&self) -> Wishes {
        Wishes {
            keys: Some(client_keys(&[self])),
            ..Wishes::default()
        }
    }

    /// These claims, signed.
    pub fn signs(&self, claims: &Value) -> String {
        self.signs_as(
            &json!({ "alg": self.algorithm.word(), "kid": self.kid }),
            claims,
        )
    }

    pub fn signs_as(&self, header: &Value, claims: &Value) -> String {
        self.signs_text(&format!("{}.{}", encoded(header), encoded(claims)))
    }

    pub fn signs_text(&self, text: &str) -> String {
        let signature = self.private.sign(text.as_bytes()).expect("signs");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

#[track_caller]
pub fn client_keys(signers: &[&Signer]) -> ClientKeys {
    let keys: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
    let set = json!({ "keys": keys });
    ClientKeys::parse(set.as_object().expect("a set")).expect("keys")
}

/// Good claims of an assertion, with another `jti` each time.
pub fn claims(app: &TestApp, client: &App) -> Value {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let seconds = app.now().millis() / 1000;
    json!({
        "iss": client.client_id, "sub": client.client_id, "aud": app.origin(),
        "iat": seconds, "exp": seconds + 60, "jti": COUNT.fetch_add(1, Ordering::Relaxed).to_string(),
    })
}

/// How an assertion is sent.
pub fn fields(assertion: &str) -> [(&str, &str); 2] {
    [
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ]
}
