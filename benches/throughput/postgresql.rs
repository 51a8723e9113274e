//! A throw-away PostgreSQL with its durable defaults: what is acknowledged has been synced.

use super::kit::server::free_port;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// A running cluster; dropped, it and its files are gone.
pub struct Cluster {
    server: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Cluster {
    pub fn start() -> Result<Self, &'static str> {
        let programs = programs().ok_or("there are no server programs of PostgreSQL")?;
        let owner = owner()?;
        let folder = tempfile::tempdir().map_err(|_| "there is no temporary folder")?;
        let data = folder.path().join("cluster");
        fs::create_dir(&data).map_err(|_| "its folder cannot be made")?;
        if let Some(owner) = &owner {
            owner.takes(folder.path())?;
            owner.takes(&data)?;
        }
        let command = |name: &str| quiet_command(&programs.join(name), &data, owner.as_ref());
        let made = command("initdb")
            .args([
                "-U",
                "vestibule",
                "--auth=trust",
                "-E",
                "UTF8",
                "--no-locale",
            ])
            .status();
        made.ok()
            .filter(ExitStatus::success)
            .ok_or("initdb refuses")?;
        let port = free_port();
        let server = command("postgres")
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .spawn()
            .map_err(|_| "its server does not start")?;
        let cluster = Self {
            server,
            url: format!("postgres://vestibule@127.0.0.1:{port}/postgres"),
            _folder: folder,
        };
        wait_until_ready(&programs, port).map(|()| cluster)
    }

    /// An empty schema with this name, for who shares no tables with the others.
    pub fn schema(&self, name: &str) -> String {
        PgConnection::establish(&self.url)
            .expect("the cluster is up")
            .batch_execute(&format!("CREATE SCHEMA {name}"))
            .expect("a schema");
        format!("{}?options=-csearch_path%3D{name}", self.url)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT: end now and take the children along.
        let stop = format!("kill -INT {}", self.server.id());
        let _already_gone = Command::new("sh").args(["-c", &stop]).status();
        let _already_waited = self.server.wait();
    }
}

fn quiet_command(program: &Path, data: &Path, owner: Option<&Owner>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(data).arg("-D").arg(data);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
    command
}

fn wait_until_ready(programs: &Path, port: u16) -> Result<(), &'static str> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let answer = Command::new(programs.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status();
        if answer.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err("its server does not get ready")
}

/// PostgreSQL does not run as root: there, its own user runs it.
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn takes(&self, folder: &Path) -> Result<(), &'static str> {
        std::os::unix::fs::chown(folder, Some(self.user), Some(self.group))
            .map_err(|_| "its folder cannot be handed over")
    }
}

fn owner() -> Result<Option<Owner>, &'static str> {
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    match (id(&["-u", "postgres"]), id(&["-g", "postgres"])) {
        (Some(user), Some(group)) => Ok(Some(Owner { user, group })),
        _ => Err("it does not run as root, and there is no user postgres"),
    }
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// The folder of the newest server programs: Debian keeps each version beside the others.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("postgres").is_file())
        .collect();
    found.sort();
    let newest = found.pop().map(|(_, folder)| folder);
    newest.or_else(|| {
        let program = super::kit::find_program(&["postgres"])?;
        program.parent().map(Path::to_path_buf)
    })
}
