//! Somebody loses everything: what a recovery code ends, and what an operator does.

use super::*;
use crate::cli::place::Place;
use crate::kit::db::{TestDb, each_db};
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{Pair, Program, gives_pair, refuses, server_program};
use crate::web::second_step_codes::complains;
use std::cell::RefCell;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::{self, access};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const MAIL_SERVER: &str = "smtp+plain://127.0.0.1:9";
const MAIL_FROM: &str = "a@b.example";
const WRONG: &str = "That code is not right.";

fn settings(more: &str) -> String {
    format!(
        "secret_key = \"{KEY}\"\nmail.server = \"{MAIL_SERVER}\"\nmail.from = \"{MAIL_FROM}\"\n{more}{SETTINGS}"
    )
}

/// An operator at the server's own command line.
#[track_caller]
fn operator_resets(db: &TestDb) {
    let place = Place::new()
        .with("VESTIBULE_DATABASE_URL", &db.url)
        .with("VESTIBULE_SECRET_KEY", KEY)
        .with("VESTIBULE_PUBLIC_URL", HERE)
        .with("VESTIBULE_MAIL_SERVER", MAIL_SERVER)
        .with("VESTIBULE_MAIL_FROM", MAIL_FROM);
    place.does("user reset-factors ada --yes");
}

/// All that may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    sessions: usize,
    /// Of an app that she allowed.
    access_token: bool,
    grant: bool,
    consents: usize,
    known_browsers: usize,
    remembered_browsers: usize,
    sign_in_code: bool,
    authenticators: usize,
    passkeys: usize,
    recovery_codes: usize,
}

/// Ada, and an app that has tokens of hers.
struct World<'a> {
    app: &'a TestApp,
    ada: Ada,
    program: Program,
    token: String,
    pair: RefCell<Pair>,
}

impl<'a> World<'a> {
    #[track_caller]
    fn made(app: &'a TestApp) -> Self {
        let ada = Ada::sets_up(app);
        let program = server_program(app, Wishes::default());
        let redeems = || {
            let code = makes_code(app, &program.app, "ada", PLAIN);
            gives_pair(&program.redeems(&code))
        };
        let (token, pair) = (redeems().access, redeems());
        Self {
            app,
            ada,
            program,
            token,
            pair: RefCell::new(pair),
        }
    }

    #[track_caller]
    fn left(&self) -> Left {
        let platform = self.app.platform();
        let user = self.ada.user.key;
        let read = platform
            .store
            .read(|reader| Ok((reader.factors_of(user)?, reader.browsers_of(user)?)));
        let (factors, browsers) = read.expect("a look");
        let before = self.pair.borrow().refresh.clone();
        let refreshed = self.program.refreshes(&before);
        if refreshed.status == 200 {
            self.pair.replace(gives_pair(&refreshed));
        }
        let now = self.app.now();
        let is_remembered = |until: Option<_>| until.is_some_and(|until| until > now);
        let remembered = browsers
            .iter()
            .filter(|browser| is_remembered(browser.trusted_until));
        Left {
            sessions: access::sessions(platform, Some("ada"))
                .expect("a list")
                .len(),
            access_token: self.app.is_live(&self.token),
            grant: refreshed.status == 200,
            consents: access::consents(platform, "ada").expect("a list").len(),
            known_browsers: browsers.len(),
            remembered_browsers: remembered.count(),
            sign_in_code: factors.sign_in_code.is_some(),
            authenticators: factors.authenticators.len(),
            passkeys: factors.passkeys.len(),
            recovery_codes: factors.recovery_codes_left(),
        }
    }

    /// How many mails told of this.
    #[track_caller]
    fn told(&self, kind: MailKind) -> usize {
        let store = &self.app.platform().store;
        let mails = store.read(|reader| reader.mails_of(&self.ada.user.public_id));
        let mails = mails.expect("a look").into_iter();
        mails.filter(|mail| mail.kind == kind).count()
    }
}

#[test]
fn who_loses_everything_gets_in_by_a_recovery_code_and_without_those_by_an_operator() {
    each_db(|db| {
        let app = TestApp::start(&db.url, &settings(""));
        let mut world = World::made(&app);
        let all = Left {
            sessions: 2,
            access_token: true,
            grant: true,
            consents: 1,
            known_browsers: 2,
            remembered_browsers: 1,
            sign_in_code: true,
            authenticators: 1,
            passkeys: 1,
            recovery_codes: 10,
        };
        assert_eq!(world.left(), all);

        // Phone and laptop are gone. One of the codes on paper is used: who found the laptop is not remembered there.
        let (mut elsewhere, answer) = types_recovery_code(&app, &world.ada.recovery_codes[0]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(is_signed_in(&mut elsewhere));
        let after_code = Left {
            sessions: 3,
            known_browsers: 3,
            remembered_browsers: 0,
            sign_in_code: false,
            recovery_codes: 9,
            ..all
        };
        assert_eq!(world.left(), after_code);
        assert_eq!(world.told(MailKind::RecoveryCodeUsed), 1);
        let mut laptop = world.ada.remembered.clone();
        assert!(is_signed_in(&mut laptop), "sessions go on");
        laptop.forgets("session");
        assert_eq!(tries(&mut laptop, SIGN_IN, "ada", PASSWORD).status, 200);

        // The paper is gone too. What she still knows opens nothing.
        let typed = world.ada.sign_in_code.clone();
        complains(&types_code(&app, &typed), WRONG);
        let (_, again) = types_recovery_code(&app, &world.ada.recovery_codes[0]);
        complains(&again, "That recovery code is not right.");
        let wrong = "Invalid username and/or password combination";
        let traded = world.program.trades("ada", PASSWORD);
        refuses(&traded, 400, "invalid_grant", wrong);
        assert_eq!(world.left(), after_code);

        // Somebody else has the password, and waits in front of the second step.
        let (mut thief, page) = behind_password(&app);
        operator_resets(db);
        let reset = Left {
            sessions: 0,
            authenticators: 0,
            passkeys: 0,
            recovery_codes: 0,
            ..after_code
        };
        assert_eq!(world.left(), reset);
        assert_eq!(world.told(MailKind::FactorsReset), 1);
        for browser in [&mut world.ada.at_home, &mut laptop, &mut elsewhere] {
            assert!(!is_signed_in(browser));
        }
        let form = page.form(CONTINUE);
        let late = types(&mut thief, &(page, form), &code(&app, &world.ada.phone));
        assert_eq!(late.status, 303, "to the password once more");
        assert!(!is_signed_in(&mut thief));

        // The password stayed, and is enough.
        assert_eq!(tries(&mut elsewhere, SIGN_IN, "ada", PASSWORD).status, 303);
        assert!(is_signed_in(&mut elsewhere));
        assert_eq!(world.program.trades("ada", PASSWORD).status, 200);
        let passkey = world.ada.signs_in_by_passkey(&app);
        complains(&passkey, "That passkey does not work here.");
    });
}

#[test]
fn where_one_is_demanded_whoever_was_reset_sets_one_up_and_the_old_ones_open_nothing() {
    each_db(|db| {
        let demanded = settings("second_factor.required = \"everybody\"\n");
        let app = TestApp::start(&db.url, &settings(""));
        let mut ada = Ada::sets_up(&app);
        let at = app.now();
        drop(app);
        operator_resets(db);
        let app = TestApp::start(&db.url, &demanded);
        app.advance(at.apart(app.now()));
        app.advance(STEP);
        let (mut browser, page) = behind_password(&app);
        assert!(browser.cookie("__Host-vestibule_session").is_none());
        let phone = secret_on(&page);
        assert_ne!(phone.bytes(), ada.phone.bytes());
        let form = page.form(CONTINUE);
        let press = (page, form);
        complains(&types(&mut browser, &press, &code(&app, &ada.phone)), WRONG);
        let done = types(&mut browser, &press, &code(&app, &phone));
        let new = codes_on(&done);
        assert!(new.iter().all(|code| !ada.recovery_codes.contains(code)));
        assert!(is_signed_in(&mut browser));
        app.advance(STEP);
        complains(&types_code(&app, &code(&app, &ada.phone)), WRONG);
        complains(&types_code(&app, &ada.sign_in_code), WRONG);
        let (_, paper) = types_recovery_code(&app, &ada.recovery_codes[1]);
        complains(&paper, "That recovery code is not right.");
        let passkey = ada.signs_in_by_passkey(&app);
        complains(&passkey, "That passkey does not work here.");
        ada.remembered.address.clone_from(&app.address);
        let asked = tries(&mut ada.remembered, SIGN_IN, "ada", PASSWORD);
        assert_eq!(asked.status, 200, "it is remembered no more");
        assert_eq!(types_code(&app, &code(&app, &phone)).status, 303);
        let listed = users::factors(app.platform(), "ada").expect("a list").1;
        assert_eq!((listed.authenticators.len(), listed.passkeys.len()), (1, 0));
    });
}
