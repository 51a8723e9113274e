//! How long codes stay.

use crate::domain::retention::SIGN_IN_CODE;
use crate::store::engine::due::Due;

pub const DUE: &[Due] =
    &[Due::rows("sign_in_codes", "expires_at < :before", SIGN_IN_CODE).by("user_key")];
