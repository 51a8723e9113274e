//! What an owner may register, where the command line does not show it better.

use vestibule::domain::oauth::registration::is_registrable_domain;

#[test]
fn a_domain_is_somebodys_when_strangers_register_no_names_below_it() {
    for own in [
        "example.org",
        "a.example.org",
        "example.co.uk",
        "me.github.io",
        "otter.example",
        "xn--mgba3a4f16a.xn--p1ai",
        "www.ck",
    ] {
        assert!(is_registrable_domain(own), "{own}");
    }
    for shared in [
        "org",
        "co.uk",
        "github.io",
        "anything.ck",
        "xn--p1ai",
        "co.uk.",
        "example.org.",
        "Example.org",
        "127.0.0.1",
        "localhost",
        "",
        ".",
    ] {
        assert!(!is_registrable_domain(shared), "{shared}");
    }
}
