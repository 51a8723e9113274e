//! Text from outside on pages: escaped, set apart, and never read as anything else.

use super::{own_samples, samples};
use vestibule::domain::answer::account::{AppsPage, Part, SessionLine, SessionsPage, WithdrawPage};
use vestibule::domain::answer::{
    AccountPage, ChoosePasswordPage, ConsentPage, Content, Onward, OwnPath, Page, SignInPage,
};
use vestibule::domain::oauth::authorize::Layout;
use vestibule::domain::oauth::form::Untaken;
use vestibule::domain::oauth::result::Destination;
use vestibule::web::pages::demo::{DemoFlow, DemoMoment, DemoPage, render_demo};
use vestibule::web::pages::{Languages, Mode, PageRequest, Site, render};

const ATTACK: &str = "\"'><script>alert(1)</script>";
const ATTACK_ESCAPED: &str = "&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;";

/// Refusals 85 and 124: names, addresses and settings cannot become markup.
#[test]
fn every_text_from_outside_is_escaped_and_set_apart() {
    for html in hostile_pages() {
        assert!(!html.contains("<script>alert"), "{html}");
        let body = html.split_once("<body").map_or("", |(_, body)| body);
        let pieces: Vec<&str> = body.split(ATTACK_ESCAPED).collect();
        assert!(pieces.len() > 1, "the sample's texts are there: {html}");
        for before in pieces.iter().take(pieces.len() - 1) {
            let set_apart = ["<bdi dir=\"auto\">", "<bdi dir=\"auto\" class=\"long\">"]
                .iter()
                .any(|open| before.ends_with(open))
                || before.ends_with("<bdi dir=\"auto\" class=\"clip\">");
            let in_attribute = before.ends_with("value=\"")
                || before.ends_with("aria-label=\"Remove access: ")
                || before.ends_with("authorize?");
            let in_code = before.ends_with("GET ") || before.ends_with("<code>");
            let in_address = before.ends_with("href=\"") || before.ends_with("</span>\" ");
            assert!(
                set_apart || in_attribute || in_code || in_address,
                "not set apart after …{}",
                before
                    .chars()
                    .rev()
                    .take(60)
                    .collect::<Vec<_>>()
                    .iter()
                    .rev()
                    .collect::<String>()
            );
        }
    }
}

fn hostile_site() -> Site {
    let mut site = samples::site(Mode::Demo);
    site.name = ATTACK.to_owned();
    site.contact = Some(ATTACK.to_owned());
    site.privacy_url = Some(ATTACK.to_owned());
    for by_language in site.scopes.values_mut() {
        by_language.insert("en".to_owned(), ATTACK.to_owned());
    }
    site
}

fn hostile_pages() -> Vec<String> {
    let site = hostile_site();
    let asked = PageRequest::plainly(ATTACK, site.languages.first());
    let mut pages: Vec<String> = hostile_contents()
        .into_iter()
        .map(|content| Page {
            layout: Layout::Web,
            content,
        })
        .map(|page| render(&page, &site, &asked).html)
        .collect();
    pages.push(hostile_demo(&site));
    pages
}

fn hostile_contents() -> [Content; 8] {
    let hostile = || ATTACK.to_owned();
    let mut form = samples::sign_in().form;
    form.request = hostile();
    form.nonce = hostile();
    form.proof = hostile();
    let sign_in = SignInPage {
        onward: Onward::App {
            name: hostile(),
            destination: Destination::Host(hostile()),
        },
        typed_name: hostile(),
        form: form.clone(),
        ..samples::sign_in()
    };
    let consent = ConsentPage {
        app_name: hostile(),
        owner: Some(hostile()),
        site_url: Some(hostile()),
        privacy_url: Some(hostile()),
        terms_url: Some(hostile()),
        destination: Destination::Scheme(hostile()),
        account: hostile(),
        form: form.clone(),
        sign_out: form.clone(),
        ..samples::consent(&["basic", ATTACK])
    };
    let account = hostile();
    let again = Some(OwnPath::authorize(ATTACK));
    let apps = AppsPage {
        apps: vec![own_samples::app(ATTACK, &[ATTACK])],
        part: Part { page: 1, pages: 1 },
        find: Some(hostile()),
        untold: vec![hostile()],
    };
    let session = SessionLine {
        end: Some(hostile()),
        app_name: Some(hostile()),
        ..own_samples::session(1)
    };
    let sessions = SessionsPage {
        sessions: vec![session],
        part: Part { page: 1, pages: 1 },
        has_others: true,
        form: form.clone(),
    };
    let withdraw = WithdrawPage {
        app_name: hostile(),
        scopes: vec![hostile()],
        knows_password: true,
        form: form.clone(),
    };
    let choose = ChoosePasswordPage {
        account: hostile(),
        is_first: false,
        form: sign_in.form.clone(),
        complaint: None,
    };
    [
        Content::ChoosePassword(choose),
        Content::Account(AccountPage::Apps(apps)),
        Content::Account(AccountPage::Sessions(sessions)),
        Content::Account(AccountPage::Withdraw(withdraw)),
        Content::SignIn(sign_in),
        Content::Consent(consent),
        Content::ConfirmSignOut { form, account },
        Content::FormUntaken {
            why: Untaken::TooOld,
            again,
        },
    ]
}

fn hostile_demo(site: &Site) -> String {
    let flow = || DemoFlow {
        client_id: ATTACK.to_owned(),
        request_url: ATTACK.to_owned(),
    };
    let page = DemoPage {
        moment: DemoMoment::Start,
        user_name: ATTACK.to_owned(),
        public_url: ATTACK.to_owned(),
        desktop: flow(),
        web: flow(),
        code: flow(),
        openid: flow(),
        refusal: flow(),
    };
    let asked = PageRequest::plainly(ATTACK, site.languages.first());
    render_demo(&page, site, &asked).html
}

#[test]
fn an_argument_is_never_read_as_a_message_or_as_another_argument() {
    let languages = Languages::built_in();
    let told = languages
        .first()
        .tell("sign-in-for", &[("app", "{ $app } \u{F0000} <b>")]);
    assert_eq!(
        told.to_string(),
        "to continue to <bdi dir=\"auto\">{ $app } \u{F0000} &#60;b&#62;</bdi>"
    );
}
