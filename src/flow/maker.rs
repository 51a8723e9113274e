//! Who made an app that nobody checked: the person who decides about it reads so.

use crate::domain::oauth::client::App;
use crate::store::{Loaded, Reader};

/// Nothing of an app that an operator registered, or an admin approved.
pub(super) fn of_unchecked(reader: &mut Reader, app: &App) -> Loaded<Option<String>> {
    let owner = app.ownership.owner.filter(|_| app.ownership.is_unchecked());
    let Some(owner) = owner else {
        return Ok(None);
    };
    let user = reader.user(owner)?;
    Ok(user.map(|user| user.shown_name().to_owned()))
}
