//! What a server sees of its own health.

use super::acts::MAIL;
use super::admin;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::each_app;
use std::time::Duration;
use vestibule::flow::users::{self, Way};
use vestibule::store::Store;

#[test]
fn what_waits_is_said_with_its_age_and_what_is_well_is_said_too() {
    each_app(MAIL, |app| {
        let mut ada = admin(app, "ada");
        let page = ada.get("/admin/health");
        is_page(&page, 200, ORDINARY);
        let text = text_of(&page.text());
        let schema = Store::schema().expect("a schema");
        for said in [
            env!("CARGO_PKG_VERSION"),
            &schema,
            "Nothing waits to be sent.",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
        assert!(
            !text.contains("Check this") && !text.contains("socket gateway"),
            "{text}"
        );
        app.adds_user("bob", Some("bob@example.org"));
        users::reset_link(app.platform(), "bob", Way::Mailed).expect("a link");
        let text = text_of(&ada.get("/admin/health").text());
        assert!(
            text.contains("Mails 1 ") && !text.contains("Check this"),
            "{text}"
        );
        app.advance(Duration::from_secs(16 * 60));
        let text = text_of(&ada.get("/admin/health").text());
        assert!(text.contains("Check this"), "{text}");
    });
}
