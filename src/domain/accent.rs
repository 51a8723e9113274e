//! The platform's own colour: for links, buttons and focus, in the light theme and in the dark one.

use super::colour::{Colour, LEAST_CONTRAST};

/// The colours of one theme that the accent is seen with. A test holds them to the style sheet.
pub struct Theme {
    pub name: &'static str,
    /// What links stand on, by the name of the token.
    pub grounds: [(&'static str, Colour); 3],
    /// Text on a filled button.
    pub on_accent: Colour,
    /// Where the accent goes under the pointer, which also makes it stand out more.
    towards: Colour,
}

pub const LIGHT: Theme = Theme {
    name: "light",
    grounds: [
        ("card", Colour::new(0xFF, 0xFF, 0xFF)),
        ("page", Colour::new(0xF6, 0xF7, 0xF9)),
        ("sunk", Colour::new(0xEE, 0xF1, 0xF5)),
    ],
    on_accent: Colour::new(0xFF, 0xFF, 0xFF),
    towards: Colour::new(0, 0, 0),
};

pub const DARK: Theme = Theme {
    name: "dark",
    grounds: [
        ("card", Colour::new(0x1A, 0x20, 0x29)),
        ("page", Colour::new(0x12, 0x16, 0x1C)),
        ("sunk", Colour::new(0x23, 0x2B, 0x36)),
    ],
    on_accent: Colour::new(0x0E, 0x1A, 0x2B),
    towards: Colour::new(0xFF, 0xFF, 0xFF),
};

/// What cannot be read, and by how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Faint {
    pub colour: Colour,
    pub theme: &'static str,
    pub beside: &'static str,
    pub contrast: f64,
}

impl Theme {
    /// The accent of this theme, if links and buttons in it can be read.
    pub fn accept(&self, colour: Colour) -> Result<Colour, Faint> {
        let button = ("on-accent", self.on_accent);
        let pairs = self.grounds.into_iter().chain([button]);
        let mut pairs = pairs.map(|(beside, other)| Faint {
            colour,
            theme: self.name,
            beside,
            contrast: colour.contrast(other),
        });
        match pairs.find(|pair| pair.contrast < LEAST_CONTRAST) {
            Some(faint) => Err(faint),
            None => Ok(colour),
        }
    }

    /// The same hue, moved just as far as it takes to be read in this theme.
    pub fn adapt(&self, colour: Colour) -> Colour {
        let steps = (0..=100).map(|percent| colour.mixed(self.towards, percent));
        let mut good = steps.filter(|step| self.accept(*step).is_ok());
        good.next().unwrap_or(self.towards)
    }

    /// The accent under the pointer.
    pub fn hover(&self, accent: Colour) -> Colour {
        accent.mixed(self.towards, 20)
    }
}

/// One colour for each theme, both readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    light: Colour,
    dark: Colour,
}

impl Accent {
    /// Where one theme has no colour of its own, it gets the other's, adapted.
    pub fn of(light: Option<Colour>, dark: Option<Colour>) -> Result<Option<Self>, Faint> {
        let (light, dark) = match (light, dark) {
            (None, None) => return Ok(None),
            (Some(light), Some(dark)) => (LIGHT.accept(light)?, DARK.accept(dark)?),
            (Some(light), None) => (LIGHT.accept(light)?, DARK.adapt(light)),
            (None, Some(dark)) => (LIGHT.adapt(dark), DARK.accept(dark)?),
        };
        Ok(Some(Self { light, dark }))
    }

    /// Each theme with its accent.
    pub const fn themes(&self) -> [(&'static Theme, Colour); 2] {
        [(&LIGHT, self.light), (&DARK, self.dark)]
    }
}
