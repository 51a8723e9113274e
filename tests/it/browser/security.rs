//! A second step is set up in a real browser, and its recovery codes are kept as a file.

use super::{scene, url};
use crate::kit::app::PASSWORD;
use crate::web::second_step_codes::code;
use crate::web::security::secret_of;
use std::time::{Duration, Instant};

#[test]
fn an_authenticator_is_added_and_its_recovery_codes_are_saved_without_a_script() {
    let name = "an_authenticator_is_added_and_its_recovery_codes_are_saved_without_a_script";
    scene(name, "", |browser, app| {
        let folder = tempfile::tempdir().expect("a folder");
        browser.saves_into(folder.path());
        browser.without_javascript();
        browser.opens(&url(app, "/account/security"));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Your password alone signs you in.");
        browser.presses("Add an authenticator app");
        browser.sees("Scan the QR code");
        let page = browser.text();
        let shown = page.lines().find(|line| line.len() == 39);
        let typed = code(app, &secret_of(shown.expect("a key in groups of four")));
        browser.run_script(&format!(
            "document.getElementById('code').value = '{typed}'"
        ));
        browser.presses("Continue");
        browser.sees("Your recovery codes");
        let shown = browser.text();
        browser.presses("Save as a text file");
        let file = folder.path().join("recovery-codes.txt");
        let begun = Instant::now();
        while !file.exists() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let saved = std::fs::read_to_string(&file).expect("the file is there");
        let codes: Vec<_> = saved.lines().skip(1).collect();
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| shown.contains(code)), "{shown}");
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        browser.presses("Continue");
        browser.sees("The authenticator app is added.");
    });
}
