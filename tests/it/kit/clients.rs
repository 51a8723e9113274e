//! Programs of `tests/clients` on client libraries that others wrote, as `scripts/test --install` puts them
//! into `target/clients`. What a program prints is one line of JSON; a program that is surprised fails.

use super::app::{PASSWORD, TestApp};
use super::root::place;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use vestibule::flow::apps::IssuedApp;

/// For a whole program: an interpreter starts slowly on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What programs are written in.
pub struct Runtime {
    folder: &'static str,
    /// What pins the libraries. Once they are installed, a copy lies beside them.
    lock: &'static str,
    interpreter: fn(&Path) -> Option<PathBuf>,
    suffix: &'static str,
    missing: &'static str,
}

pub const PYTHON: Runtime = Runtime {
    folder: "python",
    lock: "requirements.txt",
    interpreter: |installed| Some(installed.join("bin/python")).filter(|program| program.is_file()),
    suffix: "py",
    missing: "the Python client libraries are not installed as their requirements.txt says",
};

pub const NODE: Runtime = Runtime {
    folder: "node",
    lock: "package-lock.json",
    interpreter: |_| super::find_program(&["node"]),
    suffix: "mjs",
    missing: "node, or the client libraries as their package-lock.json says, are not installed",
};

/// The libraries of the broker API, of an age at which libraries asked for each other in another way.
pub const RESPOKE: Runtime = Runtime {
    folder: "respoke",
    ..NODE
};

/// axe-core, whose script runs in the browser of the tests.
pub const AXE: Runtime = Runtime {
    folder: "axe",
    ..NODE
};

/// Generations of socket.io-client beside each other: a program is told which one it shall use.
pub const GATEWAY_NODE: Runtime = Runtime {
    folder: "gateway-node",
    ..NODE
};

/// python-socketio, which leaves a protocol behind with each generation: one speaks the fourth of Socket.IO.
pub const GATEWAY_PYTHON_4: Runtime = Runtime {
    folder: "gateway-python-4",
    ..PYTHON
};

pub const GATEWAY_PYTHON_5: Runtime = Runtime {
    folder: "gateway-python-5",
    ..PYTHON
};

/// Qt with its browser engine, for the sample of a desktop program.
pub const DESKTOP_QT: Runtime = Runtime {
    folder: "desktop-qt",
    ..PYTHON
};

/// aiosmtpd, a mail server.
pub const SMTP: Runtime = Runtime {
    folder: "smtp",
    ..PYTHON
};

/// Runs a test that needs these libraries, or says that it cannot be run here.
#[track_caller]
pub fn with_libraries(runtime: &Runtime, name: &str, test: impl FnOnce()) {
    if runtime.interpreter().is_none() {
        return super::skip(name, runtime.missing);
    }
    super::note_in_ledger("client", name);
    test();
}

impl Runtime {
    /// A file of an installed library.
    #[track_caller]
    pub fn library(&self, path: &str) -> String {
        let path = self.installed().join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Where they stand.
    pub fn installed(&self) -> PathBuf {
        place("target/clients").join(self.folder)
    }

    fn sources(&self) -> PathBuf {
        place("tests/clients").join(self.folder)
    }

    /// None, too, where the libraries that lie there are not the ones that are asked for now.
    pub fn interpreter(&self) -> Option<PathBuf> {
        let wanted = std::fs::read(self.sources().join(self.lock)).expect("a lock file");
        let there = std::fs::read(self.installed().join("installed")).ok()?;
        (there == wanted).then(|| (self.interpreter)(&self.installed()))?
    }
}

/// A program, with all that it is told.
pub struct Program {
    name: String,
    command: Command,
}

impl Program {
    /// The program of an app. Ada is the person at its browser.
    #[track_caller]
    pub fn new(runtime: &Runtime, name: &str, app: &TestApp, issued: &IssuedApp) -> Self {
        let mut program = Self::bare(runtime, name)
            .told("PLATFORM", &app.origin())
            .told("CLIENT_ID", &issued.app.client_id)
            .told("USER_NAME", "ada")
            .told("USER_PASSWORD", PASSWORD);
        if let Some(secret) = &issued.client_secret {
            program = program.told("CLIENT_SECRET", secret.as_str());
        }
        if let Some(uri) = issued.app.redirect_uris.first() {
            program = program.told("REDIRECT_URI", uri.raw());
        }
        program
    }

    /// One that is told nothing yet.
    #[track_caller]
    pub fn bare(runtime: &Runtime, name: &str) -> Self {
        let interpreter = runtime.interpreter().expect("asked before");
        let name = format!("{name}.{}", runtime.suffix);
        let mut command = Command::new(interpreter);
        command
            .env_clear()
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(runtime.sources().join(&name));
        Self { name, command }
    }

    /// One thing more that the program is told.
    pub fn told(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// What the program printed, once it ended well.
    #[track_caller]
    pub fn says(mut self) -> Value {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the interpreter starts");
        let said = reads(child.stdout.take().expect("a pipe"));
        let complained = reads(child.stderr.take().expect("a pipe"));
        let end = ends(&mut child);
        let said = said.join().expect("it is read");
        let complained = complained.join().expect("it is read");
        let well = end.is_some_and(|status| status.success());
        assert!(
            well,
            "{} ended with {end:?}:\n{said}\n{complained}",
            self.name
        );
        serde_json::from_str(&said)
            .unwrap_or_else(|error| panic!("{} printed no JSON ({error}): {said}", self.name))
    }
}

fn reads(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _broken_off = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// How it ended by itself; none, if it had to be killed.
fn ends(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
    None
}
