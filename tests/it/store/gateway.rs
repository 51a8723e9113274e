//! Rows of the socket gateway: what goes in comes out, what hangs on what, and what a write leaves alone.

use crate::kit::db::START;
use crate::kit::gateway_samples::*;
use crate::kit::samples::key;
use crate::kit::store::{commit, conflicts, each_store, empty, impossible, reads};
use std::time::Duration;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::gateway::client::{SocketClient, Source};
use vestibule::domain::gateway::token::{SocketToken, SocketTokenStanding};
use vestibule::domain::time::Timestamp;
use vestibule::store::{CommitError, Lost, Store};

#[track_caller]
fn client(store: &Store, name: &str) -> Option<SocketClient> {
    reads(store, |reader| reader.socket_client(name))
}

#[track_caller]
fn token(store: &Store, number: i64) -> Option<SocketTokenStanding> {
    reads(store, |reader| reader.socket_token(key(number)))
}

#[track_caller]
fn ended_at(store: &Store, number: i64) -> Option<Timestamp> {
    token(store, number).expect("is there").token.ended_at
}

fn second(count: u64) -> Timestamp {
    START.plus(Duration::from_secs(count))
}

/// Tokens 1 and 2 of client 1 on servers 1 and 2, token 3 of client 2 on server 1.
fn settle_tokens(store: &Store) {
    settle_gateway(store);
    let tokens = [
        socket_token(1),
        SocketToken {
            node_key: key(2),
            ..socket_token(2)
        },
        SocketToken {
            client_key: key(2),
            ..socket_token(3)
        },
    ];
    commit(store, tokens.map(Write::InsertSocketToken).into());
}

#[test]
fn socket_clients_come_back_as_they_were_and_are_found_by_their_exact_name() {
    each_store(empty, |_, store| {
        let none = store.read(|reader| reader.socket_clients());
        assert_eq!(none, Ok(Vec::new()));
        let plain = SocketClient {
            webhook_url: None,
            source: Source::File,
            generation: 7,
            ..socket_client(2, "bridge")
        };
        let both = [socket_client(1, "facebook"), plain.clone()];
        commit(store, both.map(Write::InsertSocketClient).into());
        assert_eq!(
            client(store, "facebook"),
            Some(socket_client(1, "facebook"))
        );
        assert_eq!(client(store, "bridge"), Some(plain.clone()));
        for unknown in ["Facebook", "", "face\0book"] {
            assert_eq!(client(store, unknown), None, "{unknown:?}");
        }
        let all = store.read(|reader| reader.socket_clients());
        assert_eq!(all, Ok(vec![plain, socket_client(1, "facebook")]));
        let mut generations = reads(store, |reader| reader.socket_generations());
        generations.sort_unstable();
        assert_eq!(generations, [(key(1), 1), (key(2), 7)]);
    });
}

#[test]
fn a_name_of_a_socket_client_is_taken_once() {
    each_store(settle_gateway, |_, store| {
        conflicts(
            store,
            Write::InsertSocketClient(socket_client(3, "facebook")),
        );
        let other = Write::InsertSocketClient(socket_client(3, "Facebook"));
        commit(store, vec![other]);
    });
}

#[test]
fn an_edit_of_a_socket_client_that_moved_on_is_lost() {
    each_store(settle_gateway, |_, store| {
        let edit = |number: u8| {
            let guard = Guard::SocketClientVersion {
                key: key(1),
                version: 1,
            };
            let edited = SocketClient {
                secret_mac: secret_mac(number),
                generation: 2,
                webhook_url: None,
                webhook_key_generation: 9,
                source: Source::File,
                updated_at: second(60),
                ..socket_client(1, "another")
            };
            store.commit(Change::guarded(
                guard,
                vec![Write::UpdateSocketClient(edited)],
            ))
        };
        assert_eq!(edit(4), Ok(()));
        assert_eq!(edit(5), Err(CommitError::Lost(Lost::VersionMoved)));
        let expected = SocketClient {
            secret_mac: secret_mac(4),
            generation: 2,
            webhook_url: None,
            webhook_key_generation: 9,
            source: Source::File,
            updated_at: second(60),
            version: 2,
            ..socket_client(1, "facebook")
        };
        assert_eq!(client(store, "facebook"), Some(expected));
        assert_eq!(client(store, "bridge"), Some(socket_client(2, "bridge")));
    });
}

#[test]
fn a_secret_is_renewed_only_while_it_is_the_same_secret() {
    each_store(settle_gateway, |_, store| {
        let renew = |generation, number| Write::RenewSocketSecret {
            key: key(1),
            generation,
            secret: secret_mac(number),
        };
        commit(store, vec![renew(2, 8)]);
        assert_eq!(
            client(store, "facebook"),
            Some(socket_client(1, "facebook")),
            "it was rotated meanwhile"
        );
        commit(store, vec![renew(1, 9)]);
        let expected = SocketClient {
            secret_mac: secret_mac(9),
            ..socket_client(1, "facebook")
        };
        assert_eq!(client(store, "facebook"), Some(expected));
        assert_eq!(client(store, "bridge"), Some(socket_client(2, "bridge")));
    });
}

#[test]
fn socket_tokens_come_back_with_what_they_hang_on() {
    each_store(settle_gateway, |_, store| {
        let whole = SocketToken {
            generation: 3,
            expires_at: Some(second(90)),
            ended_at: Some(second(80)),
            ..socket_token(2)
        };
        let both = [socket_token(1), whole.clone()];
        commit(store, both.map(Write::InsertSocketToken).into());
        let standing = |token| SocketTokenStanding {
            token,
            client_name: "facebook".to_owned(),
            client_generation: 1,
            renewed_at: node(1).renewed_at,
        };
        assert_eq!(token(store, 1), Some(standing(socket_token(1))));
        assert_eq!(token(store, 2), Some(standing(whole)));
        assert_eq!(token(store, 3), None);
    });
}

#[test]
fn a_token_of_an_unknown_client_or_server_is_a_conflict() {
    each_store(settle_gateway, |db, store| {
        let mut token = socket_token(1);
        token.client_key = key(3);
        conflicts(store, Write::InsertSocketToken(token));
        let mut token = socket_token(1);
        token.node_key = key(3);
        conflicts(store, Write::InsertSocketToken(token));
        assert_eq!(db.raw().count("socket_tokens"), 0);
    });
}

#[test]
fn a_socket_token_ends_once() {
    each_store(settle_tokens, |_, store| {
        let end = |seconds| Write::EndSocketToken {
            key: key(1),
            at: second(seconds),
        };
        commit(store, vec![end(5)]);
        commit(store, vec![end(6)]);
        assert_eq!(ended_at(store, 1), Some(second(5)));
        assert_eq!((ended_at(store, 2), ended_at(store, 3)), (None, None));
    });
}

#[test]
fn the_live_tokens_of_a_client_end_together_or_those_of_one_connection_alone() {
    each_store(settle_tokens, |_, store| {
        let mut same_ident = socket_token(4);
        same_ident.client_key = key(2);
        same_ident.ident = socket_token(1).ident;
        commit(store, vec![Write::InsertSocketToken(same_ident)]);
        let end = |ident: Option<String>, seconds| Write::EndSocketTokensOf {
            client_key: key(1),
            ident,
            at: second(seconds),
        };
        let ends = || [1, 2, 3, 4].map(|number| ended_at(store, number));
        commit(store, vec![end(Some("NOBODY00".to_owned()), 4)]);
        assert_eq!(ends(), [None; 4]);
        commit(store, vec![end(Some(socket_token(1).ident), 5)]);
        assert_eq!(ends(), [Some(second(5)), None, None, None]);
        commit(store, vec![end(None, 6)]);
        assert_eq!(ends(), [Some(second(5)), Some(second(6)), None, None]);
    });
}

#[test]
fn a_server_renews_itself_and_comes_back_where_it_was_swept() {
    each_store(settle_tokens, |db, store| {
        let renew = |number, seconds| Write::RenewGatewayNode {
            key: key(number),
            at: second(seconds),
        };
        commit(store, vec![renew(1, 20)]);
        let renewed = |number| token(store, number).expect("is there").renewed_at;
        assert_eq!(renewed(1), second(20));
        assert_eq!(renewed(2), node(2).renewed_at);
        let line = |number: i64| {
            let row = "SELECT renewed_at || ' ' || created_at AS line FROM gateway_nodes";
            db.raw().lines(&format!("{row} WHERE key = {number}"))
        };
        let as_line = |at: Timestamp, created: Timestamp| {
            vec![format!("{} {}", at.millis(), created.millis())]
        };
        assert_eq!(line(1), as_line(second(20), START));
        assert_eq!(line(3), Vec::<String>::new());
        commit(store, vec![renew(3, 30)]);
        assert_eq!(line(3), as_line(second(30), second(30)));
    });
}

#[test]
fn a_server_that_stops_ends_its_live_tokens_and_those_of_others_go_on() {
    each_store(settle_tokens, |db, store| {
        let before = Write::EndSocketToken {
            key: key(3),
            at: second(5),
        };
        let stop = Write::EndGatewayNode {
            key: key(1),
            at: second(6),
        };
        commit(store, vec![before]);
        commit(store, vec![stop]);
        let ends = [1, 2, 3].map(|number| ended_at(store, number));
        assert_eq!(ends, [Some(second(6)), None, Some(second(5))]);
        assert_eq!(db.raw().count("gateway_nodes"), 2);
        assert_eq!(
            token(store, 1).expect("is there").renewed_at,
            node(1).renewed_at
        );
    });
}

#[test]
fn a_socket_client_goes_with_its_tokens_and_sessions_and_others_stay() {
    each_store(settle_tokens, |db, store| {
        let mut elsewhere = socket_session(2);
        elsewhere.client_key = key(2);
        let both = [socket_session(1), elsewhere];
        commit(store, both.map(Write::InsertSocketSession).into());
        commit(store, vec![Write::RemoveSocketClient(key(1))]);
        assert_eq!(client(store, "facebook"), None);
        let left = |number| token(store, number).map(|found| found.token.key);
        assert_eq!([1, 2, 3].map(left), [None, None, Some(key(3))]);
        assert_eq!(db.raw().count("socket_sessions"), 1);
        assert_eq!(db.raw().count("gateway_nodes"), 2);
    });
}

#[test]
fn a_socket_client_from_nowhere_is_named_as_an_impossible_row() {
    each_store(settle_gateway, |db, store| {
        db.raw()
            .run("UPDATE socket_clients SET source = 'moon' WHERE key = 1");
        let named = impossible("socket_clients", "source", "1");
        let found = store.read(|reader| reader.socket_client("facebook"));
        assert_eq!(found, Err(named.clone()));
        let all = store.read(|reader| reader.socket_clients());
        assert_eq!(all, Err(named));
        assert_eq!(client(store, "bridge"), Some(socket_client(2, "bridge")));
    });
}
