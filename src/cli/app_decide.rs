//! `vestibule app approve|decline|hand-over|disable|enable`: deciding about apps.

use super::app_view::{Shown, Standing};
use super::print;
use super::refusal::Refusal;
use crate::domain::oauth::client::{App, AppState};
use crate::flow::apps;
use crate::flow::{Platform, users};

/// An app, as it is named.
#[derive(clap::Args)]
pub struct Approval {
    /// App number, UUID, client ID or name
    app: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Decline {
    #[command(flatten)]
    which: Approval,
    /// A sentence to the owner: what has to change
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(clap::Args)]
pub struct HandOver {
    #[command(flatten)]
    which: Approval,
    /// User name, e-mail address or user ID of the new owner
    #[arg(long, value_name = "USER")]
    to: String,
}

pub fn disable(platform: &Platform, which: &str) -> Result<(), Refusal> {
    let App { id, name, .. } = apps::disable(platform, which)?;
    let undo = format!("Undo: `vestibule app enable {}`.", id.0);
    print::say(&format!(
        "{name} is disabled, and everything issued to it is revoked. {undo}"
    ));
    Ok(())
}

pub fn enable(platform: &Platform, which: &str) -> Result<(), Refusal> {
    let app = apps::enable(platform, which)?;
    print::say(&format!("{} is enabled.", app.name));
    Ok(())
}

pub fn approve(platform: &Platform, approval: &Approval) -> Result<(), Refusal> {
    let app = apps::approve(platform, &approval.app)?;
    let told = match app.state {
        AppState::Disabled => "It is disabled still.",
        _ => "Users can sign in to it.",
    };
    tell(
        platform,
        &app,
        approval.json,
        &format!("{} is approved. {told}", app.name),
    )
}

pub fn decline(platform: &Platform, decline: &Decline) -> Result<(), Refusal> {
    let app = apps::decline(platform, &decline.which.app, &decline.why)?;
    let told = match app.state {
        AppState::Declined => format!("{} is declined. Its owner sees why.", app.name),
        _ => format!(
            "The change of {} is declined. Its owner sees why.",
            app.name
        ),
    };
    tell(platform, &app, decline.which.json, &told)
}

pub fn hand_over(platform: &Platform, given: &HandOver) -> Result<(), Refusal> {
    let (app, user) = apps::hand_over(platform, &given.which.app, &given.to)?;
    let told = format!("{} belongs to {} now.", app.name, user.name);
    tell(platform, &app, given.which.json, &told)
}

fn tell(platform: &Platform, app: &App, json: bool, told: &str) -> Result<(), Refusal> {
    if json {
        let standing = standing(platform, app)?;
        print::json(&Shown::of(app, &platform.policy.scopes).with_standing(standing))?;
    }
    print::say(told);
    Ok(())
}

/// Whose the app is, and what waits of it; nothing of one that is the operators' own.
pub fn standing(platform: &Platform, app: &App) -> Result<Option<Standing>, Refusal> {
    let owner = app.ownership.owner.map(|key| users::named(platform, key));
    let owner = owner.transpose()?.flatten();
    let proposal = apps::open_proposal(platform, app)?;
    Ok(Standing::of(&app.ownership, owner, proposal))
}
