//! The statements that a store really sends, seen on its own connections, and how a database would carry them out.

use super::db::{Raw, TestDb};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Once, PoisonError};

/// One statement by its text, and the first values that were bound to it.
#[derive(Clone, Debug)]
pub struct Statement {
    pub text: String,
    bound: Vec<String>,
}

#[derive(Default)]
struct SoFar {
    by_text: BTreeMap<String, Statement>,
    /// How often something was read.
    reads: usize,
}

type Seen = Arc<Mutex<SoFar>>;

/// By the address of a database.
static WATCHED: Mutex<Vec<(String, Seen)>> = Mutex::new(Vec::new());

/// What is sent to one database by connections that are made from now on.
pub struct Statements {
    seen: Seen,
}

impl Statements {
    pub fn watch(db: &TestDb) -> Self {
        static ON: Once = Once::new();
        ON.call_once(|| {
            set_default_instrumentation(|| Some(Box::new(Watcher::default()))).expect("is set");
        });
        let seen = Seen::default();
        let place = db.url.trim_start_matches("sqlite:").to_owned();
        locked(&WATCHED).push((place, Arc::clone(&seen)));
        Self { seen }
    }

    pub fn forget(&self) {
        *locked(&self.seen) = SoFar::default();
    }

    /// How many statements only read, each as often as it was sent.
    pub fn reads(&self) -> usize {
        locked(&self.seen).reads
    }

    /// Those that read or write rows, each once.
    pub fn seen(&self) -> Vec<Statement> {
        let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
        let seen = locked(&self.seen);
        let of_rows = |seen: &&Statement| verbs.iter().any(|verb| seen.text.starts_with(verb));
        seen.by_text.values().filter(of_rows).cloned().collect()
    }
}

impl Statement {
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            bound: Vec::new(),
        }
    }

    /// As Diesel prints it: `SELECT … -- binds: [1, "two", [3]]`.
    fn parse(printed: &str) -> Self {
        let (text, bound) = printed.split_once(" -- binds: ").unwrap_or((printed, "[]"));
        let mut statement = Self::of(text.trim());
        let (mut depth, mut start, mut is_quoted, mut before) = (0, 1, false, ' ');
        for (at, letter) in bound.char_indices() {
            is_quoted ^= letter == '"' && before != '\\';
            before = letter;
            match letter {
                _ if is_quoted => continue,
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            if (depth, letter) == (1, ',') || (depth, letter) == (0, ']') {
                statement.bound.push(bound[start..at].trim().to_owned());
                start = at + 1;
            }
        }
        statement
    }

    /// The types of its parameters, and as many times nothing. What is unnested has no type by itself: it is the one of
    /// the first that was bound.
    fn parameters(&self) -> (String, String) {
        let lists = self.text.split("unnest(").skip(1);
        let lists: Vec<&str> = lists.filter_map(|rest| rest.split(')').next()).collect();
        let type_of = |(index, bound): (usize, &String)| {
            let name = format!("${}", index + 1);
            let mut unnested = lists.iter().flat_map(|list| list.split(','));
            match bound.strip_prefix('[') {
                Some(first) if unnested.any(|one| one.trim() == name) => match first.chars().next()
                {
                    Some('"') => "text[]",
                    Some('[') => "bytea[]",
                    _ => "bigint[]",
                },
                _ => "unknown",
            }
        };
        if self.bound.is_empty() || self.bound == [""] {
            return (String::new(), String::new());
        }
        let types: Vec<&str> = self.bound.iter().enumerate().map(type_of).collect();
        let nothing = vec!["NULL"; types.len()];
        (
            format!("({})", types.join(", ")),
            format!("({})", nothing.join(", ")),
        )
    }
}

#[derive(Default)]
struct Watcher {
    seen: Option<Seen>,
}

impl Instrumentation for Watcher {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                let watched = locked(&WATCHED);
                // A store adds to the address of a server what it wants besides.
                let found = watched
                    .iter()
                    .find(|(place, _)| url.starts_with(place.as_str()));
                self.seen = found.map(|(_, seen)| Arc::clone(seen));
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                let Some(seen) = &self.seen else { return };
                let statement = Statement::parse(&query.to_string());
                let mut seen = locked(seen);
                let only_reads = ["SELECT", "WITH"];
                if only_reads
                    .iter()
                    .any(|verb| statement.text.starts_with(verb))
                {
                    seen.reads += 1;
                }
                seen.by_text
                    .entry(statement.text.clone())
                    .or_insert(statement);
            }
            _ => {}
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    step: String,
}

/// The steps of a statement, whatever is bound.
#[track_caller]
pub fn plan(raw: &mut Raw, statement: &Statement) -> Vec<String> {
    let text = &statement.text;
    match raw {
        Raw::Sqlite(file) => {
            let steps = sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(file);
            let steps: Vec<SqliteStep> = steps.expect(text);
            steps.into_iter().map(|step| step.detail).collect()
        }
        Raw::Postgres(server) => {
            let (types, nothing) = statement.parameters();
            let first = [
                "DEALLOCATE ALL".to_owned(),
                "SET plan_cache_mode = force_generic_plan".to_owned(),
                format!("PREPARE seen{types} AS {text}"),
            ];
            for command in first {
                sql_query(command).execute(server).expect(text);
            }
            let steps = sql_query(format!("EXPLAIN EXECUTE seen{nothing}")).load(server);
            let steps: Vec<PostgresStep> = steps.expect(text);
            steps.into_iter().map(|step| step.step).collect()
        }
    }
}

/// The steps that go through a whole table. PostgreSQL does so rightly with a table of a few rows, so that there it is
/// asked of one that has many.
pub fn scans(steps: &[String], grown: &str) -> Vec<String> {
    let whole = format!("Seq Scan on {grown}");
    let goes_through = |step: &&String| {
        // What was found by then is counted.
        let is_found = step.contains("CONSTANT ROW") || step.as_str() == "SCAN counted";
        let of_sqlite = step.starts_with("SCAN ") && !is_found;
        of_sqlite || step.contains(&whole)
    };
    steps.iter().filter(goes_through).cloned().collect()
}

/// The steps that put rows in order, which an index does for nothing.
pub fn sorts(steps: &[String]) -> Vec<String> {
    let puts_in_order = |step: &&String| {
        step.contains("TEMP B-TREE")
            || step
                .trim_start()
                .trim_start_matches("->")
                .contains("Sort  (")
    };
    steps.iter().filter(puts_in_order).cloned().collect()
}

/// Both databases, as they are, answer each of these statements that reads `table` by an index, and in its order. Of
/// PostgreSQL it is asked as of a table with many rows, whatever the statistics say: it goes through small ones.
#[track_caller]
pub fn answered_by_indexes(raw: &mut Raw, statements: &[Statement], table: &str) {
    if let Raw::Postgres(server) = raw {
        let command = "SET enable_seqscan = off";
        sql_query(command).execute(server).expect(command);
    }
    planned_by_indexes(raw, statements, table);
}

/// The same of tables that have many rows: PostgreSQL decides as it does for the server.
#[track_caller]
pub fn planned_by_indexes(raw: &mut Raw, statements: &[Statement], table: &str) {
    if let Raw::Postgres(server) = raw {
        sql_query("ANALYZE").execute(server).expect("statistics");
    }
    let reads_it = |it: &&Statement| it.text.starts_with("SELECT") && it.text.contains(table);
    let looks: Vec<_> = statements.iter().filter(reads_it).collect();
    assert!(!looks.is_empty(), "nothing reads {table}");
    for look in looks {
        let steps = plan(raw, look);
        let slow = [scans(&steps, table), sorts(&steps)].concat();
        assert!(slow.is_empty(), "{slow:#?} of {steps:#?} in {look:?}");
    }
}
