//! Commands at work while the server runs: what they change holds at once, and what must die dies.

use crate::kit::app::token_in;
use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::server::{Home, Server};
use crate::kit::told::{holds, says, words};
use serde_json::json;

const OLD: &str = "otter-lamp-river-42";
const NEW: &str = "river-otter-lamp-43";

/// A server with a user `ada` and a desktop app, number 1.
struct Scene {
    home: Home,
    server: Server,
    path: String,
}

impl Scene {
    fn on(database_url: &str) -> Self {
        let home = Home::with_database(database_url);
        let server = home.serves();
        home.adds_user("ada", OLD);
        let app = home.adds_app(&["--name", "Otter", "--kind", "desktop"]);
        let key = app["client_id"].as_str().expect("a client ID");
        let path = format!(
            "/platform/oauth/authorize?client_id={key}&response_type=token&display=desktop"
        );
        Self { home, server, path }
    }

    #[track_caller]
    fn runs(&self, arguments: &[&str], input: &str) {
        self.home.runs(arguments, input).succeeds();
    }

    /// A browser in which ada signed in and allowed the app (or had), and the token that came of it.
    #[track_caller]
    fn ada_allows(&self, password: &str) -> (HttpClient, String) {
        let mut browser = self.server.client();
        let page = browser.signs_in(&self.path, "ada", password);
        let token = if page.status == 302 {
            token_in(page.location())
        } else {
            let answer = browser.submits(&page, &page.form("Allow"), "Allow");
            token_in(answer.location())
        };
        assert!(self.is_live(&token));
        (browser, token)
    }

    fn is_live(&self, token: &str) -> bool {
        let path = format!("/platform/oauth/validate_token?access_token={token}");
        self.server.client().get(&path).status == 200
    }

    fn asks_to_sign_in(&self, browser: &mut HttpClient) -> bool {
        let answer = browser.get(&self.path);
        answer.status == 200 && answer.text().contains("type=\"password\"")
    }

    /// Whether somebody new gets past the sign-in page.
    fn is_let_in(&self, password: &str) -> bool {
        let mut browser = self.server.client();
        let page = browser.get(&self.path);
        let mut form = page.form("Sign in");
        form.types_name_and_password("ada", password);
        let answer = browser.submits(&page, &form, "Sign in");
        match answer.status {
            303 => true,
            200 if answer.text().contains("role=\"alert\"") => false,
            status => panic!("sign-in answered {status}"),
        }
    }
}

#[test]
fn a_new_password_ends_sessions_tokens_and_known_browsers() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut browser, token) = scene.ada_allows(OLD);
        assert!(!scene.asks_to_sign_in(&mut browser));
        assert_eq!(db.raw().count("known_browsers"), 1);
        scene.runs(&["user", "password", "ada", "--password-stdin"], NEW);
        assert!(!scene.is_live(&token));
        assert!(scene.asks_to_sign_in(&mut browser));
        assert_eq!(db.raw().count("known_browsers"), 0);
        assert!(!scene.is_let_in(OLD));
        assert!(scene.is_let_in(NEW));
        scene.ada_allows(NEW);
    });
}

#[test]
fn a_disabled_user_is_out_and_comes_back_without_what_had_ended() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut browser, token) = scene.ada_allows(OLD);
        scene.runs(&["user", "disable", "ada"], "");
        assert!(!scene.is_live(&token));
        assert!(scene.asks_to_sign_in(&mut browser));
        assert!(!scene.is_let_in(OLD));
        scene.runs(&["user", "enable", "ada"], "");
        assert!(!scene.is_live(&token), "what ended stays ended");
        assert!(scene.asks_to_sign_in(&mut browser));
        assert!(scene.is_let_in(OLD));
    });
}

#[test]
fn a_removed_user_leaves_nothing_that_opens_anything() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut browser, token) = scene.ada_allows(OLD);
        scene.runs(&["user", "remove", "ada", "--yes"], "");
        assert!(!scene.is_live(&token));
        assert!(scene.asks_to_sign_in(&mut browser));
        assert!(!scene.is_let_in(OLD));
        // Whoever gets the name next, gets nothing else.
        scene.home.adds_user("ada", NEW);
        assert!(!scene.is_live(&token));
        assert!(scene.asks_to_sign_in(&mut browser));
    });
}

#[test]
fn a_disabled_app_is_refused_and_its_tokens_die() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut browser, token) = scene.ada_allows(OLD);
        scene.runs(&["app", "disable", "1"], "");
        assert!(!scene.is_live(&token));
        assert_eq!(browser.get(&scene.path).status, 400);
        scene.runs(&["app", "enable", "1"], "");
        assert!(!scene.is_live(&token), "what ended stays ended");
        scene.ada_allows(OLD);
    });
}

#[test]
fn an_app_that_takes_over_a_number_takes_over_no_tokens() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut browser, token) = scene.ada_allows(OLD);
        scene.runs(&["app", "remove", "1", "--yes"], "");
        assert!(!scene.is_live(&token));
        assert_eq!(browser.get(&scene.path).status, 400);
        scene
            .home
            .adds_app(&["--name", "Weasel", "--kind", "desktop", "--id", "1"]);
        assert!(!scene.is_live(&token));
    });
}

#[test]
fn an_edited_app_is_asked_by_its_new_rules_at_once() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let edit = words("app edit 1 --name Weasel --style geni_live");
        scene.runs(&edit, "");
        let mut browser = scene.server.client();
        let consent = browser.signs_in(&scene.path, "ada", OLD);
        assert!(consent.text().contains("Weasel"), "{}", consent.text());
        let answer = browser.submits(&consent, &consent.form("Allow"), "Allow");
        says(answer.location(), &["#access_token%3D"]);
        scene.runs(&["app", "edit", "1", "--response-type", "code"], "");
        let refused = browser.get(&scene.path);
        says(refused.location(), &["unauthorized_client"]);
    });
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_and_all_of_a_user() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (mut first, token) = scene.ada_allows(OLD);
        let (mut second, _) = scene.ada_allows(OLD);
        let list = scene
            .home
            .runs_json(&["session", "list", "ada", "--json"], "");
        assert_eq!(list.as_array().map(Vec::len), Some(2), "{list}");
        assert_eq!(list[0]["user"], "ada");
        let id = list[0]["id"].as_str().expect("an id");
        scene.runs(&["session", "end", id], "");
        assert!(scene.asks_to_sign_in(&mut first));
        assert!(!scene.asks_to_sign_in(&mut second));
        scene.runs(&["session", "end", "--user", "ada"], "");
        assert!(scene.asks_to_sign_in(&mut second));
        assert!(scene.is_live(&token));
        let list = scene.home.runs_json(&["session", "list", "--json"], "");
        assert_eq!(list, json!([]));
        scene
            .home
            .runs(&["session", "end", id], "")
            .refuses(&["vestibule session list"]);
        assert_eq!(scene.home.runs(&["session", "end"], "").code, 2);
    });
}

#[test]
fn a_consent_is_listed_and_revoked_and_a_token_ended_from_standard_input() {
    each_db(|db| {
        let scene = Scene::on(&db.url);
        let (_, first) = scene.ada_allows(OLD);
        let (_, second) = scene.ada_allows(OLD);
        scene.runs(&["token", "revoke"], &format!("{first}\n"));
        assert!(!scene.is_live(&first) && scene.is_live(&second));
        scene.home.runs(&["token", "revoke", "x"], "").refuses(&[]);
        let consents = || {
            scene
                .home
                .runs_json(&["consent", "list", "ada", "--json"], "")
        };
        let list = consents();
        holds(&list[0], &json!({"app": 1, "app_name": "Otter"}));
        scene.runs(&["consent", "revoke", "ada", "--app", "Otter"], "");
        assert!(!scene.is_live(&second));
        assert_eq!(consents(), json!([]));
        let again = ["consent", "revoke", "ada", "--app", "1"];
        scene
            .home
            .runs(&again, "")
            .refuses(&["vestibule consent list ada"]);
    });
}
