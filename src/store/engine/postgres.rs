//! What only a PostgreSQL server has: limits of time in its URL, standbys, a limit of connections, and poolers
//! that may stand in front of it.

use super::fault::ConnectFault;
use super::role::Role;
use diesel::connection::{CacheSize, Connection, SimpleConnection};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::time::Duration;

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Direct,
    /// Through a pooler, pgbouncer for one: the next transaction may run on another connection of the server.
    /// Nothing may be left on it, neither settings nor prepared statements.
    Pooled,
}

#[derive(Clone, Debug)]
pub struct Server {
    url: String,
    path: Path,
}

/// A setting that only its own connection has. A pooler refuses it, or drops it: it never lets one program's
/// settings through to a connection that others use as well.
const MARK: &str = "options=-c%20vestibule.direct%3Don";

const POOLED_OPTIONS: &str = "database_url has `options`, which connection poolers do not pass on: take them \
     out, and use ALTER ROLE … SET … in PostgreSQL instead";

impl Server {
    /// Finds out whether a pooler stands in front of the server.
    pub fn find(url: &str, patience: Duration) -> Result<Self, ConnectFault> {
        let url = with_time_limits(url, patience);
        let marked = with_parameter(&url, MARK);
        let path = match PgConnection::establish(&marked) {
            Ok(mut connection) => has_mark(&mut connection)?,
            Err(error) if refuses_options(&error.to_string()) => Path::Pooled,
            Err(error) => return Err(ConnectFault::new(error)),
        };
        if path == Path::Pooled {
            if url.contains("?options=") || url.contains("&options=") {
                return Err(ConnectFault::new(POOLED_OPTIONS));
            }
            keeps_transactions(&url)?;
            tracing::info!("a connection pooler was found: no prepared statements are used");
        }
        Ok(Self { url, path })
    }

    pub fn connect(&self, role: Role) -> Result<PgConnection, ConnectFault> {
        let mut connection = PgConnection::establish(&self.url).map_err(ConnectFault::new)?;
        if self.path == Path::Pooled {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
        // A standby may lag behind what was acknowledged, and cannot be written. Whoever only looks may.
        if role != Role::Keeper && is_standby(&mut connection)? {
            return Err(ConnectFault::new(
                "this PostgreSQL server is a standby: the primary is needed",
            ));
        }
        // Only where the connection is this program's own: a pooler would lend it, with these, to another program.
        if role == Role::Reader && self.path == Path::Direct {
            connection.batch_execute(READS).map_err(ConnectFault::new)?;
        }
        Ok(connection)
    }

    pub fn is_pooled(&self) -> bool {
        self.path == Path::Pooled
    }
}

/// Nobody waits for an answer longer than the statement may take. A plan is made once: for a join by keys PostgreSQL would
/// make one anew at each call, which takes longer than the answer. But it would keep the one that was best for the few
/// rows of the first day, and go through tables that have grown: it goes from row to row by indexes at once. The price that
/// stands for "not through the table" must not make it compile the plan.
const READS: &str = "SET default_transaction_read_only = on; SET statement_timeout = '14s'; \
     SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; \
     SET enable_mergejoin = off; SET jit = off";

/// How a transaction begins that is going to write. Guards are written for READ COMMITTED: a guarded update waits
/// for the other server, then looks again. What is set here ends with the transaction, also behind a pooler.
pub fn begin_writing(lock_timeout: Duration) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {}",
        lock_timeout.as_millis()
    )
}

/// libpq's own limits, unless the operator set them: a server that is gone is noticed within seconds, whether
/// something is on its way to it or an answer is awaited.
fn with_time_limits(url: &str, patience: Duration) -> String {
    let limits = [
        ("connect_timeout", patience.as_secs().max(2).to_string()),
        ("tcp_user_timeout", "5000".to_owned()),
        ("keepalives_idle", "3".to_owned()),
        ("keepalives_interval", "2".to_owned()),
        ("fallback_application_name", "vestibule".to_owned()),
    ];
    let missing = limits.iter().filter(|(name, _)| !url.contains(name));
    missing.fold(url.to_owned(), |url, (name, value)| {
        with_parameter(&url, &format!("{name}={value}"))
    })
}

/// Of two parameters of one name libpq takes the later.
fn with_parameter(url: &str, parameter: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{parameter}")
}

/// Poolers write English, whatever language the server speaks.
fn refuses_options(reason: &str) -> bool {
    [
        "startup parameter",
        "command-line options",
        "startup options",
    ]
    .iter()
    .any(|words| reason.contains(words))
}

/// A pooler that gives each statement a connection would refuse every write later.
fn keeps_transactions(url: &str) -> Result<(), ConnectFault> {
    let mut connection = PgConnection::establish(url).map_err(ConnectFault::new)?;
    for step in ["BEGIN", "SELECT 1", "COMMIT"] {
        connection.batch_execute(step).map_err(|error| {
            let mend = "set pool_mode = transaction, or session";
            ConnectFault::new(format!(
                "the connection pooler allows no transactions: {mend} ({error})"
            ))
        })?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = sql_types::Bool)]
    said: bool,
}

fn ask(connection: &mut PgConnection, question: &str) -> Result<bool, ConnectFault> {
    sql_query(format!("SELECT {question} AS said"))
        .get_result(connection)
        .map(|row: Said| row.said)
        .map_err(ConnectFault::new)
}

fn has_mark(connection: &mut PgConnection) -> Result<Path, ConnectFault> {
    let is_direct = ask(
        connection,
        "current_setting('vestibule.direct', true) IS NOT DISTINCT FROM 'on'",
    )?;
    Ok(if is_direct {
        Path::Direct
    } else {
        Path::Pooled
    })
}

fn is_standby(connection: &mut PgConnection) -> Result<bool, ConnectFault> {
    ask(connection, "pg_is_in_recovery()")
}

#[derive(QueryableByName)]
struct Room {
    #[diesel(sql_type = sql_types::BigInt)]
    room: i64,
}

/// The narrowest of three limits: the server's, the database's and the role's.
const ROOM: &str = "SELECT least(
    current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint
        - (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL),
    (SELECT nullif(datconnlimit, -1) - (SELECT count(*) FROM pg_stat_activity WHERE datid = pg_database.oid)
        FROM pg_database WHERE datname = current_database()),
    (SELECT nullif(rolconnlimit, -1) - (SELECT count(*) FROM pg_stat_activity WHERE usesysid = pg_roles.oid)
        FROM pg_roles WHERE rolname = session_user)) AS room";

/// How many of the wanted connections that read to open, where the server may not have them all: two are left for
/// commands.
pub fn fitting(connection: &mut PgConnection, wanted: u32) -> u32 {
    let Ok(Room { room }) = sql_query(ROOM).get_result(connection) else {
        return wanted;
    };
    let fit = u32::try_from(room - LEFT_FOR_COMMANDS).unwrap_or(0);
    let readers = fit.clamp(1, wanted.max(1));
    if readers < wanted {
        tracing::warn!(
            left = room,
            wanted,
            opened = readers,
            "PostgreSQL has too few connections left: raise its limit, or lower database_connections"
        );
    }
    readers
}

const LEFT_FOR_COMMANDS: i64 = 2;
