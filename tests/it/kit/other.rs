//! Another user of this machine, played by root: who they are does not matter, only that they are not root.

use super::outcome::Outcome;
use super::server::PROGRAM;
use super::{find_program, skip};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The user that the server runs as.
pub const OURS: u32 = 10_001;
/// The group of a volume, as `fsGroup` gives it; the user is in it.
pub const GROUP: u32 = 10_002;
pub const STRANGER: u32 = 10_003;

/// Runs a test in which the program runs as another user, in a folder that this user may enter.
#[track_caller]
pub fn with_users(name: &str, test: impl FnOnce(&Users)) {
    if !rustix::process::geteuid().is_root() {
        return skip(name, "only root can play another user");
    }
    if find_program(&["setpriv"]).is_none() {
        return skip(name, "there is no setpriv");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("open to all");
    let mut users = Users {
        program: PathBuf::from(PROGRAM),
        folder,
    };
    if !users.reach_the_program() {
        let copy = users.path().join("vestibule");
        fs::copy(PROGRAM, &copy).expect("a copy of the program");
        users.program = copy;
    }
    test(&users);
}

pub struct Users {
    pub program: PathBuf,
    folder: tempfile::TempDir,
}

impl Users {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A folder of the user's own to run in.
    pub fn home(&self) -> PathBuf {
        let home = self.path().join("home");
        if !home.exists() {
            fs::create_dir(&home).expect("a folder");
            gives(&home, OURS, OURS, 0o755);
        }
        home
    }

    fn reach_the_program(&self) -> bool {
        let mut test = as_user("test");
        let status = test.arg("-x").arg(&self.program).status();
        status.expect("setpriv runs").success()
    }

    /// The program as the user, in their folder, with these variables and no others.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.at_home(as_user(&self.program.display().to_string()), arguments)
    }

    fn at_home(&self, mut command: Command, arguments: &[&str]) -> Command {
        command
            .args(arguments)
            .current_dir(self.home())
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    pub fn runs(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = self.command(arguments);
        outcome(command.envs(variables.iter().copied()))
    }

    /// The same where nothing can be written but what lies in `volume`, if this machine can play that.
    pub fn command_with_volume(&self, arguments: &[&str], volume: &Path) -> Command {
        let plain = self.command(arguments);
        let script =
            "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro / && shift && exec \"$@\"";
        let closed = |then: &mut Command| {
            let mut unshare = Command::new("unshare");
            unshare
                .args(["--mount", "sh", "-c", script, "sh"])
                .arg(volume);
            unshare.arg(then.get_program()).args(then.get_args());
            unshare
        };
        let probe = closed(&mut Command::new("true"))
            .stderr(Stdio::null())
            .status();
        if !probe.is_ok_and(|status| status.success()) {
            eprintln!("this machine gives nobody a root of their own: it stays writable");
            return plain;
        }
        let mut plain = plain;
        let mut command = closed(&mut plain);
        command.current_dir("/").env_clear().stdin(Stdio::null());
        command
    }

    /// The same as root.
    pub fn root_command(&self, arguments: &[&str]) -> Command {
        self.at_home(Command::new(PROGRAM), arguments)
    }

    pub fn root_runs(&self, arguments: &[&str]) -> Outcome {
        outcome(&mut self.root_command(arguments))
    }
}

fn as_user(program: &str) -> Command {
    let mut command = Command::new(find_program(&["setpriv"]).expect("setpriv"));
    command
        .arg(format!("--reuid={OURS}"))
        .arg(format!("--regid={OURS}"))
        .arg(format!("--groups={GROUP}"))
        .args(["--no-new-privs", program]);
    command
}

fn outcome(command: &mut Command) -> Outcome {
    command.output().expect("the program ends").into()
}

/// Whose it is from now on, and with which mode.
pub fn gives(path: &Path, owner: u32, group: u32, mode: u32) {
    chown(path, Some(owner), Some(group)).expect("root may do that");
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("root may do that");
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o7777
}

/// What Kubernetes puts into each pod beside a Service of this name, in capitals.
pub fn variables_of_service(name: &str) -> Vec<(String, String)> {
    let variables = [
        ("SERVICE_HOST", "10.0.171.239"),
        ("SERVICE_PORT", "8080"),
        ("SERVICE_PORT_HTTP", "8080"),
        ("SERVICE_PORT_SOCKET_GATEWAY", "3000"),
        ("PORT", "tcp://10.0.171.239:8080"),
        ("PORT_8080_TCP", "tcp://10.0.171.239:8080"),
        ("PORT_8080_TCP_PROTO", "tcp"),
        ("PORT_8080_TCP_PORT", "8080"),
        ("PORT_8080_TCP_ADDR", "10.0.171.239"),
        ("PORT_3478_UDP", "udp://[fd00::1]:3478"),
        ("PORT_3478_UDP_PROTO", "udp"),
        ("PORT_3478_UDP_PORT", "3478"),
        ("PORT_3478_UDP_ADDR", "fd00::1"),
    ];
    let named = variables.map(|(tail, value)| (format!("{name}_{tail}"), value.to_owned()));
    named.into()
}

/// What Kubernetes does to a volume with `fsGroup`: all of it belongs to the group, which may read and write it.
pub fn mounts_with_fs_group(folder: &Path) {
    let about = fs::metadata(folder).expect("it is there");
    let bits = if about.is_dir() { 0o2770 } else { 0o660 };
    gives(folder, about.uid(), GROUP, (about.mode() & 0o7777) | bits);
    if about.is_dir() {
        for entry in fs::read_dir(folder).expect("a folder") {
            mounts_with_fs_group(&entry.expect("an entry").path());
        }
    }
}
