//! The least that an answer with a signature by RS256 can cost: a message as long as an ID token, signed on the
//! threads that the platform has for it; and nothing is decided or written down.

use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::flow::Signers;
use vestibule::signing::{PrivateKey, generate};

/// As long as header and claims of the platform's own.
const MESSAGE: [u8; 455] = [b'x'; 455];

pub struct Signer {
    key: PrivateKey,
    signers: Signers,
}

impl Signer {
    pub fn make() -> Self {
        let document = generate(Algorithm::Rs256).expect("a key");
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            key: PrivateKey::open(Algorithm::Rs256, &document).expect("the same key"),
            signers: Signers::start(cores),
        }
    }
}

pub async fn sign(signer: web::Data<Signer>) -> HttpResponse {
    let signs = signer.clone();
    let signed = signer.signers.carry_out(move || signs.key.sign(&MESSAGE));
    match signed.await.expect("a signature") {
        Ok(signature) => HttpResponse::Ok()
            .content_type("application/json")
            .body(format!(
                r#"{{"signature":"{}"}}"#,
                URL_SAFE_NO_PAD.encode(signature)
            )),
        Err(fault) => HttpResponse::InternalServerError().body(fault.to_string()),
    }
}
