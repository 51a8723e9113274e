//! `vestibule user invite` and `user reset-link`: links, printed to hand out or sent by mail.

use super::print;
use super::refusal::Refusal;
use crate::flow::Platform;
use crate::flow::users::{self, NewUser, PrintedLink, Role, Way};
use serde::Serialize;

#[derive(clap::Args)]
pub struct Invite {
    /// Name to sign in with
    name: String,
    /// E-mail address (works for signing in too)
    #[arg(long)]
    email: Option<String>,
    /// Display name, if different from the name
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// Language the user reads, as in et or pt-BR: mails are in it, and apps see it
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Make the user an administrator of this platform (docs/operating.md, Administrators)
    #[arg(long)]
    admin: bool,
    /// Send the link by mail instead of printing it; needs mail.server
    #[arg(long, conflicts_with = "json")]
    send: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct ResetLink {
    /// Name, e-mail address or ID
    user: String,
    /// Send the link by mail instead of printing it; needs mail.server
    #[arg(long, conflicts_with = "json")]
    send: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What scripts read of a link.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    link: &'a str,
    expires_at: String,
}

impl Invite {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let new = NewUser {
            name: &self.name,
            email: self.email.as_deref(),
            email_verified: false,
            display_name: self.display_name.as_deref(),
            locale: self.locale.as_deref(),
            role: if self.admin {
                Role::Admin
            } else {
                Role::Person
            },
        };
        let way = way(self.send);
        show(&users::invite(platform, new, way)?, way, self.json)
    }
}

impl ResetLink {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let way = way(self.send);
        let handed = users::reset_link(platform, &self.user, way)?;
        show(&handed, way, self.json)?;
        let (user, factors) = users::factors(platform, &handed.user.public_id)?;
        if factors.has_any() {
            let name = &user.name;
            print::say(&format!(
                "The link changes the password only: {name} is still asked for the second step. If that is lost too: `vestibule \
                 user reset-factors {name}`."
            ));
        }
        Ok(())
    }
}

const fn way(send: bool) -> Way {
    if send { Way::Mailed } else { Way::Printed }
}

/// The link stands alone on stdout, so that it can be piped to where it goes.
fn show(handed: &PrintedLink, way: Way, json: bool) -> Result<(), Refusal> {
    let name = &handed.user.name;
    let expires_at = print::moment(handed.expires_at);
    if way == Way::Mailed {
        let to = handed.user.email.as_deref().unwrap_or_default();
        print::say(&format!(
            "A link is queued for {to}: a running server sends it within seconds. It works once, until {expires_at}. \
             Older links no longer work. `vestibule mail list` shows what was not sent."
        ));
        return Ok(());
    }
    print::say(&format!(
        "Give this link to {name}. Anyone who opens it can choose the password, once, until {expires_at}. Older \
         links no longer work."
    ));
    if json {
        return print::json(&Shown {
            id: &handed.user.public_id,
            name,
            link: &handed.link,
            expires_at,
        });
    }
    print::data(&handed.link)
}
