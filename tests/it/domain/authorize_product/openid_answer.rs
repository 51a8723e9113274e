//! What such a request is, and where its answer stands.

use super::Case;
use crate::domain::authorize_product::promises::{fields_of, values};
use crate::domain::sample::{ISSUER, text_of};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::result::ResultRoute;

impl Case<'_> {
    pub fn lands(&self) -> bool {
        self.display == "desktop"
    }

    pub fn messages(&self) -> bool {
        self.display.starts_with("popup")
    }

    pub fn is_private(&self) -> bool {
        self.app.kind == Kind::Desktop && !self.app.redirect_uris.is_empty()
    }

    pub fn is_openid(&self) -> bool {
        self.scope.contains("openid") && self.app.scopes.holds("openid")
    }

    pub fn has(&self, word: &str) -> bool {
        self.set.split(' ').any(|one| one == word) || (word == "code" && self.set.is_empty())
    }

    pub fn holds_tokens(&self) -> bool {
        self.has("token") || self.has("id_token")
    }

    pub fn gives_nothing(&self, result: &ResultRoute) {
        let told = self.fields_in(result);
        for never in ["code", "access_token", "id_token", "refresh_token"] {
            assert!(values(&told, never).is_empty(), "{never}: {}", self.query());
        }
        if self.is_openid() && !self.lands() {
            let found: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
            let all = ["error", "error_description", "state", "iss", "callback"];
            let wanted = if self.messages() { &all[..] } else { &all[..4] };
            assert_eq!(found, wanted, "{}", text_of(result));
        }
    }

    /// All fields, from where they have to be.
    pub fn fields_in(&self, result: &ResultRoute) -> Vec<(String, String)> {
        match result {
            ResultRoute::FormPost(form) => {
                assert_eq!(
                    (self.mode, form.action()),
                    ("form_post", self.app.redirect_uris[0].raw())
                );
                form.fields()
            }
            ResultRoute::Message(message) => {
                assert!(self.messages());
                assert_eq!(message.origin(), "https://app.example");
                fields_of(&format!("?{}", message.text()))
            }
            ResultRoute::Redirect(location) => {
                let behind = self.behind_address(location.as_str());
                match behind.strip_prefix('#') {
                    Some(fragment) => fields_of(&format!("#{fragment}")),
                    None => fields_of(&format!("?{}", behind.trim_start_matches(['?', '&']))),
                }
            }
        }
    }

    /// What stands behind the proven address, which may have a query of its own.
    pub fn behind_address<'b>(&self, location: &'b str) -> &'b str {
        let uris = self.app.redirect_uris.iter();
        let registered: Vec<String> = uris.map(|uri| uri.raw().to_owned()).collect();
        let pages = ["auth_success", "auth_failed"];
        let pages = pages.map(|page| format!("{ISSUER}/platform/oauth/{page}"));
        let proven = if self.lands() {
            &pages[..]
        } else {
            &registered
        };
        let mut behind = proven
            .iter()
            .filter_map(|uri| location.strip_prefix(uri.as_str()));
        behind.next().expect("the proven address")
    }
}
