//! A proxy of its own for a test, on loopback with a throw-away certificate, the real program behind it, and people who
//! come from different addresses.

use crate::kit::form::Form;
use crate::kit::http::Response;
use crate::kit::server::{Home, Server, free_port};
use crate::kit::{find_program, note_in_ledger, skip};
use std::cell::Cell;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const AUTHORIZE: &str = "/platform/oauth/authorize";
/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub struct Front {
    /// As people write it.
    pub origin: String,
    plain: u16,
    client_id: String,
    /// By which its certificate is trusted.
    pub authority: PathBuf,
    browsers: Cell<u32>,
    proxy: Child,
    server: Server,
    pub home: Home,
}

/// Where things of this test are, in place of what the page names.
struct Places {
    tls: u16,
    plain: u16,
    server: u16,
    folder: PathBuf,
}

#[track_caller]
pub fn behind_nginx(name: &str, story: impl FnOnce(&Front)) {
    behind(name, "nginx", story, |program, places| {
        let folder = places.folder.display();
        let certificate = Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args([
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
            ])
            .args(["-keyout", "key.pem", "-out", "cert.pem"])
            .current_dir(&places.folder)
            .output()
            .expect("openssl runs");
        assert!(certificate.status.success(), "{certificate:?}");
        let block = replaced(
            &block("nginx"),
            &[
                ("listen 80;", &format!("listen 127.0.0.1:{};", places.plain)),
                (
                    "listen 443 ssl;",
                    &format!("listen 127.0.0.1:{} ssl;", places.tls),
                ),
                ("server_name id.example.org;", "server_name localhost;"),
                (
                    "/etc/letsencrypt/live/id.example.org/fullchain.pem",
                    &format!("{folder}/cert.pem"),
                ),
                (
                    "/etc/letsencrypt/live/id.example.org/privkey.pem",
                    &format!("{folder}/key.pem"),
                ),
                ("/var/log/nginx/", &format!("{folder}/")),
                (
                    "http://127.0.0.1:8080;",
                    &format!("http://127.0.0.1:{};", places.server),
                ),
            ],
        );
        let own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let own = own.map(|what| format!("{what}_temp_path {folder}/{what};\n"));
        // One process: killed, it leaves nobody behind.
        let main = format!(
            "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n\
             http {{\naccess_log off;\n{}{block}}}\n",
            own.concat()
        );
        fs::write(places.folder.join("nginx.conf"), main).expect("its configuration");
        let mut command = Command::new(program);
        command.args([
            "-c",
            &format!("{folder}/nginx.conf"),
            "-e",
            &format!("{folder}/error.log"),
        ]);
        (command, places.folder.join("cert.pem"))
    });
}

/// For `localhost` Caddy makes a certificate itself, with an authority of its own.
#[track_caller]
pub fn behind_caddy(name: &str, story: impl FnOnce(&Front)) {
    behind(name, "caddy", story, |program, places| {
        let folder = places.folder.display();
        let server = format!("127.0.0.1:{}", places.server);
        let block = replaced(
            &block("caddy"),
            &[
                ("id.example.org {", "localhost {"),
                ("127.0.0.1:8080", &server),
            ],
        );
        let main = format!(
            "{{\n\tadmin off\n\tskip_install_trust\n\tstorage file_system {folder}/caddy\n\
             \tdefault_bind 127.0.0.1\n\thttp_port {}\n\thttps_port {}\n}}\n{block}",
            places.plain, places.tls
        );
        fs::write(places.folder.join("Caddyfile"), main).expect("its configuration");
        let mut command = Command::new(program);
        command
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(places.folder.join("Caddyfile"))
            .env("HOME", &places.folder)
            .env("XDG_CONFIG_HOME", &places.folder)
            .env("XDG_DATA_HOME", &places.folder);
        let authority = places.folder.join("caddy/pki/authorities/local/root.crt");
        (command, authority)
    });
}

#[track_caller]
fn behind(
    name: &str,
    program: &str,
    story: impl FnOnce(&Front),
    prepare: impl FnOnce(&Path, &Places) -> (Command, PathBuf),
) {
    // Debian keeps nginx where only root looks.
    let in_sbin = Path::new("/usr/sbin").join(program);
    let found = find_program(&[program]).or_else(|| in_sbin.is_file().then_some(in_sbin));
    let Some(found) = found else {
        return skip(name, &format!("there is no {program}"));
    };
    for needed in ["curl", "openssl"] {
        if find_program(&[needed]).is_none() {
            return skip(name, &format!("there is no {needed}"));
        }
    }
    note_in_ledger("proxy", name);
    let [tls, plain] = [free_port(), free_port()];
    let origin = format!("https://localhost:{tls}");
    let settings = replaced(&block("toml proxy"), &[("https://id.example.org", &origin)]);
    let home = Home::new(&format!("{settings}\n[brake]\nper_address = 3"));
    home.adds_user("ada", super::PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let server = home.serves();
    let (mut command, authority) = prepare(
        &found,
        &Places {
            tls,
            plain,
            server: home.port,
            folder: home.path().to_owned(),
        },
    );
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null());
    let proxy = silent
        .stderr(Stdio::null())
        .spawn()
        .expect("the proxy starts");
    let mut front = Front {
        origin,
        plain,
        client_id: app["client_id"].as_str().expect("a key").to_owned(),
        authority,
        browsers: Cell::new(0),
        proxy,
        server,
        home,
    };
    front.waits_until_ready(tls);
    story(&front);
}

/// The block of this kind on the page for operators.
#[track_caller]
fn block(info: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operating.md");
    let page = fs::read_to_string(page).expect("the page for operators");
    let (_, rest) = page.split_once(&format!("```{info}\n")).expect(info);
    let (block, _) = rest.split_once("```").expect("its end");
    block.to_owned()
}

#[track_caller]
fn replaced(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in:\n{text}");
        text.replace(from, to)
    })
}

impl Front {
    #[track_caller]
    fn waits_until_ready(&mut self, tls: u16) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", tls)).is_err() || !self.authority.exists() {
            let end = self.proxy.try_wait().expect("a child");
            let log = self.log("error.log");
            assert!(end.is_none(), "the proxy ended with {end:?}: {log}");
            assert!(
                Instant::now() < deadline,
                "the proxy does not answer: {log}"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn log(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join(name)).unwrap_or_default()
    }

    pub fn authorize(&self, state: &str) -> String {
        let client_id = &self.client_id;
        format!(
            "{AUTHORIZE}?client_id={client_id}&display=desktop&code_challenge={CHALLENGE}\
             &code_challenge_method=S256&prompt=consent&state={state}"
        )
    }

    /// Somebody new, at a machine of this address.
    pub fn somebody(&self, from: &str) -> Somebody {
        let number = self.browsers.replace(self.browsers.get() + 1);
        Somebody {
            origin: self.origin.clone(),
            from: from.to_owned(),
            authority: self.authority.clone(),
            jar: self.home.path().join(format!("cookies-{number}")),
        }
    }

    #[track_caller]
    pub fn over_plain_http(&self, path: &str) -> Response {
        let mut somebody = self.somebody("127.0.0.1");
        somebody.origin = format!("http://localhost:{}", self.plain);
        somebody.get(path)
    }

    /// The status that a wrong password for this name has, sent with these headers.
    #[track_caller]
    pub fn guesses(&self, from: &str, name: &str, headers: &[&str]) -> u16 {
        let mut guesser = self.somebody(from);
        let mut form = guesser.get(&self.authorize("s")).form("Sign in");
        form.types_name_and_password(name, "otter-lamp-river-43");
        guesser.submits(&form, "Sign in", headers).status
    }

    /// The same to the server itself, where somebody found its port.
    #[track_caller]
    pub fn guesses_past_the_proxy(&self, from: &str, name: &str, headers: &[&str]) -> u16 {
        let mut guesser = self.somebody(from);
        guesser.origin = self.server.url("");
        let page = guesser.get(&self.authorize("s"));
        let mut form = page.form("Sign in");
        form.types_name_and_password(name, "otter-lamp-river-43");
        // Over plain http no honest client keeps these cookies.
        let cookie = page
            .header("set-cookie")
            .and_then(|line| line.split(';').next());
        let cookie = format!("Cookie: {}", cookie.expect("a cookie"));
        let headers = [headers, &[cookie.as_str()]].concat();
        guesser.submits(&form, "Sign in", &headers).status
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _already_gone = self.proxy.kill();
        let _already_waited = self.proxy.wait();
    }
}

/// curl, which keeps cookies by the rules of browsers, prefixes too.
pub struct Somebody {
    origin: String,
    from: String,
    authority: PathBuf,
    jar: PathBuf,
}

impl Somebody {
    #[track_caller]
    pub fn get(&mut self, path: &str) -> Response {
        self.sends(path, &[])
    }

    #[track_caller]
    pub fn submits(&mut self, form: &Form, button: &str, headers: &[&str]) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form.pressed(button));
        let body = body.finish();
        let headers = headers.iter().flat_map(|header| ["-H", header]);
        let options: Vec<&str> = ["-d", &body].into_iter().chain(headers).collect();
        self.sends(AUTHORIZE, &options)
    }

    /// With an address of more than 8 KB, curl 7 breaks its own Cookie header off; then it is given one.
    fn cookies_for(&self, path: &str) -> Vec<String> {
        let jar = self.jar.display().to_string();
        if path.len() < 8_000 || !self.jar.exists() {
            return vec!["-b".to_owned(), jar.clone(), "-c".to_owned(), jar];
        }
        let lines = fs::read_to_string(&self.jar).unwrap_or_default();
        let cookies = lines.lines().filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            matches!(fields[..], [_, _, _, _, _, _, _])
                .then(|| format!("{}={}", fields[5], fields[6]))
        });
        let cookies: Vec<String> = cookies.collect();
        match cookies.is_empty() {
            true => Vec::new(),
            false => vec!["-H".to_owned(), format!("Cookie: {}", cookies.join("; "))],
        }
    }

    #[track_caller]
    fn sends(&mut self, path: &str, options: &[&str]) -> Response {
        let output = Command::new("curl")
            .args([
                "-4",
                "-sS",
                "-i",
                "--http1.1",
                "--max-time",
                "60",
                "--noproxy",
                "*",
                "-H",
                "Expect:",
            ])
            .args(["--interface", &self.from, "--cacert"])
            .arg(&self.authority)
            .args(self.cookies_for(path))
            .args(options)
            .arg(format!("{}{path}", self.origin))
            .output()
            .expect("curl runs");
        assert!(
            output.status.success(),
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.filter_map(|line| line.split_once(':'));
        Response {
            path: path.to_owned(),
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }
}
