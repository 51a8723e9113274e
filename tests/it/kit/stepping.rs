//! A clock of the machine that steps while programs run: faketime, with the monotonic clock left alone.

use super::skip;
use std::fs;
use std::path::PathBuf;

pub struct SteppingClock {
    library: PathBuf,
    folder: tempfile::TempDir,
}

#[track_caller]
pub fn with_stepping_clock(name: &str, test: impl FnOnce(&SteppingClock)) {
    let Some(library) = library() else {
        return skip(name, "there is no faketime");
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(&SteppingClock { library, folder });
}

/// Its preloaded library lies in a folder for the architecture.
fn library() -> Option<PathBuf> {
    let folders = ["/usr/lib", "/usr/lib64"].into_iter().filter_map(|lib| {
        let inside = fs::read_dir(lib).ok()?.filter_map(Result::ok);
        Some(inside.map(|entry| entry.path()).chain([lib.into()]))
    });
    let mut libraries = folders
        .flatten()
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"));
    libraries.find(|library| library.is_file())
}

impl SteppingClock {
    /// From here on it is so many seconds ahead.
    pub fn steps_to(&self, seconds: i64) {
        // Read at every look at the clock: it must never be there in part.
        let next = self.folder.path().join("next");
        fs::write(&next, format!("{seconds:+}")).expect("a file");
        fs::rename(&next, self.file()).expect("takes its place");
    }

    /// For programs that live by it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let text = |path: PathBuf| path.display().to_string();
        let variables = [
            ("LD_PRELOAD", text(self.library.clone())),
            ("FAKETIME_TIMESTAMP_FILE", text(self.file())),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        variables
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }
}
