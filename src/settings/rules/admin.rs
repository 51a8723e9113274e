//! The admin pages.

use super::networks;
use crate::domain::account::administration::AdminPolicy;
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
