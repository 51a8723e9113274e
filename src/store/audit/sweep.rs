//! How long events stay: as long as the operator's settings say.

use crate::store::engine::due::Due;
use std::time::Duration;

pub const DUE: &[Due] = &[Due::rows("audit", "key < :audit_key", Duration::ZERO)];
