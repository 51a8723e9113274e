//! `vestibule audit list` and `audit follow`: what was done, for people and for scripts.

use super::place::{Place, each_place};
use crate::kit::waits_for;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::sync::mpsc;

/// The lines of a list.
#[track_caller]
fn list(place: &Place, options: &str) -> Vec<Value> {
    let run = place.does(&format!("audit list --json {options}"));
    assert_eq!(run.err, "");
    let lines = run.out.lines().map(serde_json::from_str);
    lines
        .collect::<Result<_, _>>()
        .expect("a JSON object a line")
}

fn names(events: &[Value]) -> Vec<&str> {
    let names = events.iter().map(|event| event["event"].as_str());
    names.map(|name| name.expect("a name")).collect()
}

#[test]
fn acts_of_commands_are_listed_newest_first_and_found_by_each_filter() {
    each_place(|place| {
        let ada = place.adds_user("ada");
        place.does("user edit ada --locale et");
        place.does("app add --name Paint --kind desktop");
        place.does("user disable ada");
        let all = list(place, "");
        let expected = [
            "user_disabled",
            "app_added",
            "user_edited",
            "user_added",
            "migrated",
        ];
        assert_eq!(names(&all), expected);
        let edited = &all[2];
        assert_eq!(edited["actor"], json!({"kind": "cli", "id": null}));
        assert_eq!(edited["user"], json!(ada));
        assert_eq!(edited["outcome"], "ok");
        assert_eq!(
            edited["detail"],
            json!({"fields": ["locale"], "old": {"locale": null}, "new": {"locale": "et"}})
        );
        for absent in ["app", "session", "request_id", "network"] {
            assert_eq!(edited[absent], Value::Null, "{absent}");
        }
        let id = edited["id"].as_str().expect("an ID");
        assert_eq!(id.len(), 11);
        assert!(all[0]["id"].as_str() > Some(id));
        let at = edited["at"].as_str().expect("a time");
        assert!(at.len() == 24 && at.ends_with('Z'), "{at}");

        for (options, found) in [
            (
                "--user ada",
                vec!["user_disabled", "user_edited", "user_added"],
            ),
            ("--user ada --event user_edited", vec!["user_edited"]),
            ("--app Paint", vec!["app_added"]),
            ("--app 1", vec!["app_added"]),
            ("--event migrated", vec!["migrated"]),
            ("--outcome refused", vec![]),
            ("--since 1h --limit 1", vec!["user_disabled"]),
            ("--until 1h", vec![]),
            (
                "--since 2020-01-01T00:00:00Z --until 2020-01-02T00:00:00+02:00",
                vec![],
            ),
        ] {
            assert_eq!(names(&list(place, options)), found, "{options}");
        }
        let same = list(place, &format!("--since {at} --until {at}"));
        assert_eq!(same, Vec::<Value>::new());
    });
}

#[test]
fn people_read_a_sentence_for_each_event_and_of_a_bad_filter_what_is_wrong() {
    each_place(|place| {
        place.adds_user("ada");
        place.does("user disable ada");
        let shown = place.does("audit list").out;
        let newest = shown.lines().next().expect("a line");
        assert!(
            newest.ends_with("  a user was disabled  user ada  by cli"),
            "{newest}"
        );
        assert!(
            shown.contains("  the database was migrated (to: "),
            "{shown}"
        );
        place.does("user remove ada --yes");
        let shown = place.does("audit list --event user_disabled").out;
        assert!(shown.contains("user (removed)"), "{shown}");
        let none = place.does("audit list --outcome failed");
        assert_eq!((none.out.as_str(), none.err.as_str()), ("", "No events.\n"));
        place.refuses("audit list --user nobody", &["there is no user"]);
        place.refuses("audit list --app nothing", &["there is no app"]);
        place.refuses(
            "audit list --since yesterday",
            &["neither a time span nor a date"],
        );
        let unknown = place.runs(&["audit", "list", "--event", "nonsense"]);
        assert_eq!(unknown.code, 2, "{unknown:?}");
    });
}

#[test]
fn who_follows_reads_each_act_of_other_commands_once_until_control_c() {
    each_place(|place| {
        place.adds_user("ada");
        let mut child = place.starts(&["audit", "follow", "--json"], "");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (tell, told) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in out.lines() {
                let event: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
                if tell.send(event).is_err() {
                    return;
                }
            }
        });
        let mut first = None;
        let mut number = 0;
        // What was done before it began is not told.
        waits_for("the first event", || {
            number += 1;
            place.does(&format!("user edit ada --display-name n{number}"));
            first = told.try_recv().ok();
            first.is_some()
        });
        place.does("user disable ada");
        place.does("user enable ada");
        let mut after: Vec<Value> = Vec::new();
        while after
            .last()
            .is_none_or(|event| event["event"] != "user_enabled")
        {
            let next = told.recv_timeout(std::time::Duration::from_secs(60));
            after.push(next.expect("it goes on"));
        }
        let ids = after
            .iter()
            .chain(&first)
            .map(|event| event["id"].to_string());
        let mut ids: Vec<String> = ids.collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "each once");
        let others = names(&after)
            .into_iter()
            .filter(|name| *name != "user_edited");
        assert_eq!(
            others.collect::<Vec<_>>(),
            ["user_disabled", "user_enabled"]
        );
        let pid = child.id().to_string();
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .expect("kill");
        child.wait().expect("it ends");
        reader.join().expect("the pipe is closed");
    });
}
