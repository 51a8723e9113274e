//! A proxy of its own for a test, on loopback with a throw-away certificate, the real program behind it, and people who
//! come from different addresses.

use super::somebody::{AUTHORIZE, Somebody};
use crate::docs::page;
use crate::kit::http::Response;
use crate::kit::root::read;
use crate::kit::server::{Home, Server, free_port};
use crate::kit::{find_program, note_in_ledger, skip};
use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What the proxy itself prints: Caddy has its log there.
pub const OUTPUT: &str = "output.log";

pub struct Front {
    /// As people write it.
    pub origin: String,
    plain: u16,
    client_id: String,
    /// Of an app whose server vouches for its own users.
    pub app_secret: String,
    /// By which its certificate is trusted.
    pub authority: PathBuf,
    browsers: Cell<u32>,
    proxy: Child,
    server: RefCell<Option<Server>>,
    pub home: Home,
}

/// Where things of this test are, in place of what the page names.
pub struct Places {
    pub tls: u16,
    pub plain: u16,
    pub server: u16,
    pub gateway: u16,
    pub folder: PathBuf,
}

#[track_caller]
pub fn behind(
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
    let [tls, plain, gateway] = [(); 3].map(|()| free_port());
    let origin = format!("https://localhost:{tls}");
    let settings = replaced(&block("toml proxy"), &[("https://id.example.org", &origin)]);
    let home = Home::new(&format!(
        "{settings}\n[sign_in_limit]\nper_address = 3\n[broker]\nenabled = true\n\
         [gateway]\nenabled = true\nlisten = \"127.0.0.1:{gateway}\""
    ));
    home.adds_user("ada", super::PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let huddle = ["--kind", "web", "--grant", "client_credentials"];
    let huddle = home.adds_app(&[&["--name", "Huddle"], &huddle[..]].concat());
    let server = home.serves();
    let (mut command, authority) = prepare(
        &found,
        &Places {
            tls,
            plain,
            server: home.port,
            gateway,
            folder: home.path().to_owned(),
        },
    );
    let log = File::create(home.path().join(OUTPUT)).expect("a file");
    let proxy = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("the proxy starts");
    let mut front = Front {
        origin,
        plain,
        client_id: app["client_id"].as_str().expect("a key").to_owned(),
        app_secret: huddle["client_secret"].as_str().expect("one").to_owned(),
        authority,
        browsers: Cell::new(0),
        proxy,
        server: RefCell::new(Some(server)),
        home,
    };
    front.waits_until_ready(tls);
    story(&front);
}

/// The block of this kind on the page for operators.
#[track_caller]
pub fn block(info: &str) -> String {
    page::block(&read("docs/operating.md"), info).to_owned()
}

#[track_caller]
pub fn replaced(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in:\n{text}");
        text.replace(from, to)
    })
}

impl Front {
    #[track_caller]
    fn waits_until_ready(&mut self, tls: u16) {
        let deadline = Instant::now() + PATIENCE;
        // Not the port, nor a file beside it: Caddy listens, and has its authority, before it has a certificate of
        // each name.
        let names = ["localhost", "gateway.localhost"];
        while !names.iter().all(|name| self.is_trusted_as(name, tls)) {
            let end = self.proxy.try_wait().expect("a child");
            let log = self.log("error.log") + &self.log(OUTPUT);
            assert!(end.is_none(), "the proxy ended with {end:?}: {log}");
            assert!(
                Instant::now() < deadline,
                "the proxy does not answer: {log}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether something is answered over TLS, under this name, with a certificate that the authority vouches for.
    fn is_trusted_as(&self, name: &str, tls: u16) -> bool {
        let asked = Command::new("curl")
            .args([
                "--silent",
                "--output",
                "/dev/null",
                "--max-time",
                "10",
                "--cacert",
            ])
            .arg(&self.authority)
            .args(["--resolve", &format!("{name}:{tls}:127.0.0.1")])
            .arg(format!("https://{name}:{tls}/healthz"))
            .status();
        asked.is_ok_and(|status| status.success())
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

    /// From now on nothing is behind the proxy.
    #[track_caller]
    pub fn stops_the_server(&self) {
        let server = self.server.take().expect("it runs");
        assert!(server.stops().success());
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
        guesser.origin = format!("http://127.0.0.1:{}", self.home.port);
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
