//! Pages of somebody's own account in every state, as data. They are always pages of the web.

#[path = "admin_samples.rs"]
mod admin;
#[path = "admin_audit_samples.rs"]
pub mod admin_audit;
#[path = "admin_mail_samples.rs"]
pub mod admin_mail;
#[path = "app_form_samples.rs"]
mod app_forms;
#[path = "app_samples.rs"]
mod apps;
#[path = "own_changes.rs"]
mod changes;
#[path = "client_samples.rs"]
mod clients;
#[path = "developer_samples.rs"]
mod developer;
#[path = "home_samples.rs"]
mod home;
#[path = "owned_samples.rs"]
mod owned;
#[path = "role_samples.rs"]
mod roles;

use super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, consent, form, sign_in};
use std::time::Duration;
use vestibule::domain::account::password::PasswordFault;
use vestibule::domain::answer::account::{
    Allowed, AppLine, AppsPage, DeviceDonePage, DevicePage, HomePage, Part, PasswordNews,
    PasswordPage, SessionLine, SessionsPage, WithdrawPage,
};
use vestibule::domain::answer::{AccountPage, ConsentPage, Content, Onward, SignInPage};
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::oauth::form::Form;
use vestibule::domain::oauth::result::Destination;
use vestibule::domain::openid::device::Decision;
use vestibule::domain::time::{Timestamp, days};

/// 2027-01-15T08:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Every state, by the name of its picture.
pub fn contents() -> Vec<(&'static str, Content)> {
    let mut all = homes();
    all.extend(lists_of_apps());
    all.extend(withdrawals());
    all.extend(lists_of_sessions());
    all.extend(passwords());
    all.extend(changes::pages());
    all.extend(devices());
    let mut all: Vec<(&str, Content)> = all
        .into_iter()
        .map(|(name, page)| (name, Content::Account(page)))
        .collect();
    let page = SignInPage {
        onward: Onward::Account,
        ..sign_in()
    };
    all.push(("account-sign_in", Content::SignIn(page)));
    let page = SignInPage {
        onward: Onward::Account,
        form: Form {
            request: "/device?user_code=WDJB-MJHT".to_owned(),
            ..form()
        },
        ..sign_in()
    };
    all.push(("account-sign_in-device", Content::SignIn(page)));
    all.extend(decisions_about_devices());
    all.extend(changes::others());
    all.extend(admin::contents());
    all.extend(developer::contents());
    all
}

fn devices() -> Vec<(&'static str, AccountPage)> {
    let page = |typed: &str, was_wrong| {
        AccountPage::Device(DevicePage {
            form: form(),
            typed: typed.to_owned(),
            was_wrong,
        })
    };
    let done = |decision, app_name: &str| {
        AccountPage::DeviceDone(DeviceDonePage {
            decision,
            app_name: app_name.to_owned(),
            scopes: SIX.map(str::to_owned).to_vec(),
            elsewhere: vec!["photos.example.org".to_owned()],
        })
    };
    vec![
        ("account-device-fresh", page("", false)),
        ("account-device-filled", page("WDJB-MJHT", false)),
        ("account-device-wrong", page("WDJB-MJHX", true)),
        (
            "account-device-allowed",
            done(Decision::Allowed, "Living Room Television"),
        ),
        (
            "account-device-allowed-long_name",
            done(Decision::Allowed, LONG_NAME),
        ),
        (
            "account-device-denied",
            done(Decision::Denied, "Living Room Television"),
        ),
    ]
}

fn decisions_about_devices() -> Vec<(&'static str, Content)> {
    let page = |scopes: &[&str]| ConsentPage {
        app_name: "Living Room Television".to_owned(),
        destination: Destination::Device("WDJB-MJHT".to_owned()),
        ..consent(scopes)
    };
    let hard = ConsentPage {
        app_name: LONG_NAME.to_owned(),
        account: LONG_NAME.to_owned(),
        ..page(&["basic"])
    };
    let states = [
        ("account-device-consent", page(&["basic", "email"])),
        ("account-device-consent-six", page(&SIX)),
        ("account-device-consent-long_names", hard),
    ];
    states
        .map(|(name, page)| (name, Content::Consent(page)))
        .into()
}

fn homes() -> Vec<(&'static str, AccountPage)> {
    let signed_in = |account: &str| HomePage::SignedIn {
        account: account.to_owned(),
        may_own_apps: account == "ben",
        few_codes: (account == "ben").then_some(2),
        sign_out: form(),
    };
    let states = [
        ("account-home-empty", HomePage::NotSetUp),
        ("account-home-signed_out", HomePage::SignedOut),
        ("account-home-signed_in", signed_in("ada")),
        ("account-home-few_codes", signed_in("ben")),
        ("account-home-long_name", signed_in(LONG_NAME)),
    ];
    states
        .map(|(name, page)| (name, AccountPage::Home(page)))
        .into()
}

pub fn app(name: &str, scopes: &[&str]) -> AppLine {
    AppLine {
        name: name.to_owned(),
        client_id: "d3Lp9QmZ6xVt2NcB8rKy5HsW1gFj7TaE4uUo0iRk".to_owned(),
        state: AppState::Active,
        scopes: scopes.iter().map(|&name| name.to_owned()).collect(),
        elsewhere: Vec::new(),
        allowed: Allowed::On(NOW.minus(days(40))),
        last_used_at: NOW.minus(days(2)),
    }
}

const SIX: [&str; 6] = ["basic", "email", "tree", "photos", "messages", "calendar"];

fn three() -> Vec<AppLine> {
    vec![
        app("Family Tree Explorer", &["basic", "tree"]),
        AppLine {
            state: AppState::Disabled,
            ..app("Old Otter", &["basic", "email"])
        },
        AppLine {
            allowed: Allowed::ByPassword,
            last_used_at: NOW,
            elsewhere: vec![
                "photos.example.org".to_owned(),
                "api.example.org".to_owned(),
            ],
            ..app("Photo Sync", &SIX)
        },
    ]
}

fn lists_of_apps() -> Vec<(&'static str, AccountPage)> {
    let page = |apps: Vec<AppLine>, page, pages| {
        let part = Part { page, pages };
        AccountPage::Apps(AppsPage {
            apps,
            part,
            find: (pages > 1).then(String::new),
            untold: Vec::new(),
        })
    };
    let untold = AppsPage {
        apps: three(),
        part: Part { page: 1, pages: 1 },
        find: None,
        untold: vec!["Gone Goose".to_owned()],
    };
    let not_found = AppsPage {
        apps: Vec::new(),
        part: Part { page: 1, pages: 1 },
        find: Some("heron".to_owned()),
        untold: Vec::new(),
    };
    let many = (1..=25).map(|n| app(&format!("Program {n}"), &["basic", "email"]));
    let rest = (26..=30).map(|n| app(&format!("Program {n}"), &["basic", "email"]));
    let hard = vec![
        app(LONG_NAME, &SIX),
        app(RIGHT_TO_LEFT_NAME, &["basic"]),
        app("A", &[]),
    ];
    vec![
        ("account-apps-none", page(Vec::new(), 1, 1)),
        ("account-apps-three", page(three(), 1, 1)),
        ("account-apps-thirty", page(many.collect(), 1, 2)),
        ("account-apps-thirty-rest", page(rest.collect(), 2, 2)),
        ("account-apps-untold", AccountPage::Apps(untold)),
        ("account-apps-not_found", AccountPage::Apps(not_found)),
        ("account-apps-hard_names", page(hard, 1, 1)),
    ]
}

fn withdrawals() -> Vec<(&'static str, AccountPage)> {
    let page = |app_name: &str, scopes: &[&str]| {
        AccountPage::Withdraw(WithdrawPage {
            app_name: app_name.to_owned(),
            scopes: scopes.iter().map(|&name| name.to_owned()).collect(),
            knows_password: app_name.starts_with("Photo"),
            form: form(),
        })
    };
    vec![
        (
            "account-withdraw",
            page("Family Tree Explorer", &["basic", "tree"]),
        ),
        ("account-withdraw-knows_password", page("Photo Sync", &SIX)),
        ("account-withdraw-long_name", page(LONG_NAME, &SIX)),
        (
            "account-withdraw-right_to_left",
            page(RIGHT_TO_LEFT_NAME, &[]),
        ),
    ]
}

pub fn session(nth: u64) -> SessionLine {
    SessionLine {
        end: Some("0123456789A".to_owned()),
        device_label: Some("Firefox, Linux".to_owned()),
        app_name: None,
        since: NOW.minus(days(nth)),
        last_seen_at: NOW.minus(Duration::from_secs(nth * 7000)),
    }
}

fn lists_of_sessions() -> Vec<(&'static str, AccountPage)> {
    let this = || SessionLine {
        end: None,
        ..session(0)
    };
    let page = |mut others: Vec<SessionLine>| {
        others.insert(0, this());
        AccountPage::Sessions(SessionsPage {
            has_others: others.len() > 1,
            sessions: others,
            part: Part { page: 1, pages: 1 },
            form: form(),
        })
    };
    let various = vec![
        SessionLine {
            device_label: Some("Safari, iPhone".to_owned()),
            ..session(3)
        },
        SessionLine {
            device_label: None,
            app_name: Some(LONG_NAME.to_owned()),
            ..session(9)
        },
        SessionLine {
            device_label: Some("Electron, Windows".to_owned()),
            app_name: Some("Photo Sync".to_owned()),
            ..session(12)
        },
    ];
    vec![
        ("account-sessions-one", page(Vec::new())),
        ("account-sessions-four", page(various)),
        (
            "account-sessions-forty",
            page((1..40).map(session).collect()),
        ),
    ]
}

fn passwords() -> Vec<(&'static str, AccountPage)> {
    let page = |news| {
        AccountPage::Password(PasswordPage {
            account: "ada".to_owned(),
            form: form(),
            news,
        })
    };
    vec![
        ("account-password", page(PasswordNews::Fresh)),
        ("account-password-old_wrong", page(PasswordNews::WrongOld)),
        (
            "account-password-new_short",
            page(PasswordNews::Refused(PasswordFault::Short)),
        ),
        (
            "account-password-new_common",
            page(PasswordNews::Refused(PasswordFault::Common)),
        ),
        ("account-password-done", AccountPage::PasswordChanged),
    ]
}
