//! An end is a number: it is over on every server, however their clocks differ, and undoing it revives nothing.

use crate::broker::{self, call, redeems, server, succeeded, unauthorized, with_app_token};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::http::HttpClient;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{Pair, Program, gives_pair, refuses, server_program};
use crate::kit::samples::turned;
use crate::web::{each_app, each_with_ada, is_sign_in_page, tries};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::broker::endpoint_token::EndpointToken;
use vestibule::domain::broker::standing::{EndpointId, RoleOf};
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::client::{Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::secret::{PlainToken, TokenHash};
use vestibule::domain::time::days;
use vestibule::flow::Platform;
use vestibule::flow::apps::{self, KnownCredentials};
use vestibule::flow::users::{self, Edit, Role};

/// Two servers on one database share a key.
const SHARED: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n\
     [broker]\nenabled = true\nallow_development_mode = true\n[rate_limit]\nbroker = 0";
const ANOTHER: &str = "another-lamp-17";
const SECOND: Duration = Duration::from_secs(1);

/// Two servers; the clock of the second is ahead by so much.
fn two_servers(db: &TestDb, apart: Duration) -> [TestApp; 2] {
    let servers = [(); 2].map(|()| TestApp::start(&db.url, SHARED));
    servers[1].advance(apart);
    servers
}

/// Whether none of these works at that server; the alternative is that all do.
#[track_caller]
fn is_over(server: &TestApp, program: &Program, pairs: &[Pair]) -> bool {
    let program = program.at(server);
    let lives = pairs.iter().map(|pair| server.is_live(&pair.access));
    let lives: Vec<bool> = lives.collect();
    let over = !lives[0];
    assert_eq!(lives, vec![!over; pairs.len()]);
    for pair in pairs.iter().filter(|_| over) {
        let answer = program.refreshes(&pair.refresh);
        refuses(&answer, 400, "invalid_grant", "Invalid refresh token");
    }
    over
}

/// What somebody has who knows Ada's password and is not she.
struct Thief {
    program: Program,
    pairs: Vec<Pair>,
    code: String,
    path: String,
    browser: HttpClient,
}

impl Thief {
    #[track_caller]
    fn at(server: &TestApp, name: &str) -> Self {
        server.adds_user(name, None);
        let program = server_program(server, Wishes::default());
        let traded = (0..3).map(|_| gives_pair(&program.trades(name, PASSWORD)));
        let pairs = traded.collect();
        let (_, path) = server.adds_desktop_app();
        let mut browser = server.stranger();
        server.signs_in(&mut browser, &path, name);
        Self {
            code: makes_code(server, &program.app, name, PLAIN),
            program,
            pairs,
            path,
            browser,
        }
    }
}

#[test]
fn s04_nothing_of_a_thief_survives_a_new_password_whichever_clock_is_ahead() {
    each_db(|db| {
        let rounds = [(50, 0), (50, 1), (1000, 0), (1000, 1)];
        for (apart, thiefs) in rounds {
            let servers = two_servers(db, Duration::from_millis(apart));
            let name = format!("ada {apart} {thiefs}");
            let mut thief = Thief::at(&servers[thiefs], &name);
            let owners = &servers[1 - thiefs];
            assert!(!is_over(owners, &thief.program, &thief.pairs));
            users::set_password(owners.platform(), &name, ANOTHER).expect("set");
            for server in &servers {
                assert!(is_over(server, &thief.program, &thief.pairs));
                let code = thief.program.at(server).redeems(&thief.code);
                refuses(&code, 400, "invalid_grant", "Invalid authorization code");
            }
            assert!(is_sign_in_page(&thief.browser.get(&thief.path)));
            // What its owner gets with the new one is good everywhere, at once.
            for server in &servers {
                let pair = gives_pair(&thief.program.at(server).trades(&name, ANOTHER));
                assert!(servers.iter().all(|server| server.is_live(&pair.access)));
                let other = &servers[1 - thiefs];
                gives_pair(&thief.program.at(other).refreshes(&pair.refresh));
            }
        }
    });
}

/// Ends Ada's things at the server that is behind, and undoes that there.
fn undone(end: impl Fn(&Platform, &Program), undo: impl Fn(&Platform, &Program)) {
    each_db(|db| {
        let [behind, ahead] = two_servers(db, SECOND);
        let thief = Thief::at(&ahead, "ada");
        let program = &thief.program;
        end(behind.platform(), program);
        assert!(thief.pairs.iter().all(|pair| !ahead.is_live(&pair.access)));
        undo(behind.platform(), program);
        let pair = gives_pair(&program.at(&behind).trades("ada", PASSWORD));
        for server in [&behind, &ahead] {
            assert!(is_over(server, program, &thief.pairs), "dead is dead");
            assert!(server.is_live(&pair.access));
        }
    });
}

#[test]
fn s04_enabling_a_user_revives_nothing() {
    undone(
        |platform, _| drop(users::disable(platform, "ada").expect("disabled")),
        |platform, _| drop(users::enable(platform, "ada").expect("enabled")),
    );
}

#[test]
fn s04_enabling_an_app_revives_nothing() {
    undone(
        |platform, program| drop(apps::disable(platform, &program.app.uuid).expect("disabled")),
        |platform, program| drop(apps::enable(platform, &program.app.uuid).expect("enabled")),
    );
}

#[test]
fn s04_allowing_an_app_again_revives_nothing() {
    undone(
        |platform, program| {
            let withdrawn = users::access::withdraw(platform, "ada", &program.app);
            withdrawn.expect("withdrawn");
        },
        // The trade that follows allows it again.
        |_, _| {},
    );
}

#[test]
fn s04_what_the_broker_gave_ends_with_the_app_for_good() {
    each_db(|db| {
        let [behind, ahead] = two_servers(db, SECOND);
        let server = server(&ahead);
        let role = server.adds_role(&json!({"name": "caller", "mediaRelay": true}));
        let (token, session) = (server.asks_token(&role), server.begins_session(&role));
        let asks = |session: &str| with_app_token(&ahead, ("GET", "/v1/turn"), session);
        apps::disable(behind.platform(), &server.app.uuid).expect("disabled");
        apps::enable(behind.platform(), &server.app.uuid).expect("enabled");
        unauthorized(&redeems(&ahead.address, &json!({ "tokenId": token })));
        unauthorized(&asks(&session));
        let fresh = server.begins_session(&role);
        assert_ne!(asks(&fresh).status, 401);
    });
}

#[test]
fn s04_an_operator_who_becomes_one_again_begins_anew() {
    each_db(|db| {
        let [behind, ahead] = two_servers(db, SECOND);
        let root = broker::operator(&ahead);
        let sees = |token: &str| {
            let headers = [("Admin-Token", token)];
            call(&ahead.address, ("GET", "/v1/apps"), &headers, &Value::Null)
        };
        succeeded(&sees(&root));
        for role in [Role::Person, Role::Admin] {
            let edit = Edit {
                role: Some(role),
                ..Edit::default()
            };
            users::edit(behind.platform(), "root", &edit).expect("edited");
            unauthorized(&sees(&root));
        }
    });
}

#[test]
fn s04_development_mode_that_is_turned_on_again_revives_nothing() {
    each_db(|db| {
        let app = TestApp::start(&db.url, SHARED);
        let server = server(&app);
        let turn = |on: bool| {
            let wishes = turned(Switch::DevelopmentMode, on);
            apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edited");
        };
        turn(true);
        turn(false);
        // Another server still saw it on, and was slow to write.
        let late = EndpointToken {
            secret_hash: TokenHash::of("test", b"late"),
            app_id: server.app.id,
            epoch: server.app.epoch,
            endpoint_id: EndpointId::parse("ada").expect("an id"),
            role: RoleOf::Development,
            expires_at: app.now().plus(days(1)),
            redeem_until: app.now().plus(days(1)),
            redeemed_at: None,
            created_at: app.now(),
        };
        let insert = Change::writes(vec![Write::InsertEndpointToken(late)]);
        app.platform().store.commit(insert).expect("writes");
        assert_eq!(db.raw().count("endpoint_tokens"), 1);
        turn(true);
        assert_eq!(db.raw().count("endpoint_tokens"), 0);
    });
}

#[test]
fn s04_a_browser_that_became_known_by_the_old_password_is_known_no_more() {
    each_app("sign_in_limit = { per_account = 1 }", |app| {
        let mut thief = Thief::at(app, "ada");
        let cookie = &thief
            .browser
            .cookie("vestibule_browser")
            .expect("known")
            .value;
        let key = PlainToken::parse(cookie).expect("a token").key();
        let store = &app.platform().store;
        let found = store.read(|reader| reader.known_browser(key));
        let browser = found.expect("reads").expect("is there");
        users::set_password(app.platform(), "ada", ANOTHER).expect("set");
        // A sign-in by the old password that was slow to write.
        let late = Change::writes(vec![Write::InsertKnownBrowser(browser)]);
        store.commit(late).expect("writes");
        let tried = |browser: &mut HttpClient| tries(browser, &thief.path, "ada", "wrong").status;
        assert_eq!(tried(&mut app.stranger()), 200);
        assert_eq!(tried(&mut thief.browser), 429, "counted with everybody");
    });
}

#[test]
fn s04_a_number_that_is_given_out_again_brings_nothing_back() {
    each_app(SHARED, |app| {
        let first = server_program(app, Wishes::default());
        let answer = first.asks(&[("grant_type", "client_credentials")]);
        let token = answer.json()["access_token"]
            .as_str()
            .map(str::to_owned)
            .expect("a token");
        assert!(app.is_live(&token));
        apps::remove(app.platform(), &first.app.uuid).expect("removed");
        let given = KnownCredentials {
            id: Some(first.app.id.0),
            client_id: Some(first.app.client_id.clone()),
            ..KnownCredentials::default()
        };
        let wishes = Wishes {
            name: Some("Next".to_owned()),
            kind: Some(Kind::Web),
            ..Wishes::default()
        };
        let next = apps::add(app.platform(), &wishes, &given).expect("added");
        assert_eq!(next.app.id, first.app.id);
        assert!(!app.is_live(&token));
    });
}

#[test]
fn s04_a_consent_page_from_before_an_end_is_out_of_date_and_one_beside_another_is_not() {
    each_with_ada(|app| {
        let (paint, path) = app.adds_desktop_app();
        let path = format!("{path}&prompt=consent");
        let mut browser = app.stranger();
        let first = app.signs_in(&mut browser, &path, "ada");
        let beside = browser.get(&path);
        let mut allows = |page| app.presses(&mut browser, page, "Allow").status;
        assert_eq!([allows(&first), allows(&beside)], [302, 302]);
        let platform = app.platform();
        let ends: [&dyn Fn(); 2] = [
            &|| drop(users::access::withdraw(platform, "ada", &paint.app).expect("withdrawn")),
            &|| {
                apps::disable(platform, &paint.app.uuid).expect("disabled");
                apps::enable(platform, &paint.app.uuid).expect("enabled");
            },
        ];
        for end in ends {
            let page = browser.get(&path);
            end();
            let answer = app.presses(&mut browser, &page, "Allow");
            assert_eq!(answer.status, 403, "{}", answer.text());
            let again = browser.get(&path);
            assert_eq!(app.presses(&mut browser, &again, "Allow").status, 302);
        }
    });
}
