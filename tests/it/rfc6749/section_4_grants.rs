//! RFC 6749 §4.1.2 to §4.4: what codes, passwords and clients' own credentials are traded for.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::code::{asking_code, code_in};
use crate::kit::exact::{CALLBACK, signed_in_browser};
use crate::kit::issued::{CODE_TTL, VERIFIER};
use crate::kit::program::{Program, gives, gives_pair, public_program, refuses, server_program};
use crate::web::{each_app, each_program};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, GrantType, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, KnownCredentials};

/// A code that Ada allowed in a browser, with PKCE.
#[track_caller]
fn allowed_code(app: &TestApp, program: &Program, more: &[(&str, &str)]) -> String {
    let mut browser = signed_in_browser(app);
    let page = browser.get(&asking_code(&program.app.client_id, more));
    code_in(app.presses(&mut browser, &page, "Allow").location())
}

fn proves(program: &Program, code: &str, more: &[(&str, &str)]) -> crate::kit::http::Response {
    let own = [("code", code), ("code_verifier", VERIFIER)];
    program.asks(&[&own[..], more].concat())
}

/// §4.1.2: "If an authorization code is used more than once, the authorization server MUST deny the request and
/// SHOULD revoke (when possible) all tokens previously issued based on that authorization code."
/// §10.5: "Authorization codes MUST be short lived and single-use." How short is held by
/// `s4_1_2_a_code_lives_ten_minutes`.
#[test]
fn s4_1_2_r104_a_code_used_twice_is_refused_and_takes_its_tokens_along() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        let code = allowed_code(app, &program, &[]);
        let pair = gives_pair(&proves(&program, &code, &[]));
        assert!(app.is_live(&pair.access));
        let text = "Invalid authorization code";
        refuses(&proves(&program, &code, &[]), 400, "invalid_grant", text);
        assert!(!app.is_live(&pair.access));
        let text = "Invalid refresh token";
        let answer = program.refreshes(&pair.refresh);
        refuses(&answer, 400, "invalid_grant", text);
    });
}

/// "… authenticate the client if client authentication is included, …"
#[test]
fn s4_1_3_what_is_included_is_checked_also_where_nothing_was_needed() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        let code = allowed_code(app, &program, &[]);
        let answer = proves(&program, &code, &[("client_secret", "x")]);
        refuses(&answer, 401, "invalid_client", "Invalid application secret");
        gives_pair(&proves(&program, &code, &[]));
    });
}

/// "… ensure that the authorization code was issued to the authenticated confidential client, or if the client is
/// public, ensure that the code was issued to "client_id" in the request, …"
#[test]
fn s4_1_3_a_code_is_its_own_apps_alone() {
    each_app("", |app| {
        let public = public_program(app, Wishes::default());
        let code = allowed_code(app, &public, &[]);
        let others = [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ];
        for other in &others {
            let text = "Invalid authorization code";
            refuses(&proves(other, &code, &[]), 400, "invalid_grant", text);
        }
        gives_pair(&proves(&public, &code, &[]));
    });
}

/// "… verify that the authorization code is valid, and …"
#[test]
fn s4_1_3_a_code_that_is_late_or_invented_is_refused() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        let code = allowed_code(app, &program, &[]);
        let text = "Invalid authorization code";
        let invented = format!("{}{}", &code[..11], "A".repeat(29));
        let answer = proves(&program, &invented, &[]);
        refuses(&answer, 400, "invalid_grant", text);
        app.advance(CODE_TTL);
        let text = "Authorization code expired";
        refuses(&proves(&program, &code, &[]), 400, "invalid_grant", text);
    });
}

/// "… ensure that the "redirect_uri" parameter is present if the "redirect_uri" parameter was included in the
/// initial authorization request as described in Section 4.1.1, and if included ensure that their values are
/// identical."
/// §10.6: "In order to prevent such an attack, the authorization server MUST ensure that the redirection URI used
/// to obtain the authorization code is identical to the redirection URI provided when exchanging the authorization
/// code for an access token."
#[test]
fn s4_1_3_the_address_is_the_one_of_the_authorization_request() {
    each_app("", |app| {
        let other = "https://client.example/other";
        let wishes = Wishes {
            redirect_uris: Some([CALLBACK, other].map(str::to_owned).into()),
            ..Wishes::default()
        };
        let program = public_program(app, wishes);
        let address = ("redirect_uri", CALLBACK);
        let code = allowed_code(app, &program, &[address]);
        let text = "Redirection url must match the url used for the code request";
        for more in [&[][..], &[("redirect_uri", other)]] {
            let answer = proves(&program, &code, more);
            refuses(&answer, 400, "invalid_grant", text);
        }
        gives_pair(&proves(&program, &code, &[address]));
    });
}

/// "The authorization server MUST: require client authentication for confidential clients or for any client that
/// was issued client credentials (or with other authentication requirements), authenticate the client if client
/// authentication is included, and validate the resource owner password credentials using its existing password
/// validation algorithm." The app is authenticated as for every grant (`s3_2_1_…`).
#[test]
fn s4_3_2_the_password_is_validated() {
    each_program(|_, program| {
        let text = "Invalid username and/or password combination";
        let answer = program.trades("ada", "otter-lamp-river-43");
        refuses(&answer, 400, "invalid_grant", text);
        gives_pair(&program.trades("ada", PASSWORD));
    });
}

/// "Since this access token request utilizes the resource owner's password, the authorization server MUST protect
/// the endpoint against brute force attacks (e.g., using rate-limitation or generating alerts)."
#[test]
fn s4_3_2_r77_guesses_are_slowed_down() {
    each_app("[sign_in_limit]\nper_account = 3", |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let guess = || program.trades("ada", "otter-lamp-river-43").status;
        assert_eq!([(); 5].map(|()| guess()), [400, 400, 400, 429, 429]);
        let answer = program.trades("ada", PASSWORD);
        assert_eq!(answer.status, 429);
        let wait = answer.header("retry-after").expect("Retry-After");
        app.advance(Duration::from_secs(wait.parse().expect("seconds")));
        gives_pair(&program.trades("ada", PASSWORD));
    });
}

/// "The client credentials grant type MUST only be used by confidential clients."
#[test]
fn s4_4_a_public_app_gets_no_token_of_its_own() {
    each_app("", |app| {
        let wishes = Wishes {
            name: Some("Sample".to_owned()),
            kind: Some(Kind::Mobile),
            confidentiality: Some(Confidentiality::Public),
            grants: Some(vec![GrantType::ClientCredentials]),
            ..Wishes::default()
        };
        let refused = apps::add(app.platform(), &wishes, &KnownCredentials::default());
        let refused = refused.err().expect("a refusal").to_string();
        assert!(refused.contains("--grant client_credentials"), "{refused}");
        let program = public_program(app, Wishes::default());
        let answer = program.asks(&[("grant_type", "client_credentials")]);
        let text = "This application is not authorized to use grant_type client_credentials";
        refuses(&answer, 400, "unauthorized_client", text);
    });
}

/// "A refresh token SHOULD NOT be included."
#[test]
fn s4_4_3_no_refresh_token_comes_with_it() {
    each_program(|_, program| {
        assert!(program.app.grants.contains(&GrantType::RefreshToken));
        gives(
            &program.asks(&[("grant_type", "client_credentials")]),
            r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#,
        );
    });
}
