//! `identify`: a name and its secret, once per connection; from then on the token.

use super::*;
use crate::kit::socket::KINDS;
use crate::metrics::Series;
use vestibule::flow::gateway::clients;
use vestibule::metrics::Exposition;

#[test]
fn a_name_and_its_secret_get_a_token_over_each_transport_of_each_generation() {
    each_client(ON, |app, secret| {
        let mut seen = Vec::new();
        for kind in KINDS {
            let bot = Bot::identifies_as(app, kind, NAME, secret);
            seen.extend([bot.ident, bot.token]);
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 8, "idents and tokens are never the same twice");
    });
}

#[test]
fn a_wrong_secret_and_an_unknown_name_get_the_same_words_and_the_connection_lives() {
    each_client(ON, |app, secret| {
        let other = app.adds_socket_client("telegram", None);
        for kind in KINDS {
            let mut socket = connects(app, kind);
            let mut idents = Vec::new();
            for payload in [
                json!({"client": NAME, "secret": "wrong"}),
                json!({"client": NAME, "secret": other}),
                json!({"client": NAME, "secret": secret.to_lowercase() + "x"}),
                json!({"client": NAME, "secret": format!("{secret}\0")}),
                json!({"client": NAME, "secret": format!(" {secret}")}),
                json!({"client": "nobody", "secret": secret}),
                json!({"client": NAME.to_uppercase(), "secret": secret}),
                json!({"client": format!("{NAME}\u{0}"), "secret": secret}),
                json!({"client": [NAME], "secret": [secret]}),
                json!({"client": "x".repeat(2_400), "secret": "y".repeat(1_200)}),
            ] {
                let ident = is_refused(&mut socket, "identify", &payload, &[WRONG_SECRET]);
                idents.push(ident);
            }
            idents.dedup();
            assert_eq!(idents.len(), 1, "the ident is the connection's own");
            let bot = Bot::identifies_on(socket, NAME, secret);
            assert_eq!(bot.ident, idents[0]);
        }
    });
}

#[test]
fn after_identifying_the_secret_is_refused_everywhere_and_the_token_stays_good() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let session = bot.shakes_hands(USER);
            for value in [json!(secret), json!(null), json!([1])] {
                let mut request = bot.request(&session, "ping");
                request["secret"] = value.clone();
                bot.is_refused("request", &request, &[SECRET_LATE]);
                let handshake = json!({"client": NAME, "token": USER, "secret": value});
                bot.is_refused("handshake", &handshake, &[SECRET_LATE]);
                let identify = json!({"client": NAME, "secret": value});
                bot.is_refused("identify", &identify, &[SECRET_LATE]);
                bot.is_refused("identify", &json!({"secret": value}), &[SECRET_LATE]);
                bot.pings(&session);
            }
        }
    });
}

#[test]
fn a_client_identifies_again_once_its_token_has_expired() {
    let settings = ON.replace("enabled = true\n", "enabled = true\ntoken_ttl = 60\n");
    each_client(&settings, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        app.advance(Duration::from_millis(59_999));
        bot.pings(&session);
        bot.is_refused("identify", &credentials(NAME, secret), &[SECRET_LATE]);
        app.advance(Duration::from_millis(1));
        identifies_again(bot, &session, secret);
    });
}

#[test]
fn a_client_identifies_again_once_its_token_was_revoked() {
    each_client(ON, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        clients::end_tokens(app.platform(), NAME, None).expect("ends");
        identifies_again(bot, &session, secret);
        let [mut one, mut other] = [(); 2].map(|()| Bot::identifies(app, NAME, secret));
        clients::end_tokens(app.platform(), NAME, Some(&one.ident)).expect("ends");
        one.is_refused("request", &one.request(&session, "ping"), &[EXPIRED]);
        other.pings(&session);
    });
}

/// A dead token opens nothing, the secret does again.
#[track_caller]
fn identifies_again(mut bot: Bot, session: &str, secret: &str) {
    bot.is_refused("request", &bot.request(session, "ping"), &[EXPIRED]);
    let handshake = json!({"client": NAME, "token": USER});
    bot.is_refused("handshake", &handshake, &[EXPIRED]);
    bot.is_refused("identify", &credentials(NAME, "wrong"), &[WRONG_SECRET]);
    bot.is_refused("request", &bot.request(session, "ping"), &[EXPIRED]);
    let mut again = Bot::identifies_on(bot.socket, NAME, secret);
    assert_eq!(again.ident, bot.ident);
    assert_ne!(again.token, bot.token);
    let mut stale = again.request(session, "ping");
    stale["auth_token"] = json!(bot.token);
    again.is_refused("request", &stale, &[TOKEN]);
    again.pings(session);
}

#[test]
fn a_dead_token_may_give_way_to_another_client() {
    each_client(STRICT, |app, secret| {
        let other = app.adds_socket_client("telegram", None);
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        clients::end_tokens(app.platform(), NAME, None).expect("ends");
        let mut again = Bot::identifies_on(bot.socket, "telegram", &other);
        again.is_refused("request", &again.request(&session, "ping"), &[SESSION_GONE]);
    });
}

#[test]
fn r117_identify_twice_gets_no_second_token() {
    each_client(ON, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        for _ in 0..20 {
            bot.is_refused("identify", &credentials(NAME, secret), &[SECRET_LATE]);
        }
        bot.is_refused("identify", &json!({"client": NAME}), &[WRONG_SECRET]);
        bot.pings(&session);
    });
}

#[test]
fn nothing_but_identify_is_served_before_it() {
    each_client(ON, |app, secret| {
        let mut known = Bot::identifies(app, NAME, secret);
        let session = known.shakes_hands(USER);
        for kind in KINDS {
            let mut socket = connects(app, kind);
            let socket = &mut socket;
            let stolen = known.request(&session, "ping");
            is_refused(socket, "request", &stolen, &[NOT_IDENTIFIED, TOKEN]);
            let handshake = json!({"client": NAME, "token": USER, "auth_token": known.token});
            is_refused(socket, "handshake", &handshake, &[NOT_IDENTIFIED]);
            let all = [NOT_IDENTIFIED, TOKEN, NO_CLIENT, NO_SESSION, NO_TEXT];
            is_refused(socket, "request", &json!({}), &all);
            is_refused(socket, "request", &json!({"secret": secret}), &all);
            let early = credentials(NAME, secret);
            is_refused(socket, "handshake", &early, &[NOT_IDENTIFIED]);
            for unknown in ["subscribe", "response", "event", "", "disconnecting"] {
                is_refused(socket, unknown, &json!({}), &[NOT_IDENTIFIED]);
            }
        }
    });
}

#[test]
fn a_new_secret_counts_at_once_and_the_old_one_no_more() {
    each_app(ON, |app| {
        let old = app.adds_socket_client(NAME, None);
        let new = clients::rotate(app.platform(), NAME)
            .expect("rotates")
            .secret;
        let mut socket = connects(app, NEWEST);
        is_turned_away(&mut socket, NAME, &old);
        Bot::identifies_on(socket, NAME, &new);
        clients::remove(app.platform(), NAME).expect("removes");
        is_turned_away(&mut connects(app, NEWEST), NAME, &new);
    });
}

#[test]
fn connections_and_what_becomes_of_identify_are_counted() {
    each_client(ON, |app, secret| {
        let says = |name: &str| {
            let text = Exposition::new(&app.platform().metrics, "0", "sqlite").text();
            Series::of(&text).of_series(&format!("vestibule_gateway_{name}"))
        };
        let mut stranger = connects(app, KINDS[0]);
        is_turned_away(&mut stranger, NAME, "wrong");
        let bot = Bot::identifies(app, NAME, secret);
        assert_eq!(says("connections"), 2.0);
        assert_eq!(says("identifies_total{outcome=\"ok\"}"), 1.0);
        assert_eq!(says("identifies_total{outcome=\"refused\"}"), 1.0);
        drop((stranger, bot));
        crate::kit::waits_for("both to be gone", || says("connections") == 0.0);
    });
}
