//! A socket ends with what it was opened with: calls are refused at once, and within two seconds it is closed. All else
//! stays open.

use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::samples::turned;
use vestibule::domain::oauth::client::{Confidentiality, GrantType, ResponseType, Switch};
use vestibule::flow::broker::endpoints;
use vestibule::flow::users;

/// On both databases at the same time, as most of the time is spent waiting.
#[track_caller]
fn each_waiting(story: impl Fn(&TestApp, &Server, &Keys) + Sync) {
    each_db_at_once(|db| {
        let app = TestApp::start(&db.url, ON);
        let server = server(&app);
        let keys = Keys::make(&app, &server);
        story(&app, &server, &keys);
    });
}

/// These end when this happens, those stay; and what the first were opened with opens nothing more.
#[track_caller]
fn ends(app: &TestApp, ending: &[Credential], staying: &[Credential], happens: impl FnOnce()) {
    let connected = |credential: &Credential| connects(app, *credential);
    // A second one of each says nothing of its own until it is closed.
    let mut silent: Vec<BrokerSocket> = ending.iter().map(connected).collect();
    let mut talking: Vec<BrokerSocket> = ending.iter().map(connected).collect();
    let mut others: Vec<BrokerSocket> = staying.iter().map(connected).collect();
    for socket in silent.iter_mut().chain(&mut talking).chain(&mut others) {
        socket.is_served();
    }
    happens();
    let deadline = Instant::now() + SOON;
    thread::scope(|scope| {
        scope.spawn(|| all_end(&mut talking, |socket| ends_by(socket, deadline)));
        all_end(&mut silent, |socket| is_let_go_by(socket, deadline));
    });
    for (name, value) in ending {
        is_turned_away(&shakes_hands(&app.address, &format!("{name}={value}")));
    }
    for (socket, credential) in others.iter_mut().zip(staying) {
        socket.is_served();
        connects(app, *credential).is_served();
    }
}

#[test]
fn a_session_that_expires_or_is_signed_out_takes_its_sockets_along() {
    each_waiting(|app, server, keys| {
        let [token, secret, admin] = keys.all();
        let short = json!({"endpointId": "bob", "roleId": keys.role["id"], "ttl": 60});
        let short = succeeded(&server.calls("POST", "/v1/tokens", &short));
        let short = succeeded(&redeems(
            &app.address,
            &json!({"tokenId": short["tokenId"]}),
        ));
        let short = ("app-token", short["token"].as_str().expect("a token"));
        let mut early = connects(app, short);
        app.advance(Duration::from_millis(59_999));
        early.is_served();
        ends(app, &[short], &[token, secret, admin], || {
            app.advance(Duration::from_millis(1));
        });
        let other = server.begins_session(&keys.role);
        ends(
            app,
            &[token],
            &[("app-token", &other), secret, admin],
            || {
                let out = ("DELETE", "/v1/session-tokens");
                succeeded(&with_app_token(app, out, &keys.session));
            },
        );
    });
}

#[test]
fn a_role_that_is_removed_ends_the_sockets_of_those_who_had_it() {
    each_waiting(|app, server, keys| {
        let [token, secret, admin] = keys.all();
        let role = server.adds_role(&json!({"name": "other"}));
        let kept = server.begins_session(&role);
        // What changes in it ends nothing.
        let mut socket = connects(app, token);
        let path = format!("/v1/roles/{}", keys.role["id"].as_str().expect("an id"));
        succeeded(&server.calls("PUT", &path, &json!({"name": "renamed"})));
        socket.is_served();
        ends(
            app,
            &[token],
            &[("app-token", &kept), secret, admin],
            || {
                succeeded(&server.calls("DELETE", &path, &NULL));
            },
        );
    });
}

#[test]
fn an_endpoint_that_is_removed_is_closed() {
    each_waiting(|app, server, keys| {
        let [token, secret, admin] = keys.all();
        let eve = json!({"endpointId": "eve", "roleId": keys.role["id"]});
        let eve = succeeded(&server.calls("POST", "/v1/tokens", &eve));
        let eve = succeeded(&redeems(&app.address, &json!({"tokenId": eve["tokenId"]})));
        let eve = ("app-token", eve["token"].as_str().expect("a token"));
        ends(app, &[token], &[eve, secret, admin], || {
            endpoints::remove(app.platform(), &server.app, "bob").expect("removes");
        });
    });
}

#[test]
fn an_app_that_is_disabled_or_removed_takes_all_its_sockets_along() {
    each_waiting(|app, server, keys| {
        let other = crate::broker::server(app);
        let role = other.adds_role(&json!({"name": "caller"}));
        let session = other.begins_session(&role);
        let (foreign, theirs) = (("app-token", &*session), ("app-secret", &*other.secret));
        let [token, secret, admin] = keys.all();
        ends(app, &[token, secret], &[foreign, theirs, admin], || {
            apps::disable(app.platform(), &server.app.uuid).expect("disables");
        });
        ends(app, &[foreign, theirs], &[admin], || {
            apps::remove(app.platform(), &other.app.uuid).expect("removes");
        });
    });
}

#[test]
fn development_mode_takes_along_what_it_gave() {
    each_waiting(|app, server, keys| {
        let development = |is_on| {
            let wishes = turned(Switch::DevelopmentMode, is_on);
            apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edits");
        };
        let [token, secret, admin] = keys.all();
        development(true);
        let session = begins_free_session(app, server);
        ends(
            app,
            &[("app-token", &session)],
            &[token, secret, admin],
            || {
                development(false);
            },
        );
    });
}

#[test]
fn a_secret_that_is_rotated_ends_its_sockets_at_once_or_with_its_overlap() {
    each_waiting(|app, server, keys| {
        let [token, secret, admin] = keys.all();
        let overlap = Duration::from_secs(60);
        let rotates = |overlap| {
            let issued = apps::rotate_secret(app.platform(), &server.app.uuid, overlap);
            let secret = issued.expect("rotates").client_secret;
            secret.expect("a secret").to_string()
        };
        let mut old = connects(app, secret);
        let second = rotates(Some(overlap));
        let second = ("app-secret", second.as_str());
        old.is_served();
        ends(app, &[secret], &[second, token, admin], || {
            app.advance(overlap)
        });
        let mut third = String::new();
        ends(app, &[second], &[token, admin], || third = rotates(None));
        connects(app, ("app-secret", &third)).is_served();
    });
}

/// What was issued upon that secret goes with it.
#[test]
fn an_app_that_can_no_longer_keep_a_secret_loses_its_sockets() {
    each_waiting(|app, server, keys| {
        let [token, secret, admin] = keys.all();
        ends(app, &[token, secret], &[admin], || {
            let wishes = Wishes {
                confidentiality: Some(Confidentiality::Public),
                response_types: Some(vec![ResponseType::Code]),
                grants: Some(vec![GrantType::AuthorizationCode]),
                redirect_uris: Some(vec!["https://paint.example/back".to_owned()]),
                ..Wishes::default()
            };
            apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edits");
        });
    });
}

#[test]
fn an_operators_session_takes_its_sockets_along() {
    each_waiting(|app, _, keys| {
        let [token, secret, admin] = keys.all();
        ends(app, &[admin], &[token, secret], || {
            users::disable(app.platform(), "root").expect("disables");
        });
    });
}

#[test]
fn an_operators_session_that_nobody_used_for_an_hour_is_over() {
    each_waiting(|app, _, keys| {
        let [token, secret, admin] = keys.all();
        ends(app, &[admin], &[token, secret], || {
            app.advance(Duration::from_secs(3600));
        });
    });
}

/// Twice as many as the server looks at in one go, whatever that is: all of them are seen.
#[test]
fn two_hundred_sockets_of_one_session_end_in_the_same_two_seconds() {
    each_waiting(|app, server, keys| {
        let other = server.begins_session(&keys.role);
        let token = ("app-token", keys.session.as_str());
        let mut sockets: Vec<BrokerSocket> = (0..200).map(|_| connects(app, token)).collect();
        let mut stays = connects(app, ("app-token", &other));
        succeeded(&with_app_token(
            app,
            ("DELETE", "/v1/session-tokens"),
            &keys.session,
        ));
        let deadline = Instant::now() + SOON;
        all_end(&mut sockets, |socket| is_let_go_by(socket, deadline));
        stays.is_served();
    });
}
