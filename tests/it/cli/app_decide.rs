//! `vestibule app approve`, `decline` and `hand-over`.

use super::place::{PASSWORD, each_place};
use crate::kit::told::{says, words};
use serde_json::Value;

#[test]
fn an_app_is_handed_over_and_show_tells_whose_it_is() {
    each_place(|place| {
        place
            .runs_with(&words("user add ada --password-stdin"), PASSWORD)
            .succeeds();
        place.does("app add --name Otter --kind desktop");
        let plain = place.json(&words("app show Otter --json"));
        assert_eq!(plain.get("standing"), None, "the operators' own");
        place.refuses(
            "app hand-over Otter --to grace",
            &["no active user", "user list"],
        );
        let told = place.does("app hand-over Otter --to ada");
        says(&told.err, &["Otter belongs to ada now."]);
        let shown = place.json(&words("app show Otter --json"));
        let standing = &shown["standing"];
        assert_eq!(standing["owner_user"], "ada");
        assert!(standing["approved_at"].is_string());
        assert_eq!(standing["proposal"], Value::Null);
        says(
            &place.does("app show Otter").out,
            &["owned by          ada"],
        );
        let json = place.json(&words("app hand-over Otter --to ada --json"));
        assert_eq!(json["standing"]["owner_user"], "ada");
    });
}

#[test]
fn where_nothing_waits_there_is_nothing_to_decide() {
    each_place(|place| {
        place.does("app add --name Otter --kind desktop");
        for command in ["approve Otter", "decline Otter --why No"] {
            let told = ["nothing of app 1 waits", "vestibule app list"];
            place.refuses(&format!("app {command}"), &told);
        }
        let told = ["tell the owner why", "--why"];
        place
            .runs(&["app", "decline", "Otter", "--why", " "])
            .refuses(&told);
        place.refuses("app approve Weasel", &["there is no app"]);
    });
}
