//! The form of an app, in groups of fields.

use super::app_choices::Choices;
use super::app_fields::Field;
use super::app_words::{complained, complaint_words, fault_of, hint_words, verdict_words};
use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::app_form::{
    AppComplaint, AppFormPage, FormBy, FormOf, GivenCredentials, Outcome,
};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::oauth::console::policy::Mode;
use crate::domain::oauth::registration::Line;
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

    const fn complaint(&self) -> Option<&AppComplaint> {
        match &self.page.outcome {
            Outcome::Bad(complaint) => Some(complaint),
            Outcome::None | Outcome::Good => None,
        }
    }

    fn complained(&self) -> Option<String> {
        let complaint = self.complaint();
        complaint.map(|complaint| complained(&self.frame, complaint))
    }

    fn choices(&self) -> Choices<'_> {
        Choices {
            frame: &self.frame,
            page: self.page,
        }
    }

    /// What its owner is told before.
    fn terms(&self) -> Option<String> {
        let FormBy::Owner { mode, maker } = &self.page.by else {
            return None;
        };
        let platform = &self.frame.site.name;
        Some(match (mode, &self.page.of) {
            (Mode::Approve, FormOf::New(_)) => self.frame.say("developer-terms-approve"),
            (Mode::Approve, FormOf::Known { .. }) => self.frame.say("developer-terms-change"),
            (Mode::Open | Mode::Off, _) => {
                let names = [("maker", maker.as_str()), ("platform", platform)];
                self.frame.name("developer-terms-open", &names)
            }
        })
    }

    fn is_good(&self) -> bool {
        self.page.outcome == Outcome::Good
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.complaint()
            .is_some_and(|complaint| complaint_words(complaint).1 == field)
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
            FormOf::New(_) => self.at.path(AppsPlace::New),
            FormOf::Known { id, .. } => self.at.path(AppsPlace::Act {
                id,
                act: AppAct::Edit,
            }),
        }
    }

    fn back(&self) -> OwnPath {
        match self.page.of {
            FormOf::New(_) => self.at.list(),
            FormOf::Known { id, .. } => self.at.app(id),
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

    fn seen(&self) -> Vec<Field> {
        let typed = &self.page.typed;
        let all = [
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
        ];
        self.offered(all)
    }

    /// Without what is for operators to say.
    fn offered<const N: usize>(&self, all: [Field; N]) -> Vec<Field> {
        let is_owners = self.page.by != FormBy::Operator;
        let is_offered = |field: &Field| match field.name {
            "owner" => !is_owners,
            "site_domain" => !is_owners || !field.value.is_empty(),
            _ => true,
        };
        all.into_iter().filter(is_offered).collect()
    }

    fn redirect_uris(&self) -> Field {
        let words = ("app-redirect-uris", Some("app-redirect-uris-what"));
        self.lines("redirect_uris", words, &self.page.typed.redirect_uris)
    }

    fn other_addresses(&self) -> Vec<Field> {
        let typed = &self.page.typed;
        let all = [
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
        ];
        self.offered(all)
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

    fn has_loose(&self) -> bool {
        self.choices().loose().iter().any(|one| one.is_chosen)
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
    let body = move |frame: Frame| fill(&AppForm { frame, at, page });
    let fault = match &page.outcome {
        Outcome::Bad(complaint) => fault_of(complaint),
        Outcome::None | Outcome::Good => None,
    };
    match fault {
        Some((status, fault)) => Manner::fails(status, fault, body),
        None => Manner::shows(body),
    }
}
