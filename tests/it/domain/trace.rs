//! Which `traceparent` is one.

use vestibule::domain::trace::trace_id;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[test]
fn the_trace_of_a_sound_header_is_known() {
    for header in [
        format!("00-{TRACE}-b7ad6b7169203331-01"),
        format!("00-{TRACE}-b7ad6b7169203331-00"),
        // Of a later version (§3.2.4).
        format!("01-{TRACE}-b7ad6b7169203331-ff"),
        format!("cc-{TRACE}-b7ad6b7169203331-01-what-comes"),
    ] {
        assert_eq!(trace_id(&header), Some(TRACE), "{header}");
    }
}

#[test]
fn anything_wrong_about_it_makes_it_none() {
    let zeros = "0".repeat(32);
    let big = TRACE.to_uppercase();
    for header in [
        String::new(),
        "00".to_owned(),
        TRACE.to_owned(),
        format!("ff-{TRACE}-b7ad6b7169203331-01"),
        format!("00-{zeros}-b7ad6b7169203331-01"),
        format!("00-{TRACE}-0000000000000000-01"),
        format!("00-{big}-b7ad6b7169203331-01"),
        format!("00-{TRACE}-b7ad6b7169203331-01-more"),
        format!("00-{TRACE}-b7ad6b7169203331-01 "),
        format!(" 00-{TRACE}-b7ad6b7169203331-01"),
        format!("01-{TRACE}-b7ad6b7169203331-01more"),
        format!("00_{TRACE}_b7ad6b7169203331_01"),
        format!("00-{TRACE}-b7ad6b716920333-001"),
        format!("00-{TRACE}-b7ad6b7169203331-0g"),
        format!("0x-{TRACE}-b7ad6b7169203331-01"),
        format!("00-{}é-b7ad6b7169203331-01", &TRACE[..30]),
    ] {
        assert_eq!(trace_id(&header), None, "{header}");
    }
}
