//! The platform's identity: who may be asked, where people read more, and how the platform looks.

use super::super::Identity;
use super::super::field::{self, Field};
use super::super::layers::Layers;
use super::super::logo::Logo;
use crate::domain::accent::{Accent, Faint};
use crate::domain::colour::{Colour, LEAST_CONTRAST};
use crate::domain::text::is_unwelcome;
use std::path::Path;
use url::Url;

/// Longest name, or words that say whom to ask.
const LONGEST: usize = 80;
/// Longest address in the footer.
const LONGEST_URL: usize = 300;

pub fn read(layers: &Layers) -> Result<Identity, String> {
    Ok(Identity {
        name: read_name(layers)?,
        contact: read_contact(layers)?,
        privacy_url: read_url(layers, &field::SITE_PRIVACY_URL)?,
        terms_url: read_url(layers, &field::SITE_TERMS_URL)?,
        accent: read_accent(layers)?,
        logo: read_logo(layers)?,
    })
}

fn read_name(layers: &Layers) -> Result<String, String> {
    let name = layers.text(&field::SITE_NAME).unwrap_or_default();
    let refuse = || {
        layers.refuse(
            &field::SITE_NAME,
            "give 1 to 80 characters without control and text-direction characters.",
        )
    };
    line(name).ok_or_else(refuse)
}

/// One line of text for people, without blanks around it.
fn line(text: &str) -> Option<String> {
    let text = text.trim();
    let is_good = (1..=LONGEST).contains(&text.chars().count()) && !text.chars().any(is_unwelcome);
    is_good.then(|| text.to_owned())
}

fn read_contact(layers: &Layers) -> Result<Option<String>, String> {
    let field = &field::SITE_CONTACT;
    let mend = "give an e-mail address, an https address or a few words, of up to 80 characters on one line.";
    let read = |text| line(text).ok_or_else(|| layers.refuse(field, mend));
    layers.text(field).map(read).transpose()
}

fn is_web_address(text: &str) -> bool {
    let url = Url::parse(text).ok();
    url.is_some_and(|url| {
        let has_no_user = url.username().is_empty() && url.password().is_none();
        matches!(url.scheme(), "https" | "http") && url.has_host() && has_no_user
    })
}

fn read_url(layers: &Layers, field: &Field) -> Result<Option<String>, String> {
    let Some(given) = layers.text(field) else {
        return Ok(None);
    };
    let is_good = is_web_address(given)
        && given.len() <= LONGEST_URL
        && given.bytes().all(|byte| byte.is_ascii_graphic());
    let mend = "give an address on the web, as in \"https://example.org/privacy\".";
    if is_good {
        Ok(Some(given.to_owned()))
    } else {
        Err(layers.refuse(field, mend))
    }
}

fn read_accent(layers: &Layers) -> Result<Option<Accent>, String> {
    let light = read_colour(layers, &field::SITE_ACCENT)?;
    let dark = read_colour(layers, &field::SITE_ACCENT_DARK)?;
    Accent::of(light, dark).map_err(|faint| {
        let field = if faint.theme == "light" {
            &field::SITE_ACCENT
        } else {
            &field::SITE_ACCENT_DARK
        };
        layers.refuse(field, &too_faint(&faint))
    })
}

fn read_colour(layers: &Layers, field: &Field) -> Result<Option<Colour>, String> {
    let mend = "give a colour as #RRGGBB, as in \"#1F5AA8\".";
    let read = |text| Colour::parse(text).ok_or_else(|| layers.refuse(field, mend));
    layers.text(field).map(read).transpose()
}

/// With the figure cut off, not rounded: 4.49 is not 4.5.
fn too_faint(faint: &Faint) -> String {
    let figure = (faint.contrast * 100.0).floor() / 100.0;
    let (beside, change) = match (faint.beside, faint.theme) {
        ("on-accent", _) => ("the text on buttons", "another"),
        ("card", "light") => ("the card", "a darker"),
        ("page", "light") => ("the page behind the card", "a darker"),
        (_, "light") => ("the row of the account", "a darker"),
        ("card", _) => ("the card", "a lighter"),
        ("page", _) => ("the page behind the card", "a lighter"),
        _ => ("the row of the account", "a lighter"),
    };
    format!(
        "the contrast of {} with {beside} is {figure:.2}:1 in the {} theme, and many people cannot read less than \
         {LEAST_CONTRAST}:1. Give {change} colour.",
        faint.colour, faint.theme
    )
}

fn read_logo(layers: &Layers) -> Result<Option<Logo>, String> {
    let field = &field::SITE_LOGO;
    let read = |path: &str| {
        Logo::load(Path::new(path)).map_err(|fault| layers.refuse(field, &fault.to_string()))
    };
    layers.text(field).map(read).transpose()
}
