//! What is on or off for an app: the options that turn it, and what records of apps call it.

use super::user::OnOff;
use crate::domain::oauth::client::Switch;
use clap::builder::{EnumValueParser, PossibleValuesParser, TypedValueParser};
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

/// What records for people call it.
pub const fn label(switch: Switch) -> &'static str {
    match switch {
        Switch::WithinSiteDomain => "within domain",
        Switch::DevelopmentMode => "development mode",
        Switch::RememberConsent => "remember consent",
        Switch::BackchannelSession => "logout session",
        Switch::ResourceServer => "resource server",
        Switch::AllowShortScheme => "short scheme",
        Switch::TokenByGet => "token by GET",
        Switch::TokenInQuery => "token in query",
        Switch::ClaimsInIdToken => "ID token claims",
        Switch::SecondFactor => "second factor",
    }
}

/// The heading that its option stands under.
const fn heading(switch: Switch) -> &'static str {
    match switch {
        Switch::WithinSiteDomain | Switch::AllowShortScheme | Switch::BackchannelSession => {
            ADDRESSES
        }
        Switch::DevelopmentMode
        | Switch::RememberConsent
        | Switch::ResourceServer
        | Switch::ClaimsInIdToken
        | Switch::SecondFactor => PERMISSIONS,
        Switch::TokenByGet | Switch::TokenInQuery => COMPATIBILITY,
    }
}

const fn help(switch: Switch) -> &'static str {
    match switch {
        Switch::WithinSiteDomain => {
            "on: answers may go to any https address at the site domain or below it"
        }
        Switch::DevelopmentMode => {
            "on: anyone can sign in to the broker API as any user of the app, without its server; for testing only"
        }
        Switch::RememberConsent => {
            "on: skip the consent page for people who already allowed the app; off: ask every time"
        }
        Switch::BackchannelSession => {
            "off: back-channel logout names the user whose session ended, but not the session"
        }
        Switch::ResourceServer => "on: the app may introspect every app's tokens",
        Switch::AllowShortScheme => {
            "on: allow redirect URIs whose scheme has no dot, as in geni7://authorize"
        }
        Switch::TokenByGet => "on: accept credentials in the query of request_token",
        Switch::TokenInQuery => "on: accept access_token in the query of an API call",
        Switch::ClaimsInIdToken => {
            "on: ID tokens carry the user's name and e-mail address, as far as the scopes allow; off: the app asks \
             userinfo (OpenID Connect)"
        }
        Switch::SecondFactor => {
            "required: users sign in to the app with a second step, and set one up if they have none; as-person: only \
             users who have one, or must have one by the setting second_factor.required"
        }
    }
}

/// What it is called where it is on, and off.
pub const fn words(switch: Switch) -> [&'static str; 2] {
    match switch {
        Switch::SecondFactor => ["required", "as-person"],
        _ => ["on", "off"],
    }
}

fn option(switch: Switch) -> Arg {
    let option = Arg::new(switch.word())
        .long(switch.word().replace('_', "-"))
        .value_name("on|off")
        .value_parser(EnumValueParser::<OnOff>::new())
        .hide_possible_values(true)
        .help_heading(heading(switch))
        .help(help(switch));
    match switch {
        // It was a flag once.
        Switch::AllowShortScheme => option
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("on"),
        Switch::SecondFactor => {
            let [on, off] = words(switch);
            let word = PossibleValuesParser::new([off, on]);
            option
                .long("second-factor")
                .value_name("as-person|required")
                .value_parser(word.map(move |word| if word == on { OnOff::On } else { OnOff::Off }))
        }
        _ => option,
    }
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
