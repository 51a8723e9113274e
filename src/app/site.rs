//! What pages and mails say of the platform, out of the settings.

use crate::settings::{Identity, Settings};
use crate::web::Look;
use crate::web::pages::{Languages, Mode, Site};

pub(super) fn site(settings: &Settings, mode: Mode) -> Site {
    let scopes = settings.scopes.iter().map(|scope| {
        let words = scope.words.iter().cloned().collect();
        (scope.name.clone(), words)
    });
    let identity = &settings.site;
    Site {
        name: identity.name.clone(),
        contact: identity.contact.clone(),
        privacy_url: identity.privacy_url.clone(),
        terms_url: identity.terms_url.clone(),
        sends_mail: settings.mail.is_some(),
        look: look(identity),
        scopes: scopes.collect(),
        mode,
        languages: Languages::built_in(),
    }
}

fn look(identity: &Identity) -> Look {
    let mut look = Look::default();
    if let Some(accent) = &identity.accent {
        look = look.with_accent(accent);
    }
    if let Some(logo) = &identity.logo {
        look = look.with_logo(logo.png.clone(), (logo.width, logo.height));
    }
    look
}
