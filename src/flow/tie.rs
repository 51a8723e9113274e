//! What ties an act to the form that it came with: it is carried out upon what was seen there and nothing else, and the
//! form is spent in the change that it makes.

use crate::domain::change::SpentForm;
use std::sync::Arc;

#[derive(Clone)]
pub struct Tie {
    /// The version of the thing.
    pub seen: i64,
    pub spend: Arc<Spend>,
}

/// The form, with what it is answered behind what is known of that before: a secret that the act makes.
pub type Spend = dyn Fn(&str) -> SpentForm + Send + Sync;
