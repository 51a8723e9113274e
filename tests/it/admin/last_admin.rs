//! Somebody goes on to administer the platform, whoever asks.

use super::acts::does_nothing;
use super::{adds_admin, admin};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::account::signed_in;
use crate::web::{each_app, submits_with};
use std::sync::Barrier;
use vestibule::flow::users::{self, Edit, Role};

#[test]
fn the_last_admin_stays_whoever_asks() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let id = users::find(app.platform(), "ada").expect("ada").public_id;
        for (act, button) in [
            ("disable", "Disable"),
            ("remove", "Remove"),
            ("edit", "Save"),
        ] {
            let mut form = ada.get(&format!("/admin/people/{id}/{act}")).form(button);
            match act {
                "remove" => form.set("name", "ada"),
                "edit" => form.fields.retain(|(name, _)| name != "admin"),
                _ => {}
            }
            let page = does_nothing(app, "ada", || submits_with(&mut ada, &form, button, &[]));
            is_page(&page, 409, ORDINARY);
            let words = text_of(&page.text());
            assert!(words.contains("the only administrator"), "{words}");
        }
        let platform = app.platform();
        let no_admin = Edit {
            role: Some(Role::Person),
            ..Edit::default()
        };
        for refused in [
            users::disable(platform, "ada"),
            users::remove(platform, "ada"),
            users::edit(platform, "ada", &no_admin),
        ] {
            let refusal = refused.expect_err("nobody else administers").to_string();
            assert!(refusal.contains("the only admin"), "{refusal}");
        }
    });
}

#[test]
fn of_two_admins_who_take_each_others_flag_at_once_one_wins() {
    each_db(|db| {
        let key = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";
        let servers = [(); 2].map(|()| TestApp::start(&db.url, key));
        for round in 0..5 {
            let names = [0, 1].map(|number| format!("admin{round}{number}"));
            for name in &names {
                adds_admin(&servers[0], name);
            }
            for user in users::list(servers[0].platform()).expect("a list") {
                if user.is_admin && !names.contains(&user.name) {
                    users::remove(servers[0].platform(), &user.name).expect("is removed");
                }
            }
            let barrier = Barrier::new(2);
            let statuses = std::thread::scope(|scope| {
                let both = [0, 1].map(|number| {
                    let (server, barrier, names) = (&servers[number], &barrier, &names);
                    scope.spawn(move || {
                        let mut browser = signed_in(server, &names[number]);
                        let other = users::find(server.platform(), &names[1 - number]);
                        let id = other.expect("the other").public_id;
                        let path = format!("/admin/people/{id}/edit");
                        let mut form = browser.get(&path).form("Save");
                        form.fields.retain(|(name, _)| name != "admin");
                        barrier.wait();
                        submits_with(&mut browser, &form, "Save", &[]).status
                    })
                });
                both.map(|one| one.join().expect("an answer"))
            });
            let won = statuses.iter().filter(|status| **status == 303).count();
            // Who has lost the flag by then is no admin any more.
            let lost = statuses
                .iter()
                .filter(|status| [404, 409].contains(*status))
                .count();
            assert_eq!((won, lost), (1, 1), "{statuses:?}");
            let left = users::list(servers[1].platform()).expect("a list");
            assert_eq!(left.iter().filter(|user| user.is_admin).count(), 1);
        }
    });
}
