//! The second step in every state.

use super::{LONG_NAME, RIGHT_TO_LEFT_NAME, form, to};
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::answer::second_step::{
    CodeComplaint, CodeQuestion, Remember, SetUpComplaint,
};
use vestibule::domain::answer::{
    ConfirmBy, ConfirmPage, Content, NotYou, Onward, OwnPath, RecoveryCodesPage, SecondStepPage,
    SetUpPage,
};
use vestibule::domain::factor::Way;
use vestibule::domain::factor::passkey::PasskeyQuestion;
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::oauth::authorize::Layout;
use vestibule::domain::oauth::result::Destination;
use zeroize::Zeroizing;

fn question(way: Way, complaint: Option<CodeComplaint>) -> CodeQuestion {
    CodeQuestion {
        way,
        ways: vec![Way::Code, Way::RecoveryCode],
        has_app: true,
        complaint,
        passkey: None,
    }
}

/// With a passkey as well.
fn or_passkey(way: Way, complaint: Option<CodeComplaint>) -> SecondStepPage {
    let asked = question(way, complaint);
    SecondStepPage {
        question: asked.offering(Some(passkey()), Layout::Web),
        ..second_step()
    }
}

/// What the button of a passkey asks.
pub fn passkey() -> PasskeyQuestion {
    let options = r#"{"challenge":"AAAA","rpId":"id.example","allowCredentials":[],"userVerification":"required"}"#;
    PasskeyQuestion {
        options: options.to_owned(),
        sealed: "n0-such-question".to_owned(),
    }
}

fn second_step() -> SecondStepPage {
    SecondStepPage {
        onward: to("Family Tree Explorer", Destination::Program),
        form: form(),
        ticket: "n0-such-ticket".to_owned(),
        account: "ada".to_owned(),
        question: question(Way::Code, None),
        remember: Some(Remember {
            days: 30,
            is_ticked: false,
        }),
        not_you: NotYou::Again(OwnPath::authorize("client_id=7")),
    }
}

fn set_up(complaint: Option<SetUpComplaint>) -> SetUpPage {
    let Some(secret) = Secret::from_bytes(&[7; 20]) else {
        unreachable!("20 bytes are one");
    };
    SetUpPage {
        onward: to("Family Tree Explorer", Destination::Program),
        form: form(),
        ticket: "n0-such-ticket".to_owned(),
        account: "ada".to_owned(),
        login: "ada".to_owned(),
        secret,
        sealed_secret: "n0-such-secret".to_owned(),
        complaint,
        by_policy: complaint.is_some(),
        passkey: None,
        not_you: NotYou::Again(OwnPath::authorize("client_id=7")),
    }
}

fn recovery_codes() -> RecoveryCodesPage {
    let code = || Zeroizing::new("2345-6789-abcd-efgh".to_owned());
    RecoveryCodesPage {
        codes: (0..10).map(|_| code()).collect(),
        next: OwnPath::authorize("client_id=7"),
    }
}

fn complaining() -> [(&'static str, SecondStepPage); 6] {
    let complains = |way, complaint| SecondStepPage {
        question: question(way, Some(complaint)),
        ..second_step()
    };
    [
        (
            "second_step-wrong",
            complains(Way::Code, CodeComplaint::Wrong),
        ),
        (
            "second_step-wrong_used",
            complains(Way::Code, CodeComplaint::Used),
        ),
        (
            "second_step-wrong_closed",
            complains(Way::Code, CodeComplaint::Closed),
        ),
        (
            "second_step-wrong_unreadable",
            complains(Way::Code, CodeComplaint::Unreadable),
        ),
        (
            "second_step-wrong_recovery",
            complains(Way::RecoveryCode, CodeComplaint::Wrong),
        ),
        (
            "second_step-wrong_recovery_used",
            complains(Way::RecoveryCode, CodeComplaint::Used),
        ),
    ]
}

fn with_passkeys() -> [(&'static str, SecondStepPage); 3] {
    let wrong = Some(CodeComplaint::Passkey);
    [
        ("second_step-or_passkey", or_passkey(Way::Code, None)),
        ("second_step-passkey", or_passkey(Way::Passkey, None)),
        ("second_step-wrong_passkey", or_passkey(Way::Passkey, wrong)),
    ]
}

fn fresh() -> [(&'static str, SecondStepPage); 5] {
    let without_app = SecondStepPage {
        question: CodeQuestion {
            has_app: false,
            ..question(Way::Code, None)
        },
        ..second_step()
    };
    let recovery = SecondStepPage {
        question: question(Way::RecoveryCode, None),
        ..second_step()
    };
    let long = SecondStepPage {
        onward: to(LONG_NAME, Destination::ThisComputer),
        account: LONG_NAME.to_owned(),
        ..second_step()
    };
    let right_to_left = SecondStepPage {
        onward: to(RIGHT_TO_LEFT_NAME, Destination::Program),
        account: RIGHT_TO_LEFT_NAME.to_owned(),
        ..second_step()
    };
    [
        ("second_step-fresh", second_step()),
        ("second_step-recovery", recovery),
        ("second_step-sign_in_code", without_app),
        ("second_step-long_names", long),
        ("second_step-right_to_left", right_to_left),
    ]
}

fn of_account() -> [(&'static str, SecondStepPage); 2] {
    let own = SecondStepPage {
        onward: Onward::Account,
        not_you: NotYou::SignsOut(form()),
        remember: Some(Remember {
            days: 1,
            is_ticked: true,
        }),
        ..second_step()
    };
    let admin = SecondStepPage {
        onward: Onward::Account,
        not_you: NotYou::Again(OwnPath::sign_in(&AccountPlace::Home)),
        remember: None,
        question: CodeQuestion {
            ways: vec![Way::Code],
            ..question(Way::Code, None)
        },
        ..second_step()
    };
    [
        ("account-second_step", own),
        ("account-second_step_admin", admin),
    ]
}

fn confirming() -> [(&'static str, ConfirmPage); 7] {
    let page = |account: &str, by| ConfirmPage {
        account: account.to_owned(),
        login: "ada".to_owned(),
        form: form(),
        by,
    };
    let password = |was_wrong| ConfirmBy::Password { was_wrong };
    let code = |way, complaint| ConfirmBy::Code(question(way, complaint));
    let (wrong, closed) = (CodeComplaint::Wrong, CodeComplaint::Closed);
    let or_passkey = |way, complaint| {
        let asked = question(way, complaint);
        ConfirmBy::Code(asked.offering(Some(passkey()), Layout::Web))
    };
    let not_that_one = Some(CodeComplaint::Passkey);
    [
        (
            "account-confirm-or_passkey",
            page("ada", or_passkey(Way::Code, None)),
        ),
        (
            "account-confirm-wrong_passkey",
            page("ada", or_passkey(Way::Passkey, not_that_one)),
        ),
        ("account-confirm", page("ada", password(false))),
        ("account-confirm-wrong", page(LONG_NAME, password(true))),
        ("account-confirm-code", page("ada", code(Way::Code, None))),
        (
            "account-confirm-wrong_recovery",
            page(RIGHT_TO_LEFT_NAME, code(Way::RecoveryCode, Some(wrong))),
        ),
        (
            "account-confirm-wrong_closed",
            page("ada", code(Way::Code, Some(closed))),
        ),
    ]
}

pub fn contents() -> Vec<(&'static str, Content)> {
    let states = fresh().into_iter().chain(complaining()).chain(of_account());
    let states = states.chain(with_passkeys());
    let mut all: Vec<_> = states
        .map(|(name, page)| (name, Content::SecondStep(page)))
        .collect();
    all.extend(confirming().map(|(name, page)| (name, Content::Confirm(page))));
    let set_ups = [
        ("set_up-fresh", None),
        ("set_up-wrong", Some(SetUpComplaint::WrongCode)),
    ];
    all.extend(set_ups.map(|(name, complaint)| (name, Content::SetUp(set_up(complaint)))));
    let or_passkey = SetUpPage {
        passkey: Some(passkey()),
        ..set_up(None)
    };
    all.push(("set_up-or_passkey", Content::SetUp(or_passkey)));
    all.push(("recovery_codes", Content::RecoveryCodes(recovery_codes())));
    all
}
