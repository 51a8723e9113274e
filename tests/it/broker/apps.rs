//! Apps as the broker API shows them, and as an operator makes them there.

use super::*;

#[test]
fn an_operator_lists_adds_and_sees_apps_and_the_secret_is_told_once() {
    each_app(ON, |app| {
        let admin = operator(app);
        let calls = |what, body: &Value| call(&app.address, what, &[("Admin-Token", &admin)], body);
        assert_eq!(
            succeeded(&calls(("GET", "/v1/apps"), &Value::Null)),
            json!([])
        );
        let body = json!({"name": "Bridge", "description": "A bridge"});
        let mut made = succeeded(&calls(("POST", "/v1/apps"), &body));
        let secret = made["secret"].as_str().expect("a secret").to_owned();
        made.as_object_mut().expect("an object").remove("secret");
        let expected = json!({
            "name": "Bridge", "description": "A bridge", "accountId": made["accountId"], "locked": false,
            "developmentMode": false, "permittedDomains": [], "id": made["id"],
            "createdAt": made["createdAt"], "updatedAt": made["updatedAt"],
        });
        assert_eq!(made, expected);
        assert_eq!(
            succeeded(&calls(("GET", "/v1/apps"), &Value::Null)),
            json!([made])
        );
        let path = format!(
            "/v1/apps/{}",
            made["id"].as_str().expect("an id").to_lowercase()
        );
        assert_eq!(succeeded(&calls(("GET", &path), &Value::Null)), made);
        let own = [("App-Secret", secret.as_str())];
        assert_eq!(
            succeeded(&call(&app.address, ("GET", &path), &own, &Value::Null)),
            made
        );
        forbidden(&call(&app.address, ("GET", "/v1/apps"), &own, &Value::Null));
        forbidden(&call(&app.address, ("POST", "/v1/apps"), &own, &body));
        unauthorized(&call(&app.address, ("GET", "/v1/apps"), &[], &Value::Null));
        invalid(&calls(("POST", "/v1/apps"), &json!({})), "name");
        invalid(&calls(("POST", "/v1/apps"), &json!({"name": ""})), "name");
        let missing = format!("/v1/apps/{MADE_UP}");
        declined(
            &calls(("GET", &missing), &Value::Null),
            404,
            "Object 'Apps' not found.",
        );
    });
}
