//! What holds for every request, told once more in other words than the rules'.

use super::cases::{
    EVIL, LANDING, LOOPBACK, LOOPBACK_MOVED, ORIGIN, PRIVATE, Pkce, Request, STATE,
};
use crate::domain::sample::{self, APP, ISSUER, NOW, text_of};
use vestibule::domain::account::second_step::Lack;
use vestibule::domain::account::session::Session;
use vestibule::domain::oauth::authorize::{
    AuthorizationRequest, Decision, Visit, bind, decide, name_client,
};
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, ResponseType};
use vestibule::domain::oauth::consent::Consent;
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::response_set::ResponseSet;
use vestibule::domain::oauth::result::ResultRoute;
use vestibule::domain::openid::statement::Signed;
use vestibule::domain::time::days;

/// One request against one app, by one person.
pub struct Case<'a> {
    pub app: &'a App,
    pub uris: &'a [&'a str],
    pub request: &'a Request,
    pub query: &'a str,
    pub session: Option<&'a Session>,
    pub consent: Option<&'a Consent>,
}

impl Case<'_> {
    pub fn holds(&self) {
        let params = Params::parse(self.query);
        name_client(&params).expect("the client ID is well-formed");
        let bound = bind(&params, Some(self.app.clone()), ISSUER);
        assert_eq!(bound.is_ok(), self.is_provable(), "proven? {}", self.query);
        let Ok(bound) = bound else {
            return;
        };
        let checked = bound.check(&params, &[]);
        assert_eq!(checked.is_ok(), self.is_faultless(), "good? {}", self.query);
        let asked = match checked {
            Ok(asked) => asked,
            Err(error) => return self.check_error(&error.result),
        };
        self.check_asked(&asked);
        self.check_second_step(&asked);
        let session = self.session.map(|session| (session, Lack::Nothing));
        match decide(&asked, session, self.consent, Visit::Open(NOW)) {
            Err(error) => self.check_error(&error.result),
            Ok(decision) => {
                let remembered = decision == Decision::Grant;
                assert_eq!(remembered, self.may_be_remembered(), "{}", self.query);
            }
        }
        let peek = decide(&asked, session, self.consent, Visit::Peek(NOW));
        assert!(
            !matches!(peek, Ok(Decision::Grant)),
            "a look ahead was granted"
        );
    }

    /// Who has proved too little gets nothing, and no page where none may be shown.
    fn check_second_step(&self, asked: &AuthorizationRequest) {
        for lack in [Lack::SecondStep, Lack::SetUp, Lack::OutOfReach] {
            let session = self.session.map(|session| (session, lack));
            match decide(asked, session, self.consent, Visit::Open(NOW)) {
                Err(error) => self.check_error(&error.result),
                Ok(decision) => {
                    let asks = matches!(decision, Decision::AskLogin | Decision::AskSecondStep);
                    assert!(asks && !asked.prompt.none, "{lack:?}: {decision:?}");
                }
            }
        }
    }

    fn lands(&self) -> bool {
        self.request.display.contains("desktop")
            && self.request.given.is_none_or(|given| given == LANDING)
    }

    fn messages(&self) -> bool {
        self.request.display.contains("popup") && self.request.given.is_none()
    }

    fn is_provable(&self) -> bool {
        if self.lands() {
            return true;
        }
        if self.messages() {
            let known = self.uris.iter().any(|uri| uri.starts_with(ORIGIN));
            return known && self.request.display.contains("origin=https%3A%2F%2Fapp.");
        }
        match self.request.given {
            None => self.uris.len() == 1,
            Some(LOOPBACK_MOVED) => self.app.kind != Kind::Web && self.uris.contains(&LOOPBACK),
            Some(uri) => self.uris.contains(&uri),
        }
    }

    /// Where the answer goes, once it is proven.
    fn address(&self) -> &str {
        let only = self.uris.first().copied().unwrap_or_default();
        self.request.given.unwrap_or(only)
    }

    fn is_faultless(&self) -> bool {
        let response = &self.request.response;
        let Some(wanted) = response.wanted else {
            return false;
        };
        let private = self.address() == PRIVATE;
        let mode_fits = match response.mode {
            "" => true,
            _ if self.messages() => false,
            "fragment" => true,
            _ if self.lands() => false,
            "query" => wanted == ResponseType::Code,
            "form_post" => !private,
            _ => false,
        };
        let pkce_fits = match response.pkce {
            _ if wanted == ResponseType::Token => true,
            Pkce::Good => true,
            Pkce::None => self.app.confidentiality == Confidentiality::Confidential,
            Pkce::Bad => false,
        };
        let scope_fits = self.request.scope != "&scope=nonsense";
        let state_fits = response.mode != "form_post" || self.request.state == STATE;
        self.app.response_types.contains(&wanted)
            && mode_fits
            && pkce_fits
            && scope_fits
            && state_fits
    }

    fn may_be_remembered(&self) -> bool {
        let (Some(session), Some(consent)) = (self.session, self.consent) else {
            return false;
        };
        let reaches_the_app = if self.lands() {
            session.born_for_app == Some(APP)
        } else {
            self.messages()
                || self.address().starts_with("https://")
                || (self.address().starts_with("http://")
                    && self.app.confidentiality == Confidentiality::Confidential)
        };
        let asks = ["&prompt=login", "&prompt=consent"];
        let allowed = consent.scopes.to_string();
        reaches_the_app
            && consent.withdrawn_at.is_none()
            && consent.granted_at > NOW.minus(days(90))
            && (allowed == "basic email" || self.request.scope == "&scope=basic")
            && !asks.contains(&self.request.prompt)
    }

    fn check_asked(&self, asked: &AuthorizationRequest) {
        assert!(self.app.scopes.holds_all(&asked.scopes), "scopes grew");
        assert!(!asked.scopes.is_empty());
        let (carried, text) = match asked.wanted {
            ResponseSet::TOKEN => sample::token(),
            ResponseSet::CODE => sample::code(),
            other => panic!("{other:?} without OpenID Connect"),
        };
        let (field, never) = match carried.code {
            None => ("access_token", "code"),
            Some(_) => ("code", "access_token"),
        };
        let bound = field == "code" && self.request.response.pkce == Pkce::Good;
        assert_eq!(asked.challenge.is_some(), bound, "{}", self.query);
        let granted = asked.reply_to.granted(&carried, &Signed::default());
        let fields = self.check_place(&granted);
        assert_eq!(values(&fields, field), [text], "{}", text_of(&granted));
        let seconds = carried.lifetime.as_secs().to_string();
        assert_eq!(values(&fields, "expires_in"), [seconds]);
        for never in [never, "refresh_token", "error"] {
            assert!(values(&fields, never).is_empty(), "{never} in a success");
        }
        let fields = self.check_place(&asked.reply_to.denied());
        assert_eq!(values(&fields, "status"), ["unauthorized"]);
        assert_eq!(values(&fields, "message"), ["user canceled"]);
        self.check_gives_nothing(&fields);
    }

    fn check_error(&self, result: &ResultRoute) {
        let fields = self.check_place(result);
        assert_eq!(values(&fields, "error").len(), 1, "{}", text_of(result));
        self.check_gives_nothing(&fields);
    }

    fn check_gives_nothing(&self, fields: &[(String, String)]) {
        for never in ["access_token", "code", "refresh_token", "expires_in"] {
            assert!(values(fields, never).is_empty(), "{never}: {}", self.query);
        }
    }

    /// The address is a proven one, the state comes back exactly, and no field is smuggled in.
    fn check_place(&self, result: &ResultRoute) -> Vec<(String, String)> {
        let fields = match result {
            ResultRoute::Redirect(location) => {
                let location = location.as_str();
                assert!(location.is_ascii() && !location.contains(char::is_control));
                let landed = location.starts_with(&format!("{ISSUER}/platform/oauth/auth_"));
                assert!(
                    landed == self.lands() && (landed || location.starts_with(self.address())),
                    "{location} is no proven address"
                );
                fields_of(location)
            }
            ResultRoute::FormPost(form) => {
                assert_eq!(self.request.response.mode, "form_post");
                assert!(form.action().starts_with("http"), "{}", form.action());
                assert_eq!(form.action(), self.address());
                form.fields()
            }
            ResultRoute::Message(message) => {
                assert!(self.messages());
                assert_eq!(message.origin(), ORIGIN);
                fields_of(&format!("?{}", message.text()))
            }
        };
        assert!(!text_of(result).contains(EVIL));
        // A form writes every line break as CR LF: a state with others is not given back there.
        let states = values(&fields, "state");
        let broken = matches!(result, ResultRoute::FormPost(_)) && self.request.state != STATE;
        if broken {
            assert!(states.is_empty(), "{}", text_of(result));
        } else {
            assert_eq!(states, [self.request.state], "{}", text_of(result));
        }
        fields
    }
}

/// The fields of an answer, wherever they stand, unescaped once more for geni.com's form.
pub fn fields_of(location: &str) -> Vec<(String, String)> {
    let (before, fragment) = location.split_once('#').unwrap_or((location, ""));
    let text = if fragment.is_empty() {
        before
            .split_once('?')
            .map_or("", |(_, query)| query)
            .to_owned()
    } else if fragment.contains('=') {
        fragment.to_owned()
    } else {
        let whole = format!("x={fragment}");
        form_urlencoded::parse(whole.as_bytes())
            .next()
            .map(|(_, text)| text.into_owned())
            .unwrap_or_default()
    };
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

pub fn values<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let found = fields.iter().filter(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).collect()
}
