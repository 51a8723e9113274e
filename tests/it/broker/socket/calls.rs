//! What a call looks like, and what its answer looks like.

use super::*;
use crate::kit::broker_socket::{call_text, event};
use crate::kit::websocket::Received;

/// The packet as it stands on the wire.
#[track_caller]
fn packet(socket: &mut BrokerSocket) -> String {
    match socket.websocket.receives(PATIENCE) {
        Received::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_names_its_status_and_its_headers_where_that_was_asked_for() {
    each_keys(LIMITED, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let call = call_text("/v1/connections", &NULL, &NULL);
        let mut ids = Vec::new();
        for left in [19, 18] {
            socket.says(&event("3+", "post", &json!([call])));
            let packet = packet(&mut socket);
            let list = packet.strip_prefix("6:::3+").expect("an answer");
            let told: Value = serde_json::from_str(list).expect("JSON");
            let answer = &told[0];
            let id = answer["headers"]["Request-Id"].as_str().expect("an id");
            let left_as_told = answer["headers"]["RateLimit-Remaining"].as_u64();
            assert!(
                left_as_told.is_some_and(|told| told >= left && told < 20),
                "{told}"
            );
            let expected = json!([{
                "body": {"id": answer["body"]["id"], "endpointId": "bob"},
                "headers": {
                    "Request-Id": id, "RateLimit-Limit": 10, "RateLimit-Time-Units": "seconds",
                    "RateLimit-Remaining": left_as_told,
                },
                "statusCode": 200,
            }]);
            assert_eq!(told, expected);
            ids.push(id.to_owned());
        }
        assert!(ids[0] != ids[1] && ids.iter().all(|id| id.len() == 36));
    });
}

#[test]
fn an_answer_is_its_body_as_text_where_nothing_else_was_asked_for() {
    each_keys(LIMITED, |app, _, keys| {
        let credential = ("app-token", keys.session.as_str());
        let mut socket = BrokerSocket::connects(&app.address, Manner::Plain, credential);
        let call = call_text("/v1/messages", &NULL, &NULL);
        socket.says(&event("0+", "post", &json!([call])));
        let text = r#"6:::0+["{\"error\":\"Messages, presence, groups and calls are not offered here.\"}"]"#;
        assert_eq!(packet(&mut socket), text);
        let call = call_text("/v1/connections/x/", &NULL, &NULL);
        socket.says(&event("1+", "delete", &json!([call])));
        assert_eq!(
            packet(&mut socket),
            r#"6:::1+["{\"message\":\"Success\"}"]"#
        );
    });
}

#[test]
fn a_call_may_be_a_text_or_the_object_itself_and_its_address_short_or_long() {
    each_keys(ON, |app, _, keys| {
        for manner in MANNERS {
            let credential = ("app-secret", keys.secret.as_str());
            let mut socket = BrokerSocket::connects(&app.address, manner, credential);
            let origin = app.origin();
            let here = ["", &origin, "https://api.respoke.io", "http://x:1"];
            let roles = here.map(|origin| format!("{origin}/v1/roles"));
            let ends = ["", "/", "?x=http://y/z", "/?x=1#y"];
            for url in &roles {
                for url in ends.map(|end| format!("{url}{end}")) {
                    let text = call_text(&url, &NULL, &NULL);
                    let object: Value = serde_json::from_str(&text).expect("JSON");
                    for (id, call) in [("0", json!(text)), ("18446744073709551615", object)] {
                        socket.says(&event(&format!("{id}+"), "get", &json!([call])));
                        let answer = socket.answer_to(id);
                        assert_eq!(socket.body_of(&answer), json!([keys.role]), "{url}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_call_without_an_id_is_done_and_not_answered() {
    each_keys(ON, |app, _, keys| {
        for manner in MANNERS {
            let credential = ("app-secret", keys.secret.as_str());
            let mut socket = BrokerSocket::connects(&app.address, manner, credential);
            let name = format!("{manner:?}");
            let call = call_text("/v1/roles", &NULL, &json!({ "name": name }));
            socket.says(&event("", "post", &json!([call])));
            // A second one of this name is refused, so the first one is there.
            let body = json!({ "name": name });
            let taken = socket.asks(("post", "/v1/roles"), &NULL, &body);
            assert_eq!(
                taken,
                json!({"error": "A role of this name is there already."})
            );
            for broken in [
                event("", "post", &json!([])),
                event("", "x", &json!([call])),
            ] {
                socket.says(&broken);
            }
            socket.is_served();
        }
    });
}

#[test]
fn data_of_a_get_is_its_query() {
    each_keys(ON, |app, server, keys| {
        let mut socket = connects(app, ("admin-token", &keys.admin));
        let roles = ("get", "/v1/roles");
        let uuid = &*server.app.uuid;
        for (url, data) in [
            ("/v1/roles".to_owned(), json!({"appId": uuid})),
            (
                "/v1/roles/".to_owned(),
                json!({"appId": uuid.to_lowercase(), "x": "y"}),
            ),
            (format!("/v1/roles?appId={uuid}"), NULL),
            (format!("/v1/roles/?appId={uuid}"), json!({})),
            (
                format!("{}/v1/roles?x=1", app.origin()),
                json!({"appId": uuid}),
            ),
        ] {
            let told = succeeded(&socket.calls(("get", &url), &NULL, &data));
            assert_eq!(told, json!([keys.role]), "{url} {data}");
        }
        invalid(&socket.calls(roles, &NULL, &json!({"appId": "x"})), "appId");
        invalid(&socket.calls(roles, &NULL, &NULL), "appId");
        let odd =
            json!({"appId": "a&b=%00 +\u{2028}", "n": 7, "deep": {"a": [1, null]}, "no": null});
        invalid(&socket.calls(roles, &NULL, &odd), "appId");
    });
}

#[test]
fn line_separators_are_never_sent_as_they_are() {
    each_keys(ON, |app, _, keys| {
        let name = "a\u{2028}b\u{2029}c";
        let odd = "\u{2028}\n\r\u{0}\u{85}\"\\";
        for manner in MANNERS {
            let credential = ("app-secret", keys.secret.as_str());
            let mut socket = BrokerSocket::connects(&app.address, manner, credential);
            let body = json!({"name": format!("{name}{manner:?}"), "events": {odd: {odd: odd}}});
            let role = socket.asks(("post", "/v1/roles"), &NULL, &body);
            assert_eq!(role["name"], body["name"]);
            assert_eq!(role["events"], body["events"]);
            let listed = socket.asks(("get", "/v1/roles"), &NULL, &NULL);
            assert!(listed.as_array().expect("roles").contains(&role));
            let told = socket.asks(
                ("post", "/v1/connections"),
                &NULL,
                &json!({"endpointId": "a\u{2028}b"}),
            );
            assert!(told["error"] == "Validation Error." || told["endpointId"] == "a\u{2028}b");
        }
    });
}

#[test]
fn a_body_may_be_as_long_as_over_http() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-secret", &keys.secret));
        let body = |length: usize| {
            let bare = json!({"name": "", "pad": ""}).to_string().len();
            json!({"name": "", "pad": "x".repeat(length - bare)})
        };
        let what = ("post", "/v1/roles");
        invalid(&socket.calls(what, &NULL, &body(20_000)), "name");
        for length in [20_001, 60_000] {
            let answer = socket.calls(what, &NULL, &body(length));
            declined(&answer, 413, "The body is too large.");
        }
        let credential = ("app-secret", keys.secret.as_str());
        let mut socket = BrokerSocket::connects(&app.address, Manner::Plain, credential);
        let told = socket.asks(what, &NULL, &body(20_001));
        assert_eq!(told, json!({"error": "The body is too large."}));
    });
}

#[test]
fn many_calls_at_once_get_each_its_own_answer() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-secret", &keys.secret));
        let calls: Vec<(String, u64)> = (0..200)
            .map(|number| match number % 3 {
                0 => (socket.wonders(("get", "/v1/roles"), &NULL, &NULL), 200),
                1 => (socket.wonders(("post", "/v1/messages"), &NULL, &NULL), 501),
                _ => (
                    socket.wonders(("post", "/v1/roles"), &NULL, &json!({})),
                    400,
                ),
            })
            .collect();
        let mut wanted: std::collections::BTreeMap<String, u64> = calls.into_iter().collect();
        while !wanted.is_empty() {
            match socket.hears_more(PATIENCE) {
                Heard::Answer(id, answer) => {
                    let status = wanted.remove(&id).expect("one answer to each");
                    assert_eq!(answer["statusCode"], status, "{id}");
                }
                other => panic!("{other:?} before {wanted:?}"),
            }
        }
        socket.is_served();
    });
}
