//! The wire to a real browser: one driver process for all tests, one browser session for each.
//! WebDriver is JSON over HTTP; the few commands that tests need are not worth a client library.

use super::http;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::thread;

/// The driver runs until this process is gone: its shell waits for the end of our pipe, so nothing
/// is left behind even when the tests are killed.
const DRIVER_SCRIPT: &str = r#""$1" --port=0 --allowed-ips=127.0.0.1 <&- & driver=$!
cat >&2
kill "$driver""#;

pub struct Driver {
    address: String,
    chromium: PathBuf,
    _shell: Child,
    _pipe: ChildStdin,
}

impl Driver {
    /// The driver of this test process, or what is missing.
    pub fn shared() -> Result<&'static Self, &'static str> {
        static DRIVER: OnceLock<Result<Driver, &'static str>> = OnceLock::new();
        DRIVER
            .get_or_init(Self::start)
            .as_ref()
            .map_err(|missing| *missing)
    }

    fn start() -> Result<Self, &'static str> {
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ];
        let chromium = super::find_program(&names).ok_or("there is no Chromium")?;
        let program = super::find_program(&["chromedriver"]).ok_or("there is no chromedriver")?;
        let mut shell = Command::new("sh")
            .args(["-c", DRIVER_SCRIPT, "sh"])
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| "there is no shell")?;
        let pipe = shell.stdin.take().ok_or("the shell has no pipe")?;
        let mut said = BufReader::new(shell.stdout.take().ok_or("the shell is silent")?);
        let port = read_port(&mut said).ok_or("chromedriver does not say its port")?;
        // Keep reading, so that the driver never waits for a full pipe.
        thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Ok(Self {
            address: format!("127.0.0.1:{port}"),
            chromium,
            _shell: shell,
            _pipe: pipe,
        })
    }
}

fn read_port(said: &mut impl BufRead) -> Option<u16> {
    said.take(64 * 1024)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
}

/// One browser with a profile of its own; dropped, it is closed.
pub struct Session {
    driver: &'static Driver,
    id: String,
    _profile: tempfile::TempDir,
}

/// What the driver refused: its error code and its words.
#[derive(Debug)]
pub struct DriverError {
    pub code: String,
    pub words: String,
}

impl Session {
    /// A browser that does not come up on a busy machine is left alone, and another one is started.
    #[track_caller]
    pub fn open(driver: &'static Driver) -> Self {
        Self::start(driver)
            .or_else(|_| Self::start(driver))
            .unwrap_or_else(|error| panic!("no browser: {error:?}"))
    }

    fn start(driver: &'static Driver) -> Result<Self, DriverError> {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let wanted = capabilities(&driver.chromium, profile.path());
        let answer = call(driver, "POST", "/session", Some(&wanted))?;
        let id = answer["sessionId"].as_str().expect("a session").to_owned();
        Ok(Self {
            driver,
            id,
            _profile: profile,
        })
    }

    pub fn get(&self, path: &str) -> Result<Value, DriverError> {
        call(
            self.driver,
            "GET",
            &format!("/session/{}{path}", self.id),
            None,
        )
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value, DriverError> {
        let path = format!("/session/{}{path}", self.id);
        call(self.driver, "POST", &path, Some(body))
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.id);
        let _closed_anyway = call(self.driver, "DELETE", &path, None);
    }
}

fn capabilities(chromium: &Path, profile: &Path) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-US",
        &profile,
    ];
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 30_000 },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": {
            "binary": chromium,
            "args": arguments,
            "prefs": { "credentials_enable_service": false },
        },
    } } })
}

fn call(
    driver: &Driver,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Result<Value, DriverError> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        driver.address,
        body.len()
    );
    let answer = http::exchange(&driver.address, request.as_bytes()).map_err(|error| {
        let code = "no answer".to_owned();
        let words = error.to_string();
        DriverError { code, words }
    })?;
    // No panic here: this runs too while a failed test is being cleaned up.
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let value = value.get("value").cloned().unwrap_or_default();
    if answer.status == 200 {
        return Ok(value);
    }
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Err(DriverError {
        code: text("error"),
        words: text("message"),
    })
}
