//! Whatever somebody sends to the endpoints for programs: an answer in words, never a 500.

use super::{each_app, each_program};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{
    INTROSPECT, Program, REQUEST_TOKEN, REVOKE, gives, gives_pair, public_program, refuses,
    server_program,
};
use vestibule::domain::oauth::registration::Wishes;

const ALIAS: &str = "/platform/oauth/token";
const OWN: (&str, &str) = ("grant_type", "client_credentials");
const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn sends(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
    HttpClient::new(&app.address).send("POST", path, headers, body)
}

/// Our own refusal as RFC 6749 §5.2 has it, whatever was wrong.
#[track_caller]
fn is_refusal(answer: &Response) {
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let json = answer.json();
    assert!(json["error"].is_string(), "{json}");
    let text = json["error_description"].as_str().expect("a description");
    // RFC 6749 §5.2: no quotes, no backslashes, nothing beyond ASCII; and nothing of ours.
    let plain = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    assert!(text.bytes().all(plain), "{text}");
    for leak in ["sql", "SQL", "panick", "src/"] {
        assert!(!answer.text().contains(leak), "{}", answer.text());
    }
}

#[test]
fn the_alias_is_the_same_endpoint() {
    each_program(|_, program| {
        gives(&program.posts(ALIAS, &[OWN]), OWN_BODY);
        let text = "Code must be provided";
        refuses(&program.posts(ALIAS, &[]), 400, "invalid_request", text);
        let answer = program.gets(ALIAS, &program.credentials());
        assert_eq!(answer.status, 405);
    });
}

#[test]
fn a_body_is_read_up_to_its_limit_and_not_beyond() {
    each_program(|app, program| {
        let fields = [program.credentials(), vec![OWN, ("x", "")]].concat();
        let fields = crate::kit::program::encoded(&fields);
        let limit = 128 * 1024;
        let filled = |length: usize| {
            let filling = "x".repeat(length - fields.len());
            [fields.as_bytes(), filling.as_bytes()].concat()
        };
        gives(
            &sends(app, REQUEST_TOKEN, &[FORM], &filled(limit)),
            OWN_BODY,
        );
        for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
            let answer = sends(app, path, &[FORM], &filled(limit + 1));
            assert_eq!(answer.status, 413, "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        let mut many = fields.clone();
        many.push_str(&"&a".repeat(100));
        assert_eq!(
            sends(app, REQUEST_TOKEN, &[FORM], many.as_bytes()).status,
            413
        );
    });
}

/// What is put in the place of a value.
const GARBAGE: [&str; 14] = [
    "%00",
    "a%00b",
    "%FF%FE",
    "%",
    "%zz",
    "%0D%0ALocation:%20x",
    "'%20OR%201=1--",
    "%F0%9F%A6%A6",
    "%E2%80%AE",
    "+",
    "-1",
    "99999999999999999999",
    "<script>",
    "0000000000000000000000000000000000000000",
];

/// Each field of each endpoint, by itself, with garbage for a value; all others are right.
#[track_caller]
fn throws_garbage(app: &TestApp, program: &Program, path: &str, fields: &[(&str, &str)]) {
    let good = [program.credentials(), fields.to_vec()].concat();
    for (at, (broken, _)) in good.iter().enumerate() {
        for garbage in GARBAGE {
            let pairs = good.iter().enumerate().map(|(here, (name, value))| {
                let value = if here == at { garbage } else { value };
                format!("{name}={value}")
            });
            let body = pairs.collect::<Vec<_>>().join("&");
            let answer = sends(app, path, &[FORM], body.as_bytes());
            let fine = answer.status == 200 || answer.status == 429;
            if !fine {
                is_refusal(&answer);
            }
            assert!(answer.status < 500, "{path} {broken}={garbage}");
        }
    }
}

#[test]
fn garbage_in_any_field_is_refused_in_words() {
    each_app(
        "[sign_in_limit]\nper_account = 100000\nper_address = 100000",
        |app| {
            app.adds_user("ada", None);
            let program = server_program(app, Wishes::default());
            let pair = gives_pair(&program.trades("ada", PASSWORD));
            let code = [
                ("code", "x"),
                ("redirect_uri", "https://client.example/cb"),
                ("code_verifier", "x"),
                ("grant_type", "authorization_code"),
            ];
            throws_garbage(app, &program, REQUEST_TOKEN, &code);
            let refresh = [
                ("refresh_token", pair.refresh.as_str()),
                ("scope", "basic"),
                ("grant_type", "refresh_token"),
            ];
            throws_garbage(app, &program, REQUEST_TOKEN, &refresh[..2]);
            throws_garbage(app, &program, REQUEST_TOKEN, &[OWN, ("scope", "basic")]);
            let password = [
                ("grant_type", "password"),
                ("username", "ada"),
                ("password", "x"),
                ("scope", "basic"),
            ];
            throws_garbage(app, &program, REQUEST_TOKEN, &password);
            let token = [
                ("token", pair.access.as_str()),
                ("token_type_hint", "access_token"),
            ];
            throws_garbage(app, &program, INTROSPECT, &token);
            throws_garbage(app, &program, REVOKE, &token);
            gives_pair(&program.trades("ada", PASSWORD));
        },
    );
}

#[test]
fn what_is_no_http_field_at_all_is_survived() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        let bodies: [&[u8]; 8] = [
            b"",
            b"&&&&",
            b"=&=&==",
            b"\0\0\0",
            b"\xff\xfe\xfd",
            b"client_id",
            b"client_id=%",
            &[b'%'; 5000],
        ];
        for path in [REQUEST_TOKEN, ALIAS, INTROSPECT, REVOKE] {
            for body in bodies {
                is_refusal(&sends(app, path, &[FORM], body));
            }
            let long = format!("{path}?{}", "a".repeat(30_000));
            is_refusal(&sends(app, &long, &[FORM], b""));
        }
        let text = "Code must be provided";
        refuses(&program.asks(&[]), 400, "invalid_request", text);
    });
}

#[test]
fn a_body_that_breaks_off_gets_no_token() {
    each_program(|app, program| {
        let fields = [program.credentials(), vec![OWN]].concat();
        let body = crate::kit::program::encoded(&fields);
        let request = format!(
            "POST {REQUEST_TOKEN} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\nnot a chunk\r\n",
            app.address,
            body.len()
        );
        let answer = HttpClient::new(&app.address).raw(request.as_bytes());
        if let Ok(answer) = answer {
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert!(!answer.text().contains("access_token"));
        }
        assert_eq!(app.stranger().get("/healthz").status, 200);
    });
}
