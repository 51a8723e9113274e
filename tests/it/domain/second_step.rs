use super::sample::key;
use crate::kit::db::START;
use crate::kit::samples::{hash, user};
use std::time::Duration;
use vestibule::domain::account::authentication::{Level, Methods};
use vestibule::domain::account::second_step::{
    Lack, Means, Passkeys, Required, SecondStepPolicy, Wanted,
};
use vestibule::domain::account::session::Keep;
use vestibule::domain::account::ticket::{Begins, Bound, TICKET_LIFE, Ticket};
use vestibule::domain::account::user::{User, UserState};
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::days;

const BOTH: [bool; 2] = [false, true];
const LEVELS: [Level; 2] = [Level::One, Level::Two];

fn policy(required: Required) -> SecondStepPolicy {
    SecondStepPolicy {
        required,
        remember_days: 30,
        passkeys: Passkeys::On,
    }
}

fn person(is_admin: bool) -> User {
    User {
        is_admin,
        ..user(1, "ada")
    }
}

/// Every policy, person, app and browser.
fn each_case(check: impl Fn(SecondStepPolicy, &User, Wanted, Means)) {
    for required in Required::ALL.iter().copied() {
        for (is_admin, by_app) in BOTH
            .into_iter()
            .zip([Level::One; 2])
            .chain([(false, Level::Two), (true, Level::Two)])
        {
            for (essential, wished) in LEVELS.map(|one| LEVELS.map(|two| (one, two))).concat() {
                for (has_factor, is_remembered) in BOTH.map(|a| BOTH.map(|b| (a, b))).concat() {
                    let wanted = Wanted {
                        by_app,
                        essential,
                        wished,
                    };
                    let means = Means {
                        has_factor,
                        is_remembered,
                    };
                    check(policy(required), &person(is_admin), wanted, means);
                }
            }
        }
    }
}

#[test]
fn what_is_demanded_lacks_in_every_session_of_a_password_alone() {
    each_case(|policy, user, wanted, means| {
        let lack = policy.lack(user, wanted, means);
        let told = format!("{policy:?} admin {} {wanted:?} {means:?}", user.is_admin);
        let is_remembered = means.is_remembered && !user.is_admin;
        let by_policy = match policy.required {
            Required::Nobody => false,
            Required::Admins => user.is_admin,
            Required::Everybody => !is_remembered,
        };
        let must = by_policy || wanted.by_app == Level::Two;
        let expected = match (must, means.has_factor) {
            (true, true) => Lack::SecondStep,
            (true, false) => Lack::SetUp,
            (false, true) if wanted.essential == Level::Two => Lack::SecondStep,
            (false, false) if wanted.essential == Level::Two => Lack::OutOfReach,
            (false, true) if wanted.wished == Level::Two => Lack::WishedStep,
            (false, _) => Lack::Nothing,
        };
        assert_eq!(lack, expected, "{told}");
        let asks = policy.may_lack(user, wanted);
        assert!(asks || lack == Lack::Nothing, "{told}: nobody looked");
    });
}

#[test]
fn a_factor_of_ones_own_counts_at_sign_in_unless_the_browser_is_remembered() {
    each_case(|policy, user, wanted, means| {
        let lack = policy.lack_at_sign_in(user, wanted, means);
        let told = format!("{policy:?} admin {} {wanted:?} {means:?}", user.is_admin);
        let passes = means.is_remembered && !user.is_admin && wanted == Wanted::default();
        if means.has_factor {
            let expected = if passes {
                Lack::Nothing
            } else {
                Lack::SecondStep
            };
            let is_asked_at_once = lack == expected;
            assert!(is_asked_at_once, "{told}: {lack:?}");
        } else {
            assert!(
                matches!(lack, Lack::Nothing | Lack::SetUp),
                "{told}: {lack:?}"
            );
        }
    });
}

#[test]
fn a_browser_is_remembered_for_as_long_as_was_set_and_for_no_admin() {
    let nobody = policy(Required::Nobody);
    let until = Some(START.plus(days(30)));
    assert_eq!(nobody.remembers(&person(false), START), until);
    assert_eq!(nobody.remembers(&person(true), START), None);
    let never = SecondStepPolicy {
        remember_days: 0,
        ..nobody
    };
    assert_eq!(never.remembers(&person(false), START), None);
}

#[test]
fn a_password_alone_opens_nothing_else_for_who_has_or_must_have_a_factor() {
    for (required, is_admin, by_app, has_factor, closed) in [
        (Required::Nobody, true, Level::One, false, false),
        (Required::Nobody, false, Level::One, true, true),
        (Required::Nobody, false, Level::Two, false, true),
        (Required::Admins, false, Level::One, false, false),
        (Required::Admins, true, Level::One, false, true),
        (Required::Everybody, false, Level::One, false, true),
    ] {
        let found = policy(required).closes_password_only(&person(is_admin), by_app, has_factor);
        assert_eq!(
            found, closed,
            "{required:?} {is_admin} {by_app:?} {has_factor}"
        );
    }
}

fn ticket(begins: Begins) -> Ticket {
    Ticket {
        user_key: key(1),
        epoch: Epoch::FIRST,
        password_set_at: Some(START),
        made_at: START,
        methods: Methods::PASSWORD,
        begins,
    }
}

const KEPT: Begins = Begins::Session {
    keep: Keep::SignedIn,
    born_for_app: Some(AppId(7)),
};

#[test]
fn a_ticket_opens_for_its_own_browser_and_form_alone() {
    let dice = &mut rand::rng();
    let server_key = ServerKey::make(dice);
    let holder = hash("pre-login");
    let bound = Bound {
        holder: &holder,
        nonce: "nonce",
        proof: "1.proof",
    };
    for begins in [
        KEPT,
        Begins::Session {
            keep: Keep::BrowserSession,
            born_for_app: None,
        },
        Begins::Raised(key(9)),
    ] {
        let sealed = ticket(begins).seal(&server_key, bound, dice);
        let opened = Ticket::open(&server_key, bound, &sealed);
        assert_eq!(opened, Some(ticket(begins)));
        let other = hash("another browser");
        for foreign in [
            Bound {
                holder: &other,
                ..bound
            },
            Bound {
                nonce: "another",
                ..bound
            },
            Bound {
                proof: "2.proof",
                ..bound
            },
        ] {
            assert_eq!(Ticket::open(&server_key, foreign, &sealed), None);
        }
        for changed in ["", "x", &sealed[1..], &format!("{sealed}A")] {
            assert_eq!(Ticket::open(&server_key, bound, changed), None);
        }
        let stranger = ServerKey::make(dice);
        assert_eq!(Ticket::open(&stranger, bound, &sealed), None);
    }
}

#[test]
fn a_ticket_is_dead_once_its_time_or_what_it_hangs_on_is_over() {
    let ticket = ticket(KEPT);
    let ada = user(1, "ada");
    let just_before = START.plus(TICKET_LIFE).minus(Duration::from_millis(1));
    assert!(ticket.is_good(&ada, Some(START), just_before));
    assert!(!ticket.is_good(&ada, Some(START), START.plus(TICKET_LIFE)));
    let later = START.plus(Duration::from_millis(1));
    assert!(
        !ticket.is_good(&ada, Some(later), START),
        "another password"
    );
    assert!(!ticket.is_good(&ada, None, START), "no password any more");
    let disabled = User {
        state: UserState::Disabled,
        ..ada.clone()
    };
    assert!(!ticket.is_good(&disabled, Some(START), START));
    let moved = User {
        epoch: Epoch::from_number(Epoch::FIRST.number() + 1),
        ..ada
    };
    assert!(!ticket.is_good(&moved, Some(START), START));
    assert!(!ticket.is_good(&user(2, "bo"), Some(START), START));
}
