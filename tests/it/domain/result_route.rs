//! How an answer travels: by redirect, by form, by message; and that it is the same when it is sealed for a
//! moment.

use super::sample::{self, DAY, ISSUER, code, text_of, token};
use vestibule::domain::oauth::authorize::{AuthorizationRequest, bind};
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType, Style};
use vestibule::domain::oauth::code::AddressSent;
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::result::{Carried, ResultRoute};
use vestibule::domain::openid::statement::{Signed, ToSign};
use vestibule::domain::secret::PlainToken;

const WEB: &[&str] = &["https://app.example/cb?a=1"];
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
        let (mut carried, text) = code();
        carried.scope = Some("basic".to_owned());
        text_of(&asked.reply_to.granted(&carried, &Signed::default())).replace(&text, "CODE")
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
    let ResultRoute::FormPost(form) = asked.reply_to.granted(&carried, &Signed::default()) else {
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
    let told = asked_token.reply_to.granted(&carried, &Signed::default());
    assert_eq!(
        text_of(&told).replace(&text, "TOKEN"),
        "message\nhttps://app.example\naccess_token=TOKEN&expires_in=86400&callback=fn-1"
    );
    assert_eq!(
        text_of(&asked_token.reply_to.denied()),
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
        text_of(&fault.result),
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

#[test]
fn what_an_answer_carries_is_the_same_when_it_is_opened_again() {
    let both = |access_token: Option<&str>, id_token: Option<&str>| Signed {
        access_token: access_token.map(str::to_owned),
        id_token: id_token.map(str::to_owned),
    };
    let all = [
        both(None, None),
        both(None, Some("b.b.b")),
        both(Some("a.a.a"), None),
        both(Some("a.a.a"), Some("b.b.b")),
    ];
    for (has_code, has_token) in [(true, true), (true, false), (false, true), (false, false)] {
        for scope in [None, Some("basic email")] {
            for signed in &all {
                let carried = Carried {
                    code: has_code.then(|| code().0.code).flatten(),
                    access_token: has_token.then(|| token().0.access_token).flatten(),
                    lifetime: DAY,
                    scope: scope.map(str::to_owned),
                    to_sign: ToSign::default(),
                };
                let text = carried.sealable(signed);
                let (opened, again) = Carried::reopened(&text).expect("opens");
                let reveal = |token: &Option<PlainToken>| {
                    token.as_ref().map(|token| token.reveal().to_owned())
                };
                assert_eq!(reveal(&opened.code), reveal(&carried.code));
                assert_eq!(reveal(&opened.access_token), reveal(&carried.access_token));
                assert_eq!((opened.lifetime, &opened.scope), (DAY, &carried.scope));
                assert_eq!(again.access_token, signed.access_token);
                assert_eq!(again.id_token, signed.id_token);
            }
        }
    }
    for nothing in ["", "x", "- - x \n\n", "- - 7\n\n", "- - 7 \n", "- - 7 "] {
        assert!(Carried::reopened(nothing).is_none(), "{nothing:?}");
    }
}
