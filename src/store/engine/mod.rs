//! What is below any thing: the connections, the one that writes, and the file.
//!
//! | file | for |
//! |---|---|
//! | `options`, `address`, `fault` | how to open, where it is, why there is no connection |
//! | `db`, `role` | one type over PostgreSQL and SQLite; what a connection is for |
//! | `reader` | one connection that reads |
//! | `question`, `group` | one statement for what a request needs to know, and for all who ask at once |
//! | `pool`, `backoff` | the connections that read; how long nobody tries to get one |
//! | `postgres` | what only a server has: standbys, poolers, a limit of connections |
//! | `sqlite` | what only a file has: path, pragmas, damage |
//! | `checkpoint`, `upkeep` | keeping its log short |
//! | `hold`, `file` | who has the file open; whether it is still the same |
//! | `backup`, `copy` | copies of the file: before a migration, as a backup, and back |
//! | `writer`, `link` | the writer thread, and its connection |
//! | `counting`, `lower` | how many rows a query finds, up to a bound; letters as small ones |
//! | `held`, `update` | what becomes of a guard; an update that is prepared once |
//! | `due` | rows whose time is over, as data |
//! | `together`, `each` | on a server: many rows in one insert, and in one update |
//! | `turn` | in which order changes share a transaction |
//! | `schema`, `row`, `column`, `spot` | the tables as Diesel sees them; a row and its record; how a column keeps a type; where a value stands |
//! | `ready` | whether something can be read and written |
//! | `migrate`, `mailboxes`, `app_names`, `migrated` | the schema's versions, and the server key's fingerprint; what steps do to e-mail addresses and to names of apps; the event that tells of it |
//! | `check`, `ahead` | a look at both, and at the file; rows that a clock ahead has written |
//! | `remedy` | what mends what refuses |
//! | `keys`, `threads` | row keys; threads, and what they share |

pub mod address;
pub mod ahead;
pub mod app_names;
pub mod backoff;
pub mod backup;
pub mod check;
pub mod checkpoint;
pub mod column;
pub mod copy;
pub mod counting;
pub mod db;
pub mod due;
#[cfg(feature = "postgres")]
pub mod each;
pub mod fault;
pub mod file;
pub mod group;
pub mod held;
pub mod hold;
pub mod keys;
pub mod link;
pub mod lower;
pub mod mailboxes;
pub mod migrate;
pub mod migrated;
pub mod options;
pub mod pool;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(not(feature = "postgres"))]
#[path = "no_postgres.rs"]
pub mod postgres;
pub mod question;
pub mod reader;
pub mod ready;
pub mod remedy;
pub mod role;
pub mod row;
pub mod schema;
pub mod spot;
pub mod sqlite;
pub mod threads;
pub mod together;
pub mod turn;
pub mod update;
pub mod upkeep;
pub mod writer;
