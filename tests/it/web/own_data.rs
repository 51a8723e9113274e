//! *Download my data*: the file that an operator makes of somebody, for themselves.

use super::account::signed_in;
use super::own_email::{MAIL, NEW, wished_link};
use super::{each_app, submits_with};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::text_of;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::flow::users;

const PATH: &str = "/account/data";
const BUTTON: &str = "Download";

#[test]
fn somebody_downloads_what_an_operator_would_export_and_nobody_else_s() {
    each_app("", |app: &TestApp| {
        app.adds_user("ada", Some("ada@example.org"));
        app.adds_user("eve", Some("eve@example.org"));
        let (_, path) = app.adds_desktop_app();
        let token = app.gets_token(&path, "ada");
        let mut browser = signed_in(app, "ada");
        let page = browser.get(PATH);
        assert!(text_of(&page.text()).contains("everything that Vestibule stores about you"));
        let form = page.form(BUTTON);
        let file = submits_with(&mut browser, &form, BUTTON, &[]);
        assert_eq!(file.status, 200, "{}", file.text());
        for (name, value) in [
            ("content-type", "application/json"),
            (
                "content-disposition",
                "attachment; filename=\"account-data.json\"",
            ),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(file.header(name), Some(value));
        }
        let document: Value = serde_json::from_str(&file.text()).expect("JSON");
        let exported = users::export(app.platform(), "ada").expect("an export");
        assert_eq!(document, exported);
        assert_eq!(document["user"]["email"], "ada@example.org");
        let text = file.text();
        for secret in [token.as_str(), PASSWORD, "eve@", "argon2id$"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        // As often as they like: it changes nothing.
        app.advance(Duration::from_secs(60));
        let again = submits_with(&mut browser, &form, BUTTON, &[]);
        assert_eq!(again.status, 200);
        // Opened as a link it is a page, and no file.
        assert_eq!(browser.get(PATH).header("content-disposition"), None);
    });
}

#[test]
fn the_file_has_how_somebody_signed_in_and_the_address_that_they_wish() {
    each_app(MAIL, |app: &TestApp| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        let (_, path) = app.adds_desktop_app();
        app.gets_token(&path, "ada");
        wished_link(app, &ada, NEW);
        let file = users::export(app.platform(), "ada").expect("an export");
        let session = &file["sessions"][0];
        assert_eq!(session["methods"], json!(["pwd"]));
        assert_eq!(session["confirmed_at"], session["began_at"]);
        assert_eq!(file["known_browsers"][0]["trusted_until"], Value::Null);
        assert_eq!(file["one_time_links"][0]["address"], NEW);
        let mails = file["mails"].as_array().expect("a list");
        let mail = mails.iter().find(|mail| mail["kind"] == "verify");
        let mail = mail.expect("a mail to the address");
        assert_eq!(mail["to"], NEW);
        assert_ne!(mail["give_up_at"], Value::Null);
        let token = &file["access_tokens"][0]["sign_in"];
        assert_eq!(token["methods"], json!(["pwd"]));
        assert_eq!(token["authenticated_at"], session["began_at"]);
        assert!(!file.to_string().contains("link="), "{file}");
    });
}
