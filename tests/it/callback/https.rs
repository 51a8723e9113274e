//! Calls over TLS: whom they trust. The server is Python's.

use super::{anywhere, call};
use crate::kit::tiny::{TinyServer, page};
use crate::kit::{environment, find_program, skip};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use vestibule::callback::CallFault;
use vestibule::callback::fault::holds_certificates;

const SERVE: &str = r"
import http.server, ssl, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(204)
        self.end_headers()

server = http.server.HTTPServer(('127.0.0.1', 0), Answer)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = tls.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
";

/// A web server with a certificate of its own, for the name `localhost`.
struct Server {
    process: Child,
    port: String,
    certificate: PathBuf,
}

impl Server {
    /// Skips the test by name where something is missing.
    fn start(test: &str, folder: &Path) -> Option<Self> {
        let [Some(openssl), Some(python)] =
            ["openssl", "python3"].map(|program| find_program(&[program]))
        else {
            skip(test, "there is no openssl, or no python3");
            return None;
        };
        let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        let made = Command::new(openssl)
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args([
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
            ])
            .args([Path::new("-out"), &certificate, Path::new("-keyout"), &key])
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("openssl runs").success());
        let mut process = Command::new(python)
            .args(["-c", SERVE])
            .args([&certificate, &key])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python runs");
        let mut told = BufReader::new(process.stdout.take().expect("piped"));
        let mut port = String::new();
        told.read_line(&mut port).expect("a line with the port");
        Some(Self {
            process,
            port: port.trim().to_owned(),
            certificate,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(server) = Server::start("an unknown certificate", folder.path()) else {
        return;
    };
    let told = call(&anywhere(), &format!("https://localhost:{}/", server.port));
    // A machine without a store has none to trust: said in other words, and refused alike.
    let reason = match told {
        Err(CallFault::Certificate(reason)) => reason,
        Err(CallFault::NoCertificates) => "its issuer is not known here".to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason, "its issuer is not known here");
}

/// The store is read once in a process, so each case is told to this same test in a process of its own.
#[test]
fn a_certificate_of_the_store_is_trusted_for_its_own_name_and_no_proxy_is_asked() {
    if let Some(url) = environment("VESTIBULE_TEST_CALL") {
        match call(&anywhere(), &url) {
            Ok(answer) => println!("\ntold: {}", answer.status),
            Err(fault) => println!("\ntold: {fault}"),
        }
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let Some(server) = Server::start("a trusted certificate", folder.path()) else {
        return;
    };
    let proxy = TinyServer::start("127.0.0.1", |_| page(&[], "from the proxy"));
    let told = |host: &str| {
        let name = "a_certificate_of_the_store_is_trusted_for_its_own_name_and_no_proxy_is_asked";
        let output = Command::new(std::env::current_exe().expect("this test"))
            .args([
                "--exact",
                "--nocapture",
                &format!("callback::https::{name}"),
            ])
            .env(
                "VESTIBULE_TEST_CALL",
                format!("https://{host}:{}/", server.port),
            )
            .env("SSL_CERT_FILE", &server.certificate)
            .envs(["http_proxy", "https_proxy", "all_proxy"].map(|it| (it, proxy.url(""))))
            .envs(["HTTPS_PROXY", "ALL_PROXY"].map(|it| (it, proxy.url(""))))
            .output()
            .expect("this test runs");
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = output.lines();
        let told = lines.find_map(|line| line.strip_prefix("told: "));
        told.expect("a line about the call").to_owned()
    };
    assert_eq!(told("localhost"), "204");
    assert_eq!(
        told("127.0.0.1"),
        "the host's certificate is not trusted: certificate not valid for name \"127.0.0.1\"; certificate is only \
         valid for DnsName(\"localhost\")"
    );
    assert_eq!(proxy.asked().len(), 0);
}

#[test]
fn an_empty_store_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let folders = [folder.path().to_owned(), at("missing")];
    fs::write(at("empty"), "").expect("a file");
    fs::write(at("README.1st"), "").expect("a file");
    fs::write(at("a.pem"), "-----BEGIN CERTIFICATE-----").expect("a file");
    assert!(!holds_certificates(None, &[]));
    assert!(!holds_certificates(Some(&at("missing")), &folders));
    assert!(!holds_certificates(Some(&at("empty")), &folders));
    assert!(holds_certificates(Some(&at("a.pem")), &[]));
    fs::write(at("9d66eef0.0"), "").expect("a file");
    assert!(holds_certificates(None, &folders));
}
