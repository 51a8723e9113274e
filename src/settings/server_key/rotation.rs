//! Replacing the server key that stands in the data folder.

use super::{
    CURRENT, NEXT, PREVIOUS, draft_in, load_current, load_file, load_list, make, path_of, refuse,
    write_draft,
};
use crate::domain::secret::Dice;
use crate::domain::server_key::ServerKey;
use crate::files::sync_folder_of;
use crate::settings::{Settings, SettingsRefusal, field};
use std::fs::{File, rename};
use std::path::{Path, PathBuf};

/// What a rotation did.
pub struct Rotated {
    pub current: PathBuf,
    pub previous: PathBuf,
}

/// Makes the key that comes next, unless it lies there already; from their next start on, the servers of this
/// folder accept what it signs. Gives its place.
pub fn prepare(settings: &Settings, dice: Dice) -> Result<PathBuf, SettingsRefusal> {
    let _held = hold(&settings.data_dir);
    current(settings)?;
    let path = path_of(settings, NEXT);
    if load_file(&path)?.is_none() {
        make(&path, dice)?;
    }
    Ok(path)
}

/// Whether the next key was made or brought here.
pub fn is_prepared(settings: &Settings) -> Result<bool, SettingsRefusal> {
    Ok(load_file(&path_of(settings, NEXT))?.is_some())
}

/// Puts the next key into the place of the current one, which is kept among those before. One that was not
/// prepared is made.
pub fn rotate(settings: &Settings, dice: Dice) -> Result<Rotated, SettingsRefusal> {
    let folder = &settings.data_dir;
    let _held = hold(folder);
    let old = current(settings)?;
    let next_path = path_of(settings, NEXT);
    let next = match load_file(&next_path)? {
        Some(next) => next,
        None => make(&next_path, dice)?,
    };
    if same(&next, &old) {
        return Err(refuse(
            &next_path,
            "is the key that is in use already: delete that file",
        ));
    }
    let done = Rotated {
        current: path_of(settings, CURRENT),
        previous: path_of(settings, PREVIOUS),
    };
    let before = load_list(&done.previous)?;
    let others = before.iter().filter(|key| !same(key, &old));
    let kept: Vec<&ServerKey> = std::iter::once(&old).chain(others).collect();
    let draft = draft_in(folder, dice);
    // The old key is safe in its new place before anything takes the old place.
    write_as(&draft, &kept, &done.previous)?;
    // Written anew: who made it may be another account than the one that reads the current key.
    write_as(&draft, &[&next], &next_path)?;
    rename(&next_path, &done.current).map_err(|error| unwritten(&done.current, &error))?;
    let _best_effort = sync_folder_of(&done.current);
    Ok(done)
}

fn write_as(draft: &Path, keys: &[&ServerKey], path: &Path) -> Result<(), SettingsRefusal> {
    write_draft(draft, keys)
        .and_then(|()| rename(draft, path))
        .map_err(|error| unwritten(path, &error))?;
    let _best_effort = sync_folder_of(path);
    Ok(())
}

/// The key that is to be replaced, which must stand in a file of ours.
fn current(settings: &Settings) -> Result<ServerKey, SettingsRefusal> {
    if settings.secret_key.is_some() {
        let source = settings.source_of(&field::SECRET_KEY);
        return Err(SettingsRefusal::from(format!(
            "secret_key is set ({source}), so it is rotated there: put a new key into secret_key and the old one \
             into secret_key_previous, in the order that docs/keys.md gives."
        )));
    }
    let path = path_of(settings, CURRENT);
    load_current(settings)?.ok_or_else(|| {
        refuse(
            &path,
            "is not there yet: the first `vestibule serve` makes it",
        )
    })
}

fn same(one: &ServerKey, other: &ServerKey) -> bool {
    one.fingerprint() == other.fingerprint()
}

/// One rotation at a time; where a folder cannot be locked, the operator is alone by habit.
fn hold(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok().map(|()| folder)
}

fn unwritten(path: &Path, error: &std::io::Error) -> SettingsRefusal {
    refuse(
        path,
        &format!("cannot be written ({error}): check the folder and try again"),
    )
}
