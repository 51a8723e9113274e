//! A throw-away PostgreSQL, started once per test process from the installed server binaries and gone with
//! it. It listens on a unix socket in a directory of its own, and nowhere else.

use super::environment;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

struct Cluster {
    sockets: PathBuf,
    schemas: AtomicU32,
    /// Stops the server and removes its files when its standard input ends, which is when this process ends,
    /// however it ends.
    _undertaker: Child,
}

/// A URL of an empty schema; `None` where no server binaries are installed.
pub fn fresh_schema() -> Option<String> {
    let cluster = cluster()?;
    let schema = format!("test_{}", cluster.schemas.fetch_add(1, Ordering::Relaxed));
    PgConnection::establish(&cluster.url(""))
        .expect("the cluster is up")
        .batch_execute(&format!("CREATE SCHEMA {schema}"))
        .expect("a fresh schema");
    // The name tells this test's connections from those of others.
    let name = format!("&application_name=vestibule-{schema}");
    Some(cluster.url(&format!("{name}&options=-csearch_path%3D{schema}")))
}

/// A database of its own: the folder of the server's socket, and its name.
pub fn fresh_database() -> Option<(PathBuf, String)> {
    let cluster = cluster()?;
    let number = cluster.schemas.fetch_add(1, Ordering::Relaxed);
    let name = format!("database_{number}");
    PgConnection::establish(&cluster.url(""))
        .expect("the cluster is up")
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .expect("a fresh database");
    Some((cluster.sockets.clone(), name))
}

fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(start).as_ref()
}

impl Cluster {
    fn url(&self, more: &str) -> String {
        let sockets = self.sockets.display();
        format!("postgres:///postgres?user=postgres&host={sockets}{more}")
    }
}

fn start() -> Option<Cluster> {
    let Some(binaries) = find_binaries() else {
        super::skip(
            "the store on PostgreSQL",
            "its server binaries are not installed",
        );
        return None;
    };
    let home = make_home();
    let is_root = is_root();
    make_cluster(&binaries, &home.join("data"), is_root);
    let undertaker = serve(&binaries, &home, is_root);
    let cluster = Cluster {
        sockets: home,
        schemas: AtomicU32::new(0),
        _undertaker: undertaker,
    };
    await_server(&cluster);
    Some(cluster)
}

/// A folder that the server's user may write.
pub fn make_home() -> PathBuf {
    let home = tempfile::Builder::new()
        .prefix("vestibule-pg-")
        .tempdir()
        .expect("a directory")
        .keep();
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o755)).expect("mode");
    if is_root() {
        // PostgreSQL and pgbouncer refuse to run as root.
        let given = Command::new("chown").arg("postgres").arg(&home).status();
        assert!(
            given.expect("chown").success(),
            "no user postgres to run the server as"
        );
    }
    home
}

pub fn is_root() -> bool {
    let about = std::fs::metadata("/proc/self");
    about.is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0)
}

pub fn find_binaries() -> Option<PathBuf> {
    let mut places: Vec<PathBuf> = Vec::new();
    let asked = environment("PG_CONFIG").unwrap_or_else(|| "pg_config".to_owned());
    if let Ok(told) = Command::new(asked).arg("--bindir").output() {
        places.push(PathBuf::from(String::from_utf8_lossy(&told.stdout).trim()));
    }
    if let Some(path) = environment("PATH") {
        places.extend(std::env::split_paths(&path));
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    places.extend(versions.flatten().map(|version| version.path().join("bin")));
    let is_whole =
        |place: &PathBuf| place.join("initdb").exists() && place.join("postgres").exists();
    places.into_iter().find(is_whole)
}

pub fn as_server(program: &Path, is_root: bool) -> Command {
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
        "--",
    ]);
    command.arg(program);
    command
}

pub fn make_cluster(binaries: &Path, data: &Path, is_root: bool) {
    let made = as_server(&binaries.join("initdb"), is_root)
        .args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ])
        .arg(data)
        .current_dir("/")
        .output()
        .expect("initdb runs");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
}

fn serve(binaries: &Path, home: &Path, is_root: bool) -> Child {
    let mut server = as_server(&binaries.join("postgres"), is_root);
    server.arg("-D").arg(home.join("data")).arg("-k").arg(home);
    for setting in [
        "listen_addresses=",
        "fsync=off",
        "max_connections=400",
        "shared_buffers=32MB",
    ] {
        server.arg("-c").arg(setting);
    }
    let script = r#"home=$1; shift; "$@" >"$home/log" 2>&1 & server=$!
        read -r _; kill -QUIT "$server"; wait "$server"; rm -rf "$home""#;
    let mut child = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(home)
        .arg(server.get_program())
        .args(server.get_args())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("sh runs");
    child.stdin.as_mut().expect("a pipe").flush().expect("open");
    child
}

fn await_server(cluster: &Cluster) {
    let began = Instant::now();
    while let Err(error) = PgConnection::establish(&cluster.url("")) {
        assert!(began.elapsed() < Duration::from_secs(30), "{error}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
