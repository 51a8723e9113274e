//! `vestibule demo`: everything at once, thrown away at the end.

mod cast;
mod text;

use super::print;
use super::refusal::Refusal;
use crate::app::{self, Listeners};
use crate::domain::secret::random_alphanumerics;
use crate::settings::{Inputs, Settings, field};
use cast::Cast;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

/// How many ports are tried, from the wanted one up.
const PORTS: u16 = 50;
/// Tells the folder of a demo from one with real people in it.
const SIGN: &str = "only-a-demo";
const USUAL: &str = "127.0.0.1:8080";

#[derive(clap::Args)]
pub struct Args {
    /// Address and port to listen on, on this machine only; if the port is taken, the next free one is used
    #[arg(long, value_name = "ADDRESS:PORT", default_value = USUAL)]
    listen: SocketAddr,
    /// Keep the demo data in this folder
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Open the demo in a browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: &Args, config: Option<&Path>) -> Result<(), Refusal> {
    if config.is_some() {
        return Err(Refusal::new(
            "the demo takes no settings file, so that it never touches a real database: leave out --config, \
             or use `vestibule serve`",
        ));
    }
    if !args.listen.ip().is_loopback() {
        return Err(Refusal::new(
            "the demo is for this machine only: give --listen 127.0.0.1:8080, or use `vestibule serve`",
        ));
    }
    let (listener, address) = bind(args.listen)?;
    let folder = Folder::of(args.data_dir.as_deref())?;
    let settings = settings(address, folder.path())?;
    let platform = app::open_platform(&settings)?;
    let cast = cast::assemble(&platform)?;
    text::introduce(
        &settings.public_url,
        &cast,
        &text::Situation {
            wanted: args.listen.port(),
            got: address.port(),
            kept: args.data_dir.as_deref(),
        },
    );
    app::start_log(settings.log_format);
    if args.open {
        open_in_browser(&format!("{}/demo/", settings.public_url));
    }
    let Cast { shown, .. } = cast;
    let listeners = Listeners {
        http: listener,
        sockets: None,
        metrics: None,
    };
    let served = app::serve(app::edge(platform, &settings, Some(shown)), listeners);
    folder.leave();
    Ok(served?)
}

/// The wanted port, or the next one that is free.
fn bind(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Refusal> {
    for step in 0..PORTS {
        let Some(port) = wanted.port().checked_add(step) else {
            break;
        };
        match TcpListener::bind(SocketAddr::new(wanted.ip(), port)) {
            Ok(listener) => {
                let address = listener.local_addr()?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => {
                let what =
                    format!("cannot listen on {wanted}: {error}. Choose another with --listen");
                return Err(Refusal::new(what));
            }
        }
    }
    Err(Refusal::new(format!(
        "{PORTS} ports from {wanted} up are taken: choose another with --listen"
    )))
}

/// Nothing of what is set for a real platform counts here: no file, no environment.
fn settings(address: SocketAddr, folder: &Path) -> Result<Settings, Refusal> {
    let text = folder.to_str().ok_or_else(|| {
        Refusal::new("the folder's name is not UTF-8: choose another with --data-dir")
    })?;
    let inputs = Inputs {
        flags: vec![
            (&field::LISTEN, address.to_string()),
            (&field::DATA_DIR, text.to_owned()),
            (&field::LOG_FORMAT, "human".to_owned()),
        ],
        ..Inputs::default()
    };
    Ok(Settings::load(&inputs)?)
}

/// Where the demo's database lives: a folder to keep, or one that goes away.
enum Folder {
    Kept(PathBuf),
    ThrownAway(PathBuf),
}

impl Folder {
    fn of(kept: Option<&Path>) -> Result<Self, Refusal> {
        if let Some(kept) = kept {
            claim(kept)?;
            return Ok(Self::Kept(kept.to_owned()));
        }
        let name = format!(
            "vestibule-demo-{}",
            random_alphanumerics(12, &mut rand::rng())
        );
        let path = std::env::temp_dir().join(name);
        crate::settings::server_key::make_data_dir(&path)?;
        Ok(Self::ThrownAway(path))
    }

    fn path(&self) -> &Path {
        let (Self::Kept(path) | Self::ThrownAway(path)) = self;
        path
    }

    fn leave(&self) {
        match self {
            Self::Kept(path) => print::say(&format!("Kept in {}.", path.display())),
            Self::ThrownAway(_) => print::say("All demo data is deleted."),
        }
    }
}

/// Takes a folder that is new, empty, or a demo's: the demo gives its user a new password at each start, which must
/// never happen to somebody real.
fn claim(folder: &Path) -> Result<(), Refusal> {
    crate::settings::server_key::make_data_dir(folder)?;
    let sign = folder.join(SIGN);
    if sign.exists() {
        return Ok(());
    }
    if std::fs::read_dir(folder)?.next().is_some() {
        return Err(Refusal::new(format!(
            "{} is not empty and was not made by the demo: name a new folder with --data-dir, or use `vestibule \
             serve`. If an earlier version made it for a demo, put an empty file {SIGN} into it",
            folder.display()
        )));
    }
    std::fs::File::create_new(&sign).map(drop).map_err(|error| {
        Refusal::new(format!(
            "{} cannot be written ({error}): name another folder with --data-dir",
            folder.display()
        ))
    })
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Self::ThrownAway(path) = self {
            // What cannot be removed now is in the folder for temporary files, which empties itself.
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

fn open_in_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if std::process::Command::new(program)
        .arg(url)
        .spawn()
        .is_err()
    {
        print::say(&format!("There is no {program} here: open {url} yourself."));
    }
}
