//! WebAuthn: what a browser is asked, and whether its answer is good. The only folder that names the library.
//!
//! User verification is always demanded, and the origin is `public_url` exactly. The state that the library keeps from
//! question to answer goes out as bytes, which the flows seal into the form.

use crate::domain::factor::passkey::{ANSWER_BYTES, Handle, Passkey as Kept, rp_id};
use crate::domain::secret::TokenHash;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// How long a browser is to wait for its user.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What passkeys are made for: the host of our own address.
pub struct Party {
    pub id: String,
    /// As browsers write it (RFC 6454 §6.2).
    origin: String,
    webauthn: Webauthn,
}

pub struct Question {
    /// For the browser, as JSON.
    pub options: String,
    /// For nobody's eyes: the answer is checked by it.
    pub state: Vec<u8>,
}

/// Whose it becomes.
pub struct Owner<'a> {
    pub handle: Handle,
    pub name: &'a str,
    pub shown_name: &'a str,
}

pub struct Made {
    pub credential_hash: TokenHash,
    pub credential: String,
    pub discoverable: bool,
    pub synced: bool,
}

/// A good answer.
pub struct Proof {
    /// With its counter moved on.
    pub credential: String,
    pub synced: bool,
}

/// Which passkey answered, as it says itself.
pub struct Named {
    pub credential_hash: TokenHash,
    pub handle: Option<Handle>,
}

/// Why an answer is refused, in the library's words.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyFault {
    #[error("not readable")]
    Unreadable,
    /// By its name: the library's sentences are for its own users, and what comes with it may be what a stranger sent.
    #[error("{}", name_of(.0))]
    Refused(#[from] WebauthnError),
}

fn name_of(fault: &WebauthnError) -> String {
    let told = format!("{fault:?}");
    told.split(|letter: char| !letter.is_alphanumeric())
        .next()
        .map_or_else(String::new, str::to_owned)
}

impl From<serde_json::Error> for PasskeyFault {
    fn from(_: serde_json::Error) -> Self {
        Self::Unreadable
    }
}

impl Party {
    /// Nothing where browsers offer no passkeys.
    pub fn of(public_url: &str) -> Option<Self> {
        let (id, origin) = (rp_id(public_url)?, Url::parse(public_url).ok()?);
        let builder = WebauthnBuilder::new(&id, &origin).ok()?;
        let webauthn = builder.timeout(TIMEOUT).rp_name(&id).build().ok()?;
        let origin = origin.origin().ascii_serialization();
        Some(Self {
            id,
            origin,
            webauthn,
        })
    }

    /// For a new one, on an authenticator that has none of theirs yet.
    pub fn ask_new(&self, owner: &Owner, have: &[Kept]) -> Result<Question, PasskeyFault> {
        let theirs = have.iter().filter(|one| one.rp_id == self.id);
        let theirs = theirs.map(|one| Ok(read::<Passkey>(&one.credential)?.cred_id().clone()));
        let theirs = theirs.collect::<Result<Vec<_>, PasskeyFault>>()?;
        let (asked, state) = self.webauthn.start_passkey_registration(
            Uuid::from_bytes(*owner.handle.bytes()),
            owner.name,
            owner.shown_name,
            Some(theirs),
        )?;
        let mut options = serde_json::to_value(asked.public_key)?;
        // The library discourages what signs in without a name.
        let wishes = options.get_mut("authenticatorSelection");
        if let Some(Value::Object(wishes)) = wishes {
            wishes.insert("residentKey".to_owned(), json!("preferred"));
        }
        Ok(Question {
            options: options.to_string(),
            state: serde_json::to_vec(&state)?,
        })
    }

    pub fn take_new(&self, state: &[u8], answer: &str) -> Result<Made, PasskeyFault> {
        let state: PasskeyRegistration = serde_json::from_slice(state)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        self.check_place(&answer.response.client_data_json)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &state)?;
        let properties = answer.extensions.cred_props;
        let mut credential = serde_json::to_value(&made)?;
        if let Some(transports) = credential.pointer_mut("/cred/transports") {
            *transports = known(serde_json::to_value(&answer.response.transports)?);
        }
        let credential = credential.to_string();
        Ok(Made {
            credential_hash: Kept::hash(made.cred_id()),
            discoverable: properties.and_then(|known| known.rk) == Some(true),
            synced: Flags::of(&credential)?.backup_eligible,
            credential,
        })
    }

    /// For one of these; without any, for whichever its user chooses, so that nobody learns who has which.
    pub fn ask(&self, theirs: &[Kept]) -> Result<Question, PasskeyFault> {
        let (asked, state) = self.webauthn.start_discoverable_authentication()?;
        let mut options = serde_json::to_value(asked.public_key)?;
        let theirs = theirs.iter().filter(|one| one.rp_id == self.id);
        let theirs = theirs.map(|one| listed(&one.credential));
        let theirs = theirs.collect::<Result<Value, PasskeyFault>>()?;
        if let Some(options) = options.as_object_mut() {
            options.insert("allowCredentials".to_owned(), theirs);
        }
        Ok(Question {
            options: options.to_string(),
            state: serde_json::to_vec(&state)?,
        })
    }

    /// An answer by this passkey, as it is kept now: a counter that has gone back since is found out.
    pub fn take(&self, state: &[u8], answer: &str, kept: &Kept) -> Result<Proof, PasskeyFault> {
        let state: DiscoverableAuthentication = serde_json::from_slice(state)?;
        let mut passkey: Passkey = read(&kept.credential)?;
        let answer: PublicKeyCredential = read(answer)?;
        self.check_place(&answer.response.client_data_json)?;
        let good = self
            .webauthn
            .finish_discoverable_authentication_v2(&answer, state, &passkey)?;
        passkey.update_credential(&good);
        Ok(Proof {
            credential: serde_json::to_string(&passkey)?,
            synced: good.backup_eligible(),
        })
    }

    /// The browser was asked by a page of ours that is in no other's (WebAuthn §7.2). The library is content with an
    /// address of the same origin, and looks at frames where a passkey is made alone.
    fn check_place(&self, client_data: &[u8]) -> Result<(), PasskeyFault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ClientData {
            origin: String,
            cross_origin: Option<bool>,
        }
        let said: ClientData = serde_json::from_slice(client_data)?;
        if said.origin != self.origin {
            return Err(WebauthnError::InvalidRPOrigin.into());
        }
        if said.cross_origin == Some(true) {
            return Err(WebauthnError::CredentialCrossOrigin.into());
        }
        Ok(())
    }
}

/// By what the passkey is found; nothing where it is no answer.
pub fn named(answer: &str) -> Option<Named> {
    let answer: PublicKeyCredential = read(answer).ok()?;
    let handle = answer.get_user_unique_id();
    Some(Named {
        credential_hash: Kept::hash(answer.get_credential_id()),
        handle: handle.and_then(Handle::from_bytes),
    })
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, PasskeyFault> {
    if json.len() > ANSWER_BYTES {
        return Err(PasskeyFault::Unreadable);
    }
    Ok(serde_json::from_str(json)?)
}

/// How a browser finds it (WebAuthn §5.8.3).
fn listed(credential: &str) -> Result<Value, PasskeyFault> {
    let id = URL_SAFE_NO_PAD.encode(read::<Passkey>(credential)?.cred_id());
    let transports = Flags::of(credential)?.transports.unwrap_or_default();
    Ok(json!({"type": "public-key", "id": id, "transports": transports}))
}

/// How an authenticator says that it is reached: a hint, which the library keeps where a maker vouches for it alone.
fn known(said: Value) -> Value {
    let said: Vec<String> = serde_json::from_value(said).unwrap_or_default();
    let known = ["usb", "nfc", "ble", "internal", "hybrid"].into_iter();
    known
        .filter(|one| said.iter().any(|word| word == one))
        .collect()
}

/// What the library knows of a passkey and shows in its JSON alone.
#[derive(Deserialize)]
struct Flags {
    backup_eligible: bool,
    transports: Option<Vec<String>>,
}

impl Flags {
    fn of(credential: &str) -> Result<Self, PasskeyFault> {
        #[derive(Deserialize)]
        struct Kept {
            cred: Flags,
        }
        Ok(read::<Kept>(credential)?.cred)
    }
}
