//! Socket clients: their list, and what is done to them.

use super::acts::secret;
use super::good_once::{Act, is_good_once};
use super::people::goes_both_ways;
use super::{adds_admin, admin};
use crate::audit::leaves;
use crate::gateway::{Bot, ON};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::HttpClient;
use crate::web::{each_app, link, own_path, submits_with};
use vestibule::domain::gateway::client::SocketClient;
use vestibule::flow::gateway::Declared;
use vestibule::flow::gateway::clients;

const HOOK: &str = "https://bot.example.org/hook";
const OTHER: &str = "https://other.example.org/hook";

#[track_caller]
fn finds(app: &TestApp, name: &str) -> SocketClient {
    clients::find(app.platform(), name).expect("a client")
}

#[test]
fn each_form_is_good_once_for_who_it_was_made_and_what_was_seen() {
    each_app(ON, |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        let platform = app.platform();
        let standing = || format!("{:?}", clients::list(platform).expect("clients"));
        let moves = || {
            clients::edit(platform, "my bot", OTHER).expect("is changed");
            clients::edit(platform, "my bot", HOOK).expect("is changed");
            HOOK
        };
        let path = "/admin/socket-clients";
        is_good_once(
            app,
            &Act {
                path: format!("{path}/new"),
                button: "Save",
                typed: &[("name", "my bot"), ("webhook_url", HOOK)],
                events: &["socket_client_added"],
                leads: None,
                standing: &standing,
                moves: None,
            },
        );
        let edited = Some(format!("{path}/my%20bot?done=saved"));
        let other = [("webhook_url", OTHER)];
        for (act, button, typed, leads) in [
            ("edit", "Save", &other[..], edited),
            ("rotate", "New secret", &[], None),
            ("webhook-key", "Make a new key", &[], None),
        ] {
            is_good_once(
                app,
                &Act {
                    path: format!("{path}/my%20bot/{act}"),
                    button,
                    typed,
                    events: &["socket_client_edited"],
                    leads,
                    standing: &standing,
                    moves: Some(&moves),
                },
            );
        }
        let secret = clients::rotate(platform, "my bot").expect("is rotated");
        let _bot = Bot::identifies(app, "my bot", &secret.secret);
        is_good_once(
            app,
            &Act {
                path: format!("{path}/my%20bot/end-tokens"),
                button: "End tokens",
                typed: &[],
                events: &["socket_client_edited"],
                leads: Some(format!("{path}/my%20bot?done=tokens_ended")),
                standing: &standing,
                moves: Some(&moves),
            },
        );
        is_good_once(
            app,
            &Act {
                path: format!("{path}/my%20bot/remove"),
                button: "Remove",
                typed: &[],
                events: &["socket_client_removed"],
                leads: Some(format!("{path}?done=removed")),
                standing: &standing,
                moves: Some(&moves),
            },
        );
        assert_eq!(standing(), "[]");
    });
}

#[test]
fn socket_clients_are_listed_newest_first_in_parts_and_found_by_how_their_names_begin() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let empty = text_of(&ada.get("/admin/socket-clients").text());
        assert!(empty.contains("No socket clients yet."), "{empty}");
        assert!(empty.contains("The socket gateway is off"), "{empty}");
        for number in 1..=30 {
            app.adds_socket_client(&format!("Bot {number:02}"), None);
        }
        app.adds_socket_client("facebook", Some(HOOK));
        let all = goes_both_ways(&mut ada, "/admin/socket-clients");
        assert_eq!(
            (all.len(), all[0].as_str(), all[30].as_str()),
            (31, "facebook", "Bot 01")
        );
        let found = goes_both_ways(&mut ada, "/admin/socket-clients?find=bOT");
        assert_eq!((found.len(), found[0].as_str()), (30, "Bot 01"));
        let none = ada.get("/admin/socket-clients?find=nobody");
        assert!(text_of(&none.text()).contains("No socket client matches."));
        let page = ada.get("/admin/socket-clients");
        let text = text_of(&page.text());
        assert!(text.contains("Total: 31") && text.contains(HOOK), "{text}");
    });
}

/// The secret that a page shows once, where no cache keeps it.
#[track_caller]
fn shown_once(
    browser: &mut HttpClient,
    path: &str,
    button: &str,
    typed: &[(&str, &str)],
) -> String {
    let mut form = browser.get(path).form(button);
    for (name, value) in typed {
        form.set(name, value);
    }
    let page = submits_with(browser, &form, button, &[]);
    is_page(&page, 200, ORDINARY);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let shown = text_of(&secret(&page));
    shown.trim().to_owned()
}

#[test]
fn a_client_of_these_pages_identifies_and_its_page_counts_its_connections() {
    each_app(ON, |app| {
        let mut ada = admin(app, "ada");
        let first = shown_once(
            &mut ada,
            "/admin/socket-clients/new",
            "Save",
            &[("name", "facebook")],
        );
        let path = "/admin/socket-clients/facebook";
        let says = |ada: &mut HttpClient, said: &str| {
            let html = ada.get(path).text();
            assert!(html.contains(said), "no {said:?} in {html}");
        };
        says(&mut ada, "Not connected");
        says(&mut ada, "None: all its requests but ping are refused.");
        let bots = [
            Bot::identifies(app, "facebook", &first),
            Bot::identifies(app, "facebook", &first),
        ];
        says(&mut ada, "<dt>Connections now</dt><dd>2</dd>");
        let asks = text_of(&ada.get(&format!("{path}/rotate")).text());
        assert!(asks.contains("Connections now: 2"), "{asks}");
        let form = ada.get(&format!("{path}/end-tokens")).form("End tokens");
        leaves(app, &["socket_client_edited"], || {
            submits_with(&mut ada, &form, "End tokens", &[])
        });
        says(&mut ada, "<dt>Connections now</dt><dd>0</dd>");
        // There are none left: nothing ends.
        let form = ada.get(&format!("{path}/end-tokens")).form("End tokens");
        let again = leaves(app, &[], || {
            submits_with(&mut ada, &form, "End tokens", &[])
        });
        assert_eq!(
            own_path(app, again.location()),
            format!("{path}?done=tokens_ended")
        );
        let second = shown_once(&mut ada, &format!("{path}/rotate"), "New secret", &[]);
        assert_ne!(first, second);
        drop(bots);
        let _bot = Bot::identifies(app, "facebook", &second);
        let key = shown_once(
            &mut ada,
            &format!("{path}/webhook-key"),
            "Show the key",
            &[],
        );
        let kept = clients::webhook_key(app.platform(), &finds(app, "facebook"));
        assert_eq!(key, kept.as_str());
    });
}

#[test]
fn what_is_typed_wrong_is_said_and_nothing_is_done() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        app.adds_socket_client("facebook", None);
        for (name, hook, said) in [
            ("", "", "A name has 1 to 80 characters"),
            ("\u{202e}bot", "", "A name has 1 to 80 characters"),
            ("facebook", "", "Another socket client has that name."),
            (
                "bot",
                "http://bot.example.org/",
                "Our server cannot call this address",
            ),
            (
                "bot",
                "https://127.0.0.1/",
                "Our server cannot call this address",
            ),
        ] {
            let mut form = ada.get("/admin/socket-clients/new").form("Save");
            form.set("name", name);
            form.set("webhook_url", hook);
            let page = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
            is_page(&page, 200, ORDINARY);
            let html = page.text();
            assert!(html.contains("role=\"alert\""), "{name} {hook}");
            assert!(text_of(&html).contains(said), "{said}: {html}");
        }
        let path = "/admin/socket-clients/facebook/edit";
        let mut form = ada.get(path).form("Save");
        form.set("webhook_url", "nowhere");
        let page = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        assert!(page.text().contains("value=\"nowhere\""), "{}", page.text());
        assert_eq!(finds(app, "facebook").webhook_url, None);
        // Nothing is changed, and nothing is told.
        let form = ada.get(path).form("Save");
        let done = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        assert_eq!(done.status, 303);
        for nothing in ["nobody", "facebook/strange", "%ff", "face%00book"] {
            let path = format!("/admin/socket-clients/{nothing}");
            assert_eq!(ada.get(&path).status, 404, "{path}");
        }
    });
}

#[test]
fn every_name_has_a_page_of_its_own() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for name in ["new", "a/b", "..", ".", "~", "50%", "a?b#c", "\u{f5}un <b>"] {
            app.adds_socket_client(name, None);
            let list = ada.get("/admin/socket-clients");
            let path = link(&list, name);
            let page = ada.get(&path);
            is_page(&page, 200, ORDINARY);
            assert!(text_of(&page.text()).contains(name), "{path}");
            let form = ada.get(&format!("{path}/remove")).form("Remove");
            leaves(app, &["socket_client_removed"], || {
                submits_with(&mut ada, &form, "Remove", &[])
            });
        }
    });
}

#[test]
fn a_client_of_the_settings_file_is_read_only_but_for_its_tokens_and_webhook_key() {
    each_app(ON, |app| {
        let mut ada = admin(app, "ada");
        let declared = Declared {
            name: "facebook".to_owned(),
            secret: "a secret of the file".to_owned().into(),
            webhook_url: Some(HOOK.to_owned()),
        };
        clients::declare(app.platform(), &[declared]).expect("is declared");
        let path = "/admin/socket-clients/facebook";
        let page = ada.get(path);
        let text = text_of(&page.text());
        assert!(text.contains("Settings file"), "{text}");
        assert!(
            !text.contains("Edit") && !text.contains("New secret"),
            "{text}"
        );
        for act in ["edit", "rotate", "remove"] {
            let answer = ada.get(&format!("{path}/{act}"));
            assert_eq!(own_path(app, answer.location()), path, "{act}");
        }
        let key = shown_once(
            &mut ada,
            &format!("{path}/webhook-key"),
            "Make a new key",
            &[],
        );
        let kept = clients::webhook_key(app.platform(), &finds(app, "facebook"));
        assert_eq!(key, kept.as_str());
        let form = ada.get(&format!("{path}/end-tokens")).form("End tokens");
        assert_eq!(submits_with(&mut ada, &form, "End tokens", &[]).status, 303);
    });
}
