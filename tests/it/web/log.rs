//! The log of the real program: one wide line per request, and nothing in it that opens anything.

use super::{asks_for, filled_in};
use crate::kit::app::{AUTHORIZE, PASSWORD, token_in};
use crate::kit::http::HttpClient;
use crate::kit::server::{Home, PROGRAM};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use std::process::Command;
use vestibule::domain::secret::{PlainToken, TokenHash, TokenKind};

/// All that must stay unwritten: what was typed, sent, given and kept, and what is computed from it.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    fn add(&mut self, text: &str) {
        assert!(text.len() >= 8, "too short to look for: {text:?}");
        self.0.push(text.to_owned());
    }

    /// A token with its hashes, as bytes are usually written.
    fn add_token(&mut self, text: &str) {
        self.add(text);
        self.add(&text[11..]);
        let token = PlainToken::parse(text).expect("a token");
        for kind in [
            TokenKind::Access,
            TokenKind::Session,
            TokenKind::Browser,
            TokenKind::Form,
            TokenKind::Link,
        ] {
            self.add_bytes(token.hash(kind).bytes());
        }
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.add(&hex.to_uppercase());
        self.add(&hex);
        self.add(&STANDARD.encode(bytes));
        self.add(&URL_SAFE_NO_PAD.encode(bytes));
        self.add(&format!("{bytes:?}"));
    }

    fn add_jar(&mut self, browser: &HttpClient) {
        for cookie in &browser.jar {
            self.add(&cookie.value);
            if cookie.name.starts_with("vestibule_prelogin") {
                self.add_bytes(TokenHash::of("prelogin", cookie.value.as_bytes()).bytes());
            } else {
                self.add_token(&cookie.value);
            }
        }
    }

    #[track_caller]
    fn assert_unwritten(&self, log: &str) {
        for secret in &self.0 {
            assert!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
        }
    }
}

/// Everything that a person and a program do, right and wrong; gives back what they held.
fn lives_through(home: &Home, client: &HttpClient, client_id: &str) -> Secrets {
    let mut secrets = Secrets::default();
    let state = "statestatestate-of-the-app";
    secrets.add(state);
    secrets.add(PASSWORD);
    secrets.add("typed-into-the-name-field");
    secrets.add("otter-lamp-river-43");
    let path = asks_for(client_id, &[("display", "desktop"), ("state", state)]);
    let mut browser = client.clone();
    let (page, mut form) = filled_in(
        &mut browser,
        &path,
        "typed-into-the-name-field",
        "otter-lamp-river-43",
    );
    secrets.add_jar(&browser);
    assert_eq!(browser.submits(&page, &form, "Sign in").status, 200);
    form.types_name_and_password("ada", PASSWORD);
    secrets.add(form.hidden("proof"));
    secrets.add_token(form.hidden("nonce"));
    assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
    secrets.add_jar(&browser);
    let consent = browser.get(&path);
    let form = consent.form("Allow");
    secrets.add(form.hidden("proof"));
    secrets.add_token(form.hidden("nonce"));
    let allowed = browser.submits(&consent, &form, "Allow");
    let remembered = browser.get(&path);
    for location in [allowed.location(), remembered.location()] {
        let token = token_in(location);
        secrets.add_token(&token);
        let mut program = client.clone();
        let bearer = format!("Bearer {token}");
        program.send("GET", "/api/user", &[("Authorization", &bearer)], b"");
        program.get(&format!("/api/user?access_token={token}"));
        for endpoint in ["validate_token", "invalidate_token"] {
            program.get(&format!("/platform/oauth/{endpoint}?access_token={token}"));
            program.post_form(
                &format!("/platform/oauth/{endpoint}"),
                &[("access_token", &token)],
            );
        }
        program.get(&format!("/nowhere/{token}?access_token={token}"));
        program.get(&format!("/static/{token}"));
        let referer = format!("{}?access_token={token}", home.port);
        program.send(
            "GET",
            "/platform/oauth/auth_success",
            &[("Referer", &referer)],
            b"",
        );
    }
    let sign_out = browser.get("/platform/oauth/logout");
    let form = sign_out.form("Sign out");
    secrets.add(form.hidden("proof"));
    browser.submits(&sign_out, &form, "Sign out");
    chooses_a_password(home, client, &mut secrets);
    secrets
}

/// Behind a one-time link, which stands in the query.
fn chooses_a_password(home: &Home, client: &HttpClient, secrets: &mut Secrets) {
    let printed = home.runs_json(&["user", "reset-link", "ada", "--json"], "");
    let link = printed["link"].as_str().expect("a link");
    let (_, token) = link.split_once("?link=").expect("a token in the query");
    secrets.add_token(token);
    secrets.add("lantern under the birch");
    let path = format!("/account/choose-password?link={token}");
    let mut browser = client.clone();
    let page = browser.get(&path);
    secrets.add_jar(&browser);
    let mut form = page.form("Save password");
    secrets.add(form.hidden("proof"));
    secrets.add_token(form.hidden("nonce"));
    form.set("password", "short");
    assert_eq!(browser.submits(&page, &form, "Save password").status, 200);
    form.set("password", "lantern under the birch");
    assert_eq!(browser.submits(&page, &form, "Save password").status, 303);
    // Pressed twice, it gets the answer of the first press.
    assert_eq!(browser.submits(&page, &form, "Save password").status, 303);
}

#[test]
fn r93_no_secret_no_token_no_query_and_no_hash_of_one_is_ever_written() {
    for format in ["json", "human"] {
        let home = Home::new(&format!("[log]\nformat = {format:?}"));
        home.adds_user("ada", PASSWORD);
        let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
        let client_id = app["client_id"].as_str().expect("a key").to_owned();
        let server = home.serves();
        let secrets = lives_through(&home, &server.client(), &client_id);
        let log = server.log();
        assert!(log.contains("signed in"), "nothing was logged:\n{log}");
        secrets.assert_unwritten(&log);
        for part in [
            "access_token",
            "response_type",
            "state=",
            "vestibule_session",
        ] {
            assert!(!log.contains(part), "{part} is in the log:\n{log}");
        }
        assert!(server.stops().success());
    }
}

#[test]
fn each_request_has_one_line_that_says_what_was_decided_for_whom() {
    let home = Home::new("");
    let user = home.adds_user("ada", PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key").to_owned();
    let server = home.serves();
    let path = asks_for(&client_id, &[("display", "desktop")]);
    let mut browser = server.client();
    let consent = browser.signs_in(&path, "ada", PASSWORD);
    let form = consent.form("Allow");
    browser.submits(&consent, &form, "Allow");
    browser.submits(&consent, &form, "Allow");
    let refused = browser.get(&format!("{AUTHORIZE}?client_id=nobody"));
    let log = server.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let lines: Vec<Value> = lines
        .filter(|line: &Value| line["route"] == AUTHORIZE)
        .collect();
    let seen = lines.iter().map(|line| {
        (
            line["method"].as_str().unwrap_or_default(),
            line["status"].as_u64(),
            line["decision"].as_str().unwrap_or_default(),
        )
    });
    let wanted = [
        ("GET", Some(200), "asks to sign in"),
        ("POST", Some(303), "signed in"),
        ("GET", Some(200), "asks for consent"),
        ("POST", Some(302), "allowed"),
        ("POST", Some(302), "same answer again"),
        ("GET", Some(400), "refused"),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), wanted, "{log}");
    for line in &lines[..5] {
        assert_eq!(line["client_id"], Value::from(client_id.as_str()), "{line}");
        assert_eq!(line["display"], "desktop", "{line}");
        assert!(line["ms"].as_f64().is_some_and(|ms| ms >= 0.0), "{line}");
    }
    assert_eq!(lines[3]["user"], user["id"]);
    // The error page's reference leads to its line, and only the line says why.
    let reference = lines[5]["request_id"].as_str().expect("an id");
    assert!(refused.text().contains(reference), "{}", refused.text());
    assert!(
        lines[5]["reason"]
            .as_str()
            .is_some_and(|why| why.contains("client_id")),
        "{}",
        lines[5]
    );
}

#[test]
fn a_line_has_its_members_in_order_and_is_one_line_whatever_was_sent() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key").to_owned();
    let server = home.serves();
    let path = asks_for(&client_id, &[("display", "desktop")]);
    let mut browser = server.client();
    browser.signs_in(&path, "ada", PASSWORD);
    browser.get(&path);
    let mut stranger = server.client();
    let strange = "https://app.example/\"quoted\\é\u{2028}森\"";
    let sent: String = strange.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let refused =
        format!("{AUTHORIZE}?client_id={client_id}&response_type=token&redirect_uri={sent}");
    assert_eq!(stranger.get(&refused).status, 400);
    stranger.get("/%0a%22%ff?%0a%22%ff");
    assert_eq!(stranger.get("/healthz").status, 200);
    let log = server.log();
    let common = "timestamp level message request_id method route status ms decision";
    let common: Vec<&str> = common.split(' ').collect();
    let told = ["client_id", "user", "display", "reason"];
    let (mut seen, mut reasons) = (Vec::new(), Vec::new());
    for line in log.lines() {
        let Ok(Value::Object(line)) = serde_json::from_str(line) else {
            assert!(!line.contains("\"request\""), "{line}");
            continue;
        };
        if line["message"] != "request" {
            continue;
        }
        let names: Vec<&str> = line.keys().map(String::as_str).collect();
        let (first, rest) = names.split_at(common.len());
        assert_eq!(first, common, "{line:?}");
        let (last, rest) = rest.split_last().expect("a target");
        assert_eq!(
            (*last, &line["target"]),
            ("target", &Value::from("vestibule::web::log"))
        );
        let in_order: Vec<&str> = told
            .into_iter()
            .filter(|name| rest.contains(name))
            .collect();
        assert_eq!(rest, in_order, "{line:?}");
        reasons.extend(
            line.get("reason")
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
        seen.push((line["level"].clone(), line["route"].clone(), rest.join(" ")));
    }
    let has = |route: &str, rest: &str| {
        let wanted = (Value::from("INFO"), Value::from(route), rest.to_owned());
        assert!(seen.contains(&wanted), "{wanted:?} is not in {seen:?}");
    };
    has(AUTHORIZE, "client_id display");
    has(AUTHORIZE, "client_id user display");
    has(AUTHORIZE, "client_id reason");
    assert!(
        reasons
            .iter()
            .any(|why| why.contains(&format!("{strange:?}"))),
        "{reasons:?}"
    );
    has("none", "");
    has("/healthz", "");
}

#[test]
fn lines_of_many_threads_stand_one_below_the_other() {
    let home = Home::new("");
    let server = home.serves();
    let (clients, each) = (16, 50);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                for _ in 0..each {
                    let answer = server
                        .client()
                        .get(&format!("{AUTHORIZE}?client_id=nobody"));
                    assert_eq!(answer.status, 400);
                }
            });
        }
    });
    let log = server.log();
    let lines = log.lines().map(serde_json::from_str::<Value>);
    let asked = lines.filter(|line| match line {
        Ok(line) => line["route"] == AUTHORIZE,
        // The words for the operator, on stderr.
        Err(_) => false,
    });
    assert_eq!(asked.count(), clients * each, "{log}");
}

#[test]
fn a_log_that_nobody_reads_ends_no_server() {
    let home = Home::new("");
    let mut command = Command::new("sh");
    // A pipe whose other end is closed.
    let script = "mkfifo pipe; exec \"$@\" 3<>pipe >pipe 3>&-";
    command.args(["-c", script, "sh", PROGRAM, "serve", "--config"]);
    command.arg(home.path().join("settings.toml"));
    command.current_dir(home.path());
    let server = home.starts(command);
    for _ in 0..10 {
        assert_eq!(server.client().get("/nowhere").status, 404);
    }
    let log = server.log();
    assert_eq!(log.matches("request_id").count(), 0, "{log}");
    assert!(server.stops().success());
}

#[test]
fn what_is_no_http_is_refused_without_an_error_in_the_log() {
    let home = Home::new("");
    let server = home.serves();
    for nonsense in ["\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
        let answer = server.client().raw(nonsense.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 400);
    }
    // Stopped first: such lines are written after the answer.
    assert!(server.stops().success());
    let log = std::fs::read_to_string(home.path().join("server-1.log")).expect("the log");
    assert!(!log.contains("ERROR"), "{log}");
}
