//! Pages as HTML: each renders from a sample, says what it must, and keeps the house rules.

mod foreign;
mod headers;
mod language;
mod looks;
mod own;
pub mod own_samples;
pub mod pseudo;
pub mod samples;

use crate::kit::told::says;
use vestibule::domain::answer::{ConsentPage, Content, OwnPath, Page, SignInPage};
use vestibule::domain::oauth::authorize::Layout;
use vestibule::domain::oauth::error::RefusalCode;
use vestibule::domain::oauth::form::Untaken;
use vestibule::web::headers::Policy;
use vestibule::web::pages::demo::{DemoMoment, render_demo};
use vestibule::web::pages::{Mode, PageRequest, Rendered, Site, error_json, render};

/// Every page in every state and layout, by a name for failures.
pub fn all_pages() -> Vec<(String, Layout, Rendered)> {
    all_pages_in("en")
}

/// The same in one of the languages of [`pseudo`].
pub fn all_pages_in(language: &str) -> Vec<(String, Layout, Rendered)> {
    let mut all = Vec::new();
    for (on, mut site) in samples::sites(Mode::Demo) {
        site.languages = pseudo::languages(language);
        let asked = asked_in(&site, language);
        for layout in samples::LAYOUTS {
            for (name, content) in samples::contents_on(on) {
                let page = render(&Page { layout, content }, &site, &asked);
                all.push((format!("{name}{on} {layout:?}"), layout, page));
            }
        }
    }
    let site = Site {
        languages: pseudo::languages(language),
        ..samples::site(Mode::Demo)
    };
    let asked = asked_in(&site, language);
    for (name, content) in own_samples::contents() {
        let layout = Layout::Web;
        let page = render(&Page { layout, content }, &site, &asked);
        all.push((format!("{name} Web"), layout, page));
    }
    for moment in [DemoMoment::Start, DemoMoment::Callback] {
        let page = render_demo(&samples::demo(moment), &site, &asked);
        all.push((format!("demo {moment:?}"), Layout::Web, page));
    }
    all
}

fn asked_in<'a>(site: &'a Site, language: &str) -> PageRequest<'a> {
    let words = site.languages.named(language).expect("the language");
    PageRequest::plainly("7f3a", words)
}

fn html(content: Content, layout: Layout) -> String {
    let site = samples::site(Mode::Lasting);
    let asked = PageRequest::plainly("7f3a", site.languages.first());
    render(&Page { layout, content }, &site, &asked).html
}

fn sign_in(page: SignInPage, layout: Layout) -> String {
    html(Content::SignIn(page), layout)
}

fn consent(page: ConsentPage) -> String {
    html(Content::Consent(page), Layout::Web)
}

fn title(html: &str) -> &str {
    html.split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map_or("", |(title, _)| title)
}

#[track_caller]
fn assert_order(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        let found = rest.split_once(part);
        assert!(
            found.is_some(),
            "{part} is missing, or too early, in {html}"
        );
        rest = found.map_or("", |(_, after)| after);
    }
}

#[test]
fn every_page_has_one_heading_a_language_and_nothing_inline() {
    for (name, _, page) in all_pages() {
        let html = &page.html;
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(html.contains("<html lang=\"en\" dir=\"ltr\">"), "{name}");
        assert!(html.contains("<h1>") || html.contains("<h1 "), "{name}");
        for banned in [
            "<style",
            " style=",
            "javascript:",
            " onclick",
            " onload",
            " target=",
            "TODO",
        ]
        .into_iter()
        // Out of a frame there is no other way than a new window.
        .filter(|banned| !(name.starts_with("open_window") && *banned == " target="))
        {
            assert!(!html.contains(banned), "{name} holds {banned}");
        }
        let file = ["demo", "form_post", "opener_message"]
            .into_iter()
            .find(|file| name.split(' ').next() == Some(*file))
            .or_else(|| html.contains("new-password").then_some("show_password"))
            .or_else(|| html.contains("data-passkey").then_some("passkey"))
            .map(|file| format!("<script src=\"/static/{file}.js\" defer></script>"));
        let own = file.as_ref().map_or(0, |file| html.matches(file).count());
        assert_eq!(own, usize::from(file.is_some()), "{name}");
        assert_eq!(html.matches("<script").count(), own, "{name}");
    }
}

#[test]
fn titles_say_what_is_done_and_errors_say_so_first() {
    for (name, _, page) in all_pages() {
        let title = title(&page.html);
        let is_error = page.status >= 400 && !name.starts_with("form_");
        let refuses = "sign_in-wrong choose_password-short choose_password-common account-password-old \
                       account-password-new account-profile-wrong account-email-wrong account-delete-wrong account-device-wrong account-confirm-wrong account-authenticator-wrong account-rename-wrong sign_in-passkey-wrong \
                       account-passkey-in_use account-passkey-wrong_name second_step-wrong set_up-wrong \
                       admin-new_person-wrong admin-edit_person-wrong admin-ask-remove-wrong \
                       admin-app-ask-remove admin-app-ask-decline developer-owner admin-app-form-refused admin-role-form-wrong admin-client-form-wrong admin-audit-wrong";
        let is_error = is_error || refuses.split(' ').any(|refused| name.starts_with(refused));
        assert_eq!(title.starts_with("Error: "), is_error, "{name}: {title}");
        assert!(title.ends_with(" · Aldergrove"), "{name}: {title}");
    }
    let fresh = sign_in(samples::sign_in(), Layout::Web);
    assert_eq!(title(&fresh), "Sign in · Aldergrove");
}

#[test]
fn no_page_links_away_and_desktop_pages_have_no_language_switch() {
    for (name, layout, page) in all_pages() {
        let links = page.html.split("<a ").skip(1);
        for link in links {
            let href = link.split_once("href=\"").map_or("", |(_, rest)| rest);
            // The last open a program of the person's own, and keep a file whose data is in the page.
            let mut ours =
                "/\" /platform/ /account/ /admin /developer /demo/ otpauth://totp/Aldergrove: \
                            data:text/plain;charset=utf-8,Aldergrove%0A"
                    .split(' ');
            let own = ours.any(|path| href.starts_with(path));
            let started_by_demo =
                name == "demo Start" && href.starts_with("http://127.0.0.1:8080/");
            // What the operator wants read; a program's window shows it as text.
            let identity = href.starts_with("https://aldergrove.example/")
                || href.starts_with("mailto:help@aldergrove.example\"");
            let identity = identity && layout != Layout::Desktop;
            assert!(own || started_by_demo || identity, "{name}: {href}");
        }
        // The person reads the language that the browser likes best.
        let has_switch = page.html.contains("action=\"/language\"");
        assert!(!has_switch || layout != Layout::Desktop, "{name}");
    }
}

fn leads_away(name: &str) -> bool {
    let mut steps = "sign_in second_step set_up consent".split(' ');
    steps.any(|step| name.starts_with(step))
}

#[test]
fn statuses_and_policies_follow_the_contract() {
    let expected = |name: &str| match name {
        "no_cookies" => 403,
        form if form.starts_with("form_") && form != "form_post" => 403,
        "not_found" | "not_allowed" | "choose_password-link_over" => 404,
        "method_not_allowed" => 405,
        "account-authenticator-full"
        | "account-remove-kept"
        | "account-last_admin"
        | "account-passkey-full"
        | "admin-person-moved"
        | "admin-app-moved"
        | "admin-client-moved"
        | "admin-role-moved"
        | "admin-mails-moved"
        | "admin-secrets-two"
        | "developer-app-moved"
        | "developer-new-many"
        | "admin-last_admin" => 409,
        "developer-new-never" => 400,
        "too_large-body" => 413,
        "too_large-address" => 414,
        "braked" | "braked-minutes" | "too_often" | "too_often-minutes" => 429,
        "unavailable" => 503,
        refusal if RefusalCode::ALL.iter().any(|code| code.word() == refusal) => 400,
        _ => 200,
    };
    for (name, _, page) in all_pages() {
        let (name, _) = name.split_once(' ').unwrap_or((&name, ""));
        assert_eq!(page.status, expected(name), "{name}");
        let policy = match name {
            "demo" => Policy::Demo,
            "form_post" => Policy::LeadsAway,
            _ if leads_away(name) => Policy::LeadsAway,
            _ if name.starts_with("open_window") => {
                Policy::FramedBy("https://apps.hazel.example".to_owned())
            }
            _ => Policy::Ordinary,
        };
        assert_eq!(page.policy, policy, "{name}");
    }
}

#[test]
fn sign_in_asks_for_a_name_and_a_password_and_posts_the_proof() {
    let html = sign_in(samples::sign_in(), Layout::Desktop);
    assert_order(
        &html,
        &[
            "Sign in to <bdi dir=\"auto\">Aldergrove</bdi></h1>",
            "to continue to <bdi dir=\"auto\">Family Tree Explorer</bdi>",
            "method=\"post\" action=\"/platform/oauth/authorize\"",
            "name=\"request\" value=\"client_id=7&#38;response_type=token",
            "name=\"nonce\"",
            "name=\"proof\"",
            "name=\"name\"",
            "autocomplete=\"username\" autocapitalize=\"none\" autocorrect=\"off\" spellcheck=\"false\"",
            "name=\"password\" type=\"password\" required autocomplete=\"current-password\"",
            "name=\"keep\" value=\"on\">",
            "on this computer",
            "type=\"submit\">Sign in</button>",
        ],
    );
    assert!(!html.contains("role=\"alert\""));
    assert!(!html.contains("aria-invalid"));
    assert!(!sign_in(samples::sign_in(), Layout::Web).contains("on this computer"));
}

#[test]
fn a_wrong_password_keeps_the_name_and_moves_the_focus_to_the_message() {
    let wrong = samples::contents()
        .into_iter()
        .find(|(name, _)| *name == "sign_in-wrong")
        .map(|(_, content)| html(content, Layout::Web))
        .unwrap_or_default();
    assert_order(
        &wrong,
        &[
            "<div class=\"note danger\" id=\"complaint\" role=\"alert\" tabindex=\"-1\" autofocus>",
            "value=\"ada\"",
            "aria-invalid=\"true\" aria-describedby=\"complaint\"",
            "type=\"password\"",
            "aria-invalid=\"true\" aria-describedby=\"complaint\"",
            "name=\"keep\" value=\"on\" checked>",
        ],
    );
    assert_eq!(wrong.matches("autofocus").count(), 1);
}

#[test]
fn consent_names_who_asks_what_for_and_where_to_before_the_two_buttons() {
    let page = samples::consent(&["basic", "records.read"]);
    let html = consent(page);
    assert_order(
        &html,
        &[
            "<bdi dir=\"auto\">Hazel Software</bdi>",
            "https://hazel.example",
            "Allow <bdi dir=\"auto\">Family Tree Explorer</bdi> to use your <bdi dir=\"auto\">Aldergrove</bdi> account?</h1>",
            "<bdi dir=\"auto\" class=\"clip\">ada</bdi>",
            "action=\"/platform/oauth/logout\"",
            "Not you?</button>",
            "<bdi dir=\"auto\">see your name</bdi>",
            "<bdi dir=\"auto\">records.read</bdi>",
            "<bdi dir=\"auto\">app.hazel.example</bdi>",
            "action=\"/platform/oauth/authorize\"",
            "name=\"decision\" value=\"deny\">Don&#39;t Allow</button>",
            "name=\"decision\" value=\"allow\">Allow</button>",
        ],
    );
    assert!(!html.contains("Full access"));
    assert!(!html.contains("New:"));
}

#[test]
fn full_access_is_one_strong_line_and_what_is_new_says_so_in_a_word() {
    let mut page = samples::consent(&["photos", "basic"]);
    page.full_access = true;
    page.scopes
        .iter_mut()
        .take(1)
        .for_each(|scope| scope.is_new = true);
    let html = consent(page);
    assert_order(
        &html,
        &[
            "note warn",
            "<strong>Full access:",
            "<strong>New:</strong>",
            "see and add photos",
        ],
    );
    assert_eq!(html.matches("<strong>New:").count(), 1);
}

#[test]
fn an_error_page_tells_the_code_and_the_reference_and_so_does_its_json() {
    for &code in RefusalCode::ALL {
        let html = html(Content::Refused(code), Layout::Desktop);
        let sentence = format!(
            "Tell the maker of the app: <bdi dir=\"auto\">{}</bdi>, reference <bdi dir=\"auto\">7f3a</bdi>.",
            code.word()
        );
        assert!(html.contains("This sign-in link does not work."), "{html}");
        assert!(html.contains(&sentence), "{html}");
        assert!(html.contains("<code>invalid_request</code>"), "{html}");
    }
    let site = samples::site(Mode::Lasting);
    let json = error_json(&Content::Refused(RefusalCode::ClientUnknown), &site, "7f3a");
    let expected = "{\"error\":\"invalid_request\",\
        \"error_description\":\"The client_id is missing, or no app here has it.\",\
        \"code\":\"client_unknown\",\"reference\":\"7f3a\"}";
    assert_eq!(json.as_deref(), Some(expected));
}

#[test]
fn json_exists_for_errors_and_for_nothing_else() {
    let site = samples::site(Mode::Lasting);
    for (name, content) in samples::contents() {
        let json = error_json(&content, &site, "7f3a");
        let page = Page {
            layout: Layout::Web,
            content,
        };
        let asked = PageRequest::plainly("7f3a", site.languages.first());
        let status = render(&page, &site, &asked).status;
        assert_eq!(json.is_some(), status >= 400, "{name}");
        // RFC 6749 §4.1.2.1: a description is printable ASCII without quotes and backslashes.
        let text = json.unwrap_or_default();
        assert!(text.is_ascii() && !text.contains('\\'), "{text}");
    }
}

#[test]
fn start_again_opens_the_same_request_and_nothing_else() {
    let why = Untaken::TooOld;
    let with = |again| html(Content::FormUntaken { why, again }, Layout::Web);
    let again = with(Some(OwnPath::authorize("client_id=7&state=%22")));
    says(
        &again,
        &["href=\"/platform/oauth/authorize?client_id=7&#38;state=%22\">Start again</a>"],
    );
    assert!(!with(None).contains("class=\"button"));
}

#[test]
fn landing_pages_name_no_app_and_stand_in_words() {
    let success = html(Content::AuthSuccess, Layout::Desktop);
    assert!(success.contains("You are signed in."));
    assert!(success.contains("Do not give that address to anybody"));
    let failed = html(Content::AuthFailed, Layout::Desktop);
    assert!(failed.contains("Nothing was shared."));
    assert!(failed.contains("Go back to the program."));
    for page in [success, failed] {
        assert!(!page.contains("<script") && !page.contains("<form"));
        // Its address is all that a program or a person is to see here.
        assert!(!page.contains("https://"), "{page}");
    }
}
