//! Which form it is that came back: each says so in a word, and none is taken for another.

use super::account::{SIGN_IN, signed_in};
use super::account_apps::{program, withdrawing};
use super::own_email::wished_link;
use super::second_step::guarded;
use super::second_step_codes::adds_authenticator;
use super::security::{first_factor, remembered};
use super::{each_app, filled_in, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::openid::device;
use std::time::Duration;
use vestibule::domain::oauth::form::Purpose;
use vestibule::flow::users::{self, Edit, Role};

/// With all that shows a form of its own; nothing is mailed.
const SETTINGS: &str = "second_factor.required = \"admins\"\n\
    [mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";

/// A form that was opened and filled in; its button; and the status of the answer where it is taken.
type Opened = (HttpClient, Form, &'static str, u16);

/// Of what people change by themselves: purpose, page, button, what is typed, and the answer.
type Own = (
    Purpose,
    &'static str,
    &'static str,
    Option<(&'static str, &'static str)>,
    u16,
);

const OWN: [Own; 4] = [
    (Purpose::Profile, "/account/profile", "Save", None, 303),
    (
        Purpose::Email,
        "/account/email",
        "Send link",
        Some(("email", "eve@example.net")),
        303,
    ),
    (Purpose::Download, "/account/data", "Download", None, 200),
    (
        Purpose::DeleteAccount,
        "/account/delete",
        "Delete my account",
        Some(("name", "delete")),
        303,
    ),
];

/// Each form that there is, in front of somebody of their own.
fn each_form(app: &TestApp) -> Vec<(Purpose, Opened)> {
    let (id, path) = program(app, "Paint");
    let user = |name: &'static str| {
        app.adds_user(name, None);
        name
    };
    // First of all: what others have opened would be too old after it.
    let mut waiting = signed_in(app, user("pia"));
    app.advance(Duration::from_secs(600));
    let mut confirm = waiting.get("/account/confirm").form("Continue");
    confirm.set("password", PASSWORD);
    let at = |address: &str, name: &'static str| {
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, address, user(name), PASSWORD);
        (browser, form, "Sign in", 303)
    };
    let own = |address: &str, name: &'static str, button: &'static str| {
        let mut browser = signed_in(app, name);
        let form = browser.get(address).form(button);
        (browser, form, button, 303)
    };
    let mut asked = app.stranger();
    let consent = app.signs_in(&mut asked, &path, user("cleo"));
    let mut reading = app.stranger();
    let switch = reading.get(SIGN_IN).form("Eesti keeles");
    app.gets_token(&path, user("dan"));
    signed_in(app, user("eve"));
    let (browser, mut password, button, status) =
        own("/account/password", user("finn"), "Change password");
    password.set("old", PASSWORD);
    password.set("new", "heron-mill-lantern-7");
    let handed =
        users::reset_link(app.platform(), user("gus"), users::Way::Printed).expect("a link");
    let mut linked = app.stranger();
    let mut chosen = linked
        .get(&own_path(app, &handed.link))
        .form("Save password");
    chosen.set("password", "lantern under the birch");
    let television = device::device(app);
    let codes = device::asks(&television, "basic");
    let about_device = |name: &'static str, button: &'static str, status| {
        let mut browser = signed_in(app, user(name));
        let form = device::types(&mut browser, &codes.user).form(button);
        (browser, form, button, status)
    };
    let behind = |address: &str, name: &'static str| {
        let mut browser = app.stranger();
        let page = tries(&mut browser, address, name, PASSWORD);
        let mut form = page.form("Continue");
        form.set("code", "no code");
        (browser, form, "Continue", 200)
    };
    for name in ["may", "moe"] {
        adds_authenticator(app, &app.adds_user(name, None));
    }
    let admin = Edit {
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(app.platform(), user("ned"), &admin).expect("an admin");
    let guarded = guarded(app, &[]);
    let secure = |path: &str, name: &'static str, button: &'static str, status| {
        let ada = app.adds_user(name, None);
        let secret = adds_authenticator(app, &ada);
        let mut browser = remembered(app, name, &secret);
        let key = first_factor(&mut browser);
        let mut form = browser.get(&path.replace("KEY", &key)).form(button);
        if path.ends_with("authenticator") {
            form.set("code", "no code");
        }
        (browser, form, button, status)
    };
    let mut lost = app.stranger();
    let mut forgot = lost.get("/account/forgot").form("Send link");
    forgot.set("name", "ada");
    let mut typing = signed_in(app, user("jan"));
    let field = typing.get("/device").form("Continue");
    let mut confirming = app.stranger();
    let link = wished_link(app, &app.adds_user("mia", None), "mia@example.org");
    let address = confirming.get(&link).form("Confirm this address");
    let mut forms = vec![
        (Purpose::SignIn, at(&path, "ada")),
        (Purpose::AccountSignIn, at(SIGN_IN, "ben")),
        (Purpose::SecondStep, behind(&path, "may")),
        (Purpose::AccountSecondStep, behind(SIGN_IN, "moe")),
        (Purpose::SetUp, behind(&guarded, user("nat"))),
        (Purpose::AccountSetUp, behind(SIGN_IN, "ned")),
        (Purpose::Confirm, (waiting, confirm, "Continue", 303)),
        (
            Purpose::Authenticator,
            secure("/account/security/authenticator", "rae", "Continue", 200),
        ),
        (
            Purpose::RenameFactor,
            secure("/account/security/rename?key=KEY", "sam", "Rename", 303),
        ),
        (
            Purpose::RemoveFactor,
            secure("/account/security/remove?key=KEY", "tia", "Remove", 303),
        ),
        (
            Purpose::RecoveryCodes,
            secure(
                "/account/security/recovery-codes",
                "uma",
                "Make new codes",
                200,
            ),
        ),
        (
            Purpose::SignInCode,
            secure("/account/security/sign-in-code", "val", "Make a code", 200),
        ),
        (
            Purpose::Browsers,
            secure("/account/security", "wim", "Forget all", 303),
        ),
        (Purpose::Forgot, (lost, forgot, "Send link", 303)),
        (
            Purpose::Consent,
            (asked, consent.form("Allow"), "Allow", 302),
        ),
        (Purpose::Language, (reading, switch, "Eesti keeles", 303)),
        (
            Purpose::Withdraw,
            own(&withdrawing(id), "dan", "Remove access"),
        ),
        (
            Purpose::EndSessions,
            own("/account/sessions", "eve", "End all others"),
        ),
        (Purpose::Password, (browser, password, button, status)),
        (
            Purpose::ChoosePassword,
            (linked, chosen, "Save password", 303),
        ),
        (
            Purpose::LogOut,
            own("/platform/oauth/logout", user("hal"), "Sign out"),
        ),
        (Purpose::SignOut, own("/", user("ivy"), "Sign out")),
        (Purpose::UserCode, (typing, field, "Continue", 200)),
        (
            Purpose::DeviceConsent,
            about_device("kim", "Don't Allow", 200),
        ),
        (Purpose::OtherAccount, about_device("lea", "Not you?", 303)),
        (
            Purpose::ConfirmEmail,
            (confirming, address, "Confirm this address", 303),
        ),
    ];
    for (purpose, place, button, typed, status) in OWN {
        let (browser, mut form, ..) = own(place, user(purpose.word()), button);
        if let Some((name, value)) = typed {
            form.set(name, value);
        }
        forms.push((purpose, (browser, form, button, status)));
    }
    // At an IP number there are no passkeys: `web::passkeys` has their form; `admin` has those of admin pages, `developers` those of
    // the console.
    let elsewhere = [Purpose::Passkey, Purpose::Admin, Purpose::Developer];
    let all = Purpose::ALL.iter();
    for purpose in all.filter(|purpose| !elsewhere.contains(purpose)) {
        assert!(forms.iter().any(|(it, _)| it == purpose), "{purpose:?}");
    }
    forms
}

#[track_caller]
fn is_turned_away(answer: &Response) {
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
    let words = "This was not sent from a page of this site.";
    assert!(answer.text().contains(words), "{}", answer.text());
}

#[test]
fn a_form_says_which_it_is_and_is_taken_for_no_other() {
    each_app(SETTINGS, |app| {
        for (purpose, (mut browser, form, button, status)) in each_form(app) {
            assert_eq!(form.hidden("form"), purpose.word());
            let other = match purpose {
                Purpose::Consent => Purpose::Password,
                _ => Purpose::Consent,
            };
            for wrong in ["", "LOGIN", "no such form", "\0", other.word()] {
                let mut strange = form.clone();
                strange.set("form", wrong);
                is_turned_away(&submits_with(&mut browser, &strange, button, &[]));
            }
            let mut twice = form.clone();
            twice
                .fields
                .push(("form".to_owned(), purpose.word().to_owned()));
            is_turned_away(&submits_with(&mut browser, &twice, button, &[]));
            let taken = submits_with(&mut browser, &form, button, &[]);
            assert_eq!(taken.status, status, "{purpose:?}: {}", taken.text());
        }
    });
}

#[test]
fn r67_r68_a_form_is_taken_from_our_own_pages_and_from_its_own_browser_alone() {
    each_app(SETTINGS, |app| {
        for (purpose, (mut browser, form, button, status)) in each_form(app) {
            for foreign in [
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
                ("Origin", "https://evil.example"),
            ] {
                is_turned_away(&submits_with(&mut browser, &form, button, &[foreign]));
            }
            let mut bare = form.clone();
            for field in ["nonce", "proof"] {
                bare.set(field, "");
            }
            // To read in another language, and to sign out who is not signed in, takes no proof.
            let takes_none = [
                Purpose::Language,
                Purpose::SignOut,
                Purpose::LogOut,
                Purpose::OtherAccount,
            ];
            if !takes_none.contains(&purpose) {
                for (who, form) in [(&mut app.stranger(), &form), (&mut browser, &bare)] {
                    let answer = submits_with(who, form, button, &[]);
                    let told = (answer.status, answer.header("location"));
                    assert_eq!(told, (403, None), "{purpose:?}");
                }
            }
            let taken = submits_with(&mut browser, &form, button, &[]);
            assert_eq!(taken.status, status, "{purpose:?}: {}", taken.text());
        }
    });
}

#[test]
fn a_form_of_a_page_from_before_there_were_such_words_is_taken_as_ever() {
    each_app(SETTINGS, |app| {
        // These are there only since.
        let since = [
            Purpose::SecondStep,
            Purpose::AccountSecondStep,
            Purpose::SetUp,
            Purpose::AccountSetUp,
            Purpose::Confirm,
            Purpose::Authenticator,
            Purpose::RenameFactor,
            Purpose::RemoveFactor,
            Purpose::RecoveryCodes,
            Purpose::SignInCode,
            Purpose::Browsers,
            Purpose::Forgot,
            Purpose::LogOut,
            Purpose::DeviceConsent,
            Purpose::OtherAccount,
            Purpose::Profile,
            Purpose::Email,
            Purpose::ConfirmEmail,
            Purpose::Download,
            Purpose::DeleteAccount,
        ];
        let all = each_form(app).into_iter();
        let before = all.filter(|(it, _)| !since.contains(it));
        for (purpose, (mut browser, mut form, button, status)) in before {
            form.fields.retain(|(name, _)| name != "form");
            let taken = submits_with(&mut browser, &form, button, &[]);
            assert_eq!(taken.status, status, "{purpose:?}: {}", taken.text());
        }
    });
}

#[test]
fn the_word_of_the_other_form_at_this_address_proves_nothing() {
    each_app("", |app| {
        let (_, path) = program(app, "Paint");
        app.adds_user("ada", None);
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &path, "ada");
        let form = consent.form("Allow");
        let mut called = form.clone();
        called.set("form", Purpose::SignIn.word());
        let answer = submits_with(&mut browser, &called, "Allow", &[]);
        assert_eq!(
            (answer.status, own_path(app, answer.location())),
            (303, path)
        );
        assert_eq!(submits_with(&mut browser, &form, "Allow", &[]).status, 302);
    });
}
