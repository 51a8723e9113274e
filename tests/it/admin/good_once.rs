//! A form of an admin page in every way that it can come back.

use super::acts::secret;
use super::is_for_its_admin_alone;
use crate::audit::{leaves, left_by};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::{link, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::flow::users;

/// An act, on a thing that was made for it.
pub struct Act<'a> {
    pub path: String,
    pub button: &'static str,
    /// What is typed.
    pub typed: &'a [(&'static str, &'static str)],
    pub events: &'a [&'a str],
    /// Where it leads; none: it shows a secret.
    pub leads: Option<String>,
    /// What the thing looks like, to see whether anything was done.
    pub standing: &'a dyn Fn() -> String,
    /// Changes the thing; what stands on its page then. None where there is no thing yet.
    pub moves: Option<&'a dyn Fn() -> &'static str>,
}

impl Act<'_> {
    #[track_caller]
    fn form(&self, browser: &mut HttpClient) -> Form {
        let page = browser.get(&self.path);
        is_page(&page, 200, ORDINARY);
        let mut form = page.form(self.button);
        for (name, value) in self.typed {
            form.set(name, value);
        }
        form
    }

    fn presses(&self, browser: &mut HttpClient, form: &Form) -> Response {
        submits_with(browser, form, self.button, &[])
    }

    #[track_caller]
    fn does_nothing(&self, app: &TestApp, press: impl FnOnce() -> Response) -> Response {
        let before = (self.standing)();
        let answer = leaves(app, &[], press);
        assert_eq!((self.standing)(), before, "{}", self.path);
        answer
    }
}

/// Of Ada, Eve, who are admins, and Bob, who is none, only Ada's form is taken, and only while it is fresh, in her
/// session, and of what is there; and then once.
#[track_caller]
pub fn is_good_once(app: &TestApp, act: &Act<'_>) {
    let path = act.path.as_str();
    let (mut ada, mut eve) = (signed_in(app, "ada"), signed_in(app, "eve"));
    let mut bob = signed_in(app, "bob");
    let form = act.form(&mut ada);
    let presses = |browser: &mut HttpClient, form: &Form, headers: &[(&str, &str)]| {
        act.does_nothing(app, || submits_with(browser, form, act.button, headers))
    };
    is_for_its_admin_alone(app, (path, &form), [&mut ada, &mut eve, &mut bob], presses);
    app.advance(Duration::from_secs(660));
    let late = presses(&mut ada, &form, &[]);
    let to = own_path(app, late.location());
    assert!(to.starts_with("/account/confirm?to=%2Fadmin%2F"), "{to}");

    let mut ada = signed_in(app, "ada");
    if let Some(moves) = act.moves {
        let stale = act.form(&mut ada);
        let there = moves();
        let answer = presses(&mut ada, &stale, &[]);
        assert_eq!(answer.status, 409, "stale: {path} {}", answer.text());
        let told = text_of(&answer.text());
        assert!(
            told.contains("Nothing was done.") && told.contains(there),
            "{told}"
        );
    }

    let form = act.form(&mut ada);
    let (left, done) = left_by(app, || act.presses(&mut ada, &form));
    is_answer(app, act, &done);
    let words: Vec<_> = left.iter().map(|event| event.event.word()).collect();
    assert_eq!(words, act.events, "{path}");
    let ada_id = users::find(app.platform(), "ada").expect("ada").public_id;
    for event in &left {
        let who = (event.actor_kind, event.people.actor.as_deref());
        assert_eq!(who, (ActorKind::Admin, Some(ada_id.as_str())));
    }

    app.advance(Duration::from_secs(9));
    let same = act.does_nothing(app, || act.presses(&mut ada, &form));
    let shown = |answer: &Response| (answer.status, answer.header("location").map(str::to_owned));
    assert_eq!(shown(&same), shown(&done), "{path}");
    if act.leads.is_none() {
        assert_eq!(secret(&same), secret(&done));
    }
    app.advance(Duration::from_secs(2));
    let later = act.does_nothing(app, || act.presses(&mut ada, &form));
    assert_eq!(later.status, 403, "{path}");
    assert_eq!(link(&later, "Start again"), path);
}

#[track_caller]
fn is_answer(app: &TestApp, act: &Act<'_>, answer: &Response) {
    match &act.leads {
        None => {
            is_page(answer, 200, ORDINARY);
            assert!(!secret(answer).is_empty());
        }
        Some(leads) => {
            assert_eq!(answer.status, 303, "{} {}", act.path, answer.text());
            let to = own_path(app, answer.location());
            // A new thing has an id that nobody knows before.
            let (begins, ends) = leads.split_once('*').unwrap_or((leads, ""));
            assert!(to.starts_with(begins) && to.ends_with(ends), "{to}");
        }
    }
}
