//! What an operator may set: file, environment, flags, in rising order. Unknown keys refuse to start.
//!
//! Every setting is declared once, in [`field`]; the commented defaults, the reference table and the
//! list of effective values are printed from that declaration.

pub mod custody;
pub mod database_url;
mod effective;
pub mod field;
mod file_read;
pub mod first_link;
mod layers;
mod logo;
mod missing;
mod policy;
mod print;
mod refused;
mod renamed;
mod rules;
pub mod server_key;
mod value;
mod variables;

pub use effective::{Brake, Gateway, Identity, LogFormat, Metrics, Settings};
pub use layers::{Inputs, Source};
pub use logo::Logo;
pub use print::{Effective, commented_defaults, reference};
pub use refused::SettingsRefusal;
pub use value::ScopeWords;

use layers::Layers;
use std::path::Path;

impl Settings {
    /// The settings that file, environment and flags make together.
    pub fn load(inputs: &Inputs) -> Result<Self, SettingsRefusal> {
        let layers = Layers::read(inputs)?;
        let settings = rules::build(layers)?;
        custody::check_secret_files(&settings)?;
        Ok(settings)
    }

    /// What a file alone holds, which must be good settings.
    pub fn check(file: &Path) -> Result<Self, SettingsRefusal> {
        let alone = Inputs {
            config: Some(file.to_owned()),
            ..Inputs::default()
        };
        Self::load(&alone)
    }
}
