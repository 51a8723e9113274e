//! How nginx and Caddy are started with the blocks of the page for operators.

use super::front::{Front, Places, behind, block, replaced};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CERTIFICATE: [&str; 17] = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,DNS:gateway.localhost",
    "-addext",
    "basicConstraints=critical,CA:FALSE",
    "-keyout",
    "key.pem",
    "-out",
    "cert.pem",
];

#[track_caller]
pub fn behind_nginx(name: &str, story: impl FnOnce(&Front)) {
    behind_nginx_that(name, story, str::to_owned);
}

/// One that tells ports too, as load balancers do.
#[track_caller]
pub fn behind_nginx_with_ports(name: &str, story: impl FnOnce(&Front)) {
    let line = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";
    let with_port = block("nginx ports");
    behind_nginx_that(name, story, |text| {
        replaced(text, &[(line, with_port.trim())])
    });
}

/// One with the gateway under the platform's name too.
#[track_caller]
pub fn behind_nginx_with_one_name(name: &str, story: impl FnOnce(&Front)) {
    let rest = "    location / {";
    let with_rule = block("nginx shared") + rest;
    behind_nginx_that(name, story, |text| replaced(text, &[(rest, &with_rule)]));
}

#[track_caller]
fn behind_nginx_that(name: &str, story: impl FnOnce(&Front), changed: impl FnOnce(&str) -> String) {
    behind(name, "nginx", story, |program, places| {
        let made = Command::new("openssl")
            .args(CERTIFICATE)
            .current_dir(&places.folder)
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{made:?}");
        let configuration = places.folder.join("nginx.conf");
        let servers = changed(&[block("nginx"), block("nginx gateway")].concat());
        fs::write(&configuration, nginx(&servers, places)).expect("its configuration");
        let mut command = Command::new(program);
        let log = places.folder.join("error.log");
        command.arg("-c").arg(configuration).arg("-e").arg(log);
        (command, places.folder.join("cert.pem"))
    });
}

fn nginx(servers: &str, places: &Places) -> String {
    let folder = places.folder.display();
    let listen = format!("listen 127.0.0.1:{} ssl;", places.tls);
    let (certificate, key) = (format!("{folder}/cert.pem"), format!("{folder}/key.pem"));
    let live = "/etc/letsencrypt/live";
    let servers = replaced(
        servers,
        &[
            ("listen 80;", &format!("listen 127.0.0.1:{};", places.plain)),
            ("listen 443 ssl;", &listen),
            ("server_name id.example.org;", "server_name localhost;"),
            (
                "server_name gateway.example.org;",
                "server_name gateway.localhost;",
            ),
            (
                &format!("{live}/id.example.org/fullchain.pem"),
                &certificate,
            ),
            (&format!("{live}/id.example.org/privkey.pem"), &key),
            (
                &format!("{live}/gateway.example.org/fullchain.pem"),
                &certificate,
            ),
            (&format!("{live}/gateway.example.org/privkey.pem"), &key),
            ("/var/log/nginx/", &format!("{folder}/")),
            ("127.0.0.1:8080", &format!("127.0.0.1:{}", places.server)),
            ("127.0.0.1:3000", &format!("127.0.0.1:{}", places.gateway)),
        ],
    );
    let own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let own = own.map(|what| format!("{what}_temp_path {folder}/{what};\n"));
    // One process: killed, it leaves nobody behind. Its own logs hold whole requests, as they do after apt-get: what the
    // page does not send elsewhere ends there.
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n\
         http {{\naccess_log {folder}/access.log;\n{}{servers}}}\n",
        own.concat()
    )
}

/// For names below `localhost` Caddy makes certificates itself, with an authority of its own.
#[track_caller]
pub fn behind_caddy(name: &str, story: impl FnOnce(&Front)) {
    behind_caddy_of("caddy", name, story);
}

/// One with the gateway under the platform's name too.
#[track_caller]
pub fn behind_caddy_with_one_name(name: &str, story: impl FnOnce(&Front)) {
    behind_caddy_of("caddy shared", name, story);
}

#[track_caller]
fn behind_caddy_of(platform: &str, name: &str, story: impl FnOnce(&Front)) {
    behind(name, "caddy", story, |program, places| {
        let configuration = places.folder.join("Caddyfile");
        let sites = [block(platform), block("caddy gateway")].concat();
        fs::write(&configuration, caddy(&sites, places)).expect("its configuration");
        let mut command = Command::new(program);
        command
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(configuration)
            .env("HOME", &places.folder)
            .env("XDG_CONFIG_HOME", &places.folder)
            .env("XDG_DATA_HOME", &places.folder);
        (command, authority(&places.folder))
    });
}

fn authority(folder: &Path) -> PathBuf {
    folder.join("caddy/pki/authorities/local/root.crt")
}

fn caddy(sites: &str, places: &Places) -> String {
    let server = format!("127.0.0.1:{}", places.server);
    let gateway = format!("127.0.0.1:{}", places.gateway);
    let here = [
        ("gateway.example.org", "gateway.localhost"),
        // With the access log that an operator may want.
        ("id.example.org {", "localhost {\n\tlog"),
        ("127.0.0.1:8080", &server),
        ("127.0.0.1:3000", &gateway),
    ];
    // A Caddyfile has one block of such options: the page's, with those that tests need.
    let options = format!(
        "{{\n\tadmin off\n\tskip_install_trust\n\tstorage file_system {}/caddy\n\tdefault_bind 127.0.0.1\n\
         \thttp_port {}\n\thttps_port {}\n\tlog {{",
        places.folder.display(),
        places.plain,
        places.tls,
    );
    let options = replaced(&block("caddy log"), &[("{\n\tlog {", &options)]);
    options + &replaced(sites, &here)
}
