//! A developer who reads a page and does what it says: types commands, keeps files, opens addresses.

use super::output::{Names, agrees};
use super::page::{Deed, Step};
use super::person::{Person, acts};
use super::ports::Ports;
use crate::kit::browser::Browser;
use crate::kit::clients::Runtime;
use crate::kit::environment;
use crate::kit::server::{Home, PROGRAM};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// The port that pages take the platform to be at.
const PLATFORM: &str = "8080";

pub struct Reader<'a> {
    home: &'a Home,
    ports: Ports,
    names: Names,
    person: Person,
    /// Where the page starts the server itself: the one setting that it cannot know.
    listen: Option<String>,
    browser: Option<&'a Browser>,
    /// Where its programs are found before those of the system.
    programs: Vec<PathBuf>,
    running: Vec<Running>,
}

/// A program that runs until the page ends, with all that it started.
struct Running(Child);

impl<'a> Reader<'a> {
    pub fn new(home: &'a Home, mut ports: Ports, browser: Option<&'a Browser>) -> Self {
        ports.take(PLATFORM, &home.port.to_string());
        let bin = Path::new(PROGRAM).parent().expect("a folder of programs");
        Self {
            home,
            ports,
            listen: None,
            names: Names::new(),
            person: Person::default(),
            browser,
            programs: vec![bin.to_owned()],
            running: Vec::new(),
        }
    }

    /// As if these libraries had been installed where the page is followed.
    #[track_caller]
    pub fn has(&mut self, libraries: &Runtime) {
        let installed = libraries.installed();
        let modules = installed.join("node_modules");
        if modules.exists() {
            symlink(modules, self.home.path().join("node_modules")).expect("a link");
        }
        self.programs.push(installed.join("bin"));
    }

    /// One in an empty folder.
    pub fn from_nothing(home: &'a Home) -> Self {
        Self {
            listen: Some(format!("127.0.0.1:{}", home.port)),
            ..Self::new(home, Ports::default(), None)
        }
    }

    #[track_caller]
    pub fn does(&mut self, step: &Step, page: &str) {
        let text = self.ports.translate(&step.text);
        let promised = step.expected.as_deref();
        let promised = promised.map(|text| self.ports.translate(text));
        let said = match (&step.deed, self.browser) {
            (Deed::Keep(name), _) => self.keeps(name, &text),
            (Deed::Run(program), _) => self.runs(program, &text),
            (Deed::Background, _) => self.starts(&text),
            (Deed::Open, None) => {
                let landing = self.person.opens(self.named(&text).trim());
                format!("{}\n{}", landing.address, landing.words)
            }
            (Deed::Open, Some(browser)) => {
                acts(browser, &text);
                let promised = promised.as_deref().unwrap_or_default();
                return promised.lines().for_each(|line| browser.sees(line));
            }
        };
        let Some(promised) = promised else { return };
        let agreed = agrees(&promised, &said, &self.names);
        let line = step.line;
        self.names = agreed.unwrap_or_else(|| {
            panic!("{page}, line {line}, promises\n\n{promised}\nbut this came:\n\n{said}")
        });
    }

    /// With `$NAME` replaced, where no program does it.
    fn named(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest first: one name may be the beginning of another.
        for (name, value) in self.names.iter().rev() {
            text = text.replace(&format!("${name}"), value);
        }
        text
    }

    fn keeps(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        let folder = path.parent().expect("a file in a folder");
        std::fs::create_dir_all(folder).expect("a folder for the file");
        std::fs::write(path, self.named(text)).expect("the file is kept");
        String::new()
    }

    /// Runs it to its end. Whenever it says an address of the sign-in page, the person goes there, and types
    /// the address where that ended into the program.
    #[track_caller]
    fn runs(&mut self, program: &str, text: &str) -> String {
        std::fs::write(self.home.path().join("snippet"), text).expect("the snippet is kept");
        let mut child = self.shell(&format!("{program} snippet"));
        let mut stdin = child.stdin.take().expect("a pipe to the program");
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
            let line = line.expect("text");
            said.push_str(&format!("{line}\n"));
            let mut words = line.split_whitespace();
            let is_for_a_browser = |word: &&str| {
                word.contains("/platform/oauth/authorize?") || word.contains("/device?user_code=")
            };
            if let Some(address) = words.find(is_for_a_browser) {
                let landing = self.person.opens(address);
                // Nobody waits for it where the browser itself brought the answer.
                let _unread = writeln!(stdin, "{}", landing.address);
            }
        }
        let ended = child.wait().expect("the program ends");
        assert!(
            ended.success(),
            "{program} ended with {ended}:\n{text}\n{said}"
        );
        said
    }

    /// Starts it, and gives back its first line: it must say when it is ready.
    #[track_caller]
    fn starts(&mut self, text: &str) -> String {
        let mut child = self.shell(text);
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut first = String::new();
        output.read_line(&mut first).expect("a first line");
        // Read on, so that it never waits for a full pipe.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        self.running.push(Running(child));
        first
    }

    /// In the folder of the platform, with `vestibule` on the path and the names as variables.
    fn shell(&self, script: &str) -> Child {
        let path = environment("PATH").unwrap_or_default();
        let programs = self.programs.iter().cloned();
        let path = programs.chain(std::env::split_paths(&path));
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("exec 2>&1\n{script}")])
            .current_dir(self.home.path())
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("PYTHONUNBUFFERED", "1")
            .envs(&self.names)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VESTIBULE_") {
                command.env_remove(name);
            }
        }
        if let Some(listen) = &self.listen {
            command.env("VESTIBULE_LISTEN", listen);
        }
        command.spawn().expect("a shell")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = format!("kill -KILL -{}", self.0.id());
        let _already_gone = Command::new("sh").args(["-c", &group]).status();
        let _already_waited = self.0.wait();
    }
}
