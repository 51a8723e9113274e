//! What people may register themselves.

use super::{from_environment, refused};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::console::policy::Mode;

#[test]
fn nobody_registers_apps_until_an_operator_says_so() {
    let developers = from_environment(&[]).expect("defaults").developers;
    assert_eq!(developers.mode, Mode::Off);
    assert_eq!((developers.max_apps, developers.second_step), (10, true));
    assert_eq!(developers.scopes, ["basic", "openid", "profile", "email"]);
    assert_eq!(developers.kinds, [Kind::Web, Kind::Desktop, Kind::Mobile]);
    assert_eq!(developers.site_name, "Vestibule");
    let given = from_environment(&[
        ("VESTIBULE_DEVELOPERS_MODE", "approve"),
        ("VESTIBULE_DEVELOPERS_MAX_APPS", "3"),
        ("VESTIBULE_DEVELOPERS_SCOPES", "basic,offline_access"),
        ("VESTIBULE_DEVELOPERS_KINDS", "desktop"),
        ("VESTIBULE_DEVELOPERS_SECOND_STEP", "false"),
    ]);
    let developers = given.expect("good settings").developers;
    assert_eq!((developers.mode, developers.max_apps), (Mode::Approve, 3));
    assert_eq!(developers.scopes, ["basic", "offline_access"]);
    assert_eq!(developers.kinds, [Kind::Desktop]);
    assert!(!developers.second_step);
}

#[test]
fn what_is_none_of_the_list_is_refused_with_the_list() {
    for (variable, value, told) in [
        ("VESTIBULE_DEVELOPERS_MODE", "on", "approve"),
        ("VESTIBULE_DEVELOPERS_MAX_APPS", "0", "developers.max_apps"),
        (
            "VESTIBULE_DEVELOPERS_SCOPES",
            "basic,tree",
            "offline_access",
        ),
        ("VESTIBULE_DEVELOPERS_KINDS", "web,gate", "mobile"),
        ("VESTIBULE_DEVELOPERS_KINDS", ",", "mobile"),
    ] {
        refused(&[(variable, value)], &[told]);
    }
}
