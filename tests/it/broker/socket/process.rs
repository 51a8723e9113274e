//! The program as a process of its own, with an app, its secret and a session of its endpoint Bob.

use super::*;
use crate::kit::server::{Home, Server as Program};

pub struct Process {
    pub home: Home,
    pub secret: String,
    pub session: String,
}

impl Process {
    /// Beside the program, which serves.
    #[track_caller]
    pub fn with(settings: &str) -> (Self, Program) {
        let home = Home::new(settings);
        let app = home.adds_app(&["--name", "Paint", "--kind", "web"]);
        let secret = app["client_secret"].as_str().expect("a secret").to_owned();
        let program = home.serves();
        let mut made = Self {
            home,
            secret,
            session: String::new(),
        };
        let role = made.posts(&program, "/v1/roles", &json!({"name": "caller"}));
        let body = json!({"endpointId": "bob", "roleId": role["id"]});
        let token = made.posts(&program, "/v1/tokens", &body);
        let body = json!({"tokenId": token["tokenId"]});
        let session = made.posts(&program, "/v1/session-tokens", &body);
        session["token"]
            .as_str()
            .expect("a token")
            .clone_into(&mut made.session);
        (made, program)
    }

    /// As the app's server.
    #[track_caller]
    pub fn posts(&self, program: &Program, path: &str, body: &Value) -> Value {
        let headers = [("App-Secret", self.secret.as_str())];
        succeeded(&call(&program.address, ("POST", path), &headers, body))
    }

    pub fn keys(&self) -> [Credential<'_>; 2] {
        [("app-token", &self.session), ("app-secret", &self.secret)]
    }

    #[track_caller]
    pub fn connects(&self, program: &Program) -> BrokerSocket {
        BrokerSocket::connects(&program.address, Manner::Sails, self.keys()[0])
    }
}
