//! What is printed of the settings: masks, defaults, the reference.

use super::KEY;
use crate::cli::place::Place;
use crate::kit::root::kept;
use vestibule::settings::field::{self, Default, Example, Secrecy};
use vestibule::settings::reference;

#[test]
fn secrets_are_masked_wherever_they_stand() {
    let place = Place::new()
        .with("VESTIBULE_SECRET_KEY", KEY)
        .with("VESTIBULE_SECRET_KEY_PREVIOUS", &format!("{KEY},{KEY}"));
    for (url, shown) in [
        (
            "postgres://vest:hush@db.example/vest",
            "postgres://vest:********@db.example/vest",
        ),
        (
            "postgres://db.example:5433/vest?password=hush",
            "postgres://db.example:5433/vest?********",
        ),
        ("sqlite:here.db", "sqlite:here.db"),
    ] {
        for arguments in [vec!["settings"], vec!["settings", "--json"]] {
            let run = place
                .runs(&[arguments, vec!["--database-url", url]].concat())
                .succeeds();
            assert!(run.out.contains(shown), "{shown:?} is not in {}", run.out);
            assert!(
                !run.out.contains(KEY) && !run.out.contains("hush"),
                "{}",
                run.out
            );
        }
    }
}

#[test]
fn a_file_can_be_checked_by_itself() {
    // What stands in the environment does not count: the file goes to another machine.
    let place = Place::new().with("VESTIBULE_NO_SUCH_THING", "x");
    place.writes("good.toml", "public_url = \"https://id.example.org\"\n");
    place.writes("bad.toml", "public_url = \"https://id.example.org/\"\n");
    place.runs(&["settings", "--check", "good.toml"]).succeeds();
    place.refuses(
        "settings --check bad.toml",
        &["file bad.toml", "write \"https://id.example.org\""],
    );
    place.refuses("settings --check gone.toml", &["gone.toml"]);
}

#[test]
fn the_printed_defaults_are_a_file_that_changes_nothing_and_so_is_what_they_comment_out() {
    let place = Place::new();
    let text = place.runs(&["settings", "--defaults"]).succeeds().out;
    let examples: Vec<String> = examples().map(|(_, line)| line).collect();
    let awake: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(code) if examples.iter().any(|example| example == code) => format!("{line}\n"),
            Some(code) if !code.starts_with(' ') => format!("{code}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let default = place.json(&["settings", "--json"]);
    for (name, file) in [("asleep.toml", text), ("awake.toml", awake)] {
        place.writes(name, &file);
        let seen = place.json(&["settings", "--json", "--config", name]);
        for field in field::ALL {
            assert_eq!(
                seen[field.key]["value"], default[field.key]["value"],
                "{}",
                field.key
            );
            let is_written = name == "awake.toml" && matches!(field.default, Default::Value(_));
            assert_eq!(
                seen[field.key]["source"] != "default",
                is_written,
                "{}",
                field.key
            );
        }
    }
}

/// Settings without a default, with the line that shows how they are written.
fn examples() -> impl Iterator<Item = (&'static field::Field, String)> {
    field::ALL.iter().filter_map(|&field| match field.default {
        Default::Derived {
            example: Example::Value(value),
            ..
        } => Some((field, format!("{} = {value}", field.place().1))),
        _ => None,
    })
}

#[test]
fn o11_each_example_among_the_printed_defaults_can_be_taken_as_it_stands() {
    let place = Place::new();
    let text = place.runs(&["settings", "--defaults"]).succeeds().out;
    for (field, example) in examples() {
        let (table, _) = field.place();
        let mut file = String::new();
        for line in text.lines() {
            let heading = table.map(|table| format!("#[{table}]"));
            let is_its = line == format!("#{example}") || heading.is_some_and(|it| it == line);
            file.push_str(if is_its { &line[1..] } else { line });
            file.push('\n');
        }
        place.writes("one.toml", &file);
        let run = place.runs(&["settings", "--check", "one.toml"]);
        for word in ["Unknown", "line ", "table"] {
            assert!(!run.err.contains(word), "{}: {run:?}", field.key);
        }
        assert!(run.err.contains(field.key) || run.code == 0, "{run:?}");
        assert_ne!(file, format!("{text}"), "{} has no example", field.key);
    }
}

#[test]
fn o11_no_printed_example_is_a_secret_that_everybody_knows_or_none_at_all() {
    let place = Place::new();
    let text = place.runs(&["settings", "--defaults"]).succeeds().out;
    for field in field::ALL {
        let Default::Derived { example, .. } = field.default else {
            continue;
        };
        if field.secrecy == Secrecy::Secret {
            let Example::Words(words) = example else {
                panic!("{} shows {example:?}", field.key);
            };
            let lines = format!("Set {} to\n#   {words}\n", field.place().1);
            assert!(text.contains(&lines), "{text}");
        }
    }
}

#[test]
fn the_reference_is_what_the_program_says() {
    let written = format!("{DOCS_HEAD}\n{}", reference());
    assert_eq!(
        kept("docs/settings.md", &written),
        written,
        "run this test once with VESTIBULE_TEST_BLESS=1"
    );
}

const DOCS_HEAD: &str = "# Settings

Set a setting in `vestibule.toml` in the working directory (or in the file given with `--config`), in an environment
variable, or, for a few, with a command-line option: `--listen`, `--public-url`, `--database-url`, `--data-dir`.
Variables override the file; options override both. The server refuses to start with an unknown key or variable.
Restart it after a change.

A dot separates a table from a key: `sign_in_limit.window_s` is `window_s` under `[sign_in_limit]`. In a variable,
separate the items of a list with commas; `VESTIBULE_SCOPES` and `VESTIBULE_GATEWAY_CLIENTS` take an inline table. An
empty variable counts as not set. For settings that hold secrets, a variable ending in `_FILE` names a file with the
value: `VESTIBULE_DATABASE_URL_FILE`, `VESTIBULE_SECRET_KEY_FILE`, `VESTIBULE_SECRET_KEY_PREVIOUS_FILE`,
`VESTIBULE_TURN_SECRET_FILE`, `VESTIBULE_GATEWAY_CLIENTS_FILE`, `VESTIBULE_MAIL_PASSWORD_FILE`. Variables that
Kubernetes sets for a Service named `vestibule` are ignored.

## Files

Relative paths are relative to the working directory, not to the settings file. Owners and permissions of files:

| file | what is checked |
|---|---|
| `data_dir` | Must belong to the server's user or root. If everyone may write to it: corrected if the server owns it, else refused. |
| `secret.key`, `secret.key.previous`, `secret.key.next` | Must belong to the server's user or root. Any permission for everyone: refused. Permissions for the group: removed if the server owns the file; accepted with a warning if root owns it. |
| the database, also behind a link, and the files that SQLite keeps with it | Must belong to the server's user or root. Any permission for everyone: removed if the server owns the file; else refused if everyone may write it. |
| settings file | Must belong to the server's user or root. Writable by everyone: refused. Writable by a group, or readable by everyone with secrets in it: a warning. Never changed. |
| a file named by a variable ending in `_FILE` | Like the settings file. It always holds a secret, so readable by everyone is a warning (`chmod 600`; Kubernetes: `defaultMode: 0440`). |

When root runs a command, the server's user is the owner of the data folder, and root corrects the permissions of that
user's files too. A settings file that root names with `--config` may belong to anyone; one that root finds in the
working directory must belong to root. Without a data folder, root also accepts a `_FILE` of any owner.

## Commands

- `vestibule settings` shows the effective settings and where each one comes from; secrets are masked.
- `vestibule settings --defaults` prints a settings file to start from.
- `vestibule settings --check FILE` checks a file on its own.

## Reference

This table is generated; a test keeps it up to date.
";
