//! The file with the first admin's link: for its owner alone, and gone once the link opens no more.

use super::server_key::make_data_dir;
use super::{Settings, SettingsRefusal};
use crate::files;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub fn place(settings: &Settings) -> PathBuf {
    settings.data_dir.join("first-admin-link")
}

pub fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// In the place of an older one.
///
/// # Errors
/// Those of the file, with what to do about them.
pub fn write(settings: &Settings, link: &str) -> Result<PathBuf, SettingsRefusal> {
    let path = place(settings);
    make_data_dir(&settings.data_dir)?;
    let written = clear(&path).and_then(|()| {
        let mut file = files::create_private(&path, &settings.data_dir)?;
        writeln!(file, "{link}")?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(path),
        Err(error) => Err(SettingsRefusal(vec![format!(
            "{} cannot be written ({error}): the first admin is invited, make another link with `vestibule user invite \
             NAME`.",
            path.display()
        )])),
    }
}

/// # Errors
/// Those of the file, unless it is not there.
pub fn clear(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
