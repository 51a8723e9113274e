//! What an answer of the authorization endpoint has to be, byte for byte, and the short ways to one.

use super::app::{AUTHORIZE, PASSWORD, TestApp, token_in};
use super::form::text_of;
use super::http::{HttpClient, Response};
use std::collections::BTreeMap;
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;

/// Where the sample web app is sent its answers.
pub const CALLBACK: &str = "https://client.example/cb";

/// The policy of all pages but sign-in and consent.
pub const ORDINARY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
/// That of sign-in and consent, whose forms end at the app: Chromium applies `form-action` to the app's own next hop
/// too (refusal 74).
pub const LEADS_AWAY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A browser program with these addresses, which is asked for consent every time.
#[track_caller]
pub fn adds_web_app(app: &TestApp, redirect_uris: &[&str]) -> String {
    adds_public(app, Kind::Web, redirect_uris)
}

/// The same for a program on somebody's machine; it may have no address at all.
#[track_caller]
pub fn adds_desktop_app(app: &TestApp, redirect_uris: &[&str]) -> String {
    adds_public(app, Kind::Desktop, redirect_uris)
}

#[track_caller]
fn adds_public(app: &TestApp, kind: Kind, redirect_uris: &[&str]) -> String {
    let issued = app.adds_app(Wishes {
        kind: Some(kind),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(redirect_uris.iter().map(|&uri| uri.to_owned()).collect()),
        off: vec![Switch::RememberConsent],
        on: vec![Switch::AllowShortScheme],
        ..Wishes::default()
    });
    issued.app.client_id
}

/// A request for a token with these further parameters, encoded as a form encodes them.
pub fn asking(client_id: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", client_id);
    query.append_pair("response_type", "token");
    query.extend_pairs(more);
    format!("{AUTHORIZE}?{}", query.finish())
}

/// A browser in which `ada` is signed in; she is added with it.
#[track_caller]
pub fn signed_in_browser(app: &TestApp) -> HttpClient {
    app.adds_user("ada", Some("ada@example.org"));
    let client_id = adds_desktop_app(app, &[]);
    let mut browser = app.stranger();
    let page = browser.signs_in(
        &asking(&client_id, &[("display", "desktop")]),
        "ada",
        PASSWORD,
    );
    is_page(&page, 200, LEADS_AWAY);
    browser
}

/// Opens the path, presses the button, and gives back where the browser is sent, with `TOKEN` for
/// the token.
#[track_caller]
pub fn pressed(app: &TestApp, browser: &mut HttpClient, path: &str, button: &str) -> String {
    let page = browser.get(path);
    is_page(&page, 200, LEADS_AWAY);
    let answer = app.presses(browser, &page, button);
    assert_eq!(answer.status, 302, "{path}: {}", answer.text());
    let location = answer.location();
    if button == "Allow" {
        location.replace(&token_in(location), "TOKEN")
    } else {
        location.to_owned()
    }
}

/// The answer's status and its whole set of headers, but for those that HTTP itself needs.
#[track_caller]
pub fn is_page(answer: &Response, status: u16, policy: &str) {
    let path = shortened(&answer.path);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    let expected = [
        ("cache-control", "no-store"),
        ("content-security-policy", policy),
        ("content-type", "text/html; charset=utf-8"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ];
    let expected: BTreeMap<String, &str> = expected
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    assert_eq!(own_headers(answer), expected, "{path}");
}

/// Names in lower case; without those of HTTP itself, cookies, and what only some statuses have.
fn own_headers(answer: &Response) -> BTreeMap<String, &str> {
    let left_out = [
        "allow",
        "connection",
        "content-length",
        "date",
        "location",
        "pragma",
        "set-cookie",
    ];
    let own = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
        .filter(|(name, _)| !left_out.contains(&name.as_str()));
    let found: Vec<_> = own.collect();
    let map: BTreeMap<_, _> = found.iter().cloned().collect();
    assert_eq!(map.len(), found.len(), "a header came twice: {found:?}");
    map
}

/// An error page of our own: 400, no Location, no cookie, the stable code, nothing else told.
#[track_caller]
pub fn is_refused(answer: &Response, code: &str) {
    is_page(answer, 400, ORDINARY);
    let path = shortened(&answer.path);
    assert_eq!(answer.header("location"), None, "{path}");
    assert_eq!(answer.header("set-cookie"), None, "{path}");
    let page = answer.text();
    assert_eq!(code_and_reference(&page).0, code, "{path}");
    assert!(page.contains("<code>invalid_request</code>"), "{page}");
    assert!(!page.contains("<form"), "{path}:\n{page}");
    assert!(!page.contains("<a "), "{path}:\n{page}");
    assert!(
        !page.contains("client.example"),
        "a registered address is told for {path}:\n{page}"
    );
}

/// The error page without the reference that differs each time.
#[track_caller]
pub fn without_reference(page: &str) -> String {
    page.replacen(&code_and_reference(page).1, "", 1)
}

/// What a person tells the maker of the app.
#[track_caller]
fn code_and_reference(page: &str) -> (String, String) {
    let text = text_of(page);
    let told = text
        .split_once("Tell the maker of the app: ")
        .and_then(|(_, rest)| rest.split_once('.'))
        .and_then(|(told, _)| told.split_once(", reference "));
    let (code, reference) = told.unwrap_or_else(|| panic!("no code and reference in {text}"));
    assert_eq!(reference.len(), 10, "{text}");
    (code.to_owned(), reference.to_owned())
}

/// A redirect with a result: 302, exactly this address, and the headers of a page.
#[track_caller]
pub fn is_sent_to(answer: &Response, location: &str) {
    is_page(answer, 302, ORDINARY);
    assert_eq!(answer.location(), location, "{}", shortened(&answer.path));
    assert_eq!(answer.body, b"");
}

/// The request was taken: somebody who is not signed in is asked to.
#[track_caller]
pub fn asks_to_sign_in(answer: &Response) {
    is_page(answer, 200, LEADS_AWAY);
    answer.form("Sign in");
}

/// The fields of a form-encoded text, decoded.
pub fn fields(encoded: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded.as_bytes())
        .into_owned()
        .collect()
}

/// `iss` as it ends a web result.
pub fn issuer_field(app: &TestApp) -> String {
    let origin: String = form_urlencoded::byte_serialize(app.origin().as_bytes()).collect();
    format!("&iss={origin}")
}

/// An error at the sample callback, in the fragment; `description` as it is encoded.
pub fn fragment_error(app: &TestApp, error: &str, description: &str) -> String {
    let issuer = issuer_field(app);
    format!("{CALLBACK}#error={error}&error_description={description}{issuer}")
}

/// Where the result of a request without fault by somebody unknown goes with `prompt=none`.
pub fn login_required(address: &str, app: &TestApp) -> String {
    let issuer = issuer_field(app);
    let text = "error=login_required&error_description=The+user+is+not+signed+in";
    format!("{address}{text}{issuer}")
}

fn shortened(path: &str) -> &str {
    path.get(..300).unwrap_or(path)
}
