//! The dashboard, the alert rules and the page about metrics name what there is, and all of it.

use crate::kit::root::{place, read};
use crate::kit::{find_program, note_in_ledger, skip};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;
use vestibule::metrics::{Exposition, Metrics};

const PAGE: &str = "docs/metrics.md";
const DASHBOARD: &str = "docs/metrics/dashboard.json";
const ALERTS: &str = "docs/metrics/alerts.yml";

/// What each name is, as the program says.
fn families() -> Vec<(String, String)> {
    let text = Exposition::new(&Metrics::default(), "0", "sqlite").text();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let types = types.filter_map(|line| line.split_once(' '));
    types
        .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .collect()
}

/// As they are asked for.
fn names() -> BTreeSet<String> {
    let endings = |kind: &str| match kind {
        "counter" => vec!["_total"],
        "histogram" => vec!["_bucket", "_sum", "_count"],
        "info" => vec!["_info"],
        _ => vec![""],
    };
    let families = families().into_iter();
    let names = families.flat_map(|(name, kind)| {
        let endings = endings(&kind).into_iter();
        endings.map(move |ending| format!("{name}{ending}"))
    });
    names.collect()
}

/// The names of metrics of ours in a text.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("vestibule_") || word.starts_with("process_"));
    ours.map(str::to_owned).collect()
}

fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "expr" => found.push(text.clone()),
                    value => expressions(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

#[test]
fn every_name_on_the_dashboard_is_exported() {
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).expect("JSON");
    let mut found = Vec::new();
    expressions(&dashboard, &mut found);
    assert!(found.len() > 10, "{found:?}");
    let (all, names) = (names(), named(&found.join("\n")));
    let unknown: Vec<_> = names.difference(&all).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for expression in found {
        assert!(!named(&expression).is_empty(), "{expression}");
    }
}

#[test]
fn every_name_of_the_alert_rules_is_exported() {
    let rules = read(ALERTS);
    let lines = rules
        .lines()
        .filter(|line| line.contains("expr:") || line.starts_with("          "));
    let named = named(&lines.collect::<Vec<_>>().join("\n"));
    assert!(named.len() > 5, "{named:?}");
    let all = names();
    let unknown: Vec<_> = named.difference(&all).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn prometheus_takes_the_alert_rules() {
    let name = "prometheus_takes_the_alert_rules";
    let Some(promtool) = find_program(&["promtool"]) else {
        return skip(name, "there is no promtool");
    };
    note_in_ledger("client", name);
    let checked = Command::new(promtool)
        .args(["check", "rules", "--lint-fatal"])
        .arg(place(ALERTS))
        .output()
        .expect("promtool runs");
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn the_page_lists_every_metric_and_no_other() {
    let page = read(PAGE);
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.filter_map(|row| row.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<String> = rows.map(str::to_owned).collect();
    let families = families().into_iter();
    let names = families.map(|(name, kind)| match kind.as_str() {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name,
    });
    let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
    let listed = listed.into_iter();
    let listed: BTreeSet<String> = listed
        .filter(|name| name.starts_with("vestibule_") || name.starts_with("process_"))
        .collect();
    assert_eq!(listed, names.into_iter().collect());
}

#[test]
fn routes_with_times_of_their_own_are_declared() {
    let routes = read("src/web/routes.rs");
    for route in vestibule::metrics::TIMED {
        assert!(routes.contains(&format!("\"{route}\"")), "{route}");
    }
}
