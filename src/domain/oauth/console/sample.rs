//! Samples with the values of an app filled in: the files of `examples/` and `docs/`, which tests run as they are there.
//! No secret is in one.

use crate::domain::oauth::client::{App, Confidentiality, Kind};
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::words::words;

/// What a sample is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolkit {
    Curl,
    Qt,
    Gtk,
    Wry,
    WebView2,
    WkWebView,
    Electron,
    Server,
    Page,
}

words!(Toolkit {
    Curl = "curl",
    Qt = "qt",
    Gtk = "gtk",
    Wry = "wry",
    WebView2 = "webview2",
    WkWebView = "wkwebview",
    Electron = "electron",
    Server = "server",
    Page = "page",
});

/// A text to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub toolkit: Toolkit,
    /// What it is called where it is saved.
    pub file: &'static str,
    pub text: String,
}

const QT: &str = include_str!("../../../../examples/desktop/qt.py");
const GTK: &str = include_str!("../../../../examples/desktop/gtk.py");
const WRY: &str = include_str!("../../../../examples/desktop/wry/src/main.rs");
const DESKTOP: &str = include_str!("../../../../docs/desktop.md");
const SERVER: &str = include_str!("../../../../docs/apps/server.md");
const BROWSER: &str = include_str!("../../../../docs/apps/browser.md");

/// What samples are written for.
const PLATFORM: &str = "http://127.0.0.1:8080";
const SERVER_CALLBACK: &str = "http://127.0.0.1:9000/signed-in";

/// Those that fit the app, with its values.
pub fn samples(app: &App, public_url: &str) -> Vec<Sample> {
    let all = Toolkit::ALL.iter().copied();
    let is_public = app.confidentiality == Confidentiality::Public;
    let fitting = all.filter(|toolkit| fits(*toolkit, app));
    fitting
        .filter_map(|toolkit| {
            let (file, text) = source(toolkit, is_public)?;
            let text = filled(toolkit, &text, app, public_url);
            Some(Sample {
                toolkit,
                file,
                text,
            })
        })
        .collect()
}

fn fits(toolkit: Toolkit, app: &App) -> bool {
    let is_public = app.confidentiality == Confidentiality::Public;
    match toolkit {
        Toolkit::Curl => true,
        Toolkit::Server => app.kind == Kind::Web && !is_public,
        Toolkit::Page => app.kind == Kind::Web && is_public,
        _ => app.kind != Kind::Web && is_public,
    }
}

/// The file as it is kept, and what it is called.
fn source(toolkit: Toolkit, is_public: bool) -> Option<(&'static str, String)> {
    let whole = |text: &str| Some(text.to_owned());
    let (file, text) = match toolkit {
        Toolkit::Curl => ("who.sh", by_hand(is_public)),
        Toolkit::Qt => ("qt.py", whole(QT)),
        Toolkit::Gtk => ("gtk.py", whole(GTK)),
        Toolkit::Wry => ("main.rs", whole(WRY)),
        Toolkit::WebView2 => ("SignIn.cs", fenced(DESKTOP, "csharp")),
        Toolkit::WkWebView => ("SignIn.swift", fenced(DESKTOP, "swift")),
        Toolkit::Electron => ("sign-in.js", fenced(DESKTOP, "js")),
        Toolkit::Server => ("atlas.py", fenced(SERVER, "python file=atlas.py")),
        Toolkit::Page => ("board.js", fenced(BROWSER, "js file=board/board.js")),
    };
    Some((file, text?))
}

/// The first block of a document that is fenced so.
fn fenced(document: &str, info: &str) -> Option<String> {
    let (_, after) = document.split_once(&format!("\n```{info}\n"))?;
    let (block, _) = after.split_once("\n```")?;
    Some(format!("{block}\n"))
}

/// The calls that every program makes in the end: a code for a token, with the secret of an app that has one, and who
/// signed in.
fn by_hand(is_public: bool) -> Option<String> {
    let call = |begins: &str| {
        let (_, after) = SERVER.split_once(&format!("\n```sh\n{begins}"))?;
        let (rest, _) = after.split_once("\n```")?;
        Some(format!("{begins}{rest}\n"))
    };
    let who = call("curl -s -H")?;
    Some(match is_public {
        true => who,
        false => format!("{}{who}", call("curl -s -u")?),
    })
}

fn filled(toolkit: Toolkit, text: &str, app: &App, public_url: &str) -> String {
    let client_id = &app.client_id;
    let text = with_values(toolkit, text, (public_url, client_id));
    // Samples hold it in quotes of several languages, and in a line of a shell without any.
    let is_plain = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/._~%?=-".contains(&byte);
        text.bytes().all(plain)
    };
    let own = app.redirect_uris.first().map(RegisteredUri::raw);
    let text = match own.filter(|own| is_plain(own)) {
        Some(own) => text.replace(SERVER_CALLBACK, own),
        None => text,
    };
    let usage = |id: &str| format!("{PLATFORM} {id}");
    text.replace("$CLIENT_ID", client_id)
        .replace(&usage("CLIENT_ID"), &usage(client_id))
        .replace(PLATFORM, public_url)
}

/// Where a sample takes its values from a command line or the environment, or has none.
fn with_values(toolkit: Toolkit, text: &str, (platform, client_id): (&str, &str)) -> String {
    let before = |lines: String| format!("{lines}{text}");
    match toolkit {
        Toolkit::Qt | Toolkit::Gtk => text.replace(
            "platform, client_id = sys.argv[1:]",
            &format!("platform, client_id = \"{platform}\", \"{client_id}\""),
        ),
        Toolkit::Wry => text
            .replace(
                "[1, 2].map(|at| env::args().nth(at).expect(\"PLATFORM CLIENT_ID\"))",
                &format!("[\"{platform}\", \"{client_id}\"].map(str::to_owned)"),
            )
            .replace(
                "collections::HashMap, env, error",
                "collections::HashMap, error",
            ),
        Toolkit::WebView2 => before(format!(
            "var platform = \"{platform}\";\nvar clientId = \"{client_id}\";\n"
        )),
        Toolkit::WkWebView => before(format!(
            "let platform = \"{platform}\"\nlet clientId = \"{client_id}\"\n"
        )),
        Toolkit::Electron => before(format!(
            "const platform = \"{platform}\";\nconst clientId = \"{client_id}\";\n"
        )),
        Toolkit::Server => text.replace(
            "os.environ[\"CLIENT_ID\"], os.environ",
            &format!("\"{client_id}\", os.environ"),
        ),
        Toolkit::Curl | Toolkit::Page => text.to_owned(),
    }
}
