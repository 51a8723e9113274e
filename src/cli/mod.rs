//! The command line: one file per command. Data goes to stdout, prose to stderr.

mod app;
mod app_next;
mod app_properties;
mod app_view;
mod ask;
mod completions;
mod consent;
mod db;
mod demo;
mod doctor;
mod endpoint;
mod explain;
mod flags;
mod key;
mod print;
mod refusal;
mod role;
mod serve;
mod session;
mod settings;
mod socket_client;
mod span;
mod token;
mod user;
mod user_link;
mod user_transfer;

use clap::{CommandFactory, Parser, Subcommand};
use refusal::Refusal;
use std::path::PathBuf;
use std::process::ExitCode;

/// Signs people in to your platform, for apps that other people write.
#[derive(Parser)]
#[command(name = "vestibule", version, propagate_version = true)]
struct Cli {
    /// Settings file, instead of vestibule.toml in the working directory
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Args),
    /// Try everything at once, with a database that is thrown away
    Demo(demo::Args),
    /// Users: people with an account here
    User(user::Args),
    /// Sessions: signed-in browsers
    Session(session::Args),
    /// Consents: what users allowed apps to do
    Consent(consent::Args),
    /// Tokens: end one that you hold in hand
    Token(token::Args),
    /// Apps: programs registered here
    App(app::Args),
    /// Roles: what an app's own users may do at the broker API
    Role(role::Args),
    /// Endpoints: an app's own users at the broker API
    Endpoint(endpoint::Args),
    /// Socket clients: bots and bridges that may identify at the socket gateway
    SocketClient(socket_client::Args),
    /// The database
    Db(db::Args),
    /// The server key
    Key(key::Args),
    /// Print the effective settings and where each came from
    Settings(settings::Args),
    /// Look whether all is well, from inside and from outside, and say what mends it
    Doctor(doctor::Args),
    /// What the log says behind the reference of an error page
    Explain(explain::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
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

fn carry_out(cli: Cli) -> Result<(), Refusal> {
    let config = cli.config;
    match cli.command {
        Command::Serve(args) => serve::run(args, config),
        Command::Demo(args) => demo::run(&args, config.as_deref()),
        Command::User(args) => user::run(args, config),
        Command::Session(args) => session::run(args, config),
        Command::Consent(args) => consent::run(args, config),
        Command::Token(args) => token::run(args, config),
        Command::App(args) => app::run(args, config),
        Command::Role(args) => role::run(args, config),
        Command::Endpoint(args) => endpoint::run(args, config),
        Command::SocketClient(args) => socket_client::run(args, config),
        Command::Db(args) => db::run(args, config),
        Command::Key(args) => key::run(args, config),
        Command::Settings(args) => settings::run(args, config),
        Command::Doctor(args) => doctor::run(args, config),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(args, &mut Cli::command()),
    }
}
