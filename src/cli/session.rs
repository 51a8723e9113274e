//! `vestibule session`: signed-in browsers.

use super::print;
use super::refusal::Refusal;
use crate::domain::account::session::{Keep, Session};
use crate::domain::account::user::User;
use crate::flow::Platform;
use crate::flow::users::access;
use clap::Subcommand;
use serde::Serialize;

#[derive(Subcommand)]
pub enum Command {
    /// List active sessions, of all users or one
    List {
        /// Name, e-mail address or ID
        user: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End a session, or all sessions of a user. Tokens stay valid: `consent revoke` and `user disable` revoke those
    #[command(group(clap::ArgGroup::new("which").required(true).args(["session", "user"])))]
    End {
        /// ID of the session
        session: Option<String>,
        /// End all sessions of this user (name, e-mail address or ID)
        #[arg(long)]
        user: Option<String>,
    },
}

/// What scripts read of a session.
#[derive(Serialize)]
struct Shown<'a> {
    id: String,
    user_id: &'a str,
    user: &'a str,
    app: Option<i64>,
    kept: bool,
    began_at: String,
    last_seen_at: String,
    ends_at: String,
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::List { user, json } => list(platform, user.as_deref(), json),
        Command::End {
            user: Some(user), ..
        } => {
            let (user, count) = access::end_sessions(platform, &user)?;
            let sessions = if count == 1 { "session" } else { "sessions" };
            print::say(&format!("{count} {sessions} of {} ended.", user.name));
            Ok(())
        }
        Command::End { session, .. } => {
            let user = access::end_session(platform, &session.unwrap_or_default())?;
            print::say(&format!("A session of {} ended.", user.name));
            Ok(())
        }
    }
}

fn list(platform: &Platform, who: Option<&str>, json: bool) -> Result<(), Refusal> {
    let found = access::sessions(platform, who)?;
    if json {
        let shown = found.iter().map(|(session, user)| Shown::of(session, user));
        return print::json(&shown.collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::say("No active sessions.");
        return Ok(());
    }
    let row = |(session, user): &(Session, User)| {
        let shown = Shown::of(session, user);
        let kept = if shown.kept { "kept" } else { "" };
        let name = user.name.clone();
        let times = [shown.began_at, shown.last_seen_at, shown.ends_at];
        let [began, seen, ends] = times;
        vec![shown.id, name, began, seen, ends, kept.to_owned()]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    print::table(&["ID", "USER", "SINCE", "LAST SEEN", "UNTIL", ""], &rows)
}

impl<'a> Shown<'a> {
    fn of(session: &Session, user: &'a User) -> Self {
        Self {
            id: session.key.encode(),
            user_id: &user.public_id,
            user: &user.name,
            app: session.born_for_app.map(|app| app.0),
            kept: session.keep == Keep::SignedIn,
            began_at: print::moment(session.authenticated_at),
            last_seen_at: print::moment(session.last_seen_at),
            ends_at: print::moment(session.idle_until.min(session.ends_at)),
        }
    }
}
