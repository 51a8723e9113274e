//! What the machine can do: actix-web and one constant answer, in a process of its own, with as
//! many workers as actix-web takes by itself, which is what the platform does too.

use super::kit::server::free_port;
use actix_web::{App, HttpResponse, HttpServer, http::header, web};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

pub const FLAG: &str = "--bare";

/// As long as the platform's own answer.
const LOCATION: &str = "http://127.0.0.1:8080/platform/oauth/auth_success\
                        #access_token=0123456789012345678901234567890123456789&expires_in=86400";

pub fn serve(port: u16) {
    let handler = || async {
        HttpResponse::Found()
            .insert_header((header::LOCATION, LOCATION))
            .finish()
    };
    let server = HttpServer::new(move || App::new().default_service(web::to(handler)));
    let bound = server.bind(("127.0.0.1", port)).expect("a free port");
    let ended = actix_web::rt::System::new().block_on(bound.run());
    ended.expect("the bare server runs");
}

pub struct Bare {
    child: Child,
    pub address: String,
}

impl Bare {
    pub fn start() -> Self {
        let port = free_port();
        let program = std::env::current_exe().expect("this program");
        let child = Command::new(program)
            .args([FLAG, &port.to_string()])
            .spawn()
            .expect("this program again");
        let bare = Self {
            child,
            address: format!("127.0.0.1:{port}"),
        };
        let deadline = Instant::now() + Duration::from_secs(10);
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
