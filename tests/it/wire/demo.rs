//! The demo, as the program itself shows it.

use super::tape::Tape;
use crate::kit::http::HttpClient;
use crate::kit::server::Home;

#[test]
fn the_demo_is_as_recorded() {
    let home = Home::new("");
    let demo = home.shows_demo();
    let mut tape = Tape::new(&demo.address);
    let mut browser = HttpClient::new(&demo.address);
    for path in ["/demo", "/demo/", "/demo/callback", "/demo/nothing", "/"] {
        tape.gets(&mut browser, path, path);
    }
    tape.gets(&mut browser, "in Estonian", "/demo/?locale=et");
    tape.posts(&mut browser, "POST", "/demo/", &[]);
    tape.compares("demo");
}
