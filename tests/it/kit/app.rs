//! The whole server inside the test, on a port of its own, with a clock that moves only by `advance`.

use super::http::{HttpClient, Response};
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use vestibule::app;
use vestibule::domain::account::user::User;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::Timestamp;
use vestibule::flow::apps::{self, IssuedApp, KnownCredentials};
use vestibule::flow::gateway::clients;
use vestibule::flow::users::{self, NewUser, Role};
use vestibule::flow::{Clock, Platform};
use vestibule::gateway;
use vestibule::settings::{Inputs, Settings};
use vestibule::web::{Edge, SocketTimes};

pub const PASSWORD: &str = "otter-lamp-river-42";
pub const AUTHORIZE: &str = "/platform/oauth/authorize";
/// 2027-01-15T08:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

pub struct TestApp {
    /// `host:port`
    pub address: String,
    edge: Data<Edge>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    /// Where the settings turn it on.
    gateway: Option<(SocketAddr, gateway::Running)>,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// `settings` are lines of the settings file, beside those that name addresses and folder.
    #[track_caller]
    pub fn start(database_url: &str, settings: &str) -> Self {
        Self::start_with(database_url, settings, gateway::Options::default())
    }

    /// The same with other times for the socket gateway.
    #[track_caller]
    pub fn start_with(database_url: &str, settings: &str, options: gateway::Options) -> Self {
        Self::start_as(database_url, settings, options, SocketTimes::default())
    }

    /// The same with other times for the sockets of the broker API.
    #[track_caller]
    pub fn start_with_times(database_url: &str, settings: &str, times: SocketTimes) -> Self {
        Self::start_as(database_url, settings, gateway::Options::default(), times)
    }

    #[track_caller]
    fn start_as(
        database_url: &str,
        settings: &str,
        options: gateway::Options,
        times: SocketTimes,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let data = folder.path().join("data");
        let file = folder.path().join("settings.toml");
        let public_url = public_url(&address, settings);
        let sockets = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = sockets.local_addr().expect("an address");
        let settings = settings.replace("[gateway]\n", &format!("[gateway]\nlisten = \"{at}\"\n"));
        // Of an address that the test names otherwise.
        let port = address.rsplit(':').next().unwrap_or_default();
        let settings = settings.replace("{port}", port);
        let text = format!(
            "listen = \"{address}\"\ndata_dir = {data:?}\ndatabase_url = {database_url:?}\n\
             {public_url}{settings}\n"
        );
        std::fs::write(&file, text).expect("the settings file");
        let inputs = Inputs {
            config: Some(file),
            ..Inputs::default()
        };
        let settings = Settings::load(&inputs).expect("good settings");
        let mut platform = app::open_platform(&settings).expect("the store opens");
        platform.clock = Clock::manual(START);
        let edge = Data::new(Edge {
            socket_times: times,
            ..app::edge(platform, &settings, None)
        });
        let gateway = settings.gateway.as_ref().map(|_| {
            let running = app::start_gateway(&edge, sockets, options);
            (at, running.expect("the gateway starts"))
        });
        let (handle, thread) = run(edge.clone(), listener);
        Self {
            address,
            edge,
            handle,
            thread: Some(thread),
            gateway,
            _folder: folder,
        }
    }

    pub fn edge(&self) -> &Data<Edge> {
        &self.edge
    }

    pub fn platform(&self) -> &Platform {
        &self.edge.platform
    }

    pub fn now(&self) -> Timestamp {
        self.platform().clock.now()
    }

    pub fn advance(&self, span: Duration) {
        self.platform().clock.advance(span);
    }

    /// `host:port` of the socket gateway.
    #[track_caller]
    pub fn gateway(&self) -> String {
        let (address, _) = self.gateway.as_ref().expect("it is on");
        address.to_string()
    }

    /// Its secret.
    #[track_caller]
    pub fn adds_socket_client(&self, name: &str, webhook_url: Option<&str>) -> String {
        let issued = clients::add(self.platform(), name, webhook_url);
        issued.expect("the client is added").secret.to_string()
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody with an empty cookie jar.
    pub fn stranger(&self) -> HttpClient {
        HttpClient::new(&self.address)
    }

    #[track_caller]
    pub fn adds_user(&self, name: &str, email: Option<&str>) -> User {
        let new = NewUser {
            name,
            email,
            email_verified: false,
            display_name: None,
            locale: None,
            role: Role::Person,
        };
        let draft = users::draft(self.platform(), new).expect("a good user");
        let user = users::add(self.platform(), &draft, PASSWORD).expect("the user is added");
        self.advance(Duration::from_millis(1));
        user
    }

    #[track_caller]
    pub fn adds_app(&self, wishes: Wishes) -> IssuedApp {
        let wishes = Wishes {
            name: wishes.name.clone().or_else(|| Some("Sample".to_owned())),
            ..wishes
        };
        let issued = apps::add(self.platform(), &wishes, &KnownCredentials::default());
        self.advance(Duration::from_millis(1));
        issued.expect("the app is registered")
    }

    /// A desktop program's own registration, and the path that it opens.
    #[track_caller]
    pub fn adds_desktop_app(&self) -> (IssuedApp, String) {
        let issued = self.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        });
        let client_id = &issued.app.client_id;
        let path = format!("{AUTHORIZE}?client_id={client_id}&response_type=token&display=desktop");
        (issued, path)
    }

    /// Signs in with the sample password and gives back the page that asks for consent.
    #[track_caller]
    pub fn signs_in(&self, browser: &mut HttpClient, path: &str, name: &str) -> Response {
        browser.signs_in(path, name, PASSWORD)
    }

    /// Presses a button of a consent page.
    #[track_caller]
    pub fn presses(&self, browser: &mut HttpClient, page: &Response, button: &str) -> Response {
        let form = page.form(button);
        browser.submits(page, &form, button)
    }

    /// From a fresh browser to the token, by the desktop flow at `path`.
    #[track_caller]
    pub fn gets_token(&self, path: &str, name: &str) -> String {
        let mut browser = self.stranger();
        let consent = self.signs_in(&mut browser, path, name);
        let answer = self.presses(&mut browser, &consent, "Allow");
        token_in(answer.location())
    }

    /// What `/api/user` says to this token.
    #[track_caller]
    pub fn asks_user(&self, token: &str) -> Response {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str())];
        self.stranger().send("GET", "/api/user", &headers, b"")
    }

    #[track_caller]
    pub fn is_live(&self, token: &str) -> bool {
        let path = format!("/platform/oauth/validate_token?access_token={token}");
        let answer = self.stranger().get(&path);
        match (answer.status, answer.text().as_str()) {
            (200, r#"{"result":"OK"}"#) => true,
            (400, r#"{"error":"invalid_token","error_description":"invalid token"}"#) => false,
            (status, body) => panic!("validate_token answered {status} {body}"),
        }
    }
}

/// Where a test puts the platform behind https, it says so itself.
fn public_url(address: &str, settings: &str) -> String {
    if settings.contains("public_url") {
        String::new()
    } else {
        format!("public_url = \"http://{address}\"\n")
    }
}

/// The token in an address.
#[track_caller]
pub fn token_in(location: &str) -> String {
    let (_, after) = location
        .split_once("access_token=")
        .unwrap_or_else(|| panic!("no token in {location}"));
    let token: String = after
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    assert_eq!(token.len(), 40, "{location}");
    token
}

fn run(edge: Data<Edge>, listener: TcpListener) -> (ServerHandle, JoinHandle<()>) {
    let (tell, told) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = app::start(edge, listener).expect("the server starts");
            tell.send(server.handle()).expect("the test waits");
            server.await.expect("the server ends well");
        });
    });
    (told.recv().expect("a started server"), thread)
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.gateway.take());
        let stopping = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
        self.platform().store.close();
    }
}
