//! The authorization endpoint in two phases: `bind` proves app and address, and its refusals are pages;
//! from then on every error owns the proven address and the `state` (RFC 6749 §4.1.1, §4.2.1, §4.2.2.1).

mod asked;
mod bind;
mod check;
mod decide;
mod door;
mod explain;
mod openid;
mod state;

pub use asked::{AuthorizationRequest, Layout, OpenIdRequest, Prompt, Redirected};
pub use bind::{Bound, bind, display_of, name_client, not_open};
pub use decide::{Decision, Visit, decide};
pub use door::Door;
pub use explain::{LONGEST_PASTED, Pasted, Verdict, verdicts};
pub use state::LONGEST_STATE;
