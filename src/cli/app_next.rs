//! What to do with a new app: the address to open, and the addresses to watch.

use super::print;
use crate::domain::oauth::client::{App, Confidentiality, Kind, ResponseType, Style};
use crate::domain::oauth::redirect_uri::{RegisteredUri, UriKind};
use crate::settings::Settings;
use form_urlencoded::byte_serialize;

/// The addresses of one sign-in with this app.
struct Route {
    open: String,
    success: String,
    refused: String,
}

/// Says what to do next with an app that was added.
pub fn say_next(app: &App, settings: &Settings) {
    // A desktop program needs no address of its own: it watches our landing pages.
    let uri = app
        .redirect_uris
        .first()
        .filter(|_| app.kind != Kind::Desktop);
    match (app.response_types.first(), uri) {
        (None, _) => {
            print::say("Next: the app's server asks request_token with its client ID and secret.")
        }
        (Some(&answer), uri) => {
            say_route(&route(app, settings, answer, uri), uri.is_some());
            warn_of_no_way_back(app);
            warn_of_code(answer, app);
        }
    }
    if app.style == Style::GeniLive && !settings.short_paths {
        print::say(
            "A program that calls /oauth/authorize without /platform needs geni.short_paths = true in the settings, too.",
        );
    }
    if app.confidentiality == Confidentiality::Confidential {
        print::say(
            "The client secret is shown this once: keep it where the app's server can read it.",
        );
    }
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

/// An app that can only ask for codes has nothing to ask this version for.
fn warn_of_code(answer: ResponseType, app: &App) {
    if answer == ResponseType::Code {
        print::say(&format!(
            "This version does not answer response_type=code yet. For a page that reads the token behind the # of its \
             address: `vestibule app edit {} --response-type token`.",
            app.id.0
        ));
    }
}

/// Says so when tokens of this app will stand where logs keep them.
pub fn warn_of_leaks(app: &App) {
    if !crate::domain::oauth::registration::leaks_tokens(app) {
        return;
    }
    print::say(&format!(
        "Careful: tokens of this app travel in addresses, and so get into browser histories and into the logs of \
         proxies and servers. Unless its program cannot do without: `vestibule app edit {} --style documented \
         --token-in-query off --token-by-get off`.",
        app.id.0
    ));
}

fn say_route(route: &Route, is_web: bool) {
    let (success, refused) = if is_web {
        ("comes back", "or refused")
    } else {
        ("wait for", "or")
    };
    print::say(&format!("{:12} {}", "open", route.open));
    print::say(&format!("{success:12} {}", route.success));
    print::say(&format!("{refused:12} {}", route.refused));
}

fn route(
    app: &App,
    settings: &Settings,
    answer: ResponseType,
    uri: Option<&RegisteredUri>,
) -> Route {
    let base = format!("{}/platform/oauth", settings.public_url);
    let ask = format!(
        "{base}/authorize?client_id={}&response_type={}",
        app.client_id,
        answer.word()
    );
    let (granted, denied) = (
        fields_granted(app, settings, answer),
        "status=unauthorized&message=user+canceled",
    );
    match uri {
        None => Route {
            open: format!("{ask}&display=desktop"),
            success: format!("{base}/auth_success#{}", as_styled(app, answer, &granted)),
            refused: format!("{base}/auth_failed#{}", escaped(app, denied)),
        },
        Some(uri) => {
            let sent: String = byte_serialize(uri.raw().as_bytes()).collect();
            let denied = format!("{denied}&error=access_denied");
            Route {
                open: format!("{ask}&redirect_uri={sent}"),
                success: appended(app, answer, uri, &granted),
                refused: appended(app, answer, uri, &denied),
            }
        }
    }
}

fn fields_granted(app: &App, settings: &Settings, answer: ResponseType) -> String {
    match answer {
        ResponseType::Code => format!("code=…&expires_in={}", settings.code_ttl.as_secs()),
        ResponseType::Token => {
            let ttl = app.token_ttl.unwrap_or(settings.token_ttl);
            format!("access_token=…&expires_in={}", ttl.as_secs())
        }
    }
}

/// In the live style only token results and refusals are escaped; code results stay as documented.
fn as_styled(app: &App, answer: ResponseType, fields: &str) -> String {
    match answer {
        ResponseType::Token => escaped(app, fields),
        ResponseType::Code => fields.to_owned(),
    }
}

fn escaped(app: &App, fields: &str) -> String {
    match app.style {
        Style::Documented => fields.to_owned(),
        Style::GeniLive => fields
            .replace('+', "%2B")
            .replace('=', "%3D")
            .replace('&', "%26"),
    }
}

fn appended(app: &App, answer: ResponseType, uri: &RegisteredUri, fields: &str) -> String {
    let in_query = answer == ResponseType::Code
        || uri.kind() == UriKind::Private
        || app.style == Style::GeniLive;
    let mark = match (in_query, uri.raw().contains('?')) {
        (false, _) => '#',
        (true, false) => '?',
        (true, true) => '&',
    };
    format!("{}{mark}{fields}", uri.raw())
}
