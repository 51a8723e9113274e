//! The broker API over HTTP: what an app's server, an endpoint's program or an operator sends, and exactly what
//! comes back.

mod apps;
mod credentials;
mod introspect;
mod limit;
mod roles;
mod sessions;
mod shape;
mod socket;
mod tokens;
mod turn;

use crate::kit::app::{PASSWORD, TestApp};

use crate::kit::http::{HttpClient, Response};
use crate::web::each_app;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::{App, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::{self, NewUser, Role};

/// On, and without a limit of calls, which the tests of other things would meet.
pub const ON: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 0";
pub const MADE_UP: &str = "7C5F4410-35A1-41AC-B8DE-295AF375B7D9";

/// An app's own server.
pub struct Server {
    pub app: App,
    pub secret: String,
    address: String,
}

/// On each database, with an app's server.
#[track_caller]
pub fn each_server(settings: &str, story: impl Fn(&TestApp, &Server)) {
    each_app(settings, |app| story(app, &server(app)));
}

#[track_caller]
pub fn server(app: &TestApp) -> Server {
    let issued = app.adds_app(Wishes {
        kind: Some(Kind::Web),
        ..Wishes::default()
    });
    Server {
        secret: issued.client_secret.expect("a secret").to_string(),
        app: issued.app,
        address: app.address.clone(),
    }
}

/// A call with these headers and this body, if it is not null.
#[track_caller]
pub fn call(
    address: &str,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &Value,
) -> Response {
    let kind = [("Content-Type", "application/json")];
    let headers = [&kind[..], headers].concat();
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    HttpClient::new(address).send(method, path, &headers, body.as_bytes())
}

impl Server {
    #[track_caller]
    pub fn calls(&self, method: &str, path: &str, body: &Value) -> Response {
        let secret = [("App-Secret", self.secret.as_str())];
        call(&self.address, (method, path), &secret, body)
    }

    #[track_caller]
    pub fn adds_role(&self, body: &Value) -> Value {
        succeeded(&self.calls("POST", "/v1/roles", body))
    }

    /// A one-time token for Bob with this role.
    #[track_caller]
    pub fn asks_token(&self, role: &Value) -> String {
        let body = json!({"endpointId": "bob", "roleId": role["id"]});
        let told = succeeded(&self.calls("POST", "/v1/tokens", &body));
        told["tokenId"].as_str().expect("a token").to_owned()
    }

    /// The session that it becomes.
    #[track_caller]
    pub fn begins_session(&self, role: &Value) -> String {
        let token = self.asks_token(role);
        let told = succeeded(&redeems(&self.address, &json!({ "tokenId": token })));
        told["token"].as_str().expect("a token").to_owned()
    }
}

#[track_caller]
pub fn redeems(address: &str, body: &Value) -> Response {
    call(address, ("POST", "/v1/session-tokens"), &[], body)
}

#[track_caller]
pub fn with_app_token(app: &TestApp, what: (&str, &str), token: &str) -> Response {
    call(&app.address, what, &[("App-Token", token)], &Value::Null)
}

/// An operator, signed in.
#[track_caller]
pub fn operator(app: &TestApp) -> String {
    // Somebody goes on to administer, whatever becomes of this one.
    for name in ["root", "rhea"] {
        let new = NewUser {
            name,
            email: None,
            email_verified: false,
            display_name: None,
            locale: None,
            role: Role::Admin,
        };
        let draft = users::draft(app.platform(), new).expect("a good user");
        users::add(app.platform(), &draft, PASSWORD).expect("the user is added");
    }
    app.advance(std::time::Duration::from_millis(1));
    let body = json!({"username": "root", "password": PASSWORD});
    let told = succeeded(&call(
        &app.address,
        ("POST", "/v1/admin-sessions"),
        &[],
        &body,
    ));
    told["token"].as_str().expect("a token").to_owned()
}

#[track_caller]
pub fn succeeded(answer: &Response) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[track_caller]
pub fn declined(answer: &Response, status: u16, text: &str) {
    assert_eq!(
        (answer.status, answer.json()),
        (status, json!({ "error": text }))
    );
}

#[track_caller]
pub fn unauthorized(answer: &Response) {
    declined(answer, 401, "Not authenticated.");
}

#[track_caller]
pub fn forbidden(answer: &Response) {
    declined(answer, 403, "Not authorized.");
}

/// 400, about this field alone.
#[track_caller]
pub fn invalid(answer: &Response, field: &str) {
    let told = answer.json();
    assert_eq!(
        (answer.status, &told["error"]),
        (400, &json!("Validation Error.")),
        "{told}"
    );
    let fields: Vec<&String> = told["validationErrors"]
        .as_object()
        .expect("fields")
        .keys()
        .collect();
    assert_eq!(fields, [field]);
}
