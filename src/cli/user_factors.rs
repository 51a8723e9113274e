//! `vestibule user factors` and `user reset-factors`: what somebody has for the second step, and how they get back in.

use super::ask::Confirmation;
use super::print;
use super::refusal::Refusal;
use crate::domain::factor::Factors;
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::flow::users;
use serde::Serialize;

#[derive(clap::Args)]
pub struct List {
    /// Name, e-mail address or ID
    user: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Reset {
    /// Name, e-mail address or ID
    user: String,
    #[command(flatten)]
    confirmation: Confirmation,
}

/// What scripts read of a user's second step. Never a secret.
#[derive(Serialize)]
struct Shown {
    authenticators: Vec<ShownAuthenticator>,
    passkeys: Vec<ShownPasskey>,
    recovery_codes_left: usize,
    wrong_codes: i64,
    /// No six digits are looked at.
    codes_closed: bool,
}

#[derive(Serialize)]
struct ShownAuthenticator {
    name: String,
    created_at: String,
    /// A day.
    last_used_on: Option<String>,
}

#[derive(Serialize)]
struct ShownPasskey {
    name: String,
    /// The host that it works at.
    address: String,
    discoverable: bool,
    synced: bool,
    created_at: String,
    /// A day.
    last_used_on: Option<String>,
}

impl Shown {
    fn of(factors: &Factors) -> Self {
        let passkeys = factors.passkeys.iter();
        let passkeys = passkeys.map(|one| ShownPasskey {
            name: one.name.clone(),
            address: one.rp_id.clone(),
            discoverable: one.discoverable,
            synced: one.synced,
            created_at: print::moment(one.created_at),
            last_used_on: one.last_used_at.map(day),
        });
        let authenticators = factors.authenticators.iter();
        let authenticators = authenticators.map(|one| ShownAuthenticator {
            name: one.name.clone(),
            created_at: print::moment(one.created_at),
            last_used_on: one.last_used_at.map(day),
        });
        Self {
            authenticators: authenticators.collect(),
            passkeys: passkeys.collect(),
            recovery_codes_left: factors.recovery_codes_left(),
            wrong_codes: factors.wrong_codes,
            codes_closed: factors.is_closed(),
        }
    }
}

fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}

/// Why no six digits help, and what does.
pub fn closed(name: &str, wrong_codes: i64) -> String {
    format!(
        "{wrong_codes} wrong codes in a row: codes are closed for {name} until a passkey or recovery code is used or \
         `vestibule user reset-factors {name}` is run."
    )
}

impl List {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let (user, factors) = users::factors(platform, &self.user)?;
        let shown = Shown::of(&factors);
        if self.json {
            return print::json(&shown);
        }
        if !factors.has_any() {
            print::say(&format!(
                "{} signs in with a password alone: there is no second step.",
                user.name
            ));
            return Ok(());
        }
        print::table(&["KIND", "NAME", "ADDED", "LAST USED"], &shown.rows())?;
        if shown.codes_closed {
            print::say(&closed(&user.name, shown.wrong_codes));
        }
        Ok(())
    }
}

impl Shown {
    fn rows(&self) -> Vec<Vec<String>> {
        let authenticators = self.authenticators.iter().map(|one| {
            vec![
                "authenticator".to_owned(),
                one.name.clone(),
                one.created_at.clone(),
                one.last_used_on.clone().unwrap_or_default(),
            ]
        });
        let passkeys = self.passkeys.iter().map(|one| {
            vec![
                format!("passkey of {}", one.address),
                one.name.clone(),
                one.created_at.clone(),
                one.last_used_on.clone().unwrap_or_default(),
            ]
        });
        let codes = vec![
            "recovery codes".to_owned(),
            format!("{} left", self.recovery_codes_left),
            String::new(),
            String::new(),
        ];
        authenticators.chain(passkeys).chain([codes]).collect()
    }
}

impl Reset {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let user = users::find(platform, &self.user)?;
        self.confirmation.demand(&format!(
            "Remove all authenticators, passkeys and recovery codes of {}, and end all sessions? This cannot be undone.",
            user.name
        ))?;
        // By id: the one that was asked about, even when the name moved on meanwhile.
        let user = users::reset_factors(platform, &user.public_id)?;
        print::say(&format!(
            "{} has no second step any more; all sessions ended. The password stays.",
            user.name
        ));
        Ok(())
    }
}
