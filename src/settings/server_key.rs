//! The server key's home: the setting, else a file in the data folder that only its owner reads. Beside it may
//! lie the keys before and the one that comes next.

pub mod rotation;

use super::custody::files as custody;
use super::{Settings, SettingsRefusal, field};
use crate::domain::secret::{Dice, random_alphanumerics};
use crate::domain::server_key::ServerKey;
use crate::files;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const CURRENT: &str = "secret.key";
/// One a line, the newest first.
const PREVIOUS: &str = "secret.key.previous";
const NEXT: &str = "secret.key.next";
/// More than a key file ever holds.
const LONGEST_FILE: u64 = 16_384;

/// The key that is set, or the one in the data folder; made there at the first start.
pub fn load_or_make(settings: &Settings, dice: Dice) -> Result<ServerKey, SettingsRefusal> {
    let key = match load_current(settings)? {
        Some(key) => key,
        None => make(&path_of(settings, CURRENT), dice)?,
    };
    with_others(key, settings)
}

/// The key that is set, or the one in the data folder; none where there is no database file either.
pub fn load(settings: &Settings) -> Result<Option<ServerKey>, SettingsRefusal> {
    let key = load_current(settings)?;
    key.map(|key| with_others(key, settings)).transpose()
}

fn load_current(settings: &Settings) -> Result<Option<ServerKey>, SettingsRefusal> {
    if let Some(key) = &settings.secret_key {
        return Ok(Some(key.clone()));
    }
    custody::check_data_dir(&settings.data_dir)?;
    // Looked for first: whoever made the database had made the key before.
    let has_database = has_file(settings);
    let path = path_of(settings, CURRENT);
    match load_file(&path)? {
        None if has_database => Err(refuse(
            &path,
            "is not there, although the database is, which opens with that key only: bring it back from your \
             backup, or set VESTIBULE_SECRET_KEY",
        )),
        found => Ok(found),
    }
}

/// With all that are accepted beside it. Files count where the key itself stands in one.
fn with_others(key: ServerKey, settings: &Settings) -> Result<ServerKey, SettingsRefusal> {
    let mut key = key.accepting(settings.secret_key_previous.iter().cloned());
    if settings.secret_key.is_none() {
        for name in [PREVIOUS, NEXT] {
            key = key.accepting(load_list(&path_of(settings, name))?);
        }
    }
    Ok(key)
}

/// The keys before this one that are still accepted, each with its place.
pub fn previous(settings: &Settings) -> Result<Vec<(String, ServerKey)>, SettingsRefusal> {
    let set = settings.secret_key_previous.iter().cloned();
    let set = set.map(|key| (field::SECRET_KEY_PREVIOUS.key, key));
    let kept = match settings.secret_key {
        Some(_) => Vec::new(),
        None => load_list(&path_of(settings, PREVIOUS))?,
    };
    let numbered =
        |(number, (place, key)): (usize, _)| (format!("{place}, key {}", number + 1), key);
    let kept = kept.into_iter().map(|key| (PREVIOUS, key));
    Ok(set
        .enumerate()
        .map(numbered)
        .chain(kept.enumerate().map(numbered))
        .collect())
}

/// Whether the database is a file that holds something.
fn has_file(settings: &Settings) -> bool {
    let file = settings.database_url.strip_prefix("sqlite:");
    let about = file.and_then(|file| std::fs::metadata(file).ok());
    about.is_some_and(|about| about.is_file() && about.len() > 0)
}

/// Where its files are, as far as keys are kept in files; not all need be there.
pub fn files(settings: &Settings) -> Vec<PathBuf> {
    let names = [CURRENT, PREVIOUS, NEXT].iter();
    let names = names.filter(|_| settings.secret_key.is_none());
    names.map(|name| path_of(settings, name)).collect()
}

/// The whole path of the key, where it stands in a file.
pub fn place(settings: &Settings) -> PathBuf {
    let path = path_of(settings, CURRENT);
    std::path::absolute(&path).unwrap_or(path)
}

fn path_of(settings: &Settings, name: &str) -> PathBuf {
    settings.data_dir.join(name)
}

/// Makes the data folder, open to its owner alone; one that is there must be nobody else's.
pub fn make_data_dir(path: &Path) -> Result<(), SettingsRefusal> {
    files::make_folder(path).map_err(|error| {
        refuse(
            path,
            &format!("cannot be made ({error}): make that folder, or set data_dir to another"),
        )
    })?;
    custody::check_data_dir(path)
}

fn load_file(path: &Path) -> Result<Option<ServerKey>, SettingsRefusal> {
    let Some(text) = read(path)? else {
        return Ok(None);
    };
    parse(&text, path).map(Some)
}

/// One key a line; none where there is no such file.
fn load_list(path: &Path) -> Result<Vec<ServerKey>, SettingsRefusal> {
    let text = read(path)?.unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| parse(line, path)).collect()
}

fn parse(text: &str, path: &Path) -> Result<ServerKey, SettingsRefusal> {
    let mend = "holds no server key: bring back the right file from your backup";
    ServerKey::parse(text).ok_or_else(|| refuse(path, mend))
}

fn read(path: &Path) -> Result<Option<Zeroizing<String>>, SettingsRefusal> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error)),
    };
    custody::check_key(&file, path)?;
    let mut text = Zeroizing::new(String::new());
    Read::by_ref(&mut file)
        .take(LONGEST_FILE)
        .read_to_string(&mut text)
        .map_err(|error| unreadable(path, &error))?;
    Ok(Some(text))
}

fn make(path: &Path, dice: Dice) -> Result<ServerKey, SettingsRefusal> {
    let folder = path.parent().unwrap_or(path);
    make_data_dir(folder)?;
    let key = ServerKey::make(dice);
    let draft = draft_in(folder, dice);
    let placed = write_draft(&draft, &[&key]).and_then(|()| std::fs::hard_link(&draft, path));
    // The draft goes whatever became of it: a key must not lie about under two names.
    let _gone = std::fs::remove_file(&draft);
    match placed {
        Ok(()) => {
            let _best_effort = files::sync_folder_of(path);
            Ok(key)
        }
        // Another command at the same first start was faster: its key is the one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load_file(path)?
            .ok_or_else(|| refuse(path, "came and went while it was read: start again")),
        Err(error) => Err(refuse(
            path,
            &format!(
                "cannot be created ({error}): check the folder, or set VESTIBULE_SECRET_KEY instead"
            ),
        )),
    }
}

fn draft_in(folder: &Path, dice: Dice) -> PathBuf {
    folder.join(format!("{CURRENT}.{}", random_alphanumerics(8, dice)))
}

/// Written whole under another name and then given its own, so that nobody ever reads half a key.
fn write_draft(draft: &Path, keys: &[&ServerKey]) -> std::io::Result<()> {
    // All keys are read by whoever reads the current one.
    let mut file = files::create_private(draft, &draft.with_file_name(CURRENT))?;
    for key in keys {
        file.write_all(key.reveal().as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.sync_all()
}

fn unreadable(path: &Path, error: &std::io::Error) -> SettingsRefusal {
    refuse(
        path,
        &format!("cannot be read ({error}): correct its owner and permissions"),
    )
}

fn refuse(path: &Path, mend: &str) -> SettingsRefusal {
    SettingsRefusal(vec![format!("{} {mend}.", path.display())])
}
