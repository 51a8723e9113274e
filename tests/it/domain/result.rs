//! The answer at the proven address, byte for byte.

use super::sample::{self, ISSUER, scopes, sent_to, token};
use vestibule::domain::oauth::authorize::{AuthorizationRequest, bind};
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, Style};
use vestibule::domain::oauth::params::Params;
use vestibule::domain::openid::statement::Signed;

fn app(uris: &[&str], style: Style) -> App {
    let mut app = sample::app(Kind::Desktop, Confidentiality::Public, uris);
    app.style = style;
    app
}

pub fn asked(app: App, query: &str) -> AuthorizationRequest {
    let params = Params::parse(query);
    let bound = bind(&params, Some(app), ISSUER).expect("a proven address");
    let checked = bound.check(&params, &[]).map_err(|fault| fault.error);
    checked.expect("a request without fault")
}

fn error_of(app: App, query: &str) -> String {
    let params = Params::parse(query);
    let bound = bind(&params, Some(app), ISSUER).expect("a proven address");
    let Err(fault) = bound.check(&params, &[]) else {
        panic!("a faulty request");
    };
    sent_to(&fault.result).to_owned()
}

/// The granted address with the token's text taken out.
fn granted(asked: &AuthorizationRequest, scope: Option<&str>) -> String {
    let (mut carried, text) = token();
    carried.scope = scope.map(str::to_owned);
    let result = asked.reply_to.granted(&carried, &Signed::default());
    sent_to(&result).replace(&text, "TOKEN")
}

#[test]
fn a_desktop_answer_carries_exactly_its_two_fields() {
    let asked = asked(
        app(&[], Style::Documented),
        "response_type=token&display=desktop",
    );
    assert_eq!(
        granted(&asked, None),
        "https://id.example.org/platform/oauth/auth_success#access_token=TOKEN&expires_in=86400"
    );
    assert_eq!(
        sent_to(&asked.reply_to.denied()),
        "https://id.example.org/platform/oauth/auth_failed#status=unauthorized&message=user+canceled"
    );
}

#[test]
fn a_desktop_answer_ends_with_the_state_and_never_names_scope_or_issuer() {
    let query = "response_type=token&display=desktop&state=a%20b%26c";
    let asked = asked(app(&[], Style::Documented), query);
    assert_eq!(
        granted(&asked, Some("basic")),
        "https://id.example.org/platform/oauth/auth_success\
         #access_token=TOKEN&expires_in=86400&state=a+b%26c"
    );
    assert_eq!(
        sent_to(&asked.reply_to.denied()),
        "https://id.example.org/platform/oauth/auth_failed\
         #status=unauthorized&message=user+canceled&state=a+b%26c"
    );
}

#[test]
fn a_web_answer_names_type_state_scope_and_issuer_in_this_order() {
    let asked = asked(
        app(&["https://app.example/cb"], Style::Documented),
        "response_type=token&state=s",
    );
    assert_eq!(
        granted(&asked, Some("basic")),
        "https://app.example/cb#access_token=TOKEN&expires_in=86400&token_type=bearer&state=s\
         &scope=basic&iss=https%3A%2F%2Fid.example.org"
    );
    assert_eq!(
        sent_to(&asked.reply_to.denied()),
        "https://app.example/cb#status=unauthorized&message=user+canceled&error=access_denied\
         &error_description=The+user+did+not+allow+the+request&state=s\
         &iss=https%3A%2F%2Fid.example.org"
    );
}

#[test]
fn a_private_scheme_gets_its_answer_in_the_query_without_an_empty_fragment() {
    for (uri, begins) in [
        ("geni7://authorize", "geni7://authorize?access_token=TOKEN"),
        (
            "com.example.app:/cb?x=1",
            "com.example.app:/cb?x=1&access_token=TOKEN",
        ),
    ] {
        let asked = asked(app(&[uri], Style::Documented), "response_type=token");
        let location = granted(&asked, None);
        let end = "&expires_in=86400&iss=https%3A%2F%2Fid.example.org";
        assert_eq!(location, format!("{begins}{end}"));
    }
}

#[test]
fn geni_live_escapes_the_whole_desktop_answer_once_more() {
    let query = "response_type=token&display=desktop&state=x";
    let asked = asked(app(&[], Style::GeniLive), query);
    assert_eq!(
        granted(&asked, None),
        "https://id.example.org/platform/oauth/auth_success\
         #state%3Dx%26access_token%3DTOKEN%26expires_in%3D86400"
    );
    let plain = super::result::asked(
        app(&[], Style::GeniLive),
        "response_type=token&display=desktop",
    );
    assert_eq!(
        sent_to(&plain.reply_to.denied()),
        "https://id.example.org/platform/oauth/auth_failed\
         #status%3Dunauthorized%26message%3Duser%2Bcanceled"
    );
}

#[test]
fn geni_live_puts_a_web_token_in_the_query_and_closes_it_with_an_empty_fragment() {
    let asked = asked(
        app(&["https://app.example/cb?a=1"], Style::GeniLive),
        "response_type=token",
    );
    assert_eq!(
        granted(&asked, None),
        "https://app.example/cb?a=1&access_token=TOKEN&expires_in=86400#"
    );
}

#[test]
fn other_faults_stand_where_the_success_would_have_been() {
    let desktop = error_of(
        app(&[], Style::Documented),
        "response_type=tokenn&display=desktop",
    );
    assert_eq!(
        desktop,
        "https://id.example.org/platform/oauth/auth_failed\
         #status=unsupported_response_type&message=This+response_type+is+not+supported\
         &error=unsupported_response_type&error_description=This+response_type+is+not+supported"
    );
    let uris = &["https://app.example/cb"];
    let web = error_of(
        app(uris, Style::Documented),
        "response_type=token&scope=nonsense",
    );
    assert!(
        web.starts_with("https://app.example/cb#error=invalid_scope&"),
        "{web}"
    );
    let code = error_of(app(uris, Style::Documented), "response_type=code");
    assert!(
        code.starts_with("https://app.example/cb?error=unauthorized_client&"),
        "{code}"
    );
    assert!(
        code.ends_with("&iss=https%3A%2F%2Fid.example.org#"),
        "{code}"
    );
}

#[test]
fn what_is_granted_is_what_was_asked_for_and_registered() {
    let query = |scope: &str| format!("response_type=token&display=desktop&scope={scope}");
    let narrowed = asked(app(&[], Style::Documented), &query("email%2Cnonsense"));
    assert_eq!(narrowed.scopes, scopes("email"));
    assert!(narrowed.scopes_changed && !narrowed.full_access);
    let all = asked(app(&[], Style::Documented), &query("%20"));
    assert_eq!(all.scopes, scopes("basic email"));
    assert!(all.full_access && !all.scopes_changed);
}
