//! Codes: every fault, every pair of faults, and the order in which they are seen.

use super::sample::{APP, CLIENT_ID, NOW, key, scopes};
use crate::kit::issued::{CHALLENGE, VERIFIER};
use crate::kit::samples;
use std::time::Duration;
use vestibule::domain::account::user::UserState;
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::oauth::code::{AddressSent, Code, CodeFault, CodeStanding, Redemption};
use vestibule::domain::oauth::grant::{Grant, GrantStanding};
use vestibule::domain::oauth::standing::{
    AppStanding, ConsentStanding, PersonStanding, UserStanding,
};
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::{Timestamp, days};

const ADDRESS: &str = "https://client.example/cb";

fn hash(of: &str) -> TokenHash {
    TokenHash::of("code", of.as_bytes())
}

/// All that a grant of today hangs on, in good standing.
pub fn grant() -> GrantStanding {
    GrantStanding {
        grant: Grant {
            scopes: scopes("basic email"),
            scopes_changed: false,
            expires_at: NOW.plus(days(1)),
            created_at: NOW,
            ..samples::grant(4)
        },
        user_key: key(1),
        app: AppStanding {
            id: APP,
            uuid: "7B1F2C3D-0000-4000-8000-000000000000".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            name: "Sample".to_owned(),
            state: AppState::Active,
            epoch: Epoch::FIRST,
            token_in_query: false,
            userinfo_alg: None,
        },
        person: PersonStanding {
            user: UserStanding {
                email_verified: false,
                locale: None,
                updated_at: NOW,
                public_id: "public-1".to_owned(),
                shown_name: "Ada".to_owned(),
                name: "ada".to_owned(),
                email: None,
                state: UserState::Active,
                epoch: Epoch::FIRST,
            },
            consent: ConsentStanding {
                epoch: Epoch::FIRST,
                is_withdrawn: false,
            },
        },
        session: None,
    }
}

/// What ends a grant, each by itself.
pub const ENDS: [fn(&mut GrantStanding); 7] = [
    |grant| grant.grant.ended_at = Some(NOW),
    |grant| grant.app.state = AppState::Disabled,
    |grant| grant.app.epoch = Epoch::FIRST.next(),
    |grant| grant.person.user.state = UserState::Disabled,
    |grant| grant.person.user.epoch = Epoch::FIRST.next(),
    |grant| grant.person.consent.is_withdrawn = true,
    |grant| grant.person.consent.epoch = Epoch::FIRST.next(),
];

/// A code and what is sent with it: all is right but for the faults put in.
struct Try {
    standing: CodeStanding,
    code: TokenHash,
    app: AppId,
    redirect_uri: Option<&'static str>,
    verifier: Option<&'static str>,
    now: Timestamp,
}

fn good() -> Try {
    Try {
        standing: CodeStanding {
            code: Code {
                secret_hash: hash("good"),
                redirect_uri: ADDRESS.to_owned(),
                expires_at: NOW.plus(Duration::from_secs(600)),
                created_at: NOW,
                ..samples::code(5)
            },
            grant: grant(),
            end_is_awaited: false,
        },
        code: hash("good"),
        app: APP,
        redirect_uri: Some(ADDRESS),
        verifier: Some(VERIFIER),
        now: NOW,
    }
}

impl Try {
    fn check(&self) -> Result<(), CodeFault> {
        let sent = Redemption {
            code: &self.code,
            app: self.app,
            redirect_uri: self.redirect_uri,
            verifier: self.verifier,
        };
        self.standing.check(sent, self.now)
    }

    fn with(faults: &[Fault]) -> Self {
        let mut tried = good();
        for fault in faults {
            fault(&mut tried);
        }
        tried
    }
}

/// Breaks one thing.
type Fault = fn(&mut Try);

/// In the order of the contract: belongs to the app, age, address, verifier, one use.
const FAULTS: [(Fault, CodeFault); 10] = [
    (|tried| tried.code = hash("guess"), CodeFault::Invalid),
    (|tried| tried.app = AppId(8), CodeFault::Invalid),
    (
        |tried| tried.standing.grant.grant.ended_at = Some(NOW),
        CodeFault::Invalid,
    ),
    (
        |tried| tried.now = NOW.plus(Duration::from_secs(600)),
        CodeFault::Expired,
    ),
    (|tried| tried.now = NOW.plus(days(1)), CodeFault::Expired),
    (
        |tried| tried.redirect_uri = Some("https://client.example/cb/"),
        CodeFault::AddressDiffers,
    ),
    (|tried| tried.redirect_uri = None, CodeFault::AddressDiffers),
    (|tried| tried.verifier = None, CodeFault::Verifier),
    (
        |tried| tried.verifier = Some(CHALLENGE),
        CodeFault::Verifier,
    ),
    (
        |tried| tried.standing.code.redeemed_at = Some(NOW),
        CodeFault::Replayed,
    ),
];

fn rank(fault: CodeFault) -> usize {
    let order = [
        CodeFault::Invalid,
        CodeFault::Expired,
        CodeFault::AddressDiffers,
        CodeFault::Verifier,
        CodeFault::Replayed,
    ];
    order
        .iter()
        .position(|known| *known == fault)
        .expect("all are listed")
}

#[test]
fn a_code_with_all_that_belongs_to_it_is_good_until_the_last_moment() {
    assert_eq!(good().check(), Ok(()));
    let mut late = good();
    late.now = NOW.plus(Duration::from_millis(599_999));
    assert_eq!(late.check(), Ok(()));
}

#[test]
fn where_two_faults_meet_the_earlier_check_speaks() {
    for (first, told) in FAULTS {
        assert_eq!(Try::with(&[first]).check(), Err(told));
        for (second, also) in FAULTS {
            let meeting = Try::with(&[first, second]);
            let earlier = if rank(told) <= rank(also) { told } else { also };
            assert_eq!(meeting.check(), Err(earlier), "{told:?} and {also:?}");
        }
    }
}

#[test]
fn whatever_a_code_hangs_on_takes_it_along() {
    for end in ENDS {
        let mut tried = good();
        end(&mut tried.standing.grant);
        assert_eq!(tried.check(), Err(CodeFault::Invalid));
    }
}

#[test]
fn an_address_that_was_not_sent_may_be_left_out_or_be_the_one_that_was_used() {
    let judged = |address: AddressSent, sent: Option<&'static str>| {
        let mut tried = good();
        tried.standing.code.address = address;
        tried.redirect_uri = sent;
        tried.check()
    };
    let differs = Err(CodeFault::AddressDiffers);
    assert_eq!(judged(AddressSent::No, None), Ok(()));
    assert_eq!(judged(AddressSent::No, Some(ADDRESS)), Ok(()));
    let near = Some("https://client.example/cB");
    assert_eq!(judged(AddressSent::No, near), differs);
    assert_eq!(judged(AddressSent::Yes, None), differs);
    let same = Some("https://client.example:443/cb");
    assert_eq!(judged(AddressSent::Yes, same), differs);
}

#[test]
fn r106_no_challenge_means_no_verifier() {
    let mut tried = good();
    tried.standing.code.pkce_challenge = None;
    tried.verifier = None;
    assert_eq!(tried.check(), Ok(()));
    tried.verifier = Some(VERIFIER);
    assert_eq!(tried.check(), Err(CodeFault::Verifier));
}
