//! A real pgbouncer in front of the throw-away PostgreSQL, with a database of its own and few connections to it, so
//! that everybody shares them.

use super::cluster::{as_server, fresh_database, is_root, make_home};
use diesel::{Connection, PgConnection};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Pgbouncer {
    /// Through the pool.
    pub url: String,
    child: Child,
    home: PathBuf,
}

impl Pgbouncer {
    /// `more` are further lines of its settings; `None` where something is missing.
    pub fn start(mode: &str, size: u32, more: &str) -> Option<Self> {
        let Some(program) = find() else {
            super::skip("pgbouncer", "it is not installed");
            return None;
        };
        let (sockets, database) = fresh_database()?;
        let home = make_home();
        let file = home.join("pgbouncer.ini");
        let settings = format!(
            "[databases]\n{database} = host={} user=postgres\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\n\
             unix_socket_dir = {}\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {size}\n\
             query_wait_timeout = 5\nserver_tls_sslmode = disable\n{more}\n",
            sockets.display(),
            home.display()
        );
        std::fs::write(&file, settings).expect("its settings");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("mode");
        let log = std::fs::File::create(home.join("log")).expect("a log");
        let plain = as_server(&program, is_root());
        // It ends, and its files with it, when this process ends, however it ends.
        let script = r#""$@" & server=$!; read -r _; kill -KILL "$server"; rm -rf "$0""#;
        let child = Command::new("sh")
            .args(["-c", script])
            .arg(&home)
            .arg(plain.get_program())
            .args(plain.get_args())
            .arg(&file)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("pgbouncer runs");
        let host = home.display();
        let pool = Self {
            url: format!("postgres:///{database}?user=postgres&port=6432&host={host}"),
            child,
            home,
        };
        pool.wait_until_it_answers();
        Some(pool)
    }

    #[track_caller]
    fn wait_until_it_answers(&self) {
        let began = Instant::now();
        while let Err(error) = PgConnection::establish(&self.url) {
            let log = std::fs::read_to_string(self.home.join("log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_secs(30), "{error}\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn find() -> Option<PathBuf> {
    // Debian keeps it off the PATH of ordinary users.
    let debian = PathBuf::from("/usr/sbin/pgbouncer");
    super::find_program(&["pgbouncer"]).or_else(|| debian.is_file().then_some(debian))
}

impl Drop for Pgbouncer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _gone = self.child.wait();
    }
}
