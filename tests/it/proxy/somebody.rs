//! Somebody at a machine of their own, who comes to a proxy with curl.

use crate::kit::form::Form;
use crate::kit::http::Response;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

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

    /// What the socket gateway says to one who wants to talk by WebSocket: its first line.
    #[track_caller]
    pub fn asks_for_a_socket(&self) -> String {
        let (_, port) = self.origin.rsplit_once(':').expect("a port");
        let host = format!("gateway.localhost:{port}");
        // curl knows no way to hang up on a socket but the time that it is given.
        let output = Command::new("curl")
            .args([
                "-4",
                "-sS",
                "-i",
                "--http1.1",
                "--max-time",
                "3",
                "--noproxy",
                "*",
            ])
            .args([
                "--resolve",
                &format!("{host}:127.0.0.1"),
                "--interface",
                &self.from,
                "--cacert",
            ])
            .arg(&self.authority)
            .args(["-H", "Connection: Upgrade", "-H", "Upgrade: websocket"])
            .args([
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ])
            .arg(format!(
                "https://{host}/socket.io/?EIO=4&transport=websocket"
            ))
            .output()
            .expect("curl runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.lines().next().unwrap_or_default().to_owned()
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
    fn sends(&mut self, path: &str, options: &[&str]) -> Response {
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
