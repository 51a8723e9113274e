//! No files need each other in a circle, and `domain` and `store` are built in storeys. Planted circles show that it is
//! seen.

use super::arrows::{Arrows, arrows, circles};
use super::{sources, stands_in};

/// The storeys of `domain`: a file names those of its own and of the storeys before, never of one behind.
const DOMAIN: &[&[&str]] = &[
    &[
        "time",
        "text",
        "keyset",
        "words",
        "key",
        "secret",
        "server_key",
        "epoch",
        "bucket",
        "colour",
        "accent",
        "own_address",
        "peer",
        "retention",
        "checkup",
        "tally",
        "trace",
        "callback",
    ],
    &["account", "gateway"],
    &["oauth", "openid", "delivery", "factor", "mail"],
    &["broker", "answer", "audit"],
    &["change", "introspect"],
];

/// The same of `store`.
const THINGS: &[&str] = &[
    "accounts", "apps", "audit", "broker", "factors", "gateway", "issued", "outbox", "signing",
];

const STORE: &[&[&str]] = &[
    &["error"],
    &["engine"],
    THINGS,
    &["guard", "asked"],
    &["change"],
    &["shared"],
    &["handle"],
    &["database", "sweep", "ask", "census"],
];

#[test]
fn no_files_need_each_other_in_a_circle() {
    let arrows = arrows(&sources("src"));
    assert_eq!(circles(&arrows), Vec::<Vec<String>>::new());
}

#[test]
fn the_domain_and_the_store_are_built_in_storeys() {
    let arrows = arrows(&sources("src"));
    for (folder, storeys) in [("domain/", DOMAIN), ("store/", STORE)] {
        assert_eq!(upward(folder, storeys, &arrows), Vec::<String>::new());
    }
    assert_eq!(sideways(&arrows), Vec::<String>::new());
}

/// Things of the store that name another thing: what stands below both is `engine`, above both the rest.
fn sideways(arrows: &Arrows) -> Vec<String> {
    let thing = |file: &str| {
        let below = file.strip_prefix("store/")?;
        THINGS.iter().find(|thing| stands_in(below, thing)).copied()
    };
    let mut offences = Vec::new();
    for (from, targets) in arrows {
        let Some(own) = thing(from) else { continue };
        let others = targets
            .iter()
            .filter(|to| thing(to).is_some_and(|it| it != own));
        offences.extend(others.map(|to| format!("{from} names {to}, another thing")));
    }
    offences
}

fn upward(folder: &str, storeys: &[&[&str]], arrows: &Arrows) -> Vec<String> {
    let below = |file: &str| Some(file.strip_prefix(folder)?.to_owned());
    let storey = |file: &str| {
        let is_there = |place: &&str| stands_in(file, place) || file == format!("{place}.rs");
        storeys
            .iter()
            .position(|storey| storey.iter().any(&is_there))
    };
    let mut offences = Vec::new();
    for (from, targets) in arrows {
        let Some(file) = below(from).filter(|file| file != "mod.rs") else {
            continue;
        };
        let Some(own) = storey(&file) else {
            offences.push(format!("{from} has no storey"));
            continue;
        };
        let above = |to: &&String| below(to).is_some_and(|to| storey(&to) > Some(own));
        let above = targets.iter().filter(above);
        offences.extend(above.map(|to| format!("{from} names {to}, which is above")));
    }
    offences
}

mod planted {
    //! Circles planted by hand, beside what looks like one and is none.

    use super::{DOMAIN, arrows, circles, sideways, upward};

    fn house(files: &[(&str, &str)]) -> Vec<(String, String)> {
        let files = files.iter();
        files
            .map(|(file, source)| ((*file).to_owned(), (*source).to_owned()))
            .collect()
    }

    #[track_caller]
    fn circle(files: &[(&str, &str)], expected: &[&[&str]]) {
        assert_eq!(circles(&arrows(&house(files))), expected);
    }

    #[test]
    fn a_circle_is_seen() {
        let a = ("a.rs", "use crate::b::B; pub struct A;");
        circle(
            &[a, ("b.rs", "pub struct B(crate::a::A);")],
            &[&["a.rs", "b.rs"]],
        );
        circle(
            &[a, ("b.rs", "use super::a; pub struct B(a::A);")],
            &[&["a.rs", "b.rs"]],
        );
        circle(
            &[a, ("b.rs", "use crate::a as c; pub struct B(c::A);")],
            &[&["a.rs", "b.rs"]],
        );
        circle(
            &[a, ("b.rs", "use crate::a::*; pub struct B;")],
            &[&["a.rs", "b.rs"]],
        );
        circle(
            &[a, ("b.rs", "use super::a::X; pub struct B(std::fs::File);")],
            &[],
        );
        let c = ("c.rs", "use crate::a::A; pub struct C;");
        let through = ("b.rs", "use crate::c::C; pub struct B;");
        circle(&[a, through, c], &[&["a.rs", "b.rs", "c.rs"]]);
    }

    #[test]
    fn a_circle_through_a_contents_page_is_seen() {
        let contents = ("a/mod.rs", "mod b; mod c; pub use b::B; use c::C;");
        let b = ("a/b.rs", "use super::C; pub struct B;");
        // A name that comes through a re-export is its file's, not the contents page's.
        circle(&[contents, b, ("a/c.rs", "pub struct C;")], &[]);
        let c = ("a/c.rs", "use crate::a::B; pub struct C;");
        circle(&[contents, b, c], &[&["a/b.rs", "a/c.rs"]]);
        let hall = ("a/mod.rs", "mod b; pub use b::B; pub fn hall() {}");
        let b = ("a/b.rs", "pub struct B; fn c() { super::hall() }");
        circle(&[hall, b], &[&["a/b.rs", "a/mod.rs"]]);
    }

    #[test]
    fn an_upward_arrow_in_the_domain_is_seen() {
        let files = house(&[
            ("domain/mod.rs", "pub mod key; pub mod oauth;"),
            ("domain/key.rs", "use super::oauth::A; pub struct Key;"),
            ("domain/oauth/mod.rs", "mod a; pub use a::A;"),
            (
                "domain/oauth/a.rs",
                "use crate::domain::key::Key; pub struct A;",
            ),
            ("domain/loft.rs", ""),
        ]);
        let expected = [
            "domain/key.rs names domain/oauth/a.rs, which is above",
            "domain/loft.rs has no storey",
        ];
        assert_eq!(upward("domain/", DOMAIN, &arrows(&files)), expected);
    }

    #[test]
    fn a_thing_that_names_another_is_seen() {
        let files = house(&[
            ("store/mod.rs", "mod apps; mod accounts; mod engine;"),
            ("store/apps/mod.rs", "pub struct App;"),
            ("store/engine/mod.rs", "pub struct Row;"),
            (
                "store/accounts/mod.rs",
                "use crate::store::apps::App; use crate::store::engine::Row;",
            ),
        ]);
        let expected = ["store/accounts/mod.rs names store/apps/mod.rs, another thing"];
        assert_eq!(sideways(&arrows(&files)), expected);
    }
}
