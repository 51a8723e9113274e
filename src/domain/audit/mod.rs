//! What was done, by whom and to whom: events, each written down in the change that it tells of. None holds a secret, an
//! address, a name of a person, or what a stranger typed.

mod actor;
pub mod count;
pub mod edits;
mod event;
pub mod happened;
pub mod kind;
mod shown;
pub mod webhook;

/// Longest that events are kept, in days: ten years.
pub const MOST_DAYS: u32 = 3650;

pub use actor::{Actor, ActorKind, By};
pub use event::{AuditPolicy, DETAIL_BYTES, Event, People};
