//! How long signing keys stay: as long as what they signed is taken as a hint.

use crate::domain::openid::signing_key::KNOWN;
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[Due::rows("signing_keys", "signs_until < :before", KNOWN)];
