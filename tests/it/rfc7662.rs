//! The MUSTs of RFC 7662 (token introspection) that bind the server, in document order.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    INTROSPECT, Program, basic, gives_pair, public_program, refuses, refuses_basic, server_program,
};
use crate::web::introspect::{is_inactive, resource_server, tells};
use crate::web::{each_app, each_pair, each_program};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::apps::{self, KnownCredentials};
use vestibule::flow::users;

#[track_caller]
fn is_active(answer: &Response) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["active"], true);
}

/// "If the server is unable to locate the token using the given hint, it MUST extend its search across all of its
/// supported token types."
#[test]
fn s2_1_a_token_tells_its_members_in_order_and_a_wrong_hint_hides_none() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let (iat, day) = (app.now().seconds(), 86_400);
        let (id, origin) = (&program.app.client_id, app.origin());
        let sub = &ada.public_id;
        let how = format!(r#""auth_time":{iat},"acr":"pwd","amr":["pwd"]"#);
        let access = format!(
            r#"{{"active":true,"scope":"basic email","client_id":"{id}","sub":"{sub}","username":"ada","token_type":"bearer","exp":{},"iat":{iat},"iss":"{origin}",{how}}}"#,
            iat + day
        );
        tells(&program.introspects(&pair.access), &access);
        // A refresh token has no type, so that no API takes it for an access token.
        let refresh = format!(
            r#"{{"active":true,"scope":"basic email","client_id":"{id}","sub":"{sub}","username":"ada","exp":{},"iat":{iat},"iss":"{origin}",{how}}}"#,
            iat + 30 * day
        );
        tells(&program.introspects(&pair.refresh), &refresh);
        // A hint, right or wrong, changes nothing.
        for hint in ["access_token", "refresh_token", "x", ""] {
            for (token, body) in [(&pair.access, &access), (&pair.refresh, &refresh)] {
                let fields = [("token", token.as_str()), ("token_type_hint", hint)];
                tells(&program.posts(INTROSPECT, &fields), body);
            }
        }
        tells(&resource_server(app).introspects(&pair.access), &access);
    });
}

/// "To prevent token scanning attacks, the endpoint MUST also require some form of authorization to access this
/// endpoint, such as client authentication as described in OAuth 2.0 [RFC6749] or a separate OAuth 2.0 access token
/// such as the bearer token described in OAuth 2.0 Bearer Token Usage [RFC6750]."
/// §2.3: "If the protected resource uses OAuth 2.0 client credentials to authenticate to the introspection endpoint and its
/// credentials are invalid, the authorization server responds with an HTTP 401 (Unauthorized) as described in
/// Section 5.2 of OAuth 2.0 [RFC6749]."
#[test]
fn s2_1_r98_without_credentials_or_with_wrong_ones_nothing_is_told() {
    each_pair("", |app, program, pair| {
        let token = [("token", pair.access.as_str())];
        let needed = "client authentication is required";
        refuses_basic(app, &program.sends(INTROSPECT, &[], &token), needed);
        let unknown = program.sends(INTROSPECT, &[], &[("token", "x")]);
        refuses_basic(app, &unknown, needed);
        // The token itself is no credential.
        for scheme in ["Bearer", "OAuth"] {
            let header = format!("{scheme} {}", pair.access);
            let answer = program.sends(INTROSPECT, &[("Authorization", &header)], &token);
            refuses_basic(app, &answer, needed);
        }
        let itself = basic(&pair.access, &pair.access);
        let answer = program.sends(INTROSPECT, &[("Authorization", &itself)], &token);
        refuses_basic(app, &answer, "invalid client application id");
        let id = program.app.client_id.as_str();
        let wrong = basic(id, "x");
        let answer = program.sends(INTROSPECT, &[("Authorization", &wrong)], &token);
        refuses_basic(app, &answer, "Invalid application secret");
        for fields in [
            vec![("client_id", id), token[0]],
            vec![("client_id", id), ("client_secret", "x"), token[0]],
        ] {
            let answer = program.sends(INTROSPECT, &[], &fields);
            refuses(&answer, 401, "invalid_client", "Invalid application secret");
        }
        // A public app only names itself, which anybody can.
        let public = public_program(app, Wishes::default());
        let pair = gives_pair(&public.trades("ada", PASSWORD));
        refuses_basic(app, &public.introspects(&pair.access), needed);
    });
}

/// "If the introspection call is properly authorized but the token is not active, does not exist on this server, or
/// the protected resource is not allowed to introspect this particular token, then the authorization server MUST
/// return an introspection response with the "active" field set to "false"."
/// §2.3: "Note that a properly formed and authorized query for an inactive or otherwise invalid token (or a token the
/// protected resource is not allowed to know about) is not considered an error response by this specification. In
/// these cases, the authorization server MUST instead respond with an introspection response with the "active" field
/// set to "false" as described in Section 2.2."
/// §4: "If the token can expire, the authorization server MUST determine whether or not the token has expired."
#[test]
fn s2_2_r99_whatever_is_not_live_is_exactly_inactive() {
    each_program(|app, program| {
        let api = resource_server(app);
        let first = gives_pair(&program.trades("ada", PASSWORD));
        let (row, secret) = first.access.split_at(11);
        let strangers = [
            "x".to_owned(),
            "\0".to_owned(),
            "a b".to_owned(),
            "z".repeat(40),
            "x".repeat(20_000),
            format!("{row}{}", "A".repeat(29)),
            format!("00000000001{secret}"),
        ];
        for asker in [program, &api] {
            for stranger in &strangers {
                is_inactive(&asker.introspects(stranger));
            }
        }
        // Used, within and after the ten seconds; asking about it is no use of it.
        let second = gives_pair(&program.refreshes(&first.refresh));
        is_inactive(&program.introspects(&first.refresh));
        app.advance(Duration::from_secs(10));
        is_inactive(&program.introspects(&first.refresh));
        assert_eq!(program.introspects(&second.refresh).json()["active"], true);
        // Expired.
        app.advance(days(1));
        for asker in [program, &api] {
            is_inactive(&asker.introspects(&second.access));
        }
        is_active(&program.introspects(&second.refresh));
        app.advance(days(29));
        is_inactive(&program.introspects(&second.refresh));
        // Revoked.
        let third = gives_pair(&program.trades("ada", PASSWORD));
        assert_eq!(program.revokes(&third.refresh).status, 200);
        for token in [&third.access, &third.refresh] {
            is_inactive(&program.introspects(token));
            is_inactive(&api.introspects(token));
        }
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
/// "To prevent this, the authorization server MUST require authentication of protected resources that need to access
/// the introspection endpoint and SHOULD require protected resources to be specifically authorized to call the
/// introspection endpoint."
#[test]
fn s4_r97_another_apps_token_is_inactive_unless_a_resource_server_asks() {
    each_program(|app, program| {
        let public = public_program(app, Wishes::default());
        let other = server_program(app, Wishes::default());
        let api = resource_server(app);
        let own = program.asks(&[("grant_type", "client_credentials")]).json();
        is_inactive(&other.introspects(own["access_token"].as_str().expect("a token")));
        for holder in [program, &public] {
            let pair = gives_pair(&holder.trades("ada", PASSWORD));
            for token in [&pair.access, &pair.refresh] {
                is_inactive(&other.introspects(token));
            }
            let seen = api.introspects(&pair.access).json();
            assert_eq!(seen["client_id"], holder.app.client_id.as_str());
            // Refresh tokens are nobody's business but their own app's.
            is_inactive(&api.introspects(&pair.refresh));
        }
        let wishes = Wishes {
            name: Some("Sample".to_owned()),
            kind: Some(Kind::Desktop),
            confidentiality: Some(Confidentiality::Public),
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        };
        let refused = apps::add(app.platform(), &wishes, &KnownCredentials::default());
        assert!(refused.is_err(), "a public app is no resource server");
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
