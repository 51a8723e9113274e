//! The same windows, as small as programs may open them, where a password alone is not enough.

use super::{
    ALLOWS, GTK, NAME, PASSWORD, QT, Sample, WRY, decides, in_a_window, names_the_user, settles,
    signs_in,
};
use crate::factors::code_of;
use crate::kit::http::HttpClient;
use crate::kit::screen::Shown;
use crate::kit::server::Server;
use crate::kit::{find_program, skip};
use crate::web::account::SIGN_IN;
use crate::web::second_step_codes::{other_than, types};
use crate::web::security::{
    AUTHENTICATOR, SIGN_IN_CODE, codes_on, digits_on, presses, secret_of, secret_on,
};
use std::time::Duration;
use vestibule::domain::factor::totp::Secret;
use vestibule::flow::Clock;

const STEP: Duration = Duration::from_secs(30);
const ASKED: &str = "asks for a second step";
const EVERYBODY: &str = "[second_factor]\nrequired = \"everybody\"";

/// What Ada has at hand outside of the window.
struct Ada {
    /// Where she signed in and set up her phone.
    browser: HttpClient,
    phone: Secret,
    recovery_codes: Vec<String>,
}

impl Ada {
    #[track_caller]
    fn sets_up(server: &Server) -> Self {
        let mut browser = server.client();
        browser.signs_in(SIGN_IN, NAME, PASSWORD);
        let page = browser.get(AUTHENTICATOR);
        let phone = secret_on(&page);
        let form = page.form("Continue");
        let code = code_of(&phone, Clock::System.now());
        let done = types(&mut browser, &(page, form), &code);
        Self {
            browser,
            phone,
            recovery_codes: codes_on(&done),
        }
    }

    /// With both steps: she signed in before she had a second.
    #[track_caller]
    fn makes_a_sign_in_code(&mut self, server: &Server) -> String {
        let to_sign_in = self.browser.get(SIGN_IN_CODE);
        let asked = to_sign_in.location().strip_prefix(&server.url(""));
        let page = self.browser.get(asked.expect("a page of ours"));
        let (form, code) = (page.form("Continue"), self.code());
        let raised = types(&mut self.browser, &(page, form), &code);
        assert_eq!(raised.status, 303, "{}", raised.text());
        digits_on(&presses(&mut self.browser, SIGN_IN_CODE, "Make a code"))
    }

    /// The one that her phone shows next counts already; the one before it set it up and is used.
    fn code(&self) -> String {
        code_of(&self.phone, Clock::System.now().plus(STEP))
    }
}

/// Types this where the page put the keyboard.
#[track_caller]
fn enters(shown: &mut Shown<'_>, server: &Server, (code, decision): (&str, &str)) {
    let code = format!("type {code}");
    shown.goes_on(server, decision, &["key ctrl+a", &code, "key Return"]);
}

#[track_caller]
fn signs_in_small(server: &Server, shown: &mut Shown<'_>) {
    shown.sized(320, 420);
    shown.shows("Sign in");
    signs_in(server, shown, ASKED);
}

/// Ada's password is right, and the window asks for more.
#[track_caller]
fn asked(name: &str, sample: &Sample, story: impl FnOnce(&Server, Shown<'_>, Ada)) {
    in_a_window(name, sample, "", |server, mut shown| {
        let ada = Ada::sets_up(server);
        signs_in_small(server, &mut shown);
        shown.shows("Second step");
        story(server, shown, ada);
    });
}

#[track_caller]
fn passes_by_a_code_of_the_phone(name: &str, sample: &Sample) {
    asked(name, sample, |server, mut shown, ada| {
        enters(&mut shown, server, (&ada.code(), "signed in"));
        names_the_user(&decides(server, shown, ALLOWS));
    });
}

#[track_caller]
fn passes_by_a_sign_in_code(name: &str, sample: &Sample) {
    asked(name, sample, |server, mut shown, mut ada| {
        let made = ada.makes_a_sign_in_code(server);
        enters(&mut shown, server, (&made, "signed in"));
        names_the_user(&decides(server, shown, ALLOWS));
    });
}

/// Behind the code: the box, *Continue*, *Use a recovery code*.
#[track_caller]
fn passes_by_a_recovery_code(name: &str, sample: &Sample) {
    asked(name, sample, |server, mut shown, ada| {
        shown.goes_on(server, ASKED, &["key Tab Tab Tab Return"]);
        shown.shows("Second step");
        let code = &ada.recovery_codes[0];
        enters(&mut shown, server, (code, "signed in"));
        names_the_user(&decides(server, shown, ALLOWS));
    });
}

/// The complaint is read first, and the field is next to it.
#[track_caller]
fn gets_nothing_by_a_wrong_code(name: &str, sample: &Sample) {
    asked(name, sample, |server, mut shown, ada| {
        let wrong = other_than(&ada.code());
        enters(&mut shown, server, (&wrong, "wrong code"));
        shown.shows("Error: Second step");
        let wrong = format!("type {wrong}");
        shown.goes_on(server, "wrong code", &["key Tab", &wrong, "key Return"]);
        shown.shows("Error: Second step");
        let log = server.log();
        assert!(!log.contains("asks for consent"), "{log}");
        shown.is_silent();
    });
}

/// The picture is folded up behind *Not you?*, and the field is next to it.
#[track_caller]
fn sets_one_up_with_a_phone(name: &str, sample: &Sample) {
    if find_program(&["zbarimg"]).is_none() {
        return skip(name, "there is no zbarimg");
    }
    in_a_window(name, sample, EVERYBODY, |server, mut shown| {
        signs_in_small(server, &mut shown);
        shown.shows("Set up a second step");
        shown.presses(&["key Tab Tab Return"]);
        let read = shown.scans();
        let (_, secret) = read.split_once("?secret=").expect("a secret");
        let secret = secret_of(secret.split('&').next().expect("its end"));
        let code = format!("type {}", code_of(&secret, Clock::System.now()));
        shown.goes_on(server, "signed in", &["key Tab", &code, "key Return"]);
        shown.shows("Your recovery codes");
        shown.until(server, "asks for consent", &["key Tab Return"]);
        names_the_user(&decides(server, shown, ALLOWS));
    });
}

#[test]
fn the_sample_for_qt_signs_in_who_has_an_authenticator() {
    let name = "the_sample_for_qt_signs_in_who_has_an_authenticator";
    passes_by_a_code_of_the_phone(name, &QT);
}

#[test]
fn the_sample_for_gtk_signs_in_who_has_an_authenticator() {
    let name = "the_sample_for_gtk_signs_in_who_has_an_authenticator";
    passes_by_a_code_of_the_phone(name, &GTK);
}

/// Its window keeps one title: that the page is there is known from the server alone.
#[test]
fn the_sample_in_rust_signs_in_who_has_an_authenticator() {
    let name = "the_sample_in_rust_signs_in_who_has_an_authenticator";
    in_a_window(name, &WRY, "", |server, mut shown| {
        let ada = Ada::sets_up(server);
        signs_in_small(server, &mut shown);
        settles();
        enters(&mut shown, server, (&ada.code(), "signed in"));
        names_the_user(&decides(server, shown, ALLOWS));
    });
}

#[test]
fn the_sample_for_qt_takes_a_sign_in_code() {
    passes_by_a_sign_in_code("the_sample_for_qt_takes_a_sign_in_code", &QT);
}

#[test]
fn the_sample_for_gtk_takes_a_sign_in_code() {
    passes_by_a_sign_in_code("the_sample_for_gtk_takes_a_sign_in_code", &GTK);
}

#[test]
fn the_sample_for_qt_takes_a_recovery_code() {
    passes_by_a_recovery_code("the_sample_for_qt_takes_a_recovery_code", &QT);
}

#[test]
fn the_sample_for_gtk_takes_a_recovery_code() {
    passes_by_a_recovery_code("the_sample_for_gtk_takes_a_recovery_code", &GTK);
}

#[test]
fn the_sample_for_qt_sets_up_a_second_step_where_everybody_must_have_one() {
    let name = "the_sample_for_qt_sets_up_a_second_step_where_everybody_must_have_one";
    sets_one_up_with_a_phone(name, &QT);
}

#[test]
fn the_sample_for_gtk_sets_up_a_second_step_where_everybody_must_have_one() {
    let name = "the_sample_for_gtk_sets_up_a_second_step_where_everybody_must_have_one";
    sets_one_up_with_a_phone(name, &GTK);
}

#[test]
fn the_sample_for_qt_gets_nothing_by_a_wrong_code() {
    let name = "the_sample_for_qt_gets_nothing_by_a_wrong_code";
    gets_nothing_by_a_wrong_code(name, &QT);
}

#[test]
fn the_sample_for_gtk_gets_nothing_by_a_wrong_code() {
    let name = "the_sample_for_gtk_gets_nothing_by_a_wrong_code";
    gets_nothing_by_a_wrong_code(name, &GTK);
}
