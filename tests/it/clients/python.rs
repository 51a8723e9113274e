//! requests-oauthlib: every grant that it knows.

use super::{is_ada, live_token, scene};
use crate::kit::clients::{PYTHON, Program};
use crate::web::web_app;
use serde_json::json;

const REDIRECT_URI: &str = "https://client.example/cb";

#[test]
fn requests_oauthlib_gets_a_token_by_the_implicit_grant() {
    let name = "requests_oauthlib_gets_a_token_by_the_implicit_grant";
    scene(&PYTHON, name, |app| {
        let issued = web_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "implicit", app, &issued).says();
        live_token(app, &said["token"]);
        is_ada(&said["user"]);
        assert_eq!(said["token"]["state"], said["state"]);
        assert_eq!(said["user"]["email"], json!("ada@example.org"));
        assert_eq!(said["access_denied"], json!("(access_denied) The user did not allow the request"));
        assert_eq!(said["foreign_state"], json!("Mismatching or missing state in params."));
    });
}
