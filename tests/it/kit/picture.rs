//! A QR code as a phone reads it: zbar.

use std::io::Write;
use std::process::{Command, Stdio};

/// What the program reads in a picture (PNM), if anything; nothing where it is not there.
pub fn zbarimg(image: &[u8]) -> Option<String> {
    let mut command = Command::new("zbarimg");
    command.args(["--quiet", "--raw", "-Sbinary", "pnm:-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(image).expect("it reads");
    drop(stdin);
    let said = child.wait_with_output().expect("it ends").stdout;
    Some(String::from_utf8(said).expect("a text"))
}
