//! The admin pages.

use super::networks;
use crate::domain::account::administration::{AdminPolicy, FirstAdmin};
use crate::domain::account::user::{check_email, check_name};
use crate::settings::field;
use crate::settings::layers::Layers;

pub fn read(layers: &Layers) -> Result<AdminPolicy, String> {
    let field = &field::ADMIN_NETWORKS;
    let named = layers.list(field).iter();
    Ok(AdminPolicy {
        enabled: layers.switch(&field::ADMIN_ENABLED),
        networks: named
            .map(|text| networks::one(layers, field, text))
            .collect::<Result<_, _>>()?,
    })
}

/// None: nobody is invited at the start.
pub fn read_first(layers: &Layers) -> Result<Option<FirstAdmin>, String> {
    let (name, email) = (&field::FIRST_ADMIN, &field::FIRST_ADMIN_EMAIL);
    let given = layers.text(email).map(check_email).transpose();
    let given = given.map_err(|fault| layers.refuse(email, &format!("{fault}.")))?;
    match (layers.text(name), given) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(layers.refuse(email, "it is for `first_admin`: set that too.")),
        (Some(text), email) => match check_name(text) {
            Ok(name) => Ok(Some(FirstAdmin { name, email })),
            Err(fault) => Err(layers.refuse(name, &format!("{fault}: give another."))),
        },
    }
}
