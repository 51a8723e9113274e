//! A tiny web server for tests: answers from a function, remembers what it was asked. It plays the
//! app at another origin, and lets the kit test itself.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Debug, Clone)]
pub struct Asked {
    /// Method and target, as in the first line.
    pub line: String,
    /// The rest of the head, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

pub struct TinyServer {
    /// `host:port`
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl TinyServer {
    /// Listens on this host (`127.0.0.1`, `[::1]`) until the test process ends; `answer` gives the
    /// whole response, head included.
    pub fn start(host: &str, answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(format!("{host}:0")).expect("a loopback port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let memory = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Browsers open connections that they do not use: each gets a thread to wait in.
                let (answer, memory) = (Arc::clone(&answer), Arc::clone(&memory));
                thread::spawn(move || serve(stream, answer.as_ref(), &memory));
            }
        });
        Self { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All that was asked so far, without the icon that browsers ask for by themselves.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().expect("no test thread died with it");
        asked
            .iter()
            .filter(|asked| !asked.line.contains("/favicon.ico"))
            .cloned()
            .collect()
    }
}

/// A page with this body and these further header lines.
pub fn page(headers: &[&str], body: &str) -> String {
    answer("200 OK", "text/html; charset=utf-8", headers, body)
}

pub fn redirect(location: &str) -> String {
    answer(
        "302 Found",
        "text/plain",
        &[&format!("Location: {location}")],
        "",
    )
}

pub fn answer(status: &str, kind: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
         {headers}\r\n{body}",
        body.len()
    )
}

fn serve(
    stream: TcpStream,
    answer: &(impl Fn(&Asked) -> String + Send + Sync),
    memory: &Mutex<Vec<Asked>>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let asked = read_request(&mut reader)?;
    memory.lock().ok()?.push(asked.clone());
    let mut stream = stream;
    stream.write_all(answer(&asked).as_bytes()).ok()
}

fn read_request(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    reader
        .read_line(&mut line)
        .ok()
        .filter(|count| *count > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        line: line.trim_end().trim_end_matches(" HTTP/1.1").to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
