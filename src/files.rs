//! Files and folders that the program makes: for their owner alone and, where root makes them, owned by the account
//! that is to use them. What is there already is left as it is.

use rustix::fs::{Mode, OFlags};
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

/// A new file. Made by root, it gets the owner of `like`, else of its folder: the server that runs as another account
/// has to read it.
///
/// It must not be there yet, not even as a link: otherwise the owner of the folder could have root give files away.
pub fn create_private(path: &Path, like: &Path) -> io::Result<File> {
    // Before it is there: it may be like itself.
    let owner = fs::metadata(like).or_else(|_| fs::metadata(folder_of(path)))?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    hand_over(&file, &owner)?;
    Ok(file)
}

/// A folder, with those above it that are missing.
pub fn make_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW;
            let made = File::from(rustix::fs::open(path, flags, Mode::empty())?);
            hand_over(&made, &fs::metadata(folder_of(path))?)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound && path.parent().is_some() => {
            let above = folder_of(path);
            if above.is_dir() {
                return Err(error);
            }
            make_folder(&above)?;
            make_folder(path)
        }
        Err(error) => Err(error),
    }
}

/// What root made is given to `owner`.
fn hand_over(made: &File, owner: &Metadata) -> io::Result<()> {
    let about = made.metadata()?;
    if about.uid() == 0 && (owner.uid(), owner.gid()) != (about.uid(), about.gid()) {
        // Root in a container may lack even that right; then it is root that serves there.
        let _kept = fchown(made, Some(owner.uid()), Some(owner.gid()));
    }
    Ok(())
}

/// A file's name must survive a power cut as its bytes do.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// The same name with more behind it.
pub fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

/// When a file was last changed, in seconds and their billionths, and its length: whoever writes into it, changes this.
pub type Stamp = (i64, i64, u64);

pub fn stamp(about: &Metadata) -> Stamp {
    (about.ctime(), about.ctime_nsec(), about.len())
}

/// Which file it is, whatever it is called.
pub fn identity(about: &Metadata) -> (u64, u64) {
    (about.dev(), about.ino())
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
