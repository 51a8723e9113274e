//! The platform's identity: what people recognise it by.

use super::{from_environment, refused};
use image::{DynamicImage, ImageFormat, RgbaImage};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use vestibule::settings::Logo;

#[test]
fn contact_and_pages_to_read_are_nothing_until_somebody_says_so() {
    let site = from_environment(&[]).expect("defaults").site;
    assert_eq!(site.name, "Vestibule");
    assert!(site.contact.is_none() && site.privacy_url.is_none() && site.terms_url.is_none());
    assert!(site.accent.is_none() && site.logo.is_none());
    let site = from_environment(&[
        ("VESTIBULE_SITE_CONTACT", " the front desk, room 4 "),
        (
            "VESTIBULE_SITE_PRIVACY_URL",
            "https://example.org/privacy?a=b#c",
        ),
        ("VESTIBULE_SITE_TERMS_URL", "http://localhost:8000/terms"),
    ]);
    let site = site.expect("good settings").site;
    assert_eq!(site.contact.as_deref(), Some("the front desk, room 4"));
    let terms = site.terms_url.as_deref();
    assert_eq!(terms, Some("http://localhost:8000/terms"));
}

#[test]
fn what_cannot_stand_on_a_page_is_refused() {
    for contact in [" ", "two\nlines", "turned \u{202E} round", &"x".repeat(81)] {
        refused(
            &[("VESTIBULE_SITE_CONTACT", contact)],
            &["site.contact", "e-mail address"],
        );
    }
    for url in [
        " ",
        "example.org/privacy",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https://user@example.org/",
        "https://example.org/a b",
        "https://exämple.org/",
        "mailto:help@example.org",
    ] {
        let mend = "as in \"https://example.org/privacy\"";
        refused(
            &[("VESTIBULE_SITE_PRIVACY_URL", url)],
            &["site.privacy_url", mend],
        );
        refused(
            &[("VESTIBULE_SITE_TERMS_URL", url)],
            &["site.terms_url", mend],
        );
    }
}

#[test]
fn an_accent_that_many_cannot_read_is_refused_with_the_figure() {
    let light = "VESTIBULE_SITE_ACCENT";
    let dark = "VESTIBULE_SITE_ACCENT_DARK";
    assert!(from_environment(&[(light, "#7A1FA2")]).is_ok());
    assert!(from_environment(&[(dark, "#D9A6F0")]).is_ok());
    assert!(from_environment(&[(light, "#7a1fa2"), (dark, "#d9a6f0")]).is_ok());
    refused(
        &[(light, "#FF8800")],
        &[
            "site.accent (environment",
            "#FF8800",
            "the card is 2.39:1 in the light theme",
            "4.5:1",
            "darker",
        ],
    );
    refused(
        &[(light, "#7A1FA2"), (dark, "#7A1FA2")],
        &[
            "site.accent_dark (environment",
            ":1 in the dark theme",
            "4.5:1",
            "lighter",
        ],
    );
    for colour in [" ", "purple", "#12", "7A1FA2", "#7A1FA2FF"] {
        refused(&[(light, colour)], &["site.accent", "as #RRGGBB"]);
    }
}

fn picture(width: u32, height: u32) -> DynamicImage {
    let pixels = RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba([(x % 256) as u8, (y % 256) as u8, 90, 255])
    });
    DynamicImage::ImageRgba8(pixels)
}

fn file(folder: &Path, name: &str, picture: &DynamicImage, format: ImageFormat) -> PathBuf {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    let path = folder.join(name);
    fs::write(&path, bytes.into_inner()).expect("the file is written");
    path
}

#[test]
fn a_logo_of_any_kind_becomes_a_png_of_ours_twice_as_high_as_it_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let jpeg = DynamicImage::ImageRgb8(picture(640, 128).to_rgb8());
    let solid = DynamicImage::ImageRgba8(RgbaImage::new(500, 500));
    for (given, pixels, shown) in [
        // The name of a file says nothing of what is in it.
        (
            file(folder.path(), "a.txt", &picture(100, 40), ImageFormat::Png),
            (100, 40),
            (80, 32),
        ),
        (
            file(folder.path(), "b.jpg", &jpeg, ImageFormat::Jpeg),
            (320, 64),
            (160, 32),
        ),
        (
            file(folder.path(), "c.webp", &solid, ImageFormat::WebP),
            (64, 64),
            (32, 32),
        ),
        (
            file(folder.path(), "d.png", &picture(20, 16), ImageFormat::Png),
            (20, 16),
            (20, 16),
        ),
        (
            file(folder.path(), "e.png", &picture(2000, 20), ImageFormat::Png),
            (480, 5),
            (240, 2),
        ),
    ] {
        let logo = Logo::load(&given).expect("a logo");
        let made = image::load_from_memory_with_format(&logo.png, ImageFormat::Png).expect("PNG");
        assert_eq!((made.width(), made.height()), pixels, "{}", given.display());
        assert_eq!((logo.width, logo.height), shown, "{}", given.display());
    }
}

#[test]
fn nothing_but_the_picture_is_kept_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "a.png", &picture(40, 20), ImageFormat::Png);
    let mut bytes = fs::read(&path).expect("the file");
    bytes.extend_from_slice(b"<script>hidden words</script>");
    fs::write(&path, &bytes).expect("the file is written");
    let logo = Logo::load(&path).expect("a logo");
    let holds = |bytes: &[u8]| bytes.windows(6).any(|six| six == b"hidden");
    assert!(holds(&bytes) && !holds(&logo.png));
}

#[test]
fn what_is_no_logo_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = file(
        folder.path(),
        "good.png",
        &picture(300, 64),
        ImageFormat::Png,
    );
    let cut = folder.path().join("cut.png");
    let bytes = fs::read(&good).expect("the file");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("the file is written");
    let svg = folder.path().join("logo.svg");
    fs::write(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").expect("the file is written");
    let large = folder.path().join("large.png");
    fs::write(&large, [bytes.as_slice(), &[0; 65_536]].concat()).expect("the file is written");
    let flat = DynamicImage::ImageLuma8(image::GrayImage::new(4097, 1));
    let wide = file(folder.path(), "wide.png", &flat, ImageFormat::Png);
    for (path, words) in [
        (folder.path().join("gone.png"), "cannot be read"),
        (folder.path().to_owned(), "cannot be read"),
        (cut, "broken"),
        (svg, "PNG, JPEG or WebP"),
        (large, "more than 64 KB"),
        (wide, "4096 pixels"),
    ] {
        let path = path.to_string_lossy().into_owned();
        refused(
            &[("VESTIBULE_SITE_LOGO", &path)],
            &["site.logo (environment", words],
        );
    }
    let path = good.to_string_lossy().into_owned();
    assert!(from_environment(&[("VESTIBULE_SITE_LOGO", &path)]).is_ok());
}
