//! What the demo says in the terminal.

use super::cast::{Cast, USER};
use crate::cli::print;
use std::path::Path;

/// What is particular about this run.
pub struct Situation<'a> {
    pub wanted: u16,
    pub got: u16,
    pub kept: Option<&'a Path>,
}

pub fn introduce(url: &str, cast: &Cast, situation: &Situation) {
    let key = &cast.shown.desktop_client_id;
    let password = &cast.password;
    let kept = match situation.kept {
        Some(folder) => format!("Kept in {}. Ctrl-C ends it.", folder.display()),
        None => {
            "Nothing is kept: Ctrl-C ends the demo and deletes its data (to keep it, use --data-dir DIR).".to_owned()
        }
    };
    // Port 0 is no wish: it asks for any.
    let moved = if [0, situation.got].contains(&situation.wanted) {
        " "
    } else {
        &format!(
            " Port {} is taken: this is {}.\n",
            situation.wanted, situation.got
        )
    };
    let tunnel = tunnel(situation.got);
    print::say(&format!(
        "Vestibule demo.{moved}{kept}
{tunnel}
  1  Open      {url}/demo/
  2  Sign in   {USER}  ·  {password}          (made for this run)
  3  Press Allow. The page shows the token and what the API answers.

For a desktop program
  open         {url}/platform/oauth/authorize?client_id={key}&response_type=token&display=desktop
  wait for     {url}/platform/oauth/auth_success#access_token=…&expires_in=86400
  or           {url}/platform/oauth/auth_failed#status=unauthorized&message=user+canceled
  try it       python3 examples/desktop/qt.py {url} {key}

With the token
  curl -H \"Authorization: Bearer TOKEN\" {url}/api/user

Next: your own platform in ten minutes: docs/first-hour.md
"
    ));
}

/// For somebody who sits at another machine: the line that brings the page to their browser.
fn tunnel(port: u16) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "no setting: where the terminal is, not what the platform does"
    )]
    let connection = std::env::var("SSH_CONNECTION").unwrap_or_default();
    // "client-address client-port server-address server-port"
    match connection.split(' ').nth(2) {
        Some(host) => {
            format!("\n  First, on your own machine:  ssh -L {port}:127.0.0.1:{port} {host}\n")
        }
        None => String::new(),
    }
}
