//! What to do with a new app: the address to open, and the addresses to watch.

use super::print;
use crate::domain::oauth::authorize::bind;
use crate::domain::oauth::client::{
    App, Confidentiality, GrantType, Kind, ResponseType, Style, Switch,
};
use crate::domain::oauth::params::Params;
use crate::domain::oauth::redirect_uri::{RegisteredUri, UriKind};
use crate::domain::oauth::result::{Carried, ResultRoute};
use crate::domain::openid::scope;
use crate::domain::openid::statement::Signed;
use crate::domain::secret::{PlainToken, TOKEN_CHARS};
use crate::settings::Settings;
use form_urlencoded::byte_serialize;

/// Width of the words in front of addresses.
const WIDTH: usize = 12;

/// How an app with keys authenticates.
const SIGNED: &str = "a client_assertion, a JWT that it signs (private_key_jwt)";

/// A new app on the platform that it was added to.
struct Newcomer<'a> {
    app: &'a App,
    settings: &'a Settings,
    /// Where its answers go; none: our own landing pages, which a desktop program watches.
    uri: Option<&'a RegisteredUri>,
}

/// Says it where a program's address is compared with its port, for most listen where there is room.
pub fn warn_of_fixed_port(app: &App) {
    let is_fixed = |uri: &&RegisteredUri| uri.kind() == UriKind::Loopback && !uri.has_free_port();
    let fixed = app.redirect_uris.iter().find(is_fixed);
    if let Some(uri) = fixed.filter(|_| app.kind != Kind::Web) {
        print::say(&format!(
            "{} matches with exactly this port. If the program listens on any free port, register {} instead: its \
             port may vary (RFC 8252 §7.3).",
            uri.raw(),
            of_any_port(uri.raw())
        ));
    }
}

/// The same on the host of its family whose port is free.
fn of_any_port(raw: &str) -> String {
    let (_, rest) = raw.split_once("://").unwrap_or_default();
    let (host, _) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
    let tail = rest.strip_prefix(host).unwrap_or_default();
    let free = if host.starts_with('[') {
        "[::1]"
    } else {
        "127.0.0.1"
    };
    format!("http://{free}{tail}")
}

/// The addresses of one sign-in with this app.
struct Route {
    open: String,
    success: String,
    refused: String,
}

/// Says what to do next with an app that was added.
pub fn say_next(app: &App, settings: &Settings) {
    let first = app.redirect_uris.first();
    let new = Newcomer {
        app,
        settings,
        uri: first.filter(|_| app.kind != Kind::Desktop),
    };
    match new.answers().as_slice() {
        [] if app.grants.contains(&GrantType::DeviceCode) => {}
        [] => new.say_how_machines_ask(),
        [first, others @ ..] => {
            print::say("Next, in the program:");
            new.say_how_to_ask(*first);
            for &other in others {
                print::say(match other {
                    ResponseType::Token | ResponseType::IdToken => {
                        "Or, if the program supports only this: a token at once."
                    }
                    ResponseType::Code => "Or, if the program can be changed: a code.",
                });
                new.say_how_to_ask(other);
            }
            warn_of_no_way_back(app);
        }
    }
    if app.grants.contains(&GrantType::DeviceCode) {
        new.say_how_devices_ask();
    }
    warn_of_fixed_port(app);
    if app.style == Style::GeniLive && !settings.short_paths {
        print::say(
            "A program that calls /oauth/authorize without /platform needs geni.short_paths = true in the settings, too.",
        );
    }
    if app.has_secret() {
        print::say(
            "The client secret is shown only once: keep it where the app's server can read it.",
        );
    }
}

impl Newcomer<'_> {
    /// The ways to ask, the better first: a code never shows a token to anybody (RFC 9700 §2.1.2). Programs of
    /// the live style are there already, and most of them ask for tokens.
    fn answers(&self) -> Vec<ResponseType> {
        let mut ways = [ResponseType::Code, ResponseType::Token];
        if self.app.style == Style::GeniLive {
            ways.reverse();
        }
        let may = |way: &ResponseType| self.app.may_answer(*way);
        let ways: Vec<_> = ways.into_iter().filter(may).collect();
        if ways.is_empty() && may(&ResponseType::IdToken) {
            return vec![ResponseType::IdToken];
        }
        ways
    }

    fn is_public(&self) -> bool {
        self.app.confidentiality == Confidentiality::Public
    }

    fn base(&self) -> String {
        format!("{}/platform/oauth", self.settings.public_url)
    }

    fn say_how_to_ask(&self, answer: ResponseType) {
        let Some(route) = route(self, answer) else {
            return;
        };
        let (success, refused) = match self.uri {
            Some(_) => ("comes back", "or refused"),
            None => ("wait for", "or"),
        };
        say("open", &route.open);
        let is_code = answer == ResponseType::Code;
        if answer == ResponseType::IdToken {
            say("", "adding a nonce, new for each sign-in");
        }
        if is_code && self.is_public() {
            // RFC 7636 §4.
            say(
                "",
                "adding &code_challenge= and the SHA-256 of a code_verifier in base64url (43 characters); the \
                 code_verifier is 43 to 128 random letters and digits, new for each sign-in",
            );
        }
        say(success, &route.success);
        say(refused, &route.refused);
        if is_code {
            self.say_how_to_trade();
        }
    }

    /// RFC 6749 §4.1.3.
    fn say_how_to_trade(&self) {
        let same = match self.uri {
            Some(_) => ", the same redirect_uri",
            None => "",
        };
        let shown_by = if self.is_public() {
            format!(
                "client_id={}, the code and its code_verifier",
                self.app.client_id
            )
        } else if self.app.has_secret() {
            "the code, client_id and client_secret".to_owned()
        } else {
            format!("the code and {SIGNED}")
        };
        say("then POST", &format!("{}/request_token", self.base()));
        say(
            "",
            &format!("with grant_type=authorization_code{same}, {shown_by}"),
        );
    }

    /// RFC 8628 §3.1, §3.4.
    fn say_how_devices_ask(&self) {
        let public_url = &self.settings.public_url;
        let shown_by = if self.is_public() {
            format!("client_id={}", self.app.client_id)
        } else {
            "client_id and client_secret".to_owned()
        };
        print::say("For a device or a terminal, without a browser:");
        say("POST", &format!("{public_url}/oauth/device_authorization"));
        say(
            "",
            &format!("with {shown_by}; show the user_code and {public_url}/device"),
        );
        say(
            "then POST",
            &format!("{}/request_token, every 5 seconds", self.base()),
        );
        let grant = GrantType::DeviceCode.wire();
        say(
            "",
            &format!("with grant_type={grant}, {shown_by} and the device_code"),
        );
    }

    /// RFC 6749 §4.4: nobody is sent anywhere.
    fn say_how_machines_ask(&self) {
        let base = self.base();
        if !self.app.keys.is_empty() {
            print::say(&format!(
                "Next: the program asks {base}/request_token with {SIGNED}."
            ));
        } else if self.app.grants.contains(&GrantType::ClientCredentials) {
            print::say("Next (curl asks for the client secret):");
            print::say(&format!(
                "curl --user {} --data grant_type=client_credentials {base}/request_token",
                self.app.client_id
            ));
        } else {
            print::say(&format!(
                "Next: the program asks {base}/request_token with its client ID."
            ));
        }
    }
}

fn say(word: &str, text: &str) {
    print::say(&format!("{word:WIDTH$} {text}"));
}

/// Until a redirect URI is there, our landing pages are the only place that answers go to (RFC 6749 §3.1.2.2).
fn warn_of_no_way_back(app: &App) {
    if app.kind != Kind::Desktop && app.redirect_uris.is_empty() {
        print::say(&format!(
            "No redirect URI is registered, so display=desktop is the only way to ask. To have people sent back: \
             `vestibule app edit {} --add-redirect-uri https://example.org/callback`.",
            app.id.0
        ));
    }
}

/// Says what helps an app that signs people in and then does not know their names.
pub fn say_where_names_are(app: &App) {
    if !app.scopes.holds(scope::OPENID) || app.response_types.is_empty() {
        return;
    }
    print::say(&format!(
        "If the app misses the user's name or e-mail address: have it ask for the scopes openid, profile and email. If \
         it reads nothing but the ID token: `vestibule app edit {} --claims-in-id-token on`.",
        app.id.0
    ));
}

/// Says so when tokens of this app will stand where logs keep them.
pub fn warn_of_leaks(app: &App) {
    if !crate::domain::oauth::registration::leaks_tokens(app) {
        return;
    }
    print::say(&format!(
        "Careful: tokens of this app travel in addresses, and so get into browser histories and into the logs of \
         proxies and servers. Unless the program depends on this, turn it off: `vestibule app edit {} --style \
         documented --token-in-query off --token-by-get off`.",
        app.id.0
    ));
}

/// Says so loudly when the app lets in people for whom nobody vouched.
pub fn warn_of_development(app: &App) {
    if !app.has(Switch::DevelopmentMode) {
        return;
    }
    print::say(&format!(
        "WARNING: {} is in development mode: anyone who knows its ID can sign in as any of its users, without its \
         server. For testing only. Turn it off, and revoke all tokens made this way, with `vestibule app edit {} \
         --development-mode off`.",
        app.name, app.id.0
    ));
}

/// The domain's own answers to such a request, with dots in place of what it hands over.
fn route(new: &Newcomer, answer: ResponseType) -> Option<Route> {
    let (app, settings) = (new.app, new.settings);
    let place = match new.uri {
        None => "&display=desktop".to_owned(),
        Some(uri) => {
            let sent: String = byte_serialize(uri.raw().as_bytes()).collect();
            format!("&redirect_uri={sent}")
        }
    };
    let more = match answer {
        ResponseType::Code if new.is_public() => "&code_challenge_method=S256",
        ResponseType::IdToken => "&scope=openid&nonce=",
        _ => "",
    };
    let (client_id, word) = (&app.client_id, answer.word());
    let query = format!("client_id={client_id}&response_type={word}{place}{more}");
    let params = Params::parse(&query);
    let bound = bind(&params, Some(app.clone()), &settings.public_url).ok()?;
    let token = "0".repeat(TOKEN_CHARS);
    let plain = PlainToken::parse(&token)?;
    let lifetime = app.token_ttl.unwrap_or(settings.token_ttl);
    let (carried, id_token) = match answer {
        ResponseType::Code => (Carried::of_code(plain, settings.code_ttl), None),
        ResponseType::Token => (Carried::of_token(plain, lifetime), None),
        ResponseType::IdToken => (Carried::default(), Some(token.as_str())),
    };
    let signed = Signed {
        access_token: None,
        id_token: id_token.map(str::to_owned),
    };
    let shown = |route: ResultRoute| match route {
        ResultRoute::Redirect(location) => Some(location.as_str().replace(&token, "…")),
        ResultRoute::FormPost(_) | ResultRoute::Message(_) => None,
    };
    Some(Route {
        open: format!("{}/authorize?{query}", new.base()),
        success: shown(bound.reply_to().granted(&carried, &signed))?,
        refused: shown(bound.reply_to().denied())?,
    })
}
