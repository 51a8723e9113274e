//! In whose hands a file or a folder is.

use crate::settings::refused::SettingsRefusal;
use rustix::process::geteuid;
use std::fs::{File, Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

pub const OTHERS: u32 = 0o007;
const OTHERS_WRITE: u32 = 0o002;
pub const GROUP: u32 = 0o070;
const STICKY: u32 = 0o1000;

/// Whose files are trusted.
pub struct Trusted {
    own: u32,
    /// Root looks after the data of the user that the server runs as: `sudo vestibule key rotate`.
    served: Option<u32>,
}

impl Trusted {
    pub fn with_folder(folder: &Path) -> Self {
        let own = geteuid().as_raw();
        let about = std::fs::metadata(folder).ok().filter(|_| own == 0);
        Self {
            own,
            served: about.map(|about| about.uid()),
        }
    }

    pub fn check(&self, about: &Metadata, path: &Path) -> Result<(), SettingsRefusal> {
        let owner = about.uid();
        if owner == self.own || owner == 0 || Some(owner) == self.served {
            return Ok(());
        }
        let mend = format!(
            "belongs to user {owner}, and what that user writes there is not to be trusted: run `chown {}` on it if it is \
             yours",
            self.served.unwrap_or(self.own)
        );
        Err(refuse(path, &mend))
    }

    /// Whether its mode is ours to set.
    fn may_change(&self, about: &Metadata) -> bool {
        self.own == 0 || about.uid() == self.own
    }
}

/// A file that somebody named, or that lies in the working directory: never changed.
pub fn check_named(file: &File, path: &Path) -> Result<(), SettingsRefusal> {
    let about = file.metadata().map_err(|error| unseen(path, &error))?;
    check_writers(&about, path)
}

/// The same where it was found and not named: then even root takes nobody's but its own.
pub fn check_found(file: &File, path: &Path) -> Result<(), SettingsRefusal> {
    let about = file.metadata().map_err(|error| unseen(path, &error))?;
    let owner = about.uid();
    if geteuid().is_root() && owner != 0 {
        let mend = format!(
            "belongs to user {owner}, and root follows it only if named: name it with --config, or run \
             `chown root` on it"
        );
        return Err(refuse(path, &mend));
    }
    check_writers(&about, path)
}

/// Root reads what it is told to read, whoever's it is.
fn check_writers(about: &Metadata, path: &Path) -> Result<(), SettingsRefusal> {
    let own = geteuid().as_raw();
    if own != 0 {
        Trusted { own, served: None }.check(about, path)?;
    }
    refuse_writable(about, path)
}

fn refuse_writable(about: &Metadata, path: &Path) -> Result<(), SettingsRefusal> {
    if about.mode() & OTHERS_WRITE == 0 {
        return Ok(());
    }
    let mend = "can be written by every user of this machine: run `chmod o-w` on it";
    Err(refuse(path, mend))
}

/// A key file. Group bits come from `fsGroup` and from mounted Secrets: taken away where that is ours to do.
pub fn check_key(file: &File, path: &Path) -> Result<(), SettingsRefusal> {
    let about = file.metadata().map_err(|error| unseen(path, &error))?;
    if !about.is_file() {
        let mend = "is no plain file: bring back the right file from your backup";
        return Err(refuse(path, mend));
    }
    let trusted = Trusted::with_folder(folder_of(path));
    trusted.check(&about, path)?;
    let mode = about.mode();
    if mode & OTHERS != 0 {
        let mend = format!(
            "can be read by others: run `chmod 600 {}`; for a Secret of Kubernetes, set `defaultMode: 0440`",
            path.display()
        );
        return Err(refuse(path, &mend));
    }
    if mode & GROUP != 0 && trusted.may_change(&about) {
        // Where nothing can be written nobody changes it either, and the group was let in on purpose.
        let _read_only = file.set_permissions(Permissions::from_mode(mode & 0o700));
    }
    Ok(())
}

/// The data folder, where there is one.
pub fn check_data_dir(path: &Path) -> Result<(), SettingsRefusal> {
    let Ok(about) = std::fs::metadata(path) else {
        return Ok(());
    };
    let trusted = Trusted::with_folder(path);
    trusted.check(&about, path)?;
    let mode = about.mode();
    let is_shared = mode & STICKY != 0;
    if mode & OTHERS_WRITE == 0 {
        return Ok(());
    }
    let closed = Permissions::from_mode(mode & 0o7777 & !OTHERS_WRITE);
    if !is_shared && trusted.may_change(&about) && std::fs::set_permissions(path, closed).is_ok() {
        return Ok(());
    }
    let within = path.join("vestibule");
    let mend = format!(
        "can be written by every user of this machine: run `chmod o-w` on it, or set data_dir to a folder in it that is \
         made for this server alone, as in {:?}",
        within.display().to_string()
    );
    Err(refuse(path, &mend))
}

pub fn check_folder(trusted: &Trusted, folder: &Path) -> Result<(), SettingsRefusal> {
    let about = std::fs::metadata(folder).map_err(|error| unseen(folder, &error))?;
    trusted.check(&about, folder)?;
    refuse_writable(&about, folder)
}

pub fn check_data(trusted: &Trusted, path: &Path) -> Result<(), SettingsRefusal> {
    let Ok(about) = std::fs::symlink_metadata(path) else {
        return Ok(());
    };
    trusted.check(&about, path)?;
    let mode = about.mode();
    if mode & OTHERS != 0 && about.is_file() && trusted.may_change(&about) {
        let closed = Permissions::from_mode(mode & 0o7777 & !OTHERS);
        if std::fs::set_permissions(path, closed).is_ok() {
            return Ok(());
        }
    }
    refuse_writable(&about, path)
}

/// A name alone stands in the working directory.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub fn unseen(path: &Path, error: &std::io::Error) -> SettingsRefusal {
    refuse(
        path,
        &format!("cannot be checked ({error}): correct its owner and permissions"),
    )
}

pub fn refuse(path: &Path, mend: &str) -> SettingsRefusal {
    SettingsRefusal(vec![format!("{} {mend}.", path.display())])
}
