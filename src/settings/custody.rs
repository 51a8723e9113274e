//! In whose hands the files are that a server trusts: its own user's or root's, and nobody else's to write. What is too
//! open and its own is set right; what is not its own is refused, with what mends it.

pub mod files;
pub mod warnings;

use super::database_url;
use super::effective::Settings;
use super::file_read::FileKind;
use super::refused::SettingsRefusal;
use files::{Trusted, check_data, check_folder, folder_of, refuse, unseen};
use rustix::process::geteuid;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What SQLite keeps beside a database, and reads again at the next opening.
const BESIDE_DATABASE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file of an embedded database with what lies beside it, also where it is but a link to another place.
pub fn check_database(settings: &Settings) -> Result<(), SettingsRefusal> {
    let Some(path) = database_url::file_of(&settings.database_url) else {
        return Ok(());
    };
    let path = Path::new(path);
    let trusted = Trusted::with_folder(folder_of(path));
    let Ok(link) = std::fs::symlink_metadata(path) else {
        // It is going to be made there. Where no folder is, SQLite says so.
        let is_there = folder_of(path).is_dir();
        return if is_there {
            check_folder(&trusted, folder_of(path))
        } else {
            Ok(())
        };
    };
    trusted.check(&link, path)?;
    let real = std::fs::canonicalize(path).map_err(|error| unseen(path, &error))?;
    for folder in [folder_of(path), folder_of(&real)] {
        check_folder(&trusted, folder)?;
    }
    check_data(&trusted, &real)?;
    for ending in BESIDE_DATABASE {
        let mut name = real.as_os_str().to_owned();
        name.push(ending);
        check_data(&trusted, Path::new(&name))?;
    }
    Ok(())
}

/// A server that runs as root trusts nobody else with its data; commands look after what another user serves.
pub fn check_served_as_root(settings: &Settings) -> Result<(), SettingsRefusal> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let database = database_url::file_of(&settings.database_url).map(Path::new);
    for folder in [Some(settings.data_dir.as_path()), database.map(folder_of)] {
        let about = folder.and_then(|folder| Some((folder, std::fs::metadata(folder).ok()?)));
        if let Some((folder, about)) = about.filter(|(_, about)| about.uid() != 0) {
            let owner = about.uid();
            let mend = format!(
                "belongs to user {owner}, and this server would run as root: run it as that user, or `chown -R root` it"
            );
            return Err(refuse(folder, &mend));
        }
    }
    Ok(())
}

/// For root, whose files may be the server's: each file that a variable names belongs to root or to whoever has the data
/// folder. Where there is none, nobody knows who that is, and root reads what it is told to read.
pub fn check_secret_files(settings: &Settings) -> Result<(), SettingsRefusal> {
    if !geteuid().is_root() || !settings.data_dir.exists() {
        return Ok(());
    }
    let trusted = Trusted::with_folder(&settings.data_dir);
    for read in settings.files_read() {
        if let FileKind::Secret(_) = read.kind {
            let about = std::fs::metadata(&read.path).map_err(|it| unseen(&read.path, &it))?;
            trusted.check(&about, &read.path)?;
        }
    }
    Ok(())
}
