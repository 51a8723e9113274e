//! The plain HTTP client does what exact tests rely on.

use crate::kit::form::Form;
use crate::kit::http::HttpClient;
use crate::kit::server::free_port;
use crate::kit::tiny::{TinyServer, page, redirect};

#[test]
fn an_answer_is_kept_as_it_came_and_no_redirect_is_followed() {
    let app = TinyServer::start("127.0.0.1", |_| redirect("http://127.0.0.1:1/away#x=1"));
    let mut client = HttpClient::new(&app.address);
    let answer = client.get("/start?a=b");
    assert_eq!(answer.status, 302);
    assert_eq!(answer.location(), "http://127.0.0.1:1/away#x=1");
    assert_eq!(answer.header("content-TYPE"), Some("text/plain"));
    assert_eq!(answer.header("retry-after"), None);
    assert_eq!(app.asked().len(), 1);
    assert_eq!(app.asked()[0].line, "GET /start?a=b");
}

#[test]
fn cookies_come_back_until_they_are_taken_away() {
    let app = TinyServer::start("127.0.0.1", |asked| match asked.line.as_str() {
        "GET /set" => page(
            &["Set-Cookie: a=1; HttpOnly; SameSite=Lax", "Set-Cookie: b=2"],
            "",
        ),
        "GET /unset" => page(&["Set-Cookie: a=; Max-Age=0; Path=/"], ""),
        _ => page(&[], ""),
    });
    let mut client = HttpClient::new(&app.address);
    client.get("/set");
    let kept = client.cookie("a").expect("the cookie is kept");
    assert_eq!(kept.value, "1");
    assert_eq!(kept.attributes, "HttpOnly; SameSite=Lax");
    client.get("/both");
    client.get("/unset");
    client.get("/one");
    let sent: Vec<_> = app
        .asked()
        .iter()
        .map(|asked| {
            asked
                .headers
                .iter()
                .find(|(name, _)| name == "cookie")
                .cloned()
        })
        .map(|header| header.map(|(_, value)| value))
        .collect();
    let expected = [None, Some("a=1; b=2"), Some("a=1; b=2"), Some("b=2")];
    assert_eq!(sent, expected.map(|text| text.map(str::to_owned)));
}

#[test]
fn raw_bytes_are_sent_as_they_are() {
    let app = TinyServer::start("127.0.0.1", |_| page(&[], "seen"));
    let mut client = HttpClient::new(&app.address);
    let request = b"GET http://evil.example/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n";
    let answer = client.raw(request).expect("an answer");
    assert_eq!(answer.text(), "seen");
    let asked = &app.asked()[0];
    assert_eq!(asked.line, "GET http://evil.example/x");
    let hosts: Vec<_> = asked
        .headers
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(hosts, ["a", "b"]);
    let nobody = format!("127.0.0.1:{}", free_port());
    assert!(HttpClient::new(&nobody).raw(request).is_err());
}

#[test]
fn chunks_are_joined_and_a_torn_answer_is_an_error() {
    let whole =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n";
    let torn = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123";
    let app = TinyServer::start("127.0.0.1", move |asked| match asked.line.as_str() {
        "GET /whole" => whole.to_owned(),
        _ => torn.to_owned(),
    });
    let mut client = HttpClient::new(&app.address);
    assert_eq!(client.get("/whole").json()["a"], 1);
    let request = b"GET /torn HTTP/1.1\r\nHost: x\r\n\r\n";
    assert!(client.raw(request).is_err());
}

const SIGN_IN: &str = r#"
  <form action="/other"><button>Change language</button></form>
  <form method="post" action="/platform/oauth/authorize?x=1&amp;y=2">
    <input type="hidden" name="request" value="a=1&amp;b=&quot;2&#39;&#x2F;&quot;">
    <input type=hidden name=nonce value=n1><input name='proof' value='p>1' type='hidden' />
    <input name="who" autocomplete="section-a username" value="ad">
    <input type="password" name="secret" autocomplete="current-password">
    <input type="checkbox" name="keep" value="yes"> <input type=checkbox name=on value=1 checked>
    <button name="decision" value="deny">Don&#39;t
        <b>Allow</b></button>
    <button type="submit" name="decision" value="allow">Allow</button>
    <input type="submit" value="Sign in">
  </form>"#;

#[test]
fn a_form_is_found_by_its_button_and_filled_in_as_a_person_would() {
    let mut form = Form::with_button(SIGN_IN, "Sign in").expect("the second form");
    assert_eq!(
        form.action.as_deref(),
        Some("/platform/oauth/authorize?x=1&y=2")
    );
    assert_eq!(form.hidden("request"), r#"a=1&b="2'/""#);
    assert_eq!((form.hidden("nonce"), form.hidden("proof")), ("n1", "p>1"));
    form.types_name_and_password("ada", "otter & lamp");
    let sent = |form: &Form, button| {
        let fields = form.pressed(button);
        let fields = fields
            .iter()
            .skip(3)
            .map(|(name, value)| format!("{name}={value}"));
        fields.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(sent(&form, "Sign in"), "who=ada secret=otter & lamp on=1");
    assert!(sent(&form, "Don't Allow").ends_with("decision=deny"));
    form.set("nonce", "n2");
    form.set("forged", "1");
    assert_eq!(form.hidden("nonce"), "n2");
    assert!(sent(&form, "Allow").ends_with("forged=1 decision=allow"));
    assert!(Form::with_button(SIGN_IN, "Sign up").is_none());
}

#[test]
fn a_form_is_sent_to_its_action_or_else_to_its_page() {
    let app = TinyServer::start("127.0.0.1", |asked| {
        let action = if asked.line.contains("/here") {
            ""
        } else {
            r#"action="/there""#
        };
        page(
            &[],
            &format!(
                "<form method=post {action}><input name=a value='1 &amp; 2'><button>Go</button></form>"
            ),
        )
    });
    let mut client = HttpClient::new(&app.address);
    for path in ["/here?q=1", "/elsewhere"] {
        let shown = client.get(path);
        client.submits(&shown, &shown.form("Go"), "Go");
    }
    let posted: Vec<_> = app
        .asked()
        .into_iter()
        .filter(|asked| asked.line.starts_with("POST"))
        .map(|asked| format!("{} {}", asked.line, asked.body))
        .collect();
    assert_eq!(
        posted,
        ["POST /here?q=1 a=1+%26+2", "POST /there a=1+%26+2"]
    );
}

#[test]
fn somebody_signs_in_through_the_form_and_follows_the_answer() {
    const FORM: &str = "<form method=post action=/in><input name=name autocomplete=username>\
                        <input name=password type=password><button>Sign in</button></form>";
    let app = TinyServer::start("127.0.0.1", |asked| match asked.line.as_str() {
        "GET /start" => page(&[], FORM),
        "POST /in" if asked.body == "name=ada&password=otter+lamp" => {
            redirect("/start/again").replace("302 Found", "303 See Other")
        }
        _ => page(&[], "inside"),
    });
    let mut client = HttpClient::new(&app.address);
    let inside = client.signs_in("/start", "ada", "otter lamp");
    assert_eq!(inside.text(), "inside");
    assert_eq!(inside.path, "/start/again");
}
