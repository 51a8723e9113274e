//! What an operator may set.

mod broker;
mod developers;
mod gateway;
#[cfg(unix)]
mod key_file;
mod layers;
mod metrics;
mod printed;
mod rolling;
mod rules;
mod site;

use crate::kit::told::says;
use vestibule::settings::{Inputs, Settings};

/// 32 bytes as base64url.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

pub fn from_environment(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let environment = variables
        .iter()
        .map(|&(name, value)| (name.to_owned(), Some(value.to_owned())))
        .collect();
    let inputs = Inputs {
        environment,
        ..Inputs::default()
    };
    Settings::load(&inputs).map_err(|refused| refused.to_string())
}

#[track_caller]
pub fn refused(variables: &[(&str, &str)], words: &[&str]) {
    let Err(text) = from_environment(variables) else {
        panic!("{variables:?} was taken");
    };
    says(&text, words);
}
