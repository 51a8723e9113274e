//! The form of an app, and what is tried of what programs send, in every state, as data.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::form;
use super::admin::Sample;
use super::apps::{ID, NAME, app, at, plain};
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::app_form::{
    AppComplaint, AppFormPage, FormBy, FormOf, GivenCredentials, Outcome, Usual,
};
use vestibule::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use vestibule::domain::answer::admin::desk::DeskPage;
use vestibule::domain::answer::admin::explain::{
    End, ExplainAnswer, ExplainPage, Judged, TriedAddress,
};
use vestibule::domain::answer::admin::typed_app::TypedApp;
use vestibule::domain::oauth::authorize::verdicts;
use vestibule::domain::oauth::client::{Kind, Switch};
use vestibule::domain::oauth::error::{AuthorizeError, Check, RefusalCode};
use vestibule::domain::oauth::redirect_uri::Hint;
use vestibule::domain::oauth::registration::{Line, RegistrationFault, Verdict};
use vestibule::domain::oauth::tried::Difference;
use vestibule::domain::openid::algorithm::Algorithm;

pub fn contents() -> Vec<Sample> {
    let mut all = forms();
    all.extend(explains());
    all
}

fn line(raw: &str, verdict: Verdict, hints: &[Hint]) -> Line {
    Line {
        raw: raw.to_owned(),
        verdict,
        hints: hints.to_vec(),
    }
}

pub fn form_page(of: FormOf, typed: TypedApp, lines: Vec<Line>, outcome: Outcome) -> AppFormPage {
    AppFormPage {
        form: form(),
        of,
        by: FormBy::Operator,
        kinds: Kind::ALL.to_vec(),
        typed,
        usual: Usual {
            kind: Kind::Web,
            is_public: false,
        },
        all_scopes: ["basic", "email", "openid", "profile"]
            .map(str::to_owned)
            .to_vec(),
        algorithms: vec![Algorithm::Rs256, Algorithm::Es256],
        lines,
        outcome,
    }
}

fn forms() -> Vec<Sample> {
    let known = || FormOf::Known {
        id: ID,
        name: NAME.to_owned(),
    };
    let edit = || {
        at(AppsPlace::Act {
            id: ID,
            act: AppAct::Edit,
        })
    };
    let good = vec![
        line("https://trees.example/cb", Verdict::Exact, &[]),
        line(
            "http://127.0.0.1/cb",
            Verdict::AnyPort,
            &[Hint::DefaultPort],
        ),
    ];
    let all = Verdict::ALL.iter().map(|verdict| {
        let raw = format!("https://trees.example/{}", verdict.word().replace(' ', "-"));
        line(&raw, *verdict, &[])
    });
    let mut bad: Vec<Line> = all.collect();
    bad.push(line(
        "https://Trees.example:443/",
        Verdict::Exact,
        Hint::ALL,
    ));
    let mut typed = TypedApp::of(&app());
    typed.redirect_uris = bad.iter().map(|line| line.raw.clone()).collect();
    typed.switches.insert(Switch::TokenInQuery);
    let fault = Outcome::Bad(AppComplaint::Fault(RegistrationFault::RedirectUriMissing));
    let given = || FormOf::New(GivenCredentials::default());
    let all = [
        (
            "admin-app-form-new",
            at(AppsPlace::New),
            form_page(
                given(),
                TypedApp::of(&plain(ID, "")),
                Vec::new(),
                Outcome::None,
            ),
        ),
        (
            "admin-app-form-checked",
            edit(),
            form_page(known(), TypedApp::of(&app()), good, Outcome::Good),
        ),
        (
            "admin-app-form-refused",
            edit(),
            form_page(known(), typed, bad, fault),
        ),
    ];
    let shown = |page| AdminPage::Desk(DeskPage::AppForm(Box::new(page)));
    all.map(|(name, place, page)| (name, place, shown(page)))
        .into()
}

fn explains() -> Vec<Sample> {
    let page = |answer| {
        let page = ExplainPage {
            form: form(),
            id: ID,
            name: NAME.to_owned(),
            address: "https://trees.example/CB".to_owned(),
            request: "https://id.example.org/platform/oauth/authorize?client_id=17".to_owned(),
            answer,
        };
        AdminPage::Desk(DeskPage::Explain(Box::new(page)))
    };
    let differs = || TriedAddress::Differs {
        nearest: "https://trees.example/cb".to_owned(),
        given: "https://trees.example/CB".to_owned(),
        at: Difference {
            same: 22,
            registered: Some('c'),
            given: Some('C'),
        },
    };
    let judged = |failed, end| {
        ExplainAnswer::Judged(Judged {
            leads_here: false,
            other_app: Some("Photo Sync".to_owned()),
            checks: verdicts(failed).collect(),
            end,
        })
    };
    let refused = End::Page {
        code: RefusalCode::RedirectUriMismatch,
        tried: Some(differs()),
    };
    let told = End::App {
        error: AuthorizeError::UnauthorizedClient,
    };
    let asks = End::Asks {
        goes_to: "https://trees.example/cb".to_owned(),
        scopes: vec!["basic".to_owned(), "email".to_owned()],
    };
    let place = || at(AppsPlace::Explain(ID));
    vec![
        ("admin-explain", place(), page(ExplainAnswer::None)),
        (
            "admin-explain-address",
            place(),
            page(ExplainAnswer::Tried(differs())),
        ),
        ("admin-explain-long", place(), page(ExplainAnswer::TooLong)),
        (
            "admin-explain-page",
            place(),
            page(judged(Some(Check::Address), refused)),
        ),
        (
            "admin-explain-error",
            place(),
            page(judged(Some(Check::ResponseType), told)),
        ),
        ("admin-explain-good", place(), page(judged(None, asks))),
        (
            "admin-explain-other",
            place(),
            page(ExplainAnswer::OtherApp),
        ),
    ]
}
