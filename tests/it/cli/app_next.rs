//! What `app add` tells people to do next.

use super::app::CALLBACK;
use super::place::Place;
use crate::kit::told::{says, words};

const BASE: &str = "http://127.0.0.1:8080/platform/oauth";

/// What is said of a new app, with its client ID as KEY; and its record.
fn said(place: &Place, more: &[&str]) -> (String, String) {
    let add = [&["app", "add", "--name", "Otter"], more].concat();
    let run = place.runs(&add).succeeds();
    let mut lines = run.out.lines();
    let line = lines.find(|line| line.starts_with("client ID"));
    let key = line.and_then(|line| line.split_whitespace().last());
    let key = key.expect("a client ID").to_owned();
    (run.err.replace(&key, "KEY"), run.out)
}

/// Each of these stands there, after the one before.
#[track_caller]
fn in_order(said: &str, parts: &[&str]) {
    let mut rest = said;
    for part in parts {
        let part = part.replace("BASE", BASE);
        let at = rest.find(&part);
        let at = at.unwrap_or_else(|| panic!("{part:?} is not there, or too early, in {said}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn a_desktop_program_is_led_to_a_code_and_shown_the_token_as_the_second_choice() {
    let place = Place::new();
    let (desktop, _) = said(&place, &["--kind", "desktop"]);
    in_order(
        &desktop,
        &[
            "BASE/authorize?client_id=KEY&response_type=code&display=desktop&code_challenge_method=S256\n",
            "adding &code_challenge= and the SHA-256 of a code_verifier",
            "BASE/auth_success#code=…&expires_in=600\n",
            "BASE/auth_failed#status=unauthorized&message=user+canceled\n",
            "then POST    BASE/request_token\n",
            "grant_type=authorization_code, client_id=KEY, the code and its code_verifier\n",
            "supports only this",
            "BASE/authorize?client_id=KEY&response_type=token&display=desktop\n",
            "BASE/auth_success#access_token=…&expires_in=86400\n",
            "BASE/auth_failed#status=unauthorized&message=user+canceled\n",
        ],
    );
    assert!(!desktop.contains("not answer") && !desktop.contains("client_secret"));
    let only = ["--kind", "desktop", "--response-type", "code"];
    assert!(!said(&place, &only).0.contains("response_type=token"));
    let only = ["--kind", "desktop", "--response-type", "token"];
    assert!(!said(&place, &only).0.contains("code"));
}

#[test]
fn a_server_is_led_to_a_code_and_its_secret() {
    let place = Place::new();
    let (web, record) = said(&place, CALLBACK);
    in_order(
        &web,
        &[
            "response_type=code&redirect_uri=https%3A%2F%2Fotter.example%2Fcb\n",
            "comes back   https://otter.example/cb?code=…&expires_in=600&iss=http%3A%2F%2F127.0.0.1%3A8080#\n",
            "&error=access_denied&error_description=The+user+did+not+allow+the+request&iss=http%3A%2F%2F127.0.0.1%3A8080#\n",
            "BASE/request_token\n",
            "grant_type=authorization_code, the same redirect_uri, the code, client_id and client_secret\n",
            "shown only once",
        ],
    );
    says(&record, &["client secret"]);
    assert!(!web.contains("code_challenge"), "{web}");
    let last = web.lines().next_back().expect("a line");
    says(
        last,
        &[
            "misses the user's name or e-mail",
            "app edit 1 --claims-in-id-token on",
        ],
    );
    let (browser, _) = said(&place, &[CALLBACK, &["--public"]].concat());
    in_order(
        &browser,
        &[
            "redirect_uri=https%3A%2F%2Fotter.example%2Fcb&code_challenge_method=S256\n",
            "the same redirect_uri, client_id=KEY, the code and its code_verifier\n",
            "response_type=token&redirect_uri=https%3A%2F%2Fotter.example%2Fcb\n",
            "https://otter.example/cb#access_token=…&expires_in=86400&token_type=bearer&iss=http%3A%2F%2F127.0.0.1%3A8080\n",
        ],
    );
}

#[test]
fn an_app_for_id_tokens_alone_is_told_how_to_ask_for_one() {
    let place = Place::new();
    let (alone, _) = said(
        &place,
        &[CALLBACK, &["--public", "--response-type", "id_token"]].concat(),
    );
    in_order(
        &alone,
        &[
            "response_type=id_token&redirect_uri=https%3A%2F%2Fotter.example%2Fcb&scope=openid&nonce=\n",
            "adding a nonce, new for each sign-in\n",
            "https://otter.example/cb#id_token=…&iss=http%3A%2F%2F127.0.0.1%3A8080\n",
        ],
    );
    assert!(!alone.contains("request_token"), "{alone}");
}

#[test]
fn a_machine_is_given_the_line_that_gets_a_token() {
    let place = Place::new();
    let (machine, _) = said(&place, &["--kind", "web", "--grant", "client_credentials"]);
    let line = format!("curl --user KEY --data grant_type=client_credentials {BASE}/request_token");
    assert!(machine.lines().any(|said| said == line), "{machine}");
    assert!(!machine.contains("authorize") && machine.contains("shown only once"));
    let (other, _) = said(&place, &["--kind", "web", "--grant", "password"]);
    says(&other, &["/request_token with its client ID"]);
    let plain = [CALLBACK, &["--scope", "email"]].concat();
    for said in [machine, said(&place, &plain).0] {
        assert!(!said.contains("misses"), "{said}");
    }
}

#[test]
fn a_device_is_shown_where_it_asks_and_nothing_is_sent_to_it() {
    let place = Place::new();
    let alone = words("--kind desktop --grant device_code --grant refresh_token");
    let (device, record) = said(&place, &alone);
    in_order(
        &device,
        &[
            "POST         http://127.0.0.1:8080/oauth/device_authorization\n",
            "with client_id=KEY; show the user_code and http://127.0.0.1:8080/device\n",
            "then POST    BASE/request_token, every 5 seconds\n",
            "with grant_type=urn:ietf:params:oauth:grant-type:device_code, client_id=KEY and the device_code\n",
        ],
    );
    assert!(!device.contains("authorize?"), "{device}");
    says(&record, &["device_code, refresh_token"]);
    assert!(!record.contains("response types"), "{record}");
    let public = words("--kind web --public --grant device_code");
    assert!(!said(&place, &public).0.contains("redirect URI"));
    let both = words("--kind web --grant device_code --grant client_credentials");
    let (both, _) = said(&place, &both);
    says(
        &both,
        &[
            "with client_id and client_secret; show the user_code",
            "shown only once",
        ],
    );
    let (beside, _) = said(
        &place,
        &words("--kind desktop --grant authorization_code --grant device_code"),
    );
    in_order(
        &beside,
        &["response_type=code", "/oauth/device_authorization"],
    );
}

#[test]
fn a_program_of_the_live_style_sees_its_tokens_first_as_it_will_get_them() {
    let place = Place::new();
    let live = words("--kind desktop --style geni_live --token-ttl 60");
    let (live, _) = said(&place, &live);
    in_order(
        &live,
        &[
            "Careful",
            "response_type=token&display=desktop\n",
            "/auth_success#access_token%3D…%26expires_in%3D60\n",
            "/auth_failed#status%3Dunauthorized%26message%3Duser%2Bcanceled\n",
            "can be changed",
            "response_type=code",
            "/auth_success#code=…&expires_in=600\n",
            "geni.short_paths",
        ],
    );
    let place = place.with("VESTIBULE_GENI_SHORT_PATHS", "true");
    let (live, _) = said(&place, &["--kind", "desktop", "--style", "geni_live"]);
    assert!(!live.contains("geni.short_paths"), "it is on");
}

#[test]
fn who_lets_tokens_stand_in_addresses_is_warned() {
    let place = Place::new();
    assert!(!said(&place, &["--kind", "desktop"]).0.contains("Careful"));
    for leak in ["--token-by-get", "--token-in-query"] {
        let (warned, _) = said(&place, &["--kind", "desktop", leak, "on"]);
        assert!(warned.contains("Careful"), "{leak}");
    }
}
