//! The form of an app, in groups of fields.

use super::app_fields::{Choice, Field};
use super::app_words::{complaint_words, hint_words, kind_words, loosened_words, verdict_words};
use super::apps::{app_at, at};
use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::app_form::{AppFormPage, FormOf, GivenCredentials, Outcome};
use crate::domain::answer::admin::apps_place::{AppAct, AppsListed, AppsPlace};
use crate::domain::oauth::client::{
    Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use crate::domain::oauth::form::Purpose;
use crate::domain::oauth::loosened::Loosened;
use crate::domain::oauth::registration::Line;
use crate::domain::openid::algorithm::Algorithm;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/app_form.html")]
struct AppForm<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AppFormPage,
}

impl AppForm<'_> {
    fn title(&self) -> String {
        let words = match self.page.of {
            FormOf::New(_) => "app-new",
            FormOf::Known { .. } => "app-edit",
        };
        self.frame.titled(words, self.complaint().is_some())
    }

    fn complaint(&self) -> Option<(&'static str, &'static str)> {
        match &self.page.outcome {
            Outcome::Bad(complaint) => Some(complaint_words(complaint)),
            Outcome::None | Outcome::Good => None,
        }
    }

    fn is_good(&self) -> bool {
        self.page.outcome == Outcome::Good
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.complaint().is_some_and(|(_, wrong)| wrong == field)
    }

    const fn given(&self) -> Option<&GivenCredentials> {
        match &self.page.of {
            FormOf::New(given) => Some(given),
            FormOf::Known { .. } => None,
        }
    }

    const fn known_name(&self) -> Option<&String> {
        match &self.page.of {
            FormOf::New(_) => None,
            FormOf::Known { name, .. } => Some(name),
        }
    }

    fn action(&self) -> OwnPath {
        match self.page.of {
            FormOf::New(_) => at(AppsPlace::New),
            FormOf::Known { id, .. } => at(AppsPlace::Act {
                id,
                act: AppAct::Edit,
            }),
        }
    }

    fn back(&self) -> OwnPath {
        match self.page.of {
            FormOf::New(_) => at(AppsPlace::List(AppsListed::default())),
            FormOf::Known { id, .. } => app_at(id),
        }
    }

    fn field(
        &self,
        name: &'static str,
        words: (&'static str, Option<&'static str>),
        value: &str,
    ) -> Field {
        Field {
            name,
            label: words.0,
            what: words.1,
            value: value.to_owned(),
            has_lines: false,
            is_wrong: self.is_wrong(name),
        }
    }

    fn lines(
        &self,
        name: &'static str,
        words: (&'static str, Option<&'static str>),
        lines: &[String],
    ) -> Field {
        Field {
            has_lines: true,
            ..self.field(name, words, &lines.join("\n"))
        }
    }

    fn seen(&self) -> [Field; 6] {
        let typed = &self.page.typed;
        [
            self.field("name", ("app-name", None), &typed.name),
            self.field("description", ("app-description", None), &typed.description),
            self.field("owner", ("app-owner", None), &typed.owner),
            self.field(
                "site_url",
                ("app-site-url", Some("app-site-url-what")),
                &typed.site_url,
            ),
            self.field(
                "privacy_url",
                ("app-privacy-url", Some("app-privacy-url-what")),
                &typed.privacy_url,
            ),
            self.field(
                "terms_url",
                ("app-terms-url", Some("app-site-url-what")),
                &typed.terms_url,
            ),
        ]
    }

    fn redirect_uris(&self) -> Field {
        let words = ("app-redirect-uris", Some("app-redirect-uris-what"));
        self.lines("redirect_uris", words, &self.page.typed.redirect_uris)
    }

    fn other_addresses(&self) -> [Field; 6] {
        let typed = &self.page.typed;
        [
            self.lines(
                "post_logout_uris",
                ("app-post-logout", Some("app-post-logout-what")),
                &typed.post_logout_uris,
            ),
            self.lines(
                "origins",
                ("app-origins", Some("app-origins-what")),
                &typed.origins,
            ),
            self.field(
                "deauthorize_url",
                ("app-deauthorize", Some("app-deauthorize-what")),
                &typed.deauthorize_url,
            ),
            self.field(
                "backchannel_logout_url",
                ("app-backchannel", Some("app-backchannel-what")),
                &typed.backchannel_logout_url,
            ),
            self.field(
                "canvas_origin",
                ("app-canvas-origin", Some("app-canvas-origin-what")),
                &typed.canvas_origin,
            ),
            self.field(
                "site_domain",
                ("app-site-domain", Some("app-site-domain-what")),
                &typed.site_domain,
            ),
        ]
    }

    fn tokens(&self) -> [Field; 2] {
        let typed = &self.page.typed;
        [
            self.lines(
                "resources",
                ("app-resources", Some("app-resources-what")),
                &typed.resources,
            ),
            self.field(
                "token_ttl",
                ("app-token-ttl", Some("app-token-ttl-what")),
                &typed.token_ttl,
            ),
        ]
    }

    fn kinds(&self) -> Vec<Choice> {
        let choice = |kind: &Kind| {
            Choice::of(
                kind.word().to_owned(),
                self.frame.say(kind_words(*kind)),
                self.page.typed.kind == *kind,
            )
        };
        Kind::ALL.iter().map(choice).collect()
    }

    fn confidentialities(&self) -> Vec<Choice> {
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

    fn formats(&self) -> Vec<Choice> {
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

    fn id_token_algs(&self) -> Vec<Choice> {
        self.algorithms(Some(self.page.typed.id_token_alg))
    }

    fn userinfo_algs(&self) -> Vec<Choice> {
        let unsigned = Choice::of(
            "none".to_owned(),
            self.frame.say("app-userinfo-plain"),
            self.page.typed.userinfo_alg.is_none(),
        );
        let signed = self.algorithms(self.page.typed.userinfo_alg);
        std::iter::once(unsigned).chain(signed).collect()
    }

    fn scopes(&self) -> Vec<Choice> {
        let choice = |scope: &String| {
            Choice::of(
                format!("scope.{scope}"),
                scope.clone(),
                self.page.typed.scopes.contains(scope),
            )
        };
        self.page.all_scopes.iter().map(choice).collect()
    }

    fn response_types(&self) -> Vec<Choice> {
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
        in_order.iter().map(choice).collect()
    }

    fn grants(&self) -> Vec<Choice> {
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
        named.into_iter().map(choice).collect()
    }

    fn switches(&self) -> Vec<Choice> {
        let named = [
            (Switch::RememberConsent, "switch-remember"),
            (Switch::SecondFactor, "switch-second-step"),
            (Switch::ClaimsInIdToken, "switch-claims"),
            (Switch::BackchannelSession, "switch-session"),
        ];
        let choice = |(one, label): (Switch, &str)| self.switch(one, self.frame.say(label), None);
        named.into_iter().map(choice).collect()
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
    fn loose(&self) -> Vec<Choice> {
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
        let mut all: Vec<Choice> = switches.into_iter().map(switch).collect();
        all.push(other("style.geni_live", Loosened::GeniLive, is_live));
        all.push(other(
            "grant.password",
            Loosened::PasswordGrant,
            has_password,
        ));
        all
    }

    fn has_loose(&self) -> bool {
        self.loose().iter().any(|one| one.is_chosen)
    }

    fn has_other_addresses(&self) -> bool {
        let fields = self.other_addresses();
        fields
            .iter()
            .any(|field| !field.value.is_empty() || field.is_wrong)
    }

    fn verdict(line: &Line) -> (&'static str, &'static str) {
        verdict_words(line.verdict)
    }

    fn hints(line: &Line) -> impl Iterator<Item = &'static str> {
        line.hints.iter().map(|hint| hint_words(*hint))
    }
}

pub fn form<'a>(at: Desk<'a>, page: &'a AppFormPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&AppForm { frame, at, page }))
}
