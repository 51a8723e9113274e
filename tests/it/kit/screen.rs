//! A screen with one program on it and somebody at the keyboard: Xvfb and xdotool. Nobody looks at it but a phone.
//! Keys get lost while a page is still being built, so each deed is repeated until the server tells of it.

use super::picture::zbarimg;
use super::server::Server;
use super::waits_for;
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
/// How long a page is built after it was sent.
const SETTLES: Duration = Duration::from_secs(2);

/// The screen runs until this process is gone: its shell waits for the end of our pipe. Without `-noreset` it begins
/// anew whenever its last program has left, and throws out one that is just coming.
const SCREEN_SCRIPT: &str = r#""$1" -noreset -displayfd 1 -screen 0 800x800x24 -fbdir "$2" -nolisten tcp <&- 2>/dev/null & screen=$!
cat >&2
kill "$screen""#;

pub struct Screen {
    /// `:7`
    display: String,
    xdotool: PathBuf,
    shell: Child,
    pipe: Option<ChildStdin>,
    /// Where it is painted, in one file.
    folder: tempfile::TempDir,
}

impl Screen {
    /// A new screen, or what is missing.
    pub fn open() -> Result<Self, &'static str> {
        let program = super::find_program(&["Xvfb"]).ok_or("there is no Xvfb")?;
        let xdotool = super::find_program(&["xdotool"]).ok_or("there is no xdotool")?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut shell = Command::new("sh")
            .args(["-c", SCREEN_SCRIPT, "sh"])
            .args([program.as_path(), folder.path()])
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
            folder,
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

    /// What is on it now, in shades of grey (PGM). The screen is kept as a window dump (XWD): a header of big-endian
    /// words, colours of twelve bytes each, and rows of four bytes for each dot.
    fn picture(&self) -> Vec<u8> {
        let dump = fs::read(self.folder.path().join("Xvfb_screen0")).expect("what is painted");
        let word = |at: usize| {
            let bytes = dump[4 * at..][..4].try_into().expect("four bytes");
            usize::try_from(u32::from_be_bytes(bytes)).expect("it fits")
        };
        let (width, height, row) = (word(4), word(5), word(12));
        let start = word(0) + 12 * word(19);
        let mut picture = format!("P5\n{width} {height}\n255\n").into_bytes();
        for dots in dump[start..].chunks_exact(row).take(height) {
            picture.extend(dots.chunks_exact(4).take(width).map(|dot| dot[1]));
        }
        picture
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
        self.repeats(server, (decision, 1), |shown| shown.presses(keys));
    }

    /// The same from where the page itself put the keyboard, until the server tells of it once more.
    #[track_caller]
    pub fn goes_on(&mut self, server: &Server, decision: &str, keys: &[&str]) {
        let times = times(server, decision) + 1;
        self.repeats(server, (decision, times), |shown| {
            shown.types(keys);
            true
        });
    }

    #[track_caller]
    fn repeats(
        &mut self,
        server: &Server,
        (decision, wanted): (&str, usize),
        presses: impl Fn(&Self) -> bool,
    ) {
        let deadline = Instant::now() + PATIENCE;
        let mut pressed: Option<Instant> = None;
        while times(server, decision) < wanted {
            assert!(
                Instant::now() < deadline,
                "not {decision}: {}\n{:?}",
                self.complaints(),
                server.log()
            );
            if pressed.is_none_or(|at| at.elapsed() > AGAIN) && presses(self) {
                pressed = Some(Instant::now());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// False where there is no window yet.
    pub fn presses(&self, keys: &[&str]) -> bool {
        let Some(window) = self.window() else {
            return false;
        };
        // No window manager: nobody else gives the window the keyboard. The click lands beside all text.
        self.screen.xdotool(&format!(
            "windowfocus --sync {window} mousemove --window {window} 12 6 click 1"
        ));
        self.types(keys);
        true
    }

    fn types(&self, keys: &[&str]) {
        for key in keys {
            self.screen.xdotool(key);
        }
    }

    fn window(&self) -> Option<String> {
        let found = self.screen.xdotool("search --onlyvisible --name .");
        found.lines().next().map(str::to_owned)
    }

    /// Gives its window this size.
    pub fn sized(&self, width: u32, height: u32) {
        let size = format!("WIDTH={width}\nHEIGHT={height}\n");
        waits_for("a window of that size", || {
            let Some(window) = self.window() else {
                return false;
            };
            let asks = format!("windowsize {window} {width} {height}");
            self.screen.xdotool(&asks);
            let asks = format!("getwindowgeometry --shell {window}");
            self.screen.xdotool(&asks).contains(&size)
        });
    }

    /// Waits until it shows a page of this title, which takes keys.
    pub fn shows(&self, title: &str) {
        waits_for(title, || {
            let window = self.window().unwrap_or_default();
            let named = self.screen.xdotool(&format!("getwindowname {window}"));
            named.contains(title)
        });
        settles();
    }

    /// What a phone reads that is held in front of it, while somebody scrolls down.
    pub fn scans(&self) -> String {
        let mut read = String::new();
        waits_for("a QR code in sight", || {
            self.types(&["key Down Down", "sleep 0.3"]);
            read = zbarimg(&self.screen.picture()).expect("zbarimg");
            !read.is_empty()
        });
        read
    }

    /// It is still there and has nothing to say.
    #[track_caller]
    pub fn is_silent(&mut self) {
        assert!(self.child.try_wait().expect("a child").is_none());
        assert_eq!(fs::read_to_string(&self.said).expect("text"), "");
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

/// Nothing tells from outside when a page takes keys. One that is lost would press another button.
pub fn settles() {
    thread::sleep(SETTLES);
}

/// How often the server told of this.
fn times(server: &Server, decision: &str) -> usize {
    let told = format!("\"decision\":\"{decision}\"");
    server.log().matches(&told).count()
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let group = format!("kill -KILL -{}", self.child.id());
        let mut kill = Command::new("sh");
        let _already_gone = kill.args(["-c", &group]).stderr(Stdio::null()).status();
        let _already_waited = self.child.wait();
    }
}
