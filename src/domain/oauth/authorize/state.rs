//! The `state` of a request, which every answer gives back (RFC 6749 §4.1.1).

use crate::domain::oauth::error::AuthorizeError;
use crate::domain::oauth::params::{Param, Params, Sent};
use crate::domain::oauth::result::ResponseMode;

/// Longest `state` given back, in bytes after decoding.
pub const LONGEST_STATE: usize = 8192;

/// The state to give back; `Err` when one was sent that cannot be.
pub(super) fn state_of(
    params: &Params,
    place: ResponseMode,
) -> Result<Option<String>, AuthorizeError> {
    let fault = |what| Err(AuthorizeError::InvalidRequest(what));
    match params.get(Param::State) {
        Sent::Absent => Ok(None),
        Sent::Once(state) if state.len() > LONGEST_STATE => fault("state is too long"),
        Sent::Once(state) if place == ResponseMode::Form && !survives_a_form(state) => {
            fault("This state cannot be returned exactly with form_post")
        }
        Sent::Once(state) => Ok(Some(state.to_owned())),
        Sent::Repeated => fault("state was sent more than once"),
        Sent::Malformed => fault("state is not UTF-8"),
    }
}

/// Browsers write every line break of a form as CR LF, and none can read a NUL out of a page.
fn survives_a_form(state: &str) -> bool {
    let whole = state.replace("\r\n", "");
    !whole.contains(['\r', '\n', '\0'])
}
