//! What an operator ends for others: a token in hand, a session, what was allowed.

use super::{asks, each_app, each_with_ada, is_consent_page, is_sign_in_page};
use crate::kit::app::{PASSWORD, token_in};
use crate::kit::gateway_samples::{settle_gateway, socket_token};
use crate::kit::program::{gives_pair, public_program};
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::gateway::token::SocketToken;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::flow::users::access;
use vestibule::flow::{EndedToken, end_token};

#[test]
fn a_token_in_hand_is_ended_whatever_its_kind_and_nothing_else() {
    each_with_ada(|app| {
        let program = public_program(app, Wishes::default());
        let (first, second) = (
            gives_pair(&program.trades("ada", PASSWORD)),
            gives_pair(&program.trades("ada", PASSWORD)),
        );
        app.advance(Duration::from_secs(1));
        let end = |text: &str| end_token(app.platform(), text).expect("the store answers");
        assert_eq!(end(&first.access), Some(EndedToken::AccessToken));
        assert!(!app.is_live(&first.access) && app.is_live(&second.access));
        gives_pair(&program.refreshes(&first.refresh));
        assert_eq!(end(&second.refresh), Some(EndedToken::RefreshToken));
        assert!(!app.is_live(&second.access), "its family goes along");
        let refused = program.refreshes(&second.refresh);
        assert_eq!(refused.status, 400, "{}", refused.text());
        let forged = format!("{}{}", &first.refresh[..11], "x".repeat(29));
        assert_eq!(end(&forged), None);
        assert_eq!(end(&"0".repeat(40)), None);
    });
}

#[test]
fn an_auth_token_of_the_socket_gateway_is_ended_too() {
    each_app("", |app| {
        let store = &app.platform().store;
        settle_gateway(store);
        let plain = PlainToken::make(store.next_key(app.now()), &mut rand::rng());
        let kept = SocketToken {
            key: plain.key(),
            secret_hash: plain.hash(TokenKind::Socket),
            ..socket_token(1)
        };
        let insert = Change::writes(vec![Write::InsertSocketToken(kept)]);
        store.commit(insert).expect("is kept");
        let ended = end_token(app.platform(), plain.reveal()).expect("the store answers");
        assert_eq!(ended, Some(EndedToken::SocketToken));
        let found = store.read(|reader| reader.socket_token(plain.key()));
        let found = found.expect("reads").expect("is there");
        assert_eq!(found.token.ended_at, Some(app.now()));
    });
}

#[test]
fn a_session_that_is_ended_asks_to_sign_in_again_and_its_tokens_live_on() {
    each_with_ada(|app| {
        app.adds_user("bob", None);
        let (_, path) = app.adds_desktop_app();
        let (mut first, mut second, mut bobs) = (app.stranger(), app.stranger(), app.stranger());
        let consent = app.signs_in(&mut first, &path, "ada");
        let issued = token_in(app.presses(&mut first, &consent, "Allow").location());
        app.signs_in(&mut second, &path, "ada");
        app.signs_in(&mut bobs, &path, "bob");
        app.advance(Duration::from_secs(1));
        let list = |who| access::sessions(app.platform(), who).expect("reads");
        assert_eq!((list(None).len(), list(Some("ada")).len()), (3, 2));
        let (oldest, _) = list(Some("ada")).remove(0);
        let id = oldest.key.encode();
        let whose = access::end_session(app.platform(), &id).expect("ended");
        assert_eq!(whose.name, "ada");
        assert!(access::end_session(app.platform(), &id).is_err(), "once");
        assert!(access::end_session(app.platform(), "nonsense").is_err());
        assert!(is_sign_in_page(&first.get(&path)));
        assert!(!is_sign_in_page(&second.get(&path)));
        assert!(app.is_live(&issued));
        let (_, count) = access::end_sessions(app.platform(), "ada").expect("ended");
        assert_eq!(count, 1);
        assert!(is_sign_in_page(&second.get(&path)));
        assert!(is_consent_page(&bobs.get(&path)));
        assert_eq!(list(None).len(), 1);
    });
}

#[test]
fn what_was_allowed_is_withdrawn_for_one_app_and_it_has_to_ask_again() {
    each_with_ada(|app| {
        let (paint, _) = app.adds_desktop_app();
        let (other, _) = app.adds_desktop_app();
        let path = asks(&paint, &[("display", "desktop")]);
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &path, "ada");
        let gone = token_in(app.presses(&mut browser, &consent, "Allow").location());
        let other_path = asks(&other, &[("display", "desktop")]);
        let kept = app.gets_token(&other_path, "ada");
        app.advance(Duration::from_secs(1));
        let list = || access::consents(app.platform(), "ada").expect("reads");
        assert_eq!(list().len(), 2);
        access::withdraw(app.platform(), "ada", &paint.app).expect("withdrawn");
        assert!(!app.is_live(&gone) && app.is_live(&kept));
        assert!(access::withdraw(app.platform(), "ada", &paint.app).is_err());
        assert_eq!(list()[0].1.id, other.app.id);
        app.advance(Duration::from_secs(1));
        let again = browser.get(&path);
        assert!(is_consent_page(&again));
        let anew = token_in(app.presses(&mut browser, &again, "Allow").location());
        assert!(app.is_live(&anew) && !app.is_live(&gone));
    });
}
