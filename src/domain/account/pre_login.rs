//! What binds a sign-in form to a browser in which nobody is signed in.

use crate::domain::secret::{Dice, TokenHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// 128 random bits in a cookie, stored nowhere; replaced at sign-in by the session's.
#[derive(Clone)]
pub struct PreLogin(String);

impl PreLogin {
    pub fn make(dice: Dice) -> Self {
        let mut bytes = [0_u8; 16];
        dice.fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// `None` when it cannot be one of ours: another is made then.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 16).then(|| Self(text.to_owned()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> TokenHash {
        TokenHash::of("prelogin", self.0.as_bytes())
    }
}
