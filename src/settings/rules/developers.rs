//! The settings of the developer console, and which of them hold together.

use crate::domain::oauth::choices::Kind;
use crate::domain::oauth::console::policy::{DeveloperPolicy, Mode};
use crate::domain::openid::scope::catalogue;
use crate::settings::field;
use crate::settings::layers::{Layers, Source};

pub fn read(layers: &Layers) -> Result<DeveloperPolicy, String> {
    let mode = layers.text(&field::DEVELOPERS_MODE);
    Ok(DeveloperPolicy {
        mode: mode.and_then(Mode::from_word).unwrap_or_default(),
        max_apps: layers.count(&field::DEVELOPERS_MAX_APPS),
        scopes: read_scopes(layers)?,
        kinds: read_kinds(layers)?,
        second_step: layers.switch(&field::DEVELOPERS_SECOND_STEP),
        site_name: layers
            .text(&field::SITE_NAME)
            .unwrap_or_default()
            .to_owned(),
    })
}

/// Of the default, those that there are: the operator may have replaced the scopes it names.
fn read_scopes(layers: &Layers) -> Result<Vec<String>, String> {
    let field = &field::DEVELOPERS_SCOPES;
    let known = catalogue(layers.scopes().into_iter().map(|scope| scope.name));
    let named = layers.list(field);
    let unknown = named.iter().find(|name| !known.contains(name));
    if let (Some(name), false) = (unknown, layers.source_of(field) == Source::Default) {
        let known = known.join(", ");
        return Err(layers.refuse(field, &format!("{name:?} is none of {known}.")));
    }
    Ok(named
        .iter()
        .filter(|name| known.contains(name))
        .cloned()
        .collect())
}

fn read_kinds(layers: &Layers) -> Result<Vec<Kind>, String> {
    let field = &field::DEVELOPERS_KINDS;
    let known = Kind::WORDS.join(", ");
    let kinds: Result<Vec<Kind>, String> = layers
        .list(field)
        .iter()
        .map(|word| {
            Kind::from_word(word)
                .ok_or_else(|| layers.refuse(field, &format!("{word:?} is none of {known}.")))
        })
        .collect();
    let kinds = kinds?;
    if kinds.is_empty() {
        let mend = format!("name at least one of {known}, or set developers.mode to \"off\".");
        return Err(layers.refuse(field, &mend));
    }
    Ok(kinds)
}
