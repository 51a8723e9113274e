//! The settings of the platform's identity: what people recognise it by on the pages.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::{Default, Example};

pub static SITE_NAME: Field = open(
    "site.name",
    Shape::Text,
    "\"Vestibule\"",
    "Name of your platform, shown on the pages.",
);

pub static SITE_CONTACT: Field = unset(
    "site.contact",
    "none; the pages refer to the people who run the platform",
    "\"help@example.org\"",
    "Contact for help: an e-mail address, an https address, or a few words. Shown on the sign-in page, in the \
     footer, and after too many attempts.",
);

pub static SITE_PRIVACY_URL: Field = unset(
    "site.privacy_url",
    "none",
    "\"https://example.org/privacy\"",
    "Address of your privacy policy. Linked in the footer; windows of desktop programs show it as text.",
);

pub static SITE_TERMS_URL: Field = unset(
    "site.terms_url",
    "none",
    "\"https://example.org/terms\"",
    "Address of your terms of service. Linked in the footer like the privacy policy.",
);

pub static SITE_ACCENT: Field = unset(
    "site.accent",
    "blue, or a darker `site.accent_dark`",
    "\"#7A1FA2\"",
    "Colour of links, buttons and focus in the light theme, as `#RRGGBB`. Its contrast with the page and with button \
     text must be at least 4.5:1, or the server refuses to start.",
);

pub static SITE_ACCENT_DARK: Field = unset(
    "site.accent_dark",
    "light blue, or a lighter `site.accent`",
    "\"#D9A6F0\"",
    "The same colour for the dark theme.",
);

pub static SITE_LOGO: Field = unset(
    "site.logo",
    "none; an arch is shown next to the name",
    "\"/etc/vestibule/logo.png\"",
    "Logo shown next to the name on every page: a PNG, JPEG or WebP file of up to 64 KB that works on light and dark \
     backgrounds. Displayed up to 32 pixels high; provide twice that. It is re-encoded as PNG, so that nothing but \
     the image reaches a browser.",
);

const fn unset(
    key: &'static str,
    words: &'static str,
    example: &'static str,
    about: &'static str,
) -> Field {
    Field {
        key,
        shape: Shape::Text,
        default: Default::Derived {
            words,
            example: Example::Value(example),
        },
        secrecy: Secrecy::Open,
        about,
    }
}
