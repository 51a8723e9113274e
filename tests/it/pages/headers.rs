//! The headers of every page.

use actix_web::http::header::HeaderValue;
use vestibule::web::headers::{Policy, of_page};

fn text_of(value: &HeaderValue) -> String {
    String::from_utf8(value.as_bytes().to_vec()).expect("a text")
}

#[test]
fn headers_are_exactly_those_of_the_contract() {
    let base = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                base-uri 'none'; frame-ancestors 'none'";
    assert_eq!(Policy::LeadsAway.content_security_policy(), base);
    let ordinary = format!("{base}; form-action 'self'");
    let common = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ];
    let headers = |policy| {
        let texts = of_page(&policy).map(|(name, value)| (name.to_string(), text_of(&value)));
        texts.collect::<Vec<_>>()
    };
    let expected = |own: &[(&'static str, &str)]| {
        let all = common.iter().chain(own);
        let texts = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        texts.collect::<Vec<_>>()
    };
    assert_eq!(
        headers(Policy::Ordinary),
        expected(&[
            ("content-security-policy", ordinary.as_str()),
            ("x-frame-options", "DENY"),
        ])
    );
    // X-Frame-Options knows no origins: beside `frame-ancestors` it would only contradict.
    let framed = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                  frame-ancestors https://apps.example; form-action 'self'";
    assert_eq!(
        headers(Policy::FramedBy("https://apps.example".to_owned())),
        expected(&[("content-security-policy", framed)])
    );
    let demo = text_of(&Policy::Demo.content_security_policy());
    assert_eq!(demo.replace(" connect-src 'self';", ""), ordinary);
    assert_ne!(demo, ordinary);
}
