//! The style sheet: its budget, its directions, and the contrast of its colours.

use crate::kit::root::place;
use std::collections::BTreeMap;
use vestibule::domain::accent::{Accent, DARK, LIGHT};
use vestibule::domain::colour::Colour;

const CSS: &str = include_str!("../../../static/vestibule.css");
/// Of admins and developers.
const TABLES: &str = include_str!("../../../static/admin.css");
const SCRIPTS: [&str; 2] = [
    include_str!("../../../static/demo.js"),
    include_str!("../../../static/id_token.js"),
];

/// Foreground, background, and the least ratio in light and in dark, in tenths.
const CONTRASTS: [(&str, &str, u32, u32); 24] = [
    ("text", "page", 147, 153),
    ("text", "card", 158, 138),
    ("text", "sunk", 139, 120),
    ("muted", "page", 62, 84),
    ("muted", "card", 66, 76),
    ("muted", "sunk", 58, 67),
    ("line", "card", 14, 15),
    ("edge", "page", 37, 51),
    ("edge", "card", 40, 46),
    ("accent", "page", 64, 89),
    ("accent", "card", 68, 80),
    ("accent", "sunk", 60, 70),
    ("on-accent", "accent", 68, 85),
    ("on-accent", "accent-hover", 91, 105),
    ("danger", "card", 65, 82),
    ("danger", "danger-bg", 58, 81),
    ("text", "danger-bg", 139, 137),
    ("ok", "card", 63, 90),
    ("ok", "ok-bg", 56, 84),
    ("text", "ok-bg", 141, 129),
    ("warn", "card", 74, 99),
    ("warn", "warn-bg", 68, 92),
    ("text", "warn-bg", 145, 129),
    ("accent-hover", "card", 45, 45),
];

/// The colour tokens of one theme, by name.
fn tokens(block: &str) -> BTreeMap<&str, [f64; 3]> {
    block
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
        .filter_map(|(name, hex)| Some((name, rgb(hex.strip_suffix(';')?)?)))
        .collect()
}

fn rgb(hex: &str) -> Option<[f64; 3]> {
    let channel = |from: usize| u8::from_str_radix(hex.get(from..from + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?].map(f64::from))
}

/// WCAG 2.x relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let part = channel / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The two blocks of tokens, light and dark.
fn themes() -> (&'static str, &'static str) {
    let (light, rest) = CSS
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap_or_default();
    (light, rest.split_once("\n}\n").map_or("", |(dark, _)| dark))
}

#[test]
fn the_style_sheet_keeps_its_budget() {
    assert!(CSS.len() <= 12 * 1024, "{} bytes", CSS.len());
    assert!(TABLES.len() <= 6 * 1024, "{} bytes", TABLES.len());
    for script in SCRIPTS {
        assert!(script.len() <= 6 * 1024, "{} bytes", script.len());
    }
}

#[test]
fn every_colour_stands_out_as_the_table_says_in_both_themes() {
    let (light, dark) = themes();
    for (theme, figures) in [(tokens(light), 0), (tokens(dark), 1)] {
        for (front, back, in_light, in_dark) in CONTRASTS {
            let wanted = if figures == 0 { in_light } else { in_dark };
            let measured = theme
                .get(front)
                .zip(theme.get(back))
                .map_or(0.0, |(front, back)| contrast(*front, *back));
            // The table is rounded to tenths.
            let least = f64::from(wanted) / 10.0 - 0.06;
            assert!(
                measured >= least,
                "{front} on {back}: {measured:.2}, not {least:.2}"
            );
        }
    }
}

/// The rule that judges an operator's colour knows the colours it is seen with.
#[test]
fn the_accent_is_judged_beside_the_colours_of_the_style_sheet() {
    let (light, dark) = themes();
    for (theme, block) in [(LIGHT, light), (DARK, dark)] {
        let on_accent = ("on-accent", theme.on_accent);
        for (token, colour) in theme.grounds.into_iter().chain([on_accent]) {
            let line = format!("--{token}: {colour};");
            assert!(block.contains(&line), "{}: {line}", theme.name);
        }
    }
}

#[test]
fn an_accent_is_refused_below_four_and_a_half_and_adapted_where_a_theme_has_none() {
    let colour = |text| Colour::parse(text).expect("a colour");
    for (light, dark, wanted) in [
        ("#1F5AA8", "#8AB8F5", None),
        ("#000000", "#FFFFFF", None),
        ("#FFFFFF", "#FFFFFF", Some(("light", "card"))),
        ("#1F5AA8", "#000000", Some(("dark", "card"))),
        // Readable on the card, and not on the page, or what is sunk into the card.
        ("#757575", "#8AB8F5", Some(("light", "page"))),
        ("#6F6F6F", "#8AB8F5", Some(("light", "sunk"))),
    ] {
        let found = Accent::of(Some(colour(light)), Some(colour(dark)));
        let faint = found.err().map(|faint| (faint.theme, faint.beside));
        assert_eq!(faint, wanted, "{light} {dark}");
    }
    for given in ["#7A1FA2", "#2F6B2F", "#000000", "#B3261E", "#1F5AA8"] {
        let accent = Accent::of(Some(colour(given)), None)
            .expect("readable")
            .expect("given");
        for (theme, colour) in accent.themes() {
            assert!(theme.accept(colour).is_ok(), "{given}: {colour}");
            assert!(
                theme.accept(theme.hover(colour)).is_ok(),
                "{given}: {colour}"
            );
        }
    }
    assert_eq!(Accent::of(None, None), Ok(None));
    for wrong in [
        "1F5AA8", "#1F5AA", "#1F5AA8F", "#1F5AAG", "#+F5AA8", "blue", "#ßF5AA", "",
    ] {
        assert_eq!(Colour::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn colours_stand_in_the_tokens_only_and_both_themes_have_the_same() {
    let (light, dark) = themes();
    assert!(tokens(light).len() >= 16);
    assert_eq!(
        tokens(light).keys().collect::<Vec<_>>(),
        tokens(dark).keys().collect::<Vec<_>>()
    );
    let (_, after) = CSS.split_once("/* The page */").unwrap_or_default();
    assert!(!after.is_empty());
    for colour in ["#0", "#1", "#F", "#f", "rgb(", "hsl("] {
        assert!(
            !after.contains(colour) && !TABLES.contains(colour),
            "{colour}"
        );
    }
}

#[test]
fn directions_are_logical_and_nothing_moves() {
    let banned = [
        "-left",
        "-right",
        " left:",
        " right:",
        " width:",
        " height:",
        ": left",
        ": right",
        "margin-top",
        "margin-bottom",
        "padding-top",
        "padding-bottom",
        " top:",
        " bottom:",
        "animation",
        "transition",
        "gradient",
        "@import",
        "@font-face",
        "http",
        "!important",
        "outline: none",
        "outline: 0",
    ];
    for word in banned {
        assert!(!CSS.contains(word) && !TABLES.contains(word), "{word}");
    }
}

#[test]
fn every_file_that_is_named_is_there() {
    let named = CSS
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'));
    let mut count = 0;
    for (file, _) in named {
        assert!(place("static").join(file).is_file(), "{file}");
        count += 1;
    }
    assert!(count >= 5);
    for (name, _, page) in super::all_pages() {
        for rest in page.html.split("\"/static/").skip(1) {
            let file = rest.split('"').next().unwrap_or_default();
            if name.contains("-branded")
                && (file.starts_with("accent-") || file.starts_with("logo-"))
            {
                continue;
            }
            assert!(place("static").join(file).is_file(), "{name}: {file}");
        }
    }
}

#[test]
fn the_script_writes_text_and_never_markup() {
    for banned in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "http:",
    ] {
        let has = |script: &&str| script.contains(banned);
        assert!(!SCRIPTS.iter().any(has), "{banned}");
    }
}
