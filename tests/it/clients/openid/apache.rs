//! Apache with mod_auth_openidc, with the block of the guide as it stands there: only names, ports and paths are others.

use super::Platform;
use crate::docs::page;
use crate::kit::app::PASSWORD;
use crate::kit::browser::{Browser, with_browser};
use crate::kit::db::each_db;
use crate::kit::root::read;
use crate::kit::server::{Home, free_port};
use crate::kit::{find_program, http, note_in_ledger, skip, waits_for};
use crate::proxy::replaced;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where Debian has them.
const MODULES: &str = "/usr/lib/apache2/modules";
/// What a page of this server needs.
const NEEDED: [&str; 8] = [
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_user",
    "include",
    "mime",
    "dir",
    "auth_openidc",
];
/// Apache is on this machine.
const CALLBACKS: &str = "[callbacks]\nallow_private_addresses = true";
/// It says whom Apache lets in, by what it hands on to programs behind it.
const PRIVATE: &str = "<!doctype html><html lang=\"en\"><title>Private</title>\
    <p>Hello, <!--#echo var=\"OIDC_CLAIM_name\" --> of <!--#echo var=\"OIDC_CLAIM_email\" -->: \
    <!--#echo var=\"REMOTE_USER\" -->.";

/// A web server of its own, on loopback; dropped, it is ended.
struct Apache {
    child: Child,
    origin: String,
    folder: tempfile::TempDir,
}

impl Apache {
    /// Where it is, if it is here.
    fn program() -> Option<PathBuf> {
        let in_sbin = PathBuf::from("/usr/sbin/apache2");
        let found = find_program(&["apache2"]).or_else(|| in_sbin.is_file().then_some(in_sbin));
        let module = Path::new(MODULES).join("mod_auth_openidc.so");
        found.filter(|_| module.is_file())
    }

    /// Started by root it works as somebody else, who has to read its pages.
    #[track_caller]
    fn start(program: &Path, port: u16, platform: &Platform) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |path: &Path| {
            fs::create_dir_all(path).expect("a folder");
            fs::set_permissions(path, Permissions::from_mode(0o777)).expect("it opens");
        };
        for place in ["", "cache", "pages", "pages/private"] {
            open(&folder.path().join(place));
        }
        let pages = folder.path().join("pages");
        fs::write(pages.join("index.html"), "<p>Open to all").expect("a page");
        fs::write(pages.join("private/index.html"), PRIVATE).expect("a page");
        let origin = format!("http://127.0.0.1:{port}");
        let configuration = folder.path().join("apache.conf");
        fs::write(&configuration, told(folder.path(), &origin, platform)).expect("a file");
        let log = File::create(folder.path().join("output.log")).expect("a file");
        // One process: killed, it leaves nobody behind.
        let child = Command::new(program)
            .arg("-X")
            .arg("-f")
            .arg(configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("it starts");
        let mut apache = Self {
            child,
            origin,
            folder,
        };
        apache.waits_until_ready(port);
        apache
    }

    #[track_caller]
    fn waits_until_ready(&mut self, port: u16) {
        let address = format!("127.0.0.1:{port}");
        let probe = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        waits_for("Apache answers", || {
            let end = self.child.try_wait().expect("a child");
            assert!(end.is_none(), "it ended with {end:?}: {}", self.log());
            http::exchange(&address, probe.as_bytes()).is_ok_and(|seen| seen.status == 200)
        });
    }

    fn log(&self) -> String {
        let logs = ["output.log", "error.log"].map(|name| self.folder.path().join(name));
        logs.map(|log| fs::read_to_string(log).unwrap_or_default())
            .concat()
    }

    fn private(&self) -> String {
        format!("{}/private/", self.origin)
    }

    /// The address at which it signs out, here and at the platform, and then leads to its open page.
    fn sign_out(&self) -> String {
        let bye: String =
            form_urlencoded::byte_serialize(format!("{}/", self.origin).as_bytes()).collect();
        format!("{}/private/callback?logout={bye}", self.origin)
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_waited = self.child.wait();
    }
}

/// The guide's block, on a server that has nothing else.
#[track_caller]
fn told(folder: &Path, origin: &str, platform: &Platform) -> String {
    let guide = read("docs/apps/openid.md");
    let block = replaced(
        page::block(&guide, "apache"),
        &[
            ("https://id.example.org", &platform.origin()),
            ("https://wiki.example.org", origin),
            ("$CLIENT_ID", platform.client_id()),
            ("$CLIENT_SECRET", platform.client_secret()),
            ("$PASSPHRASE", "as long and random as it likes"),
        ],
    );
    let modules = NEEDED.map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"));
    let (folder, address) = (folder.display(), origin.trim_start_matches("http://"));
    format!(
        "ServerRoot {folder}\nServerName {address}\nListen {address}\nPidFile {folder}/pid\n\
         ErrorLog {folder}/error.log\nUser nobody\nGroup nogroup\n{}TypesConfig /dev/null\n\
         DocumentRoot {folder}/pages\nDirectoryIndex index.html\nAddType text/html .html\n\
         AddOutputFilter INCLUDES .html\n<Directory {folder}/pages>\nOptions +Includes\n\
         Require all granted\n</Directory>\nOIDCCacheType file\nOIDCCacheDir {folder}/cache\n{block}",
        modules.concat()
    )
}

/// On each database, with a browser in which nobody is signed in.
#[track_caller]
fn scene(name: &str, story: impl Fn(&Browser, &Platform, &Apache)) {
    let Some(program) = Apache::program() else {
        return skip(name, "there is no apache2 with mod_auth_openidc");
    };
    note_in_ledger("client", name);
    each_db(|db| {
        with_browser(name, |browser| {
            let port = free_port();
            let origin = format!("http://127.0.0.1:{port}");
            let (callback, bye) = (format!("{origin}/private/callback"), format!("{origin}/"));
            let ended = format!("{callback}?logout=backchannel");
            let app = ["--redirect-uri", &callback, "--post-logout-uri", &bye];
            let app = [&app[..], &["--backchannel-logout-url", &ended]].concat();
            let settings = format!("database_url = {:?}\n{CALLBACKS}", db.url);
            let platform = Platform::start(Home::new(&settings), &app);
            let apache = Apache::start(&program, port, &platform);
            story(browser, &platform, &apache);
        });
    });
}

#[test]
fn apache_lets_in_whom_the_platform_signed_in_knows_their_name_and_signs_them_out() {
    let name = "apache_lets_in_whom_the_platform_signed_in_knows_their_name_and_signs_them_out";
    scene(name, |browser, _, apache| {
        browser.opens(&apache.private());
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.sees("Hello, ada of ada@example.org: ada.");
        assert_eq!(browser.address(), apache.private());
        // Its own session is enough now.
        browser.opens(&apache.private());
        browser.sees("Hello, ada of ada@example.org: ada.");
        browser.opens(&apache.sign_out());
        browser.sees("Open to all");
        // Signed out here and there.
        browser.opens(&apache.private());
        browser.sees("Password");
    });
}

#[test]
fn apache_ends_its_session_when_somebody_signs_out_at_the_platform() {
    let name = "apache_ends_its_session_when_somebody_signs_out_at_the_platform";
    scene(name, |browser, platform, apache| {
        browser.opens(&apache.private());
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.sees("Hello, ada");
        browser.opens(&format!("{}/platform/oauth/logout", platform.origin()));
        browser.presses("Sign out");
        browser.sees("You are signed out.");
        waits_for("Apache asks who is there", || {
            browser.opens(&apache.private());
            browser.text().contains("Password")
        });
    });
}

#[test]
fn apache_keeps_out_whom_the_platform_refused() {
    let name = "apache_keeps_out_whom_the_platform_refused";
    scene(name, |browser, platform, apache| {
        browser.opens(&apache.private());
        browser.signs_in("ada", PASSWORD);
        browser.presses("Don't Allow");
        // What it says to that differs: older versions take the issuer in the answer for a wish to sign in.
        browser.arrives_at("/private/callback?error=access_denied&");
        browser.sees("Error:");
        browser.does_not_see("Hello");
        // An answer to nobody's question.
        let forged = format!(
            "{}callback?code={}&state=x&iss={}",
            apache.private(),
            "0".repeat(40),
            platform.origin()
        );
        browser.opens(&forged);
        browser.does_not_see("Hello");
        browser.opens(&apache.private());
        browser.sees("Allow");
        browser.does_not_see("Hello");
    });
}
