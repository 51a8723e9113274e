//! The two codes of a device: how they are written, and what each life stage of a request gives.

use crate::kit::samples::{app, hash, key, scopes};
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::{App, AppState, GrantType};
use vestibule::domain::openid::device::{
    Decision, DeviceCode, DeviceFault, UserCode, choose_scopes,
};
use vestibule::domain::openid::resource::Audience;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::Timestamp;

const LETTERS: &str = "BCDFGHJKLMNPQRSTVWXZ";

#[test]
fn user_codes_are_eight_of_twenty_letters_each_as_likely() {
    let mut counts = [0_u32; 26];
    for _ in 0..2_500 {
        let code = UserCode::make(&mut rand::rng()).to_string();
        assert_eq!((code.len(), code.find('-')), (9, Some(4)));
        for letter in code.bytes().filter(|byte| *byte != b'-') {
            counts[usize::from(letter - b'A')] += 1;
        }
    }
    for (letter, count) in ('A'..='Z').zip(counts) {
        let is_one = LETTERS.contains(letter);
        // A thousand on average; further away than six standard deviations is no chance.
        assert!(
            if is_one {
                (820..1180).contains(&count)
            } else {
                count == 0
            },
            "{letter} {count}"
        );
    }
}

#[test]
fn a_user_code_is_read_however_it_is_typed_and_nothing_else_is_one() {
    let code = UserCode::parse("WDJB-MJHT").expect("a code");
    for typed in [
        "wdjbmjht",
        " WDJB MJHT ",
        "w-d-j-b-m-j-h-t",
        "WDJB\u{2013}MJHT",
        "\u{a0}wdjb.mjht\n",
    ] {
        assert_eq!(UserCode::parse(typed).as_ref(), Some(&code), "{typed}");
    }
    assert_eq!(code.to_string(), "WDJB-MJHT");
    let long = format!("WDJB{}MJHT", "-".repeat(64));
    for typed in [
        "",
        "-",
        "WDJB-MJH",
        "WDJB-MJHTT",
        "WDJA-MJHT",
        "WDJ8-MJHT",
        "WDJB-MJHŤ",
        "ＷDJB-MJHT",
        &long,
    ] {
        assert_eq!(UserCode::parse(typed), None, "{typed}");
    }
}

#[test]
fn what_is_kept_of_a_user_code_hangs_on_the_server_key() {
    let [one, other] = [(); 2].map(|()| ServerKey::make(&mut rand::rng()));
    let code = UserCode::make(&mut rand::rng());
    assert_eq!(code.mac(&one), code.mac(&one));
    assert_ne!(code.mac(&one), code.mac(&other));
    let rotated = other.clone().accepting([one.clone()]);
    assert_eq!(code.accepted_macs(&rotated), [code.mac(&one)]);
    let others = UserCode::make(&mut rand::rng());
    assert_ne!(others.mac(&one), code.mac(&one));
}

fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn asked() -> DeviceCode {
    let server_key = ServerKey::make(&mut rand::rng());
    DeviceCode {
        key: key(5),
        secret_hash: hash("device"),
        user_code_mac: UserCode::make(&mut rand::rng()).mac(&server_key),
        app_id: AppId(7),
        app_epoch: Epoch::FIRST,
        scopes: scopes("basic email"),
        scopes_changed: false,
        audience: Audience::default(),
        decision: None,
        user_key: None,
        grant_key: None,
        expires_at: moment(100),
        redeemed_at: None,
        created_at: moment(0),
    }
}

fn television() -> App {
    App {
        state: AppState::Active,
        epoch: Epoch::FIRST,
        grants: vec![GrantType::DeviceCode],
        scopes: scopes("basic email offline_access"),
        ..app(7, "Television")
    }
}

#[test]
fn each_stage_of_a_request_has_its_answer() {
    let decided = |decision, grant: Option<i64>| DeviceCode {
        decision: Some(decision),
        user_key: Some(key(1)),
        grant_key: grant.map(key),
        ..asked()
    };
    let allowed = || decided(Decision::Allowed, Some(9));
    let redeemed = DeviceCode {
        redeemed_at: Some(moment(3)),
        ..allowed()
    };
    let older = DeviceCode {
        app_epoch: Epoch::from_number(0),
        ..allowed()
    };
    let judge = |code: &DeviceCode, at| code.judge(&hash("device"), &television(), moment(at));
    for (code, before, after) in [
        (
            asked(),
            Err(DeviceFault::Undecided),
            Err(DeviceFault::Expired),
        ),
        (allowed(), Ok(key(9)), Err(DeviceFault::Expired)),
        (
            decided(Decision::Denied, None),
            Err(DeviceFault::Denied),
            Err(DeviceFault::Denied),
        ),
        (
            redeemed,
            Err(DeviceFault::Invalid),
            Err(DeviceFault::Invalid),
        ),
        (older, Err(DeviceFault::Invalid), Err(DeviceFault::Invalid)),
    ] {
        assert_eq!(judge(&code, 99), before, "{code:?}");
        assert_eq!(judge(&code, 100), after, "{code:?}");
        let wrong = code.judge(&hash("other"), &television(), moment(1));
        assert_eq!(wrong, Err(DeviceFault::Invalid));
        let others = app(8, "Other");
        let foreign = code.judge(&hash("device"), &others, moment(1));
        assert_eq!(foreign, Err(DeviceFault::Invalid));
    }
}

#[test]
fn a_request_is_open_until_it_is_decided_and_while_its_app_may_ask() {
    let open = |code: &DeviceCode, app: &App| code.open_for(app, key(1), moment(99));
    assert_eq!(open(&asked(), &television()), Some(scopes("basic email")));
    let fewer = App {
        scopes: scopes("email"),
        ..television()
    };
    assert_eq!(open(&asked(), &fewer), Some(scopes("email")));
    assert_eq!(asked().open_for(&television(), key(1), moment(100)), None);
    let mut waits = App {
        state: AppState::Waiting,
        ..television()
    };
    assert_eq!(open(&asked(), &waits), None);
    waits.ownership.owner = Some(key(1));
    assert_eq!(open(&asked(), &waits), Some(scopes("basic email")));
    assert_eq!(asked().open_for(&waits, key(2), moment(99)), None);
    let denied = DeviceCode {
        decision: Some(Decision::Denied),
        ..asked()
    };
    assert_eq!(open(&denied, &television()), None);
    let closed = [
        App {
            state: AppState::Disabled,
            ..television()
        },
        App {
            epoch: Epoch::FIRST.next(),
            ..television()
        },
        App {
            grants: vec![],
            ..television()
        },
        App {
            scopes: scopes("tree"),
            ..television()
        },
        App {
            id: AppId(8),
            ..television()
        },
    ];
    for app in closed {
        assert_eq!(open(&asked(), &app), None, "{app:?}");
    }
}

#[test]
fn access_while_somebody_is_away_takes_a_refresh_token() {
    let by_name = ["offline_access".to_owned()];
    let choose = |app: &App, sent| {
        let chosen = choose_scopes(app, Some(sent), &by_name).ok();
        chosen.map(|(scopes, changed)| (scopes.to_string(), changed))
    };
    let plain = television();
    let lasting = App {
        grants: vec![GrantType::DeviceCode, GrantType::RefreshToken],
        ..television()
    };
    let told = |text: &str, changed| Some((text.to_owned(), changed));
    let both = "basic offline_access";
    assert_eq!(choose(&lasting, both), told(both, false));
    assert_eq!(choose(&plain, both), told("basic", true));
    assert_eq!(choose(&plain, "offline_access"), None);
    assert_eq!(choose(&plain, ""), told("basic email", false));
}
