//! The socket gateway's rules: every combination of what may be sent in every state of a connection, against
//! what the contract says.

mod kept;
mod said;

use super::sample::{NOW, key};
use serde_json::{Map, Value, json};
use vestibule::domain::gateway::answer::{Fault, refused};
use vestibule::domain::gateway::client::{SecretMac, SocketClient, Source};
use vestibule::domain::gateway::handshake::{self, Strictness};
use vestibule::domain::gateway::identify::{self, TokenPlace};
use vestibule::domain::gateway::request::{self, SessionSeen, UnknownSession};
use vestibule::domain::gateway::sent::Sent;
use vestibule::domain::gateway::session::{SocketSession, UserMac};
use vestibule::domain::gateway::token::SocketTokenStanding;
use vestibule::domain::gateway::{Identified, Liveness, Stage};
use vestibule::domain::server_key::ServerKey;

const NAME: &str = "facebook";
const SECRET: &str = "0123456789abcdef";
const IDENT: &str = "AB12CD34";
const SESSION: &str = "s3ssi0ns3ssi0n16";
const USER: &str = "ada@example.org";

/// What stands in a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    Right,
    Wrong,
    Empty,
    Missing,
    Null,
    Number,
}

use Given::{Empty, Missing, Null, Number, Right, Wrong};

const ALL: [Given; 6] = [Right, Wrong, Empty, Missing, Null, Number];
/// Of a secret it matters only whether there is one.
const SECRETS: [Given; 3] = [Missing, Null, Right];

impl Given {
    fn is_text(self) -> bool {
        matches!(self, Right | Wrong)
    }

    fn is_sent(self) -> bool {
        self != Missing
    }

    fn put(self, into: &mut Map<String, Value>, name: &str, right: &str) {
        let value = match self {
            Missing => return,
            Right => json!(right),
            Wrong => json!(format!("not {right}")),
            Empty => json!(""),
            Null => Value::Null,
            Number => json!(7),
        };
        into.insert(name.to_owned(), value);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Live,
    Dead,
}

const STATES: [State; 3] = [State::Fresh, State::Live, State::Dead];

fn server_key() -> ServerKey {
    ServerKey::make(&mut rand::rng())
}

fn client(key_of_server: &ServerKey) -> SocketClient {
    SocketClient {
        key: key(7),
        name: NAME.to_owned(),
        secret_mac: SecretMac::of(key_of_server, NAME, SECRET),
        generation: 3,
        webhook_url: None,
        webhook_key_generation: 1,
        source: Source::CommandLine,
        created_at: NOW,
        updated_at: NOW,
        version: 1,
    }
}

/// A connection that has identified, and its token in the clear.
struct Connection {
    who: Identified,
    token: String,
}

impl Connection {
    fn new() -> Self {
        let client = client(&server_key());
        let place = TokenPlace {
            ident: IDENT,
            node_key: key(1),
            ttl: None,
        };
        let (plain, token) = identify::issue(&client, &place, key(9), NOW, &mut rand::rng());
        let who = Identified {
            client_name: client.name,
            token: SocketTokenStanding {
                token,
                client_name: NAME.to_owned(),
                client_generation: 3,
                renewed_at: NOW,
            },
            liveness: Liveness::Live,
        };
        let token = plain.reveal().to_owned();
        Self { who, token }
    }

    fn stage(&mut self, state: State) -> Stage<'_> {
        self.who.liveness = match state {
            State::Live => Liveness::Live,
            _ => Liveness::Dead,
        };
        match state {
            State::Fresh => Stage::Fresh,
            _ => Stage::Identified(&self.who),
        }
    }
}

/// As the client reads it.
fn text(faults: &[Fault]) -> String {
    let said = refused("request", IDENT, faults);
    said.message["message"].as_str().expect("text").to_owned()
}

/// The texts whose conditions hold, in this order.
fn expected(list: &[(bool, &str)]) -> String {
    let told = list.iter().filter(|(holds, _)| *holds);
    told.map(|(_, text)| *text).collect::<Vec<_>>().join(", ")
}

const NO_SECRET: &str = "Client secret is not accepted after identifying";

#[test]
fn identify_takes_the_right_pair_alone_and_no_secret_while_a_token_lives() {
    let server_key = server_key();
    let mut connection = Connection::new();
    let mut good = 0;
    for state in STATES {
        for (name, secret) in ALL.into_iter().flat_map(|one| ALL.map(|two| (one, two))) {
            let mut sent = Map::new();
            name.put(&mut sent, "client", NAME);
            secret.put(&mut sent, "secret", SECRET);
            let sent = Value::Object(sent);
            let found = (name == Right).then(|| client(&server_key));
            let outcome = identify::claim(connection.stage(state), Sent(&sent))
                .and_then(|claim| claim.verify(&server_key, found));
            let told = outcome.as_ref().err().map(|fault| fault.text());
            let hoped = match (state, name, secret) {
                (State::Live, _, secret) if secret.is_sent() => Some(NO_SECRET),
                (State::Fresh | State::Dead, Right, Right) => None,
                _ => Some("Client secret is not correct"),
            };
            assert_eq!(told, hoped, "{state:?} {sent}");
            good += usize::from(outcome.is_ok_and(|client| client.name == NAME));
        }
    }
    assert_eq!(good, 2);
}

#[test]
fn a_right_secret_of_another_name_is_a_wrong_one() {
    let server_key = server_key();
    let sent = json!({"client": "telegram", "secret": SECRET});
    let claim = identify::claim(Stage::Fresh, Sent(&sent)).expect("a claim");
    let other = SocketClient {
        name: "telegram".to_owned(),
        ..client(&server_key)
    };
    assert_eq!(
        claim.verify(&server_key, Some(other)),
        Err(Fault::WrongSecret)
    );
    assert_eq!(claim.verify(&server_key, None), Err(Fault::WrongSecret));
}

#[test]
fn a_handshake_is_for_who_identified_and_names_a_user() {
    let mut connection = Connection::new();
    let token = connection.token.clone();
    let pairs = ALL.into_iter().flat_map(|one| ALL.map(|two| (one, two)));
    let members = pairs.flat_map(|(one, two)| ALL.map(|three| (one, two, three)));
    let mut good = 0;
    let modes = [Strictness::Lenient, Strictness::Strict];
    for (auth_token, user, name) in members {
        for secret in SECRETS {
            let mut sent = Map::new();
            name.put(&mut sent, "client", NAME);
            auth_token.put(&mut sent, "auth_token", &token);
            user.put(&mut sent, "token", USER);
            secret.put(&mut sent, "secret", SECRET);
            let sent = Value::Object(sent);
            for (state, mode) in STATES
                .into_iter()
                .flat_map(|one| modes.map(|two| (one, two)))
            {
                let outcome = handshake::judge(connection.stage(state), Sent(&sent), mode);
                let checked = auth_token.is_sent() || mode == Strictness::Strict;
                let hoped = match state {
                    State::Fresh => "Client not identified with secret".to_owned(),
                    State::Live if secret.is_sent() => NO_SECRET.to_owned(),
                    _ => expected(&[
                        (checked && auth_token != Right, "Client token is not valid"),
                        (!user.is_text(), "User token is not valid"),
                        (name.is_sent() && name != Right, "Client does not match"),
                        (state == State::Dead, "Client token has expired"),
                    ]),
                };
                good += usize::from(outcome.is_ok());
                match outcome {
                    Ok((_, named)) => {
                        assert_eq!(hoped, "", "{state:?} {mode:?} {sent}");
                        assert_eq!(Some(named), sent["token"].as_str());
                    }
                    Err(faults) => assert_eq!(text(&faults), hoped, "{state:?} {mode:?} {sent}"),
                }
            }
        }
    }
    // Two user tokens; the name right or left out; the auth token right, or left out where that is allowed.
    assert_eq!(good, 2 * 2 * (2 + 1));
}

/// The type member as JSON, and which type that is.
fn types() -> Vec<(Option<Value>, Option<&'static str>)> {
    let known = ["message", "intent", "event", "ping"];
    let unknown = ["", "Message", "join"].map(|word| json!(word));
    let shapes = [Value::Null, json!(7), json!(["ping"]), json!({})];
    let none = unknown
        .into_iter()
        .chain(shapes)
        .map(|value| (Some(value), None));
    let known = known.map(|word| (Some(json!(word)), Some(word)));
    let left_out = (None, Some("message"));
    known.into_iter().chain(none).chain([left_out]).collect()
}

/// What is sent, and what it is made of: name, auth token, session id, text.
fn requests(token: &str) -> Vec<([Given; 4], Map<String, Value>)> {
    let pairs = ALL.into_iter().flat_map(|one| ALL.map(|two| [one, two]));
    let pairs: Vec<[Given; 2]> = pairs.collect();
    let all = pairs.iter().flat_map(|&[name, auth_token]| {
        pairs
            .iter()
            .map(move |&[session, text]| [name, auth_token, session, text])
    });
    all.map(|parts| {
        let mut sent = Map::new();
        let rights = [
            ("client", NAME),
            ("auth_token", token),
            ("session_id", SESSION),
        ];
        for (given, (member, right)) in parts.iter().zip(rights) {
            given.put(&mut sent, member, right);
        }
        parts[3].put(&mut sent, "text", "hello");
        (parts, sent)
    })
    .collect()
}

/// The refusals of a request that need no store, as the contract orders them.
fn unread(state: State, parts: [Given; 4], kind: Option<&str>) -> String {
    let [name, auth_token, session, said] = parts;
    let is_fresh = state == State::Fresh;
    let lacks_text = match kind {
        Some("message") => !said.is_text(),
        _ => matches!(said, Null | Number),
    };
    expected(&[
        (is_fresh, "Client not identified with secret"),
        (is_fresh || auth_token != Right, "Client token is not valid"),
        (!name.is_text(), "Client not defined"),
        (!session.is_text(), "User session id not defined"),
        (lacks_text, "Text not defined"),
        (kind.is_none(), "Type not supported"),
    ])
}

#[test]
fn a_request_is_refused_with_all_that_is_wrong_with_it_in_the_order_of_the_contract() {
    let mut connection = Connection::new();
    let mut good = 0;
    for (parts, members) in requests(&connection.token.clone()) {
        for (kind, meant) in types() {
            let mut members = members.clone();
            members.extend(kind.map(|kind| ("type".to_owned(), kind)));
            let sent = Value::Object(members);
            for state in STATES {
                let hoped = unread(state, parts, meant);
                let stage = connection.stage(state);
                let whole = match request::read(stage, Sent(&sent)) {
                    Ok(whole) => whole,
                    Err(faults) => {
                        assert_eq!(text(&faults), hoped, "{state:?} {sent}");
                        continue;
                    }
                };
                assert_eq!(hoped, "", "{state:?} {sent}");
                assert_eq!(Some(whole.kind.word()), meant);
                assert_eq!(Some(whole.session_id), sent["session_id"].as_str());
                for (seen, missing) in [
                    (SessionSeen::There, false),
                    (SessionSeen::ByUserToken, false),
                    (SessionSeen::Missing, true),
                ] {
                    let faults = whole.judge(stage, Sent(&sent), seen);
                    let hoped = expected(&[
                        (parts[0] == Wrong, "Client does not match"),
                        (state == State::Dead, "Client token has expired"),
                        (missing, "User session does not exist"),
                    ]);
                    assert_eq!(text(&faults), hoped, "{state:?} {sent}");
                    good += usize::from(faults.is_empty());
                }
            }
        }
    }
    // Two session ids, each there or a user's token; a text or not: 2 for the two ways to ask for a message, 4 for the
    // three other types.
    assert_eq!(good, 2 * 2 * (2 * 2 + 3 * 4));
}

#[test]
fn a_session_id_that_is_none_of_the_clients_is_a_users_token_unless_that_is_refused() {
    let server_key = server_key();
    let user = UserMac::of(&server_key, key(7), USER);
    let own = SocketSession::make(key(3), key(7), user, NOW, &mut rand::rng());
    for (own, unknown, seen) in [
        (Some(&own), UnknownSession::UserToken, SessionSeen::There),
        (Some(&own), UnknownSession::Refused, SessionSeen::There),
        (None, UnknownSession::UserToken, SessionSeen::ByUserToken),
        (None, UnknownSession::Refused, SessionSeen::Missing),
    ] {
        assert_eq!(SessionSeen::of(own, unknown), seen, "{unknown:?}");
    }
}

#[test]
fn a_secret_in_a_request_is_refused_alone_while_the_token_lives_and_is_nothing_otherwise() {
    let mut connection = Connection::new();
    for (parts, mut sent) in requests(&connection.token.clone()) {
        for secret in [Null, Empty, Number, Right] {
            secret.put(&mut sent, "secret", SECRET);
            let sent = Value::Object(sent.clone());
            for state in STATES {
                let outcome = request::read(connection.stage(state), Sent(&sent));
                let told = outcome
                    .err()
                    .map_or_else(String::new, |faults| text(&faults));
                let hoped = match state {
                    State::Live => NO_SECRET.to_owned(),
                    _ => unread(state, parts, Some("message")),
                };
                assert_eq!(told, hoped, "{state:?} {sent}");
            }
        }
    }
}

#[test]
fn what_is_no_object_holds_nothing() {
    let mut connection = Connection::new();
    let token = json!(connection.token.clone());
    for sent in [Value::Null, json!([token]), json!(7), token, json!(true)] {
        let sent = Sent(&sent);
        let claim = identify::claim(Stage::Fresh, sent).err();
        assert_eq!(claim, Some(Fault::WrongSecret));
        let stage = connection.stage(State::Live);
        let outcome = handshake::judge(stage, sent, Strictness::Lenient).err();
        assert_eq!(outcome, Some(vec![Fault::UserTokenNotValid]));
        let faults = request::read(stage, sent).err().expect("a refusal");
        assert_eq!(
            text(&faults),
            "Client token is not valid, Client not defined, User session id not defined, Text not defined"
        );
    }
}
