//! The real program as a child process, on a port of its own, with a folder that goes away.

use super::http::{self, HttpClient};
use super::log::told_too_much;
use super::outcome::{Outcome, starts_with};
use serde_json::Value;
use std::cell::Cell;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_vestibule");
/// Not its default name: it counts only where it is named.
const SETTINGS: &str = "settings.toml";
const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// Whoever runs the tests under `nohup` ignores SIGHUP, and so would what is started here. A handler is handed on to
/// nobody.
pub fn takes_hangups() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let _heard = runtime.block_on(async { signal(SignalKind::hangup()).expect("a handler") });
}

/// A data folder with a settings file: outlives the servers that are started on it.
pub struct Home {
    folder: tempfile::TempDir,
    pub port: u16,
    starts: Cell<u32>,
    variables: Vec<(String, String)>,
    /// What runs here: this build.
    pub program: PathBuf,
}

impl Home {
    /// `settings` are lines of the settings file, beside those that name port and folder.
    pub fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let data = folder.path().join("data");
        // Where a test puts the platform behind https, it says so itself.
        let public_url = if settings.contains("public_url") {
            String::new()
        } else {
            format!("public_url = \"http://127.0.0.1:{port}\"\n")
        };
        let file =
            format!("listen = \"127.0.0.1:{port}\"\n{public_url}data_dir = {data:?}\n{settings}\n");
        fs::write(folder.path().join(SETTINGS), file).expect("the settings file");
        Self {
            folder,
            port,
            starts: Cell::new(0),
            variables: Vec::new(),
            program: PathBuf::from(PROGRAM),
        }
    }

    /// Everything that runs here gets these as well.
    pub fn with_variables(mut self, variables: Vec<(String, String)>) -> Self {
        self.variables = variables;
        self
    }

    pub fn with_database(database_url: &str) -> Self {
        Self::new(&format!("database_url = {database_url:?}"))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Runs a command of the program and gives back what it left.
    #[track_caller]
    pub fn runs(&self, arguments: &[&str], input: &str) -> Outcome {
        Outcome::of(starts_with(&mut self.command(arguments), input))
    }

    /// Runs a command with a variable of its own.
    pub fn runs_with(&self, (name, value): (&str, &str), arguments: &[&str]) -> Outcome {
        Outcome::of(starts_with(self.command(arguments).env(name, value), ""))
    }

    /// Runs a command that must succeed and print JSON alone.
    #[track_caller]
    pub fn runs_json(&self, arguments: &[&str], input: &str) -> Value {
        let outcome = self.runs(arguments, input);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:?}");
        serde_json::from_str(&outcome.out)
            .unwrap_or_else(|error| panic!("{arguments:?} printed no JSON ({error}): {outcome:?}"))
    }

    #[track_caller]
    pub fn adds_user(&self, name: &str, password: &str) -> Value {
        let arguments = ["user", "add", name, "--password-stdin", "--json"];
        self.runs_json(&arguments, &format!("{password}\n"))
    }

    #[track_caller]
    pub fn adds_app(&self, options: &[&str]) -> Value {
        let arguments = [&["app", "add"], options, &["--json"]].concat();
        self.runs_json(&arguments, "")
    }

    /// Starts the server and waits until it is ready.
    #[track_caller]
    pub fn serves(&self) -> Server {
        self.starts(self.command(&["serve"]))
    }

    /// The same as another account of the system, which takes root.
    #[track_caller]
    pub fn serves_as(&self, user: u32) -> Server {
        let mut command = self.command(&["serve"]);
        std::os::unix::process::CommandExt::uid(&mut command, user);
        self.starts(command)
    }

    /// Runs a command as another account of the system, which takes root.
    pub fn runs_as(&self, user: u32, arguments: &[&str]) -> Outcome {
        let mut command = self.command(arguments);
        std::os::unix::process::CommandExt::uid(&mut command, user);
        Outcome::of(starts_with(&mut command, ""))
    }

    /// A command that runs on.
    pub fn begins(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
        silent.spawn().expect("the program starts")
    }

    /// The same, where no file may grow beyond so many kilobytes: what a full disk looks like to a program.
    #[track_caller]
    pub fn serves_with_files_up_to(&self, kilobytes: u64) -> Server {
        let plain = self.command(&["serve"]);
        let mut command = Command::new("sh");
        // In a POSIX shell the unit is 512 bytes. The signal would end the program before it is told.
        let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
        command.args(["-c", script, "sh", &(kilobytes * 2).to_string()]);
        command.arg(plain.get_program()).args(plain.get_args());
        command.current_dir(self.path());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.starts(command)
    }

    /// Starts the demo as somebody would who has no settings at all, only on a port of its own.
    #[track_caller]
    pub fn shows_demo(&self) -> Server {
        let mut command = self.bare_command();
        command.args(["demo", "--listen", &self.address()]);
        self.starts(command)
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts this command, which must be a server on the port of this folder.
    #[track_caller]
    pub fn starts(&self, mut command: Command) -> Server {
        self.starts.set(self.starts.get() + 1);
        let log = self
            .path()
            .join(format!("server-{}.log", self.starts.get()));
        let file = File::create(&log).expect("a log file");
        let log = File::open(&log).expect("the log file");
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("the log file twice"))
            .stderr(file)
            .spawn()
            .expect("the server starts");
        let mut server = Server {
            child,
            address: self.address(),
            log,
        };
        server.wait_until_ready();
        server
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare_command();
        command
            .args(arguments)
            .arg("--config")
            .arg(self.path().join(SETTINGS));
        command
    }

    fn bare_command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.path());
        // Settings of the person who runs the tests are none of the tested server's.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VESTIBULE_") {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().cloned());
        command
    }
}

/// A running server; dropped, it is killed, and nothing may be in its log that signs people in or out.
pub struct Server {
    child: Child,
    /// `host:port`
    pub address: String,
    /// Open, so that it can be read when its folder is gone.
    log: File,
}

impl Server {
    /// Resident memory, in kilobytes; `None` where the system does not tell.
    pub fn resident(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody new, without cookies.
    pub fn client(&self) -> HttpClient {
        HttpClient::new(&self.address)
    }

    pub fn log(&self) -> String {
        let length = self.log.metadata().expect("a file").len();
        let mut bytes = vec![0; usize::try_from(length).expect("it fits")];
        self.log.read_exact_at(&mut bytes, 0).expect("it is read");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// SIGTERM, as an operator stops it; gives back how it ended.
    #[track_caller]
    pub fn stops(self) -> ExitStatus {
        self.ends_by("TERM")
    }

    /// The same by another signal.
    #[track_caller]
    pub fn ends_by(mut self, signal: &str) -> ExitStatus {
        // The shell's own `kill`: a small machine may have no other.
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", self.pid())])
            .status()
            .expect("a shell");
        assert!(asked.success(), "the server was not there to be stopped");
        let deadline = Instant::now() + STOP_PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!(
            "still running {STOP_PATIENCE:?} after SIG{signal}:\n{}",
            self.log()
        );
    }

    /// SIGKILL: what a power cut leaves behind, as far as a program can play one.
    pub fn killed(mut self) {
        self.child.kill().expect("the server is killed");
        self.child.wait().expect("the server is gone");
    }

    #[track_caller]
    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + START_PATIENCE;
        let probe = format!(
            "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        );
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a child") {
                panic!("the server ended with {status}:\n{}", self.log());
            }
            if http::exchange(&self.address, probe.as_bytes()).is_ok_and(|it| it.status == 200) {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("not ready after {START_PATIENCE:?}:\n{}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_waited = self.child.wait();
        if !thread::panicking() {
            let log = self.log();
            assert_eq!(told_too_much(&log), None, "this must not be in a log");
        }
    }
}

/// A loopback port that nobody listens on. Below the range that systems give out by themselves, so
/// that no outgoing connection takes it in between; never the same twice in one process.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let offset = u16::try_from(std::process::id() % 10_000).expect("less than 10,000");
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + (offset + step) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
