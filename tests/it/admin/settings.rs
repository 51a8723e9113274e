//! The settings in force, as `vestibule settings` prints them, without secrets.

use super::admin;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::one_app;
use vestibule::domain::answer::admin::settings::ShownValue;
use vestibule::settings::field;

#[test]
fn each_setting_is_shown_with_where_it_comes_from_and_of_a_secret_that_it_is_set() {
    let settings = "[audit]\nwebhook_url = \"https://siem.example.org/v\"\nwebhook_secret = \"hush-hush-hush-hush-hush-hush-hush-hush\"\n";
    one_app(settings, |app| {
        let mut ada = admin(app, "ada");
        let page = ada.get("/admin/settings");
        is_page(&page, 200, ORDINARY);
        let html = page.text();
        let text = text_of(&html);
        let in_force = &app.platform().policy.in_force;
        assert_eq!(in_force.len(), field::ALL.len());
        for one in in_force {
            assert!(
                html.contains(&format!(">{}</code>", one.key)),
                "{}",
                one.key
            );
            match &one.value {
                ShownValue::Text(value) => assert!(text.contains(value.trim()), "{value}"),
                ShownValue::Secret => {}
            }
        }
        let secret = in_force
            .iter()
            .find(|one| one.key == "audit.webhook_secret");
        assert_eq!(secret.map(|one| &one.value), Some(&ShownValue::Secret));
        assert!(!html.contains("hush-hush"), "{text}");
        assert!(text.contains("Set File"), "{text}");
        assert!(html.len() < 100_000, "{}", html.len());
    });
}
