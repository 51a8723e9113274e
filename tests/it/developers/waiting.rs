//! An app that waits: its owner signs in to it, nobody else gets anywhere, and nobody is sent to its address.

use super::{APPROVE, CALLBACK, OPEN, asking, each_platform, is_not_open, now, registers};
use crate::kit::app::token_in;
use crate::web::{asks, is_consent_page, is_sign_in_page, signs_in_to};
use vestibule::domain::oauth::client::AppState;
use vestibule::flow::apps;

#[test]
fn an_app_that_waits_is_its_owners_alone() {
    each_platform(APPROVE, |app, ada| {
        let issued = registers(app, ada, "Otter");
        assert_eq!(issued.app.state, AppState::Waiting);
        let path = asking(&issued);
        let mut hers = app.stranger();
        let page = app.signs_in(&mut hers, &path, "ada");
        assert!(is_consent_page(&page));
        let told = "Made by <bdi dir=\"auto\">ada</bdi>, not checked by";
        assert!(page.text().contains(told), "{}", page.text());
        let token = token_in(app.presses(&mut hers, &page, "Allow").location());
        assert!(app.is_live(&token));
        assert_eq!(app.asks_user(&token).status, 200);

        let mut others = app.stranger();
        assert!(is_sign_in_page(&others.get(&path)));
        is_not_open(&signs_in_to(app, &mut others, &path, "grace"));
        is_not_open(&others.get(&path));
    });
}

#[test]
fn nobody_but_the_owner_is_sent_to_the_address_of_an_app_that_waits() {
    each_platform(APPROVE, |app, ada| {
        let issued = registers(app, ada, "Otter");
        let faulty = asks(
            &issued,
            &[("redirect_uri", CALLBACK), ("response_mode", "no such")],
        );
        let silent = asks(&issued, &[("redirect_uri", CALLBACK), ("prompt", "none")]);
        for path in [&faulty, &silent] {
            is_not_open(&app.stranger().get(path));
        }
        let mut hers = app.stranger();
        app.signs_in(&mut hers, &asking(&issued), "ada");
        for path in [&faulty, &silent] {
            let answer = hers.get(path);
            assert_eq!(answer.status, 302, "{}", answer.text());
            assert!(answer.location().starts_with(CALLBACK));
        }
        // An address that is not registered is refused as such: its owner reads what to mend.
        let strange = asks(&issued, &[("redirect_uri", "https://evil.example/")]);
        let answer = hers.get(&strange);
        assert_eq!((answer.status, answer.header("location")), (400, None));
        assert!(answer.text().contains("redirect_uri_mismatch"));
    });
}

#[test]
fn an_approved_app_is_everybodys_and_a_declined_one_nobodys() {
    each_platform(APPROVE, |app, ada| {
        let platform = app.platform();
        let [good, bad] = ["Otter", "Weasel"].map(|name| registers(app, ada, name));
        let token = app.gets_token(&asking(&bad), "ada");
        apps::approve(platform, &good.app.uuid).expect("approved");
        apps::decline(platform, &bad.app.uuid, " Say what it is for. ").expect("declined");
        let page = signs_in_to(app, &mut app.stranger(), &asking(&good), "grace");
        assert!(is_consent_page(&page), "{}", page.text());
        assert!(!page.text().contains("not checked by"));
        assert!(app.is_live(&app.gets_token(&asking(&good), "grace")));
        is_not_open(&app.stranger().get(&asking(&bad)));
        let mut hers = app.stranger();
        app.signs_in(&mut hers, &asking(&good), "ada");
        is_not_open(&hers.get(&asking(&bad)));
        assert!(!app.is_live(&token), "what its owner had has ended");
        let declined = now(app, &bad.app);
        assert_eq!(declined.state, AppState::Declined);
        let why = declined.ownership.declined_why;
        assert_eq!(why.as_deref(), Some("Say what it is for."));
    });
}

#[test]
fn an_app_of_an_open_platform_is_everybodys_at_once_and_says_that_nobody_checked_it() {
    each_platform(OPEN, |app, ada| {
        let issued = registers(app, ada, "Otter");
        assert_eq!(issued.app.state, AppState::Active);
        let page = signs_in_to(app, &mut app.stranger(), &asking(&issued), "grace");
        assert!(is_consent_page(&page));
        assert!(page.text().contains("not checked by"), "{}", page.text());
        apps::approve(app.platform(), &issued.app.uuid).expect("approved");
        let page = signs_in_to(app, &mut app.stranger(), &asking(&issued), "grace");
        assert!(!page.text().contains("not checked by"), "{}", page.text());
    });
}
