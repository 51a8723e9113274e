//! The broker's rules: what a role allows, what may be sent, what a one-time token becomes.

use super::sample::{APP, NOW};
use serde_json::{Map, Value, json};
use std::time::Duration;
use vestibule::domain::broker::app_session::{AppSession, AppSessionStanding};
use vestibule::domain::broker::credential::{
    BrokerCredential, CallKind, CredentialKind, Presented,
};
use vestibule::domain::broker::endpoint_token::{
    EndpointToken, EndpointTokenStanding, FreshSession, parse_ttl,
};
use vestibule::domain::broker::error::BrokerError;
use vestibule::domain::broker::role::{GroupAction, RoleBody, check_name};
use vestibule::domain::broker::standing::{BrokerStanding, EndpointId, RoleOf};
use vestibule::domain::epoch::Epoch;
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::Timestamp;

const MOMENT: Duration = Duration::from_millis(1);
const MINUTE: Duration = Duration::from_secs(60);

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => panic!("{other} is no list"),
    }
}

fn role(groups: Value) -> RoleBody {
    RoleBody {
        groups: object(groups),
        ..RoleBody::default()
    }
}

#[test]
fn the_longest_matching_rule_decides_alone() {
    let role = role(json!({
        "list": true,
        "*": { "subscribe": true, "publish": true },
        "room-*": { "subscribe": true, "create": true },
        "room-7*": { "destroy": true },
        "room-7": { "publish": true },
    }));
    let may = |group: &str, action| role.allows(action, group);
    for (group, subscribe, publish, create, destroy) in [
        ("hall", true, true, false, false),
        ("room-1", true, false, true, false),
        ("room-", true, false, true, false),
        ("room-71", false, false, false, true),
        // An exact name beats a prefix that is as long.
        ("room-7", false, true, false, false),
    ] {
        let found = (
            may(group, GroupAction::Subscribe),
            may(group, GroupAction::Publish),
            may(group, GroupAction::Create),
            may(group, GroupAction::Destroy),
        );
        assert_eq!(found, (subscribe, publish, create, destroy), "{group}");
    }
}

#[test]
fn what_is_not_granted_with_true_is_denied() {
    assert!(!RoleBody::default().allows(GroupAction::Subscribe, "a"));
    let role = role(json!({ "a": { "subscribe": "true", "publish": 1 }, "b": true, "list": true }));
    for group in ["a", "b", "list", "c"] {
        assert!(!role.allows(GroupAction::Subscribe, group), "{group}");
        assert!(!role.allows(GroupAction::Publish, group), "{group}");
    }
    let built_in = RoleBody::development();
    for action in [
        GroupAction::Subscribe,
        GroupAction::Unsubscribe,
        GroupAction::Create,
        GroupAction::Destroy,
        GroupAction::Publish,
        GroupAction::GetSubscribers,
    ] {
        assert!(built_in.allows(action, "any"), "{action:?}");
    }
    assert!(!built_in.media_relay && built_in.events.is_empty());
    assert!(built_in.pstn_out.is_empty() && built_in.caller_ids.is_empty());
}

#[test]
fn fields_that_are_sent_replace_those_there_are_and_others_are_ignored() {
    let before = role(json!({ "a": {} }));
    let sent = json!({ "mediaRelay": true, "callerIds": ["1"], "id": 7, "createdAt": null });
    let after = before
        .clone()
        .with(&object(sent))
        .expect("is a role's fields");
    assert_eq!(after.groups, before.groups);
    assert!(after.media_relay);
    assert_eq!(after.caller_ids, [json!("1")]);
    for (name, bad) in [
        ("mediaRelay", json!("true")),
        ("mediaRelay", json!(null)),
        ("events", json!([])),
        ("groups", json!("all")),
        ("pstnOut", json!({})),
        ("callerIds", json!("1")),
    ] {
        let sent = object(json!({ name: bad }));
        let refused = before.clone().with(&sent);
        let Err(BrokerError::Invalid(faults)) = refused else {
            panic!("{sent:?}: {refused:?}");
        };
        assert_eq!(faults[0].0, name);
    }
}

#[test]
fn a_role_has_a_name_of_1_to_255_characters() {
    for good in ["a", &"ü".repeat(255), "with spaces"] {
        assert_eq!(check_name(Some(&json!(good))).as_deref(), Ok(good));
    }
    for bad in list(json!(["", "ü".repeat(256), "a\nb", null, 7])) {
        assert!(check_name(Some(&bad)).is_err(), "{bad}");
    }
    assert!(check_name(None).is_err());
}

#[test]
fn a_time_to_live_is_whole_seconds_from_1_to_86400() {
    assert_eq!(parse_ttl(None), Ok(Duration::from_secs(86_400)));
    for seconds in [1, 86_400] {
        let span = Duration::from_secs(seconds);
        for good in [json!(seconds), json!(seconds.to_string())] {
            assert_eq!(parse_ttl(Some(&good)), Ok(span), "{good}");
        }
    }
    let bad = json!([
        0,
        -1,
        1.5,
        86_401,
        "0",
        "86401",
        "",
        "+5",
        " 5",
        "5s",
        "99999999999999999999",
        null,
        true,
        [5],
    ]);
    for bad in list(bad) {
        assert!(parse_ttl(Some(&bad)).is_err(), "{bad}");
    }
}

#[test]
fn an_endpoint_id_is_1_to_255_characters_without_white_space_or_controls() {
    for good in ["spock@enterprise.com", "7", &"ü".repeat(255)] {
        let parsed = EndpointId::parse(good).expect(good);
        assert_eq!(parsed.as_str(), good);
    }
    for bad in ["", &"ü".repeat(256), "a b", "a\u{a0}b", "a\n", "a\u{0}b"] {
        assert_eq!(EndpointId::parse(bad), None, "{bad:?}");
    }
}

fn hash(of: &str) -> TokenHash {
    TokenHash::of("test", of.as_bytes())
}

fn standing() -> EndpointTokenStanding {
    EndpointTokenStanding {
        token: EndpointToken {
            secret_hash: hash("token"),
            app_id: APP,
            epoch: Epoch::FIRST,
            endpoint_id: EndpointId::parse("ada").expect("an endpoint"),
            role: RoleOf::Role("ROLE".to_owned()),
            expires_at: NOW.plus(MINUTE * 10),
            redeem_until: NOW.plus(MINUTE),
            redeemed_at: None,
            created_at: NOW,
        },
        standing: BrokerStanding {
            app_uuid: "APP".to_owned(),
            client_id: "client".to_owned(),
            app_state: AppState::Active,
            app_epoch: Epoch::FIRST,
            development_mode: false,
            role_is_there: true,
        },
    }
}

fn redeem(
    found: &EndpointTokenStanding,
    app: Option<&str>,
    at: Timestamp,
) -> Result<AppSession, BrokerError> {
    let fresh = FreshSession {
        public_id: "PUBLIC".to_owned(),
        secret_hash: hash("session"),
    };
    found.redeem(&hash("token"), app, fresh, at)
}

#[test]
fn a_token_becomes_a_session_of_the_same_endpoint_that_dies_when_the_token_would() {
    let found = standing();
    let at = found.token.redeem_until.minus(MOMENT);
    for app in [None, Some("APP")] {
        let session = redeem(&found, app, at).expect("is redeemed");
        let wanted = AppSession {
            public_id: "PUBLIC".to_owned(),
            secret_hash: hash("session"),
            app_id: APP,
            epoch: found.token.epoch,
            endpoint_id: found.token.endpoint_id.clone(),
            role: found.token.role.clone(),
            expires_at: found.token.expires_at,
            ended_at: None,
            created_at: at,
        };
        assert_eq!(session, wanted);
    }
}

type Spoils = fn(&mut EndpointTokenStanding);

#[test]
fn a_token_that_is_late_used_or_hangs_on_what_is_gone_becomes_nothing() {
    let spoils: [Spoils; 8] = [
        |found| found.token.secret_hash = hash("another"),
        |found| found.token.redeemed_at = Some(NOW),
        |found| found.token.redeem_until = NOW.plus(MOMENT),
        |found| found.standing.app_state = AppState::Disabled,
        |found| found.standing.app_epoch = Epoch::FIRST.next(),
        |found| found.standing.role_is_there = false,
        |found| found.standing.app_uuid = "OTHER".to_owned(),
        |found| found.token.role = RoleOf::Development,
    ];
    let at = NOW.plus(MOMENT);
    assert!(redeem(&standing(), Some("APP"), at).is_ok());
    for (number, spoil) in spoils.into_iter().enumerate() {
        let mut found = standing();
        spoil(&mut found);
        let refused = redeem(&found, Some("APP"), at);
        assert_eq!(refused, Err(BrokerError::NotAuthenticated), "{number}");
    }
}

#[test]
fn the_built_in_role_stands_only_while_its_app_is_in_development_mode() {
    let mut found = standing();
    found.token.role = RoleOf::Development;
    found.standing.role_is_there = false;
    assert!(redeem(&found, None, NOW).is_err());
    found.standing.development_mode = true;
    let session = redeem(&found, None, NOW).expect("is redeemed");
    let mut live = AppSessionStanding {
        session,
        standing: found.standing,
    };
    assert!(live.is_live(&hash("session"), NOW));
    live.standing.development_mode = false;
    assert!(!live.is_live(&hash("session"), NOW));
}

#[test]
fn a_session_lives_until_it_ends_or_expires_or_its_role_is_gone() {
    let found = standing();
    let session = redeem(&found, None, NOW).expect("is redeemed");
    let end = session.expires_at;
    let live = AppSessionStanding {
        session,
        standing: found.standing,
    };
    assert!(live.is_live(&hash("session"), end.minus(MOMENT)));
    assert!(!live.is_live(&hash("session"), end));
    assert!(!live.is_live(&hash("token"), NOW));
    let spoils: [fn(&mut AppSessionStanding); 4] = [
        |live| live.session.ended_at = Some(NOW),
        |live| live.standing.role_is_there = false,
        |live| live.standing.app_epoch = Epoch::FIRST.next(),
        |live| live.standing.app_state = AppState::Disabled,
    ];
    for (number, spoil) in spoils.into_iter().enumerate() {
        let mut dead = live.clone();
        spoil(&mut dead);
        assert!(!dead.is_live(&hash("session"), NOW), "{number}");
    }
}

#[test]
fn the_strongest_credential_decides_and_an_app_token_begins_nothing_new() {
    use CredentialKind::{Admin, AppSecret, AppToken};
    let id = "7C5F4410-35A1-41AC-B8DE-295AF375B7D9";
    let read = |kind| Presented::Credential(BrokerCredential::parse(kind, id).expect("good"));
    let of = |sent: &[CredentialKind], kind| {
        Presented::at(kind, |asked| {
            sent.contains(&asked).then(|| format!(" {id} ").into())
        })
    };
    for (kind, alone, all) in [
        (CallKind::Ordinary, read(AppToken), Admin),
        (CallKind::Beginning, Presented::Nothing, Admin),
        (CallKind::Redemption, Presented::Nothing, Admin),
        (CallKind::Handshake, read(AppToken), AppToken),
    ] {
        assert_eq!(of(&[], kind), Presented::Nothing);
        assert_eq!(of(&[AppToken], kind), alone);
        assert_eq!(of(&[Admin, AppSecret, AppToken], kind), read(all));
        assert_eq!(of(&[Admin, AppSecret], kind), read(Admin));
    }
    let without_admin = of(&[AppSecret, AppToken], CallKind::Ordinary);
    assert_eq!(without_admin, read(AppSecret));
}

#[test]
fn what_is_absent_and_what_cannot_be_a_credential_are_told_apart() {
    let of = |text: &'static str| {
        Presented::at(CallKind::Ordinary, |kind| {
            (kind == CredentialKind::AppToken).then(|| text.to_owned().into())
        })
    };
    for absent in ["", "  ", "null", " null "] {
        assert_eq!(of(absent), Presented::Nothing, "{absent:?}");
    }
    for unreadable in ["nul", "NULL", "7C5F4410", "\u{FFFD}"] {
        assert_eq!(of(unreadable), Presented::Unreadable, "{unreadable:?}");
    }
}

#[test]
fn what_a_socket_was_opened_with_counts_where_the_call_presents_nothing() {
    let id = "7C5F4410-35A1-41AC-B8DE-295AF375B7D9";
    let parse = |kind| BrokerCredential::parse(kind, id).expect("good");
    let [token, secret] = [CredentialKind::AppToken, CredentialKind::AppSecret].map(parse);
    let or = |own: Presented, kind, held| own.or(kind, Some(held));
    let own = Presented::Credential(secret.clone());
    assert_eq!(or(own.clone(), CallKind::Ordinary, &token), own);
    let unreadable = or(Presented::Unreadable, CallKind::Ordinary, &token);
    assert_eq!(unreadable, Presented::Unreadable);
    for (kind, held, counts) in [
        (CallKind::Ordinary, &token, true),
        (CallKind::Ordinary, &secret, true),
        (CallKind::Beginning, &token, false),
        (CallKind::Beginning, &secret, true),
        (CallKind::Redemption, &token, false),
    ] {
        let expected = match counts {
            true => Presented::Credential(held.clone()),
            false => Presented::Nothing,
        };
        assert_eq!(or(Presented::Nothing, kind, held), expected);
    }
}
