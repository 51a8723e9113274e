//! The endpoints for programs: each grant, introspection, revocation, the API, and their refusals.

use super::tape::{Sent, Tape};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::CALLBACK;
use crate::kit::http::Response;
use crate::kit::issued::{Allowed, CHALLENGE, PLAIN, VERIFIER, makes_code};
use crate::kit::program::{
    INTROSPECT, Program, REQUEST_TOKEN, REVOKE, basic, public_program, server_program,
};
use crate::web::each_app;
use serde_json::Value;
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

struct Walk<'a> {
    app: &'a TestApp,
    tape: Tape,
    server: Program,
    public: Program,
    api: Program,
}

impl Walk<'_> {
    /// With the server's credentials in the body.
    fn posts(&mut self, title: &str, path: &str, more: &[(&str, &str)]) -> Value {
        let fields = [self.server.credentials(), more.to_vec()].concat();
        let browser = &mut self.app.stranger();
        read(&self.tape.posts(browser, title, path, &fields))
    }

    fn bare(&mut self, title: &str, path: &str, fields: &[(&str, &str)]) -> Value {
        let browser = &mut self.app.stranger();
        read(&self.tape.posts(browser, title, path, fields))
    }

    fn sends(&mut self, title: &str, (method, path): (&str, &str), headers: &[(&str, &str)]) {
        let sent = Sent { headers, body: "" };
        let browser = &mut self.app.stranger();
        self.tape.sends(browser, title, (method, path), sent);
    }

    fn code(&self, allowed: Allowed) -> String {
        makes_code(self.app, &self.server.app, "ada", allowed)
    }
}

fn read(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

#[test]
fn what_programs_are_told_is_as_recorded() {
    each_app("", |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        let open = Wishes {
            on: vec![Switch::TokenByGet, Switch::TokenInQuery],
            ..Wishes::default()
        };
        let api = Wishes {
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        };
        let mut walk = Walk {
            app,
            tape: Tape::of(app),
            server: server_program(app, open),
            public: public_program(app, Wishes::default()),
            api: server_program(app, api),
        };
        for (program, name) in [
            (&walk.server, "SERVER"),
            (&walk.public, "PUBLIC"),
            (&walk.api, "API"),
        ] {
            walk.tape.names(&program.app.client_id, name);
        }
        walk.tape.names(&ada.public_id, "ADA");
        trades_codes(&mut walk);
        refreshes(&mut walk);
        other_grants(&mut walk);
        authenticates(&mut walk);
        uses_tokens(&mut walk);
        walk.tape.compares("programs");
    });
}

fn trades_codes(walk: &mut Walk) {
    let address = ("redirect_uri", CALLBACK);
    let code = walk.code(PLAIN);
    walk.posts("code", REQUEST_TOKEN, &[("code", &code), address]);
    walk.posts(
        "code, a second time",
        REQUEST_TOKEN,
        &[("code", &code), address],
    );
    let less = Allowed {
        scopes: "basic",
        scopes_changed: true,
        challenge: Some(CHALLENGE),
        ..PLAIN
    };
    let code = walk.code(less);
    let verifier = ("code_verifier", VERIFIER);
    walk.posts(
        "code, another address",
        REQUEST_TOKEN,
        &[
            ("code", &code),
            ("redirect_uri", "https://x.example/"),
            verifier,
        ],
    );
    walk.posts(
        "code, no address",
        REQUEST_TOKEN,
        &[("code", &code), verifier],
    );
    walk.posts(
        "code, no verifier",
        REQUEST_TOKEN,
        &[("code", &code), address],
    );
    walk.posts(
        "code, another verifier",
        REQUEST_TOKEN,
        &[("code", &code), address, ("code_verifier", "x")],
    );
    walk.posts(
        "code with PKCE and less",
        REQUEST_TOKEN,
        &[("code", &code), address, verifier],
    );
    let code = walk.code(PLAIN);
    walk.app.advance(Duration::from_secs(601));
    walk.posts("code, too late", REQUEST_TOKEN, &[("code", &code), address]);
    walk.posts("code, unknown", REQUEST_TOKEN, &[("code", "x"), address]);
    walk.posts("code, none", REQUEST_TOKEN, &[]);
    let code = walk.code(PLAIN);
    let get = format!("{REQUEST_TOKEN}?client_id=x&code={code}");
    walk.sends("GET with an unknown client", ("GET", &get), &[]);
    let secret = walk.server.secret.clone().unwrap_or_default();
    let id = walk.server.app.client_id.clone();
    let get = format!(
        "{REQUEST_TOKEN}?client_id={id}&client_secret={secret}&code={code}&redirect_uri={CALLBACK}"
    );
    walk.sends("GET", ("GET", &get), &[]);
}

fn refreshes(walk: &mut Walk) {
    let password = [
        ("grant_type", "password"),
        ("username", "ada"),
        ("password", PASSWORD),
    ];
    let pair = walk.posts("password", REQUEST_TOKEN, &password);
    let refresh = text(&pair, "refresh_token");
    let asks = [("grant_type", "refresh_token"), ("refresh_token", &refresh)];
    walk.app.advance(Duration::from_secs(5));
    let less = [&asks[..], &[("scope", "basic")]].concat();
    walk.posts("refresh for less", REQUEST_TOKEN, &less);
    walk.posts("refresh again within ten seconds", REQUEST_TOKEN, &asks);
    walk.app.advance(Duration::from_secs(11));
    walk.posts("refresh again later", REQUEST_TOKEN, &asks);
    walk.posts("refresh, none", REQUEST_TOKEN, &asks[..1]);
    let unknown = [asks[0], ("refresh_token", "x")];
    walk.posts("refresh, unknown", REQUEST_TOKEN, &unknown);
    let pair = walk.posts("password once more", REQUEST_TOKEN, &password);
    let refresh = text(&pair, "refresh_token");
    let asks = [("grant_type", "refresh_token"), ("refresh_token", &refresh)];
    let more = [&asks[..], &[("scope", "nonsense")]].concat();
    walk.posts("refresh for an unknown scope", REQUEST_TOKEN, &more);
    let theirs = [&asks[..], &[("client_id", "PUBLIC")]].concat();
    walk.bare("refresh by an unknown app", REQUEST_TOKEN, &theirs);
}

fn other_grants(walk: &mut Walk) {
    let own = [("grant_type", "client_credentials")];
    walk.posts("client credentials", REQUEST_TOKEN, &own);
    let less = [own[0], ("scope", "basic nonsense")];
    walk.posts("client credentials for less", REQUEST_TOKEN, &less);
    let id = walk.public.app.client_id.clone();
    let public = [own[0], ("client_id", id.as_str())];
    walk.bare(
        "client credentials without a secret",
        REQUEST_TOKEN,
        &public,
    );
    let ask = |name, password| {
        [
            ("grant_type", "password"),
            ("username", name),
            ("password", password),
        ]
    };
    walk.posts("password, wrong", REQUEST_TOKEN, &ask("ada", "wrong"));
    walk.posts("password, nobody", REQUEST_TOKEN, &ask("nobody", PASSWORD));
    walk.posts("password, no name", REQUEST_TOKEN, &ask("", PASSWORD));
    walk.posts("password, none", REQUEST_TOKEN, &ask("ada", ""));
    let address = [&ask("ada", PASSWORD)[..], &[("end_user_ip", "x")]].concat();
    walk.posts("password, no address of anybody", REQUEST_TOKEN, &address);
    walk.posts(
        "a grant that there is not",
        REQUEST_TOKEN,
        &[("grant_type", "x")],
    );
    let twice = [("grant_type", "password"), ("grant_type", "password")];
    walk.posts("a field twice", REQUEST_TOKEN, &twice);
}

fn authenticates(walk: &mut Walk) {
    let own = ("grant_type", "client_credentials");
    let id = walk.server.app.client_id.clone();
    for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
        let more = [own, ("token", "x")];
        let with = |credentials: &[(&'static str, &'static str)]| [credentials, &more].concat();
        walk.bare(&format!("{path}: no client"), path, &with(&[]));
        walk.bare(
            &format!("{path}: an unknown client"),
            path,
            &with(&[("client_id", "x")]),
        );
        let wrong = [
            ("client_id", id.as_str()),
            ("client_secret", "x"),
            own,
            ("token", "x"),
        ];
        walk.bare(&format!("{path}: a wrong secret"), path, &wrong);
        walk.bare(
            &format!("{path}: no secret"),
            path,
            &[wrong[0], own, wrong[3]],
        );
        for (title, basic) in [
            ("a wrong secret in a header", basic(&id, "x")),
            ("a broken header", "Basic !".to_owned()),
            ("another scheme", "Bearer x".to_owned()),
        ] {
            walk.sends(
                &format!("{path}: {title}"),
                ("POST", path),
                &[FORM, ("Authorization", &basic)],
            );
        }
        let basic = walk.server.basic();
        let body = format!("client_id={id}&client_secret=x&token=x");
        let sent = Sent {
            headers: &[FORM, ("Authorization", &basic)],
            body: &body,
        };
        let title = format!("{path}: in two ways");
        walk.tape
            .sends(&mut walk.app.stranger(), &title, ("POST", path), sent);
        let json = Sent {
            headers: &[("Content-Type", "application/json")],
            body: "{\"token\":\"x\"}",
        };
        let title = format!("{path}: a body of JSON");
        walk.tape
            .sends(&mut walk.app.stranger(), &title, ("POST", path), json);
        walk.posts(&format!("{path}: no token"), path, &[own]);
    }
}

fn uses_tokens(walk: &mut Walk) {
    let password = [
        ("grant_type", "password"),
        ("username", "ada"),
        ("password", PASSWORD),
    ];
    let pair = walk.posts("a pair to use", REQUEST_TOKEN, &password);
    let own = walk.posts(
        "a token of its own",
        REQUEST_TOKEN,
        &[("grant_type", "client_credentials")],
    );
    let (access, refresh) = (text(&pair, "access_token"), text(&pair, "refresh_token"));
    let own = text(&own, "access_token");
    walk.posts(
        "introspect an access token",
        INTROSPECT,
        &[("token", &access)],
    );
    walk.posts(
        "introspect a refresh token",
        INTROSPECT,
        &[("token", &refresh)],
    );
    walk.posts(
        "introspect a token of its own",
        INTROSPECT,
        &[("token", &own)],
    );
    walk.posts("introspect an unknown one", INTROSPECT, &[("token", "x")]);
    for (title, token) in [("an access", &access), ("a refresh", &refresh)] {
        let title = format!("introspect {title} token, an API");
        let fields = [walk.api.credentials(), vec![("token", token)]].concat();
        walk.tape
            .posts(&mut walk.app.stranger(), &title, INTROSPECT, &fields);
    }
    let bearer = format!("Bearer {access}");
    let oauth = format!("OAuth {own}");
    let page = ("Origin", "https://client.example");
    let user = "/api/user";
    let query = format!("{user}?access_token={access}");
    walk.sends("user, Bearer", ("GET", user), &[("Authorization", &bearer)]);
    walk.sends("user, OAuth", ("GET", user), &[("Authorization", &oauth)]);
    walk.sends(
        "user, from a page",
        ("GET", user),
        &[("Authorization", &bearer), page],
    );
    walk.sends("user, in the query", ("GET", &query), &[]);
    walk.sends(
        "user, in two ways",
        ("GET", &query),
        &[("Authorization", &bearer)],
    );
    walk.sends(
        "user, wrong",
        ("GET", user),
        &[("Authorization", "Bearer x")],
    );
    walk.bare("user, in the body", user, &[("access_token", &access)]);
    let json = Sent {
        headers: &[("Content-Type", "application/json")],
        body: "{}",
    };
    walk.tape.sends(
        &mut walk.app.stranger(),
        "user, a body of JSON",
        ("POST", user),
        json,
    );
    for (word, of) in [
        ("validate", "a live token"),
        ("invalidate", "it"),
        ("validate", "a dead token"),
    ] {
        let path = format!("/platform/oauth/{word}_token");
        let query = format!("{path}?access_token={own}");
        walk.sends(
            &format!("{word} {of}, in the query"),
            ("GET", &query),
            &[page],
        );
        walk.bare(
            &format!("{word} {of}, in the body"),
            &path,
            &[("access_token", &own)],
        );
        let title = format!("{word} what is no token, after {of}");
        walk.bare(&title, &path, &[("access_token", "x")]);
        walk.app.advance(Duration::from_millis(1));
    }
    walk.posts("revoke an unknown one", REVOKE, &[("token", "x")]);
    let public = walk.public.app.client_id.clone();
    walk.bare(
        "revoke another's",
        REVOKE,
        &[("client_id", &public), ("token", &access)],
    );
    walk.posts("revoke an access token", REVOKE, &[("token", &access)]);
    walk.posts("introspect it then", INTROSPECT, &[("token", &access)]);
    walk.sends(
        "user, revoked",
        ("GET", user),
        &[("Authorization", &bearer)],
    );
    walk.posts("revoke a refresh token", REVOKE, &[("token", &refresh)]);
    walk.posts(
        "introspect that one then",
        INTROSPECT,
        &[("token", &refresh)],
    );
}
