//! The recordings that say by themselves what is asked, each with the world that it plays in.

use super::script::Script;
use crate::broker::{self, MADE_UP, operator};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{CALLBACK, adds_desktop_app, adds_web_app};
use crate::kit::issued::{Allowed, CHALLENGE, PLAIN, makes_code};
use crate::kit::program::{public_program, server_program};
use crate::kit::server::Home;
use crate::openid::device::device;
use crate::web::{each_app, own_path, tries};
use std::time::Duration;
use vestibule::domain::oauth::client::{Kind, ResponseType, Style, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::{self, NewUser, Role};

/// With a limit of calls that no recording meets.
const BROKER: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 1000\n[turn]\n\
     secret = \"north-star-of-the-relay\"\nuris = [\"turn:relay.example:3478?transport=udp\"]\nttl = 3600";

#[test]
fn signing_in_allowing_and_what_is_refused_are_as_recorded() {
    each_app("", |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let geni = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            response_types: Some(vec![ResponseType::Token, ResponseType::Code]),
            style: Some(Style::GeniLive),
            owner: Some("The Painters".to_owned()),
            site_url: Some("https://client.example/".to_owned()),
            ..Wishes::default()
        });
        let names = [
            ("desktop", adds_desktop_app(app, &["my-app:/cb"])),
            ("web", adds_web_app(app, &[CALLBACK])),
            (
                "two",
                adds_web_app(app, &[CALLBACK, "https://client.example/other?a=1"]),
            ),
            ("geni", geni.app.client_id),
            ("8193 letters", "x".repeat(8193)),
            ("33000 letters", "x".repeat(33_000)),
            ("101 fields", "a=1&".repeat(101)),
            ("129 KB", "x".repeat(129 * 1024)),
        ];
        let names = names
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        Script::new(&app.address, &names)
            .plays("pages", |script, words| script.happens(app, words));
    });
}

#[test]
fn the_account_pages_are_as_recorded() {
    each_app("", |app| {
        let paint = app.adds_app(Wishes {
            name: Some("Paint".to_owned()),
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            ..Wishes::default()
        });
        let print = adds_desktop_app(app, &[]);
        let names = [
            ("paint", paint.app.client_id.as_str()),
            ("print", &print),
            ("129 letters", &"x".repeat(129)),
        ];
        Script::new(&app.address, &names).plays("account", |script, words| match words {
            "ada is added" => drop(app.adds_user("ada", Some("ada@example.org"))),
            "ivy is invited, and ada gets a link" => {
                let (invited, reset) = links(app);
                script.tape.names("invited", &invited);
                script.tape.names("reset", &reset);
            }
            "ivy types ten wrong passwords" => {
                for _ in 0..10 {
                    tries(&mut app.stranger(), "/account/sign-in", "ivy", "wrong");
                }
            }
            _ => script.happens(app, words),
        });
    });
}

#[test]
fn what_devices_and_their_users_see_is_as_recorded() {
    each_app("", |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let television = device(app);
        let names = [("television", television.app.client_id.as_str())];
        let script = Script::new(&app.address, &names);
        script.plays("devices", |script, words| script.happens(app, words));
    });
}

fn links(app: &TestApp) -> (String, String) {
    let new = NewUser {
        name: "ivy",
        email: None,
        email_verified: false,
        display_name: None,
        locale: None,
        role: Role::Person,
    };
    let invited = users::invite(app.platform(), new, users::Way::Printed).expect("is invited");
    app.advance(Duration::from_millis(1));
    let reset = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
    (own_path(app, &invited.link), own_path(app, &reset.link))
}

#[test]
fn what_programs_are_told_is_as_recorded() {
    each_app("", |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        let open = Wishes {
            on: vec![Switch::TokenByGet, Switch::TokenInQuery],
            ..Wishes::default()
        };
        let api = Wishes {
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        };
        let (server, api) = (server_program(app, open), server_program(app, api));
        let public = public_program(app, Wishes::default());
        let names = [
            ("ada", ada.public_id.as_str()),
            ("password", PASSWORD),
            ("server", &server.app.client_id),
            ("secret", server.secret.as_deref().expect("a secret")),
            ("basic", &server.basic()),
            ("api", &api.app.client_id),
            ("api secret", api.secret.as_deref().expect("a secret")),
            ("public", &public.app.client_id),
        ];
        let less = Allowed {
            scopes: "basic",
            scopes_changed: true,
            challenge: Some(CHALLENGE),
            ..PLAIN
        };
        Script::new(&app.address, &names).plays("programs", |script, words| {
            let allowed = match words.split_once(" is allowed for ") {
                None => return script.happens(app, words),
                Some((_, "less and with a challenge")) => less,
                Some(_) => PLAIN,
            };
            let code = makes_code(app, &server.app, "ada", allowed);
            let name = words.split(' ').next().unwrap_or_default();
            script.tape.names(name, &code);
        });
    });
}

#[test]
fn the_broker_api_is_as_recorded() {
    each_app(BROKER, |app| {
        let (server, admin) = (broker::server(app), operator(app));
        let names = [
            ("app", server.app.uuid.as_str()),
            ("secret", &server.secret),
            ("admin", &admin),
            ("made up", MADE_UP),
            ("password", PASSWORD),
        ];
        Script::new(&app.address, &names)
            .plays("broker", |script, words| script.happens(app, words));
    });
}

#[test]
fn the_demo_is_as_recorded() {
    let home = Home::new("");
    let demo = home.shows_demo();
    Script::new(&demo.address, &[]).plays("demo", |_, _| {});
}
