//! `vestibule role`: what an app's own users may do at the broker API.

use super::ask::{Confirmation, json_object};
use super::print;
use super::refusal::Refusal;
use super::user::OnOff;
use crate::domain::broker::role::{Role, RoleBody};
use crate::domain::oauth::client::App;
use crate::flow::Platform;
use crate::flow::apps;
use crate::flow::broker::roles;
use clap::Subcommand;
use serde::Serialize;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// A body of a role.
const EXAMPLE: &str = r#"{"groups":{"*":{"subscribe":true}}}"#;

#[derive(Subcommand)]
pub enum Command {
    /// Add a role to an app; whatever it does not allow is denied
    Add {
        /// App number, UUID, client ID or name
        #[arg(long, value_name = "APP")]
        app: String,
        /// Name of the role, unique within its app
        #[arg(long)]
        name: String,
        #[command(flatten)]
        grants: Grants,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the roles of an app
    List {
        /// App number, UUID, client ID or name
        #[arg(long, value_name = "APP")]
        app: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a role
    Show {
        /// ID of the role
        role: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a role, also for active sessions; options you leave out keep their value
    Edit {
        /// ID of the role
        role: String,
        /// New name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        grants: Grants,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a role and end all tokens and sessions that have it
    Remove {
        /// ID of the role
        role: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(clap::Args)]
pub struct Grants {
    /// on: endpoints with this role get TURN credentials
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    media_relay: Option<OnOff>,
    /// File with a JSON object in the format of the broker API (events, groups, …), or - for standard input.
    /// Options take precedence over it
    #[arg(long, value_name = "FILE")]
    json_file: Option<PathBuf>,
}

/// What scripts read of a new role.
#[derive(Serialize)]
struct Added<'a> {
    id: &'a str,
}

/// What scripts read of a role: the members have the names of the broker API, so that it can be sent back.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    id: &'a str,
    app_id: &'a str,
    name: &'a str,
    #[serde(flatten)]
    body: &'a RoleBody,
    created_at: String,
    updated_at: String,
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Add {
            app,
            name,
            grants,
            json,
        } => {
            let app = apps::find(platform, &app)?;
            demand_secret(&app)?;
            let role = roles::add(platform, &app, &grants.sent(Some(name))?)?;
            show_added(&role, &app, json)
        }
        Command::List { app, json } => list(platform, &apps::find(platform, &app)?, json),
        Command::Show { role, json } => {
            let role = roles::find(platform, None, &role)?;
            show(platform, &role, json)
        }
        Command::Edit {
            role,
            name,
            grants,
            json,
        } => {
            let role = roles::edit(platform, None, &role, &grants.sent(name)?)?;
            show(platform, &role, json)
        }
        Command::Remove { role, confirmation } => remove(platform, &role, &confirmation),
    }
}

impl Grants {
    /// The fields as the broker API would be sent them.
    fn sent(&self, name: Option<String>) -> Result<Map<String, Value>, Refusal> {
        let file = self.json_file.as_deref();
        let mut sent = file
            .map(|file| json_object(file, EXAMPLE))
            .transpose()?
            .unwrap_or_default();
        if let Some(name) = name {
            sent.insert("name".to_owned(), Value::String(name));
        }
        if let Some(on) = self.media_relay {
            sent.insert("mediaRelay".to_owned(), Value::Bool(on == OnOff::On));
        }
        Ok(sent)
    }
}

fn demand_secret(app: &App) -> Result<(), Refusal> {
    if app.can_have_roles() {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "{} has no client secret, so it cannot use roles: give it one with \
         `vestibule app edit {} --confidential`",
        app.name, app.id.0
    )))
}

fn show_added(role: &Role, app: &App, json: bool) -> Result<(), Refusal> {
    if json {
        print::json(&Added { id: &role.uuid })?;
    } else {
        print::record(&[
            ("id", Some(role.uuid.clone())),
            ("name", Some(role.name.clone())),
        ])?;
    }
    print::say(&format!(
        "{}'s server names it in POST /v1/tokens, as roleId or roleName.",
        app.name
    ));
    Ok(())
}

fn list(platform: &Platform, app: &App, json: bool) -> Result<(), Refusal> {
    let found = roles::list(platform, app.id)?;
    if json {
        let shown = found.iter().map(|role| Shown::of(role, app));
        return print::json(&shown.collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::say(&format!(
            "No roles yet: add one with `vestibule role add --app {} --name member`.",
            app.id.0
        ));
        return Ok(());
    }
    let row = |role: &Role| {
        let relay = on_off(role.body.media_relay);
        vec![role.name.clone(), relay.to_owned(), role.uuid.clone()]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    print::table(&["NAME", "MEDIA RELAY", "ID"], &rows)
}

fn show(platform: &Platform, role: &Role, json: bool) -> Result<(), Refusal> {
    let app = apps::find(platform, &role.app_id.0.to_string())?;
    let shown = Shown::of(role, &app);
    if json {
        return print::json(&shown);
    }
    let body = &role.body;
    print::record(&[
        ("id", Some(role.uuid.clone())),
        ("app", Some(format!("{} (number {})", app.name, app.id.0))),
        ("name", Some(role.name.clone())),
        ("media relay", Some(on_off(body.media_relay).to_owned())),
        ("events", Some(serde_json::to_string(&body.events)?)),
        ("groups", Some(serde_json::to_string(&body.groups)?)),
        ("pstnOut", Some(serde_json::to_string(&body.pstn_out)?)),
        ("callerIds", Some(serde_json::to_string(&body.caller_ids)?)),
        ("added", Some(shown.created_at)),
        ("changed", Some(shown.updated_at)),
    ])
}

fn remove(platform: &Platform, id: &str, confirmation: &Confirmation) -> Result<(), Refusal> {
    let role = roles::find(platform, None, id)?;
    confirmation.demand(&format!(
        "Remove role {} with all tokens and sessions that carry it? This cannot be undone.",
        role.name
    ))?;
    let role = roles::remove(platform, None, &role.uuid)?;
    print::say(&format!("{} is removed.", role.name));
    Ok(())
}

const fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

impl<'a> Shown<'a> {
    fn of(role: &'a Role, app: &'a App) -> Self {
        Self {
            id: &role.uuid,
            app_id: &app.uuid,
            name: &role.name,
            body: &role.body,
            created_at: print::moment(role.created_at),
            updated_at: print::moment(role.updated_at),
        }
    }
}
