//! Files that were read for settings.

use std::path::PathBuf;

/// A file in which something was set.
#[derive(Clone, Debug)]
pub struct FileRead {
    pub path: PathBuf,
    pub kind: FileKind,
}

/// What a file is to us.
#[derive(Clone, Debug)]
pub enum FileKind {
    Settings,
    /// A secret, named by this variable.
    Secret(String),
}
