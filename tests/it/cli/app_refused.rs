//! `vestibule app add`: what programs have built in, and what is refused.

use super::app::{ADD, CALLBACK, add};
use super::place::{Place, each_place};
use crate::kit::told::{holds, words};
use serde_json::json;

#[track_caller]
fn refused(place: &Place, flags: &str, told: &[&str]) {
    place.runs(&[ADD, &words(flags)].concat()).refuses(told);
}

#[test]
fn what_programs_have_built_in_is_taken_over() {
    each_place(|place| {
        let key = format!("A{}", "0".repeat(39));
        let given = [
            ADD,
            CALLBACK,
            &["--id", "7", "--client-id", &key, "--client-secret-stdin"],
        ]
        .concat();
        let app = place.runs_with(&given, "a-secret-of-theirs\n").json();
        let wanted = json!({"id": 7, "client_id": key, "client_secret": "a-secret-of-theirs"});
        holds(&app, &wanted);
        assert_eq!(add(place, &["--kind", "desktop"])["id"], json!(8));
        let taken = ["number 7 is taken", "--id"];
        refused(place, "--kind desktop --id 7", &taken);
        for id in ["0", "1000000000000"] {
            refused(
                place,
                &format!("--kind desktop --id {id}"),
                &["1 to 999999999999"],
            );
        }
        let with_key = |key: &str| format!("--kind desktop --client-id {key}");
        refused(place, &with_key(&key), &["another app", "--client-id"]);
        let odd = format!("{}-", "A".repeat(39));
        for bad in ["short", &"0".repeat(40), &"A".repeat(41), &odd] {
            refused(place, &with_key(bad), &["40 letters and digits"]);
        }
        let stdin = |kind: &[&str], secret: &str| {
            place.runs_with(&[ADD, kind, &["--client-secret-stdin"]].concat(), secret)
        };
        stdin(CALLBACK, "short").refuses(&["16 to 128"]);
        stdin(CALLBACK, "a secret with spaces").refuses(&["16 to 128"]);
        stdin(CALLBACK, "").refuses(&["empty"]);
        stdin(&["--kind", "desktop"], "a-secret-of-theirs")
            .refuses(&["no secret", "--confidential"]);
    });
}

#[test]
fn what_does_not_hold_together_is_refused_with_what_mends_it() {
    let place = Place::new();
    for flag in ["--public", "--response-type token"] {
        let mends = ["--redirect-uri https://example.org/callback"];
        refused(&place, &format!("--kind web {flag}"), &mends);
    }
    for uri in [
        "http://otter.example/cb",
        "javascript:alert(1)",
        "geni7://x",
    ] {
        let flags = format!("--kind web --redirect-uri {uri}");
        refused(&place, &flags, &["redirect URI", uri]);
    }
    let short = "--kind desktop --redirect-uri geni7://x";
    refused(&place, short, &["--allow-short-scheme"]);
    refused(
        &place,
        &[CALLBACK, &CALLBACK[2..]].concat().join(" "),
        &["twice"],
    );
    for page in ["auth_success", "auth_failed", "auth_success?x=1"] {
        let own = format!("http://127.0.0.1:8080/platform/oauth/{page}");
        let flags = format!("--kind desktop --redirect-uri {own}");
        refused(&place, &flags, &["display=desktop"]);
    }
    for (flags, told) in [
        (
            "--grant client_credentials",
            ["client_credentials", "--confidential"],
        ),
        (
            "--resource-server on",
            ["resource-server", "--confidential"],
        ),
        ("--token-ttl 0", ["at least a second", "--token-ttl"]),
        (
            "--token-ttl 99999999999",
            ["a hundred years", "--token-ttl"],
        ),
        ("--scope wings", ["\"wings\"", "basic, email"]),
        ("--site-url otter.example", ["--site-url", "https://"]),
        ("--site-url javascript:alert(1)", ["--site-url", "https://"]),
        (
            "--privacy-url javascript:alert(1)",
            ["--privacy-url", "https://"],
        ),
        ("--terms-url otter.example", ["--terms-url", "https://"]),
        (
            "--site-domain https://otter.example",
            ["--site-domain", "example.org"],
        ),
        ("--site-domain 127.0.0.1", ["--site-domain", "example.org"]),
        ("--within-site-domain on", ["--site-domain", "is"]),
        (
            "--canvas-origin https://c.example/",
            ["canvas", "port alone"],
        ),
        (
            "--canvas-origin https://C.example",
            ["canvas", "port alone"],
        ),
        (
            "--canvas-origin https://me@c.example",
            ["canvas", "port alone"],
        ),
        ("--canvas-origin http://c.example", ["canvas", "port alone"]),
        ("--canvas-origin com.example.app:", ["canvas", "port alone"]),
        ("--owner \u{202e}x", ["owner", "text-direction"]),
        ("--description \u{1b}[2J", ["description", "control"]),
    ] {
        refused(&place, &format!("--kind desktop {flags}"), &told);
    }
    for suffix in ["co.uk", "github.io", "co.uk."] {
        let within = format!("--kind web --within-site-domain on --site-domain {suffix}");
        refused(&place, &within, &["anybody can have", suffix]);
    }
    for name in ["", "  ", &"x".repeat(81), "a\u{2066}b", "a\nb"] {
        place
            .runs(&["app", "add", "--kind", "desktop", "--name", name])
            .refuses(&["name"]);
    }
    for usage in [
        "--kind toaster",
        "--style loud",
        "--grant magic",
        "--token-ttl soon",
    ] {
        let flags = format!("--kind desktop {usage}");
        let code = place.runs(&[ADD, &words(&flags)].concat()).code;
        assert_eq!(code, 2, "{usage}");
    }
    assert_eq!(place.json(&["app", "list", "--json"]), json!([]));
}
