//! A screen that nobody looks at, with one program on it and somebody at the keyboard: Xvfb and xdotool.
//! Keys get lost while a page is still being built, so each deed is repeated until the server tells of it.

use super::server::Server;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// For a whole deed: a browser engine starts slowly on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
/// After this long without an effect the keys are pressed once more.
const AGAIN: Duration = Duration::from_secs(6);

/// The screen runs until this process is gone: its shell waits for the end of our pipe. Without `-noreset` it begins
/// anew whenever its last program has left, and throws out one that is just coming.
const SCREEN_SCRIPT: &str = r#""$1" -noreset -displayfd 1 -screen 0 800x800x24 -nolisten tcp <&- 2>/dev/null & screen=$!
cat >&2
kill "$screen""#;

pub struct Screen {
    /// `:7`
    display: String,
    xdotool: PathBuf,
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Screen {
    /// A new screen, or what is missing.
    pub fn open() -> Result<Self, &'static str> {
        let program = super::find_program(&["Xvfb"]).ok_or("there is no Xvfb")?;
        let xdotool = super::find_program(&["xdotool"]).ok_or("there is no xdotool")?;
        let mut shell = Command::new("sh")
            .args(["-c", SCREEN_SCRIPT, "sh"])
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let pipe = shell.stdin.take();
        let mut said = BufReader::new(shell.stdout.take().expect("a pipe"));
        let mut number = String::new();
        said.read_line(&mut number)
            .expect("the screen says its number");
        let display = format!(":{}", number.trim());
        Ok(Self {
            display,
            xdotool,
            shell,
            pipe,
        })
    }

    /// Starts a program, which knows nothing of the person who runs the tests.
    #[track_caller]
    pub fn starts(&self, program: &[&str]) -> Shown<'_> {
        let (name, arguments) = program.split_first().expect("a program");
        let home = tempfile::tempdir().expect("a temporary folder");
        let [said, complained] = ["said", "complained"].map(|name| home.path().join(name));
        let create = |path| File::create(path).expect("a file for its output");
        let child = Command::new(name)
            .args(arguments)
            .env_clear()
            .env("DISPLAY", &self.display)
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "C.UTF-8")
            // No desktop around it: no bus of the session, no service for screen readers.
            .env("NO_AT_BRIDGE", "1")
            .env("GSETTINGS_BACKEND", "memory")
            // Chromium's sandbox does not run under root, as whom tests run in containers.
            .env("QTWEBENGINE_DISABLE_SANDBOX", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(create(&said))
            .stderr(create(&complained))
            .process_group(0)
            .spawn()
            .expect("the program starts");
        Shown {
            screen: self,
            child,
            said,
            complained,
            _home: home,
        }
    }

    fn xdotool(&self, words: &str) -> String {
        let output = Command::new(&self.xdotool)
            .args(words.split(' '))
            .env("DISPLAY", &self.display)
            .output()
            .expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _already_waited = self.shell.wait();
    }
}

/// A program on a screen; dropped, it is killed with all that it started.
pub struct Shown<'a> {
    screen: &'a Screen,
    child: Child,
    said: PathBuf,
    complained: PathBuf,
    _home: tempfile::TempDir,
}

/// How a program ended.
#[derive(Debug)]
pub struct End {
    pub code: Option<i32>,
    pub said: String,
    pub complained: String,
}

impl Shown<'_> {
    /// Presses these keys, beginning at the top of the page, until the server tells of this decision.
    #[track_caller]
    pub fn until(&mut self, server: &Server, decision: &str, keys: &[&str]) {
        let deadline = Instant::now() + PATIENCE;
        let told = format!("\"decision\":\"{decision}\"");
        let mut pressed: Option<Instant> = None;
        while !server.log().contains(&told) {
            assert!(
                Instant::now() < deadline,
                "not {decision}: {}\n{:?}",
                self.complaints(),
                server.log()
            );
            if pressed.is_none_or(|at| at.elapsed() > AGAIN) && self.presses(keys) {
                pressed = Some(Instant::now());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// False where there is no window yet.
    fn presses(&self, keys: &[&str]) -> bool {
        let found = self.screen.xdotool("search --onlyvisible --name .");
        let Some(window) = found.lines().next() else {
            return false;
        };
        // No window manager: nobody else gives the window the keyboard. The click lands beside all text.
        self.screen.xdotool(&format!(
            "windowfocus --sync {window} mousemove --window {window} 12 6 click 1"
        ));
        for key in keys {
            self.screen.xdotool(key);
        }
        true
    }

    /// Waits until it ends by itself.
    #[track_caller]
    pub fn ends(mut self) -> End {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                let said = fs::read_to_string(&self.said).expect("text");
                let complained = self.complaints();
                let code = status.code();
                return End {
                    code,
                    said,
                    complained,
                };
            }
            assert!(
                Instant::now() < deadline,
                "still running: {}",
                self.complaints()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn complaints(&self) -> String {
        fs::read_to_string(&self.complained).unwrap_or_default()
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let group = format!("kill -KILL -{}", self.child.id());
        let mut kill = Command::new("sh");
        let _already_gone = kill.args(["-c", &group]).stderr(Stdio::null()).status();
        let _already_waited = self.child.wait();
    }
}
