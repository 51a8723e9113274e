//! `docs/endpoints.md` names every path and every error text that the sources know; links between pages lead
//! somewhere.

use crate::kit::root::{files, paths, place, read};
use std::collections::BTreeSet;
use vestibule::domain::oauth::error::RefusalCode;

/// The texts in quotes that follow one of these words, with continued lines put together.
fn texts_after(source: &str, openings: &[&str]) -> Vec<String> {
    let whole: Vec<&str> = source.split("\\\n").collect();
    let whole = whole.iter().map(|line| line.trim_start());
    let whole = whole.collect::<String>();
    let ends = openings.iter().flat_map(|opening| {
        let starts = whole.match_indices(opening);
        starts.map(|(at, opening)| whole[at + opening.len()..].trim_start())
    });
    let texts = ends.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
    texts.map(str::to_owned).collect()
}

#[test]
fn the_reference_names_every_path() {
    let reference = read("docs/endpoints.md");
    for path in paths("src/web/routes.rs") {
        let is_static = path.starts_with("/static/");
        assert!(
            is_static || reference.contains(&format!("`{path}")),
            "{path} is not there"
        );
    }
}

#[test]
fn the_reference_names_every_path_of_the_broker_api() {
    let reference = read("docs/endpoints.md");
    let sources = ["src/web/broker.rs", "src/web/broker/socket/connections.rs"];
    for path in sources.into_iter().flat_map(paths) {
        // Whatever follows.
        let path = path.split("{rest").next().expect("a path");
        assert!(
            reference.contains(&format!("/v1{path}`")),
            "/v1{path} is not there"
        );
    }
}

#[test]
fn the_reference_names_every_error() {
    let reference = read("docs/endpoints.md");
    let sources = [
        "src/domain/oauth/token_error.rs",
        "src/domain/oauth/error.rs",
        "src/domain/oauth/authorize/check.rs",
        "src/domain/oauth/authorize/state.rs",
        "src/web/broker/refusal.rs",
    ];
    let openings = ["=> {", "=>", "fault(", "InvalidRequest(", "format!("];
    let mut count = 0;
    for source in sources {
        for text in texts_after(&read(source), &openings) {
            let text = text.split('{').next().unwrap_or_default().trim_end();
            count += 1;
            // Told by status 405 alone, as at every path.
            let is_told = text == "This application must use POST" || reference.contains(text);
            assert!(is_told, "{source}: {text:?} is not there");
        }
    }
    for &code in RefusalCode::ALL {
        let row = format!("| `{}` |", code.word());
        assert!(reference.contains(&row), "{row} is not there");
    }
    assert!(count > 60, "only {count} texts were found");
}

#[test]
fn the_guide_for_socket_clients_names_every_refusal() {
    let guide = read("docs/gateway.md");
    let texts = texts_after(&read("src/domain/gateway/answer.rs"), &["=>"]);
    assert!(texts.len() > 15, "{texts:?}");
    for text in texts {
        assert!(
            guide.contains(&format!("| {text} |")),
            "{text:?} is not there"
        );
    }
}

#[test]
fn every_link_between_pages_leads_to_a_file() {
    let mut count = 0;
    for folder in [".", "docs", "docs/apps"] {
        for page in files(folder, "md") {
            let text = read(&page);
            let links = text
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            let linked = links.filter_map(|link| link.split('#').next());
            for file in linked.filter(|file| !file.is_empty() && !file.contains(':')) {
                count += 1;
                assert!(place(folder).join(file).exists(), "{page}: {file}");
            }
        }
    }
    assert!(count > 20, "only {count} links were found");
}

#[test]
fn the_page_for_operators_names_every_check_of_the_doctor_and_no_other() {
    let openings = ["Finding::ok(", "Finding::warn(", "Finding::fail("];
    let sources = files("src/cli/doctor", "rs");
    let named = sources
        .iter()
        .flat_map(|source| texts_after(&read(source), &openings));
    // These are named once and passed on.
    let passed_on = ["address", "clock", "database clock"].map(str::to_owned);
    let checks: BTreeSet<String> = named.chain(passed_on).collect();
    assert!(checks.len() > 15, "{checks:?}");
    let page = read("docs/operating.md");
    let (_, table) = page
        .split_once("| check | what it checks |")
        .expect("the table");
    let (table, _) = table.split_once("\n\n").expect("its end");
    let names = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = names.filter_map(|line| line.split(" |").next());
    let names = names.flat_map(|names| names.split(", "));
    let listed: BTreeSet<String> = names.map(|name| name.replace('`', "")).collect();
    assert_eq!(listed, checks);
}

#[test]
fn the_page_about_the_account_names_all_that_its_home_leads_to() {
    let page = read("docs/account.md");
    let home = read("templates/pages/home.html");
    let words = read("locales/en/account.ftl");
    let rows = home.split("<li><a href=\"/account/").skip(1);
    let ids = rows.filter_map(|row| row.split("frame.say(\"").nth(1)?.split('"').next());
    let mut count = 0;
    for id in ids {
        let line = words
            .lines()
            .find(|line| line.starts_with(&format!("{id} = ")));
        let (_, name) = line.expect(id).split_once(" = ").expect("words");
        assert!(
            page.contains(&format!("| **{name}** |")),
            "{name} is not there"
        );
        count += 1;
    }
    assert_eq!(count, 7);
}
