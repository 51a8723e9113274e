//! The section about containers, carried out without one: another user and group, a volume and a Secret as Kubernetes
//! mounts them, a root that nothing is written to, the variables of a Service, and ten seconds to end.

use super::page::block;
use crate::kit::http::HttpClient;
use crate::kit::other::{
    GROUP, OURS, Users, gives, mode, mounts_with_fs_group, variables_of_service, with_users,
};
use crate::kit::root::read;
use crate::kit::server::{Home, Server};
use crate::kit::slow::slow_body;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// What the page says about the pod.
struct Pod<'a> {
    yaml: &'a str,
    users: &'a Users,
    home: &'a Home,
}

impl Pod<'_> {
    /// The number behind this word.
    #[track_caller]
    fn number(&self, word: &str) -> u32 {
        let line = self
            .yaml
            .lines()
            .find_map(|line| line.trim().strip_prefix(word));
        line.expect(word).trim().parse().expect("a number")
    }

    /// Where a path of the container is here.
    fn place(&self, path: &str) -> PathBuf {
        self.users.path().join(path.trim_start_matches('/'))
    }

    /// The page's variables, with folders and port of this machine, and those of a Service beside them.
    fn variables(&self) -> Vec<(String, String)> {
        let here = |value: &str| match value {
            path if path.starts_with('/') => self.place(path).display().to_string(),
            "0.0.0.0:8080" => format!("127.0.0.1:{}", self.home.port),
            other => other.to_owned(),
        };
        let lines = self
            .yaml
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- { name: VEST"));
        let named = lines.map(|line| {
            let (name, value) = line.split_once(", value: \"").expect("name and value");
            (format!("VEST{name}"), here(value.trim_end_matches("\" }")))
        });
        named.chain(variables_of_service("VESTIBULE")).collect()
    }

    #[track_caller]
    fn starts(&self) -> Server {
        assert!(self.yaml.contains(r#"command: ["vestibule", "serve"]"#));
        assert!(self.yaml.contains("readOnlyRootFilesystem: true"));
        let volume = self.place("/data");
        let mut command = self.users.command_with_volume(&["serve"], &volume);
        command.envs(self.variables());
        self.home.starts(command)
    }

    /// What the page says, with the same variables.
    #[track_caller]
    fn does(&self, script: &str, command: impl FnOnce(&Users, &[&str]) -> Command) {
        let words = script.split_whitespace().collect::<Vec<_>>();
        let ["vestibule", arguments @ ..] = words.as_slice() else {
            panic!("no command of the program: {script}");
        };
        let mut command = command(self.users, arguments);
        let output = command.envs(self.variables()).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {said}");
    }

    /// Whoever rotates the key, it is the server's, and the server takes the new one on at its next start.
    #[track_caller]
    fn rotates(&self, server: Server, command: impl FnOnce(&Users, &[&str]) -> Command) -> Server {
        let key = self.place("/data/vestibule/secret.key");
        let of = || {
            let about = fs::metadata(&key).expect("a key");
            let whose = (about.uid(), about.gid(), about.mode() & 0o777);
            (whose, fs::read(&key).expect("a key"))
        };
        let (whose, before) = of();
        self.does(block(&read("docs/operating.md"), "sh container"), command);
        let (theirs, after) = of();
        assert_eq!(theirs, whose);
        assert_ne!(after, before);
        assert!(server.stops().success());
        let server = self.starts();
        let taken_on = "the database takes on the current one";
        assert!(server.log().contains(taken_on), "{}", server.log());
        assert_eq!(HttpClient::new(&server.address).get("/readyz").status, 200);
        server
    }
}

/// SIGTERM while a body comes to no end.
#[track_caller]
fn ends_in_time(server: Server, seconds: u32) {
    let _slow = slow_body(&server.address);
    let began = Instant::now();
    assert!(server.stops().success());
    let took = began.elapsed();
    assert!(
        took < Duration::from_secs(seconds.into()),
        "it took {took:?}"
    );
}

#[test]
fn o10_the_section_about_containers_does_what_it_says() {
    with_users("o10_the_section_about_containers", |users| {
        let page = read("docs/operating.md");
        let pod = Pod {
            yaml: block(&page, "yaml container"),
            users,
            home: &Home::new(""),
        };
        let (own, fs_group) = (pod.number("runAsUser:"), pod.number("fsGroup:"));
        assert_eq!(
            (own, pod.number("runAsGroup:"), fs_group),
            (OURS, OURS, GROUP)
        );
        // An emptyDir is open to all.
        let volume = pod.place("/data");
        fs::create_dir(&volume).expect("a volume");
        gives(&volume, 0, GROUP, 0o2777);
        let secret = pod.place("/secrets/turn");
        fs::create_dir(pod.place("/secrets")).expect("a folder");
        fs::write(&secret, "north-star-of-the-relay\n").expect("a Secret");
        gives(&secret, 0, GROUP, 0o440);

        ends_in_time(pod.starts(), pod.number("terminationGracePeriodSeconds:"));
        let key = volume.join("vestibule/secret.key");
        let first = fs::read(&key).expect("a key");
        // The pod moves to another node.
        mounts_with_fs_group(&volume);
        let server = pod.starts();
        assert_eq!((mode(&key), fs::read(&key).expect("a key")), (0o600, first));
        let server = pod.rotates(server, Users::command);
        let server = pod.rotates(server, Users::root_command);
        assert!(server.stops().success());
    });
}
