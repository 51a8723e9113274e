//! Remembered consent: when the page may be skipped, and when never (RFC 8252 §8.6).

use super::{
    asks, each_desktop, each_with_ada, is_consent_page, is_sign_in_page, signs_in_to, web_app,
};
use crate::kit::app::{AUTHORIZE, TestApp, token_in};
use crate::kit::http::HttpClient;
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::IssuedApp;

const DAY: Duration = Duration::from_secs(86_400);

/// Allows at `path`, in a browser that is then signed in.
#[track_caller]
fn allows(app: &TestApp, path: &str) -> HttpClient {
    let mut browser = app.stranger();
    let page = app.signs_in(&mut browser, path, "ada");
    assert_eq!(app.presses(&mut browser, &page, "Allow").status, 302);
    browser
}

/// An app with this one address.
#[track_caller]
fn app_at(app: &TestApp, kind: Kind, confidentiality: Confidentiality, uri: &str) -> IssuedApp {
    app.adds_app(Wishes {
        kind: Some(kind),
        confidentiality: Some(confidentiality),
        redirect_uris: Some(vec![uri.to_owned()]),
        response_types: Some(vec![ResponseType::Token]),
        on: vec![Switch::AllowShortScheme, Switch::RememberConsent],
        ..Wishes::default()
    })
}

#[test]
fn r75_in_a_programs_own_cookie_jar_the_result_comes_at_once_with_a_fresh_token() {
    each_desktop(|app, path| {
        let mut browser = allows(app, path);
        app.advance(Duration::from_secs(60));
        let answers = [(); 2].map(|()| browser.get(path));
        let tokens = answers.map(|answer| {
            assert_eq!(answer.status, 302);
            let token = token_in(answer.location());
            let landing = format!("{}/platform/oauth/auth_success", app.origin());
            let wanted = format!("{landing}#access_token={token}&expires_in=86400");
            assert_eq!(answer.location(), wanted);
            token
        });
        assert_ne!(tokens[0], tokens[1]);
        assert!(tokens.iter().all(|token| app.is_live(token)));
    });
}

#[test]
fn r75_in_somebodys_everyday_browser_a_desktop_program_is_asked_about_every_time() {
    each_with_ada(|app| {
        let (_, desktop) = app.adds_desktop_app();
        let web = web_app(app, "https://client.example/cb");
        allows(app, &desktop);
        // Signed in for the web page; then something opens the desktop program's address in there.
        let mut everyday = allows(app, &asks(&web, &[]));
        assert!(is_consent_page(&everyday.get(&desktop)));
        // And again after it was allowed right there.
        let page = everyday.get(&desktop);
        assert_eq!(app.presses(&mut everyday, &page, "Allow").status, 302);
        assert!(is_consent_page(&everyday.get(&desktop)));
        // A browser that was signed in for the program is its own.
        let mut own = app.stranger();
        assert_eq!(signs_in_to(app, &mut own, &desktop, "ada").status, 302);
    });
}

#[test]
fn r75_where_the_answer_goes_decides_for_everybody_else() {
    use Confidentiality::{Confidential, Public};
    each_with_ada(|app| {
        let web = web_app(app, "https://everyday.example/cb");
        let mut everyday = allows(app, &asks(&web, &[]));
        let cases = [
            (Kind::Web, Public, "https://client.example/cb", true),
            (Kind::Desktop, Public, "https://client.example/cb", true),
            (Kind::Web, Confidential, "http://127.0.0.1:9/cb", true),
            (Kind::Web, Public, "http://127.0.0.1:9/cb", false),
            (Kind::Desktop, Public, "http://[::1]/cb", false),
            (Kind::Mobile, Public, "com.example.app:/cb", false),
            (Kind::Web, Confidential, "com.example.app:/cb", false),
            (Kind::Desktop, Public, "geni7://authorize", false),
        ];
        for (kind, confidentiality, uri, skipped) in cases {
            let issued = app_at(app, kind, confidentiality, uri);
            let path = asks(&issued, &[("redirect_uri", uri)]);
            let page = everyday.get(&path);
            assert!(is_consent_page(&page), "{uri}");
            app.presses(&mut everyday, &page, "Allow");
            let mut own = app.stranger();
            let second_in_own = signs_in_to(app, &mut own, &path, "ada");
            for second in [everyday.get(&path), second_in_own] {
                let case = format!("{kind:?} {confidentiality:?} {uri}: {}", second.status);
                assert_eq!(second.status == 302, skipped, "{case}");
                assert_eq!(is_consent_page(&second), !skipped, "{case}");
            }
        }
    });
}

#[test]
fn the_default_is_on_for_web_and_desktop_and_off_for_mobile_and_the_owner_may_say_no() {
    each_with_ada(|app| {
        let cases = [
            (Kind::Web, &[][..], true),
            (Kind::Desktop, &[][..], true),
            (Kind::Mobile, &[][..], false),
            (Kind::Web, &[Switch::RememberConsent], false),
            (Kind::Desktop, &[Switch::RememberConsent], false),
        ];
        for (kind, off, skipped) in cases {
            let issued = app.adds_app(Wishes {
                kind: Some(kind),
                confidentiality: Some(Confidentiality::Public),
                redirect_uris: Some(vec!["https://client.example/cb".to_owned()]),
                off: off.to_vec(),
                ..Wishes::default()
            });
            let path = asks(&issued, &[]);
            let second = allows(app, &path).get(&path);
            assert_eq!(second.status == 302, skipped, "{kind:?} {off:?}");
        }
    });
}

#[test]
fn prompt_consent_shows_the_page_in_any_case() {
    each_desktop(|app, path| {
        let mut browser = allows(app, path);
        assert!(is_consent_page(
            &browser.get(&format!("{path}&prompt=consent"))
        ));
        assert_eq!(browser.get(path).status, 302);
        let both = format!("{path}&prompt=login%20consent");
        assert!(is_sign_in_page(&browser.get(&both)));
        assert!(is_consent_page(&signs_in_to(
            app,
            &mut browser,
            &both,
            "ada"
        )));
    });
}

#[test]
fn it_is_remembered_for_ninety_days() {
    each_desktop(|app, path| {
        allows(app, path);
        app.advance(DAY * 90 - Duration::from_millis(1));
        let mut browser = app.stranger();
        assert_eq!(signs_in_to(app, &mut browser, path, "ada").status, 302);
        app.advance(Duration::from_millis(1));
        let page = browser.get(path);
        assert!(is_consent_page(&page), "after ninety days");
        app.presses(&mut browser, &page, "Allow");
        assert_eq!(browser.get(path).status, 302);
    });
}

#[test]
fn it_holds_for_fewer_scopes_and_not_for_more() {
    each_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb");
        let narrow = asks(&issued, &[("scope", "basic")]);
        let wide = asks(&issued, &[("scope", "basic email")]);
        let mut browser = allows(app, &narrow);
        assert!(is_consent_page(&browser.get(&wide)));
        assert!(is_consent_page(&browser.get(&asks(&issued, &[]))));
        let page = browser.get(&wide);
        app.presses(&mut browser, &page, "Allow");
        for path in [&narrow, &wide, &asks(&issued, &[])] {
            assert_eq!(browser.get(path).status, 302);
        }
    });
}

#[test]
fn it_is_one_persons_for_one_app_under_either_of_its_names() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let (issued, path) = app.adds_desktop_app();
        let (_, other) = app.adds_desktop_app();
        let mut browser = allows(app, &path);
        let number = issued.app.id.0;
        let by_number =
            format!("{AUTHORIZE}?client_id={number}&response_type=token&display=desktop");
        assert_eq!(browser.get(&by_number).status, 302);
        assert!(is_consent_page(&browser.get(&other)));
        let mut ivys = app.stranger();
        assert!(is_consent_page(&app.signs_in(&mut ivys, &path, "ivy")));
    });
}
