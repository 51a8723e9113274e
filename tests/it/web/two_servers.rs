//! The same deed at two servers of one platform at once: of what is good once, one takes it, and the other says so.

use super::account::{SIGN_IN, signed_in};
use super::own_email::MAIL;
use super::second_step_codes::{adds_authenticator, code, types};
use super::security::{codes_on, factors_of, presses, remembered};
use super::{submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::races::at_once;
use std::thread;
use std::time::Duration;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::users::{self, Edit, Role, access};

const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";
const LIMITS: &str = "[sign_in_limit]\nper_account = 1000\nper_address = 10000\n";
const CONTINUE: &str = "Continue";
const REMOVE: &str = "Remove";
const STEP: Duration = Duration::from_secs(30);
const LATE: Duration = Duration::from_secs(600);
const LOOK: Duration = Duration::from_millis(10);
const ROUNDS: usize = 4;

type Servers = [TestApp; 2];

/// Two servers of one platform with Ada, on each database.
#[track_caller]
fn each_pair(settings: &str, story: impl Fn(&Servers)) {
    each_pair_on(settings, |_, servers| story(servers));
}

#[track_caller]
fn each_pair_on(settings: &str, story: impl Fn(&TestDb, &Servers)) {
    each_db(|db| {
        let settings = format!("{KEY}{settings}{LIMITS}");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        servers[0].adds_user("ada", Some("ada@example.org"));
        advance(&servers, Duration::from_millis(20));
        story(db, &servers);
    });
}

fn advance(servers: &Servers, span: Duration) {
    for server in servers {
        server.advance(span);
    }
}

/// The same session at the other server.
fn at_both(servers: &Servers, browser: &HttpClient) -> [HttpClient; 2] {
    [0, 1].map(|which| {
        let mut browser = browser.clone();
        browser.moves_to(&servers[which].address);
        browser
    })
}

/// Statuses of both, the smaller one first; none of them a fault of ours.
#[track_caller]
fn both(act: impl Fn(usize) -> Response + Sync) -> [u16; 2] {
    let mut statuses: Vec<_> = at_once(2, |which| act(which).status);
    statuses.sort_unstable();
    assert!(statuses[1] < 500, "{statuses:?}");
    [statuses[0], statuses[1]]
}

fn sessions(servers: &Servers, name: &str) -> usize {
    let open = access::sessions(servers[1].platform(), Some(name));
    open.expect("a list").len()
}

fn mails(servers: &Servers, public_id: &str, kind: MailKind) -> usize {
    let store = &servers[0].platform().store;
    let mails = store.read(|reader| reader.mails_of(public_id));
    let mails = mails.expect("a look").into_iter();
    mails.filter(|mail| mail.kind == kind).count()
}

/// Ada at her second step at each server, in browsers of her own.
#[track_caller]
fn behind_passwords(servers: &Servers) -> [(HttpClient, Response, Form); 2] {
    [0, 1].map(|which| {
        let mut browser = servers[which].stranger();
        let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
        assert_eq!(page.status, 200, "{}", page.text());
        let form = page.form(CONTINUE);
        (browser, page, form)
    })
}

#[track_caller]
fn types_at(asked: &[(HttpClient, Response, Form); 2], which: usize, code: &str) -> Response {
    let (browser, page, form) = &asked[which];
    types(&mut browser.clone(), &(page.clone(), form.clone()), code)
}

#[test]
fn a_code_of_an_authenticator_begins_one_session() {
    each_pair("", |servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let secret = adds_authenticator(&servers[0], &ada);
        for round in 1..=ROUNDS {
            advance(servers, STEP);
            let asked = behind_passwords(servers);
            let typed = code(&servers[0], &secret);
            let statuses = both(|which| types_at(&asked, which, &typed));
            assert_eq!(statuses, [200, 303]);
            assert_eq!(sessions(servers, "ada"), round);
        }
    });
}

/// The very same form, with what it answered at one of them or at both.
#[test]
fn one_press_at_both_is_answered_alike_and_its_code_is_not_counted_as_wrong() {
    each_pair_on(MAIL, |db, servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let secret = adds_authenticator(&servers[0], &ada);
        for _ in 0..2 * ROUNDS {
            advance(servers, STEP);
            db.raw()
                .run("UPDATE users SET wrong_codes = 18 WHERE name = 'ada'");
            let [(browser, page, form), _] = behind_passwords(servers);
            let typed = code(&servers[0], &secret);
            let pressed = at_both(servers, &browser);
            let statuses = both(|which| {
                types(
                    &mut pressed[which].clone(),
                    &(page.clone(), form.clone()),
                    &typed,
                )
            });
            assert_eq!(statuses, [303, 303]);
            // What is owed to the slower one is written behind its answer.
            let is_settled = || {
                let counted = factors_of(&servers[1], "ada").wrong_codes;
                let mails = mails(servers, &ada.public_id, MailKind::CodesClosed);
                (counted, mails) == (0, 0)
            };
            let looks = (0..200).find(|_| {
                is_settled() || {
                    thread::sleep(LOOK);
                    false
                }
            });
            assert!(looks.is_some(), "a right code was counted as a wrong one");
        }
    });
}

#[test]
fn a_recovery_code_begins_one_session() {
    each_pair(MAIL, |servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let mut browser = signed_in(&servers[0], "ada");
        adds_authenticator(&servers[0], &ada);
        let made = presses(
            &mut browser,
            "/account/security/recovery-codes",
            "Make new codes",
        );
        let before = sessions(servers, "ada");
        for (round, typed) in (1..).zip(&codes_on(&made)[..ROUNDS]) {
            let asked = behind_passwords(servers).map(|(mut browser, page, form)| {
                let page = browser.submits(&page, &form, "Use a recovery code");
                let form = page.form(CONTINUE);
                (browser, page, form)
            });
            let statuses = both(|which| types_at(&asked, which, typed));
            assert_eq!(statuses, [200, 303]);
            assert_eq!(sessions(servers, "ada"), before + round);
            let left = factors_of(&servers[1], "ada").recovery_codes_left();
            assert_eq!(left, 10 - round);
            let told = mails(servers, &ada.public_id, MailKind::RecoveryCodeUsed);
            assert_eq!(told, round);
        }
    });
}

#[test]
fn of_two_sets_of_recovery_codes_one_stays_whole() {
    each_pair("", |servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let browser = signed_in(&servers[0], "ada");
        adds_authenticator(&servers[0], &ada);
        for _ in 0..ROUNDS {
            let browsers = at_both(servers, &browser);
            let made = at_once(2, |which| {
                let mut browser = browsers[which].clone();
                presses(
                    &mut browser,
                    "/account/security/recovery-codes",
                    "Make new codes",
                )
            });
            let kept = factors_of(&servers[0], "ada").recovery_codes;
            assert_eq!(kept.len(), 10);
            let hashes: Vec<_> = kept.iter().map(|code| &code.hash).collect();
            let whole = made.iter().filter(|page| {
                let mut codes = codes_on(page).into_iter();
                codes.all(|code| {
                    let hash = vestibule::domain::factor::recovery::hash(&code);
                    hashes.contains(&&hash.expect("a code"))
                })
            });
            assert_eq!(whole.count(), 1);
        }
    });
}

/// The page that asks whether this one shall go, from each server.
#[track_caller]
fn removing(servers: &Servers, browser: &HttpClient, keys: [&str; 2]) -> [(HttpClient, Form); 2] {
    let mut number = 0..2;
    at_both(servers, browser).map(|mut browser| {
        let key = keys[number.next().unwrap_or_default()];
        let page = browser.get(&format!("/account/security/remove?key={key}"));
        (browser, page.form(REMOVE))
    })
}

#[track_caller]
fn removes(asked: &[(HttpClient, Form); 2], which: usize) -> Response {
    let (browser, form) = &asked[which];
    submits_with(&mut browser.clone(), form, REMOVE, &[])
}

#[test]
fn an_authenticator_is_removed_once() {
    each_pair(MAIL, |servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let browser = signed_in(&servers[0], "ada");
        for round in 1..=ROUNDS {
            adds_authenticator(&servers[0], &ada);
            let key = factors_of(&servers[0], "ada").authenticators[0]
                .key
                .encode();
            let asked = removing(servers, &browser, [&key, &key]);
            assert_eq!(both(|which| removes(&asked, which)), [303, 303]);
            assert!(!factors_of(&servers[1], "ada").has_any());
            let told = mails(servers, &ada.public_id, MailKind::FactorRemoved);
            assert_eq!(told, round);
        }
    });
}

#[test]
fn where_one_is_demanded_one_of_the_last_two_stays() {
    each_pair("second_factor.required = \"everybody\"\n", |servers| {
        let ada = users::find(servers[0].platform(), "ada").expect("ada");
        let secret = adds_authenticator(&servers[0], &ada);
        let browser = remembered(&servers[0], "ada", &secret);
        for _ in 0..ROUNDS {
            adds_authenticator(&servers[0], &ada);
            let keys: Vec<_> = factors_of(&servers[0], "ada").authenticators;
            let keys: Vec<_> = keys.iter().map(|one| one.key.encode()).collect();
            let asked = removing(servers, &browser, [&keys[0], &keys[1]]);
            assert_eq!(both(|which| removes(&asked, which)), [303, 409]);
            assert_eq!(factors_of(&servers[1], "ada").authenticators.len(), 1);
        }
    });
}

/// The form of *Password*, filled in.
#[track_caller]
fn changing(browser: &mut HttpClient, old: &str, new: &str) -> Form {
    let mut form = browser.get("/account/password").form("Change password");
    form.set("old", old);
    form.set("new", new);
    form
}

#[test]
fn a_password_that_changes_while_the_old_one_confirms_ends_that_session_all_the_same() {
    each_pair("", |servers| {
        let mut old = PASSWORD.to_owned();
        for round in 0..ROUNDS {
            let new = format!("heron-mill-lantern-{round}");
            let mut browsers = [0, 1].map(|which: usize| {
                let mut browser = servers[which].stranger();
                let answer = tries(&mut browser, SIGN_IN, "ada", &old);
                assert_eq!(answer.status, 303);
                browser
            });
            advance(servers, LATE);
            let change = changing(&mut browsers[0], &old, &new);
            let page = browsers[1].get("/account/confirm?to=%2Faccount%2Fdata");
            let mut confirm = page.form(CONTINUE);
            confirm.set("password", &old);
            let answers = at_once(2, |which| {
                let mut browser = browsers[which].clone();
                let answer = match which {
                    0 => submits_with(&mut browser, &change, "Change password", &[]),
                    _ => submits_with(&mut browser, &confirm, CONTINUE, &[]),
                };
                (browser, answer)
            });
            let statuses = [answers[0].1.status, answers[1].1.status];
            assert!(statuses[0] == 303 && statuses[1] < 500, "{statuses:?}");
            let [(mut changed, _), (mut confirmed, _)] = answers.try_into().expect("two");
            assert_eq!(changed.get("/account/sessions").status, 200);
            for browser in [&mut confirmed, &mut browsers[1]] {
                assert_ne!(browser.get("/account/sessions").status, 200);
            }
            assert_eq!(sessions(servers, "ada"), 1);
            advance(servers, Duration::from_millis(20));
            old = new;
        }
    });
}

#[test]
fn of_two_new_passwords_one_is_it() {
    each_pair("", |servers| {
        let mut old = PASSWORD.to_owned();
        for round in 0..ROUNDS {
            let new = [0, 1].map(|which| format!("heron-mill-lantern-{round}{which}"));
            let asked = [0, 1].map(|which: usize| {
                let mut browser = servers[which].stranger();
                assert_eq!(tries(&mut browser, SIGN_IN, "ada", &old).status, 303);
                let form = changing(&mut browser, &old, &new[which]);
                (browser, form)
            });
            both(|which| {
                let (browser, form) = &asked[which];
                submits_with(&mut browser.clone(), form, "Change password", &[])
            });
            advance(servers, Duration::from_millis(20));
            let opens = |password: &str| {
                let answer = tries(&mut servers[1].stranger(), SIGN_IN, "ada", password);
                answer.status == 303
            };
            let good: Vec<_> = new.iter().filter(|password| opens(password)).collect();
            assert_eq!((good.len(), opens(&old)), (1, false));
            old.clone_from(good[0]);
        }
    });
}

/// The form of *Delete my account* at each server, in one session.
#[track_caller]
fn leaving(servers: &Servers, name: &str) -> [(HttpClient, Form); 2] {
    let browser = signed_in(&servers[0], name);
    at_both(servers, &browser).map(|mut browser| {
        let mut form = browser.get("/account/delete").form("Delete my account");
        form.set("name", name);
        (browser, form)
    })
}

#[track_caller]
fn leaves(asked: &[(HttpClient, Form); 2], which: usize) -> Response {
    let (browser, form) = &asked[which];
    submits_with(&mut browser.clone(), form, "Delete my account", &[])
}

#[test]
fn an_account_is_deleted_once_and_the_last_administrator_not_at_all() {
    each_pair(MAIL, |servers| {
        let platform = servers[0].platform();
        let admin = Edit {
            role: Some(Role::Admin),
            ..Edit::default()
        };
        users::edit(platform, "ada", &admin).expect("an admin");
        for round in 0..ROUNDS {
            let name = format!("bob{round}");
            let bob = servers[0].adds_user(&name, Some(&format!("{name}@example.org")));
            users::edit(platform, &name, &admin).expect("an admin");
            advance(servers, Duration::from_millis(20));
            let asked = leaving(servers, &name);
            let last = leaving(servers, "ada");
            let [first, second] = both(|which| leaves(&asked, which));
            // Its session is gone with it, and so is what its form was good for.
            assert!(first == 303 && [303, 403].contains(&second), "{second}");
            assert!(users::find(platform, &name).is_err());
            let told = mails(servers, &bob.public_id, MailKind::AccountRemoved);
            assert_eq!(told, 1);
            assert_eq!(both(|which| leaves(&last, which)), [409, 409]);
            assert!(users::find(platform, "ada").is_ok());
        }
    });
}
