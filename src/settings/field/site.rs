//! The settings of the platform's identity: what people recognise it by on the pages.

use super::{Default, Field, Secrecy, Shape, open};

pub static SITE_NAME: Field = open(
    "site.name",
    Shape::Text,
    "\"Vestibule\"",
    "Name of your platform, as people see it on the pages.",
);

pub static SITE_CONTACT: Field = unset(
    "site.contact",
    "nobody; pages say that whoever runs the platform helps",
    "\"help@example.org\"",
    "Whom people ask for help: an e-mail address, an https address, or a few words. Stands on the sign-in page, in the \
     footer, and where somebody tried too often.",
);

pub static SITE_PRIVACY_URL: Field = unset(
    "site.privacy_url",
    "none",
    "\"https://example.org/privacy\"",
    "Where people read what you do with their data. Linked in the footer; the windows of desktop programs show the \
     address as text.",
);

pub static SITE_TERMS_URL: Field = unset(
    "site.terms_url",
    "none",
    "\"https://example.org/terms\"",
    "Where people read the terms of your platform. Linked in the footer as the privacy address is.",
);

pub static SITE_ACCENT: Field = unset(
    "site.accent",
    "blue, or what `site.accent_dark` says, darkened",
    "\"#7A1FA2\"",
    "Colour of links, buttons and focus in the light theme, as `#RRGGBB`. Contrast with the page and with the text on \
     buttons has to be 4.5:1 or more; else the server does not start and says what it is.",
);

pub static SITE_ACCENT_DARK: Field = unset(
    "site.accent_dark",
    "light blue, or what `site.accent` says, lightened",
    "\"#D9A6F0\"",
    "The same for the dark theme.",
);

pub static SITE_LOGO: Field = unset(
    "site.logo",
    "none; an arch stands beside the name",
    "\"/etc/vestibule/logo.png\"",
    "Picture that stands beside the name on every page: a PNG, JPEG or WebP file of up to 64 KB, with room for light and \
     dark behind it. Shown up to 32 pixels high; give it twice as many. It is drawn anew as PNG, so that nothing but the \
     picture reaches a browser.",
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
        default: Default::Derived { words, example },
        secrecy: Secrecy::Open,
        about,
    }
}
