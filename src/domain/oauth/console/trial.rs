//! *Try it*: the addresses that a program of this very app would open, and what it does next.

use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::{App, Confidentiality, Kind, ResponseType};
use crate::domain::oauth::pkce::Challenge;
use crate::domain::secret::{Dice, random_alphanumerics};
use url::form_urlencoded::Serializer;

/// Characters of a state, and of a verifier (RFC 7636 §4.1).
const STATE_CHARS: usize = 24;
const VERIFIER_CHARS: usize = 43;

/// One way to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    pub display: Layout,
    /// The query of the authorization request.
    pub query: String,
    pub state: String,
    /// Where the answer goes; nothing where it ends at the platform's own landing page.
    pub redirect_uri: Option<String>,
    pub answer: ResponseType,
    /// The next line that a program would run.
    pub next: String,
}

/// Each display with a fresh state; nothing where the app has no address for one.
pub fn trials(app: &App, public_url: &str, dice: Dice) -> Vec<Trial> {
    let displays = [Layout::Desktop, Layout::Web, Layout::Mobile, Layout::Popup];
    let possible = displays.into_iter().filter_map(|display| {
        let own = app.redirect_uris.first().map(|uri| uri.raw().to_owned());
        match display {
            Layout::Desktop if app.kind != Kind::Web => Some((display, None)),
            _ => own.map(|uri| (display, Some(uri))),
        }
    });
    let possible: Vec<_> = possible.collect();
    possible
        .into_iter()
        .map(|(display, uri)| trial(app, public_url, (display, uri), dice))
        .collect()
}

fn trial(
    app: &App,
    public_url: &str,
    (display, redirect_uri): (Layout, Option<String>),
    dice: Dice,
) -> Trial {
    let answer = if app.may_answer(ResponseType::Code) {
        ResponseType::Code
    } else {
        ResponseType::Token
    };
    let state = random_alphanumerics(STATE_CHARS, dice);
    let verifier = random_alphanumerics(VERIFIER_CHARS, dice);
    let mut query = Serializer::new(String::new());
    query.append_pair("client_id", &app.client_id);
    query.append_pair("response_type", answer.word());
    query.append_pair("display", display.word());
    if let Some(uri) = &redirect_uri {
        query.append_pair("redirect_uri", uri);
    }
    query.append_pair("state", &state);
    if answer == ResponseType::Code {
        let challenge = Challenge::of(&verifier);
        query.append_pair("code_challenge", challenge.as_str());
        query.append_pair("code_challenge_method", "S256");
    }
    let next = match answer {
        ResponseType::Code => redeeming(app, public_url, redirect_uri.as_deref(), &verifier),
        _ => format!("curl -H \"Authorization: Bearer $ACCESS_TOKEN\" {public_url}/api/user"),
    };
    Trial {
        display,
        query: query.finish(),
        state,
        redirect_uri,
        answer,
        next,
    }
}

/// As one types it: what differs from sign-in to sign-in is a variable, and so is what nobody may read here.
fn redeeming(app: &App, public_url: &str, redirect_uri: Option<&str>, verifier: &str) -> String {
    let client = match app.confidentiality {
        Confidentiality::Confidential if app.has_secret() => {
            format!("-u \"{}:$CLIENT_SECRET\"", app.client_id)
        }
        _ => format!("-d client_id={}", app.client_id),
    };
    let address = redirect_uri.map_or(String::new(), |uri| {
        format!(
            " \\\n  --data-urlencode {}",
            quoted(&format!("redirect_uri={uri}"))
        )
    });
    format!(
        "curl {public_url}/platform/oauth/request_token {client} \\\n  -d grant_type=authorization_code \
         -d code=\"$CODE\" \\\n  -d code_verifier={verifier}{address}"
    )
}

/// For a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
