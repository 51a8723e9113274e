//! What a form of the console does not offer, and is sent anyway; and one app too many.

use super::OPEN;
use super::console::{CALLBACK, all, each_console, form_of_new, registers_at, saves};
use crate::audit::leaves;
use crate::kit::form::text_of;
use crate::web::account::signed_in;
use std::time::Duration;

#[test]
fn what_is_for_operators_to_set_is_refused_when_it_is_sent_by_hand_and_nothing_is_saved() {
    let by_hand: [(&str, &str); 15] = [
        ("grant.password", "on"),
        ("grant.client_credentials", "on"),
        ("response_type.token", "on"),
        ("switch.resource_server", "on"),
        ("switch.token_by_get", "on"),
        ("switch.token_in_query", "on"),
        ("switch.within_site_domain", "on"),
        ("switch.allow_short_scheme", "on"),
        ("switch.second_factor_required", "on"),
        ("style.geni_live", "on"),
        ("owner", "The Platform"),
        ("number", "7"),
        ("client_id", "Abcdefghijklmnopqrstuvwxyz0123456789abcd"),
        ("client_secret", "a-secret-of-their-own-42"),
        ("token_ttl", "31536000"),
    ];
    each_console(OPEN, |app, ada| {
        let offered = form_of_new(ada, "Otter");
        for (name, value) in by_hand {
            if name != "token_ttl" {
                assert_eq!(offered.value(name), None, "{name} is offered");
            }
            let mut form = form_of_new(ada, "Otter");
            form.set(name, value);
            if name == "switch.within_site_domain" {
                form.set("site_domain", "otter.example");
            }
            let page = leaves(app, &[], || saves(ada, &form));
            assert_eq!(page.status, 400, "{name}: {}", text_of(&page.text()));
            assert!(page.text().contains("role=\"alert\""), "{name}");
            assert!(all(app).is_empty(), "{name}");
        }
        // The same at an app that is there.
        registers_at(ada, "Otter");
        let made = all(app).remove(0);
        for (name, value) in by_hand {
            let is_identity = ["number", "client_id", "client_secret"].contains(&name);
            let path = format!("/developer/apps/{}/edit", made.id.0);
            let mut form = ada.get(&path).form("Save");
            form.set(name, value);
            if name == "switch.within_site_domain" {
                form.set("site_domain", "otter.example");
            }
            let answer = leaves(app, &[], || saves(ada, &form));
            let wanted = if is_identity { 303 } else { 400 };
            assert_eq!(answer.status, wanted, "{name}: {}", text_of(&answer.text()));
            let now = all(app).remove(0);
            assert_eq!(
                (now.grants, now.switches),
                (made.grants.clone(), made.switches.clone())
            );
            assert_eq!((now.client_id, now.owner), (made.client_id.clone(), None));
        }
    });
    let only = "[developers]\nmode = \"open\"\nscopes = [\"basic\"]\nkinds = [\"desktop\"]\n";
    each_console(only, |app, ada| {
        for (name, value) in [("scope.email", "on"), ("kind", "web")] {
            let mut form = form_of_new(ada, "Otter");
            form.set("redirect_uris", "http://127.0.0.1/cb");
            assert_eq!(form.value("scope.email"), None);
            form.set(name, value);
            if name == "kind" {
                form.set("redirect_uris", CALLBACK);
            }
            let page = leaves(app, &[], || saves(ada, &form));
            assert_eq!(page.status, 400, "{name}: {}", text_of(&page.text()));
        }
        assert!(all(app).is_empty());
    });
}

#[test]
fn one_app_too_many_is_refused_with_the_number() {
    let two = "[developers]\nmode = \"open\"\nmax_apps = 2\n";
    each_console(two, |app, ada| {
        for name in ["Otter", "Beaver"] {
            assert_eq!(registers_at(ada, name).status, 200);
        }
        let page = leaves(app, &[], || registers_at(ada, "Mole"));
        assert_eq!(page.status, 409);
        assert!(
            text_of(&page.text()).contains("You have 2 apps"),
            "{}",
            page.text()
        );
        assert_eq!(all(app).len(), 2);
    });
    each_console(OPEN, |app, ada| {
        for name in ["Otter", "Beaver", "Mole", "Vole", "Heron"] {
            assert_eq!(registers_at(ada, name).status, 200);
        }
        let page = leaves(app, &[], || registers_at(ada, "Newt"));
        assert_eq!(page.status, 409);
        let text = text_of(&page.text());
        assert!(
            text.contains("You registered 5 apps within a day"),
            "{text}"
        );
        // Names are free words in one's own form.
        app.advance(Duration::from_secs(24 * 3600));
        let mut ada = signed_in(app, "ada");
        let form = form_of_new(&mut ada, "0tter");
        let page = saves(&mut ada, &form);
        assert_eq!(page.status, 200);
        assert!(text_of(&page.text()).contains("a name that reads like this one"));
        assert_eq!(all(app).len(), 5);
    });
}
