//! Files that are taken as they are, although they could be safer.

use super::files::{GROUP, OTHERS};
use crate::settings::file_read::{FileKind, FileRead};
use crate::settings::layers::Source;
use crate::settings::{Settings, database_url, field, server_key};
use rustix::process::geteuid;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const OTHERS_READ: u32 = 0o004;
const GROUP_READ: u32 = 0o040;
const GROUP_WRITE: u32 = 0o020;

#[derive(Debug)]
pub struct Warning {
    pub what: String,
    pub mend: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}.", self.what, self.mend)
    }
}

/// What an operator should know about key files, settings files, and files that variables name.
pub fn warnings(settings: &Settings) -> Vec<Warning> {
    let keys = server_key::files(settings).into_iter();
    let keys = keys.filter_map(|path| of_key(&path, &std::fs::metadata(&path).ok()?));
    let read = settings.files_read().iter();
    let others = read.flat_map(|read| match std::fs::metadata(&read.path) {
        Ok(about) => [of_writers(read, &about), of_readers(settings, read, &about)],
        Err(_) => [None, None],
    });
    let owners = of_owners(settings);
    keys.chain(others.flatten()).chain(owners).collect()
}

/// For root, who can read everything: what the data folder's owner, as whom the server runs, cannot.
fn of_owners(settings: &Settings) -> Vec<Warning> {
    let served = std::fs::metadata(&settings.data_dir).map_or(0, |about| about.uid());
    if !geteuid().is_root() || served == 0 {
        return Vec::new();
    }
    let database =
        database_url::file_of(&settings.database_url).map(|path| (path.into(), GROUP_WRITE));
    let keys = server_key::files(settings).into_iter();
    let files = keys.map(|path| (path, GROUP_READ)).chain(database);
    let closed = files.filter(|(path, by_group)| {
        let about = std::fs::metadata(path);
        about.is_ok_and(|about| about.uid() != served && about.mode() & by_group == 0)
    });
    let warning = |(path, _): (PathBuf, u32)| Warning {
        what: format!(
            "{} does not belong to user {served}, who owns the data folder: a server that runs as that user cannot open \
             it",
            path.display()
        ),
        mend: format!("run `chown {served} {}`", path.display()),
    };
    closed.map(warning).collect()
}

/// What others may do with it was refused before.
fn of_key(path: &Path, about: &Metadata) -> Option<Warning> {
    let is_taken = about.mode() & GROUP != 0 && about.mode() & OTHERS == 0;
    is_taken.then(|| Warning {
        what: format!(
            "{} can be {} by group {}",
            path.display(),
            match about.mode() & GROUP_WRITE {
                0 => "read",
                _ => "read and written",
            },
            about.gid()
        ),
        mend: "keep that group to this server alone".to_owned(),
    })
}

fn of_writers(read: &FileRead, about: &Metadata) -> Option<Warning> {
    let is_open = about.mode() & GROUP_WRITE != 0;
    is_open.then(|| Warning {
        what: format!(
            "{} can be written by group {}, so its members decide what the server does",
            read.path.display(),
            about.gid()
        ),
        mend: "run `chmod g-w` on it, or keep that group to this server alone".to_owned(),
    })
}

fn of_readers(settings: &Settings, read: &FileRead, about: &Metadata) -> Option<Warning> {
    if about.mode() & OTHERS_READ == 0 {
        return None;
    }
    let path = read.path.display();
    match &read.kind {
        FileKind::Settings => secret_in(settings, &read.path).map(|key| Warning {
            what: format!(
                "{path} can be read by every user of this machine, and {key} in it is secret"
            ),
            mend: format!("run `chmod 600 {path}`"),
        }),
        FileKind::Secret(variable) => Some(Warning {
            what: format!(
                "{path} can be read by every user of this machine, and holds the secret of {variable}"
            ),
            mend: format!(
                "run `chmod 600 {path}`; for a Secret of Kubernetes, set `defaultMode: 0440`"
            ),
        }),
    }
}

/// The first setting of this file that is a secret.
fn secret_in(settings: &Settings, path: &Path) -> Option<&'static str> {
    let is_secret = |key: &str| {
        key != field::DATABASE_URL.key || database_url::holds_password(&settings.database_url)
    };
    let mut secrets = field::ALL.iter().filter(|field| field.holds_secrets());
    let found = secrets.find(|field| {
        let stands_here = matches!(settings.source_of(field), Source::File(file) if file == path);
        stands_here && is_secret(field.key)
    });
    found.map(|field| field.key)
}
