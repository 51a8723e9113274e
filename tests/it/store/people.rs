//! One-time links: what is written comes back the same, is used once, and goes in time.

use super::sweep::lives_until;
use crate::kit::db::START;
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, empty, finds, reads};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::time::Duration;
use vestibule::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use vestibule::domain::account::user::UserState;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::days;
use vestibule::store::CommitError;

fn link(number: i64, purpose: LinkPurpose) -> OneTimeLink {
    OneTimeLink {
        key: key(number),
        secret_hash: hash("link"),
        user_key: key(1),
        purpose,
        expires_at: START.plus(purpose.lifetime()),
        used_at: None,
        ended_at: None,
        created_at: START,
        mailed: false,
        address_sealed: None,
    }
}

fn use_at(number: i64, seconds: u64) -> Change {
    Change::writes(vec![Write::UseLink {
        key: key(number),
        at: START.plus(Duration::from_secs(seconds)),
    }])
}

#[test]
fn a_link_comes_back_with_its_user_and_opens_while_it_is_new() {
    each_store(empty, |_, store| {
        let mut ada = user(1, "Ada");
        ada.state = UserState::Invited;
        let invite = link(5, LinkPurpose::Invite);
        let insert = vec![
            Write::InsertUser(ada.clone()),
            Write::InsertLink(invite.clone()),
        ];
        commit(store, insert);
        let found = finds(store, |reader| reader.one_time_link(key(5)));
        assert_eq!((&found.link, &found.user), (&invite, &ada));
        let opens = |seconds, presented| {
            let at = START.plus(Duration::from_secs(seconds));
            found.opens(&hash(presented), at)
        };
        assert!(opens(0, "link") && opens(72 * 3600 - 1, "link"));
        assert!(!opens(72 * 3600, "link") && !opens(0, "other"));
        for state in [UserState::Active, UserState::Disabled] {
            let mut other = found.clone();
            other.user.state = state;
            assert!(!other.opens(&hash("link"), START), "{state:?}");
        }
        let none = store.read(|reader| reader.one_time_link(key(6)));
        assert_eq!(none.expect("reads"), None);
    });
}

#[test]
fn a_link_is_used_once_and_not_after_another_took_its_place() {
    each_store(settle, |_, store| {
        let both = [5, 6].map(|number| Write::InsertLink(link(number, LinkPurpose::Reset)));
        commit(store, both.into());
        assert_eq!(store.commit(use_at(5, 1)), Ok(()));
        assert_eq!(store.commit(use_at(5, 2)), Err(CommitError::Conflict));
        commit(
            store,
            vec![Write::EndLinksOf {
                user_key: key(1),
                only: None,
                at: START.plus(Duration::from_secs(3)),
            }],
        );
        assert_eq!(store.commit(use_at(6, 3)), Err(CommitError::Conflict));
        let links = reads(store, |reader| reader.links_of(key(1)));
        let used = links.iter().map(|link| link.used_at.is_some());
        assert_eq!(used.collect::<Vec<_>>(), [true, false]);
        let ended = links.iter().map(|link| link.ended_at.is_some());
        assert_eq!(
            ended.collect::<Vec<_>>(),
            [false, true],
            "a used one stays as it was"
        );
    });
}

#[test]
fn links_for_one_purpose_end_alone_and_an_address_is_read_with_its_own_row() {
    each_store(settle, |_, store| {
        let (ours, other) = (server_key(1), server_key(2));
        let wish = link(5, LinkPurpose::Email);
        let wish = wish.confirming("ada@example.net", &ours, &mut rand::rng());
        let reset = link(6, LinkPurpose::Reset);
        let both = [&wish, &reset].map(|link| Write::InsertLink(link.clone()));
        commit(store, both.into());
        let found = finds(store, |reader| reader.one_time_link(key(5)));
        assert_eq!(found.link, wish);
        assert_eq!(wish.address(&ours).as_deref(), Some("ada@example.net"));
        let elsewhere = OneTimeLink {
            key: key(7),
            ..wish.clone()
        };
        let none = [
            wish.address(&other),
            elsewhere.address(&ours),
            reset.address(&ours),
        ];
        assert_eq!(none, [None, None, None]);
        let end = Write::EndLinksOf {
            user_key: key(1),
            only: Some(LinkPurpose::Email),
            at: START,
        };
        commit(store, vec![end]);
        let links = reads(store, |reader| reader.links_of(key(1)));
        let ended = links.iter().map(|link| link.ended_at.is_some());
        assert_eq!(ended.collect::<Vec<_>>(), [true, false]);
    });
}

fn server_key(byte: u8) -> ServerKey {
    let text = URL_SAFE_NO_PAD.encode([byte; 32]);
    ServerKey::parse(&text).expect("a key")
}

#[test]
fn links_stay_seven_days_after_they_were_used_or_expired() {
    each_store(settle, |db, store| {
        commit(store, vec![Write::InsertLink(link(5, LinkPurpose::Reset))]);
        let end = START.plus(LinkPurpose::Reset.lifetime());
        lives_until(db, store, "one_time_links", end.plus(days(7)));
        commit(store, vec![Write::InsertLink(link(6, LinkPurpose::Invite))]);
        store.commit(use_at(6, 60)).expect("is used");
        let used = START.plus(Duration::from_secs(60));
        lives_until(db, store, "one_time_links", used.plus(days(7)));
    });
}

#[test]
fn a_hash_is_made_anew_only_of_the_password_that_was_looked_at() {
    each_store(settle, |_, store| {
        commit(store, vec![Write::SetPassword(password(1, "first"))]);
        let anew = |was: &str| {
            vec![Write::HashAnew {
                user_key: key(1),
                was: was.to_owned(),
                phc: "anew".to_owned(),
            }]
        };
        let kept = || finds(store, |reader| reader.password_of(key(1)));
        commit(store, anew("another"));
        assert_eq!(kept(), password(1, "first"));
        commit(store, anew("first"));
        assert_eq!(kept(), password(1, "anew"));
    });
}
