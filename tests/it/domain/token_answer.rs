//! The answer of the token endpoint, sealed and opened again.

use super::sample::{key, scopes};
use std::time::Duration;
use vestibule::domain::oauth::scope::Scopes;
use vestibule::domain::oauth::token_answer::TokenAnswer;
use vestibule::domain::openid::statement::{Signed, ToSign};
use vestibule::domain::secret::PlainToken;

fn answer(with_refresh: Option<()>, scopes: Option<Scopes>) -> TokenAnswer {
    let token = |number| PlainToken::make(key(number), &mut rand::rng());
    TokenAnswer {
        access_token: token(1),
        lifetime: Duration::from_secs(86_400),
        refresh_token: with_refresh.map(|()| token(2)),
        scopes,
        to_sign: ToSign::default(),
        signed: Signed::default(),
    }
}

fn told(answer: &TokenAnswer) -> (String, u64, Option<String>, Option<String>) {
    let refresh = answer.refresh_token.as_ref();
    (
        answer.access_token.reveal().to_owned(),
        answer.lifetime.as_secs(),
        refresh.map(|token| token.reveal().to_owned()),
        answer.scopes.as_ref().map(Scopes::to_string),
    )
}

#[test]
fn what_is_sealed_comes_back_as_it_was() {
    for refresh in [None, Some(())] {
        for names in [None, Some("basic"), Some("basic email photos")] {
            let before = answer(refresh, names.map(scopes));
            let text = before.sealable();
            let after = TokenAnswer::reopened(&text).expect("our own text");
            assert_eq!(told(&before), told(&after));
        }
    }
}

#[test]
fn what_was_never_sealed_is_no_answer() {
    let good = answer(Some(()), Some(scopes("basic")));
    let text = good.sealable();
    for broken in [
        "",
        " ",
        "x 86400 - ",
        &text[1..],
        &text.replacen("86400", "soon", 1),
        &text.replacen(" basic", "", 1),
        &text.replacen("basic", "ba\"sic", 1),
    ] {
        assert!(TokenAnswer::reopened(broken).is_none(), "{broken:?}");
    }
}
