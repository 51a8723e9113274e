//! The platform's identity over HTTP: its own colour and logo, and the paths that browsers ask for by themselves.

use super::{asks, one_app, web_app};
use crate::kit::http::Response;
use crate::kit::root::place;

fn files(page: &Response) -> Vec<String> {
    let text = page.text();
    let rest = text.split("\"/static/").skip(1);
    rest.filter_map(|rest| rest.split('"').next())
        .map(|name| format!("/static/{name}"))
        .collect()
}

#[test]
fn colour_logo_contact_and_pages_to_read_are_on_the_pages_and_their_files_are_served() {
    let logo = place("tests/it/pages/logo.png");
    let settings = format!(
        "[site]\nname = \"Aldergrove\"\ncontact = \"help@example.org\"\naccent = \"#2F6B2F\"\nlogo = {logo:?}\n\
         privacy_url = \"https://example.org/privacy\"\nterms_url = \"https://example.org/terms\"\n"
    );
    one_app(&settings, |app| {
        let (_, path) = app.adds_desktop_app();
        let in_browser = web_app(app, "https://client.example/cb");
        let page = app.stranger().get(&asks(&in_browser, &[]));
        let text = page.text();
        for words in [
            "Sign in to <bdi dir=\"auto\">Aldergrove</bdi>",
            "<a href=\"mailto:help@example.org\"><bdi dir=\"auto\">help@example.org</bdi></a>",
            "<a href=\"https://example.org/privacy\">Privacy</a>",
            "<a href=\"https://example.org/terms\">Terms</a>",
            "width=\"48\" height=\"32\" alt=\"\">",
        ] {
            assert!(text.contains(words), "{words} in {text}");
        }
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("style-src 'self'; img-src 'self'"),
            "{policy}"
        );
        let in_program = app.stranger().get(&path).text();
        assert!(in_program.contains("Privacy: <bdi dir=\"ltr\">https://example.org/privacy</bdi>"));
        assert!(!in_program.contains("<a "), "{in_program}");
        let files = files(&page);
        let named = |stem: &str| {
            let start = format!("/static/{stem}-");
            let mut found = files.iter().filter(|file| file.starts_with(&start));
            found.next().expect("a file").clone()
        };
        let css = app.stranger().get(&named("accent"));
        assert_eq!(css.header("content-type"), Some("text/css; charset=utf-8"));
        assert!(css.text().contains("--accent: #2F6B2F;"), "{}", css.text());
        assert!(css.text().contains("prefers-color-scheme: dark"));
        let logo = app.stranger().get(&named("logo"));
        assert_eq!(logo.header("content-type"), Some("image/png"));
        assert!(logo.body.starts_with(b"\x89PNG"));
        for file in [css, logo] {
            assert_eq!(file.status, 200);
            let kept = file.header("cache-control");
            assert_eq!(kept, Some("public, max-age=31536000, immutable"));
            assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        }
    });
}

#[test]
fn where_nothing_was_said_pages_look_as_they_come() {
    one_app("", |app| {
        let text = app.stranger().get("/platform/oauth/signed_out").text();
        assert!(
            !text.contains("accent-") && !text.contains("<img"),
            "{text}"
        );
        let (_, foot) = text.split_once("<footer").expect("a foot");
        assert!(!foot.contains("Privacy") && !foot.contains("<a "), "{text}");
    });
}
