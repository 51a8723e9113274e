//! The MUSTs of RFC 7662 (token introspection) that bind the server, in document order.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    INTROSPECT, Program, basic, gives_pair, public_program, refuses_basic, server_program,
};
use crate::web::each_app;
use crate::web::each_program;
use crate::web::each_with_ada;
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::users;

fn resource_server(app: &TestApp) -> Program {
    let wishes = Wishes {
        on: vec![Switch::ResourceServer],
        ..Wishes::default()
    };
    server_program(app, wishes)
}

#[track_caller]
fn is_inactive(answer: &Response) {
    let told = (answer.status, answer.text());
    assert_eq!(told, (200, r#"{"active":false}"#.to_owned()));
}

#[track_caller]
fn is_active(answer: &Response) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["active"], true);
}

/// "If the server is unable to locate the token using the given hint, it MUST extend its search across all of its
/// supported token types."
#[test]
fn s2_1_a_wrong_hint_hides_no_token() {
    each_program(|_, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        for (token, hint) in [
            (&pair.access, "refresh_token"),
            (&pair.refresh, "access_token"),
        ] {
            let fields = [("token", token.as_str()), ("token_type_hint", hint)];
            is_active(&program.posts(INTROSPECT, &fields));
        }
    });
}

/// "To prevent token scanning attacks, the endpoint MUST also require some form of authorization to access this
/// endpoint, such as client authentication as described in OAuth 2.0 [RFC6749] or a separate OAuth 2.0 access token
/// such as the bearer token described in OAuth 2.0 Bearer Token Usage [RFC6750]."
#[test]
fn s2_1_r98_nobody_asks_without_showing_who_they_are() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let needed = "client authentication is required";
        for token in [pair.access.as_str(), "x"] {
            let token = [("token", token)];
            refuses_basic(app, &program.sends(INTROSPECT, &[], &token), needed);
        }
        is_active(&program.introspects(&pair.access));
    });
}

/// "If the introspection call is properly authorized but the token is not active, does not exist on this server, or
/// the protected resource is not allowed to introspect this particular token, then the authorization server MUST
/// return an introspection response with the "active" field set to "false"."
#[test]
fn s2_2_r99_not_active_unknown_and_not_yours_are_the_same_false() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let other = server_program(app, Wishes::default());
        is_inactive(&other.introspects(&pair.access));
        is_inactive(&other.introspects(&pair.refresh));
        is_inactive(&program.introspects(&"0".repeat(40)));
        is_active(&program.introspects(&pair.access));
        assert_eq!(program.revokes(&pair.access).status, 200);
        is_inactive(&program.introspects(&pair.access));
    });
}

/// "If the protected resource uses OAuth 2.0 client credentials to authenticate to the introspection endpoint and its
/// credentials are invalid, the authorization server responds with an HTTP 401 (Unauthorized) as described in
/// Section 5.2 of OAuth 2.0 [RFC6749]."
#[test]
fn s2_3_r98_wrong_credentials_are_401() {
    each_program(|app, program| {
        let header = basic(&program.app.client_id, "x");
        let fields = [("token", "x")];
        let answer = program.sends(INTROSPECT, &[("Authorization", &header)], &fields);
        refuses_basic(app, &answer, "Invalid application secret");
    });
}

/// "Note that a properly formed and authorized query for an inactive or otherwise invalid token (or a token the
/// protected resource is not allowed to know about) is not considered an error response by this specification. In
/// these cases, the authorization server MUST instead respond with an introspection response with the "active" field
/// set to "false" as described in Section 2.2."
#[test]
fn s2_3_what_is_no_token_at_all_is_no_error() {
    each_program(|app, program| {
        let api = resource_server(app);
        for token in ["x", "\0", "a b", &"z".repeat(40), &"x".repeat(10_000)] {
            is_inactive(&program.introspects(token));
            is_inactive(&api.introspects(token));
        }
    });
}

/// "If the token can expire, the authorization server MUST determine whether or not the token has expired."
#[test]
fn s4_an_expired_token_is_inactive() {
    each_program(|app, program| {
        let api = resource_server(app);
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        is_active(&api.introspects(&pair.access));
        app.advance(days(1));
        is_inactive(&api.introspects(&pair.access));
        is_active(&program.introspects(&pair.refresh));
        app.advance(days(29));
        is_inactive(&program.introspects(&pair.refresh));
    });
}

/// "If the token can be revoked after it was issued, the authorization server MUST determine whether or not such a
/// revocation has taken place."
#[test]
fn s4_a_revoked_token_is_inactive_however_it_was_revoked() {
    each_app("", |app| {
        let program = server_program(app, Wishes::default());
        let api = resource_server(app);
        let ends: [fn(&TestApp, &Program, &str, &str); 3] = [
            |_, program, access, _| assert_eq!(program.revokes(access).status, 200),
            |_, program, _, refresh| assert_eq!(program.revokes(refresh).status, 200),
            |app, _, _, _| {
                users::set_password(app.platform(), "ada2", "another-password-1").expect("set");
            },
        ];
        for (number, end) in ends.into_iter().enumerate() {
            let name = format!("ada{number}");
            app.adds_user(&name, None);
            let pair = gives_pair(&program.trades(&name, PASSWORD));
            is_active(&api.introspects(&pair.access));
            end(app, &program, &pair.access, &pair.refresh);
            is_inactive(&api.introspects(&pair.access));
        }
    });
}

/// "If the token can be used only at certain resource servers, the authorization server MUST determine whether or not
/// the token can be used at the resource server making the introspection call." Here an access token is good at
/// every resource server, and a refresh token at none.
#[test]
fn s4_a_refresh_token_is_active_at_no_resource_server() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let api = resource_server(app);
        is_active(&api.introspects(&pair.access));
        is_inactive(&api.introspects(&pair.refresh));
        let own = program.introspects(&pair.refresh);
        is_active(&own);
        assert!(own.json().get("token_type").is_none());
    });
}

/// "To prevent this, the authorization server MUST require authentication of protected resources that need to access
/// the introspection endpoint and SHOULD require protected resources to be specifically authorized to call the
/// introspection endpoint."
#[test]
fn s4_r97_others_tokens_are_seen_by_those_alone_whom_the_operator_named() {
    each_with_ada(|app| {
        let public = public_program(app, Wishes::default());
        let pair = gives_pair(&public.trades("ada", PASSWORD));
        is_inactive(&server_program(app, Wishes::default()).introspects(&pair.access));
        is_active(&resource_server(app).introspects(&pair.access));
        let needed = "client authentication is required";
        refuses_basic(app, &public.introspects(&pair.access), needed);
    });
}

/// "The introspection response may contain privacy-sensitive information such as user identifiers for resource owners.
/// When this is the case, measures MUST be taken to prevent disclosure of this information to unintended parties."
#[test]
fn s5_an_answer_is_kept_by_no_cache_and_read_by_no_page() {
    each_app("", |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        let program = server_program(app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let header = program.basic();
        let headers = [
            ("Authorization", header.as_str()),
            ("Origin", "https://client.example"),
        ];
        let answer = program.sends(INTROSPECT, &headers, &[("token", &pair.access)]);
        is_active(&answer);
        assert_eq!(answer.json()["sub"], ada.public_id.as_str());
        assert!(!answer.text().contains("ada@example.org"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    });
}
