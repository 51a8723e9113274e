//! Codes of the second step, tried on both databases: right once, wrong so often, and what becomes of them.

pub mod authenticators;
mod closed;

use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::races::at_once;
use crate::web::{each_app, each_with_ada};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use totp_rs::Builder;
use vestibule::domain::account::user::User;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::factor::sign_in_code::SignInCode;
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::factor::write::FactorWrite;
use vestibule::domain::factor::{Factors, Way};
use vestibule::domain::peer::Network;
use vestibule::domain::time::Timestamp;
use vestibule::flow::factors::{self, Tried, Typed, Verdict};
use vestibule::flow::users;
use vestibule::store::CommitError;

const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
const KEY_BYTES: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const OTHER_KEY: &str = "ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A";
const GENEROUS: &str = "[sign_in_limit]\nper_address = 10000";

/// Ada with an authenticator and recovery codes.
struct Ada<'a> {
    app: &'a TestApp,
    user: User,
    secret: Secret,
    recovery_codes: Vec<String>,
}

impl<'a> Ada<'a> {
    #[track_caller]
    fn of(app: &'a TestApp) -> Self {
        let platform = app.platform();
        let user = match users::find(platform, "ada") {
            Ok(user) => user,
            Err(_) => app.adds_user("ada", None),
        };
        let now = app.now();
        let begun = factors::begin(platform, &user, now);
        let code = code_of(&begun.secret, now);
        let typed = Typed {
            field: &begun.field,
            name: " Phone ",
            code: &code,
        };
        let Ok(new) = factors::add(platform, &user, &typed, now) else {
            panic!("the first code is right")
        };
        assert_eq!(new.authenticator.name, "Phone");
        let (write, codes) = factors::make_codes(platform, &user, now);
        let mut writes = new.along;
        writes.push(write);
        let committed = platform.store.commit(Change::writes(writes));
        assert_eq!(committed, Ok(()));
        let recovery_codes = codes.iter().map(|code| code.to_string()).collect();
        Self {
            app,
            user,
            secret: begun.secret,
            recovery_codes,
        }
    }

    fn code(&self) -> String {
        code_of(&self.secret, self.app.now())
    }

    /// Of no step that counts now.
    fn wrong_code(&self) -> String {
        let far = self.app.now().plus(Duration::from_secs(3000));
        code_of(&self.secret, far)
    }

    fn tries(&self, way: Way, typed: &str) -> Verdict {
        tries_at(self.app, &self.user, way, typed)
    }

    /// What is written with a right one.
    #[track_caller]
    fn passes(&self, way: Way, typed: &str) {
        assert_eq!(outcome(self.app, self.tries(way, typed)), "right");
    }

    /// Eight digits, as their page shows them.
    #[track_caller]
    fn makes_sign_in_code(&self) -> String {
        let (platform, now) = (self.app.platform(), self.app.now());
        let (code, typed) = SignInCode::make(&platform.key, self.user.key, now, &mut rand::rng());
        let write = Write::Factor(FactorWrite::SetSignInCode(code));
        let made = platform.store.commit(Change::writes(vec![write]));
        assert_eq!(made, Ok(()));
        typed.to_string()
    }

    fn factors(&self) -> Factors {
        let found = self
            .app
            .platform()
            .store
            .read(|reader| factors::of(reader, self.user.key));
        found.expect("a look")
    }
}

/// What an authenticator shows.
pub fn code_of(secret: &Secret, now: Timestamp) -> String {
    let bytes: [u8; 20] = secret.bytes().try_into().expect("20 bytes");
    let shown = Builder::new().with_secret(bytes).build_noncompliant();
    let seconds = u64::try_from(now.seconds()).expect("a time");
    format!("{}", shown.generate(seconds))
}

fn tries_at(app: &TestApp, user: &User, way: Way, typed: &str) -> Verdict {
    let tried = Tried {
        user,
        typed,
        way,
        address: Network::of(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        now: app.now(),
    };
    factors::check(app.platform(), &tried).expect("an answer")
}

/// In a word, with the writes of a right one carried out.
fn outcome(app: &TestApp, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right(along) => match app.platform().store.commit(Change::writes(along)) {
            Ok(()) => "right",
            Err(CommitError::Conflict) => "lost",
            Err(error) => panic!("{error}"),
        },
        Verdict::Wrong => "wrong",
        Verdict::Used => "used",
        Verdict::Unreadable => "unreadable",
        Verdict::Closed => "closed",
        Verdict::Braked(_) => "braked",
    }
}

const STEP: Duration = Duration::from_secs(30);

#[test]
fn a_code_passes_once_and_the_one_that_set_up_never() {
    each_with_ada(|app| {
        let ada = Ada::of(app);
        let first = ada.code();
        assert_eq!(outcome(app, ada.tries(Way::Code, &first)), "used");
        app.advance(STEP);
        let next = ada.code();
        ada.passes(Way::Code, &next);
        assert_eq!(outcome(app, ada.tries(Way::Code, &next)), "used");
        assert_eq!(
            outcome(app, ada.tries(Way::Code, &ada.wrong_code())),
            "wrong"
        );
        app.advance(STEP);
        let spaced = format!("{} {}", &ada.code()[..3], &ada.code()[3..]);
        ada.passes(Way::Code, &spaced);
        assert!(ada.factors().authenticators[0].last_used_at.is_some());
    });
}

#[test]
fn each_step_is_used_once_under_two_hundred_tries_at_two_servers() {
    each_db(|db| {
        let settings = format!("{KEY}\n{GENEROUS}");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        let ada = Ada::of(&servers[0]);
        for server in &servers {
            server.advance(STEP);
        }
        let code = ada.code();
        let outcomes = at_once(200, |number| {
            let server = &servers[number % 2];
            outcome(server, tries_at(server, &ada.user, Way::Code, &code))
        });
        let of = |word| outcomes.iter().filter(|one| **one == word).count();
        assert_eq!(of("right"), 1, "{outcomes:?}");
        assert_eq!(of("wrong") + of("closed"), 0, "{outcomes:?}");
    });
}

#[test]
fn of_two_hundred_wrong_codes_at_once_five_are_looked_at_and_a_right_one_costs_nothing() {
    each_db(|db| {
        let settings = format!("{KEY}\n{GENEROUS}");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        let ada = Ada::of(&servers[0]);
        let code = ada.wrong_code();
        let outcomes = at_once(200, |number| {
            let server = &servers[number % 2];
            outcome(server, tries_at(server, &ada.user, Way::Code, &code))
        });
        let of = |word| outcomes.iter().filter(|one| **one == word).count();
        assert_eq!((of("wrong"), of("braked")), (5, 195));
        assert_eq!(ada.factors().wrong_codes, 5);
        // Recovery codes have a brake of their own.
        let recovery = ada.recovery_codes[0].clone();
        ada.passes(Way::RecoveryCode, &recovery);
        assert_eq!(ada.factors().wrong_codes, 0);
        servers[0].advance(Duration::from_secs(600));
        for _ in 0..12 {
            servers[0].advance(STEP);
            ada.passes(Way::Code, &ada.code());
        }
    });
}

#[test]
fn a_recovery_code_works_once_and_five_wrong_ones_an_hour_are_looked_at() {
    each_app(GENEROUS, |app| {
        let ada = Ada::of(app);
        ada.passes(Way::RecoveryCode, &ada.recovery_codes[0]);
        assert_eq!(ada.factors().recovery_codes_left(), 9);
        for _ in 0..5 {
            let again = ada.tries(Way::RecoveryCode, &ada.recovery_codes[0]);
            assert_eq!(outcome(app, again), "wrong");
        }
        let other = &ada.recovery_codes[1];
        assert_eq!(outcome(app, ada.tries(Way::RecoveryCode, other)), "braked");
        app.advance(Duration::from_secs(721));
        ada.passes(Way::RecoveryCode, other);
        let before = ada.factors().recovery_codes[2].hash.clone();
        let (write, _) = factors::make_codes(app.platform(), &ada.user, app.now());
        let made = app.platform().store.commit(Change::writes(vec![write]));
        assert_eq!(made, Ok(()));
        let after = ada.factors();
        assert_eq!(
            (after.recovery_codes.len(), after.recovery_codes_left()),
            (10, 10)
        );
        assert!(after.recovery_codes.iter().all(|code| code.hash != before));
    });
}

#[test]
fn one_recovery_code_sent_many_times_at_once_passes_once() {
    each_app(GENEROUS, |app| {
        let ada = Ada::of(app);
        let typed = &ada.recovery_codes[0];
        let outcomes = at_once(40, |_| outcome(app, ada.tries(Way::RecoveryCode, typed)));
        let right = outcomes.iter().filter(|one| **one == "right").count();
        assert_eq!(right, 1, "{outcomes:?}");
    });
}

#[test]
fn a_sign_in_code_passes_once_within_five_minutes_and_is_swept_a_day_after_its_end() {
    each_app(GENEROUS, |app| {
        let ada = Ada::of(app);
        let make = || ada.makes_sign_in_code();
        let typed = make();
        ada.passes(Way::Code, &typed);
        assert_eq!(outcome(app, ada.tries(Way::Code, &typed)), "wrong");
        let (older, newer) = (make(), make());
        assert_eq!(outcome(app, ada.tries(Way::Code, &older)), "wrong");
        app.advance(Duration::from_secs(300));
        assert_eq!(outcome(app, ada.tries(Way::Code, &newer)), "wrong");
        assert_eq!(ada.factors().wrong_codes, 0, "eight digits close nothing");
        let sweep = |after: u64| {
            app.advance(Duration::from_secs(after));
            let policy = &app.platform().policy;
            let swept = app.platform().store.sweep(app.now(), policy.lifetimes());
            swept.expect("a sweep");
            ada.factors().sign_in_code.is_some()
        };
        assert!(sweep(86_400));
        assert!(!sweep(1));
    });
}

#[test]
fn a_reset_ends_all_sessions_and_an_export_holds_dates_and_no_secret() {
    each_app(GENEROUS, |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        // Before there is a second step.
        app.signs_in(&mut app.stranger(), &path, "ada");
        let ada = Ada::of(app);
        let platform = app.platform();
        let export = || users::export(platform, "ada").expect("an export")["second_step"].clone();
        let file = export();
        assert_eq!(file["authenticators"][0]["name"], "Phone");
        assert_eq!(file["recovery_codes"].as_array().map(Vec::len), Some(10));
        let text = file.to_string();
        for secret in [ada.secret.base32().as_str(), ada.recovery_codes[0].as_str()] {
            assert!(!text.contains(secret), "{text}");
        }
        let live = || {
            users::access::sessions(platform, Some("ada"))
                .expect("a list")
                .len()
        };
        assert_eq!(live(), 1);
        users::reset_factors(platform, "ada").expect("a reset");
        assert_eq!(live(), 0);
        assert_eq!(export()["recovery_codes"].as_array().map(Vec::len), Some(0));
        app.signs_in(&mut app.stranger(), &path, "ada");
        assert_eq!(live(), 1, "the password stays");
        let removed = Ada::of(app);
        users::remove(platform, "ada").expect("it is removed");
        assert_eq!(removed.factors(), Factors::default());
    });
}

#[test]
fn who_has_a_second_step_is_told_from_who_has_none() {
    each_app(GENEROUS, |app| {
        app.adds_user("ben", None);
        let ada = Ada::of(app);
        let guarded = || users::with_second_step(app.platform()).expect("a list");
        assert_eq!(guarded().into_iter().collect::<Vec<_>>(), [ada.user.key]);
        users::reset_factors(app.platform(), "ada").expect("a reset");
        assert!(guarded().is_empty());
    });
}
