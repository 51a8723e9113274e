//! Networks, as operators write them.

use crate::domain::peer::read_network;
use crate::settings::field::Field;
use crate::settings::layers::Layers;
use ipnet::IpNet;

/// One of a list.
pub fn one(layers: &Layers, field: &Field, text: &str) -> Result<IpNet, String> {
    read_network(text).ok_or_else(|| {
        let mend = format!("{text:?} is no network: write it as in \"10.0.0.0/8\" or \"::1\".");
        layers.refuse(field, &mend)
    })
}
