//! Apps that show to be themselves by what they sign, over HTTP (RFC 7523, OpenID Connect Core §9).

use super::{allows, asks, claims_in, code_in};
use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{
    INTROSPECT, Program, REQUEST_TOKEN, REVOKE, basic, refuses, server_program,
};
use crate::kit::signer::{Signer, claims, fields};
use crate::kit::store::awaited;
use crate::races::at_once;
use crate::web::each_with_ada;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::oauth::client_keys::ClientKeys;
use vestibule::domain::oauth::client_request::{ClientRequest, Manner, ParamPlace};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::peer::Network;
use vestibule::flow::token::{self, TokenCall};
use vestibule::flow::{Presence, apps};

const INVALID: &str = "Invalid client assertion";
const OWN: (&str, &str) = ("grant_type", "client_credentials");

/// On each database, with an app that signs by this algorithm.
#[track_caller]
fn each_signing(algorithm: Algorithm, story: impl Fn(&TestApp, &Program, &Signer)) {
    each_with_ada(|app| {
        let signer = Signer::new(algorithm, "k");
        let scopes = ["openid", "profile", "basic"].map(str::to_owned);
        let wishes = Wishes {
            scopes: Some(scopes.to_vec()),
            ..signer.wishes()
        };
        story(app, &server_program(app, wishes), &signer);
    });
}

/// A form with this assertion and these fields.
#[track_caller]
fn posts(program: &Program, path: &str, assertion: &str, more: &[(&str, &str)]) -> Response {
    let fields = [&fields(assertion)[..], more].concat();
    program.sends(path, &[], &fields)
}

#[track_caller]
fn is_invalid(answer: &Response) {
    refuses(answer, 401, "invalid_client", INVALID);
}

#[test]
fn ensure_client_assertion_with_iss_aud_succeeds_for_codes_refreshes_and_all_that_apps_ask() {
    for &algorithm in Algorithm::ALL {
        each_signing(algorithm, |app, program, signer| {
            let sign = || signer.signs(&claims(app, &program.app));
            let answer = allows(
                app,
                &mut app.stranger(),
                &asks(program, &[("scope", "openid")]),
            );
            let code = code_in(&answer);
            let callback = ("redirect_uri", crate::kit::exact::CALLBACK);
            let tokens = posts(
                program,
                REQUEST_TOKEN,
                &sign(),
                &[("code", &code), callback],
            );
            assert_eq!(tokens.status, 200, "{}", tokens.text());
            assert_eq!(claims_in(app, &tokens)["aud"], json!(program.app.client_id));
            let told = tokens.json();
            let refresh = told["refresh_token"].as_str().expect("one");
            let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
            // Beside its name too, which need not be there.
            let named = [
                &fields[..],
                &[("client_id", program.app.client_id.as_str())],
            ]
            .concat();
            let again = posts(program, REQUEST_TOKEN, &sign(), &named).json();
            let token = again["access_token"].as_str().expect("a token");
            let look = || posts(program, INTROSPECT, &sign(), &[("token", token)]).json();
            assert_eq!(look()["active"], json!(true));
            let revoked = posts(program, REVOKE, &sign(), &[("token", token)]);
            assert_eq!(revoked.status, 200, "{}", revoked.text());
            assert_eq!(look(), json!({ "active": false }));
        });
    }
}

#[test]
fn an_assertion_counts_once_at_whatever_endpoint_and_only_at_the_one_it_names() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let assertion = signer.signs(&claims(app, &program.app));
        assert_eq!(
            posts(program, REQUEST_TOKEN, &assertion, &[OWN]).status,
            200
        );
        for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
            is_invalid(&posts(program, path, &assertion, &[OWN, ("token", "x")]));
        }
        // Also where what was asked by it was refused.
        let assertion = signer.signs(&claims(app, &program.app));
        let text = "Invalid authorization code";
        let answer = posts(program, REQUEST_TOKEN, &assertion, &[("code", "x")]);
        refuses(&answer, 400, "invalid_grant", text);
        is_invalid(&posts(program, REQUEST_TOKEN, &assertion, &[OWN]));
        let named = |aud: String| {
            let mut claims = claims(app, &program.app);
            claims["aud"] = json!(aud);
            signer.signs(&claims)
        };
        for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
            let assertion = named(format!("{}{path}", app.origin()));
            for other in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
                if other != path {
                    is_invalid(&posts(program, other, &assertion, &[OWN, ("token", "x")]));
                }
            }
            assert_eq!(
                posts(program, path, &assertion, &[OWN, ("token", "x")]).status,
                200
            );
        }
    });
}

#[test]
fn which_part_of_an_assertion_was_wrong_is_not_told() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let thief = Signer::new(Algorithm::Es256, "k");
        let good = || claims(app, &program.app);
        let with = |name: &str, value: Value| {
            let mut claims = good();
            claims[name] = value;
            signer.signs(&claims)
        };
        let seconds = app.now().millis() / 1000;
        let public = crate::kit::program::public_program(app, Wishes::default());
        for assertion in [
            thief.signs(&good()),
            with("iss", json!("x")),
            with("sub", json!("nobody")),
            with("sub", json!(public.app.client_id)),
            with("aud", json!("https://other.example")),
            with("exp", json!(seconds - 61)),
            with("exp", json!(seconds + 661)),
            with("jti", json!("")),
            "x".to_owned(),
        ] {
            for path in [REQUEST_TOKEN, INTROSPECT, REVOKE] {
                is_invalid(&posts(program, path, &assertion, &[OWN, ("token", "x")]));
            }
        }
        let untyped = [OWN, ("client_assertion", "x")];
        is_invalid(&program.sends(REQUEST_TOKEN, &[], &untyped));
    });
}

#[test]
fn no_secret_works_for_an_app_with_keys_and_none_beside_an_assertion() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        assert_eq!(program.secret, None);
        let two_ways = "The client identified itself in two ways";
        let sign = || signer.signs(&claims(app, &program.app));
        let both = posts(
            program,
            REQUEST_TOKEN,
            &sign(),
            &[OWN, ("client_secret", "x")],
        );
        refuses(&both, 400, "invalid_request", two_ways);
        let (one, other) = (sign(), sign());
        let twice = posts(
            program,
            REQUEST_TOKEN,
            &one,
            &[OWN, ("client_assertion", &other)],
        );
        refuses(&twice, 400, "invalid_request", two_ways);
        let header = basic(&program.app.client_id, "x");
        let fields = [&fields(&one)[..], &[OWN]].concat();
        let both = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &fields);
        refuses(&both, 400, "invalid_request", two_ways);
        // Nothing of it was used.
        assert_eq!(posts(program, REQUEST_TOKEN, &one, &[OWN]).status, 200);
        refuses(
            &program.asks(&[OWN]),
            401,
            "invalid_client",
            "Invalid application secret",
        );
        // An app that had a secret before.
        let former = server_program(app, Wishes::default());
        assert_eq!(former.asks(&[OWN]).status, 200);
        let edit = |wishes: &Wishes| {
            let issued = apps::edit(app.platform(), &former.app.client_id, wishes);
            issued.expect("edits").client_secret
        };
        assert!(edit(&signer.wishes()).is_none());
        refuses(
            &former.asks(&[OWN]),
            401,
            "invalid_client",
            "Invalid application secret",
        );
        let assertion = signer.signs(&claims(app, &former.app));
        assert_eq!(
            posts(&former, REQUEST_TOKEN, &assertion, &[OWN]).status,
            200
        );
        // Without its keys it gets another, and the first stays dead.
        let keyless = Wishes {
            keys: Some(ClientKeys::default()),
            ..Wishes::default()
        };
        let secret = edit(&keyless).expect("a secret");
        refuses(
            &former.asks(&[OWN]),
            401,
            "invalid_client",
            "Invalid application secret",
        );
        is_invalid(&posts(
            &former,
            REQUEST_TOKEN,
            &signer.signs(&claims(app, &former.app)),
            &[OWN],
        ));
        let fields = [
            OWN,
            ("client_id", &former.app.client_id),
            ("client_secret", &secret),
        ];
        assert_eq!(former.sends(REQUEST_TOKEN, &[], &fields).status, 200);
    });
}

#[test]
fn keys_that_an_app_replaced_show_nothing_from_then_on() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let next = Signer::new(Algorithm::EdDsa, "next");
        let status = |signer: &Signer| {
            let assertion = signer.signs(&claims(app, &program.app));
            posts(program, REQUEST_TOKEN, &assertion, &[OWN]).status
        };
        let edit = |signers: &[&Signer]| {
            let wishes = Wishes {
                keys: Some(crate::kit::signer::client_keys(signers)),
                ..Wishes::default()
            };
            apps::edit(app.platform(), &program.app.client_id, &wishes).expect("edits");
        };
        edit(&[signer, &next]);
        assert_eq!((status(signer), status(&next)), (200, 200));
        edit(&[&next]);
        assert_eq!((status(signer), status(&next)), (401, 200));
    });
}

/// A call with this assertion, as the edge reads it.
fn call(assertion: &str) -> TokenCall {
    let mut request = ClientRequest::new(Manner::Post).at(REQUEST_TOKEN);
    for (name, value) in fields(assertion) {
        request.add(ParamPlace::Body, name, value);
    }
    TokenCall {
        request,
        address: Network::UNKNOWN,
        presence: Presence::default(),
    }
}

#[test]
fn the_log_says_which_part_of_an_assertion_was_wrong() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let reason = |name: &str, value: &str| {
            let mut claims = claims(app, &program.app);
            claims[name] = json!(value);
            let call = call(&signer.signs(&claims));
            let client = awaited(token::authenticate(app.platform(), &call)).expect("an answer");
            let planned = token::plan(app.platform(), &call, client).expect("a plan");
            planned.told.story.reason.expect("a reason")
        };
        let told = "invalid_client: Invalid client assertion";
        let aud = format!("{told} (aud is neither the issuer nor the URL that was called)");
        assert_eq!(reason("aud", "x"), aud);
        assert_eq!(reason("jti", ""), format!("{told} (jti is missing)"));
    });
}

/// The request of a flow that begins again where somebody else was faster.
#[test]
fn a_request_that_is_looked_at_again_has_used_its_assertion_itself() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let assertion = signer.signs(&claims(app, &program.app));
        let shows = |call: &TokenCall| {
            let client = awaited(token::authenticate(app.platform(), call));
            client.expect("an answer").is_ok()
        };
        let first = call(&assertion);
        assert!(shows(&first) && shows(&first));
        assert!(!shows(&call(&assertion)));
    });
}

/// Two servers on one database share a key.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
const RACERS: usize = 8;

fn races(db: &TestDb) {
    let servers = [(); 2].map(|()| TestApp::start(&db.url, KEY));
    let signer = Signer::new(Algorithm::Es256, "k");
    let program = server_program(&servers[0], signer.wishes());
    servers[1].advance(servers[0].now().since(servers[1].now()));
    for _ in 0..5 {
        let mut claims = claims(&servers[0], &program.app);
        claims["aud"] = json!(servers.each_ref().map(TestApp::origin));
        let assertion = signer.signs(&claims);
        let body = crate::kit::program::encoded(&[&fields(&assertion)[..], &[OWN]].concat());
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let statuses = at_once(RACERS, |racer| {
            let mut client = HttpClient::new(&servers[racer % servers.len()].address);
            client
                .send("POST", REQUEST_TOKEN, &form, body.as_bytes())
                .status
        });
        let (taken, refused): (Vec<u16>, Vec<u16>) =
            statuses.iter().partition(|status| **status == 200);
        assert_eq!((taken.len(), refused), (1, vec![401; RACERS - 1]));
    }
}

#[test]
fn a_jti_counts_once_on_two_servers_that_are_asked_at_the_same_time() {
    each_db(races);
}

#[test]
fn what_was_used_is_remembered_for_as_long_as_it_could_be_used_again() {
    each_signing(Algorithm::Es256, |app, program, signer| {
        let mut claims = claims(app, &program.app);
        claims["exp"] = json!(app.now().millis() / 1000 + 600);
        let assertion = signer.signs(&claims);
        assert_eq!(
            posts(program, REQUEST_TOKEN, &assertion, &[OWN]).status,
            200
        );
        let sweep = || {
            let platform = app.platform();
            let swept = platform.store.sweep(app.now(), platform.policy.lifetimes());
            swept.expect("sweeps")
        };
        app.advance(Duration::from_secs(659));
        assert_eq!(sweep(), 0);
        is_invalid(&posts(program, REQUEST_TOKEN, &assertion, &[OWN]));
        // The clock of another server may be a little behind.
        app.advance(Duration::from_secs(12));
        assert_eq!(sweep(), 1);
        is_invalid(&posts(program, REQUEST_TOKEN, &assertion, &[OWN]));
    });
}
