//! A resource server asks what an App-Token may do.

use super::*;
use vestibule::domain::oauth::client::Switch;
use vestibule::flow::apps;

#[test]
fn an_app_and_resource_servers_see_an_endpoint_and_its_role_and_nobody_else_does() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "caller", "groups": {"list": true}}));
        let session = server.begins_session(&role);
        let asks = |of: &Server, token: &str| {
            let fields = [
                ("client_id", of.app.client_id.as_str()),
                ("client_secret", &of.secret),
                ("token", token),
            ];
            app.stranger()
                .post_form("/oauth/introspect", &fields)
                .json()
        };
        let body = json!({
            "mediaRelay": false, "events": {}, "groups": {"list": true}, "pstnOut": [], "callerIds": [],
        });
        let told = json!({
            "active": true, "sub": "bob", "client_id": server.app.client_id,
            "exp": app.now().seconds() + 86_400, "role": body,
        });
        assert_eq!(asks(&server, &session), told);
        let inactive = json!({"active": false});
        assert_eq!(asks(&other, &session), inactive);
        let wishes = Wishes {
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        };
        apps::edit(app.platform(), &other.app.uuid, &wishes).expect("edits");
        assert_eq!(asks(&other, &session.to_lowercase()), told);
        for dead in [MADE_UP, &server.asks_token(&role)] {
            assert_eq!(asks(&server, dead), inactive);
        }
        succeeded(&with_app_token(
            app,
            ("DELETE", "/v1/session-tokens"),
            &session,
        ));
        assert_eq!(asks(&server, &session), inactive);
    });
}
