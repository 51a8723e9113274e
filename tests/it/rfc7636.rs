//! The MUSTs of RFC 7636 (PKCE) that bind the server, in document order.

use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::code::{CHALLENGE, VERIFIER, asking_code, code_in, redeems, token_for};
use crate::kit::exact::{CALLBACK, asks_to_sign_in};
use crate::kit::http::HttpClient;
use crate::web::{each_signed_in, each_web_app};

#[track_caller]
fn code(app: &TestApp, browser: &mut HttpClient, client_id: &str) -> String {
    let page = browser.get(&asking_code(client_id, &[]));
    code_in(app.presses(browser, &page, "Allow").location())
}

/// §4.2: "'S256' is Mandatory To Implement (MTI) on the server." With the values of appendix B.
#[test]
fn s4_2_s256_is_there() {
    each_signed_in(|app, browser, client_id| {
        let code = code(app, browser, client_id);
        token_for(app, client_id, &code, &[]);
    });
}

/// §4.4: "When the server issues the authorization code in the authorization response, it MUST associate the
/// "code_challenge" and "code_challenge_method" values with the authorization code so it can be verified
/// later."
#[test]
fn s4_4_each_code_keeps_its_own_challenge() {
    each_signed_in(|app, browser, client_id| {
        // Of a verifier that nobody here knows.
        let other = asking_code(client_id, &[]).replace(CHALLENGE, &"A".repeat(43));
        let page = browser.get(&other);
        let strange = code_in(app.presses(browser, &page, "Allow").location());
        let own = code(app, browser, client_id);
        let fields = [("code_verifier", VERIFIER)];
        assert_eq!(redeems(app, client_id, &strange, &fields).status, 400);
        token_for(app, client_id, &own, &[]);
    });
}

/// §4.4: "The server MUST NOT include the "code_challenge" value in client requests in a form that other
/// entities can extract."
#[test]
fn s4_4_no_answer_tells_the_challenge() {
    each_signed_in(|app, browser, client_id| {
        let page = browser.get(&asking_code(client_id, &[]));
        let allowed = app.presses(browser, &page, "Allow");
        assert!(!allowed.location().contains(CHALLENGE));
        // Nor does the code hold it: one challenge, two codes without a common part that is secret.
        let first = code_in(allowed.location());
        let second = code(app, browser, client_id);
        assert_ne!(first[11..], second[11..]);
    });
}

/// §4.4.1: "If the server requires Proof Key for Code Exchange (PKCE) by OAuth public clients and the client
/// does not send the "code_challenge" in the request, the authorization endpoint MUST return the
/// authorization error response with the "error" value set to "invalid_request"."
/// "If the server supporting PKCE does not support the requested transformation, the authorization endpoint MUST
/// return the authorization error response with "error" value set to "invalid_request"." A method that is left out
/// is plain (§4.3).
#[test]
fn s4_4_1_without_a_challenge_by_s256_a_public_client_is_told_invalid_request() {
    each_web_app(|app, client_id| {
        let plain = format!("code_challenge={CHALLENGE}");
        for query in [
            "",
            "code_challenge=",
            "code_challenge_method=S256",
            &plain,
            &format!("{plain}&code_challenge_method=plain"),
            &format!("{plain}&code_challenge_method=S512"),
        ] {
            let path = format!("{AUTHORIZE}?client_id={client_id}&response_type=code&{query}");
            let answer = app.stranger().get(&path);
            let told = format!("{CALLBACK}?error=invalid_request&");
            assert!(answer.location().starts_with(&told), "{query}");
        }
        asks_to_sign_in(&app.stranger().get(&asking_code(client_id, &[])));
    });
}

/// §4.6: "If the values are not equal, an error response indicating "invalid_grant" … MUST be returned."
#[test]
fn s4_6_a_verifier_that_does_not_fit_is_told_invalid_grant() {
    each_signed_in(|app, browser, client_id| {
        let code = code(app, browser, client_id);
        let other = VERIFIER.replace("dBj", "dBk");
        for verifier in [other.as_str(), CHALLENGE, ""] {
            let answer = redeems(app, client_id, &code, &[("code_verifier", verifier)]);
            assert_eq!(answer.status, 400, "{verifier}");
            assert_eq!(answer.json()["error"], "invalid_grant", "{verifier}");
        }
        token_for(app, client_id, &code, &[]);
    });
}
