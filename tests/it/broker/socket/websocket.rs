//! The websocket behind a sid: which ones are good, and that what they stand for is looked up again.

use super::*;
use crate::kit::samples::turned;
use vestibule::domain::oauth::client::Switch;
use vestibule::flow::users;

#[test]
fn a_sid_opens_with_and_without_a_slash_and_with_and_without_its_query() {
    each_keys(ON, |app, _, keys| {
        for credential in keys.all() {
            let query = Manner::Sails.query(credential);
            let sid = sid(app, credential);
            for path in [
                format!("{WEBSOCKET}{sid}"),
                format!("{WEBSOCKET}{sid}/"),
                format!("{WEBSOCKET}{sid}?{query}"),
                format!("{WEBSOCKET}{sid}/?{query}&t=1"),
                format!("{WEBSOCKET}{sid}?{}=null", credential.0),
                format!("{WEBSOCKET}{sid}/?"),
            ] {
                BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
            }
        }
    });
}

#[test]
fn a_query_that_names_another_credential_is_refused() {
    each_keys(ON, |app, server, keys| {
        let other = server.begins_session(&keys.role);
        let sid = sid(app, ("app-token", &keys.session));
        for query in [
            format!("app-token={other}"),
            format!("app-token={MADE_UP}"),
            "app-token=x".to_owned(),
            format!("app-secret={}", keys.secret),
            format!("admin-token={}", keys.admin),
            format!("app-token=null&app-secret={}", keys.secret),
        ] {
            is_no_way_in(app, &format!("{WEBSOCKET}{sid}/?{query}"));
            is_no_way_in(app, &format!("{WEBSOCKET}{sid}?{query}"));
        }
        BrokerSocket::opens(&app.address, Manner::Sails, &format!("{WEBSOCKET}{sid}")).is_served();
    });
}

#[test]
fn a_sid_that_somebody_else_made_opens_nothing() {
    each_keys(ON, |app, _, keys| {
        for credential in keys.all() {
            let sid = sid(app, credential);
            let length = sid.len();
            let other = |byte: u8| if byte == b'A' { 'B' } else { 'A' };
            let mut wrong: Vec<String> = (0..length)
                .map(|at| {
                    let instead = other(sid.as_bytes()[at]);
                    format!("{}{instead}{}", &sid[..at], &sid[at + 1..])
                })
                .collect();
            wrong.extend((0..length).step_by(7).map(|end| sid[..end].to_owned()));
            wrong.extend([
                format!("{sid}A"),
                format!("{sid}%00"),
                format!("A{sid}"),
                format!("{sid}{sid}"),
                "%ff".to_owned(),
                "x".repeat(7000),
                credential.1.to_owned(),
            ]);
            for wrong in wrong.iter().filter(|wrong| !wrong.is_empty()) {
                is_no_way_in(app, &format!("{WEBSOCKET}{wrong}"));
            }
            let path = format!("{WEBSOCKET}{sid}");
            BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
        }
    });
}

#[test]
fn a_sid_of_another_platform_opens_nothing() {
    each_keys(ON, |app, _, keys| {
        each_keys(ON, |other, _, others| {
            for (own, foreign) in keys.all().into_iter().zip(others.all()) {
                is_no_way_in(app, &format!("{WEBSOCKET}{}", sid(other, foreign)));
                is_no_way_in(other, &format!("{WEBSOCKET}{}", sid(app, own)));
            }
        });
    });
}

#[test]
fn a_sid_is_good_for_a_minute() {
    each_keys(ON, |app, _, keys| {
        let sids = keys.all().map(|credential| sid(app, credential));
        app.advance(Duration::from_secs(59));
        for sid in &sids {
            let path = format!("{WEBSOCKET}{sid}");
            BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
        }
        app.advance(Duration::from_secs(2));
        for sid in &sids {
            is_no_way_in(app, &format!("{WEBSOCKET}{sid}"));
        }
    });
}

#[test]
fn what_ended_since_the_handshake_opens_nothing() {
    each_keys(ON, |app, server, keys| {
        let [token, secret, admin] = keys.all().map(|credential| sid(app, credential));
        let leaving = server.begins_session(&keys.role);
        let left = sid(app, ("app-token", &leaving));
        succeeded(&with_app_token(
            app,
            ("DELETE", "/v1/session-tokens"),
            &leaving,
        ));
        users::disable(app.platform(), "root").expect("disables");
        apps::rotate_secret(app.platform(), &server.app.uuid, None).expect("rotates");
        for sid in [&left, &secret, &admin] {
            is_no_way_in(app, &format!("{WEBSOCKET}{sid}"));
        }
        let path = format!("{WEBSOCKET}{token}");
        BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
        apps::disable(app.platform(), &server.app.uuid).expect("disables");
        is_no_way_in(app, &path);
        apps::enable(app.platform(), &server.app.uuid).expect("enables");
        is_no_way_in(app, &path);
    });
}

#[test]
fn what_development_mode_gave_opens_nothing_once_it_is_off() {
    each_server(ON, |app, server| {
        let development = |is_on| {
            let wishes = turned(Switch::DevelopmentMode, is_on);
            apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edits");
        };
        development(true);
        let session = begins_free_session(app, server);
        let sid = sid(app, ("app-token", &session));
        let path = format!("{WEBSOCKET}{sid}");
        BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
        development(false);
        is_no_way_in(app, &path);
        is_turned_away(&shakes_hands(&app.address, &format!("app-token={session}")));
    });
}

#[test]
fn the_subprotocol_is_chosen_where_it_is_offered() {
    each_keys(ON, |app, _, keys| {
        let path = format!("{WEBSOCKET}{}", sid(app, ("app-token", &keys.session)));
        for (offered, is_chosen) in [
            (Some("socket.io"), true),
            (Some("other, socket.io"), true),
            (Some("other"), false),
            (None, false),
        ] {
            let headers: Vec<_> = offered
                .map(|offered| ("Sec-WebSocket-Protocol", offered))
                .into_iter()
                .collect();
            let websocket = Websocket::opens(&app.address, &path, &headers).expect("a websocket");
            let head = websocket.head.to_ascii_lowercase();
            let chosen = head.contains("sec-websocket-protocol: socket.io\r\n");
            assert_eq!(chosen, is_chosen, "{offered:?}: {head}");
            assert_eq!(head.contains("sec-websocket-protocol"), is_chosen, "{head}");
            assert!(!head.contains("sec-websocket-extensions"), "{head}");
            assert!(!head.contains("set-cookie"), "{head}");
            BrokerSocket::on(websocket, Manner::Sails).is_served();
        }
    });
}

#[test]
fn a_sid_asked_for_without_a_websocket_and_other_transports_get_an_answer() {
    each_keys(ON, |app, _, keys| {
        let sid = sid(app, ("app-token", &keys.session));
        for path in [
            format!("{WEBSOCKET}{sid}"),
            format!("{HANDSHAKE}xhr-polling/{sid}"),
            format!("{HANDSHAKE}flashsocket/{sid}"),
            format!("{HANDSHAKE}websocket/"),
            "/socket.io/".to_owned(),
            "/socket.io/?EIO=3&transport=polling".to_owned(),
            "/socket.io/socket.io.js".to_owned(),
        ] {
            for method in ["GET", "POST", "PUT"] {
                let answer = app.stranger().send(method, &path, &[], b"");
                let is_refused = (400..500).contains(&answer.status);
                assert!(is_refused, "{method} {path}: {}", answer.status);
            }
        }
        let path = format!("{WEBSOCKET}{sid}");
        BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
    });
}

/// What came behind the request waits for the answer; behind a refused one it is nothing at all.
#[test]
fn frames_right_behind_the_request_are_heard_once_it_is_granted_and_never_taken_for_requests() {
    use crate::kit::http::exchange;
    use crate::kit::websocket::{FIN, TEXT, frame};
    each_keys(ON, |app, _, keys| {
        let sid = sid(app, ("app-token", &keys.session));
        let call = r#"5:7+::{"name":"post","args":["{\"url\":\"/v1/connections\"}"]}"#;
        let behind = frame(FIN | TEXT, call.as_bytes());
        let path = format!("{WEBSOCKET}{sid}");
        let websocket = Websocket::opens_saying(&app.address, &path, &[], &behind);
        let mut socket = BrokerSocket::on(websocket.expect("a websocket"), Manner::Sails);
        assert_eq!(socket.answer_to("7")["statusCode"], 200);
        let request = format!(
            "GET {WEBSOCKET}x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\
             DELETE /v1/session-tokens HTTP/1.1\r\nHost: x\r\nApp-Token: {}\r\n\r\n",
            keys.session
        );
        let answer = exchange(&app.address, request.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 401);
        socket.is_served();
    });
}

/// A proxy that sees 101 passes all that follows on; the server behind would look for requests in it.
#[test]
fn what_is_no_websocket_to_the_server_behind_is_not_granted() {
    use crate::kit::http::exchange;
    each_keys(ON, |app, _, keys| {
        let path = format!("{WEBSOCKET}{}", sid(app, ("app-token", &keys.session)));
        for (version, asked) in [
            ("1.1", "Upgrade: websocketx"),
            ("1.1", "Upgrade: foo, websocket"),
            ("1.1", "Upgrade: websocket/13"),
            ("1.1", "Transfer-Encoding: chunked\r\nUpgrade: websocket"),
            ("1.0", "Upgrade: websocket"),
        ] {
            let request = format!(
                "GET {path} HTTP/{version}\r\nHost: x\r\nConnection: Upgrade\r\n{asked}\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n0\r\n\r\n"
            );
            let answer = exchange(&app.address, request.as_bytes()).expect("an answer");
            assert_eq!(answer.status, 401, "{version} {asked}");
        }
        BrokerSocket::opens(&app.address, Manner::Sails, &path).is_served();
    });
}
