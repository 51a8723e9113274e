//! The memory. The only folder that names diesel.
//!
//! Reads go through a pool of connections ([`Reader`]); every write is a `Change` that goes through one
//! writer thread, which shares a transaction among all who wait at the same moment.
//!
//! Changes come in at the top and go down: `change` and `guard` say what becomes of each, the folder of the thing knows
//! its tables, `engine` knows none of them.
//!
//! | file or folder | for |
//! |---|---|
//! | `handle` | the open database, as everybody outside sees it |
//! | `change`, `guard` | carrying a change out |
//! | `shared` | changes that most requests make: many of them in a few statements |
//! | `ask`, `asked` | what requests ask most, each in one statement; apps in memory |
//! | `census` | counting what is there |
//! | `sweep` | deleting what has lived its time |
//! | `accounts`, `apps`, `audit`, `issued`, `broker`, `factors`, `gateway`, `outbox`, `signing` | a folder per thing: its rows, what can be loaded, what is written, what is due |
//! | `engine` | what is below any table: connections, the writer, the file |
//! | `database` | a database before it is opened |
//! | `error` | why something was not opened, said or remembered |

mod accounts;
mod apps;
mod ask;
mod asked;
mod audit;
mod broker;
mod census;
mod change;
mod database;
mod engine;
mod error;
mod factors;
mod gateway;
mod guard;
mod handle;
mod issued;
mod outbox;
mod shared;
mod signing;
mod sweep;

pub use accounts::people::{PeopleOrder, PeopleSought};
pub use apps::listed::{AppsOrder, AppsSought, MostTraffic, Traffic};
pub use ask::Visit;
pub use audit::load::{Begins, Events, Page};
pub use census::{Numbers, Waiting};
pub use database::Database;
pub use engine::backup::Restored;
pub use engine::check::{Checked, KeyAge, ToldTime};
pub use engine::copy::Progress;
pub use engine::migrate::Migrated;
pub use engine::options::OpenOptions;
pub use engine::reader::{After, Reader};
pub use error::{CommitError, LoadError, Loaded, Lost, OpenError};
pub use handle::Store;
pub use sweep::Lifetimes;
