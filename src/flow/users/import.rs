//! People from elsewhere, a line of JSON each, with the hashes of their passwords. A line is taken whole or not
//! at all.

use super::change::UserRefusal;
use super::draft::{Draft, NewUser, Role, check_free, draft, make};
use crate::domain::account::foreign_hash::take_on;
use crate::domain::account::password::StoredPassword;
use crate::domain::account::user::UserState;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::text::{fold, fold_email};
use crate::flow::{Failure, Platform, settled};
use crate::store::CommitError;
use serde::Deserialize;
use std::collections::BTreeSet;

/// How many are written in one transaction.
const BATCH: usize = 100;

/// An import under way.
pub struct Import<'a> {
    platform: &'a Platform,
    /// Names and addresses of the lines before, folded.
    seen: BTreeSet<String>,
    waiting: Vec<Newcomer>,
    report: Report,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    pub imported: usize,
    pub refused: Vec<RefusedLine>,
}

#[derive(Debug)]
pub struct RefusedLine {
    pub line: usize,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    display_name: Option<String>,
    locale: Option<String>,
    password_hash: String,
    #[serde(default)]
    admin: bool,
}

struct Newcomer {
    line: usize,
    draft: Draft,
    phc: String,
}

impl<'a> Import<'a> {
    pub fn begin(platform: &'a Platform) -> Self {
        Self {
            platform,
            seen: BTreeSet::new(),
            waiting: Vec::new(),
            report: Report::default(),
        }
    }

    /// Takes a line, which counts from 1. Fails only where the store does.
    pub fn line(&mut self, line: usize, text: &str) -> Result<(), Failure> {
        if text.trim().is_empty() {
            return Ok(());
        }
        match self.read(line, text) {
            Ok(newcomer) => self.waiting.push(newcomer),
            Err(UserRefusal::Failure(failure)) => return Err(failure),
            Err(refusal) => self.refuse(line, refusal),
        }
        if self.waiting.len() < BATCH {
            return Ok(());
        }
        self.settle()
    }

    pub fn end(mut self) -> Result<Report, Failure> {
        self.settle()?;
        self.report.refused.sort_by_key(|refused| refused.line);
        Ok(self.report)
    }

    /// A line that cannot even be read.
    pub fn refuse(&mut self, line: usize, reason: impl ToString) {
        let reason = reason.to_string();
        self.report.refused.push(RefusedLine { line, reason });
    }

    fn read(&mut self, line: usize, text: &str) -> Result<Newcomer, UserRefusal> {
        // What the parser says may hold what stands in the line, a hash for example.
        let read = serde_json::from_str(text);
        let read: Line = read.map_err(|error| UserRefusal::Line(error.column()))?;
        let draft = draft(
            self.platform,
            NewUser {
                name: &read.name,
                email: read.email.as_deref(),
                email_verified: read.email_verified,
                display_name: read.display_name.as_deref(),
                locale: read.locale.as_deref(),
                role: if read.admin {
                    Role::Admin
                } else {
                    Role::Person
                },
            },
        )?;
        let phc = take_on(&read.password_hash)?;
        self.claim(&draft)?;
        Ok(Newcomer { line, draft, phc })
    }

    /// Two lines of one name would both find it free.
    fn claim(&mut self, draft: &Draft) -> Result<(), UserRefusal> {
        let name = fold(&draft.name);
        if self.seen.contains(&name) {
            return Err(UserRefusal::NameTaken(draft.name.clone()));
        }
        if let Some(email) = &draft.email
            && !self.seen.insert(fold_email(email))
        {
            return Err(UserRefusal::EmailTaken(email.clone()));
        }
        self.seen.insert(name);
        Ok(())
    }

    /// Together; one by one where somebody else took a name meanwhile.
    fn settle(&mut self) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let writes = waiting.iter().flat_map(|one| self.writes(one)).collect();
        match self.platform.store.commit(Change::writes(writes)) {
            Ok(()) => {
                self.report.imported += waiting.len();
                return Ok(());
            }
            Err(CommitError::Unavailable(why)) => return Err(Failure::Unavailable(why)),
            Err(CommitError::Conflict | CommitError::Lost(_)) => {}
        }
        for one in &waiting {
            match self.settle_alone(one) {
                Ok(()) => self.report.imported += 1,
                Err(UserRefusal::Failure(failure)) => return Err(failure),
                Err(refusal) => self.refuse(one.line, refusal),
            }
        }
        Ok(())
    }

    fn settle_alone(&self, one: &Newcomer) -> Result<(), UserRefusal> {
        settled(|| {
            let draft = &one.draft;
            check_free(self.platform, &draft.name, draft.email.as_deref(), None)?;
            let change = Change::writes(self.writes(one).into());
            Ok((self.platform.store.commit(change), ()))
        })
    }

    fn writes(&self, one: &Newcomer) -> [Write; 3] {
        let now = self.platform.clock.now();
        let key = self.platform.store.next_key(now);
        let password = StoredPassword {
            user_key: key,
            phc: one.phc.clone(),
            set_at: now,
        };
        let user = make(&one.draft, UserState::Active, key, now);
        let admin = user.is_admin;
        let event = self
            .platform
            .event(&Happened::UserImported { admin }, now)
            .about(&user);
        [
            Write::InsertUser(user),
            Write::SetPassword(password),
            event.into(),
        ]
    }
}
