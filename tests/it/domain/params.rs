//! Reading the request: repeats, emptiness, encodings. Numbers are rows of the list of refusals.

use vestibule::domain::key::AppId;
use vestibule::domain::oauth::authorize::name_client;
use vestibule::domain::oauth::client::ClientName;
use vestibule::domain::oauth::error::RefusalCode;
use vestibule::domain::oauth::params::{Param, Params, Sent, after_sign_in, with_display_web};

fn code(query: &str) -> RefusalCode {
    name_client(&Params::parse(query))
        .expect_err("a refusal")
        .code
}

#[test]
fn r1_r3_r4_r9_a_client_id_that_cannot_be_read_is_refused() {
    assert_eq!(code(""), RefusalCode::ClientUnknown);
    assert_eq!(code("client_id="), RefusalCode::ClientUnknown);
    assert_eq!(
        code("client_id=7&client_id=7"),
        RefusalCode::ParameterRepeated
    );
    assert_eq!(code("client_id=%00"), RefusalCode::ParameterMalformed);
    assert_eq!(code("client_id=%1B"), RefusalCode::ParameterMalformed);
    assert_eq!(code("client_id=%FF"), RefusalCode::ParameterMalformed);
    let twice = "client_id=7&redirect_uri=https://a.example&redirect_url=https://a.example";
    assert_eq!(code(twice), RefusalCode::ParameterRepeated);
}

#[test]
fn a_client_id_is_a_key_or_a_short_number() {
    let number = |text: &str| ClientName::parse(text);
    assert_eq!(number("7"), Some(ClientName::Number(AppId(7))));
    assert_eq!(
        number("9223372036854775807"),
        Some(ClientName::Number(AppId(i64::MAX)))
    );
    for neither in [
        "07",
        "0",
        "9223372036854775808",
        "-7",
        "7 ",
        "abc",
        &"1".repeat(40),
    ] {
        assert_eq!(number(neither), None, "{neither}");
    }
    let key = format!("a{}", "1".repeat(39));
    assert_eq!(number(&key), Some(ClientName::Key(key.clone())));
}

#[test]
fn r54_r55_r56_unknown_names_and_empty_values_count_as_nothing() {
    let params = Params::parse("scope[]=x&scope%5Ba%5D=b&state=&unknown=1&&=x");
    assert_eq!(params.get(Param::Scope), Sent::Absent);
    assert_eq!(params.get(Param::State), Sent::Absent);
}

#[test]
fn plus_and_percent_are_decoded_once() {
    let params = Params::parse("state=a+b%2Bc%2525");
    assert_eq!(params.get(Param::State), Sent::Once("a b+c%25"));
    let named = Params::parse("client%5Fid=7");
    assert_eq!(named.get(Param::ClientId), Sent::Once("7"));
}

#[test]
fn an_empty_and_a_full_one_are_still_two() {
    let params = Params::parse("scope=&scope=basic");
    assert_eq!(params.get(Param::Scope), Sent::Repeated);
}

#[test]
fn a_sign_in_takes_only_the_word_login_out_of_the_prompt() {
    let query = "client_id=7&prompt=login+consent&state=a%26b";
    assert_eq!(
        after_sign_in(query),
        "client_id=7&prompt=consent&state=a%26b"
    );
    assert_eq!(after_sign_in("prompt=login&x"), "x");
    assert_eq!(after_sign_in("client_id=7"), "client_id=7");
    let openid = "max_age=0&scope=openid&max%5Fage=7";
    assert_eq!(after_sign_in(openid), "scope=openid");
    assert_eq!(after_sign_in("max_age=0"), "max_age=0");
    // What one word holds does not become a parameter.
    assert_eq!(
        after_sign_in("prompt=login%20x%26scope%3Dall%23%25+consent"),
        "prompt=x%26scope%3Dall%23%25+consent"
    );
}

#[test]
fn a_window_of_its_own_gets_the_same_request_but_for_the_display() {
    for (query, expected) in [
        (
            "client_id=7&display=iframe&state=a%26display%3Diframe",
            "client_id=7&state=a%26display%3Diframe&display=web",
        ),
        ("d%69splay=iframe&x&y=%ff", "x&y=%ff&display=web"),
        ("display=iframe", "display=web"),
    ] {
        assert_eq!(with_display_web(query), expected);
        let display = Params::parse(expected);
        assert_eq!(display.get(Param::Display), Sent::Once("web"));
    }
}
