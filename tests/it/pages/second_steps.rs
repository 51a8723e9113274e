//! The second step in every state.

use super::{LONG_NAME, RIGHT_TO_LEFT_NAME, form, to};
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::answer::second_step::{CodeComplaint, Remember, SetUpComplaint};
use vestibule::domain::answer::{
    Content, NotYou, Onward, OwnPath, RecoveryCodesPage, SecondStepPage, SetUpPage,
};
use vestibule::domain::factor::Way;
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::oauth::result::Destination;
use zeroize::Zeroizing;

fn second_step() -> SecondStepPage {
    SecondStepPage {
        onward: to("Family Tree Explorer", Destination::Program),
        form: form(),
        ticket: "n0-such-ticket".to_owned(),
        account: "ada".to_owned(),
        way: Way::Code,
        ways: vec![Way::Code, Way::RecoveryCode],
        complaint: None,
        remember: Some(Remember {
            days: 30,
            is_ticked: false,
        }),
        not_you: NotYou::Again(OwnPath::authorize("client_id=7")),
    }
}

fn set_up(complaint: Option<SetUpComplaint>) -> SetUpPage {
    SetUpPage {
        onward: to("Family Tree Explorer", Destination::Program),
        form: form(),
        ticket: "n0-such-ticket".to_owned(),
        account: "ada".to_owned(),
        login: "ada".to_owned(),
        secret: Secret::from_bytes(&[7; 20]).expect("20 bytes"),
        sealed_secret: "n0-such-secret".to_owned(),
        typed_name: String::new(),
        complaint,
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

pub fn contents() -> Vec<(&'static str, Content)> {
    let complains = |way, complaint| SecondStepPage {
        way,
        complaint: Some(complaint),
        ..second_step()
    };
    let states = [
        ("second_step-fresh", second_step()),
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
            "second_step-recovery",
            SecondStepPage {
                way: Way::RecoveryCode,
                ..second_step()
            },
        ),
        (
            "second_step-wrong_recovery",
            complains(Way::RecoveryCode, CodeComplaint::Used),
        ),
        (
            "account-second_step",
            SecondStepPage {
                onward: Onward::Account,
                not_you: NotYou::SignsOut(form()),
                remember: Some(Remember {
                    days: 1,
                    is_ticked: true,
                }),
                ..second_step()
            },
        ),
        (
            "account-second_step_admin",
            SecondStepPage {
                onward: Onward::Account,
                not_you: NotYou::Again(OwnPath::sign_in(&AccountPlace::Home)),
                remember: None,
                ways: vec![Way::Code],
                ..second_step()
            },
        ),
        (
            "second_step-long_names",
            SecondStepPage {
                onward: to(LONG_NAME, Destination::ThisComputer),
                account: LONG_NAME.to_owned(),
                ..second_step()
            },
        ),
        (
            "second_step-right_to_left",
            SecondStepPage {
                onward: to(RIGHT_TO_LEFT_NAME, Destination::Program),
                account: RIGHT_TO_LEFT_NAME.to_owned(),
                ..second_step()
            },
        ),
    ];
    let mut all: Vec<_> = states
        .map(|(name, page)| (name, Content::SecondStep(page)))
        .into();
    let set_ups = [
        ("set_up-fresh", None),
        ("set_up-wrong", Some(SetUpComplaint::WrongCode)),
        ("set_up-wrong_name", Some(SetUpComplaint::Name)),
    ];
    all.extend(set_ups.map(|(name, complaint)| (name, Content::SetUp(set_up(complaint)))));
    all.push(("recovery_codes", Content::RecoveryCodes(recovery_codes())));
    all
}
