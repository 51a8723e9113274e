//! Parts that speak OpenID Connect, as others wrote them, with the real program at the other end: libraries of apps on
//! a server and in a page, and a module of a web server.

mod apache;
mod keys;
mod page;

use crate::kit::app::PASSWORD;
use crate::kit::clients::{NODE, PYTHON, Program, Runtime, with_libraries};
use crate::kit::db::each_db;
use crate::kit::server::{Home, Server};
use crate::kit::told::holds;
use serde_json::{Value, json};

const REDIRECT_URI: &str = "https://client.example/cb";
const BYE: &str = "https://client.example/bye";

/// A platform where Ada is a user, and an app of somebody else's.
struct Platform {
    server: Server,
    home: Home,
    app: Value,
}

impl Platform {
    #[track_caller]
    fn start(home: Home, app: &[&str]) -> Self {
        let server = home.serves();
        let ada = "user add ada --email ada@example.org --password-stdin --json";
        home.runs_json(&ada.split(' ').collect::<Vec<_>>(), PASSWORD);
        let app = home.adds_app(&[&["--name", "Sample", "--kind", "web"], app].concat());
        Self { server, home, app }
    }

    fn origin(&self) -> String {
        self.server.url("")
    }

    #[track_caller]
    fn client_id(&self) -> &str {
        self.app["client_id"].as_str().expect("a key")
    }

    #[track_caller]
    fn client_secret(&self) -> &str {
        self.app["client_secret"].as_str().expect("a secret")
    }

    /// The program of its app. Ada is the person at the browser.
    #[track_caller]
    fn program(&self, runtime: &Runtime, name: &str) -> Program {
        Program::bare(runtime, name)
            .told("PLATFORM", &self.origin())
            .told("CLIENT_ID", self.client_id())
            .told("CLIENT_SECRET", self.client_secret())
            .told("REDIRECT_URI", REDIRECT_URI)
            .told("BYE", BYE)
            .told("USER_NAME", "ada")
            .told("USER_PASSWORD", PASSWORD)
    }
}

/// What a program of an app on a server says, on each database.
#[track_caller]
fn each_said(runtime: &Runtime, name: &str, program: &str, sees: impl Fn(&Platform, &Value)) {
    with_libraries(runtime, name, || {
        each_db(|db| {
            let addresses = ["--redirect-uri", REDIRECT_URI, "--post-logout-uri", BYE];
            let platform = Platform::start(Home::with_database(&db.url), &addresses);
            let said = platform.program(runtime, program).says();
            sees(&platform, &said);
        });
    });
}

/// An ID token and userinfo tell of one and the same person, and only the latter her name.
#[track_caller]
fn tell_of_ada(platform: &Platform, claims: &Value, userinfo: &Value) {
    let issuer = platform.origin();
    holds(
        claims,
        &json!({
            "iss": issuer, "aud": platform.client_id(), "acr": "pwd", "amr": ["pwd"], "name": null,
            "email": null,
        }),
    );
    holds(
        userinfo,
        &json!({
            "sub": claims["sub"], "name": "ada", "preferred_username": "ada",
            "email": "ada@example.org", "email_verified": false,
        }),
    );
}

#[test]
fn oauth4webapi_signs_somebody_in_and_out_by_openid_connect() {
    let name = "oauth4webapi_signs_somebody_in_and_out_by_openid_connect";
    each_said(&NODE, name, "webapi", |platform, said| {
        tell_of_ada(platform, &said["claims"], &said["userinfo"]);
        let (first, again) = (&said["claims"], &said["again"]);
        for same in ["iss", "sub", "aud", "sid", "auth_time"] {
            assert_eq!(again[same], first[same], "{same}");
        }
        assert_eq!(again["nonce"], json!(null));
        holds(
            &said["spent"],
            &json!({ "error": "invalid_grant", "error_description": "Invalid authorization code" }),
        );
        holds(
            &said["foreignNonce"],
            &json!({ "code": "OAUTH_JWT_CLAIM_COMPARISON_FAILED" }),
        );
        assert_eq!(said["left"], json!(format!("{BYE}?state=see+you")));
        holds(&said["nobody"], &json!({ "error": "login_required" }));
        holds(
            &said["ended"],
            &json!({ "error": "invalid_grant", "error_description": "Invalid refresh token" }),
        );
    });
}

#[test]
fn authlib_signs_somebody_in_and_out_by_openid_connect() {
    let name = "authlib_signs_somebody_in_and_out_by_openid_connect";
    each_said(&PYTHON, name, "authlib_openid", |platform, said| {
        tell_of_ada(platform, &said["claims"], &said["userinfo"]);
        let refusals = ["foreign_nonce", "foreign_token", "wrong_signature"];
        let refusals = refusals.map(|name| said[name].as_str().expect("words"));
        assert_eq!(
            refusals,
            [
                "invalid_claim: Invalid claim: 'nonce'",
                "invalid_claim: Invalid claim: 'at_hash'",
                "bad_signature: "
            ]
        );
        let state = said["left_state"].as_str().expect("a state");
        assert_eq!(said["left"], json!(format!("{BYE}?state={state}")));
    });
}
