//! `vestibule user invite` and `user reset-link`: links to hand out, since no mail is sent.

use super::print;
use super::refusal::Refusal;
use crate::flow::Platform;
use crate::flow::users::{self, Handed, NewUser, Role};
use serde::Serialize;

#[derive(clap::Args)]
pub struct Invite {
    /// What the user signs in with
    name: String,
    /// E-mail address: can be signed in with too. No mail is sent
    #[arg(long)]
    email: Option<String>,
    /// Name that other people read, when it is another
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// May administer this platform
    #[arg(long)]
    admin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct ResetLink {
    /// Name, e-mail address or id
    user: String,
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
            display_name: self.display_name.as_deref(),
            role: if self.admin {
                Role::Admin
            } else {
                Role::Person
            },
        };
        show(&users::invite(platform, new)?, self.json)
    }
}

impl ResetLink {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        show(&users::reset_link(platform, &self.user)?, self.json)
    }
}

/// The link stands alone on stdout, so that it can be piped to where it goes.
fn show(handed: &Handed, json: bool) -> Result<(), Refusal> {
    let name = &handed.user.name;
    let expires_at = print::moment(handed.expires_at);
    print::say(&format!(
        "Hand this link to {name}. It lets whoever opens it choose the password, once, until {expires_at}; an older \
         one no longer opens."
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
