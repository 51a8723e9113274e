//! How the platform looks by its operator's wish: a small style sheet with its colour, and its logo. Both are
//! made at the start and served under names that hold their hash.

use crate::domain::accent::Accent;
use sha2::{Digest, Sha256};

/// What stands beside the files of the program.
#[derive(Default)]
pub struct Look {
    pub accent: Option<OwnFile>,
    pub logo: Option<Picture>,
}

/// A file that browsers may keep: another content has another name.
pub struct OwnFile {
    /// Below `/static/`.
    pub name: String,
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

pub struct Picture {
    pub file: OwnFile,
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
}

impl Look {
    pub fn with_accent(mut self, accent: &Accent) -> Self {
        let css = style_sheet(accent).into_bytes();
        self.accent = Some(OwnFile::new("accent", "css", css));
        self
    }

    /// `size` is width and height in CSS pixels.
    pub fn with_logo(mut self, png: Vec<u8>, size: (u32, u32)) -> Self {
        self.logo = Some(Picture {
            file: OwnFile::new("logo", "png", png),
            width: size.0,
            height: size.1,
        });
        self
    }

    pub fn files(&self) -> impl Iterator<Item = &OwnFile> {
        let logo = self.logo.as_ref().map(|logo| &logo.file);
        self.accent.iter().chain(logo)
    }
}

impl OwnFile {
    fn new(stem: &str, ending: &str, content: Vec<u8>) -> Self {
        let hash = Sha256::digest(&content);
        let hash: String = hash
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            name: format!("{stem}-{hash}.{ending}"),
            media_type: if ending == "css" {
                "text/css; charset=utf-8"
            } else {
                "image/png"
            },
            content,
        }
    }
}

/// The two tokens of each theme that the accent is.
fn style_sheet(accent: &Accent) -> String {
    let [light, dark] = accent.themes().map(|(theme, colour)| {
        let hover = theme.hover(colour);
        format!(":root {{ --accent: {colour}; --accent-hover: {hover}; }}")
    });
    format!("{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n")
}

/// Where words that say whom to ask lead to, if they are an address.
pub fn leads_to(contact: &str) -> Option<String> {
    if contact.starts_with("https://") && !contact.contains(' ') {
        return Some(contact.to_owned());
    }
    let is_plain = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    let (name, host) = contact.split_once('@')?;
    let is_mail = is_plain(name) && is_plain(host) && host.contains('.');
    is_mail.then(|| format!("mailto:{contact}"))
}
