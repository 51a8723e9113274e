//! Which credential decides over a call, and whose calls are counted together.

use super::*;
use crate::kit::samples::turned;
use vestibule::domain::oauth::client::Switch;

const ROLES: (&str, &str) = ("get", "/v1/roles");
const TURN: (&str, &str) = ("get", "/v1/turn");

/// Taken for an endpoint's session, whose role has no relay.
#[track_caller]
fn is_the_endpoint(answer: &Response) {
    forbidden(answer);
}

#[test]
fn a_credential_among_the_headers_decides_and_without_one_the_handshakes_does() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let roles =
            |socket: &mut BrokerSocket, headers: Value| socket.calls(ROLES, &headers, &NULL);
        forbidden(&roles(&mut socket, NULL));
        for headers in [
            json!({"App-Secret": keys.secret}),
            json!({"app-secret": keys.secret}),
            json!({"App-Secret": keys.secret, "App-Token": "x"}),
            json!({"Admin-Token": null, "App-Secret": keys.secret}),
            json!({"Admin-Token": "null", "App-Secret": keys.secret, "App-Token": ""}),
            json!({"Admin-Token": "", "App-Secret": keys.secret, "Respoke-SDK": 7, "x": {"y": []}}),
        ] {
            assert_eq!(succeeded(&roles(&mut socket, headers)), json!([keys.role]));
        }
        invalid(
            &roles(&mut socket, json!({"Admin-Token": keys.admin})),
            "appId",
        );
        for wrong in [
            json!({"App-Token": "x"}),
            json!({"App-Token": MADE_UP}),
            json!({"App-Secret": "x", "App-Token": keys.session}),
            json!({"Admin-Token": "x", "App-Secret": keys.secret}),
            json!({"Admin-Token": keys.session}),
        ] {
            unauthorized(&socket.calls(TURN, &wrong, &NULL));
        }
        for absent in [
            NULL,
            json!({}),
            json!({"App-Token": null, "App-Secret": null, "Admin-Token": null}),
            json!({"App-Token": "null", "App-Secret": "", "Admin-Token": "null"}),
            json!({"App-Token": keys.session.to_lowercase()}),
        ] {
            is_the_endpoint(&socket.calls(TURN, &absent, &NULL));
        }
        socket.is_served();
    });
}

#[test]
fn each_credential_of_a_handshake_is_that_of_its_calls() {
    each_keys(ON, |app, server, keys| {
        let [token, secret, admin] = keys.all().map(|credential| connects(app, credential));
        let [mut token, mut secret, mut admin] = [token, secret, admin];
        is_the_endpoint(&token.calls(TURN, &NULL, &NULL));
        assert_eq!(
            succeeded(&secret.calls(ROLES, &NULL, &NULL)),
            json!([keys.role])
        );
        let apps = succeeded(&admin.calls(("get", "/v1/apps"), &NULL, &NULL));
        assert_eq!(apps[0]["id"], *server.app.uuid);
        forbidden(&secret.calls(("get", "/v1/apps"), &NULL, &NULL));
        forbidden(&token.calls(("get", "/v1/apps"), &NULL, &NULL));
    });
}

/// The library for browsers sends its old App-Token with every call.
#[test]
fn the_app_token_of_a_socket_is_passed_over_where_something_new_begins() {
    each_keys(ON, |app, server, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let free = json!({"appId": server.app.uuid, "endpointId": "eve"});
        let tokens = ("post", "/v1/tokens");
        let own = json!({"App-Token": keys.session});
        unauthorized(&socket.calls(tokens, &NULL, &free));
        unauthorized(&socket.calls(tokens, &own, &free));
        let vouched = json!({"endpointId": "eve", "roleId": keys.role["id"]});
        let secret = json!({"App-Secret": keys.secret, "App-Token": keys.session});
        let told = succeeded(&socket.calls(tokens, &secret, &vouched));
        for path in ["/v1/session-tokens", "/v1/appauthsessions/"] {
            let good = json!({"tokenId": server.asks_token(&keys.role)});
            succeeded(&socket.calls(("post", path), &NULL, &good));
            unauthorized(&socket.calls(("post", path), &own, &good));
        }
        let good = json!({"tokenId": told["tokenId"]});
        let session = succeeded(&redeems(&app.address, &good));
        let session = session["token"].as_str().expect("a token");
        assert_eq!(
            connects(app, ("app-token", session)).is_served()["endpointId"],
            "eve"
        );
        let development = turned(Switch::DevelopmentMode, true);
        apps::edit(app.platform(), &server.app.uuid, &development).expect("edits");
        for headers in [NULL, own, json!({"App-Token": MADE_UP})] {
            let told = succeeded(&socket.calls(tokens, &headers, &free));
            assert_eq!(told["forDevelopment"], true);
        }
        // A secret is one there as well.
        let mut socket = connects(app, ("app-secret", &keys.secret));
        let told = succeeded(&socket.calls(tokens, &NULL, &vouched));
        assert_eq!(told["forDevelopment"], false);
    });
}

#[test]
fn a_credentials_calls_are_counted_together_whichever_way_they_come() {
    each_keys(ONE_A_SECOND, |app, server, keys| {
        let mut one = connects(app, ("app-secret", &keys.secret));
        let mut other = connects(app, ("app-token", &keys.session));
        let over_http = || server.calls("GET", "/v1/roles", &NULL);
        let is_over = |answer: &Response| answer.status == 429;
        assert!((0..20).any(|_| is_over(&one.calls(ROLES, &NULL, &NULL))));
        let over = over_http();
        declined(&over, 429, "Too many requests.");
        let headers = json!({"App-Secret": keys.secret});
        let over = other.calls(ROLES, &headers, &NULL);
        declined(&over, 429, "Too many requests.");
        assert_eq!(over.header("RateLimit-Remaining"), Some("0"));
        assert_eq!(over.header("RateLimit-Limit"), Some("1"));
        // Its own calls are another's.
        is_the_endpoint(&other.calls(TURN, &NULL, &NULL));
        assert!((0..20).any(|_| is_over(&over_http())));
        assert!(is_over(&one.calls(ROLES, &NULL, &NULL)));
        crate::kit::waits_for("a call is let through again", || {
            one.calls(ROLES, &NULL, &NULL).status == 200
        });
    });
}

#[test]
fn guesses_over_a_socket_are_counted_by_address_and_right_ones_go_on() {
    each_keys(ONE_A_SECOND, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let statuses = (0..20).map(|number| {
            let guess = json!({"App-Secret": format!("guess {number}")});
            socket.calls(ROLES, &guess, &NULL).status
        });
        let statuses: Vec<u16> = statuses.collect();
        assert_eq!(statuses[0], 401);
        assert!(statuses.contains(&429), "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 401 | 429)));
        is_the_endpoint(&socket.calls(TURN, &NULL, &NULL));
        let headers = json!({"Admin-Token": keys.admin});
        succeeded(&socket.calls(("get", "/v1/apps"), &headers, &NULL));
    });
}

/// As over HTTP: a proxy says for whom it opened the socket.
#[test]
fn guesses_behind_a_proxy_are_counted_by_the_address_that_it_names() {
    let settings = format!("trusted_proxies = [\"127.0.0.1/32\"]\n{ONE_A_SECOND}");
    one_keys(&settings, |app, _, keys| {
        let path = format!("{WEBSOCKET}{}", sid(app, ("app-token", &keys.session)));
        let guesses = |address: &str, count: usize| {
            let headers = [("X-Forwarded-For", address)];
            let websocket = Websocket::opens(&app.address, &path, &headers);
            let mut socket = BrokerSocket::on(websocket.expect("a websocket"), Manner::Sails);
            let guess = |number| {
                let guess = json!({"App-Secret": format!("{address} {number}")});
                socket.calls(ROLES, &guess, &NULL).status
            };
            (0..count).map(guess).collect::<Vec<u16>>()
        };
        assert!(guesses("203.0.113.7", 20).contains(&429));
        assert_eq!(guesses("203.0.113.8", 2), [401, 401]);
        assert_eq!(guesses("203.0.113.7", 1), [429]);
    });
}
