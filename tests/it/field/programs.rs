//! Programs that send what is nearly right: scope lists as authorize took them, secrets as they are.

use crate::kit::issued::{Allowed, PLAIN, makes_code};
use crate::kit::program::{
    INTROSPECT, Program, REQUEST_TOKEN, REVOKE, basic_raw, gives, gives_pair, refuses,
    server_program,
};
use crate::web::each_app;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::oauth::scope::{ScopeFault, Scopes};

fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).expect("well-formed")
}

#[test]
fn p12_names_that_authorize_dropped_are_dropped_at_a_refresh_too() {
    let (granted, known) = (scopes("basic email"), scopes("basic email photos"));
    let chosen = |sent: Option<&str>| granted.choose_again(sent, &known);
    assert_eq!(chosen(None), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some(" , ")), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some("email,basic")), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some("basic")), Ok((scopes("basic"), false)));
    assert_eq!(chosen(Some("basic openid")), Ok((scopes("basic"), true)));
    // Known ones beyond the grant stay a fault, and so do nothing but unknown ones.
    for refused in [
        "basic photos",
        "photos",
        "openid",
        "openid photos",
        "ba\"sic",
    ] {
        assert_eq!(chosen(Some(refused)), Err(ScopeFault), "{refused}");
    }
}

#[test]
fn p12_a_refresh_with_the_list_that_authorize_was_sent_works_and_tells_what_was_granted() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let allowed = Allowed {
            scopes: "basic",
            scopes_changed: true,
            ..PLAIN
        };
        let code = makes_code(app, &program.app, "ada", allowed);
        let told = r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic"}"#;
        let first = gives(&program.redeems(&code), told);
        let refreshes = |token: &str, scope: &str| {
            program.asks(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("scope", scope),
            ])
        };
        let second = gives(&refreshes(&first.refresh, "basic offline_access"), told);
        // Sent again within ten seconds: the same.
        assert_eq!(
            gives(&refreshes(&first.refresh, "basic offline_access"), told),
            second
        );
        for beyond in ["basic email", "email", "offline_access"] {
            let text = "None of the scopes asked for may be granted, or one is malformed";
            refuses(
                &refreshes(&second.refresh, beyond),
                400,
                "invalid_scope",
                text,
            );
        }
        gives(&refreshes(&second.refresh, "basic"), told);
    });
}

#[test]
fn p12_an_unknown_name_beside_a_grant_of_all_that_was_asked_for_is_told_as_well() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let pair = gives_pair(&program.redeems(&code));
        let answer = program.asks(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
            ("scope", "basic email openid"),
        ]);
        gives(
            &answer,
            r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic email"}"#,
        );
    });
}

/// What the token endpoint says to these credentials in a header.
fn by_basic(program: &Program, pair: &str) -> u16 {
    let own = [("grant_type", "client_credentials")];
    program
        .sends(REQUEST_TOKEN, &[("Authorization", pair)], &own)
        .status
}

#[test]
fn p13_a_brought_secret_with_a_plus_or_a_percent_sign_opens_raw_and_encoded() {
    each_app("", |app| {
        for (brought, encoded) in [
            ("plus+and-no-blank-here", "plus%2Band-no-blank-here"),
            ("percent%41nd-no-letter", "percent%2541nd-no-letter"),
            ("percent%ff-is-no-utf-8", "percent%25ff-is-no-utf-8"),
        ] {
            let program = Program::bringing(app, brought);
            let id = &program.app.client_id;
            let header = |secret: &str| basic_raw(id, secret);
            assert_eq!(by_basic(&program, &header(brought)), 200, "{brought}");
            assert_eq!(by_basic(&program, &header(encoded)), 200, "{encoded}");
            // Neither reading opens what is another secret.
            let near = brought.replace(['+', '%'], " ");
            assert_eq!(by_basic(&program, &header(&near)), 401, "{near}");
        }
    });
}

#[test]
fn p13_a_body_that_is_no_form_is_told_so_at_every_endpoint_for_programs() {
    each_app("", |app| {
        let program = server_program(app, Wishes::default());
        for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
            for kind in ["application/json", "multipart/form-data"] {
                let sent = format!("{kind}; charset=utf-8; boundary=x");
                let answer = app.stranger().send(
                    "POST",
                    path,
                    &[("Content-Type", &sent), ("Authorization", &program.basic())],
                    br#"{"grant_type":"client_credentials"}"#,
                );
                let text =
                    format!("The body must be application/x-www-form-urlencoded, not {kind}");
                refuses(&answer, 400, "invalid_request", &text);
            }
        }
        // A form by another name, or by none, is read as ever.
        let own = [("grant_type", "client_credentials")];
        assert_eq!(program.posts(REQUEST_TOKEN, &own).status, 200);
    });
}
