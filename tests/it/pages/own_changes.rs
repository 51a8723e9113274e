//! What people change by themselves, in every state.

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use vestibule::domain::answer::own::{
    ConfirmEmailPage, DeletePage, EmailPage, EmailShown, ProfileDone, ProfilePage,
};
use vestibule::domain::answer::{AccountPage, Content};

const LONG_ADDRESS: &str =
    "the-remarkably-thorough-family-tree-explorer@archive-companion.historians.aldergrove.example";

fn profile() -> ProfilePage {
    ProfilePage {
        form: form(),
        name: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        was_wrong: false,
        email: EmailShown {
            in_force: Some("ada@example.org".to_owned()),
            is_verified: true,
            wish: None,
            sends_mail: true,
        },
        locale: None,
        notices: true,
        done: None,
    }
}

pub fn pages() -> Vec<(&'static str, AccountPage)> {
    let plain = profiles().into_iter().chain(unusual_profiles());
    let profiles = plain.map(|(name, page)| (name, AccountPage::Profile(page)));
    let data = ("account-data", AccountPage::Data(form()));
    let forms = emails().into_iter().chain([data]).chain(deletes());
    profiles.chain(forms).collect()
}

fn emails() -> [(&'static str, AccountPage); 3] {
    let email = |in_force: Option<&str>, typed: &str, was_wrong| {
        AccountPage::Email(EmailPage {
            form: form(),
            in_force: in_force.map(str::to_owned),
            is_verified: in_force == Some("ada@example.org"),
            typed: typed.to_owned(),
            was_wrong,
        })
    };
    let wrong = email(Some(LONG_ADDRESS), "ada@", true);
    [
        ("account-email", email(Some("ada@example.org"), "", false)),
        ("account-email-first", email(None, "", false)),
        ("account-email-wrong", wrong),
    ]
}

fn deletes() -> [(&'static str, AccountPage); 4] {
    let delete = |name: &str, email: Option<&str>, was_wrong| {
        AccountPage::Delete(DeletePage {
            form: form(),
            name: name.to_owned(),
            email: email.map(str::to_owned),
            sessions: 3,
            apps: 12,
            owned: usize::from(was_wrong),
            was_wrong,
        })
    };
    let plain = delete("ada", Some("ada@example.org"), false);
    let long = delete(LONG_NAME, Some(LONG_ADDRESS), false);
    let right_to_left = delete(RIGHT_TO_LEFT_NAME, None, false);
    [
        ("account-delete", plain),
        ("account-delete-wrong", delete("ada", None, true)),
        ("account-delete-long_name", long),
        ("account-delete-right_to_left", right_to_left),
    ]
}

fn shown(in_force: Option<&str>, wish: Option<&str>, sends_mail: bool) -> EmailShown {
    EmailShown {
        in_force: in_force.map(str::to_owned),
        is_verified: false,
        wish: wish.map(str::to_owned),
        sends_mail,
    }
}

fn profiles() -> [(&'static str, ProfilePage); 5] {
    [
        ("account-profile", profile()),
        (
            "account-profile-saved",
            ProfilePage {
                done: Some(ProfileDone::Saved),
                locale: Some("et".to_owned()),
                ..profile()
            },
        ),
        (
            "account-profile-sent",
            ProfilePage {
                done: Some(ProfileDone::Sent),
                email: shown(Some("ada@example.org"), Some("ada@example.net"), true),
                notices: false,
                ..profile()
            },
        ),
        (
            "account-profile-sent_to_confirm",
            ProfilePage {
                done: Some(ProfileDone::Sent),
                email: shown(Some("ada@example.org"), Some("ada@example.org"), true),
                ..profile()
            },
        ),
        (
            "account-profile-wrong",
            ProfilePage {
                was_wrong: true,
                display_name: LONG_NAME.repeat(2),
                locale: Some("pt-BR".to_owned()),
                ..profile()
            },
        ),
    ]
}

fn unusual_profiles() -> [(&'static str, ProfilePage); 2] {
    [
        (
            "account-profile-no_mail",
            ProfilePage {
                name: RIGHT_TO_LEFT_NAME.to_owned(),
                display_name: String::new(),
                email: shown(None, None, false),
                ..profile()
            },
        ),
        (
            "account-profile-long_names",
            ProfilePage {
                name: LONG_NAME.to_owned(),
                email: shown(Some(LONG_ADDRESS), Some(LONG_ADDRESS), true),
                ..profile()
            },
        ),
    ]
}

pub fn others() -> Vec<(&'static str, Content)> {
    let confirm = |account: &str, address: &str| {
        Content::ConfirmEmail(ConfirmEmailPage {
            form: form(),
            account: account.to_owned(),
            address: address.to_owned(),
        })
    };
    vec![
        ("account-confirm_email", confirm("ada", "ada@example.net")),
        (
            "account-confirm_email-long_names",
            confirm(LONG_NAME, LONG_ADDRESS),
        ),
        ("account-confirm_email-done", Content::EmailConfirmed),
        ("account-deleted", Content::AccountDeleted),
        ("account-last_admin", Content::LastAdmin),
    ]
}
