//! Counting what the server does, and saying it to a collector. Who counts holds a part of [`Metrics`]; nothing that a
//! request brings becomes a label.
//!
//! | file | for |
//! |---|---|
//! | `label` | which words a label may hold |
//! | `counters`, `histogram`, `requests` | counting without locks |
//! | `process` | what the system says of the process |
//! | `parts` | all that is counted, by who counts it |
//! | `exposition` | its names, as a collector reads them |

mod counters;
mod exposition;
mod histogram;
mod label;
mod parts;
mod process;
mod requests;

pub use counters::Level;
pub use exposition::{CONTENT_TYPE, Exposition};
pub use parts::{
    Census, GatewayMetrics, HashMetrics, Metrics, OutboxMetrics, Outcomes, StoreMetrics,
};
pub use requests::{METHODS, TIMED};
