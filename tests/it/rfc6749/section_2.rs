//! RFC 6749 §2 and §3.2: clients and how they show who they are; the token endpoint as such.

use crate::kit::app::PASSWORD;
use crate::kit::exact::CALLBACK;
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{
    REQUEST_TOKEN, gives, gives_pair, public_program, refuses, refuses_basic,
};
use crate::web::{each_app, each_pair, each_program, each_with_ada};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

const OWN: (&str, &str) = ("grant_type", "client_credentials");
const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

/// "However, the authorization server MUST NOT rely on public client authentication for the purpose of
/// identifying the client."
#[test]
fn s2_3_what_a_public_app_knows_is_no_credential() {
    each_with_ada(|app| {
        let program = public_program(app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        // Naming itself lets it ask for its own, and lets it see nothing of what lives.
        let needed = "client authentication is required";
        refuses_basic(app, &program.introspects(&pair.access), needed);
        assert!(program.secret.is_none());
    });
}

/// "The client MUST NOT use more than one authentication method in each request."
#[test]
fn s2_3_two_methods_in_one_request_are_refused() {
    each_program(|_, program| {
        let header = program.basic();
        let fields = [program.credentials(), vec![OWN]].concat();
        let answer = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &fields);
        let text = "The client identified itself in two ways";
        refuses(&answer, 400, "invalid_request", text);
    });
}

/// "The authorization server MUST support the HTTP Basic authentication scheme for authenticating clients that
/// were issued a client password."
#[test]
fn s2_3_1_basic_authenticates_a_client_with_a_password() {
    each_program(|_, program| {
        gives(&program.posts_with_basic(REQUEST_TOKEN, &[OWN]), OWN_BODY);
    });
}

/// "The parameters can only be transmitted in the request-body and MUST NOT be included in the request URI."
#[test]
fn s2_3_1_a_client_password_in_the_address_opens_nothing() {
    each_program(|_, program| {
        let secret = program.secret.as_deref().expect("one");
        let path = format!("{REQUEST_TOKEN}?client_secret={secret}");
        let fields = [("client_id", program.app.client_id.as_str()), OWN];
        let answer = program.sends(&path, &[], &fields);
        refuses(&answer, 401, "invalid_client", "Invalid application secret");
    });
}

/// "Since this client authentication method involves a password, the authorization server MUST protect any
/// endpoint utilizing it against brute force attacks." By their length: a secret is made here, of 40 characters,
/// and one that the operator brings has sixteen or more.
#[test]
fn s2_3_1_client_passwords_are_too_long_to_be_guessed() {
    each_program(|app, program| {
        assert!(program.secret.as_ref().expect("one").len() >= 40);
        let given = |secret: &str| apps::KnownCredentials {
            client_secret: Some(secret.to_owned().into()),
            ..apps::KnownCredentials::default()
        };
        let wishes = Wishes {
            name: Some("Sample".to_owned()),
            redirect_uris: Some(vec!["https://client.example/cb".to_owned()]),
            ..Wishes::default()
        };
        assert!(apps::add(app.platform(), &wishes, &given("fifteen-letters")).is_err());
        assert!(apps::add(app.platform(), &wishes, &given("sixteen-letters!")).is_ok());
    });
}

/// "The client MUST use the HTTP "POST" method when making access token requests."
#[test]
fn s3_2_tokens_are_asked_for_by_post() {
    each_program(|_, program| {
        let fields = [program.credentials(), vec![OWN]].concat();
        let answer = program.gets(REQUEST_TOKEN, &fields);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
        gives(&program.asks(&[OWN]), OWN_BODY);
    });
}

/// "Parameters sent without a value MUST be treated as if they were omitted from the request."
#[test]
fn s3_2_empty_is_omitted() {
    each_program(|_, program| {
        gives(&program.asks(&[OWN, ("scope", ""), ("code", "")]), OWN_BODY);
        let answer = program.asks(&[("code", "")]);
        refuses(&answer, 400, "invalid_request", "Code must be provided");
    });
}

/// "The authorization server MUST ignore unrecognized request parameters."
#[test]
fn s3_2_unknown_parameters_are_ignored() {
    each_program(|_, program| {
        let fields = [OWN, ("audience", "x"), ("resource", "y"), ("resource", "z")];
        gives(&program.asks(&fields), OWN_BODY);
    });
}

/// "Request and response parameters MUST NOT be included more than once."
#[test]
fn s3_2_repeated_parameters_are_refused_and_none_is_sent() {
    each_program(|_, program| {
        let text = "A parameter was sent more than once";
        let answer = program.asks(&[OWN, OWN]);
        refuses(&answer, 400, "invalid_request", text);
        let answer = program.asks(&[OWN]).text();
        for member in ["access_token", "expires_in", "token_type"] {
            assert_eq!(answer.matches(&format!("\"{member}\"")).count(), 1);
        }
    });
}

/// "Confidential clients or other clients issued client credentials MUST authenticate with the authorization
/// server as described in Section 2.3 when making requests to the token endpoint."
/// §2.2: "The client identifier is not a secret; it is exposed to the resource owner and MUST NOT be used alone for
/// client authentication."
/// §4.1.3: "The authorization server MUST: require client authentication for confidential clients or for any client
/// that was issued client credentials (or with other authentication requirements), …"
/// §4.4.2: "The authorization server MUST authenticate the client."
#[test]
fn s3_2_1_who_has_a_secret_must_bring_it_for_every_grant() {
    each_pair("", |app, program, pair| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let id = ("client_id", program.app.client_id.as_str());
        let grants = [
            vec![("code", code.as_str()), ("redirect_uri", CALLBACK)],
            vec![OWN],
            vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", &pair.refresh),
            ],
            vec![
                ("grant_type", "password"),
                ("username", "ada"),
                ("password", PASSWORD),
            ],
        ];
        for grant in grants {
            for secret in [&[][..], &[("client_secret", "x")]] {
                let fields = [&[id][..], secret, &grant[..]].concat();
                let answer = program.sends(REQUEST_TOKEN, &[], &fields);
                refuses(&answer, 401, "invalid_client", "Invalid application secret");
            }
            // None of it used anything up.
            assert_eq!(program.asks(&grant).status, 200, "{grant:?}");
        }
    });
}

/// "In the "authorization_code" "grant_type" request to the token endpoint, an unauthenticated client MUST send
/// its "client_id" to prevent itself from inadvertently accepting a code intended for a client with a different
/// "client_id"."
#[test]
fn s3_2_1_without_a_client_id_no_code_is_looked_at() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        for other in [
            ("client_id", ""),
            ("client_id[]", "x"),
            ("client_secret", "x"),
        ] {
            let answer = program.sends(REQUEST_TOKEN, &[], &[("code", "x"), other]);
            let text = "client_id must be provided";
            refuses(&answer, 400, "invalid_request", text);
        }
    });
}
