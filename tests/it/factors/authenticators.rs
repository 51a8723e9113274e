//! Authenticators are added, and their secrets outlive the server key.

use super::{Ada, KEY, KEY_BYTES, OTHER_KEY, STEP, code_of, outcome, tries_at};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::skip;
use crate::web::each_with_ada;
use std::io;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_subscriber::layer::SubscriberExt;
use vestibule::domain::factor::Way;
use vestibule::domain::time::Timestamp;
use vestibule::flow::factors::{self, SetupFault, Typed, Unopened};
use vestibule::flow::users;

#[test]
fn a_wrong_first_code_shows_the_same_secret_again() {
    each_with_ada(|app| {
        let platform = app.platform();
        let user = users::find(platform, "ada").expect("ada");
        let begun = factors::begin(platform, &user, app.now());
        let tries = |field: &str, name: &str, code: &str| {
            let typed = Typed { field, name, code };
            factors::add(platform, &user, &typed, app.now())
        };
        let right = code_of(&begun.secret, app.now());
        let Err(SetupFault::WrongCode(again)) = tries(&begun.field, "Phone", "12345") else {
            panic!("it is no code")
        };
        assert_eq!(again.secret.bytes(), begun.secret.bytes());
        let Err(SetupFault::BadName(_)) = tries(&begun.field, " ", &right) else {
            panic!("it is no name")
        };
        assert!(tries(&again.field, "Phone", &right).is_ok());
        app.advance(Duration::from_secs(3600));
        let Err(SetupFault::Over) = tries(&begun.field, "Phone", &right) else {
            panic!("it is too late")
        };
    });
}

#[test]
fn a_secret_is_sealed_anew_while_the_old_key_is_accepted_and_counts_when_no_key_opens_it() {
    each_db(|db| {
        let old = KEY.to_owned();
        let new = KEY.replace(KEY_BYTES, OTHER_KEY);
        let both = format!("{new}\nsecret_key_previous = [\"{KEY_BYTES}\"]");
        let (secret, user) = {
            let app = TestApp::start(&db.url, &old);
            let ada = Ada::of(&app);
            assert_eq!(unopened(&app), (0, 0));
            (ada.secret, ada.user)
        };
        // The database takes the new key on, and nobody seals anew.
        assert_eq!(unopened(&TestApp::start(&db.url, &both)), (1, 0));
        {
            let app = TestApp::start(&db.url, &new);
            app.advance(STEP);
            assert_eq!(unopened(&app), (0, 1));
            assert_eq!(factors::reseal(app.platform()).expect("a try"), 0);
            let code = code_of(&secret, app.now());
            let verdict = tries_at(&app, &user, Way::Code, &code);
            assert_eq!(outcome(&app, verdict), "unreadable");
            let store = &app.platform().store;
            let has_any = store.read(|reader| factors::has_any(reader, user.key));
            assert_eq!(has_any, Ok(true), "never a way around it");
        }
        let resealed = factors::reseal(TestApp::start(&db.url, &both).platform());
        assert_eq!(resealed.expect("it is sealed"), 1);
        let app = TestApp::start(&db.url, &new);
        app.advance(STEP);
        assert_eq!(unopened(&app), (0, 0));
        let code = code_of(&secret, app.now());
        let verdict = tries_at(&app, &user, Way::Code, &code);
        assert_eq!(outcome(&app, verdict), "right");
    });
}

/// Under other keys that are accepted, and lost.
fn unopened(app: &TestApp) -> (usize, usize) {
    let Unopened { under_others, lost } = factors::unopened(app.platform()).expect("a count");
    (under_others, lost)
}

/// What the program shows; nothing where it is not there.
pub fn oathtool(secret: &str, now: Timestamp) -> Option<String> {
    let mut command = Command::new("oathtool");
    let at = now.rfc3339().replace('T', " ").replace('Z', " UTC");
    command.args(["--totp", "--base32", "--now", &at, secret]);
    let said = command.output().ok()?.stdout;
    let digits = String::from_utf8(said).expect("digits");
    Some(digits.trim().to_owned())
}

#[test]
fn codes_of_oathtool_pass() {
    each_with_ada(|app| {
        let ada = Ada::of(app);
        app.advance(STEP);
        match oathtool(&ada.secret.base32(), app.now()) {
            Some(code) => ada.passes(Way::Code, &code),
            None => skip("codes_of_oathtool_pass", "oathtool"),
        }
    });
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How often it warns of an authenticator that cannot be decrypted.
fn warnings(of: impl FnOnce()) -> usize {
    let log = Log::default();
    let writer = log.clone();
    let layer = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
    let log_of_this = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(log_of_this, of);
    let text = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    let mut lines = text.lines();
    let told = lines.by_ref().filter(|line| line.contains("WARN"));
    told.filter(|line| line.contains("cannot be decrypted"))
        .count()
}

#[test]
fn a_lost_server_key_is_warned_of_once_per_account_and_window_and_a_recovery_code_still_opens() {
    each_db(|db| {
        let new = KEY.replace(KEY_BYTES, OTHER_KEY);
        let both = format!("{new}\nsecret_key_previous = [\"{KEY_BYTES}\"]");
        let (secret, user, recovery) = {
            let app = TestApp::start(&db.url, KEY);
            let ada = Ada::of(&app);
            (ada.secret, ada.user, ada.recovery_codes[0].clone())
        };
        drop(TestApp::start(&db.url, &both));
        let app = TestApp::start(&db.url, &new);
        let types = |typed: &str, way| {
            let verdict = tries_at(&app, &user, way, typed);
            outcome(&app, verdict)
        };
        app.advance(STEP);
        let code = code_of(&secret, app.now());
        let told = warnings(|| {
            for _ in 0..3 {
                assert_eq!(types(&code, Way::Code), "unreadable");
            }
        });
        assert_eq!(told, 1);
        assert_eq!(
            warnings(|| assert_eq!(types("12345678", Way::Code), "wrong")),
            0
        );
        app.advance(Duration::from_secs(600));
        let told = warnings(|| assert_eq!(types(&code, Way::Code), "unreadable"));
        assert_eq!(told, 1);
        assert_eq!(types(&recovery, Way::RecoveryCode), "right");
    });
}
