//! What the machine can do, in a process of its own, with as many workers as actix-web takes by itself, which
//! is what the platform does too. Four servers, the second with two pages, the others in `bare_read` and `bare_sign`:
//!
//! - one constant answer: the most that any row can reach;
//! - one fresh token, made, written down through the store's writer and awaited, then told: the least that a
//!   request which remembers something can cost. It has the platform's own HTTP server, row and group commit, and
//!   none of its work: no body to read, nobody to authenticate, nothing to load, no rule, no log line. So the
//!   ratio to it says what the platform adds to the write. What the write itself costs shows in the ratio of
//!   this row to the constant answer.
//! - the same with the row of a one-time token of the broker API, whose key is a random hash and not the next
//!   number: each insert lands on another leaf of the index. It is what `POST /v1/tokens` is compared with.

use super::bare_read::{self, Rows};
use super::bare_sign::{self, Signer};
use super::kit::server::free_port;
use actix_web::{App, HttpResponse, HttpServer, http::header, web};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use vestibule::domain::broker::endpoint_token::EndpointToken;
use vestibule::domain::broker::id::{UuidToken, UuidTokenKind, make_uuid};
use vestibule::domain::broker::standing::{EndpointId, RoleOf};
use vestibule::domain::change::{Change, Write};
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::access::{AccessToken, IssuedFor};
use vestibule::domain::oauth::scope::Scopes;
use vestibule::domain::openid::resource::Audience;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::flow::Clock;
use vestibule::store::{CommitError, OpenOptions, Store};

pub const FLAG: &str = "--bare";
/// Where the second server inserts with a random key; everywhere else with the next number.
pub const RANDOM_KEY: &str = "/random_key";

/// As long as the platform's own answer.
const LOCATION: &str = "http://127.0.0.1:8080/platform/oauth/auth_success\
                        #access_token=0123456789012345678901234567890123456789&expires_in=86400";
/// The rows that are read are written first, and the key that signs is made.
const START_PATIENCE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// After the address of a database: it is to be read from.
const READS: &str = "reads";
/// In place of one: nothing is kept.
const SIGNS: &str = "signs";

#[derive(Clone)]
enum Served {
    Constant,
    Inserts(web::Data<Store>),
    Reads(web::Data<Rows>),
    Signs(web::Data<Signer>),
}

impl Served {
    fn named(more: &[String]) -> Self {
        match more {
            [] => Self::Constant,
            [signs] if signs == SIGNS => Self::Signs(web::Data::new(Signer::make())),
            [url] => Self::Inserts(web::Data::new(open(url))),
            [url, reads] if reads == READS => Self::Reads(web::Data::new(Rows::fill(url))),
            more => panic!("no bare server: {more:?}"),
        }
    }
}

/// The child's part: serves the constant answer, or signs, or inserts into this database, or reads from it.
pub fn serve(port: u16, more: &[String]) {
    let served = Served::named(more);
    let server = HttpServer::new(move || match &served {
        Served::Constant => App::new().default_service(web::to(redirect)),
        Served::Inserts(store) => App::new()
            .app_data(store.clone())
            .route(RANDOM_KEY, web::get().to(insert_random))
            .default_service(web::to(insert)),
        Served::Reads(rows) => App::new()
            .app_data(rows.clone())
            .route("/{number}", web::get().to(bare_read::read)),
        Served::Signs(signer) => App::new()
            .app_data(signer.clone())
            .default_service(web::to(bare_sign::sign)),
    });
    let bound = server.bind(("127.0.0.1", port)).expect("a free port");
    let ended = actix_web::rt::System::new().block_on(bound.run());
    ended.expect("the bare server runs");
}

async fn redirect() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, LOCATION))
        .finish()
}

async fn insert(store: web::Data<Store>) -> HttpResponse {
    match remember(&store).await {
        Ok(token) => HttpResponse::Ok()
            .content_type("application/json")
            .body(format!(r#"{{"access_token":"{}"}}"#, token.reveal())),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}

async fn remember(store: &Store) -> Result<PlainToken, CommitError> {
    let now = Clock::System.now();
    let token = PlainToken::make(store.next_key(now), &mut rand::rng());
    let kept = AccessToken {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Access),
        app_id: AppId(1),
        app_epoch: Epoch::FIRST,
        issued_for: IssuedFor::App,
        scopes: Scopes::parse("basic email").expect("scopes"),
        audience: Audience::default(),
        authentication: None,
        expires_at: now.plus(DAY),
        revoked_at: None,
        created_at: now,
    };
    let change = Change::writes(vec![Write::InsertAccessToken(kept)]);
    store.submit(change).await.map(|()| token)
}

async fn insert_random(store: web::Data<Store>) -> HttpResponse {
    match remember_random(&store).await {
        Ok(token) => HttpResponse::Ok()
            .content_type("application/json")
            .body(format!(r#"{{"tokenId":"{}"}}"#, token.reveal())),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}

async fn remember_random(store: &Store) -> Result<UuidToken, CommitError> {
    let now = Clock::System.now();
    let token = UuidToken::make(&mut rand::rng());
    let kept = EndpointToken {
        secret_hash: token.hash(UuidTokenKind::Endpoint),
        app_id: AppId(1),
        epoch: Epoch::FIRST,
        endpoint_id: EndpointId::parse("ada@example.org").expect("an endpoint id"),
        role: RoleOf::Role(make_uuid(&mut rand::rng())),
        expires_at: now.plus(DAY),
        redeem_until: now.plus(DAY),
        redeemed_at: None,
        created_at: now,
    };
    let change = Change::writes(vec![Write::InsertEndpointToken(kept)]);
    store.submit(change).await.map(|()| token)
}

fn open(database_url: &str) -> Store {
    let options = OpenOptions {
        database_url: database_url.to_owned(),
        readers: 1,
        patience: Duration::from_secs(2),
        key_fingerprint: "of no key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: Clock::System.now(),
    };
    Store::open(&options).expect("an empty database")
}

/// A running bare server; dropped, it is killed.
pub struct Bare {
    child: Child,
    pub address: String,
}

impl Bare {
    pub fn redirects() -> Self {
        Self::start(&[])
    }

    /// The database must be empty, and nobody else's.
    pub fn inserts(database_url: &str) -> Self {
        Self::start(&[database_url])
    }

    /// The same; it is filled first.
    pub fn reads(database_url: &str) -> Self {
        Self::start(&[database_url, READS])
    }

    pub fn signs() -> Self {
        Self::start(&[SIGNS])
    }

    fn start(more: &[&str]) -> Self {
        let port = free_port();
        let program = std::env::current_exe().expect("this program");
        let child = Command::new(program)
            .args([FLAG, &port.to_string()])
            .args(more)
            .spawn()
            .expect("this program again");
        let bare = Self {
            child,
            address: format!("127.0.0.1:{port}"),
        };
        let deadline = Instant::now() + START_PATIENCE;
        while TcpStream::connect(&bare.address).is_err() {
            assert!(Instant::now() < deadline, "the bare server does not start");
            std::thread::sleep(Duration::from_millis(5));
        }
        bare
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_waited = self.child.wait();
    }
}
