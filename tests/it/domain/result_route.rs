//! How an answer travels: by redirect, by form, by message; and that it is the same when it is sealed for a
//! moment.

use super::sample::{self, DAY, ISSUER, code, sent_to, token};
use std::time::Duration;
use vestibule::domain::oauth::authorize::{AuthorizationRequest, bind};
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType, Style};
use vestibule::domain::oauth::code::AddressSent;
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::result::{Carried, ResultRoute};

const WEB: &[&str] = &["https://app.example/cb?a=1"];
const CODE_LIFE: Duration = Duration::from_secs(600);
const ISS: &str = "&iss=https%3A%2F%2Fid.example.org";

/// A program with a secret, so that PKCE may be left out.
fn asked(uris: &[&str], style: Style, query: &str) -> AuthorizationRequest {
    let mut app = sample::app(Kind::Desktop, Confidentiality::Confidential, uris);
    app.response_types = vec![ResponseType::Token, ResponseType::Code];
    app.style = style;
    let params = Params::parse(query);
    let bound = bind(&params, Some(app), ISSUER).expect("a proven address");
    let checked = bound.check(&params, &[]).map_err(|fault| fault.error);
    checked.expect("a request without fault")
}

/// The text of the result with `CODE` for the code.
fn code_sent(uris: &[&str], query: &str) -> String {
    let texts = [Style::Documented, Style::GeniLive].map(|style| {
        let asked = asked(uris, style, query);
        let (carried, text) = code();
        let result = asked.reply_to.granted(&carried, CODE_LIFE, Some("basic"));
        result.to_text().replace(&text, "CODE")
    });
    assert_eq!(texts[0], texts[1], "codes are the same in both styles");
    texts[0].clone()
}

#[test]
fn a_code_goes_to_the_landing_page_in_the_fragment_and_with_two_fields() {
    assert_eq!(
        code_sent(&[], "response_type=code&display=desktop"),
        "redirect\nhttps://id.example.org/platform/oauth/auth_success#code=CODE&expires_in=600"
    );
    assert_eq!(
        code_sent(&[], "display=desktop&state=s%201&response_mode=fragment"),
        "redirect\nhttps://id.example.org/platform/oauth/auth_success#code=CODE&expires_in=600&state=s+1"
    );
}

#[test]
fn a_code_goes_to_the_web_in_the_query_or_where_the_mode_says() {
    let fields = format!("code=CODE&expires_in=600&state=s&scope=basic{ISS}");
    for (mode, expected) in [
        (
            "",
            format!("redirect\nhttps://app.example/cb?a=1&{fields}#"),
        ),
        (
            "&response_mode=query",
            format!("redirect\nhttps://app.example/cb?a=1&{fields}#"),
        ),
        (
            "&response_mode=fragment",
            format!("redirect\nhttps://app.example/cb?a=1#{fields}"),
        ),
        (
            "&response_mode=form_post",
            format!("form_post\nhttps://app.example/cb?a=1\n{fields}"),
        ),
    ] {
        assert_eq!(code_sent(WEB, &format!("state=s{mode}")), expected);
    }
}

#[test]
fn a_private_scheme_gets_its_code_in_the_query_without_an_empty_fragment() {
    for mode in ["", "&response_mode=query", "&response_mode=fragment"] {
        assert_eq!(
            code_sent(&["com.example.app:/cb"], &format!("state=s{mode}")),
            format!(
                "redirect\ncom.example.app:/cb?code=CODE&expires_in=600&state=s&scope=basic{ISS}"
            )
        );
    }
}

#[test]
fn a_posted_token_carries_its_type_and_the_state_as_it_was() {
    let state = "a&b=c#\r\n\u{1F980}\"<>";
    let escaped: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
    let query = format!("response_type=token&response_mode=form_post&state={escaped}");
    let (carried, text) = token();
    let asked = asked(WEB, Style::Documented, &query);
    let ResultRoute::FormPost(form) = asked.reply_to.granted(&carried, DAY, None) else {
        panic!("a form is asked for");
    };
    assert_eq!(form.action(), WEB[0]);
    let fields = [
        ("access_token", text.as_str()),
        ("expires_in", "86400"),
        ("token_type", "bearer"),
        ("state", state),
        ("iss", ISSUER),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form.fields(), fields);
}

#[test]
fn an_opener_is_told_the_contracts_text_and_nothing_of_a_redirect() {
    let popup = "display=popup&origin=https%3A%2F%2Fapp.example&callback=fn-1";
    let (carried, text) = token();
    let query = format!("response_type=token&{popup}");
    let asked_token = asked(WEB, Style::Documented, &query);
    let told = asked_token.reply_to.granted(&carried, DAY, None);
    assert_eq!(
        told.to_text().replace(&text, "TOKEN"),
        "message\nhttps://app.example\naccess_token=TOKEN&expires_in=86400&callback=fn-1"
    );
    assert_eq!(
        asked_token.reply_to.denied().to_text(),
        "message\nhttps://app.example\nstatus=unauthorized&message=user+canceled&callback=fn-1"
    );
    assert_eq!(
        code_sent(WEB, &format!("{popup}&state=a%26b")),
        "message\nhttps://app.example\ncode=CODE&expires_in=600&state=a%26b&scope=basic&callback=fn-1"
    );
    assert_eq!(
        code_sent(WEB, "display=popup&origin=https%3A%2F%2Fapp.example"),
        "message\nhttps://app.example\ncode=CODE&expires_in=600&scope=basic"
    );
}

#[test]
fn an_opener_is_told_of_faults_in_the_same_shape() {
    let app = sample::app(Kind::Web, Confidentiality::Public, WEB);
    let params = Params::parse(
        "display=popup&origin=https%3A%2F%2Fapp.example&callback=7&response_type=code",
    );
    let bound = bind(&params, Some(app), ISSUER).expect("a proven origin");
    let fault = bound.check(&params, &[]).expect_err("no code for this app");
    let description = "This+application+is+not+registered+for+this+response_type";
    assert_eq!(
        fault.result.to_text(),
        format!(
            "message\nhttps://app.example\nstatus=unauthorized_client&message={description}\
             &error=unauthorized_client&error_description={description}&callback=7"
        )
    );
}

#[test]
fn a_code_is_bound_to_where_it_goes_and_to_whether_that_was_said() {
    let landing = "https://id.example.org/platform/oauth/auth_success";
    let escaped: String = form_urlencoded::byte_serialize(landing.as_bytes()).collect();
    let own_landing = format!("display=desktop&redirect_uri={escaped}");
    let loopback: &[&str] = &["http://127.0.0.1/cb"];
    for (uris, query, address, sent) in [
        (WEB, "", WEB[0], AddressSent::No),
        (
            WEB,
            "redirect_uri=https://app.example/cb?a=1",
            WEB[0],
            AddressSent::Yes,
        ),
        (
            WEB,
            "redirect_url=https://app.example/cb?a=1",
            WEB[0],
            AddressSent::Yes,
        ),
        (
            loopback,
            "redirect_uri=http://127.0.0.1:7000/cb",
            "http://127.0.0.1:7000/cb",
            AddressSent::Yes,
        ),
        (WEB, "display=desktop", landing, AddressSent::No),
        (WEB, own_landing.as_str(), landing, AddressSent::No),
        (
            WEB,
            "display=popup&origin=https%3A%2F%2Fapp.example",
            "https://app.example",
            AddressSent::No,
        ),
    ] {
        let reply_to = asked(uris, Style::Documented, query).reply_to;
        assert_eq!(reply_to.effective_uri(), address, "{query}");
        assert_eq!(reply_to.address_sent(), sent, "{query}");
    }
}

/// All routes and forms, each with a state that looks like a field.
fn all_answers() -> Vec<AuthorizationRequest> {
    let states = [
        "",
        "&state=access_token%3Dx",
        "&state=%26access_token%3D0123456789012345678901234567890123456789%26code%3D0123456789012345678901234567890123456789",
    ];
    let ways: &[(&[&str], &str)] = &[
        (&[], "display=desktop"),
        (WEB, ""),
        (WEB, "response_mode=fragment"),
        (WEB, "response_mode=form_post"),
        (
            &["https://app.example/cb?code=0123456789012345678901234567890123456789"],
            "",
        ),
        (&["com.example.app:/cb"], ""),
        (
            WEB,
            "display=popup&origin=https%3A%2F%2Fapp.example&callback=1",
        ),
    ];
    let mut all = Vec::new();
    for style in [Style::Documented, Style::GeniLive] {
        for (uris, way) in ways {
            for state in states {
                for wanted in ["token", "code"] {
                    let query = format!("response_type={wanted}&{way}{state}");
                    all.push(asked(uris, style, &query));
                }
            }
        }
    }
    all
}

#[test]
fn an_answer_knows_what_it_carries_in_every_form() {
    for asked in all_answers() {
        let (carried, text) = token();
        let granted = asked.reply_to.granted(&carried, DAY, Some("basic"));
        match granted.carried() {
            Some(Carried::AccessToken(found)) => assert_eq!(found.reveal(), text),
            _ => panic!("no token found in {}", granted.to_text()),
        }
        let (carried, text) = code();
        let granted = asked.reply_to.granted(&carried, CODE_LIFE, None);
        match granted.carried() {
            Some(Carried::Code(found)) => assert_eq!(found.reveal(), text),
            _ => panic!("no code found in {}", granted.to_text()),
        }
    }
}

#[test]
fn a_sealed_answer_is_the_same_when_it_is_opened() {
    for asked in all_answers() {
        let (carried, _) = token();
        for answer in [
            asked.reply_to.granted(&carried, DAY, None),
            asked.reply_to.denied(),
        ] {
            let reopened = ResultRoute::reopened(answer.to_text().as_bytes());
            assert!(reopened == Some(answer));
        }
    }
    for nothing in [
        "",
        "redirect",
        "form_post\nhttps://app.example/cb",
        "other\nx",
        "message",
    ] {
        let reopened = ResultRoute::reopened(nothing.as_bytes());
        assert!(reopened.is_none(), "{nothing:?}");
    }
    assert!(ResultRoute::reopened(b"redirect\n\xff").is_none());
}

#[test]
fn a_denial_carries_nothing_whatever_the_state_looks_like() {
    let state = "&state=%26code%3D0123456789012345678901234567890123456789";
    for way in [
        "response_type=token",
        "response_type=code",
        "response_mode=form_post",
    ] {
        let denied = asked(WEB, Style::Documented, &format!("{way}{state}"))
            .reply_to
            .denied();
        assert!(denied.carried().is_none(), "{}", denied.to_text());
    }
    let denied = asked(&[], Style::Documented, "display=desktop")
        .reply_to
        .denied();
    assert!(sent_to(&denied).ends_with("auth_failed#status=unauthorized&message=user+canceled"));
}
