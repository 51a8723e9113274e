//! `vestibule app`: programs registered here.

use super::app_decide::{self, Approval, Decline, HandOver};
use super::app_next::{
    say_next, say_where_names_are, warn_of_development, warn_of_fixed_port, warn_of_leaks,
};
use super::app_properties::{Properties, kind};
use super::app_switches::{ADDRESSES, COMPATIBILITY};
use super::app_view::Shown;
use super::ask::{Confirmation, line_of_stdin};
use super::flags::{PlatformFlags, load_settings, open_first};
use super::print;
use super::refusal::Refusal;
use super::span::span;
use crate::app::open_for_command;
use crate::domain::oauth::client::{App, AppSecret, Kind, Switch};
use crate::flow::Platform;
use crate::flow::apps::{self, IssuedApp, KnownCredentials};
use crate::settings::Settings;
use clap::Subcommand;
use std::path::PathBuf;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    platform: PlatformFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Register an app
    Add(Box<Add>),
    /// List all apps
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show an app
    Show {
        #[command(flatten)]
        which: Which,
        /// Print only the key that signs callbacks to the app (base64url)
        #[arg(long)]
        callback_key: bool,
    },
    /// Change an app; options you leave out keep their value
    Edit(Box<Change>),
    /// Issue a new client secret; the old one stops working at once, or after --overlap
    RotateSecret(Rotation),
    /// Issue a new callback key; the old one stops working at once
    RotateCallbackKey(Which),
    /// Disable an app and revoke everything issued to it
    Disable {
        /// App number, UUID, client ID or name
        app: String,
    },
    /// Enable a disabled app
    Enable {
        /// App number, UUID, client ID or name
        app: String,
    },
    /// Approve an app that waits, or the change that its owner wants
    Approve(Approval),
    /// Decline an app that waits, or the change that its owner wants; the owner reads why
    Decline(Decline),
    /// Make a user the owner of an app
    HandOver(HandOver),
    /// Remove an app with its consents and tokens
    Remove {
        /// App number, UUID, client ID or name
        app: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(clap::Args)]
struct Which {
    /// App number, UUID, client ID or name
    app: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Rotation {
    #[command(flatten)]
    which: Which,
    /// How long the old secret keeps working, as in 90s, 30m, 12h or 7d (at most 90d); a still older one stops at
    /// once
    #[arg(long, value_name = "TIME", value_parser = span)]
    overlap: Option<Duration>,
}

#[derive(clap::Args)]
struct Add {
    /// Name of the app, shown to users
    #[arg(long)]
    name: String,
    /// Where the app runs
    #[arg(long, value_parser = kind())]
    kind: Kind,
    #[command(flatten)]
    properties: Properties,
    /// App number, if existing programs have it built in
    #[arg(long, value_name = "N", help_heading = COMPATIBILITY)]
    id: Option<i64>,
    /// Client ID, if existing programs have it built in
    #[arg(long, value_name = "KEY", help_heading = COMPATIBILITY)]
    client_id: Option<String>,
    /// Read the client secret from standard input (one line), if existing programs have it built in
    #[arg(long, help_heading = COMPATIBILITY)]
    client_secret_stdin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Change {
    #[command(flatten)]
    which: Which,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New kind
    #[arg(long, value_parser = kind())]
    kind: Option<Kind>,
    #[command(flatten)]
    properties: Properties,
    /// Redirect URI to add (repeatable)
    #[arg(long, value_name = "URI", help_heading = ADDRESSES)]
    add_redirect_uri: Vec<String>,
    /// Redirect URI to remove (repeatable)
    #[arg(long, value_name = "URI", help_heading = ADDRESSES)]
    remove_redirect_uri: Vec<String>,
}

/// What the commands work with.
struct Desk {
    settings: Settings,
    platform: Platform,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.platform.flags())?;
    let platform = match args.command {
        Command::Add(_) => open_first(&settings)?,
        _ => open_for_command(&settings)?,
    };
    let desk = Desk { settings, platform };
    let done = desk.carry_out(args.command);
    desk.platform.store.close();
    done
}

impl Desk {
    fn carry_out(&self, command: Command) -> Result<(), Refusal> {
        match command {
            Command::Add(new) => self.add(*new),
            Command::List { json } => self.list(json),
            Command::Show {
                which,
                callback_key,
            } => {
                let app = apps::find(&self.platform, &which.app)?;
                if callback_key {
                    self.show_callback_key(&app, which.json)
                } else {
                    self.show(&app, which.json)
                }
            }
            Command::Edit(change) => self.edit(*change),
            Command::RotateSecret(rotation) => self.rotate_secret(&rotation),
            Command::RotateCallbackKey(which) => {
                let app = apps::rotate_callback_key(&self.platform, &which.app)?;
                self.show_callback_key(&app, which.json)?;
                print::say(&format!(
                    "Callbacks to {} are signed with this key from now on.",
                    app.name
                ));
                Ok(())
            }
            Command::Disable { app } => app_decide::disable(&self.platform, &app),
            Command::Enable { app } => app_decide::enable(&self.platform, &app),
            Command::Approve(approval) => app_decide::approve(&self.platform, &approval),
            Command::Decline(decline) => app_decide::decline(&self.platform, &decline),
            Command::HandOver(given) => app_decide::hand_over(&self.platform, &given),
            Command::Remove { app, confirmation } => self.remove(&app, &confirmation),
        }
    }

    fn add(&self, new: Add) -> Result<(), Refusal> {
        let client_secret = new.client_secret_stdin.then(line_of_stdin).transpose()?;
        let given = KnownCredentials {
            id: new.id,
            client_id: new.client_id,
            client_secret,
        };
        let wishes = new.properties.wishes(Some(new.name), Some(new.kind))?;
        let issued = apps::add(&self.platform, &wishes, &given)?;
        self.show_issued(&issued, new.json)?;
        warn_of_leaks(&issued.app);
        warn_of_development(&issued.app);
        say_next(&issued.app, &self.settings);
        say_where_names_are(&issued.app);
        Ok(())
    }

    fn list(&self, json: bool) -> Result<(), Refusal> {
        let apps = apps::list(&self.platform)?;
        if json {
            let shown = apps.iter().map(|app| Shown::of(app, self.catalogue()));
            return print::json(&shown.collect::<Vec<_>>());
        }
        if apps.is_empty() {
            print::say(
                "No apps yet: add one with `vestibule app add --name \"My App\" --kind desktop`.",
            );
            return Ok(());
        }
        let row = |app: &App| {
            vec![
                app.id.0.to_string(),
                app.name.clone(),
                app.kind.word().to_owned(),
                app.state.word().to_owned(),
                app.client_id.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = apps.iter().map(row).collect();
        print::table(&["NUMBER", "NAME", "KIND", "STATE", "CLIENT ID"], &rows)
    }

    fn edit(&self, change: Change) -> Result<(), Refusal> {
        let mut wishes = change.properties.wishes(change.name, change.kind)?;
        wishes.add_redirect_uris = change.add_redirect_uri;
        wishes.remove_redirect_uris = change.remove_redirect_uri;
        let touches_leaks = wishes.style.is_some()
            || wishes.names(Switch::TokenInQuery)
            || wishes.names(Switch::TokenByGet);
        let has_new_keys = wishes.keys.as_ref().is_some_and(|keys| !keys.is_empty());
        let touches_development = wishes.names(Switch::DevelopmentMode);
        let touches_addresses =
            wishes.redirect_uris.is_some() || !wishes.add_redirect_uris.is_empty();
        let issued = apps::edit(&self.platform, &change.which.app, &wishes)?;
        if issued.client_secret.is_some() {
            self.show_issued(&issued, change.which.json)?;
            print::say("The client secret is shown only once.");
        } else {
            self.show(&issued.app, change.which.json)?;
        }
        if has_new_keys {
            print::say(
                "The app authenticates by these keys from now on; no client secret works for it.",
            );
        }
        if touches_leaks {
            warn_of_leaks(&issued.app);
        }
        if touches_development {
            warn_of_development(&issued.app);
        }
        if touches_addresses {
            warn_of_fixed_port(&issued.app);
        }
        Ok(())
    }

    fn rotate_secret(&self, rotation: &Rotation) -> Result<(), Refusal> {
        let which = &rotation.which;
        let issued = apps::rotate_secret(&self.platform, &which.app, rotation.overlap)?;
        let until = issued.old_secret_until.map(print::moment);
        let secret = issued.client_secret.as_ref().map(|secret| secret.as_str());
        let shown = Shown::of(&issued.app, self.catalogue())
            .with_secret(secret)
            .with_old_secret_until(until.as_deref());
        print_app(shown, which.json, &[])?;
        let old = match until {
            None => "The old client secret no longer works.".to_owned(),
            Some(until) => format!("The old client secret works until {until}."),
        };
        print::say(&format!("{old} The new one is shown only once."));
        Ok(())
    }

    fn remove(&self, which: &str, confirmation: &Confirmation) -> Result<(), Refusal> {
        let app = apps::find(&self.platform, which)?;
        confirmation.demand(&format!(
            "Remove app {} (number {}) with all consents and tokens? This cannot be undone.",
            app.name, app.id.0
        ))?;
        // By uuid: the one that was asked about, whatever happened to names and numbers meanwhile.
        let app = apps::remove(&self.platform, &app.uuid)?;
        print::say(&format!("{} is removed.", app.name));
        Ok(())
    }

    fn show(&self, app: &App, json: bool) -> Result<(), Refusal> {
        let queued = apps::undelivered(&self.platform, app.id)?;
        let shown = Shown::of(app, self.catalogue())
            .with_callbacks(&queued)
            .with_standing(app_decide::standing(&self.platform, app)?)
            .with_discovery(&self.settings.public_url);
        let secrets = apps::live_secrets(&self.platform, app.id)?;
        print_app(shown, json, &secrets)
    }

    fn show_callback_key(&self, app: &App, json: bool) -> Result<(), Refusal> {
        let key = apps::callback_key(&self.platform, app);
        if json {
            let shown = Shown::of(app, self.catalogue());
            return print::json(&shown.with_callback_key(&key));
        }
        print::data(&key)
    }

    fn show_issued(&self, issued: &IssuedApp, json: bool) -> Result<(), Refusal> {
        let secret = issued.client_secret.as_ref().map(|secret| secret.as_str());
        let shown = Shown::of(&issued.app, self.catalogue())
            .with_secret(secret)
            .with_discovery(&self.settings.public_url);
        print_app(shown, json, &[])
    }

    fn catalogue(&self) -> &[String] {
        &self.platform.policy.scopes
    }
}

fn print_app(shown: Shown, json: bool, secrets: &[AppSecret]) -> Result<(), Refusal> {
    if json {
        print::json(&shown)
    } else {
        shown.print(secrets)
    }
}
