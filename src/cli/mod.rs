//! The command line: one file per command. Data goes to stdout, prose to stderr.

mod app;
mod app_decide;
mod app_next;
mod app_properties;
mod app_switches;
mod app_view;
mod ask;
mod audit;
mod completions;
mod consent;
mod db;
mod demo;
mod doctor;
mod endpoint;
mod explain;
mod flags;
mod key;
mod mail;
mod print;
mod refusal;
mod role;
mod serve;
mod session;
mod settings;
mod signing_key;
mod socket_client;
mod span;
mod token;
mod user;
mod user_factors;
mod user_link;
mod user_transfer;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use flags::{OnDatabase, SETTINGS};
use refusal::Refusal;
use std::path::PathBuf;
use std::process::ExitCode;

/// With the databases that it was built for.
const VERSION: &str = if cfg!(feature = "postgres") {
    concat!(env!("CARGO_PKG_VERSION"), " (SQLite, PostgreSQL)")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (SQLite)")
};

/// OAuth 2.0 server: signs users in to your platform, for apps that other people write
#[derive(Parser)]
#[command(name = "vestibule", version = VERSION, propagate_version = true)]
struct Cli {
    /// Settings file [default: vestibule.toml in the working directory]
    #[arg(long, global = true, value_name = "FILE", help_heading = SETTINGS)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Args),
    /// Run a demo with sample data; nothing is kept
    Demo(demo::Args),
    /// Users: add, invite, import, disable
    User(user::Args),
    /// Sessions: list and end browser sign-ins
    Session(OnDatabase<session::Command>),
    /// Consents: list and revoke what users allowed apps to do
    Consent(OnDatabase<consent::Command>),
    /// Tokens: revoke a token
    Token(OnDatabase<token::Command>),
    /// Apps: register and manage programs that use this server
    App(app::Args),
    /// Roles: what an app's own users may do in the broker API
    Role(OnDatabase<role::Command>),
    /// Endpoints: an app's own users in the broker API
    Endpoint(OnDatabase<endpoint::Command>),
    /// Socket clients: bots and bridges that connect to the socket gateway
    SocketClient(OnDatabase<socket_client::Command>),
    /// Audit log: list and follow what was done
    Audit(OnDatabase<audit::Command>),
    /// Mail: test the mail server, list mail that was not sent
    Mail(mail::Args),
    /// Database: migrate, check, back up, restore
    Db(OnDatabase<db::Command>),
    /// Server key: prepare and rotate
    Key(OnDatabase<key::Command>),
    /// Signing keys: list, rotate, revoke
    SigningKey(OnDatabase<signing_key::Command>),
    /// Show the effective settings and where each one comes from
    Settings(settings::Args),
    /// Check the installation from inside and outside, and suggest fixes
    Doctor(doctor::Args),
    /// Look up an error page's reference in the log
    Explain(explain::Args),
    /// Print a shell completion script
    Completions(completions::Args),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let parsed = command().try_get_matches();
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and usage errors; when nobody reads them there is nobody to tell.
            let _unread = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => print::refused(&refusal),
    }
}

/// All commands, with their options in the order of the alphabet.
fn command() -> clap::Command {
    sorted(Cli::command())
}

fn sorted(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|option| option.display_order(0));
    command.mut_subcommands(sorted)
}

fn carry_out(cli: Cli) -> Result<(), Refusal> {
    let config = cli.config;
    match cli.command {
        Command::Serve(args) => serve::run(args, config),
        Command::Demo(args) => demo::run(&args, config.as_deref()),
        Command::User(args) => user::run(args, config),
        Command::Session(args) => args.on_platform(config, session::carry_out),
        Command::Consent(args) => args.on_platform(config, consent::carry_out),
        Command::Token(args) => args.on_platform(config, token::carry_out),
        Command::App(args) => app::run(args, config),
        Command::Role(args) => args.on_platform(config, role::carry_out),
        Command::Endpoint(args) => args.on_platform(config, endpoint::carry_out),
        Command::SocketClient(args) => args.with_settings(config, socket_client::run),
        Command::Audit(args) => args.on_platform(config, audit::carry_out),
        Command::Mail(args) => mail::run(args, config),
        Command::Db(args) => args.with_settings(config, db::run),
        Command::Key(args) => args.with_settings(config, key::run),
        Command::SigningKey(args) => args.on_platform(config, signing_key::carry_out),
        Command::Settings(args) => settings::run(args, config),
        Command::Doctor(args) => doctor::run(args, config),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(args, &mut command()),
    }
}
