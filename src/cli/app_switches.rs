//! What is on or off for an app: the options that turn it, and what records of apps call it.

use super::user::OnOff;
use crate::domain::oauth::client::Switch;
use clap::builder::EnumValueParser;
use clap::{Arg, ArgMatches, Command, Error, FromArgMatches};

/// Headings of the help, for options of one kind.
pub const ADDRESSES: &str = "Addresses";
pub const COMPATIBILITY: &str = "Compatibility";
pub const PERMISSIONS: &str = "Permissions";

/// The switches that a command line names.
#[derive(Default)]
pub struct Switches {
    pub on: Vec<Switch>,
    pub off: Vec<Switch>,
}

/// What records for people call it, and the help of its option.
const fn about(switch: Switch) -> (&'static str, &'static str) {
    match switch {
        Switch::WithinSiteDomain => (
            "within domain",
            "on: answers may go to any https address at the site domain or below it",
        ),
        Switch::DevelopmentMode => (
            "development mode",
            "on: anyone can sign in to the broker API as any user of the app, without its server; for testing only",
        ),
        Switch::RememberConsent => (
            "remember consent",
            "on: skip the consent page for people who already allowed the app; off: ask every time",
        ),
        Switch::ResourceServer => (
            "resource server",
            "on: the app may introspect every app's tokens",
        ),
        Switch::AllowShortScheme => (
            "short scheme",
            "on: allow redirect URIs whose scheme has no dot, as in geni7://authorize",
        ),
        Switch::TokenByGet => (
            "token by GET",
            "on: accept credentials in the query of request_token",
        ),
        Switch::TokenInQuery => (
            "token in query",
            "on: accept access_token in the query of an API call",
        ),
        Switch::ClaimsInIdToken => (
            "claims in ID token",
            "on: ID tokens carry the user's name and e-mail address, as far as the scopes allow; off: the app asks \
             userinfo (OpenID Connect)",
        ),
    }
}

/// The heading that its option stands under.
const fn heading(switch: Switch) -> &'static str {
    match switch {
        Switch::WithinSiteDomain | Switch::AllowShortScheme => ADDRESSES,
        Switch::TokenByGet | Switch::TokenInQuery => COMPATIBILITY,
        Switch::DevelopmentMode
        | Switch::RememberConsent
        | Switch::ResourceServer
        | Switch::ClaimsInIdToken => PERMISSIONS,
    }
}

pub const fn label(switch: Switch) -> &'static str {
    about(switch).0
}

fn option(switch: Switch) -> Arg {
    let (_, help) = about(switch);
    let option = Arg::new(switch.word())
        .long(switch.word().replace('_', "-"))
        .value_name("on|off")
        .value_parser(EnumValueParser::<OnOff>::new())
        .hide_possible_values(true)
        .help_heading(heading(switch))
        .help(help);
    if switch != Switch::AllowShortScheme {
        return option;
    }
    // It was a flag once.
    option
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("on")
}

impl clap::Args for Switches {
    fn augment_args(command: Command) -> Command {
        command.args(Switch::ALL.iter().copied().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Switches {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let named = |to: OnOff| {
            let is_named = |switch: &Switch| matches.get_one(switch.word()) == Some(&to);
            Switch::ALL.iter().copied().filter(is_named).collect()
        };
        Ok(Self {
            on: named(OnOff::On),
            off: named(OnOff::Off),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
