//! A request that is explained gets the answer that the authorization endpoint gives it.

use super::each_app;
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::exact::{CALLBACK, adds_web_app, is_refused};
use vestibule::domain::oauth::authorize::Verdict;
use vestibule::domain::oauth::error::Check;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, Explanation, Fault};

#[track_caller]
fn explained(app: &TestApp, query: &str) -> Explanation {
    let pasted = format!("{}{AUTHORIZE}?{query}", app.origin());
    let explained = apps::explain(app.platform(), &pasted).expect("a store");
    explained.expect("short enough")
}

#[track_caller]
fn failed_at(explanation: &Explanation) -> Option<Check> {
    let mut verdicts = explanation.verdicts();
    let failed = verdicts.find(|(_, verdict)| *verdict == Verdict::Failed);
    failed.map(|(check, _)| check)
}

#[test]
fn an_unproven_request_fails_at_the_check_whose_page_it_gets() {
    each_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let sent = |more: &str| format!("client_id={client_id}&response_type=token{more}");
        for (query, check, code) in [
            (sent("&client_id=1"), Check::Readable, "parameter_repeated"),
            (
                sent("&redirect_uri=%ff"),
                Check::Readable,
                "parameter_malformed",
            ),
            (
                "response_type=token".to_owned(),
                Check::Client,
                "client_unknown",
            ),
            ("client_id=99".to_owned(), Check::Client, "client_unknown"),
            (
                "client_id=a%20b".to_owned(),
                Check::Client,
                "client_unknown",
            ),
            (
                sent("&redirect_uri=https%3A%2F%2Felsewhere.example"),
                Check::Address,
                "redirect_uri_mismatch",
            ),
            (
                sent("&display=popup"),
                Check::Address,
                "redirect_uri_missing",
            ),
            (
                sent("&display=popup&origin=%ff"),
                Check::Address,
                "parameter_malformed",
            ),
        ] {
            is_refused(&app.stranger().get(&format!("{AUTHORIZE}?{query}")), code);
            let explanation = explained(app, &query);
            assert_eq!(failed_at(&explanation), Some(check), "{query}");
            let Err(Fault::Refused(refusal)) = &explanation.outcome else {
                panic!("{query} has an error page");
            };
            assert_eq!(refusal.code.word(), code, "{query}");
        }
    });
}

#[test]
fn a_proven_request_fails_at_the_check_whose_error_its_app_gets() {
    each_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let own = Wishes {
            resources: Some(vec!["https://own.example/".to_owned()]),
            ..Wishes::default()
        };
        apps::edit(app.platform(), &client_id, &own).expect("edited");
        let sent = |more: &str| format!("client_id={client_id}{more}");
        let code = "&response_type=code";
        let pkce = format!(
            "{code}&code_challenge_method=S256&code_challenge={}",
            "a".repeat(43)
        );
        for (more, check) in [
            ("&state=1&state=2".to_owned(), Check::Parameters),
            ("&display=%ff".to_owned(), Check::Parameters),
            ("&response_type=other".to_owned(), Check::ResponseType),
            ("&request=x".to_owned(), Check::ResponseType),
            (
                "&response_type=token&response_mode=query".to_owned(),
                Check::ResponseMode,
            ),
            (code.to_owned(), Check::Challenge),
            (format!("{pkce}&scope=unheard"), Check::Scope),
            ("&response_type=id_token".to_owned(), Check::OpenId),
            (
                format!("{pkce}&resource=https://other.example"),
                Check::Resource,
            ),
            (format!("{pkce}&prompt=none+login"), Check::Prompt),
            (format!("{pkce}&scope=openid&id_token_hint=x"), Check::Hint),
        ] {
            let query = sent(&more);
            let answer = app.stranger().get(&format!("{AUTHORIZE}?{query}"));
            let explanation = explained(app, &query);
            assert_eq!(failed_at(&explanation), Some(check), "{query}");
            let Err(Fault::Redirected(failed)) = &explanation.outcome else {
                panic!("{query} has an error for its app");
            };
            let told = answer.header("location").unwrap_or_default();
            let error = format!("error={}", failed.error.code());
            assert!(
                told.starts_with(CALLBACK) && told.contains(&error),
                "{query}: {told}"
            );
        }
    });
}

#[test]
fn a_request_without_fault_waits_for_a_person_and_leaves_nothing() {
    each_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let good = explained(app, &format!("client_id={client_id}&response_type=token"));
        assert!(good.leads_here);
        assert_eq!(
            good.app.as_ref().map(|it| &*it.client_id),
            Some(&*client_id)
        );
        let asked = good.outcome.as_ref().ok().expect("no fault");
        assert_eq!(asked.reply_to.effective_uri(), CALLBACK);
        assert_eq!(failed_at(&good), None);
        apps::disable(app.platform(), &client_id).expect("disabled");
        let disabled = explained(app, &format!("client_id={client_id}&response_type=token"));
        assert_eq!(failed_at(&disabled), Some(Check::Client));
        let elsewhere = "https://elsewhere.example/platform/oauth/authorize?client_id=1";
        let elsewhere = apps::explain(app.platform(), elsewhere).expect("a store");
        assert!(!elsewhere.expect("short enough").leads_here);
        let long = "a".repeat(16 * 1024 + 1);
        let long = apps::explain(app.platform(), &long).expect("a store");
        assert!(long.is_none());
    });
}
