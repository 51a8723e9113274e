//! `vestibule socket-client`: the programs that may identify at the socket gateway.

use super::ask::Confirmation;
use super::flags::{open_first, with};
use super::print;
use super::refusal::Refusal;
use crate::app::open_for_command;
use crate::domain::gateway::client::{SocketClient, Source};
use crate::flow::Platform;
use crate::flow::gateway::clients::{self, IssuedClient};
use crate::settings::Settings;
use clap::Subcommand;
use serde::Serialize;

#[derive(Subcommand)]
pub enum Command {
    /// Add a socket client
    Add {
        /// Name of the client, sent when it identifies
        name: String,
        /// Address to forward its requests to
        #[arg(long, value_name = "URL")]
        webhook_url: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List all socket clients
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a socket client
    Show {
        /// Name
        name: String,
        /// Print only the key that signs requests to the webhook (base64url)
        #[arg(long)]
        webhook_key: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Issue a new secret; the old one stops working at once, and its connections close
    Rotate {
        /// Name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a socket client
    Edit {
        /// Name
        name: String,
        /// Address to forward its requests to; "" removes it
        #[arg(long, value_name = "URL")]
        webhook_url: String,
    },
    /// Issue a new webhook key; the old one stops working at once
    RotateWebhookKey {
        /// Name
        name: String,
    },
    /// Revoke the auth tokens of a socket client; its connections stay open and may identify again
    Revoke {
        /// Name
        name: String,
        /// Revoke only the token of the connection with this ident
        #[arg(long)]
        ident: Option<String>,
    },
    /// Remove a socket client and close its connections
    Remove {
        /// Name
        name: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

/// What scripts read of a new secret.
#[derive(Serialize)]
struct Told<'a> {
    client: &'a str,
    secret: &'a str,
}

/// What scripts read of a client.
#[derive(Serialize)]
struct Shown<'a> {
    client: &'a str,
    webhook_url: Option<&'a str>,
    /// Only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_key: Option<&'a str>,
    source: &'static str,
    created_at: String,
    updated_at: String,
}

pub fn run(settings: &Settings, command: Command) -> Result<(), Refusal> {
    let platform = match command {
        Command::Add { .. } => open_first(settings)?,
        _ => open_for_command(settings)?,
    };
    with(platform, |platform| {
        let desk = Desk { platform, settings };
        desk.carry_out(command)
    })
}

struct Desk<'a> {
    platform: &'a Platform,
    settings: &'a Settings,
}

impl Desk<'_> {
    fn carry_out(&self, command: Command) -> Result<(), Refusal> {
        let platform = self.platform;
        match command {
            Command::Add {
                name,
                webhook_url,
                json,
            } => {
                let issued = clients::add(platform, &name, webhook_url.as_deref())?;
                show_secret(&issued, json)?;
                self.say_next(&issued.client);
                Ok(())
            }
            Command::List { json } => list(&clients::list(platform)?, json),
            Command::Show {
                name,
                webhook_key,
                json,
            } => self.show(&clients::find(platform, &name)?, webhook_key, json),
            Command::Rotate { name, json } => {
                show_secret(&clients::rotate(platform, &name)?, json)?;
                print::say(
                    "Give the program the new secret: it is not shown again. Connections that identified with the \
                     old one are closed.",
                );
                Ok(())
            }
            Command::Edit { name, webhook_url } => {
                say_webhook(&clients::edit(platform, &name, &webhook_url)?);
                Ok(())
            }
            Command::RotateWebhookKey { name } => self.rotate_webhook_key(&name),
            Command::Revoke { name, ident } => self.revoke(&name, ident.as_deref()),
            Command::Remove { name, confirmation } => self.remove(&name, &confirmation),
        }
    }

    fn say_next(&self, client: &SocketClient) {
        print::say("Give the program its secret now: it is not shown again.");
        match &self.settings.gateway {
            Some(gateway) => print::say(&format!(
                "It connects to http://{} over Socket.IO (elsewhere by your reverse proxy) and emits `identify` with \
                 client and secret.",
                gateway.listen
            )),
            None => print::say(
                "The socket gateway is off: set gateway.enabled = true, and restart the server with `vestibule \
                 serve`.",
            ),
        }
        say_webhook(client);
    }

    fn show(&self, client: &SocketClient, webhook_key: bool, json: bool) -> Result<(), Refusal> {
        let key = webhook_key.then(|| clients::webhook_key(self.platform, client));
        let mut shown = Shown::of(client);
        if json {
            shown.webhook_key = key.as_ref().map(|key| key.as_str());
            return print::json(&shown);
        }
        if let Some(key) = key {
            return print::data(&key);
        }
        print::record(&[
            ("client", Some(client.name.clone())),
            ("webhook URL", client.webhook_url.clone()),
            ("from", Some(place(client).to_owned())),
            ("added", Some(shown.created_at)),
            ("changed", Some(shown.updated_at)),
        ])
    }

    fn rotate_webhook_key(&self, name: &str) -> Result<(), Refusal> {
        let client = clients::rotate_webhook_key(self.platform, name)?;
        print::data(&clients::webhook_key(self.platform, &client))?;
        print::say("Give the webhook the new key now: the next request is signed with it.");
        Ok(())
    }

    fn revoke(&self, name: &str, ident: Option<&str>) -> Result<(), Refusal> {
        let client = clients::end_tokens(self.platform, name, ident)?;
        let whose = match ident {
            Some(ident) => format!("connection {ident} of {}", client.name),
            None => format!("all connections of {}", client.name),
        };
        print::say(&format!(
            "The auth tokens of {whose} are revoked; they may identify again. To keep them out, issue a new secret: \
             `vestibule socket-client rotate {:?}`.",
            client.name
        ));
        Ok(())
    }

    fn remove(&self, name: &str, confirmation: &Confirmation) -> Result<(), Refusal> {
        let client = clients::find(self.platform, name)?;
        confirmation.demand(&format!(
            "Remove socket client {} with all its tokens and sessions? This cannot be undone.",
            client.name
        ))?;
        let client = clients::remove(self.platform, name)?;
        print::say(&format!("{} is removed.", client.name));
        Ok(())
    }
}

fn show_secret(issued: &IssuedClient, json: bool) -> Result<(), Refusal> {
    let told = Told {
        client: &issued.client.name,
        secret: &issued.secret,
    };
    if json {
        return print::json(&told);
    }
    print::record(&[
        ("client", Some(told.client.to_owned())),
        ("secret", Some(told.secret.to_owned())),
    ])
}

fn list(found: &[SocketClient], json: bool) -> Result<(), Refusal> {
    if json {
        return print::json(&found.iter().map(Shown::of).collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::say("No socket clients yet: add one with `vestibule socket-client add facebook`.");
        return Ok(());
    }
    let row = |client: &SocketClient| {
        let url = client.webhook_url.clone().unwrap_or_default();
        vec![client.name.clone(), place(client).to_owned(), url]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    print::table(&["CLIENT", "FROM", "WEBHOOK URL"], &rows)
}

fn say_webhook(client: &SocketClient) {
    let name = &client.name;
    match &client.webhook_url {
        Some(url) => print::say(&format!(
            "Its requests go to {url}, signed with the key that `vestibule socket-client show {name:?} --webhook-key` \
             prints."
        )),
        None => print::say(&format!(
            "Its requests have no webhook yet (all but ping are refused): set one with `vestibule socket-client edit \
             {name:?} --webhook-url https://bot.example.org/hook`."
        )),
    }
}

const fn place(client: &SocketClient) -> &'static str {
    match client.source {
        Source::CommandLine => "command line",
        Source::File => "settings file",
    }
}

impl<'a> Shown<'a> {
    fn of(client: &'a SocketClient) -> Self {
        Self {
            client: &client.name,
            webhook_url: client.webhook_url.as_deref(),
            webhook_key: None,
            source: client.source.word(),
            created_at: print::moment(client.created_at),
            updated_at: print::moment(client.updated_at),
        }
    }
}
