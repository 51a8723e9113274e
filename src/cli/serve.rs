//! `vestibule serve`: run the server.

use super::flags::{ServerFlags, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::app::{self, Listeners};
use crate::domain::account::user::User;
use crate::domain::oauth::client::{App, Switch};
use crate::flow::gateway::clients;
use crate::flow::passkeys::{self, Useless};
use crate::flow::{Platform, apps, audit, users};
use crate::settings::field::Field;
use crate::settings::{Settings, Source, custody, database_url, field};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    server: ServerFlags,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config.clone(), args.server.flags())?;
    custody::check_served_as_root(&settings)?;
    // The address first: when it is taken, nothing else was touched.
    let listeners = Listeners {
        http: app::listen(&settings)?,
        sockets: app::listen_for_sockets(&settings)?,
        metrics: app::listen_for_metrics(&settings)?,
    };
    app::start_log(settings.log_format);
    let platform = app::open_platform(&settings)?;
    audit::webhook::begin(&platform)?;
    audit::started(&platform)?;
    let _looking = first_admin(&platform, &settings)?;
    introduce(&settings, config.as_deref(), &platform)?;
    log_start(&settings);
    let served = app::serve(app::edge(platform, &settings, None), listeners);
    match &served {
        Ok(()) => tracing::info!("the server has ended"),
        Err(error) => tracing::error!(reason = %error, "the server has ended"),
    }
    Ok(served?)
}

/// Invites the first admin where there is none. Where their link is goes to the terminal, never the link.
fn first_admin(
    platform: &Platform,
    settings: &Settings,
) -> Result<app::first_admin::Looking, Refusal> {
    let invited = app::first_admin::invite(platform, settings)?;
    if let (Some(path), Some(first)) = (invited, &settings.first_admin) {
        print::say(&format!(
            "The first admin is invited: {}. The link to choose a password is in {}",
            first.name,
            path.display()
        ));
    }
    Ok(app::first_admin::Looking::start(platform, settings)?)
}

/// For whoever has the log alone.
fn log_start(settings: &Settings) {
    let gateway = settings.gateway.as_ref();
    let gateway = gateway.map(|gateway| gateway.listen.to_string());
    let metrics = settings.metrics.as_ref();
    let metrics = metrics.map(|metrics| metrics.listen.to_string());
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        public_url = settings.public_url,
        listen = %settings.listen,
        gateway,
        metrics,
        "the server starts"
    );
}

fn introduce(
    settings: &Settings,
    config: Option<&Path>,
    platform: &Platform,
) -> Result<(), Refusal> {
    let version = env!("CARGO_PKG_VERSION");
    let url = &settings.public_url;
    let database = database_url::describe(&settings.database_url);
    let serving = serving(settings);
    print::say(&format!(
        "vestibule {version}   {url}   {database}   serving: {serving}"
    ));
    warn(settings);
    let others = platform.key.accepted_fingerprints().len();
    if others > 0 {
        print::say(&format!(
            "The server key is being rotated ({others} more accepted): docs/keys.md says what comes next."
        ));
    }
    warn_of_passkeys(platform);
    let all_apps = apps::list(platform)?;
    warn_of_development(platform, &all_apps);
    let all_users = users::list(platform)?;
    warn_of_shared_mailboxes(&all_users);
    suggest(settings, config, &all_users, &all_apps);
    if settings.gateway.is_some() && clients::list(platform)?.is_empty() {
        let here = same_database(settings, config);
        print::say("No socket clients yet.");
        print::say(&format!("  vestibule socket-client add NAME{here}"));
    }
    Ok(())
}

/// What is answered here.
fn serving(settings: &Settings) -> String {
    let gateway = settings.gateway.as_ref();
    let metrics = settings.metrics.as_ref();
    let parts = [
        Some("platform API".to_owned()),
        settings.broker.as_ref().map(|_| "broker API".to_owned()),
        gateway.map(|gateway| format!("socket gateway on {}", gateway.listen)),
        metrics.map(|metrics| format!("metrics on {}", metrics.listen)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is missing before anybody can sign in to anything.
fn suggest(settings: &Settings, config: Option<&Path>, users: &[User], apps: &[App]) {
    let (no_users, no_apps) = (users.is_empty(), apps.is_empty());
    let what = match (no_users, no_apps) {
        (true, true) => "No users and no apps yet.",
        (true, false) => "No users yet.",
        (false, true) => "No apps yet.",
        (false, false) => return,
    };
    print::say(what);
    let here = same_database(settings, config);
    if no_users {
        print::say(&format!("  vestibule user add NAME{here}"));
    }
    if no_apps {
        let found = match (
            by_flag(settings, &field::LISTEN),
            by_flag(settings, &field::PUBLIC_URL),
        ) {
            (false, false) => String::new(),
            _ => format!(" --public-url {}", settings.public_url),
        };
        print::say(&format!(
            "  vestibule app add --name \"My App\" --kind desktop{here}{found}"
        ));
    }
}

/// What an operator should know before strangers come.
fn warn(settings: &Settings) {
    for warning in custody::warnings::warnings(settings) {
        print::say(&warning.to_string());
    }
    if let Some(metrics) = &settings.metrics
        && metrics.token.is_none()
        && !metrics.listen.ip().is_loopback()
    {
        print::say(
            "No metrics.token: anyone who reaches metrics.listen can read how many people sign in, and how often that fails.",
        );
    }
    if settings.public_url.starts_with("http://") {
        print::say(
            "Plain http: cookies are sent without Secure. Only for your own machine; set public_url to https:// for \
             anyone else.",
        );
    } else if settings.trusted_proxies.is_empty() {
        // Nobody else than a proxy speaks TLS for us.
        print::say(
            "No trusted_proxies: all people behind your reverse proxy count as one address, and one attacker's \
             failed guesses will then slow sign-in for everyone. Set it to the proxy's address.",
        );
    }
}

/// Of those that nobody can use.
fn warn_of_passkeys(platform: &Platform) {
    let Ok((why, count @ 1..)) = passkeys::useless(platform) else {
        return;
    };
    let url = &platform.policy.public_url;
    let why = match why {
        Useless::Off => "second_factor.passkeys is \"off\"".to_owned(),
        Useless::Address => format!("browsers use none at {url}"),
        Useless::Elsewhere => format!("they were made for another host than that of {url}"),
    };
    print::say(&format!(
        "Passkeys that cannot be used: {count} ({why}): docs/operating.md says what helps."
    ));
}

/// Into the log, where whoever watches the server sees it: nobody vouches for the users of these apps.
fn warn_of_development(platform: &Platform, apps: &[App]) {
    let Some(broker) = &platform.policy.broker else {
        return;
    };
    for app in apps.iter().filter(|app| app.has(Switch::DevelopmentMode)) {
        let (number, name) = (app.id.0, &app.name);
        if broker.allow_development_mode {
            tracing::warn!(
                app = number,
                name,
                "DEVELOPMENT MODE: anyone who knows this app's ID can sign in as any of its users; turn it off with \
                 `vestibule app edit {number} --development-mode off`"
            );
        } else {
            tracing::warn!(
                app = number,
                name,
                "this app is in development mode, which is not served here: turn it off with `vestibule app edit \
                 {number} --development-mode off`, or set broker.allow_development_mode = true on a closed \
                 test network"
            );
        }
    }
}

/// Until the operator gives one of the two another address.
fn warn_of_shared_mailboxes(users: &[User]) {
    for user in users.iter().filter(|user| user.shares_mailbox()) {
        tracing::warn!(
            user = user.public_id,
            "the e-mail address of this user is another user's mailbox, spelled differently: sign-in works by name \
             only; give it another with `vestibule user edit {} --email`",
            user.public_id
        );
    }
}

/// The flags with which another command works on this server's database, where flags chose it.
fn same_database(settings: &Settings, config: Option<&Path>) -> String {
    let mut flags = String::new();
    if let Some(file) = config {
        flags.push_str(&format!(" --config {}", file.display()));
    }
    if by_flag(settings, &field::DATA_DIR) {
        flags.push_str(&format!(" --data-dir {}", settings.data_dir.display()));
    }
    if by_flag(settings, &field::DATABASE_URL) {
        // Not repeated: there may be a password in it.
        flags.push_str(" --database-url …");
    }
    flags
}

fn by_flag(settings: &Settings, field: &Field) -> bool {
    matches!(settings.source_of(field), Source::Flag(_))
}
