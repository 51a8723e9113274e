//! What an owner changes about an app counts for what was issued before, too.

use super::{each_pair, each_program, is_consent_page};
use crate::kit::app::PASSWORD;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{gives_pair, refuses};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, GrantType};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::apps;

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn what_an_app_got_upon_its_secret_ends_when_it_gives_the_secret_up() {
    each_pair("", |app, program, pair| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let own = program.asks(&[("grant_type", "client_credentials")]);
        let own = own.json()["access_token"].as_str().expect("one").to_owned();
        let wishes = Wishes {
            confidentiality: Some(Confidentiality::Public),
            grants: Some(vec![GrantType::AuthorizationCode, GrantType::RefreshToken]),
            ..Wishes::default()
        };
        app.advance(MOMENT);
        apps::edit(app.platform(), &program.app.uuid, &wishes).expect("edits");
        app.advance(MOMENT);
        for token in [&pair.access, &own] {
            assert!(!app.is_live(token));
        }
        let alone = program.without_secret();
        let text = "Invalid refresh token";
        refuses(&alone.refreshes(&pair.refresh), 400, "invalid_grant", text);
        refuses(
            &alone.redeems(&code),
            400,
            "invalid_grant",
            "Invalid authorization code",
        );
    });
}

#[test]
fn a_password_given_to_an_app_skips_no_page_later() {
    each_program(|app, program| {
        let path = format!(
            "/platform/oauth/authorize?client_id={}&redirect_uri=https%3A%2F%2Fclient.example%2Fcb",
            program.app.client_id
        );
        let trades = || {
            let fields = [
                ("grant_type", "password"),
                ("username", "ada"),
                ("password", PASSWORD),
            ];
            gives_pair(&program.asks(&fields))
        };
        let pair = trades();
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        assert!(is_consent_page(&page), "{}", page.text());
        // What was allowed on a page stays remembered, and the password starts no time anew.
        let answer = app.presses(&mut browser, &page, "Allow");
        assert_eq!(answer.status, 302);
        app.advance(days(89));
        trades();
        app.advance(days(1));
        let again = app.signs_in(&mut app.stranger(), &path, "ada");
        assert!(is_consent_page(&again), "{}", again.text());
        assert!(!app.is_live(&pair.access), "a day is over");
    });
}
