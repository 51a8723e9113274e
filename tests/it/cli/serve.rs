//! What `serve`, `demo` and `app add` tell a newcomer to do next.

use super::place::Place;
use crate::kit::server::{Home, takes_hangups};
use crate::kit::told::says;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;

/// The lines on stderr up to the one that holds `last`; then the program is stopped.
fn told_until(place: &Place, arguments: &[&str], last: &str) -> Vec<String> {
    let mut child = place.starts(arguments, "");
    let stderr = child.stderr.take().expect("a pipe from the program");
    let mut lines = Vec::new();
    for line in BufReader::new(stderr).lines() {
        lines.push(line.expect("UTF-8 on stderr"));
        if lines.last().is_some_and(|line| line.contains(last)) {
            break;
        }
    }
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    assert!(
        lines.last().is_some_and(|line| line.contains(last)),
        "{lines:#?}"
    );
    lines
}

#[test]
fn what_serve_suggests_reaches_its_own_database_and_address() {
    let place = Place::new();
    let flags = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--public-url",
        "https://id.example.org",
        "--data-dir",
        "elsewhere",
    ];
    let told = told_until(&place, &flags, "vestibule app add");
    let user = "  vestibule user add NAME --data-dir elsewhere";
    let app = "  vestibule app add --name \"My App\" --kind desktop --data-dir elsewhere \
               --public-url https://id.example.org";
    assert!(told.iter().any(|line| line == user), "{told:#?}");
    assert!(told.iter().any(|line| line == app), "{told:#?}");
}

#[test]
fn what_serve_suggests_is_short_where_no_flag_chose_anything() {
    let place = Place::new();
    place.writes("vestibule.toml", "listen = \"127.0.0.1:0\"\n");
    let told = told_until(&place, &["serve"], "vestibule app add");
    for line in [
        "  vestibule user add NAME",
        "  vestibule app add --name \"My App\" --kind desktop",
    ] {
        assert!(told.iter().any(|told| told == line), "{told:#?}");
    }
}

#[test]
fn serve_says_where_the_socket_gateway_is_and_how_a_client_is_added() {
    let place = Place::new();
    let settings =
        "listen = \"127.0.0.1:0\"\n[broker]\nenabled = true\n[gateway]\nenabled = true\n";
    let listen = "listen = \"127.0.0.1:0\"\n";
    place.writes("vestibule.toml", &format!("{settings}{listen}"));
    let told = told_until(&place, &["serve"], "vestibule socket-client add NAME");
    let serving = "serving: platform API, broker API, socket gateway on 127.0.0.1:0";
    assert!(told[0].ends_with(serving), "{told:#?}");
    let declared = "[gateway.clients.facebook]\nsecret = \"0123456789abcdef\"\n";
    place.writes("vestibule.toml", &format!("{settings}{listen}{declared}"));
    let told = told_until(&place, &["serve"], "vestibule app add");
    assert!(told[0].ends_with(serving), "{told:#?}");
    let shown = place.json(&["socket-client", "list", "--json"]);
    assert_eq!(shown[0]["source"], "file");
    place.refuses(
        "socket-client remove facebook --yes",
        &["settings file", "vestibule serve"],
    );
}

#[test]
fn serve_warns_where_all_people_behind_a_proxy_would_count_as_one_address() {
    for (proxies, warned) in [("", true), ("trusted_proxies = [\"127.0.0.1\"]\n", false)] {
        let place = Place::new();
        let settings = "listen = \"127.0.0.1:0\"\npublic_url = \"https://id.example.org\"\n";
        place.writes("vestibule.toml", &format!("{settings}{proxies}"));
        let told = told_until(&place, &["serve"], "vestibule app add");
        let about = told.iter().any(|line| line.contains("No trusted_proxies"));
        assert_eq!(about, warned, "{told:#?}");
    }
}

#[test]
fn any_free_port_is_no_taken_port() {
    let place = Place::new();
    let demo = ["demo", "--listen", "127.0.0.1:0", "--data-dir", "kept"];
    let told = told_until(&place, &demo, "/demo/");
    assert_eq!(told[0], "Vestibule demo. Kept in kept. Ctrl-C ends it.");
}

/// Waits for an answer at the address in this line.
#[cfg(unix)]
#[track_caller]
fn answers(line: &str) {
    let (_, address) = line.split_once("http://").expect("a URL");
    let address = address.strip_suffix("/demo/").expect("the demo's page");
    let mut wire = TcpStream::connect(address).expect("it listens");
    wire.write_all(b"GET /healthz HTTP/1.0\r\n\r\n")
        .expect("it reads");
    let mut answer = String::new();
    wire.read_to_string(&mut answer).expect("it answers");
    assert!(answer.contains("200 OK"), "{answer}");
}

#[cfg(unix)]
#[test]
fn nothing_of_a_demo_is_left_when_it_is_interrupted_or_its_terminal_closed() {
    takes_hangups();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let name = folder.path().to_str().expect("UTF-8");
        let place = Place::new().with("TMPDIR", name);
        let mut child = place.starts(&["demo", "--listen", "127.0.0.1:0"], "");
        let stderr = child.stderr.take().expect("a pipe from the program");
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let open = lines.find(|line| line.contains("Open"));
        answers(&open.expect("an address to open"));
        let there = || folder.path().read_dir().expect("a folder").count();
        assert_eq!(there(), 1);
        let pid = child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.expect("kill is there").success());
        let status = child.wait().expect("it ends");
        assert_eq!(there(), 0, "{signal} leaves the demo's folder: {status}");
        let rest: Vec<String> = lines.collect();
        assert!(
            rest.iter().any(|line| line.contains("is deleted")),
            "{rest:?}"
        );
    }
}

#[test]
fn while_the_server_key_is_rotated_serve_reminds_of_it_and_the_log_tells_what_the_database_did() {
    let home = Home::new("");
    let log = || {
        let server = home.serves();
        let log = server.log();
        assert!(server.stops().success());
        log
    };
    assert!(!log().contains("server key"));
    home.runs(&["key", "rotate"], "").succeeds();
    let told = log();
    says(
        &told,
        &["the database takes on the current one", "(1 more accepted)"],
    );
    let told = log();
    assert!(
        !told.contains("takes on") && told.contains("(1 more accepted)"),
        "{told}"
    );
}
