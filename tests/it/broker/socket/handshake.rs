//! The handshake: who gets a sid, and what every answer carries.

use super::*;
use vestibule::flow::apps::KnownCredentials;

fn asks(app: &TestApp, method: &str, query: &str, headers: &[(&str, &str)]) -> Response {
    let path = format!("{HANDSHAKE}?{query}");
    app.stranger().send(method, &path, headers, b"")
}

#[track_caller]
fn is_text_that_nobody_keeps(answer: &Response) {
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("text/plain"), "{kind}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let vary = answer.header("vary").unwrap_or_default();
    assert!(vary.to_ascii_lowercase().contains("origin"), "{vary}");
    assert_eq!(answer.header("set-cookie"), None);
}

#[test]
fn each_credential_gets_a_sid_by_get_and_by_post() {
    each_keys(LIMITED, |app, _, keys| {
        for (name, value) in keys.all() {
            let mut sids = Vec::new();
            for method in ["GET", "POST"] {
                let answer = asks(app, method, &format!("{name}={value}"), &[]);
                is_text_that_nobody_keeps(&answer);
                let sid = sid_in(&answer);
                assert!(!sid.contains(value), "{sid}");
                sids.push(sid);
            }
            let path = format!("{WEBSOCKET}{}", sids[1]);
            BrokerSocket::opens(&app.address, Manner::Plain, &path).is_served();
        }
    });
}

#[test]
fn an_app_token_decides_where_it_is_given_and_null_and_nothing_are_absent() {
    each_keys(ON, |app, _, keys| {
        let [token, secret, admin] = keys.all().map(|(name, value)| format!("{name}={value}"));
        for good in [
            format!("{token}&app-secret=x&admin-token=x"),
            format!("admin-token=x&app-secret=x&{token}"),
            format!("app-token=null&{secret}"),
            format!("app-token=&{secret}&admin-token="),
            format!("app-secret=null&{admin}&app-token=null"),
            format!("app-token={}", keys.session.to_lowercase()),
            format!(
                "__sails_io_sdk_version=0.10.0&{token}&Respoke-SDK=Respoke-JS%2F1%20(x)&t=1&jsonp=0"
            ),
            format!("{token}&app-id={MADE_UP}&%ff=%ff&x&&=&App-Token=x"),
        ] {
            sid_in(&asks(app, "GET", &good, &[]));
        }
        for bad in [
            format!("app-token=x&{secret}&{admin}"),
            format!("app-token={MADE_UP}&{secret}"),
            format!("{secret}&admin-token=x"),
            format!("App-Token={}", keys.session),
            format!("app_token={}", keys.session),
            format!("app-token={}", keys.secret),
            format!("app-token={}", keys.admin),
            format!("app-secret={}", keys.session),
            format!("admin-token={}", keys.session),
            "app-token=null&app-secret=null&admin-token=null".to_owned(),
            "app-token=&app-secret=&admin-token=".to_owned(),
            "app-token=%ff".to_owned(),
            "app-token=%00".to_owned(),
            format!("app-token={}", "x".repeat(4000)),
            String::new(),
        ] {
            is_turned_away(&asks(app, "GET", &bad, &[]));
            is_turned_away(&asks(app, "POST", &bad, &[]));
        }
        // As a header it is none here.
        let headers = [("App-Token", keys.session.as_str())];
        is_turned_away(&asks(app, "GET", "", &headers));
        let both = [
            ("App-Token", "x"),
            ("App-Secret", "x"),
            ("Admin-Token", "x"),
        ];
        sid_in(&asks(app, "GET", &token, &both));
        let cookie = [("Cookie", "io=x; app-token=x")];
        sid_in(&asks(app, "GET", &token, &cookie));
    });
}

/// An operator may bring any; the libraries encode it.
#[test]
fn a_secret_of_odd_characters_is_the_same_in_a_query_as_among_headers() {
    each_app(ON, |app| {
        let odd = r##"a&b+c%20d=e#f?g;h/i"j'k\l|m<n>o{p}q[r]s^t`u~v!w$x(y)*,.:@-_"##;
        let wishes = Wishes {
            name: Some("Odd".to_owned()),
            kind: Some(Kind::Web),
            ..Wishes::default()
        };
        let known = KnownCredentials {
            client_secret: Some(odd.to_owned().into()),
            ..KnownCredentials::default()
        };
        apps::add(app.platform(), &wishes, &known).expect("the app is added");
        let mut socket = connects(app, ("app-secret", odd));
        socket.is_served();
        for headers in [NULL, json!({"App-Secret": odd})] {
            let told = succeeded(&socket.calls(("get", "/v1/roles"), &headers, &NULL));
            assert_eq!(told, json!([]));
        }
    });
}

#[test]
fn the_app_token_is_whom_the_socket_belongs_to_where_several_are_given() {
    each_keys(ON, |app, _, keys| {
        let query = format!(
            "admin-token={}&app-secret={}&app-token={}",
            keys.admin, keys.secret, keys.session
        );
        let sid = sid_in(&asks(app, "GET", &query, &[]));
        let path = format!("{WEBSOCKET}{sid}/?{query}");
        let mut socket = BrokerSocket::opens(&app.address, Manner::Plain, &path);
        let told = socket.asks(
            ("post", "/v1/connections"),
            &NULL,
            &json!({"endpointId": "eve"}),
        );
        assert_eq!(told["endpointId"], "bob");
    });
}

#[test]
fn what_has_ended_gets_no_sid() {
    each_keys(ON, |app, server, keys| {
        let refused = |(name, value): Credential| {
            is_turned_away(&asks(app, "GET", &format!("{name}={value}"), &[]));
        };
        let tokens = [
            server.asks_token(&keys.role),
            server.begins_session(&keys.role),
        ];
        refused(("app-token", &tokens[0]));
        succeeded(&with_app_token(
            app,
            ("DELETE", "/v1/session-tokens"),
            &tokens[1],
        ));
        refused(("app-token", &tokens[1]));
        let [token, secret, admin] = keys.all();
        app.advance(Duration::from_secs(3600));
        refused(admin);
        sid(app, token);
        app.advance(Duration::from_secs(86_400));
        refused(token);
        sid(app, secret);
        apps::rotate_secret(app.platform(), &server.app.uuid, None).expect("rotates");
        refused(secret);
    });
}

#[test]
fn a_page_of_any_origin_may_read_the_answer_and_no_cookie_is_set() {
    each_keys(ON, |app, _, keys| {
        let good = format!("app-token={}", keys.session);
        for query in [good.as_str(), "app-token=x", ""] {
            for origin in ["https://page.example", "http://localhost:8080", "null"] {
                let answer = asks(app, "GET", query, &[("Origin", origin)]);
                is_text_that_nobody_keeps(&answer);
                let allowed = answer.headers_named("access-control-allow-origin");
                assert_eq!(allowed, [origin], "{query}");
                let allowed = answer.header("access-control-allow-credentials");
                assert_eq!(allowed, Some("true"));
            }
            let answer = asks(app, "GET", query, &[]);
            is_text_that_nobody_keeps(&answer);
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    });
}

/// A browser library that is told to wait never tells its page.
#[test]
fn a_good_credential_is_never_told_to_wait_and_a_wrong_one_is_never_forbidden() {
    each_keys(ONE_A_SECOND, |app, _, keys| {
        for credential in keys.all() {
            let mut sockets: Vec<BrokerSocket> =
                (0..8).map(|_| connects(app, credential)).collect();
            let data = json!({"endpointId": "bob"});
            let mut limited = |_| {
                let socket = &mut sockets[0];
                socket
                    .calls(("post", "/v1/connections"), &NULL, &data)
                    .status
                    == 429
            };
            assert!((0..20).any(&mut limited), "no limit for {credential:?}");
            assert!((0..20).any(&mut limited), "no limit for {credential:?}");
            for _ in 0..8 {
                sockets.push(connects(app, credential));
            }
        }
        for _ in 0..40 {
            let answer = asks(app, "GET", "app-token=x", &[]);
            assert!(matches!(answer.status, 401 | 429), "{}", answer.status);
        }
        for credential in keys.all() {
            connects(app, credential);
        }
    });
}

/// A page that is left says goodbye by an address with two slashes.
#[test]
fn a_page_that_is_left_gets_a_short_answer_and_ends_nothing() {
    each_keys(ON, |app, _, keys| {
        let sid = sid(app, ("app-token", &keys.session));
        for sid in [sid.as_str(), "x", ""] {
            let path = format!("{HANDSHAKE}/{sid}/?disconnect=1");
            let answer = app.stranger().get(&path);
            assert!(answer.status < 500, "{path}: {}", answer.status);
            assert!(answer.body.len() < 1000 && answer.header("set-cookie").is_none());
        }
        connects(app, ("app-token", &keys.session)).is_served();
    });
}

#[test]
fn there_are_no_sockets_unless_the_broker_api_was_turned_on() {
    each_app("", |app| {
        for path in [
            format!("{HANDSHAKE}?app-token={MADE_UP}"),
            format!("{WEBSOCKET}x"),
            format!("{HANDSHAKE}/x/?disconnect=1"),
        ] {
            for method in ["GET", "POST"] {
                let origin = [("Origin", "https://page.example")];
                let answer = app.stranger().send(method, &path, &origin, b"");
                assert_eq!(answer.status, 404, "{method} {path}");
                assert_eq!(answer.header("access-control-allow-origin"), None);
            }
            let said = refusal_at(app, &path);
            assert!(said.contains(" 404 "), "{path}: {said}");
        }
    });
}
