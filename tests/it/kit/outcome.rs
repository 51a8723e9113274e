//! What a run of the program left, and what is made of it.

use super::told::says;
use serde_json::Value;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

/// What a run of the program left.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Outcome {
    #[track_caller]
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            err: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
        }
    }
}

/// Starts it with this on its standard input, and does not wait for its end.
#[track_caller]
pub fn starts_with(command: &mut Command, input: &str) -> Child {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe to the program");
    // A command that asks for nothing may end before it reads.
    let _unread = stdin.write_all(input.as_bytes());
    child
}

impl Outcome {
    #[track_caller]
    pub fn of(child: Child) -> Self {
        child.wait_with_output().expect("the program ends").into()
    }

    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Exit code 1, nothing on stdout, and these words on stderr.
    #[track_caller]
    pub fn refuses(self, words: &[&str]) -> Self {
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.out, "", "a refusal is prose: {self:?}");
        says(&self.err, words);
        self
    }

    #[track_caller]
    pub fn json(self) -> Value {
        let done = self.succeeds();
        assert_eq!(done.out.lines().count(), 1, "one line of JSON: {done:?}");
        serde_json::from_str(&done.out).expect("JSON")
    }
}
