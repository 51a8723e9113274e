//! The consent page: what it says, and what its two buttons do.

use super::{
    asks, each_desktop_on, each_with_ada, is_consent_page, is_sign_in_page, listed_scopes, one_app,
    own_path, web_app,
};
use crate::kit::app::token_in;
use crate::kit::form::text_of;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

#[test]
fn allow_issues_one_token_and_remembers_it_and_dont_allow_leaves_nothing_behind() {
    each_desktop_on(|db, app, path| {
        let count = |table: &str| db.raw().count(table);
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, path, "ada");
        assert_eq!((count("access_tokens"), count("consents")), (0, 0));
        let refused = app.presses(&mut browser, &page, "Don't Allow");
        assert_eq!(refused.status, 302);
        assert_eq!(
            own_path(app, refused.location()),
            "/platform/oauth/auth_failed#status=unauthorized&message=user+canceled"
        );
        assert_eq!((count("access_tokens"), count("consents")), (0, 0));
        let page = browser.get(path);
        assert!(is_consent_page(&page), "asked again after a refusal");
        let allowed = app.presses(&mut browser, &page, "Allow");
        assert_eq!(allowed.status, 302);
        let token = token_in(allowed.location());
        assert_eq!(
            own_path(app, allowed.location()),
            format!("/platform/oauth/auth_success#access_token={token}&expires_in=86400")
        );
        assert!(app.is_live(&token));
        assert_eq!((count("access_tokens"), count("consents")), (1, 1));
    });
}

#[test]
fn r76_scopes_that_were_not_allowed_before_come_first_and_are_called_new() {
    each_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb");
        let mut browser = app.stranger();
        let first = app.signs_in(&mut browser, &asks(&issued, &[("scope", "basic")]), "ada");
        assert_eq!(listed_scopes(&first), ["see your name"]);
        let answer = app.presses(&mut browser, &first, "Allow");
        assert_eq!(answer.status, 302);
        let grown = browser.get(&asks(&issued, &[("scope", "basic email")]));
        assert!(is_consent_page(&grown));
        assert_eq!(
            listed_scopes(&grown),
            ["New: see your e-mail address", "see your name"]
        );
        // Refused: what was allowed before stays so.
        app.presses(&mut browser, &grown, "Don't Allow");
        assert_eq!(
            browser.get(&asks(&issued, &[("scope", "basic")])).status,
            302
        );
        let grown = browser.get(&asks(&issued, &[("scope", "email")]));
        assert_eq!(listed_scopes(&grown), ["New: see your e-mail address"]);
        app.presses(&mut browser, &grown, "Allow");
        // Both together are allowed now, and nothing named is all of them.
        assert_eq!(
            browser
                .get(&asks(&issued, &[("scope", "email,basic")]))
                .status,
            302
        );
        assert_eq!(browser.get(&asks(&issued, &[])).status, 302);
    });
}

#[test]
fn not_you_ends_the_session_and_keeps_the_request() {
    each_with_ada(|app| {
        let (_, path) = app.adds_desktop_app();
        let path = format!("{path}&state=kept");
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let copied = browser.clone();
        let answer = app.presses(&mut browser, &page, "Not you?");
        assert_eq!(answer.status, 303);
        assert_eq!(own_path(app, answer.location()), path);
        assert!(is_sign_in_page(&browser.get(&path)));
        assert!(
            is_sign_in_page(&copied.clone().get(&path)),
            "the session lives on"
        );
    });
}

#[test]
fn r85_what_people_called_themselves_and_their_apps_is_text_set_apart() {
    let settings = "[scopes]\nbasic = { en = \"<script>alert(3)</script>\" }";
    one_app(settings, |app| {
        app.adds_user("ada", None);
        let edit = users::Edit {
            display_name: Some("<script>alert(2)</script>".to_owned()),
            ..users::Edit::default()
        };
        users::edit(app.platform(), "ada", &edit).expect("a display name");
        let issued = app.adds_app(Wishes {
            name: Some("<script>alert(1)</script>".to_owned()),
            kind: Some(Kind::Desktop),
            owner: Some("\"><img src=x onerror=alert(4)>".to_owned()),
            site_url: Some("https://client.example/?a=<script>".to_owned()),
            ..Wishes::default()
        });
        let path = asks(
            &issued,
            &[
                ("display", "desktop"),
                ("state", "\"><script>alert(5)</script>"),
            ],
        );
        let mut browser = app.stranger();
        let sign_in = browser.get(&path);
        let consent = app.signs_in(&mut browser, &path, "ada");
        let sign_out = browser.get("/platform/oauth/logout");
        for page in [&sign_in, &consent, &sign_out] {
            assert_eq!(page.status, 200);
            let text = page.text();
            assert!(
                !text.contains("<script") && !text.contains("<img"),
                "{text}"
            );
        }
        for (page, number) in [
            (&sign_in, 1),
            (&consent, 1),
            (&consent, 2),
            (&consent, 3),
            (&sign_out, 2),
        ] {
            let escaped = format!("&#60;script&#62;alert({number})&#60;/script&#62;");
            assert!(
                stands_apart(&page.text(), &escaped),
                "{escaped} in {}",
                page.text()
            );
        }
    });
}

/// Whether this is the whole text of elements that keep its direction to themselves.
fn stands_apart(page: &str, text: &str) -> bool {
    let pieces: Vec<&str> = page.split(text).collect();
    let opened = |before: &str| {
        let tag = before.rsplit_once('<').map_or("", |(_, tag)| tag);
        tag.starts_with("bdi dir=\"auto\"") && tag.ends_with('>')
    };
    let around = pieces.iter().zip(&pieces[1..]);
    pieces.len() > 1
        && around
            .into_iter()
            .all(|(before, after)| opened(before) && after.starts_with("</bdi>"))
}

#[test]
fn r85_names_that_turn_the_direction_of_a_page_or_fill_it_are_not_registered() {
    one_app("", |app| {
        let long = "x".repeat(81);
        let huge = "x".repeat(10 * 1024);
        for name in [
            "\u{202e}tnirp",
            "a\u{2066}b",
            "a\0b",
            "a\nb",
            &long,
            &huge,
            " ",
        ] {
            let wishes = Wishes {
                name: Some(name.to_owned()),
                kind: Some(Kind::Desktop),
                ..Wishes::default()
            };
            let added = apps::add(app.platform(), &wishes, &apps::KnownCredentials::default());
            assert!(added.is_err(), "{name:?} was registered");
            let new = users::NewUser {
                name,
                email: None,
                email_verified: false,
                display_name: None,
                locale: None,
                role: users::Role::Person,
            };
            assert!(
                users::draft(app.platform(), new).is_err(),
                "{name:?} is a user"
            );
        }
    });
}

#[test]
fn r121_no_post_of_ours_is_ever_answered_by_a_redirect_that_repeats_it() {
    each_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb");
        let mut browser = app.stranger();
        let path = asks(&issued, &[]);
        let (page, form) = super::filled_in(&mut browser, &path, "ada", crate::kit::app::PASSWORD);
        let signed_in = browser.submits(&page, &form, "Sign in");
        let consent = browser.get(&path);
        let allowed = app.presses(&mut browser, &consent, "Allow");
        let again = app.presses(&mut browser, &consent, "Allow");
        let ask = browser.get("/platform/oauth/logout");
        let signed_out = app.presses(&mut browser, &ask, "Sign out");
        let statuses = [signed_in, allowed, again, signed_out].map(|answer| answer.status);
        assert_eq!(statuses, [303, 302, 302, 303]);
    });
}

#[test]
fn the_details_name_the_privacy_policy_and_the_terms_of_an_app_that_has_them() {
    each_with_ada(|app| {
        let with = |privacy: Option<&str>, terms: Option<&str>| {
            let issued = app.adds_app(Wishes {
                kind: Some(Kind::Desktop),
                privacy_url: privacy.map(str::to_owned),
                terms_url: terms.map(str::to_owned),
                ..Wishes::default()
            });
            let path = asks(&issued, &[("display", "desktop")]);
            let page = app.signs_in(&mut app.stranger(), &path, "ada");
            assert!(is_consent_page(&page));
            text_of(&page.text())
        };
        let both = with(
            Some("https://client.example/privacy"),
            Some("https://client.example/terms"),
        );
        let words = [
            "Privacy policyhttps://client.example/privacy",
            "Terms of usehttps://client.example/terms",
        ];
        for said in words {
            assert!(both.contains(said), "{both}");
        }
        let none = with(None, None);
        assert!(
            !none.contains("Privacy policy") && !none.contains("Terms of use"),
            "{none}"
        );
    });
}
