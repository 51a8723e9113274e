//! `vestibule user`: people with an account here.

use super::ask::{Confirmation, PasswordSource};
use super::flags::{PlatformFlags, load_settings, open_first, with};
use super::print;
use super::refusal::Refusal;
use super::{user_factors, user_link, user_transfer};
use crate::app::open_for_command;
use crate::domain::account::user::{User, UserState};
use crate::flow::Platform;
use crate::flow::users::{self, Edit, NewUser, Role};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    platform: PlatformFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add a user
    Add(Add),
    /// Invite a user: prints or sends a link to choose a password, valid for 72 hours; given only a name, makes a new
    /// link for someone already invited
    Invite(user_link::Invite),
    /// Print or send a link to choose a new password, valid for one hour
    ResetLink(user_link::ResetLink),
    /// Import users with their password hashes
    Import(user_transfer::Import),
    /// Export everything stored about a user, as JSON
    Export(user_transfer::Export),
    /// List all users
    List {
        /// Only users without a second step
        #[arg(long)]
        without_second_step: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a user
    Show {
        /// Name, e-mail address or ID
        user: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a user
    Edit(Change),
    /// Set a new password, end all the user's sessions and tokens, and reset their sign-in limit
    Password {
        /// Name, e-mail address or ID
        user: String,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Reset the sign-in limit of a user locked out by wrong passwords
    Unlock {
        /// Name, e-mail address or ID
        user: String,
    },
    /// List what a user has for the second step of signing in
    Factors(user_factors::List),
    /// Remove everything a user has for the second step of signing in, and end all their sessions; the password stays
    ResetFactors(user_factors::Reset),
    /// Disable a user and end all their sessions and tokens
    Disable {
        /// Name, e-mail address or ID
        user: String,
    },
    /// Enable a disabled user
    Enable {
        /// Name, e-mail address or ID
        user: String,
    },
    /// Remove a user with their sessions, consents and tokens
    Remove {
        /// Name, e-mail address or ID
        user: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}

#[derive(clap::Args)]
struct Add {
    /// Name to sign in with
    name: String,
    /// E-mail address (works for signing in too)
    #[arg(long)]
    email: Option<String>,
    /// You vouch that the address is the user's own: apps see it as verified
    #[arg(long)]
    email_verified: bool,
    /// Display name, if different from the name
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// Language the user reads, as in et or pt-BR: apps see it
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Make the user an administrator of this platform (docs/operating.md, Administrators)
    #[arg(long)]
    admin: bool,
    #[command(flatten)]
    password: PasswordSource,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Change {
    /// Name, e-mail address or ID
    user: String,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New e-mail address; "" removes it
    #[arg(long)]
    email: Option<String>,
    /// You vouch that the address is the user's own: apps see it as verified until it changes
    #[arg(long)]
    email_verified: bool,
    /// New display name; "" removes it
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// New language, as in et or pt-BR; "" removes it
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// on: the user is an administrator of this platform (docs/operating.md, Administrators)
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    admin: Option<OnOff>,
    /// off: no mail about sign-ins from new browsers
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    notices: Option<OnOff>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    On,
    Off,
}

/// What scripts read of a new user.
#[derive(Serialize)]
struct Added<'a> {
    id: &'a str,
    name: &'a str,
}

/// What scripts read of a user.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    display_name: Option<&'a str>,
    locale: Option<&'a str>,
    notices: bool,
    state: &'static str,
    admin: bool,
    second_step: bool,
    created_at: String,
    updated_at: String,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.platform.flags())?;
    let platform = match args.command {
        Command::Add(_) | Command::Invite(_) | Command::Import(_) => open_first(&settings)?,
        _ => open_for_command(&settings)?,
    };
    with(platform, |platform| carry_out(platform, args.command))
}

fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Add(new) => add(platform, &new),
        Command::Invite(invite) => invite.run(platform),
        Command::ResetLink(wanted) => wanted.run(platform),
        Command::Import(import) => import.run(platform),
        Command::Export(export) => export.run(platform),
        Command::List {
            without_second_step,
            json,
        } => list(platform, without_second_step, json),
        Command::Show { user, json } => show(platform, &users::find(platform, &user)?, json),
        Command::Edit(change) => edit(platform, change),
        Command::Password { user, password } => set_password(platform, &user, &password),
        Command::Unlock { user } => unlock(platform, &user),
        Command::Factors(wanted) => wanted.run(platform),
        Command::ResetFactors(wanted) => wanted.run(platform),
        Command::Disable { user } => {
            let user = users::disable(platform, &user)?;
            let name = &user.name;
            say(&format!(
                "{name} is disabled; all sessions and tokens ended. Undo: `vestibule user enable {name}`."
            ))
        }
        Command::Enable { user } => {
            let user = users::enable(platform, &user)?;
            let name = &user.name;
            say(&match user.state {
                UserState::Invited => format!(
                    "{name} is invited again: print a link with `vestibule user invite {name}`."
                ),
                UserState::Active | UserState::Disabled => format!("{name} may sign in again."),
            })
        }
        Command::Remove { user, confirmation } => remove(platform, &user, &confirmation),
    }
}

fn unlock(platform: &Platform, who: &str) -> Result<(), Refusal> {
    let user = users::unlock(platform, who)?;
    let name = &user.name;
    print::say(&format!(
        "The sign-in limits of {name} are reset. A network address over `sign_in_limit.per_address` stays limited until \
         its window passes. If {name} is behind one, or the guessing goes on: `vestibule user reset-link {name}` \
         prints a link that works there, and the browser that uses it is no longer affected."
    ));
    let (_, factors) = users::factors(platform, &user.public_id)?;
    if factors.is_closed() {
        print::say(&user_factors::closed(name, factors.wrong_codes));
    }
    Ok(())
}

fn say(line: &str) -> Result<(), Refusal> {
    print::say(line);
    Ok(())
}

fn add(platform: &Platform, new: &Add) -> Result<(), Refusal> {
    let draft = users::draft(
        platform,
        NewUser {
            name: &new.name,
            email: new.email.as_deref(),
            email_verified: new.email_verified,
            display_name: new.display_name.as_deref(),
            locale: new.locale.as_deref(),
            role: if new.admin { Role::Admin } else { Role::Person },
        },
    )?;
    let password = new.password.new_password(&new.name)?;
    let user = users::add(platform, &draft, &password)?;
    let (id, name) = (user.public_id.as_str(), user.name.as_str());
    if new.json {
        print::json(&Added { id, name })?;
    } else {
        print::record(&[("id", Some(id.to_owned())), ("name", Some(name.to_owned()))])?;
    }
    say(&format!(
        "{name} can sign in. Next: register an app with `vestibule app add --name \"My App\" --kind desktop`."
    ))
}

fn list(platform: &Platform, without_second_step: bool, json: bool) -> Result<(), Refusal> {
    let guarded = users::with_second_step(platform)?;
    let all = users::list(platform)?;
    let is_new = all.is_empty();
    let users = all.into_iter().map(|user| {
        let has_step = guarded.contains(&user.key);
        (user, has_step)
    });
    let users = users.filter(|(_, has_step)| !(without_second_step && *has_step));
    let users: Vec<(User, bool)> = users.collect();
    if json {
        let shown = users
            .iter()
            .map(|(user, has_step)| Shown::of(user, *has_step));
        return print::json(&shown.collect::<Vec<_>>());
    }
    if is_new {
        return say("No users yet: add one with `vestibule user add NAME`.");
    }
    if users.is_empty() {
        return say("All users have a second step.");
    }
    print_table(&users)
}

fn print_table(users: &[(User, bool)]) -> Result<(), Refusal> {
    let row = |(user, has_step): &(User, bool)| {
        let role = if user.is_admin { "admin" } else { "" };
        let step = if *has_step { "yes" } else { "" };
        let email = user.email.clone().unwrap_or_default();
        vec![
            user.name.clone(),
            email,
            user.state.word().to_owned(),
            role.to_owned(),
            step.to_owned(),
            user.public_id.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = users.iter().map(row).collect();
    let headings = ["NAME", "E-MAIL", "STATE", "ROLE", "SECOND STEP", "ID"];
    print::table(&headings, &rows)
}

fn show(platform: &Platform, user: &User, json: bool) -> Result<(), Refusal> {
    let (_, factors) = users::factors(platform, &user.public_id)?;
    let shown = Shown::of(user, factors.has_any());
    if json {
        return print::json(&shown);
    }
    print::record(&[
        ("id", Some(shown.id.to_owned())),
        ("name", Some(shown.name.to_owned())),
        ("e-mail", user.email.clone()),
        ("e-mail verified", user.email_verified_at.map(print::moment)),
        ("display name", user.display_name.clone()),
        ("language", user.locale.clone()),
        ("state", Some(shown.state.to_owned())),
        ("mail of new browsers", yes_or_no(user.notices)),
        ("admin", yes_or_no(user.is_admin)),
        ("second step", yes_or_no(shown.second_step)),
        ("added", Some(shown.created_at)),
        ("changed", Some(shown.updated_at)),
    ])
}

fn yes_or_no(yes: bool) -> Option<String> {
    Some(if yes { "yes" } else { "no" }.to_owned())
}

fn edit(platform: &Platform, change: Change) -> Result<(), Refusal> {
    let edit = Edit {
        name: change.name,
        email: change.email,
        email_verified: change.email_verified,
        display_name: change.display_name,
        locale: change.locale,
        role: change.admin.map(|on| match on {
            OnOff::On => Role::Admin,
            OnOff::Off => Role::Person,
        }),
        notices: change.notices.map(|on| on == OnOff::On),
    };
    let user = users::edit(platform, &change.user, &edit)?;
    show(platform, &user, change.json)
}

fn set_password(platform: &Platform, who: &str, source: &PasswordSource) -> Result<(), Refusal> {
    let user = users::find(platform, who)?;
    let password = source.new_password(&user.name)?;
    let user = users::set_password(platform, &user.public_id, &password)?;
    say(&format!(
        "{} has a new password; all sessions and tokens ended, and the sign-in limit is reset.",
        user.name
    ))
}

fn remove(platform: &Platform, who: &str, confirmation: &Confirmation) -> Result<(), Refusal> {
    let user = users::find(platform, who)?;
    confirmation.demand(&format!(
        "Remove user {} with all sessions, consents and tokens? This cannot be undone.",
        user.name
    ))?;
    // By id: the one that was asked about, even when the name moved on meanwhile.
    let user = users::remove(platform, &user.public_id)?;
    say(&format!("{} is removed.", user.name))
}

impl<'a> Shown<'a> {
    fn of(user: &'a User, second_step: bool) -> Self {
        Self {
            id: &user.public_id,
            name: &user.name,
            email: user.email.as_deref(),
            email_verified: user.email_verified_at.is_some(),
            display_name: user.display_name.as_deref(),
            locale: user.locale.as_deref(),
            notices: user.notices,
            state: user.state.word(),
            admin: user.is_admin,
            second_step,
            created_at: print::moment(user.created_at),
            updated_at: print::moment(user.updated_at),
        }
    }
}
