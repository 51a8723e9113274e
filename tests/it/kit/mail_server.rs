//! A mail server of the tests: aiosmtpd as a process on loopback, which keeps what it is given.

use super::clients::{SMTP, with_libraries};
use super::server::free_port;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Dropped, it ends.
pub struct MailServer {
    child: Child,
    pub port: u16,
    folder: tempfile::TempDir,
}

/// Runs the test where aiosmtpd is installed.
#[track_caller]
pub fn with_mail_servers(test: impl FnOnce()) {
    let name = std::thread::current().name().unwrap_or("?").to_owned();
    with_libraries(&SMTP, &name, test);
}

impl MailServer {
    /// As the variables say that `tests/clients/smtp/server.py` knows.
    #[track_caller]
    pub fn start(variables: &[(&str, &str)]) -> Self {
        Self::start_at(free_port(), variables)
    }

    #[track_caller]
    pub fn start_at(port: u16, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(SMTP.interpreter().expect("it is installed"))
            .arg(super::root::place("tests/clients/smtp/server.py"))
            .env_clear()
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PORT", port.to_string())
            .env("FOLDER", folder.path())
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        let out = child.stdout.take().expect("a pipe");
        let read = BufReader::new(out).read_line(&mut said);
        assert!(read.is_ok() && said == "ready\n", "it said {said:?}");
        Self {
            child,
            port,
            folder,
        }
    }

    /// Settings that name it, in the clear.
    pub fn settings(&self) -> String {
        plain_settings(self.port)
    }

    /// What it was given, in order.
    #[track_caller]
    pub fn mails(&self) -> Vec<Value> {
        let entries = std::fs::read_dir(self.folder.path()).expect("its folder");
        let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("a file").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
        paths.sort();
        let read = |path: &PathBuf| std::fs::read(path).expect("a mail");
        let mails = paths.iter().map(read);
        mails
            .map(|text| serde_json::from_slice(&text).expect("JSON"))
            .collect()
    }
}

pub fn plain_settings(port: u16) -> String {
    format!(
        "[mail]\nserver = \"smtp+plain://127.0.0.1:{port}\"\nfrom = \"Aldergrove <no-reply@aldergrove.example>\"\n"
    )
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// A header of a mail.
#[track_caller]
pub fn header(mail: &Value, name: &str) -> String {
    let headers = mail["headers"].as_array().expect("headers");
    let of = |pair: &&Value| {
        pair[0]
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    let found = headers.iter().find(of);
    let found = found.unwrap_or_else(|| panic!("no {name} in {mail}"));
    found[1].as_str().expect("a text").to_owned()
}

/// Makes an authority and a certificate of it for `localhost`: `authority.pem`, `server.pem`, `server.key`.
#[track_caller]
pub fn certificates(folder: &Path) {
    let run = |arguments: &[&str]| {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"])
            .args(["-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("openssl runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{said}");
    };
    for name in ["authority", "another"] {
        let (out, key) = (format!("{name}.pem"), format!("{name}.key"));
        run(&[
            "-subj",
            &format!("/CN={name}"),
            "-out",
            &out,
            "-keyout",
            &key,
        ]);
    }
    run(&[
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-CA",
        "authority.pem",
        "-CAkey",
        "authority.key",
        "-out",
        "server.pem",
        "-keyout",
        "server.key",
    ]);
}
