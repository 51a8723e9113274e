//! The same for OpenID requests: every set of response types with all that may come with it.

#[path = "openid_answer.rs"]
mod answer;

use crate::domain::sample::{self, APP, CLIENT_ID, ISSUER, NOW};
use crate::kit::samples;
use std::time::Duration;
use vestibule::domain::account::second_step::Lack;
use vestibule::domain::account::session::Session;
use vestibule::domain::account::user::User;
use vestibule::domain::oauth::authorize::{
    AuthorizationRequest, Decision, Layout, Visit, bind, decide,
};
use vestibule::domain::oauth::client::{App, Confidentiality, Kind, ResponseType, Style, Switch};
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::result::{Carried, ResultRoute};
use vestibule::domain::openid::claims;
use vestibule::domain::openid::statement::{Signed, ToSign};

const ALL: [ResponseType; 3] = [
    ResponseType::Token,
    ResponseType::Code,
    ResponseType::IdToken,
];
/// In no order, and what is none.
const SETS: [&str; 11] = [
    "",
    "code",
    "token",
    "id_token",
    "id_token code",
    "token code",
    "token id_token",
    "token id_token code",
    "code code",
    "code  token",
    "none",
];
const MODES: [&str; 5] = ["", "query", "fragment", "form_post", "web_message"];
const DISPLAYS: [&str; 4] = [
    "page",
    "desktop",
    "touch",
    "popup&origin=https%3A%2F%2Fapp.example&callback=a-1",
];
const PROMPTS: [&str; 5] = ["", "none", "login", "select_account", "none login"];
const MAX_AGES: [&str; 4] = ["", "59", "61", "soon"];
const HINTS: [Option<&str>; 3] = [None, Some("public-1"), Some("public-2")];
const NONCES: [usize; 3] = [0, 1024, 1025];
const SCOPES: [&str; 5] = [
    "basic email",
    "openid",
    "openid profile",
    "email openid offline_access",
    "",
];
const CLAIMS: [&str; 6] = [
    "",
    r#"{"id_token":{"name":null,"email":{"essential":true},"sub":null}}"#,
    r#"{"id_token":{"sub":{"value":"public-2"}}}"#,
    r#"{"id_token":{"acr":{"essential":true,"values":["phr"]}}}"#,
    r#"{"id_token":[]}"#,
    r#"{"userinfo":{"email":null}}"#,
];

#[derive(Clone, Copy)]
pub struct Case<'a> {
    app: &'a App,
    set: &'a str,
    mode: &'a str,
    display: &'a str,
    prompt: &'a str,
    max_age: &'a str,
    hint: Option<&'a str>,
    nonce: usize,
    scope: &'a str,
    claims: &'a str,
    user: Option<&'a User>,
}

fn apps() -> Vec<App> {
    let app = |kind, confidentiality, uris: &[&str], types: &[ResponseType]| App {
        scopes: sample::scopes("openid profile email offline_access basic"),
        response_types: types.to_vec(),
        ..sample::app(kind, confidentiality, uris)
    };
    let web: &[&str] = &["https://app.example/cb?a=1"];
    let (with, without) = (Confidentiality::Confidential, Confidentiality::Public);
    let mut apps = vec![
        app(Kind::Web, with, web, &ALL),
        app(Kind::Web, without, web, &ALL),
        app(Kind::Web, with, web, &[ResponseType::Code]),
        app(Kind::Desktop, without, &["com.example.app:/cb"], &ALL),
        app(Kind::Desktop, without, &[], &ALL),
        app(Kind::Web, with, web, &ALL),
    ];
    apps[1].switches.insert(Switch::ClaimsInIdToken);
    apps[3].style = Style::GeniLive;
    apps[4].style = Style::GeniLive;
    // Registered for no scope of OpenID Connect.
    apps[5].scopes = sample::scopes("email basic");
    apps
}

#[test]
fn an_id_token_goes_only_to_who_asked_by_openid_connect_and_never_in_a_query() {
    let (apps, user) = (apps(), samples::user(1, "Ada"));
    let mut tried = 0_usize;
    let mut case = Case {
        app: &apps[0],
        set: "",
        mode: "",
        display: "",
        prompt: "",
        max_age: "",
        hint: None,
        nonce: 0,
        scope: "",
        claims: "",
        user: None,
    };
    for (set, mode) in SETS.iter().flat_map(|set| MODES.map(|mode| (*set, mode))) {
        for (display, prompt) in DISPLAYS
            .iter()
            .flat_map(|one| PROMPTS.map(|two| (*one, two)))
        {
            for (max_age, hint) in MAX_AGES.iter().flat_map(|one| HINTS.map(|two| (*one, two))) {
                for nonce in NONCES {
                    case = Case {
                        set,
                        mode,
                        display,
                        prompt,
                        max_age,
                        hint,
                        nonce,
                        ..case
                    };
                    // The rest takes turns, which have no common measure with those above.
                    for _ in 0..2 {
                        tried += 1;
                        case.app = &apps[tried % 7 % apps.len()];
                        case.scope = SCOPES[tried % 11 % SCOPES.len()];
                        case.claims = CLAIMS[tried % 13 % CLAIMS.len()];
                        case.user = (!(tried % 17).is_multiple_of(4)).then_some(&user);
                        case.holds();
                    }
                }
            }
        }
    }
    assert!(tried > 75_000, "only {tried} cases were tried");
}

impl Case<'_> {
    fn query(&self) -> String {
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let mut query = format!(
            "client_id={CLIENT_ID}&state=%26id_token%3Dx&display={}",
            self.display
        );
        query.push_str("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
        for (name, value) in [
            ("response_type", self.set),
            ("response_mode", self.mode),
            ("prompt", self.prompt),
            ("max_age", self.max_age),
            ("scope", self.scope),
            ("claims", self.claims),
            ("nonce", &"n".repeat(self.nonce)),
        ] {
            query.push_str(&format!("&{name}={}", encode(value)));
        }
        query
    }

    fn holds(&self) {
        let query = self.query();
        let params = Params::parse(&query);
        let bound = bind(&params, Some(self.app.clone()), ISSUER);
        let is_provable = !self.app.redirect_uris.is_empty() || self.lands();
        let is_provable = is_provable && !(self.messages() && self.is_private());
        assert_eq!(bound.is_ok(), is_provable, "{query}");
        let Ok(bound) = bound else {
            return;
        };
        match bound.check(
            &params,
            &["openid", "profile", "offline_access"].map(str::to_owned),
        ) {
            Err(error) => {
                assert!(
                    !self.is_faultless(),
                    "{query}: {}",
                    error.error.description()
                );
                self.gives_nothing(&error.result);
            }
            Ok(asked) => {
                assert!(self.is_faultless(), "{query}");
                self.is_asked(asked);
            }
        }
    }

    fn is_faultless(&self) -> bool {
        let is_set = !["code code", "code  token", "none"].contains(&self.set);
        let allowed = self.app.response_types.len() == 3 || !self.holds_tokens();
        let mode_fits = match self.mode {
            "" => true,
            _ if self.messages() => false,
            "fragment" => true,
            _ if self.lands() => false,
            "query" => !self.holds_tokens(),
            "form_post" => !self.is_private(),
            _ => false,
        };
        let of_openid = if self.is_openid() {
            !self.set.is_empty()
                && (self.nonce == 1024 || (self.nonce == 0 && !self.has("id_token")))
                && self.max_age != "soon"
                && !self.claims.contains("acr")
                && !self.claims.contains('[')
        } else {
            let knows_none = ["openid", "openid profile"].contains(&self.scope);
            ["", "code", "token"].contains(&self.set) && !knows_none
        };
        is_set && allowed && mode_fits && of_openid && self.prompt != "none login"
    }

    fn is_asked(&self, mut asked: AuthorizationRequest) {
        assert_eq!(asked.openid.is_some(), self.is_openid());
        assert_eq!(
            asked.display == Layout::Mobile,
            self.display == "touch" && self.scope.contains("openid")
        );
        let offline = self.scope.contains("offline") && self.is_openid();
        assert!(
            !asked.scopes.holds("offline_access"),
            "no app here may refresh"
        );
        assert!(!offline || asked.scopes_changed);
        if let Some(openid) = &mut asked.openid {
            openid.hinted = self.hint.map(str::to_owned);
            let is_meant = self.hint != Some("public-2") && !self.claims.contains("public-2");
            assert_eq!(openid.may_be("public-1"), is_meant);
            assert_eq!(openid.nonce.is_some(), self.nonce > 0);
        }
        self.is_decided(&asked);
        self.gives_nothing(&asked.reply_to.denied());
        let carried = Carried {
            code: self.has("code").then(|| sample::code().0.code).flatten(),
            access_token: self
                .has("token")
                .then(|| sample::token().0.access_token)
                .flatten(),
            lifetime: Duration::from_secs(60),
            scope: offline.then(|| "openid email".to_owned()),
            to_sign: ToSign::default(),
        };
        let signed = Signed {
            access_token: None,
            id_token: self.has("id_token").then(|| "e.y.J".to_owned()),
        };
        self.gives(&asked.reply_to.granted(&carried, &signed));
        self.tells(&asked);
    }

    fn is_decided(&self, asked: &AuthorizationRequest) {
        let session = self.user.map(|_| Session {
            ..sample::session(Some(APP))
        });
        let consent = sample::consent("openid profile email basic");
        let decision = decide(
            asked,
            session.as_ref().map(|session| (session, Lack::Nothing)),
            Some(&consent),
            Visit::Open(NOW),
        );
        let is_old = self.is_openid() && self.max_age == "59";
        let is_there = session.is_some() && !is_old && self.prompt != "login";
        match (decision, self.prompt) {
            (Err(error), "none") => self.gives_nothing(&error.result),
            (Ok(Decision::AskLogin), _) => assert!(!is_there),
            (Ok(Decision::AskConsent), "select_account") => assert!(is_there),
            (Ok(Decision::AskConsent), _) => assert!(is_there && !self.is_safe()),
            (Ok(Decision::Grant), prompt) => {
                assert!(is_there && self.is_safe() && prompt != "select_account");
            }
            (Ok(Decision::AskSecondStep), _) => panic!("nothing lacks"),
            (Err(_), prompt) => panic!("an error for prompt {prompt}"),
        }
    }

    fn is_safe(&self) -> bool {
        self.lands() || !self.is_private()
    }

    /// The contract's table, in its order.
    fn gives(&self, result: &ResultRoute) {
        let (openid, token) = (self.is_openid(), self.has("token"));
        let plain_in_full = !self.lands() && !self.messages() && !self.is_private();
        let fields: Vec<(bool, &str)> = vec![
            (self.has("code"), "code"),
            (token, "access_token"),
            (token || !openid, "expires_in"),
            (token && (openid || plain_in_full), "token_type"),
            (self.has("id_token"), "id_token"),
            (true, "state"),
            (openid && token && self.scope.contains("offline"), "scope"),
            (!self.lands() && (openid || !self.messages()), "iss"),
            (self.messages(), "callback"),
        ];
        let told = self.fields_in(result);
        if let ResultRoute::Redirect(location) = result
            && openid
        {
            let is_in_fragment = self.behind_address(location.as_str()).starts_with('#');
            let is_wanted = self.holds_tokens() || self.lands() || self.mode == "fragment";
            let is_code_of_a_program = self.is_private() && !self.lands() && !self.holds_tokens();
            assert_eq!(
                is_in_fragment,
                is_wanted && !is_code_of_a_program,
                "{}",
                location.as_str()
            );
        }
        // What geni.com sends itself knows neither.
        if self.app.style == Style::GeniLive && !openid && token {
            return;
        }
        let names = fields.into_iter().filter(|(is_told, _)| *is_told);
        let names: Vec<&str> = names.map(|(_, name)| name).collect();
        let found: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, names, "{}", sample::text_of(result));
    }

    /// Names and addresses stand in an ID token only where the scopes allow them, and somebody wants them there.
    fn tells(&self, asked: &AuthorizationRequest) {
        let user = samples::user(1, "Ada");
        let told = claims::in_id_token(&(&user).into(), &asked.scopes, asked.extent());
        let allowed = claims::of(&(&user).into(), &asked.scopes);
        for (name, value) in &told {
            assert_eq!(allowed.get(name), Some(value));
            let is_named =
                self.claims.contains("\"name\":null") && ["name", "email"].contains(&name.as_str());
            let is_wanted =
                self.set == "id_token" || self.app.has(Switch::ClaimsInIdToken) || is_named;
            assert!(is_wanted, "{name} in {}", self.query());
        }
        if self.set == "id_token" {
            assert_eq!(told.len() + 1, allowed.len(), "{}", self.query());
        }
    }
}
