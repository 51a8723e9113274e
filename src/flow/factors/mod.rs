//! What somebody proves besides a password: trying a code, setting up an authenticator, and
//! sealing its secret anew.

mod check;
mod reseal;
mod setup;

pub use check::{Tried, Verdict, check, count_wrong, has_any, of};
pub use reseal::{Unopened, reseal, unopened};
pub use setup::{Begun, New, SetupFault, Typed, add, again, begin, make_codes};
