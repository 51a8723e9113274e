//! "The result": the address that carries the answer, byte for byte, by flow, style and display.

use super::{asks, decides, each_with_ada, web_app};
use crate::kit::app::{TestApp, token_in};
use vestibule::domain::oauth::client::{Confidentiality, Kind, Style};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::IssuedApp;

/// `T` in the wanted text stands for the token, `ISS` for the encoded issuer.
#[track_caller]
fn assert_answers(app: &TestApp, path: &str, button: &str, wanted: &str) {
    let answer = decides(app, path, "ada", button);
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert!(answer.body.is_empty());
    let location = answer.location();
    let issuer: String = form_urlencoded::byte_serialize(app.origin().as_bytes()).collect();
    // The token last: it may hold any letters.
    let mut wanted = wanted.replace("ISS", &issuer).replace("OWN", &app.origin());
    if button == "Allow" {
        let token = shown_token(location);
        assert!(app.is_live(&token));
        let place = if wanted.contains("=T&") {
            "=T&"
        } else {
            "%3DT%26"
        };
        wanted = wanted.replace(place, &place.replace('T', &token));
    }
    assert_eq!(location, wanted);
}

fn shown_token(location: &str) -> String {
    token_in(&location.replace("access_token%3D", "access_token="))
}

const DENIED: &str = "status=unauthorized&message=user+canceled&error=access_denied\
                      &error_description=The+user+did+not+allow+the+request";

#[test]
fn r92_desktop_carries_its_two_fields_and_the_state_when_it_was_sent() {
    each_with_ada(|app| {
        let (_, path) = app.adds_desktop_app();
        let path = format!("{path}&prompt=consent");
        let success = "OWN/platform/oauth/auth_success#access_token=T&expires_in=86400";
        let failure = "OWN/platform/oauth/auth_failed#status=unauthorized&message=user+canceled";
        assert_answers(app, &path, "Allow", success);
        assert_answers(app, &path, "Don't Allow", failure);
        let odd = format!("{path}&state=a%20b%26c%3D%23%00%0D%0A%F0%9F%A6%A6");
        let state = "&state=a+b%26c%3D%23%00%0D%0A%F0%9F%A6%A6";
        assert_answers(app, &odd, "Allow", &format!("{success}{state}"));
        assert_answers(app, &odd, "Don't Allow", &format!("{failure}{state}"));
        let empty = format!("{path}&state=");
        assert_answers(app, &empty, "Allow", success);
    });
}

#[test]
fn r92_r123_a_web_page_gets_its_fragment_with_the_issuer_last() {
    each_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb?x=1");
        let to = "https://client.example/cb?x=1#";
        let again = ("prompt", "consent");
        let success = "access_token=T&expires_in=86400&token_type=bearer";
        let address = ("redirect_uri", "https://client.example/cb?x=1");
        for display in ["web", "mobile", "popup", "iframe", "strange"] {
            let path = asks(&issued, &[again, ("display", display), address]);
            assert_answers(app, &path, "Allow", &format!("{to}{success}&iss=ISS"));
            assert_answers(app, &path, "Don't Allow", &format!("{to}{DENIED}&iss=ISS"));
        }
        let path = asks(
            &issued,
            &[again, ("state", "s 1"), ("scope", "basic,unknown")],
        );
        let more = "&state=s+1&scope=basic&iss=ISS";
        assert_answers(app, &path, "Allow", &format!("{to}{success}{more}"));
        assert_answers(
            app,
            &path,
            "Don't Allow",
            &format!("{to}{DENIED}&state=s+1&iss=ISS"),
        );
        let path = asks(&issued, &[again, ("scope", "email basic")]);
        assert_answers(app, &path, "Allow", &format!("{to}{success}&iss=ISS"));
    });
}

fn old_style(app: &TestApp, kind: Kind, uris: &[&str]) -> IssuedApp {
    app.adds_app(Wishes {
        kind: Some(kind),
        confidentiality: Some(Confidentiality::Public),
        style: Some(Style::GeniLive),
        redirect_uris: Some(uris.iter().map(|uri| (*uri).to_owned()).collect()),
        ..Wishes::default()
    })
}

#[test]
fn the_old_style_on_desktop_is_escaped_once_more() {
    each_with_ada(|app| {
        let issued = old_style(app, Kind::Desktop, &[]);
        let path = asks(&issued, &[("display", "desktop"), ("state", "x")]);
        let success =
            "OWN/platform/oauth/auth_success#state%3Dx%26access_token%3DT%26expires_in%3D86400";
        assert_answers(app, &path, "Allow", success);
        let path = asks(&issued, &[("display", "desktop"), ("prompt", "consent")]);
        let failure =
            "OWN/platform/oauth/auth_failed#status%3Dunauthorized%26message%3Duser%2Bcanceled";
        assert_answers(app, &path, "Don't Allow", failure);
        let narrowed = asks(
            &issued,
            &[
                ("display", "desktop"),
                ("prompt", "consent"),
                ("scope", "basic,x"),
            ],
        );
        let success =
            "OWN/platform/oauth/auth_success#scope%3Dbasic%26access_token%3DT%26expires_in%3D86400";
        assert_answers(app, &narrowed, "Allow", success);
    });
}

#[test]
fn a_lifetime_of_the_apps_own_is_told_and_kept() {
    use std::time::Duration;
    use vestibule::domain::oauth::registration::TokenTtl;
    each_with_ada(|app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            token_ttl: Some(TokenTtl::Own(Duration::from_secs(90))),
            ..Wishes::default()
        });
        let path = asks(&issued, &[("display", "desktop")]);
        let token = app.gets_token(&path, "ada");
        app.advance(Duration::from_secs(89));
        assert!(app.is_live(&token));
        app.advance(Duration::from_secs(1));
        assert!(!app.is_live(&token));
        let wanted = "OWN/platform/oauth/auth_success#access_token=T&expires_in=90";
        let path = asks(&issued, &[("display", "desktop"), ("prompt", "consent")]);
        assert_answers(app, &path, "Allow", wanted);
    });
}
