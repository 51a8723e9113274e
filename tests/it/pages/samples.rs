//! Every page in every state that people meet, as data: for the tests, and for the pictures.

#[path = "handovers.rs"]
mod handovers;
#[path = "refused_forms.rs"]
mod refused_forms;
#[path = "second_steps.rs"]
mod second_steps;
#[path = "security_samples.rs"]
mod security_samples;

use second_steps::passkey;
use std::collections::BTreeMap;
use vestibule::domain::accent::Accent;
use vestibule::domain::account::password::PasswordFault;
use vestibule::domain::account::session::Keep;
use vestibule::domain::answer::{
    ChoosePasswordPage, Complaint, ConsentPage, Content, Onward, Oversize, ScopeLine, SignInPage,
};
use vestibule::domain::colour::Colour;
use vestibule::domain::oauth::result::Destination;
use vestibule::domain::oauth::{authorize::Layout, form::Form};
use vestibule::web::Look;
use vestibule::web::pages::demo::{DemoFlow, DemoMoment, DemoPage};
use vestibule::web::pages::{Languages, Mode, Site};

pub const LAYOUTS: [Layout; 4] = [Layout::Web, Layout::Desktop, Layout::Mobile, Layout::Popup];

/// 80 characters.
pub const LONG_NAME: &str =
    "The Remarkably Thorough Family Tree Explorer and Archive Companion for Historians";
pub const RIGHT_TO_LEFT_NAME: &str = "עץ המשפחה של ירושלים";

/// Scopes, with their words in English and Estonian.
const SCOPE_WORDS: [(&str, &str, &str); 6] = [
    ("basic", "see your name", "näha sinu nime"),
    (
        "email",
        "see your e-mail address",
        "näha sinu e-posti aadressi",
    ),
    (
        "tree",
        "see the people in your family tree, with their dates",
        "näha inimesi sinu sugupuus koos daatumitega",
    ),
    ("photos", "see and add photos", "näha ja lisada fotosid"),
    (
        "messages",
        "read messages that you wrote and received",
        "lugeda sõnumeid, mida oled saatnud ja saanud",
    ),
    (
        "calendar",
        "see birthdays and other days in your calendar",
        "näha sünnipäevi ja muid päevi sinu kalendris",
    ),
];

pub fn site(mode: Mode) -> Site {
    Site {
        name: "Aldergrove".to_owned(),
        contact: Some("help@aldergrove.example".to_owned()),
        scopes: SCOPE_WORDS
            .into_iter()
            .map(|(name, english, estonian)| {
                let words = [("en", english), ("et", estonian)];
                let words = words.map(|(tag, text)| (tag.to_owned(), text.to_owned()));
                (name.to_owned(), BTreeMap::from(words))
            })
            .collect(),
        privacy_url: Some("https://aldergrove.example/privacy".to_owned()),
        terms_url: Some("https://aldergrove.example/terms".to_owned()),
        sends_mail: true,
        look: Look::default(),
        mode,
        languages: Languages::built_in(),
    }
}

/// The platform as it is told at length, and beside it two others on which a few pages look different: one with colours and
/// a logo of its own, one whose operator has said nothing.
pub fn sites(mode: Mode) -> Vec<(&'static str, Site)> {
    let accent = Accent::of(Some(Colour::new(0x2F, 0x6B, 0x2F)), None);
    let mut look = Look::default().with_logo(include_bytes!("logo.png").to_vec(), (48, 32));
    if let Ok(Some(accent)) = accent {
        look = look.with_accent(&accent);
    }
    let branded = Site { look, ..site(mode) };
    let plain = Site {
        contact: None,
        sends_mail: false,
        privacy_url: None,
        terms_url: None,
        ..site(mode)
    };
    vec![("", site(mode)), ("-branded", branded), ("-plain", plain)]
}

/// The states to look at on one of those.
pub fn contents_on(site: &str) -> Vec<(&'static str, Content)> {
    let mut all = contents();
    let telling = [
        "sign_in-fresh",
        "sign_in-wrong",
        "consent-six",
        "sign_out-done",
    ];
    all.retain(|(name, _)| site.is_empty() || telling.contains(name));
    all
}

pub fn form() -> Form {
    Form {
        request: "client_id=7&response_type=token&display=desktop&scope=basic%20email".to_owned(),
        nonce: "0123456789ABCDEFGHIJ".to_owned(),
        proof: "n0-such-proof".to_owned(),
    }
}

fn to(name: &str, destination: Destination) -> Onward {
    Onward::App {
        name: name.to_owned(),
        destination,
    }
}

pub fn sign_in() -> SignInPage {
    SignInPage {
        onward: to("Family Tree Explorer", Destination::Program),
        form: form(),
        typed_name: String::new(),
        keep: Keep::BrowserSession,
        complaint: None,
        passkey: None,
    }
}

pub fn consent(scopes: &[&str]) -> ConsentPage {
    ConsentPage {
        app_name: "Family Tree Explorer".to_owned(),
        owner: Some("Hazel Software".to_owned()),
        maker: None,
        site_url: Some("https://hazel.example".to_owned()),
        privacy_url: Some("https://hazel.example/privacy".to_owned()),
        terms_url: None,
        destination: Destination::Host("app.hazel.example".to_owned()),
        account: "ada".to_owned(),
        scopes: scopes
            .iter()
            .map(|name| ScopeLine {
                name: (*name).to_owned(),
                is_new: false,
            })
            .collect(),
        elsewhere: Vec::new(),
        full_access: false,
        form: form(),
        sign_out: form(),
    }
}

const SIX: [&str; 6] = ["basic", "email", "tree", "photos", "messages", "calendar"];

/// Every state, by the name of its picture.
pub fn contents() -> Vec<(&'static str, Content)> {
    let mut all = sign_ins();
    all.extend(second_steps::contents());
    all.extend(security_samples::contents());
    all.extend(consents());
    all.extend(consents_to_think_about());
    all.extend(consents_with_hard_names());
    all.extend(choosing_a_password());
    all.extend(handovers::contents());
    all.extend(notices());
    all
}

fn sign_in_for(name: &str, destination: Destination) -> SignInPage {
    SignInPage {
        onward: to(name, destination),
        ..sign_in()
    }
}

fn scheme() -> Destination {
    Destination::Scheme("com.example.tree".to_owned())
}

fn with_passkey(complaint: Option<Complaint>) -> SignInPage {
    SignInPage {
        complaint,
        passkey: Some(passkey()),
        ..sign_in()
    }
}

fn sign_ins() -> Vec<(&'static str, Content)> {
    let long = sign_in_for(LONG_NAME, Destination::ThisComputer);
    let states = [
        ("sign_in-fresh", sign_in()),
        (
            "sign_in-wrong",
            SignInPage {
                typed_name: "ada".to_owned(),
                keep: Keep::SignedIn,
                complaint: Some(Complaint::WrongCredentials),
                onward: to(
                    "Family Tree Explorer",
                    Destination::Host("app.hazel.example".to_owned()),
                ),
                ..sign_in()
            },
        ),
        (
            "sign_in-stale",
            SignInPage {
                typed_name: "ada".to_owned(),
                complaint: Some(Complaint::TooOld),
                ..sign_in()
            },
        ),
        ("sign_in-passkey", with_passkey(None)),
        (
            "sign_in-passkey-wrong",
            with_passkey(Some(Complaint::Passkey)),
        ),
        ("sign_in-long_name", long),
        (
            "sign_in-right_to_left",
            sign_in_for(RIGHT_TO_LEFT_NAME, scheme()),
        ),
    ];
    states
        .map(|(name, page)| (name, Content::SignIn(page)))
        .into()
}

fn consents() -> Vec<(&'static str, Content)> {
    let twenty: Vec<String> = (1..=14).map(|n| format!("records.part{n}")).collect();
    let twenty = SIX.into_iter().chain(twenty.iter().map(String::as_str));
    let twenty: Vec<&str> = twenty.collect();
    let mut grown = consent(&["photos", "messages", "basic", "email"]);
    for scope in grown.scopes.iter_mut().take(2) {
        scope.is_new = true;
    }
    let states = [
        ("consent-one", consent(&["basic"])),
        ("consent-six", consent(&SIX)),
        ("consent-twenty", consent(&twenty)),
        ("consent-grown", grown),
    ];
    shown(states)
}

fn shown<const N: usize>(states: [(&'static str, ConsentPage); N]) -> Vec<(&'static str, Content)> {
    states
        .map(|(name, page)| (name, Content::Consent(page)))
        .into()
}

fn consents_to_think_about() -> Vec<(&'static str, Content)> {
    let states = [
        (
            "consent-full",
            ConsentPage {
                full_access: true,
                destination: Destination::Program,
                ..consent(&["basic", "email"])
            },
        ),
        (
            "consent-unchecked",
            ConsentPage {
                owner: None,
                maker: Some("Grace Hopper".to_owned()),
                ..consent(&["basic", "email"])
            },
        ),
        (
            "consent-unnamed_owner",
            ConsentPage {
                owner: None,
                site_url: None,
                privacy_url: None,
                elsewhere: vec!["api.example.com".to_owned()],
                destination: scheme(),
                ..consent(&["basic", "email"])
            },
        ),
    ];
    shown(states)
}

fn consents_with_hard_names() -> Vec<(&'static str, Content)> {
    let states = [
        (
            "consent-long_names",
            ConsentPage {
                app_name: LONG_NAME.to_owned(),
                owner: Some(LONG_NAME.to_owned()),
                site_url: Some(format!("https://{}.example/about", "long-".repeat(12))),
                terms_url: Some(format!("https://{}.example/terms", "long-".repeat(12))),
                account: LONG_NAME.to_owned(),
                ..consent(&["basic", "email"])
            },
        ),
        (
            "consent-right_to_left",
            ConsentPage {
                app_name: RIGHT_TO_LEFT_NAME.to_owned(),
                owner: Some("بيت الياسمين".to_owned()),
                account: "מרים".to_owned(),
                destination: Destination::ThisComputer,
                ..consent(&["basic", "email"])
            },
        ),
    ];
    shown(states)
}

fn choosing_a_password() -> Vec<(&'static str, Content)> {
    let page = |account: &str, complaint| {
        Content::ChoosePassword(ChoosePasswordPage {
            account: account.to_owned(),
            is_first: account == "grace",
            form: form(),
            complaint,
        })
    };
    vec![
        ("choose_password-invited", page("grace", None)),
        ("choose_password-fresh", page("ada", None)),
        ("choose_password-long_name", page(LONG_NAME, None)),
        (
            "choose_password-short",
            page("ada", Some(PasswordFault::Short)),
        ),
        (
            "choose_password-common",
            page(RIGHT_TO_LEFT_NAME, Some(PasswordFault::Common)),
        ),
        ("choose_password-chosen", Content::PasswordChosen),
        ("choose_password-link_over", Content::LinkOver),
        ("forgot", Content::Forgot(form())),
        ("forgot-sent", Content::ForgotSent),
    ]
}

fn notices() -> Vec<(&'static str, Content)> {
    let mut all = vec![
        ("auth_success", Content::AuthSuccess),
        ("auth_failed", Content::AuthFailed),
        (
            "sign_out-confirm",
            Content::ConfirmSignOut {
                form: form(),
                account: "ada".to_owned(),
            },
        ),
        ("sign_out-done", Content::SignedOut),
        ("unavailable", Content::Unavailable),
        ("not_allowed", Content::NotAllowed),
        ("not_found", Content::NotFound),
        ("method_not_allowed", Content::MethodNotAllowed),
        ("too_large-body", Content::TooLarge(Oversize::Body)),
        ("too_large-address", Content::TooLarge(Oversize::Address)),
    ];
    all.extend(refused_forms::contents());
    all.extend(refused_forms::limited());
    all
}

pub fn demo(moment: DemoMoment) -> DemoPage {
    let authorize = "http://127.0.0.1:8080/platform/oauth/authorize";
    let flow = |client_id: &str, rest: &str| DemoFlow {
        client_id: client_id.to_owned(),
        request_url: format!("{authorize}?client_id={client_id}{rest}"),
    };
    let back = "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fdemo%2Fcallback";
    let web = "w8Kq2vTn5RzY1bXc7MdL4sGh9JfP3aQe6UiO0tWy";
    DemoPage {
        moment,
        user_name: "ada".to_owned(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        desktop: flow(
            "d3Lp9QmZ6xVt2NcB8rKy5HsW1gFj7TaE4uUo0iRk",
            "&response_type=token&display=desktop",
        ),
        web: flow(web, &format!("&response_type=token{back}")),
        code: flow(web, &format!("&response_type=code{back}")),
        openid: flow(web, &format!("&response_type=code{back}&scope=openid")),
        refusal: flow(web, &format!("&response_type=token{back}&prompt=consent")),
    }
}
