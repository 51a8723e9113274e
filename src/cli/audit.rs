//! `vestibule audit`: what was done, by whom and to whom.

use super::print;
use super::refusal::Refusal;
use super::span::span_within;
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::audit::{ActorKind, Event, MOST_DAYS};
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::flow::audit::follow::Follower;
use crate::flow::audit::list::{Filter, list};
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use std::time::Duration;

/// How often the database is asked for more.
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[derive(Subcommand)]
pub enum Command {
    /// List events, newest first
    List(List),
    /// Print events as they are recorded, until Ctrl-C
    Follow {
        /// Print JSON, one object per line
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub struct List {
    /// Only events about this user (name, e-mail address or ID)
    #[arg(long)]
    user: Option<String>,
    /// Only events about this app (name, client ID or number)
    #[arg(long)]
    app: Option<String>,
    /// Only this event, as docs/audit.md lists them
    #[arg(long, value_parser = PossibleValuesParser::new(EventKind::WORDS), hide_possible_values = true)]
    event: Option<String>,
    /// Only events with this outcome
    #[arg(long, value_parser = PossibleValuesParser::new(Outcome::WORDS))]
    outcome: Option<String>,
    /// Only events since then: a time span, as in 7d, or a date and time, as in 2026-11-30T08:00:00Z
    #[arg(long)]
    since: Option<String>,
    /// Only events before then, given in the same way
    #[arg(long)]
    until: Option<String>,
    /// Maximum number of events
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// Print JSON, one object per line
    #[arg(long)]
    json: bool,
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    match command {
        Command::List(asked) => asked.run(platform),
        Command::Follow { json } => follow(platform, json),
    }
}

impl List {
    fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let filter = self.filter(platform)?;
        let mut found = false;
        list(platform, &filter, self.limit, |event| {
            found = true;
            print(&event, self.json)
        })?;
        if !found && !self.json {
            print::say("No events.");
        }
        Ok(())
    }

    fn filter(&self, platform: &Platform) -> Result<Filter, Refusal> {
        let now = platform.clock.now();
        let mut filter = Filter {
            event: self.event.as_deref().and_then(EventKind::from_word),
            outcome: self.outcome.as_deref().and_then(Outcome::from_word),
            since: self
                .since
                .as_deref()
                .map(|it| moment(it, now))
                .transpose()?,
            until: self
                .until
                .as_deref()
                .map(|it| moment(it, now))
                .transpose()?,
            ..Filter::default()
        };
        if let Some(user) = &self.user {
            filter = filter.of_user(platform, user)?;
        }
        if let Some(app) = &self.app {
            filter = filter.of_app(platform, app)?;
        }
        Ok(filter)
    }
}

/// So long ago, or then.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, Refusal> {
    let ago = span_within(text, MOST_DAYS.into()).map(|span| now.minus(span));
    let at = ago.or_else(|| Timestamp::parse_rfc3339(text));
    at.ok_or_else(|| {
        Refusal::new(format!(
            "{text:?} is neither a time span nor a date and time: give one as in 90s, 30m, 12h or 7d ({MOST_DAYS} days at most), \
             or as in 2026-11-30T08:00:00Z"
        ))
    })
}

fn follow(platform: &Platform, json: bool) -> Result<(), Refusal> {
    let mut follower = Follower::begin(platform)?;
    loop {
        follower.look(platform, |event| print(&event, json))?;
        std::thread::sleep(LOOK_EVERY);
    }
}

/// As one line, of one kind or the other.
fn print(event: &Event, json: bool) -> Result<(), Refusal> {
    if json {
        return print::json(&event.in_words());
    }
    print::data(&line(event))
}

/// When, a sentence, whom and what it is about, who did it, and where.
fn line(event: &Event) -> String {
    let people = &event.people;
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| "(removed)".to_owned());
    let mut line = format!("{}  {}", event.created_at.rfc3339(), event.sentence());
    if event.user_key.is_some() {
        line.push_str(&format!("  user {}", named(&people.user_name)));
    }
    if let Some(id) = event.app_id {
        line.push_str(&format!("  app {} {}", id.0, named(&people.app_name)));
    }
    match (event.actor_kind, &people.actor) {
        // It is about themselves.
        (ActorKind::User, _) => {}
        (kind, Some(id)) => line.push_str(&format!("  by {} {id}", kind.word())),
        (kind, None) => line.push_str(&format!("  by {}", kind.word())),
    }
    if let Some(network) = &event.network {
        line.push_str(&format!("  from {network}"));
    }
    line
}
