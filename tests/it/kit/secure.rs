//! A PostgreSQL server on loopback that takes encrypted connections only, with a certificate for `localhost`.

use super::cluster::{as_server, find_binaries, is_root};
use super::note_in_ledger;
use super::replica::Node;
use super::server::free_port;
use std::path::{Path, PathBuf};

pub struct Secure {
    pub node: Node,
    pub port: u16,
}

/// Whoever comes by the socket is let in, so that tests can look inside.
const ACCESS: &str = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
const SETTINGS: &str =
    "ssl = on\nssl_cert_file = '../server.pem'\nssl_key_file = '../server.key'\n";

impl Secure {
    /// Skips the test by name where something is missing.
    pub fn start(test: &str) -> Option<Self> {
        let Some(binaries) = find_binaries() else {
            super::skip(test, "PostgreSQL's server binaries are not installed");
            return None;
        };
        if super::find_program(&["openssl"]).is_none() {
            super::skip(test, "there is no openssl");
            return None;
        }
        let port = free_port();
        let node = Node::on_loopback(&binaries, port, ACCESS, |folder| {
            let authority = |name| certify(folder, name, &["-subj", &format!("/CN={name}")]);
            authority("authority");
            authority("another");
            let names = "subjectAltName=DNS:localhost";
            let signed = ["-CA", "authority.pem", "-CAkey", "authority.key"];
            let server = ["-subj", "/CN=localhost", "-addext", names];
            certify(folder, "server", &[&server[..], &signed].concat());
            SETTINGS.to_owned()
        });
        note_in_ledger("postgresql", test);
        Some(Self { node, port })
    }

    pub fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres?{query}", self.port)
    }

    /// The file of the authority that signed its certificate.
    pub fn authority(&self) -> PathBuf {
        self.node.sockets.join("authority.pem")
    }

    /// The file of one that did not.
    pub fn another_authority(&self) -> PathBuf {
        self.node.sockets.join("another.pem")
    }
}

/// Makes `name.pem` and `name.key`.
fn certify(folder: &Path, name: &str, more: &[&str]) {
    let made = as_server(Path::new("openssl"), is_root())
        .args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:P-256"])
        .args([
            "-out",
            &format!("{name}.pem"),
            "-keyout",
            &format!("{name}.key"),
        ])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("openssl runs");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{said}");
}
