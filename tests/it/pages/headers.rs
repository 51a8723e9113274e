//! The headers of every page.

use super::samples;
use actix_web::http::header::HeaderValue;
use std::time::Duration;
use vestibule::domain::answer::{Content, OwnPath, Page};
use vestibule::domain::oauth::authorize::Layout;
use vestibule::web::headers::{Policy, of_page};
use vestibule::web::pages::{Mode, PageRequest, render};

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

#[test]
fn what_a_page_says_of_waiting_agrees_with_its_header() {
    let site = samples::site(Mode::Lasting);
    let said = |content, language: &str| {
        let words = site.languages.named(language).expect("the language");
        let layout = Layout::Web;
        let page = render(
            &Page { layout, content },
            &site,
            &PageRequest::plainly("7f3a", words),
        );
        (page.retry_after.expect("Retry-After"), says(&page.html))
    };
    for (wait, english, estonian) in [
        (0, "Wait a minute", "Oota minut"),
        (59, "Wait a minute", "Oota minut"),
        (60, "Wait 2 minutes", "Oota 2 minutit"),
        (119, "Wait 2 minutes", "Oota 2 minutit"),
        (2200, "Wait 37 minutes", "Oota 37 minutit"),
    ] {
        let retry_after = Duration::from_secs(wait);
        let again = OwnPath::authorize("client_id=7");
        let braked = || Content::Braked {
            retry_after,
            again: None,
        };
        let too_often = || Content::TooOften {
            retry_after,
            again: again.clone(),
        };
        for content in [&braked as &dyn Fn() -> Content, &too_often] {
            for (language, words) in [("en", english), ("et", estonian)] {
                let (seconds, page) = said(content(), language);
                assert_eq!(seconds, wait + 1);
                assert!(page.contains(words), "{wait}: {page}");
            }
        }
    }
}

fn says(html: &str) -> String {
    let (_, main) = html.split_once("<main>").expect("a main part");
    crate::kit::form::text_of(main)
}
