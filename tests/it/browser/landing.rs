//! Refusal 124: the landing pages of the desktop flow, opened by somebody with an address of their own
//! making.

use super::{scene, url};
use serde_json::json;

#[test]
fn r124_a_landing_page_takes_nothing_from_a_forged_address_and_changes_none() {
    let name = "r124_a_landing_page_takes_nothing_from_a_forged_address_and_changes_none";
    scene(name, "", |browser, app| {
        let fragments = [
            "access_token=FORGED&expires_in=86400",
            "status=FORGED&message=FORGED",
            "<img src=x onerror=document.title='FORGED'>",
            "javascript:FORGED",
        ];
        for page in ["auth_success", "auth_failed"] {
            for fragment in fragments {
                let address = url(
                    app,
                    &format!("/platform/oauth/{page}?next=//FORGED.example#{fragment}"),
                );
                browser.opens(&url(app, "/nowhere"));
                browser.opens(&address);
                browser.sees("Go back to the program.");
                let script = "return [document.documentElement.outerHTML.includes('FORGED'), document.title, \
                              document.scripts.length, document.links.length, history.length]";
                let seen = browser.run_script(script);
                assert_eq!(seen[0], json!(false), "{seen}");
                assert_eq!((&seen[2], &seen[3]), (&json!(0), &json!(0)), "{seen}");
                let shown = browser.address();
                assert!(
                    shown.contains(&format!("{page}?next=//FORGED.example#")),
                    "{shown}"
                );
                let elsewhere = "return performance.getEntriesByType('resource')\
                                 .map(it => it.name).filter(it => !it.startsWith(location.origin))";
                assert_eq!(browser.run_script(elsewhere), json!([]));
            }
        }
        assert_eq!(
            browser
                .console_errors()
                .into_iter()
                .filter(|error| !error.contains("404"))
                .collect::<Vec<_>>(),
            Vec::<String>::new()
        );
    });
}
