//! Two PostgreSQL servers of one database: a primary, and a standby that has all that was acknowledged (synchronous
//! replication). They can change places, as in a fail-over.

use super::cluster::{as_server, find_binaries, is_root, make_cluster, make_home};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Node {
    binaries: PathBuf,
    /// The folder of its socket.
    pub sockets: PathBuf,
    port: u16,
    /// Stops the server and removes its files when this process ends, however it ends.
    undertaker: Child,
}

/// PostgreSQL's own.
const PORT: u16 = 5432;

/// A primary and its standby; `None` where no server binaries are installed.
pub fn primary_and_standby() -> Option<(Node, Node)> {
    let Some(binaries) = find_binaries() else {
        super::skip(
            "a fail-over",
            "PostgreSQL's server binaries are not installed",
        );
        return None;
    };
    let primary = Node::new(&binaries, PORT);
    make_cluster(&binaries, &primary.data(), is_root());
    primary.configure("");
    primary.start();
    let standby = Node::new(&binaries, PORT);
    let copied = primary
        .tool("pg_basebackup")
        .args([
            "-U",
            "postgres",
            "-X",
            "stream",
            "-c",
            "fast",
            "--no-sync",
            "-R",
            "-h",
        ])
        .arg(&primary.sockets)
        .arg("-D")
        .arg(standby.data())
        .output()
        .expect("pg_basebackup runs");
    assert!(
        copied.status.success(),
        "{}",
        String::from_utf8_lossy(&copied.stderr)
    );
    standby.configure("");
    standby.start();
    wait_for(&primary);
    Some((primary, standby))
}

/// From here on nothing is acknowledged that the standby does not have.
fn wait_for(primary: &Node) {
    primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.run("SELECT pg_reload_conf()");
    primary.wait_until("EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')");
}

impl Node {
    /// A server without a standby, on a port of loopback as well. `prepare` puts into its folder, as PostgreSQL's user,
    /// what the settings that it returns name.
    pub fn on_loopback(
        binaries: &Path,
        port: u16,
        access: &str,
        prepare: impl FnOnce(&Path) -> String,
    ) -> Self {
        let node = Self::new(binaries, port);
        make_cluster(binaries, &node.data(), is_root());
        let more = prepare(&node.sockets);
        node.configure(&format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\n{more}"
        ));
        fs::write(node.data().join("pg_hba.conf"), access).expect("is written");
        node.start();
        node
    }

    fn new(binaries: &Path, port: u16) -> Self {
        let sockets = make_home();
        let script =
            r#"read -r _; "$@" stop -m immediate -D "$0/data" >/dev/null 2>&1; rm -rf "$0""#;
        let control = as_server(&binaries.join("pg_ctl"), is_root());
        let undertaker = Command::new("sh")
            .args(["-c", script])
            .arg(&sockets)
            .arg(control.get_program())
            .args(control.get_args())
            .current_dir("/")
            .stdin(Stdio::piped())
            .spawn()
            .expect("sh runs");
        Self {
            binaries: binaries.to_owned(),
            sockets,
            port,
            undertaker,
        }
    }

    fn data(&self) -> PathBuf {
        self.sockets.join("data")
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = as_server(&self.binaries.join(name), is_root());
        command.current_dir("/");
        command
    }

    /// Of settings of one name the last one counts.
    fn configure(&self, more: &str) {
        let sockets = self.sockets.display();
        let lines = format!(
            "listen_addresses = ''\nunix_socket_directories = '{sockets}'\nfsync = off\nmax_connections = 60\n\
             shared_buffers = 16MB\nwal_keep_size = 64MB\nwal_receiver_status_interval = 1s\n{more}"
        );
        let file = self.data().join("postgresql.conf");
        let mut file = OpenOptions::new().append(true).open(file).expect("a file");
        file.write_all(lines.as_bytes()).expect("is written");
    }

    /// Returns when it takes connections.
    #[track_caller]
    pub fn start(&self) {
        let log = self.sockets.join("log");
        let mut start = self.tool("pg_ctl");
        start.args(["start", "-w", "-s", "-l"]).arg(log);
        self.control(start);
    }

    /// As an administrator does it: what was acknowledged reaches the standby first.
    #[track_caller]
    pub fn stop(&self) {
        let mut stop = self.tool("pg_ctl");
        stop.args(["stop", "-w", "-s", "-m", "fast"]);
        self.control(stop);
    }

    /// From standby to primary.
    #[track_caller]
    pub fn promote(&self) {
        let mut promote = self.tool("pg_ctl");
        promote.args(["promote", "-w", "-s"]);
        self.control(promote);
    }

    /// A primary that was stopped comes back as the standby of another.
    #[track_caller]
    pub fn follow(&self, primary: &Node) {
        let settings = format!(
            "primary_conninfo = 'user=postgres host={}'\nsynchronous_standby_names = ''\n",
            primary.sockets.display()
        );
        fs::write(self.data().join("postgresql.auto.conf"), settings).expect("is written");
        fs::write(self.data().join("standby.signal"), "").expect("is written");
        self.start();
    }

    #[track_caller]
    fn control(&self, mut command: Command) {
        let done = command
            .arg("-D")
            .arg(self.data())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("pg_ctl runs");
        let log = || fs::read_to_string(self.sockets.join("log")).unwrap_or_default();
        assert!(done.success(), "{command:?}: {}", log());
    }

    #[track_caller]
    pub fn connection(&self) -> PgConnection {
        let url = format!(
            "postgres:///postgres?user=postgres&port={}&host={}",
            self.port,
            self.sockets.display()
        );
        PgConnection::establish(&url).expect("connects")
    }

    #[track_caller]
    pub fn run(&self, sql: &str) {
        self.connection().batch_execute(sql).expect(sql);
    }

    #[track_caller]
    pub fn wait_until(&self, condition: &str) {
        let began = Instant::now();
        let question = format!("DO $$ BEGIN ASSERT {condition}; END $$");
        while self.connection().batch_execute(&question).is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "never: {condition}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.undertaker.stdin.take());
        let _gone = self.undertaker.wait();
    }
}
