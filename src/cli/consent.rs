//! `vestibule consent`: what users allowed apps to do.

use super::print;
use super::refusal::Refusal;
use crate::domain::oauth::client::App;
use crate::domain::oauth::consent::Consent;
use crate::flow::users::access;
use crate::flow::{Platform, apps};
use clap::Subcommand;
use serde::Serialize;

#[derive(Subcommand)]
pub enum Command {
    /// List the apps that a user allowed, and what they may do
    List {
        /// Name, e-mail address or ID
        user: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove an app's access to a user: revokes its codes and tokens for that user
    Revoke {
        /// Name, e-mail address or ID
        user: String,
        /// App number, UUID, client ID or name
        #[arg(long, value_name = "APP")]
        app: String,
    },
}

/// What scripts read of a consent.
#[derive(Serialize)]
struct Shown<'a> {
    app: i64,
    app_name: &'a str,
    scopes: String,
    granted_at: String,
    last_used_at: String,
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::List { user, json } => list(platform, &user, json),
        Command::Revoke { user, app } => {
            let app = apps::find(platform, &app)?;
            let user = access::withdraw(platform, &user, &app)?;
            print::say(&format!(
                "{} no longer has access to the account of {}; next time it has to ask again.",
                app.name, user.name
            ));
            Ok(())
        }
    }
}

fn list(platform: &Platform, who: &str, json: bool) -> Result<(), Refusal> {
    let found = access::consents(platform, who)?;
    if json {
        let shown = found.iter().map(|(consent, app)| Shown::of(consent, app));
        return print::json(&shown.collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::say("No app may use this account.");
        return Ok(());
    }
    let row = |(consent, app): &(Consent, App)| {
        let shown = Shown::of(consent, app);
        vec![
            app.name.clone(),
            app.id.0.to_string(),
            shown.scopes,
            shown.granted_at,
            shown.last_used_at,
        ]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    print::table(&["APP", "NUMBER", "MAY", "SINCE", "LAST USED"], &rows)
}

impl<'a> Shown<'a> {
    fn of(consent: &Consent, app: &'a App) -> Self {
        Self {
            app: app.id.0,
            app_name: &app.name,
            scopes: consent.scopes.to_string(),
            granted_at: print::moment(consent.granted_at),
            last_used_at: print::moment(consent.last_used_at),
        }
    }
}
