//! What is below any table: the connections, the one that writes, and the file.
//!
//! | file | for |
//! |---|---|
//! | `db` | one type over PostgreSQL and SQLite, and one connection that reads |
//! | `pool`, `backoff` | the connections that read; how long nobody tries to get one |
//! | `postgres` | what only a server has: standbys, poolers, a limit of connections |
//! | `sqlite` | what only a file has: path, pragmas, checkpoints |
//! | `hold`, `opened` | who has the file open; whether it is still the same |
//! | `backup`, `copy` | copies of the file: before a migration, as a backup, and back |
//! | `writer`, `link` | the writer thread, and its connection |
//! | `turn` | in which order changes share a transaction |
//! | `schema` | the tables as Diesel sees them |
//! | `migrate`, `mailboxes` | the schema's versions, and the server key's fingerprint; what one step does to e-mail addresses |
//! | `check`, `ahead` | a look at both, and at the file; rows that a clock ahead has written |
//! | `remedy` | what mends what refuses |
//! | `keys` | row keys |

pub mod ahead;
pub mod backoff;
pub mod backup;
pub mod check;
pub mod copy;
pub mod db;
pub mod hold;
pub mod keys;
pub mod link;
pub mod mailboxes;
pub mod migrate;
pub mod opened;
pub mod pool;
pub mod postgres;
pub mod remedy;
pub mod schema;
pub mod sqlite;
pub mod turn;
pub mod writer;
