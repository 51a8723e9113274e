//! `vestibule signing-key`: the keys that ID tokens are signed with.

use super::app_properties::algorithm;
use super::print;
use super::refusal::Refusal;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::signing_key::{SigningKey, signer};
use crate::domain::time::Timestamp;
use crate::flow::keys::{self, Begins};
use crate::flow::{Failure, Platform};
use clap::Subcommand;
use serde::Serialize;

#[derive(Subcommand)]
pub enum Command {
    /// List signing keys: which ones are published and which ones sign
    List {
        /// Print JSON for scripts
        #[arg(long)]
        json: bool,
    },
    /// Create another signing key, which takes over when apps have had time to fetch it
    Rotate {
        /// Algorithm of the key: RS256, ES256 or EdDSA [default: all that the settings name]
        #[arg(long, value_parser = algorithm())]
        alg: Option<Algorithm>,
        /// Sign with it at once: apps that keep the set of keys refuse ID tokens until they fetch it again
        #[arg(long)]
        now: bool,
    },
    /// Withdraw a signing key at once, if others may have it: everything that it signed becomes invalid
    Revoke {
        /// Key ID, as in the list
        // One in 64 begins with a hyphen.
        #[arg(allow_hyphen_values = true)]
        kid: String,
    },
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::List { json } => list(platform, json),
        Command::Rotate { alg, now } => rotate(platform, alg, now),
        Command::Revoke { kid } => revoke(platform, &kid),
    }
}

#[derive(Serialize)]
struct View<'a> {
    kid: &'a str,
    alg: &'static str,
    state: &'static str,
    signs_from: String,
    signs_until: String,
}

fn list(platform: &Platform, json: bool) -> Result<(), Refusal> {
    let keys = keys::list(platform)?;
    let now = platform.clock.now();
    let views: Vec<View> = keys
        .iter()
        .map(|key| View {
            kid: &key.kid,
            alg: key.algorithm.word(),
            state: state(&keys, key, now),
            signs_from: print::moment(key.signs_from),
            signs_until: print::moment(key.signs_until),
        })
        .collect();
    if json {
        return print::json(&views);
    }
    if views.is_empty() {
        print::say("No signing keys yet: the server creates them at its first start.");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = views
        .into_iter()
        .map(|view| {
            vec![
                view.kid.to_owned(),
                view.alg.to_owned(),
                view.state.to_owned(),
                view.signs_from,
                view.signs_until,
            ]
        })
        .collect();
    let headings = ["key ID", "algorithm", "state", "signs from", "signs until"];
    print::table(&headings, &rows)
}

fn state(keys: &[SigningKey], key: &SigningKey, now: Timestamp) -> &'static str {
    let signs = signer(keys, |_| true, key.algorithm, now);
    let signs = signs.is_some_and(|signs| signs.kid == key.kid);
    if signs {
        "signs"
    } else if key.revoked_at.is_some() {
        "revoked"
    } else if now < key.signs_from {
        "published, signs later"
    } else if key.is_published(now) {
        "published, signs no more"
    } else {
        "over"
    }
}

fn rotate(platform: &Platform, named: Option<Algorithm>, now: bool) -> Result<(), Refusal> {
    let kept = &platform.keys.policy.algorithms;
    if let Some(other) = named.filter(|named| !kept.contains(named)) {
        let word = other.word();
        return Err(Refusal::new(format!(
            "there are no {word} keys here: name it in the setting signing.algorithms first"
        )));
    }
    let begins = if now {
        Begins::OnceSeen
    } else {
        Begins::AfterTheLead
    };
    let algorithms = named.map_or_else(|| kept.clone(), |named| vec![named]);
    for algorithm in algorithms {
        let made = keys::rotate(platform, algorithm, begins)?;
        print::data(&made.kid)?;
        let from = print::moment(made.signs_from);
        print::say(&format!(
            "The new {} key signs from {from}.",
            algorithm.word()
        ));
    }
    print::say("Servers that are running see it within 10 seconds.");
    Ok(())
}

fn revoke(platform: &Platform, kid: &str) -> Result<(), Refusal> {
    let revoked: Result<bool, Failure> = keys::revoke(platform, kid);
    if !revoked? {
        return Err(Refusal::new(
            "no such key: `vestibule signing-key list` names them",
        ));
    }
    print::say(
        "The key is revoked: servers that are running drop it within 10 seconds. Apps that keep the set of keys accept \
         what it signed until they fetch it again.",
    );
    Ok(())
}
