//! Somebody at a machine of their own, who comes to a proxy with curl.

use crate::kit::form::Form;
use crate::kit::http::{Response, read_on};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub const AUTHORIZE: &str = "/platform/oauth/authorize";

/// curl, which keeps cookies by the rules of browsers, prefixes too.
pub struct Somebody {
    pub origin: String,
    pub from: String,
    pub authority: PathBuf,
    pub jar: PathBuf,
}

impl Somebody {
    #[track_caller]
    pub fn get(&mut self, path: &str) -> Response {
        self.sends(path, &[])
    }

    #[track_caller]
    pub fn submits(&mut self, form: &Form, button: &str, headers: &[&str]) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form.pressed(button));
        let body = body.finish();
        let headers = headers.iter().flat_map(|header| ["-H", header]);
        let options: Vec<&str> = ["-d", &body].into_iter().chain(headers).collect();
        self.sends(AUTHORIZE, &options)
    }

    /// What is said to one who wants to talk by WebSocket: the head, and what follows until it holds this `word`.
    /// An answer 101 alone would prove nothing: it may pass a proxy that lets nothing through behind it.
    #[track_caller]
    pub fn opens_a_socket(&self, host: &str, path: &str, word: &str) -> String {
        let (_, port) = self.origin.rsplit_once(':').expect("a port");
        let mut child = Command::new("timeout")
            .args([
                "20",
                "openssl",
                "s_client",
                "-quiet",
                "-verify_return_error",
                "-CAfile",
            ])
            .arg(&self.authority)
            .args([
                "-servername",
                host,
                "-connect",
                &format!("127.0.0.1:{port}"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stdin.write_all(head.as_bytes()).expect("it is sent");
        let mut stdout = child.stdout.take().expect("a pipe");
        let (mut said, mut buffer) = (String::new(), [0; 4096]);
        while !said.contains(word) {
            match read_on(&mut stdout, &mut buffer) {
                Ok(count) if count > 0 => said.push_str(&String::from_utf8_lossy(&buffer[..count])),
                _ => break,
            }
        }
        drop(stdin);
        let _already_gone = child.kill();
        let _already_waited = child.wait();
        said
    }

    /// With an address of more than 8 KB, curl 7 breaks its own Cookie header off; then it is given one.
    fn cookies_for(&self, path: &str) -> Vec<String> {
        let jar = self.jar.display().to_string();
        if path.len() < 8_000 || !self.jar.exists() {
            return vec!["-b".to_owned(), jar.clone(), "-c".to_owned(), jar];
        }
        let lines = fs::read_to_string(&self.jar).unwrap_or_default();
        let cookies = lines.lines().filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            matches!(fields[..], [_, _, _, _, _, _, _])
                .then(|| format!("{}={}", fields[5], fields[6]))
        });
        let cookies: Vec<String> = cookies.collect();
        match cookies.is_empty() {
            true => Vec::new(),
            false => vec!["-H".to_owned(), format!("Cookie: {}", cookies.join("; "))],
        }
    }

    #[track_caller]
    pub fn sends(&mut self, path: &str, options: &[&str]) -> Response {
        let output = Command::new("curl")
            .args([
                "-4",
                "-sS",
                "-i",
                "--http1.1",
                "--max-time",
                "60",
                "--noproxy",
                "*",
                "-H",
                "Expect:",
            ])
            .args(["--interface", &self.from, "--cacert"])
            .arg(&self.authority)
            .args(self.cookies_for(path))
            .args(options)
            .arg(format!("{}{path}", self.origin))
            .output()
            .expect("curl runs");
        assert!(
            output.status.success(),
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.filter_map(|line| line.split_once(':'));
        Response {
            path: path.to_owned(),
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }
}
