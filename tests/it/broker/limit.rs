//! Whose calls are counted together, and that a good tokenId is not held up by what others at its address do.

use super::*;
use crate::kit::samples::turned;
use crate::races::at_once;
use std::collections::BTreeSet;
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::flow::apps;
use vestibule::flow::broker::caller::Caller;
use vestibule::flow::broker::tokens;

/// Two calls at once, and one more each second.
pub const ONE_A_SECOND: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 1";

/// So many one-time tokens for Bob, past the limit of calls.
#[track_caller]
fn issues(app: &TestApp, server: &Server, role: &Value, (count, ttl): (usize, u64)) -> Vec<String> {
    let body = json!({"endpointId": "bob", "roleId": role["id"], "ttl": ttl});
    let body = body.as_object().expect("an object");
    let issue = |_| {
        let caller = Caller::App(Box::new(server.app.clone()));
        let drafted = tokens::draft(app.platform(), caller, body).expect("a token");
        let kept = app.platform().store.commit(drafted.change);
        kept.expect("the token is kept");
        drafted.token_id.reveal().to_owned()
    };
    (0..count).map(issue).collect()
}

fn made_up(number: usize) -> String {
    format!("{}{number:02}", &MADE_UP[..34])
}

fn is_limited(answer: &Response) -> bool {
    if answer.status != 429 {
        return false;
    }
    declined(answer, 429, "Too many requests.");
    assert_eq!(answer.header("ratelimit-remaining"), Some("0"));
    assert!(answer.header("retry-after").is_some());
    true
}

/// A school after a restart.
#[test]
fn forty_good_token_ids_are_redeemed_at_once_from_one_address() {
    each_server("[broker]\nenabled = true", |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        for headers in [vec![], vec![("App-Token", MADE_UP)]] {
            let tokens = issues(app, server, &role, (40, 600));
            let redeem = |number: usize| {
                let body = json!({"tokenId": tokens[number]});
                let path = ("POST", "/v1/session-tokens");
                call(&app.address, path, &headers, &body)
            };
            let sessions = at_once(40, redeem).into_iter().map(|answer| {
                assert_eq!(answer.header("ratelimit-limit"), Some("10"));
                assert_eq!(answer.header("ratelimit-remaining"), Some("19"));
                succeeded(&answer)["token"].to_string()
            });
            assert_eq!(sessions.collect::<BTreeSet<_>>().len(), 40);
            for answer in at_once(40, redeem) {
                if !is_limited(&answer) {
                    unauthorized(&answer);
                }
            }
        }
    });
}

#[test]
fn wrong_token_ids_are_limited_by_address_and_good_ones_among_them_are_not() {
    each_app(ONE_A_SECOND, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "caller"}));
        let ten = |ttl| issues(app, &server, &role, (10, ttl));
        let (good, used, late, elsewhere) = (ten(600), ten(600), ten(1), ten(600));
        let redeem = |body: &Value| redeems(&app.address, body);
        for token in &used {
            succeeded(&redeem(&json!({ "tokenId": token })));
        }
        app.advance(Duration::from_secs(1));
        let bodies = (0..10).flat_map(|number| {
            [
                json!({"tokenId": good[number]}),
                json!({"tokenId": used[number]}),
                json!({"tokenId": late[number]}),
                json!({"tokenId": elsewhere[number], "appId": other.app.uuid}),
                json!({"tokenId": made_up(number)}),
                json!({"tokenId": number.to_string()}),
            ]
        });
        let bodies: Vec<Value> = bodies.collect();
        let answers = at_once(bodies.len(), |number| redeem(&bodies[number]));
        let mut refused = 0;
        for (body, answer) in bodies.iter().zip(&answers) {
            if good.iter().any(|token| body["tokenId"] == **token) {
                succeeded(answer);
            } else if !is_limited(answer) {
                unauthorized(answer);
                refused += 1;
            }
        }
        // Two at once, and one in each second that all of it took.
        assert!((2..25).contains(&refused), "{refused} of 50");
        for token in &elsewhere {
            succeeded(&redeem(&json!({ "tokenId": token })));
        }
    });
}

#[test]
fn an_app_token_is_no_way_around_the_limit_of_an_address() {
    each_server(ONE_A_SECOND, |app, server| {
        let development = turned(Switch::DevelopmentMode, true);
        apps::edit(app.platform(), &server.app.uuid, &development).expect("edits");
        let body = json!({"appId": server.app.uuid, "endpointId": "bob"});
        let answers = at_once(40, |number| {
            let token = made_up(number);
            let headers = [("App-Token", token.as_str())];
            call(&app.address, ("POST", "/v1/tokens"), &headers, &body)
        });
        let given = answers.iter().filter(|answer| !is_limited(answer));
        let given = given.map(succeeded).count();
        assert!((2..20).contains(&given), "{given} of 40");
        succeeded(&server.calls("GET", "/v1/roles", &Value::Null));
    });
}
