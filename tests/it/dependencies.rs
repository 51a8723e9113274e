//! Every package in the program has a licence that `deny.toml` allows: also where `cargo deny` is
//! not installed.

use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn every_licence_in_the_tree_is_allowed() {
    let allowed = allowed_licences(include_str!("../../deny.toml"));
    let packages = packages();
    assert!(packages.len() > 50, "the tree was not read");
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn every_package_comes_from_the_one_registry_and_none_from_a_repository_or_a_folder() {
    let packages = packages();
    let source = |name: &str| {
        let package = packages.iter().find(|package| package["name"] == name);
        package.map(|package| package["source"].clone())
    };
    let registry = source("actix-web").expect("actix-web is used");
    assert!(
        registry
            .as_str()
            .is_some_and(|source| source.starts_with("registry+https://"))
    );
    for package in &packages {
        let own = package["name"] == "vestibule" && package["source"].is_null();
        let same = package["source"] == registry;
        assert!(
            own || same,
            "{} comes from {}",
            package["name"],
            package["source"]
        );
    }
}

#[test]
fn licence_expressions_are_read_as_spdx_says() {
    let allowed = BTreeSet::from(["MIT", "Zlib", "BSD-3-Clause"].map(str::to_owned));
    let yes = [
        "MIT",
        "Apache-2.0 OR MIT",
        "Apache-2.0/MIT",
        "(Apache-2.0 OR MIT) AND BSD-3-Clause",
        "GPL-2.0-only OR (MIT AND Zlib)",
    ];
    let no = [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Zlib) AND Apache-2.0",
        "Apache-2.0 OR GPL-3.0-only",
        "MIT WITH Strange-exception",
    ];
    for licence in yes {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in no {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

/// What this machine builds: packages for other systems may not even be on it.
fn packages() -> Vec<Value> {
    let rustc = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc runs");
    let about = String::from_utf8_lossy(&rustc.stdout).into_owned();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", host.expect("rustc knows its host")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let mut tree: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(tree["packages"].take()).expect("a list of packages")
}

fn allowed_licences(text: &str) -> BTreeSet<String> {
    let settings: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = settings["licenses"]["allow"].as_array().expect("a list");
    list.iter()
        .map(|licence| licence.as_str().expect("a name").to_owned())
        .collect()
}

/// `AND` binds closer than `OR`; `/` is how older packages write `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let granted = any_of(&mut words, allowed);
    granted && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut granted = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        granted |= all_of(words, allowed);
    }
    granted
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut granted = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        granted &= one(words, allowed);
    }
    granted
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let granted = any_of(words, allowed);
        return words.next() == Some(")") && granted;
    }
    let mut name = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", words.next().unwrap_or_default());
    }
    allowed.contains(&name)
}
