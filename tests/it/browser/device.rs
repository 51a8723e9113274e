//! The code of a device, entered by somebody at another machine.

use super::{scene, url};
use crate::kit::app::PASSWORD;
use crate::kit::program::gives_pair;
use crate::openid::device::{asks, device, waits};

#[test]
fn a_code_is_entered_and_allowed_and_what_is_wrong_is_said() {
    let name = "a_code_is_entered_and_allowed_and_what_is_wrong_is_said";
    scene(name, "", |browser, app| {
        let program = device(app);
        let codes = asks(&program, "basic");
        browser.opens(&url(app, &format!("/device?user_code={}", codes.user)));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Enter the code that your device shows.");
        waits(&program.polls(&codes.device));
        let types = |code: &str| {
            browser.run_script(&format!(
                "document.getElementById('user_code').value = {code:?}"
            ));
            browser.presses("Continue");
        };
        types("BCDF GHJK");
        browser.sees("This code is wrong, expired or already used.");
        browser.focuses("alert");
        types(&codes.user.to_lowercase());
        browser.sees("Allow only if you started this and your device shows this code.");
        browser.sees(&codes.user);
        browser.presses("Allow");
        browser.sees("You can go back to your device.");
        gives_pair(&program.polls(&codes.device));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}
