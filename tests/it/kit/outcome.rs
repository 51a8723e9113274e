//! What a run of the program left, and what is made of it.

use serde_json::Value;

/// What a run of the program left.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Outcome {
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
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
        self
    }

    #[track_caller]
    pub fn json(self) -> Value {
        let done = self.succeeds();
        assert_eq!(done.out.lines().count(), 1, "one line of JSON: {done:?}");
        serde_json::from_str(&done.out).expect("JSON")
    }
}
