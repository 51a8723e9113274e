//! The pages of the second step of an account, in every state.

use super::second_steps::passkey;
use super::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use vestibule::domain::answer::second_step::SetUpComplaint;
use vestibule::domain::answer::security::{
    AuthenticatorPage, FactorKind, FactorLine, NewCodesPage, PasskeyComplaint, PasskeyPage,
    RemovePage, RenamePage, SecurityDone, SecurityPage, SignInCodePage,
};
use vestibule::domain::answer::{AccountPage, Content};
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::key::RowKey;
use vestibule::domain::time::{Timestamp, days};
use zeroize::Zeroizing;

/// 2027-01-15T08:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn factor(name: &str) -> FactorLine {
    FactorLine {
        key: RowKey::first_at(NOW),
        kind: FactorKind::Authenticator,
        name: name.to_owned(),
        added: NOW.minus(days(40)),
        last_used: Some(NOW.minus(days(2))),
    }
}

fn passkey_named(name: &str, is_elsewhere: bool) -> FactorLine {
    FactorLine {
        kind: FactorKind::Passkey { is_elsewhere },
        ..factor(name)
    }
}

fn lists() -> Vec<(&'static str, AccountPage)> {
    let page = |done, names: &[&str], (recovery_codes_left, browsers)| {
        AccountPage::Security(SecurityPage {
            done,
            factors: names.iter().map(|name| factor(name)).collect(),
            is_required: done.is_none(),
            is_full: names.len() == 5,
            takes_passkeys: names.len() == 1,
            recovery_codes_left,
            browsers,
            form: form(),
        })
    };
    let with_passkeys = SecurityPage {
        done: Some(SecurityDone::Renamed),
        factors: vec![
            factor("Phone"),
            passkey_named("Firefox on Linux", false),
            passkey_named(LONG_NAME, true),
        ],
        is_required: false,
        is_full: false,
        takes_passkeys: true,
        recovery_codes_left: 9,
        browsers: 1,
        form: form(),
    };
    let (added, removed) = (Some(SecurityDone::Added), Some(SecurityDone::Removed));
    let five = ["Phone", LONG_NAME, RIGHT_TO_LEFT_NAME, "Tablet", "A"];
    vec![
        ("account-security-none", page(removed, &[], (0, 0))),
        ("account-security-must", page(None, &[], (0, 0))),
        ("account-security-one", page(added, &["Phone"], (10, 0))),
        (
            "account-security-passkeys",
            AccountPage::Security(with_passkeys),
        ),
        ("account-security-five", page(None, &five, (2, 3))),
    ]
}

fn authenticators() -> Vec<(&'static str, AccountPage)> {
    let page = |name: &str, complaint| {
        let Some(secret) = Secret::from_bytes(&[7; 20]) else {
            unreachable!("20 bytes are one");
        };
        AccountPage::Authenticator(AuthenticatorPage {
            form: form(),
            login: "ada".to_owned(),
            secret,
            sealed_secret: "n0-such-secret".to_owned(),
            typed_name: name.to_owned(),
            complaint,
        })
    };
    let (code, name) = (SetUpComplaint::WrongCode, SetUpComplaint::Name);
    vec![
        ("account-authenticator", page("", None)),
        ("account-authenticator-wrong", page("Phone", Some(code))),
        (
            "account-authenticator-wrong_name",
            page(LONG_NAME, Some(name)),
        ),
        (
            "account-authenticator-full",
            AccountPage::TooManyAuthenticators,
        ),
    ]
}

fn passkeys() -> Vec<(&'static str, AccountPage)> {
    let page = |name: &str, complaint| {
        AccountPage::Passkey(PasskeyPage {
            form: form(),
            question: passkey(),
            name: name.to_owned(),
            complaint,
        })
    };
    let (in_use, name) = (PasskeyComplaint::InUse, PasskeyComplaint::Name);
    vec![
        ("account-passkey", page("Firefox on Linux", None)),
        ("account-passkey-in_use", page(LONG_NAME, Some(in_use))),
        ("account-passkey-wrong_name", page("", Some(name))),
        ("account-passkey-full", AccountPage::TooManyPasskeys),
    ]
}

fn acts() -> Vec<(&'static str, AccountPage)> {
    let renames = |name: &str, was_wrong| {
        AccountPage::Rename(RenamePage {
            form: form(),
            key: RowKey::first_at(NOW),
            name: name.to_owned(),
            was_wrong,
        })
    };
    let removes = |name: &str, is_last| {
        AccountPage::Remove(RemovePage {
            form: form(),
            factor: factor(name),
            is_last,
        })
    };
    let new_codes = NewCodesPage {
        form: form(),
        left: 3,
    };
    let digits = Zeroizing::new("20481632".to_owned());
    vec![
        ("account-rename", renames("Phone", false)),
        ("account-rename-wrong", renames(RIGHT_TO_LEFT_NAME, true)),
        ("account-remove", removes("Phone", false)),
        ("account-remove-last", removes(LONG_NAME, true)),
        ("account-remove-kept", AccountPage::LastFactor),
        ("account-new_codes", AccountPage::NewCodes(new_codes)),
        (
            "account-sign_in_code",
            AccountPage::SignInCode(SignInCodePage::Asks(form())),
        ),
        (
            "account-sign_in_code-made",
            AccountPage::SignInCode(SignInCodePage::Made(digits)),
        ),
    ]
}

pub fn contents() -> Vec<(&'static str, Content)> {
    let all = lists().into_iter().chain(authenticators());
    let all = all.chain(passkeys()).chain(acts());
    all.map(|(name, page)| (name, Content::Account(page)))
        .collect()
}
