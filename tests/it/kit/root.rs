//! Files of this repository.

use super::environment;
use std::path::{Path, PathBuf};

/// The place of a file or folder, which goes by its path below our root.
pub fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[track_caller]
pub fn read(name: &str) -> String {
    let text = std::fs::read_to_string(place(name));
    text.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names of the files in this folder with this ending, in their order.
#[track_caller]
pub fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(place(folder)).expect(folder);
    let names = entries.map(|entry| entry.expect(folder).file_name().into_string());
    let names = names.map(|name| name.expect("a name"));
    let mut names: Vec<String> = names
        .filter(|name| Path::new(name).extension().is_some_and(|it| it == ending))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    names
}

/// What the file holds; with `VESTIBULE_TEST_BLESS` it is written first, so that it holds this text.
#[track_caller]
pub fn kept(name: &str, text: &str) -> String {
    if environment("VESTIBULE_TEST_BLESS").is_some() {
        std::fs::write(place(name), text).expect(name);
    }
    std::fs::read_to_string(place(name)).unwrap_or_default()
}

/// The paths of a route table, as its source names them.
#[track_caller]
pub fn paths(source: &str) -> Vec<String> {
    let source = read(source);
    let texts = source.split('"').skip(1).step_by(2);
    let paths: Vec<String> = texts
        .filter(|text| text.starts_with('/') && *text != "/v1")
        .map(str::to_owned)
        .collect();
    assert!(paths.len() > 8, "{paths:?}");
    paths
}
