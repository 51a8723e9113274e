//! A database that neither answers nor ends: what a machine that swaps, or a disk that is gone, looks like to a program.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;
use std::process::Command;

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// The server's processes of a database, stopped until this is dropped.
pub struct Hung(Vec<String>);

impl Hung {
    #[track_caller]
    pub fn all_of(keeper: &mut PgConnection) -> Self {
        let own = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' \
                   AND datname = current_database() AND pid <> pg_backend_pid()";
        let found: Vec<Backend> = sql_query(own).load(keeper).expect("they are listed");
        let pids: Vec<String> = found.iter().map(|found| found.pid.to_string()).collect();
        assert!(!pids.is_empty());
        let hung = Self(pids);
        assert!(hung.signals("STOP"));
        hung
    }

    /// Whether all were there.
    fn signals(&self, signal: &str) -> bool {
        let kill = format!("kill -{signal} {}", self.0.join(" "));
        let sent = Command::new("sh").args(["-c", &kill]).status();
        sent.is_ok_and(|status| status.success())
    }
}

impl Drop for Hung {
    fn drop(&mut self) {
        // One of them may have ended; a panic here, beside another, would end all tests.
        let _all = self.signals("CONT");
    }
}
