//! What there is to choose in the form of an app.

use super::app_fields::Choice;
use super::app_words::{kind_words, loosened_words};
use crate::domain::answer::admin::app_form::{AppFormPage, FormBy};
use crate::domain::oauth::client::{
    Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use crate::domain::oauth::console::rules::{owners_may_set, owners_may_use};
use crate::domain::oauth::loosened::Loosened;
use crate::domain::openid::algorithm::Algorithm;
use crate::web::pages::frame::Frame;

pub(super) struct Choices<'a> {
    pub frame: &'a Frame<'a>,
    pub page: &'a AppFormPage,
}

impl Choices<'_> {
    pub fn kinds(&self) -> Vec<Choice> {
        let choice = |kind: &Kind| {
            Choice::of(
                kind.word().to_owned(),
                self.frame.say(kind_words(*kind)),
                self.page.typed.kind == *kind,
            )
        };
        let typed = self.page.typed.kind;
        let offered = Kind::ALL
            .iter()
            .filter(|kind| self.page.kinds.contains(kind) || **kind == typed);
        offered.map(choice).collect()
    }

    pub fn confidentialities(&self) -> Vec<Choice> {
        let all = [
            (Confidentiality::Confidential, "app-confidential"),
            (Confidentiality::Public, "app-public"),
        ];
        let choice = |(one, label): (Confidentiality, &str)| {
            Choice::of(
                one.word().to_owned(),
                self.frame.say(label),
                self.page.typed.confidentiality == one,
            )
        };
        all.into_iter().map(choice).collect()
    }

    pub fn formats(&self) -> Vec<Choice> {
        let all = [
            (TokenFormat::Opaque, "app-token-opaque"),
            (TokenFormat::Jwt, "app-token-jwt"),
        ];
        let choice = |(one, label): (TokenFormat, &str)| {
            Choice::of(
                one.word().to_owned(),
                self.frame.say(label),
                self.page.typed.token_format == one,
            )
        };
        all.into_iter().map(choice).collect()
    }

    /// Those that there are keys for, and the app's own.
    fn algorithms(&self, chosen: Option<Algorithm>) -> Vec<Choice> {
        let known = &self.page.algorithms;
        let shown = Algorithm::ALL
            .iter()
            .filter(|one| known.contains(one) || chosen == Some(**one));
        let choice = |one: &Algorithm| {
            Choice::of(
                one.word().to_owned(),
                one.word().to_owned(),
                chosen == Some(*one),
            )
        };
        shown.map(choice).collect()
    }

    pub fn id_token_algs(&self) -> Vec<Choice> {
        self.algorithms(Some(self.page.typed.id_token_alg))
    }

    pub fn userinfo_algs(&self) -> Vec<Choice> {
        let unsigned = Choice::of(
            "none".to_owned(),
            self.frame.say("app-userinfo-plain"),
            self.page.typed.userinfo_alg.is_none(),
        );
        let signed = self.algorithms(self.page.typed.userinfo_alg);
        std::iter::once(unsigned).chain(signed).collect()
    }

    pub fn scopes(&self) -> Vec<Choice> {
        let choice = |scope: &String| {
            Choice::of(
                format!("scope.{scope}"),
                scope.clone(),
                self.page.typed.scopes.contains(scope),
            )
        };
        self.page.all_scopes.iter().map(choice).collect()
    }

    pub fn response_types(&self) -> Vec<Choice> {
        let choice = |one: &ResponseType| Choice {
            name: format!("response_type.{}", one.word()),
            label: self.frame.say(match one {
                ResponseType::Code => "app-answer-code",
                ResponseType::Token => "app-answer-token",
                ResponseType::IdToken => "app-answer-id-token",
            }),
            what: match one {
                ResponseType::Token => Some("loose-token-danger"),
                _ => None,
            },
            is_chosen: self.page.typed.response_types.contains(one),
        };
        let in_order = [
            ResponseType::Code,
            ResponseType::IdToken,
            ResponseType::Token,
        ];
        let has_secret = self.page.typed.confidentiality == Confidentiality::Confidential;
        let offered = in_order.iter().filter(|one| {
            let is_for_all = **one != ResponseType::Token || !has_secret;
            self.offers(is_for_all, self.page.typed.response_types.contains(one))
        });
        offered.map(choice).collect()
    }

    pub fn grants(&self) -> Vec<Choice> {
        let named = [
            (GrantType::AuthorizationCode, "app-grant-code"),
            (GrantType::RefreshToken, "app-grant-refresh"),
            (GrantType::ClientCredentials, "app-grant-client"),
            (GrantType::DeviceCode, "app-grant-device"),
        ];
        let choice = |(one, label): (GrantType, &str)| {
            Choice::of(
                format!("grant.{}", one.word()),
                self.frame.say(label),
                self.page.typed.grants.contains(&one),
            )
        };
        let typed = &self.page.typed.grants;
        let offered = named
            .into_iter()
            .filter(|(one, _)| self.offers(owners_may_use(*one), typed.contains(one)));
        offered.map(choice).collect()
    }

    pub fn switches(&self) -> Vec<Choice> {
        let named = [
            (Switch::RememberConsent, "switch-remember"),
            (Switch::SecondFactor, "switch-second-step"),
            (Switch::ClaimsInIdToken, "switch-claims"),
            (Switch::BackchannelSession, "switch-session"),
        ];
        let choice = |(one, label): (Switch, &str)| self.switch(one, self.frame.say(label), None);
        let offered = named
            .into_iter()
            .filter(|(one, _)| self.offers_switch(*one));
        offered.map(choice).collect()
    }

    /// Owners are not offered what is for operators to set; what their apps have of it they may give up.
    fn offers(&self, is_for_all: bool, is_chosen: bool) -> bool {
        is_for_all || is_chosen || self.page.by == FormBy::Operator
    }

    fn offers_switch(&self, one: Switch) -> bool {
        self.offers(owners_may_set(one), self.page.typed.switches.contains(&one))
    }

    fn switch(&self, one: Switch, label: String, what: Option<&'static str>) -> Choice {
        Choice {
            name: format!("switch.{}", one.word()),
            label,
            what,
            is_chosen: self.page.typed.switches.contains(&one),
        }
    }

    /// Each with its danger.
    pub fn loose(&self) -> Vec<Choice> {
        let switches = [
            (Switch::AllowShortScheme, Loosened::ShortScheme),
            (Switch::WithinSiteDomain, Loosened::WithinSiteDomain),
            (Switch::ResourceServer, Loosened::ResourceServer),
            (Switch::TokenByGet, Loosened::TokenByGet),
            (Switch::TokenInQuery, Loosened::TokenInQuery),
            (Switch::DevelopmentMode, Loosened::DevelopmentMode),
        ];
        let words = |one| {
            let (label, danger) = loosened_words(one);
            (self.frame.say(label), Some(danger))
        };
        let switch = |(switch, one)| {
            let (label, danger) = words(one);
            self.switch(switch, label, danger)
        };
        let other = |name: &str, one, is_chosen| {
            let (label, what) = words(one);
            let name = name.to_owned();
            Choice {
                name,
                label,
                what,
                is_chosen,
            }
        };
        let typed = &self.page.typed;
        let is_live = typed.style == Style::GeniLive;
        let has_password = typed.grants.contains(&GrantType::Password);
        let offered = switches
            .into_iter()
            .filter(|(one, _)| self.offers_switch(*one));
        let mut all: Vec<Choice> = offered.map(switch).collect();
        let others = [
            ("style.geni_live", Loosened::GeniLive, is_live),
            ("grant.password", Loosened::PasswordGrant, has_password),
        ];
        let offered = others.into_iter().filter(|it| self.offers(false, it.2));
        all.extend(offered.map(|(name, one, is_chosen)| other(name, one, is_chosen)));
        all
    }
}
