//! The language that somebody reads, as it is kept (RFC 5646).

use vestibule::domain::account::user::{UserFault, check_locale};

#[test]
fn a_language_tag_is_kept_as_the_standard_writes_it() {
    for (typed, kept) in [
        ("et", "et"),
        (" ET ", "et"),
        ("pt_br", "pt-BR"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("es-419", "es-419"),
        ("de-DE-1996", "de-DE-1996"),
        ("en-US-U-CA-GREGORY", "en-US-u-ca-gregory"),
        ("gsw", "gsw"),
    ] {
        assert_eq!(check_locale(typed).as_deref(), Ok(kept), "{typed}");
    }
}

#[test]
fn what_is_no_language_tag_is_refused() {
    let long = format!("en{}", "-abcdefgh".repeat(4));
    for bad in [
        "",
        "e",
        "english",
        "et-",
        "-et",
        "et--EE",
        "et EE",
        "et-toolongtag",
        "et_EE.UTF-8",
        "õt",
        "1t",
        "et\0",
        &long,
    ] {
        assert_eq!(check_locale(bad), Err(UserFault::Locale), "{bad}");
    }
}
